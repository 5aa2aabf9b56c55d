#![doc = include_str!("../README.md")]

mod calculator;
mod cycle;
mod deposit;
mod exchange;
mod fee;
mod offer;
mod part;
mod participation;
mod price_change;
mod price_list;
mod pricing;
#[cfg(test)]
mod sample;
mod shop_cycles;
mod told;

pub use calculator::{Calculator, CalculatorRefused};
pub use cycle::{
    CloseRefused, CycleClosed, OpenRefused, OrderCycle, PublishRefused, RescheduleRefused,
    SettleRefused, Stage, Transition,
};
pub use deposit::Deposit;
pub use exchange::{Direction, Exchange, NoSuchDirection, applied};
pub use fee::{Fee, FeeKind, FeeRefused, NoSuchFeeKind};
pub use offer::{ItemFee, Listing, Offer, Side};
pub use part::{CyclePosition, PartRefused, Parts, Reach, SupplyTrust, supplied_by};
pub use participation::{
    AnswerRefused, AskRefused, MAX_WAITING_ASKS, NoSuchStanding, Participation, Standing,
};
pub use price_change::PriceChange;
pub use price_list::{Facts, OrderFee, PriceList};
pub use pricing::{Charge, MAX_ITEMS, MAX_LINE_MILLI, MAX_LINES, PriceRefused, Priced, PricedLine};
pub use shop_cycles::{Sale, ShopCycles};
pub use told::{Claim, Practice, Told};
