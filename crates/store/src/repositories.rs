//! What a use case can ask of the database, by area.

pub(crate) mod catalogue;
pub(crate) mod cycles;
pub(crate) mod declare;
pub(crate) mod enterprises;
pub(crate) mod events;
pub(crate) mod logistics;
pub(crate) mod orders;
pub(crate) mod outbox;
pub(crate) mod payments;
pub(crate) mod people;
pub(crate) mod system;
pub(crate) mod week;

use crate::{
    AccountLinks, AllGoods, AllSeries, AllTaxZones, Attempts, Books, Carts, Catalogue,
    Certificates, ChangeLog, CheckoutLane, Counts, Customers, CycleLetters, Cycles, Enterprises,
    Events, Grants, Groups, HandOvers, HubTermsOf, Idempotency, Images, Invitations, Keys, Letters,
    Members, Notices, OpenId, OrderChanges, OrderLists, Orders, Outbox, Participations, Payables,
    Payouts, People, Personal, PricesBefore, Profiles, Repayments, Returns, SchemaVersions,
    Sellers, Sessions, Sheets, ShopDirectory, ShopRulesOf, Statements, Terms, Ticks, Tx, Verify,
    Vouchers, Webhooks, Weeks, Weights,
};

/// Declares how each repository is reached.
macro_rules! reached {
    ($($accessor:ident: $repository:ident,)*) => {
        /// What a transaction can be asked, a repository a subject. It is a trait so that only those who depend on this crate, and
        /// bring it into scope, can ask: `engine` hands its callers a [`Tx`] they can pass on to use cases, and nothing else.
        pub trait Repositories<'c> {
            $(
                #[doc = concat!("[`", stringify!($repository), "`]: see there.")]
                fn $accessor(&mut self) -> $repository<'_, 'c>;
            )*
        }

        impl<'c> Repositories<'c> for Tx<'c> {
            $(fn $accessor(&mut self) -> $repository<'_, 'c> {
                $repository(self)
            })*
        }
    };
}

reached! {
    people: People,
    sessions: Sessions,
    open_id: OpenId,
    attempts: Attempts,
    account_links: AccountLinks,
    members: Members,
    invitations: Invitations,
    keys: Keys,
    enterprises: Enterprises,
    shop_directory: ShopDirectory,
    profiles: Profiles,
    certificates: Certificates,
    groups: Groups,
    grants: Grants,
    images: Images,
    cycles: Cycles,
    carts: Carts,
    checkout: CheckoutLane,
    customers: Customers,
    vouchers: Vouchers,
    counts: Counts,
    personal: Personal,
    change_log: ChangeLog,
    idempotency: Idempotency,
    schema_versions: SchemaVersions,
    outbox: Outbox,
    letters: Letters,
    notices: Notices,
    cycle_letters: CycleLetters,
    events: Events,
    webhooks: Webhooks,
    verify: Verify,
    hub_terms: HubTermsOf,
    catalogue: Catalogue,
    week: Weeks,
    goods: AllGoods,
    tax_zones: AllTaxZones,
    terms: Terms,
    participations: Participations,
    series: AllSeries,
    shop_rules: ShopRulesOf,
    orders: Orders,
    order_changes: OrderChanges,
    weights: Weights,
    order_lists: OrderLists,
    returns: Returns,
    hand_overs: HandOvers,
    ticks: Ticks,
    sheets: Sheets,
    books: Books,
    repayments: Repayments,
    payouts: Payouts,
    payables: Payables,
    statements: Statements,
    sellers: Sellers,
    price_history: PricesBefore,
}
