//! What a use case can ask of the database, by area.

pub(crate) mod all;
pub(crate) mod declare;
pub(crate) mod goods;
pub(crate) mod records;
pub(crate) mod sales;
pub(crate) mod sellers;

use crate::{
    AccountLinks, AllGoods, Attempts, Books, Carts, Catalogue, Certificates, CheckoutLane, Cycles,
    Enterprises, Grants, Groups, HubTermsOf, Idempotency, Images, Invitations, Keys, Members,
    OpenId, Orders, Outbox, Participations, People, Personal, PricesBefore, Profiles, Returns,
    SchemaVersions, Sellers, Sessions, Sheets, Tx, Verify, Weeks,
};

/// Declares how each repository is reached.
macro_rules! reached {
    ($($(#[$doc:meta])* $accessor:ident: $repository:ident,)*) => {
        /// What a transaction can be asked, a repository a subject. It is a trait so that only those who depend on this crate, and
        /// bring it into scope, can ask: `engine` hands its callers a [`Tx`] they can pass on to use cases, and nothing else.
        pub trait Repositories<'c> {
            $($(#[$doc])* fn $accessor(&mut self) -> $repository<'_, 'c>;)*
        }

        impl<'c> Repositories<'c> for Tx<'c> {
            $(fn $accessor(&mut self) -> $repository<'_, 'c> {
                $repository(self)
            })*
        }
    };
}

reached! {
    /// People, and whom they act for.
    people: People,
    /// The devices on which people are signed in.
    sessions: Sessions,
    /// Sign-ins at the identity provider, and the accounts of those it knows.
    open_id: OpenId,
    /// What is counted because it is not to be tried often.
    attempts: Attempts,
    /// Links that are mailed to prove an address.
    account_links: AccountLinks,
    /// Who acts for an enterprise.
    members: Members,
    /// Invitations to act for an enterprise.
    invitations: Invitations,
    /// The keys of machines and shop fronts.
    keys: Keys,
    /// Farms and hubs, and what they allow each other.
    enterprises: Enterprises,
    /// What enterprises say of themselves, and who they are before the law.
    profiles: Profiles,
    /// The papers that let enterprises claim labels.
    certificates: Certificates,
    /// Groups of enterprises.
    groups: Groups,
    /// What enterprises allow each other.
    grants: Grants,
    /// Logos and banners of enterprises, pictures of products.
    images: Images,
    /// Order cycles, their exchanges and fees.
    cycles: Cycles,
    /// Carts.
    carts: Carts,
    /// The checkout lane: read under lock, then one write.
    checkout: CheckoutLane,
    /// What is known of people, to tell it to them and to forget it; see also [`Tx::personal_rows`].
    personal: Personal,
    /// What was already done for a key.
    idempotency: Idempotency,
    /// What the database's schema has had.
    schema_versions: SchemaVersions,
    /// Messages waiting to leave.
    outbox: Outbox,
    /// The books and supplies, recomputed from history.
    verify: Verify,
    /// What hubs sell producers' variants on.
    hub_terms: HubTermsOf,
    /// Products, variants and supplies.
    catalogue: Catalogue,
    /// What farms list from week to week.
    week: Weeks,
    /// What producers list, many rows at a time.
    goods: AllGoods,
    /// Who is asked to take part in whose cycles, and what they answered.
    participations: Participations,
    /// Placed orders.
    orders: Orders,
    /// Packaging of orders that came back.
    returns: Returns,
    /// What a cycle's orders come to, for farms and for packing.
    sheets: Sheets,
    /// The ledger, and payments over it.
    books: Books,
    /// Who sells, as shoppers must be told, and what ties it to cycles.
    sellers: Sellers,
    /// What variants were sold at. Prices are written down where they are set, by whatever sets them.
    price_history: PricesBefore,
}
