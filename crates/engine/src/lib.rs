#![doc = include_str!("../README.md")]

mod accept_invitation;
mod account_mail;
mod account_rules;
mod administrators;
mod advance_cycles;
mod api_keys;
mod attempts;
mod balances;
mod bank_account;
mod callers;
mod carts;
mod certificates;
mod change_password;
mod checkout;
mod close_cycle;
mod compliance;
mod confirm;
mod count_supply;
mod cycle_parts;
mod draw;
mod edit_cycle;
mod edit_products;
mod edit_variants;
mod engine;
mod enterprise_profile;
mod enterprises;
mod erase_person;
mod error;
mod exchange_consent;
mod export_list;
mod export_person;
mod food_wish;
mod forget;
mod forget_old;
mod front;
mod grants;
mod groups;
mod hashing;
mod hub_terms;
mod ids;
mod import_hub_list;
mod import_list;
mod intake;
mod invite;
mod keep_what_is_said;
mod list_parts;
mod listing_week;
mod mail;
mod meant;
mod members;
mod my_invitations;
mod open_id_sign_in;
mod openid;
mod orders;
mod participations;
mod people;
mod plan_cycle;
mod price_history;
mod profile;
mod put_exchange;
mod record_payment;
mod reductions;
mod reset_password;
mod run_once;
mod season;
mod sellable;
mod send_mail;
mod sessions;
mod sheets;
mod shop_keys;
mod show_image;
mod sign_in;
mod stock_shop;
mod take_back;
mod verify;
mod week;
mod week_copy;
mod week_list;
mod week_rows;

pub use accept_invitation::{Acceptance, Accepted, InvitationSeen, NewAccount, see_invitation};
pub use account_rules::AccountRules;
pub use administrators::appoint_administrator;
pub use advance_cycles::{CycleRun, advance_cycles};
pub use api_keys::{ApiKeyWish, api_keys, make_api_key, makers_of, revoke_api_key};
pub use balances::{EnterpriseBalance, balance};
pub use bank_account::{payment_methods, set_bank_account};
pub use carts::{CartClosed, CartContents, OpenCart, change_cart, fill_cart, open_cart};
pub use certificates::{CertificateWish, add_certificate, remove_certificate};
pub use change_password::{PasswordChange, WrongPassword};
pub use close_cycle::{close_cycle, publish_cycle};
pub use compliance::{cycle_compliance, producer_compliance, seller_of};
pub use count_supply::{CountSupply, count_supply};
pub use cycle_parts::{SeenCycle, cycle, exchange_or_terms};
pub use edit_cycle::{add_fee, set_coordinator_fees};
pub use edit_products::{
    ChangedSince, ListedProduct, MAX_NEW_SIZES, add_product, clone_product, edit_product,
    listed_product, listed_products, withdraw_product,
};
pub use edit_variants::{NewSize, add_variant, edit_variant, withdraw_variant};
pub use engine::{Engine, EngineSettings};
pub use enterprise_profile::{
    EnterpriseEdit, EnterprisePage, SlugAvailability, SlugTaken, edit_profile, enterprise_page,
    set_legal_identity, slug_availability,
};
pub use enterprises::{Founding, found};
pub use erase_person::{EraseRefused, Erased, OwnedAlone, erase_person};
pub use error::{Error, Refusal};
pub use export_list::{ExportWish, export_list};
pub use export_person::{PersonalData, export_me, export_person};
pub use food_wish::FoodWish;
pub use forget::forget_ended;
pub use forget_old::Forgotten;
pub use front::{Front, PriceLists, Rendered};
pub use grants::{GrantsPage, give_grant, grant_offers, grants, may_see_products, take_back_grant};
pub use groups::{
    GroupEdit, GroupPage, GroupWish, edit_group, end_group, found_group, group_page, groups_of,
    join_group, leave_group,
};
pub use hub_terms::{
    StockWish, TermsRefused, TermsWish, drop_terms, hub_terms, put_terms, reset_terms,
};
pub use ids::Ids;
pub use import_list::{Imported, Preview, Progress, preview_rows};
pub use intake::{
    IntakeFull, IntakeLimits, ListPlace, MAX_IMAGES_WAITING, MAX_LISTS_WAITING, Room,
};
pub use invite::{InvitationWish, invitations, invite, withdraw_invitation};
pub use list_parts::{ListToImport, MAX_ROWS_AT_ONCE, RestOfList};
pub use meant::producer_called;
pub use members::{AskLimits, ask_member, members, remove_member};
pub use my_invitations::{
    MyInvitation, accept_my_invitation, my_invitations, refuse_my_invitation,
};
pub use open_id_sign_in::{BegunSignIn, NoProvider, NotBegun, OPEN_ID_CALLBACK, OtherSubject};
pub use openid::OpenIdSettings;
pub use orders::{OrderWithPayments, order};
pub use participations::{
    ParticipationsPage, TermsChanged, answer, end_participation, participations,
};
pub use people::{SignUp, SignUpRefused, ask_to_confirm};
pub use plan_cycle::{PlanCycle, plan_cycle};
pub use price_history::{PricesBefore, variant_prices};
pub use profile::{ProfileWish, change_profile};
pub use put_exchange::{ExchangeWish, PutExchange, VariantWish, put_exchange};
pub use record_payment::{RecordedPayment, record_payment};
pub use run_once::{Answer, KeyReused, OnceKey, run_once};
pub use season::InSeason;
pub use sellable::{Sellable, Wanted};
pub use send_mail::{MailRun, MailStop, StopMail};
pub use sessions::{end_other_sessions, end_session, sessions};
pub use sheets::{
    Harvest, OrderToHandOut, delivery_list, hand_over_list, harvest_sheets, orders_of_cycle,
    packing_list,
};
pub use shop_keys::{OriginRefused, ShopKeyWish, make_shop_key, revoke_shop_key, shop_keys};
pub use show_image::{
    ImagePlace, MAX_PRODUCT_IMAGES, ShownAt, TooManyImages, arrange_images, hide_image, show_image,
};
pub use sign_in::{SignIn, SignInRefused, SignedIn};
pub use sillon_store::{
    CycleFailure, EnterpriseBrief, ErasedRows, GivenGrant, GroupEntry, GroupMember, OrderSummary,
    ParticipationKey, PaymentRecord, PersonalRows, PriceSpan, PricedBy, ProducerEntry,
    ProductFilter, ReturnRecord, StandingFilter, Tx,
};
pub use stock_shop::{StockShop, Stocked, stock_shop};
pub use take_back::{TakenBack, take_back};
pub use verify::{Verified, verify};
pub use week::{Desk, WeekDone, WeekPage, week_page, week_text};
pub use week_copy::{CopiedWeek, CopyWeek, copy_week_of};
pub use week_list::{ListedWeek, WeekList, apply_week_list, preview_week_list};
pub use week_rows::put_week_rows;
