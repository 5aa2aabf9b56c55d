#![doc = include_str!("../README.md")]

mod cycle;
mod fees;
mod hand_over;
#[cfg(test)]
mod sample;
mod series;
mod shop;
mod vouchers;

pub use sillon_catalogue::{
    Patch, SizeFacts, Storage, TaxCategory, TaxRates, Weighing, WeightRefused,
    weight_of_other_items,
};
pub use sillon_enterprises::Shelves;

pub use cycle::checklist::{GoodsOnSale, Warning, WarningKind, warnings};
pub use cycle::cycle_patch::{CyclePatch, MoveRefused};
pub use cycle::edit_scope::{CyclePosition, PartRefused, Parts, Reach, SupplyTrust, supplied_by};
pub use cycle::exchange::{Direction, Exchange, NoSuchDirection, merge_variants};
pub use cycle::exchange_change::{ExchangeFacts, ExchangePatch, ExchangeRefused, VariantSelection};
pub use cycle::order_limit::{OrderLimit, OrderLimitRefused, OrdersTaken};
pub use cycle::participation::{
    AnswerRefused, AskRefused, MAX_WAITING_ASKS, NoSuchStanding, Participation, Standing,
};
pub use cycle::stages::{
    CloseRefused, CycleClosed, NoSuchStage, OpenRefused, OrderCycle, PublishRefused, ReopenRefused,
    Stage, StageName, Transition,
};
pub use fees::calculator::{Calculator, CalculatorRefused};
pub use fees::fee::{Fee, FeeKind, FeePatch, FeeRefused, NoSuchFeeKind};
pub use fees::fee_tax::{FeeTax, NoSuchFeeTax};
pub use fees::named::{FeesRefused, MAX_FEES, check_named, check_payees};
pub use hand_over::address::DeliveryAddress;
pub use hand_over::choice::{HandOverChoice, HandOverChoiceRefused, MAX_HAND_OVERS, check_choices};
pub use hand_over::method::{
    HandOverKind, HandOverKindName, HandOverMethod, HandOverMethodRefused, HandOverPatch,
    NoSuchHandOverKind,
};
pub use hand_over::offered::{HandOverCharge, OfferedHandOver, offered};
pub use hand_over::postcodes::{MAX_POSTCODES, Postcodes, PostcodesRefused};
pub use hand_over::refusal::{HandOverRefused, UncarriedLine};
pub use series::bounds::{MAX_DAYS_AHEAD, MAX_NAMED_DAYS, MAX_SERIES_PARTS};
pub use series::calendar::{Calendar, Occurrence};
pub use series::holidays::{NoSuchHolidays, OnHoliday, PublicHolidays};
pub use series::plan::{Series, SeriesDay, SeriesPart, SeriesPatch, SeriesStep};
pub use series::recurrence::{NoSuchRecurrence, Recurrence};
pub use series::refusal::SeriesRefused;
pub use shop::added_tax::AddedTax;
pub use shop::audience::{Audience, CustomerTag, ShopRules};
pub use shop::bundle::SoldPart;
pub use shop::cannot_order::CannotOrder;
pub use shop::choices::Choices;
pub use shop::deposit::Deposit;
pub use shop::food_information::{
    CategoryCodes, FoodInformation, FoodProducer, LabelClaim, Practice,
};
pub use shop::listing::{BundlePart, ListedProduct, Listing, TermsInForce};
pub use shop::named_taxes::{NamedTaxes, TaxesByName, taxes_by_name};
pub use shop::no_dearer::ChargedBefore;
pub use shop::offer::{ItemFee, Offer, Side};
pub use shop::ordered::Ordered;
pub use shop::price_change::PriceChange;
pub use shop::price_list::{Facts, OrderFee, PriceList};
pub use shop::price_refused::PriceRefused;
pub use shop::pricing::{Charge, MAX_ITEMS, MAX_LINE_MILLI, MAX_LINES, Priced, PricedLine};
pub use shop::shop_cycles::{Sale, ShopCycles};
pub use shop::shop_snapshot::ShopSnapshot;
pub use shop::shortage::{ShortLine, SupplyLeft, available};
pub use shop::tag_rule::{
    MAX_RULES, MAX_TAGS, NoSuchSubject, RuleList, RuleSubject, RulesRefused, TagRule,
};
pub use shop::terms::Terms;
pub use vouchers::check::VoucherUses;
pub use vouchers::code::{VoucherCode, VoucherCodeRefused};
pub use vouchers::reduction::{ReducedPart, Reduction};
pub use vouchers::refusal::{MAX_VOUCHERS, VoucherRefused};
pub use vouchers::voucher::{Voucher, VoucherMalformed, VoucherPatch, VoucherValue};
