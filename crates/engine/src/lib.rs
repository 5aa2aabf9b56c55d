#![doc = include_str!("../README.md")]

mod balances;
mod carts;
mod certificates;
mod checkout;
mod close_cycle;
mod count_supply;
mod cycle_parts;
mod edit_cycle;
mod engine;
mod enterprises;
mod error;
mod front;
mod grants;
mod ids;
mod import_list;
mod mail;
mod orders;
mod people;
mod plan_cycle;
mod profile;
mod record_payment;
mod run_once;
mod sellable;
mod sheets;
mod stock_shop;
mod verify;

pub use balances::{EnterpriseBalance, balance};
pub use carts::{CartClosed, CartContents, fill_cart, open_cart};
pub use certificates::{CertificateWish, add_certificate, remove_certificate};
pub use close_cycle::{advance_cycles, close_cycle, publish_cycle};
pub use count_supply::{CountSupply, count_supply};
pub use cycle_parts::{SeenCycle, cycle};
pub use edit_cycle::{ExchangeWish, VariantWish, add_fee, put_exchange, set_coordinator_fees};
pub use engine::{Engine, EngineSettings};
pub use enterprises::{FoundRefused, Founding, appoint, found};
pub use error::{Error, Refusal};
pub use front::{Front, Rendered};
pub use grants::{GrantsPage, give_grant, grants, may_see_products, take_back_grant};
pub use ids::Ids;
pub use import_list::{Imported, import_list};
pub use mail::MailRun;
pub use orders::{OrderWithPayments, order};
pub use people::{SignInRefused, SignUp, SignUpRefused, SignedIn};
pub use plan_cycle::{PlanCycle, plan_cycle};
pub use profile::{
    EnterprisePage, ProfileEdit, ProfileRefused, SlugAvailability, edit_profile, enterprise_page,
    set_legal_identity, slug_availability,
};
pub use record_payment::{RecordedPayment, record_payment};
pub use run_once::{Answer, KeyReused, OnceKey, run_once};
pub use sellable::{Sellable, Wanted};
pub use sheets::{harvest_sheets, packing_list};
pub use sillon_store::{
    EnterpriseBrief, GivenGrant, OrderSummary, PaymentRecord, ProducerEntry, Tx,
};
pub use stock_shop::{Stocked, stock_shop};
pub use verify::{Verified, verify};
