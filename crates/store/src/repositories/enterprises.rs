//! What a use case can ask of the database about enterprises: each function is one of `queries/enterprises`, compiled for either
//! connection.

use std::collections::BTreeSet;

use sillon_enterprises::{
    Address, AddressKind, BankAccount, Certificate, CycleUse, Enterprise, Group, GroupMembership,
    GroupOwner, KnownPlace, LegalIdentity, Near, Profile, Property, Seller, Sells,
};
use sillon_identity::{
    ApiKey, EditProfile, Grant, ManageEnterprise, ManageKeys, OwnedEnterprise, Permit, ReadGrants,
    ShopKey, TokenHash, Trust,
};
use sillon_images::Purpose;
use sillon_kernel::{
    AltText, ApiKeyId, CertificateId, CycleId, EnterpriseId, GroupId, ImageId, Name, Page,
    PageRequest, Picture, ProductId, Rendition, ShopKeyId, Slug, Timestamp, UserId, VariantId,
};

use uuid::Uuid;

use crate::{
    Error, Tx, postgres,
    records::enterprises::{
        EndedKeys, EnterpriseBrief, GivenGrant, GroupEntry, GroupMember, ImageContent, NewImage,
        ProducerEntry, ShopEntry, ShopFilter,
    },
    repositories::declare::repositories,
    sqlite,
    tx::Handle,
};

repositories! {
    /// The keys of machines and shop fronts.
    Keys in enterprises::keys {
        /// Adds a machine's key, by the hash of its secret.
        fn add_api_key(by: &Permit<ManageKeys>, key: &ApiKey, secret: &TokenHash) -> ();
        /// The enterprise's API keys that were not revoked, the earliest first.
        fn api_keys(by: &Permit<ManageKeys>) -> Vec<ApiKey>;
        /// The key of a secret, if it was not revoked.
        fn find_api_key(secret: &TokenHash) -> Option<ApiKey>;
        /// Notes that the key was used.
        fn note_use(id: ApiKeyId, now: Timestamp) -> ();
        /// Revokes the enterprise's key; whether there was one.
        fn revoke_api_key(by: &Permit<ManageKeys>, id: ApiKeyId, now: Timestamp) -> bool;
        /// What keys of machines and shop fronts are called, also those that were revoked.
        fn names(ids: &[Uuid]) -> Vec<(Uuid, String)>;
        /// Revokes every key of the enterprise's, and says which.
        fn end_all(enterprise: EnterpriseId, now: Timestamp) -> EndedKeys;
        /// Revokes the keys that a person made for enterprises whose keys are no longer theirs to manage, and says which.
        fn end_made_by(maker: UserId, now: Timestamp) -> EndedKeys;
        /// Adds a shop front's key and its origins.
        fn add_shop_key(by: &Permit<ManageKeys>, key: &ShopKey) -> ();
        /// The hub's shop keys that were not revoked, the earliest first.
        fn shop_keys(by: &Permit<ManageKeys>) -> Vec<ShopKey>;
        /// The key of this text, if it was not revoked.
        fn find_shop_key(key: &str) -> Option<ShopKey>;
        /// Revokes the hub's key; whether there was one.
        fn revoke_shop_key(by: &Permit<ManageKeys>, id: ShopKeyId, now: Timestamp) -> bool;
        /// Whether some shop key that was not revoked is good from this origin.
        fn is_origin_known(origin: &str) -> bool;
    }

    /// The shops that everybody may find.
    ShopDirectory in enterprises::directory {
        /// A page of the shops that sell to the public, by slug.
        fn shops(wanted: &ShopFilter, page: &PageRequest, now: Timestamp) -> Page<ShopEntry>;
        /// The addresses of those whom everybody may find at post codes that begin like one.
        fn places_like(postcode: &str) -> Vec<KnownPlace>;
    }

    /// Farms and hubs, and what they allow each other.
    Enterprises in enterprises::enterprise {
        /// Adds an enterprise; [`Error::Duplicate`] when its slug is taken.
        fn add(enterprise: &Enterprise) -> ();
        /// The enterprise.
        fn get(id: EnterpriseId) -> Enterprise;
        /// The enterprises.
        fn of(ids: &[EnterpriseId]) -> Vec<Enterprise>;
        /// The enterprise of a slug.
        fn find_by_slug(slug: &str) -> Option<Enterprise>;
        /// Which of these slugs are taken.
        fn slugs_taken(slugs: &[Slug]) -> Vec<String>;
        /// The enterprises whose names fold to any of these, and those of the ids, by id.
        fn called(folded_names: &[String], ids: &[EnterpriseId]) -> Vec<Enterprise>;
        /// The names of enterprises.
        fn names(ids: &[EnterpriseId]) -> Vec<(EnterpriseId, Name)>;
        /// Every producer, by its folded name.
        fn producers() -> Vec<EnterpriseId>;
        /// Locks what producers list: one list of theirs is read at a time. Their ids come in order.
        fn lock_lists(producers: &[EnterpriseId]) -> ();
        /// The names of the enterprises, by id.
        fn briefs(ids: &[EnterpriseId]) -> Vec<EnterpriseBrief>;
        /// The enterprises the person owns.
        fn owned_by(owner: UserId) -> Vec<OwnedEnterprise>;
        /// The enterprises the person founded and still owns.
        fn founded_by(founder: UserId) -> Vec<OwnedEnterprise>;
        /// How many enterprises there are.
        fn count() -> i64;
    }

    /// What enterprises say of themselves, and who they are before the law.
    Profiles in enterprises::profiles {
        /// The enterprise's profile.
        fn get(id: EnterpriseId) -> Profile;
        /// Hides an enterprise from the public.
        fn hide(id: EnterpriseId) -> ();
        /// Writes a profile, addresses aside, over the version before its own; whether that still stood.
        fn save(by: &Permit<EditProfile>, enterprise: &Enterprise, profile: &Profile) -> bool;
        /// Sets an address, or takes it away.
        fn set_address(by: &Permit<EditProfile>, kind: AddressKind, address: Option<&Address>) -> ();
        /// What producers say of all they make, by enterprise.
        fn properties(of: &[EnterpriseId]) -> Vec<(EnterpriseId, Vec<Property>)>;
        /// Who has a slug, or had it.
        fn slug_holder(slug: &Slug) -> Option<EnterpriseId>;
        /// Remembers that an enterprise had a slug, now that it has another.
        fn retire_slug(by: &Permit<EditProfile>, old: &Slug, new: &Slug, now: Timestamp) -> ();
        /// Who the enterprise is before the law, if it said so.
        fn legal_identity(of: EnterpriseId) -> Option<LegalIdentity>;
        /// Says who the enterprise is before the law.
        fn set_legal_identity(by: &Permit<ManageEnterprise>, identity: &LegalIdentity) -> ();
        /// The account that is paid to by transfer, if the enterprise said one.
        fn bank_account(of: EnterpriseId) -> Option<BankAccount>;
        /// Says which account is paid to by transfer, or that there is none.
        fn set_bank_account(by: &Permit<ManageEnterprise>, account: Option<&BankAccount>) -> ();
        /// A page of the public producers, all or those near a place, by slug.
        fn producers(around: Option<&Near>, page: &PageRequest) -> Page<ProducerEntry>;
    }

    /// The papers that let enterprises claim labels.
    Certificates in enterprises::certificates {
        /// What the enterprises hold, by holder and label.
        fn of(holders: &[EnterpriseId]) -> Vec<Certificate>;
        /// Adds one.
        fn add(by: &Permit<EditProfile>, certificate: &Certificate) -> ();
        /// Takes one away; whether the enterprise held it.
        fn remove(by: &Permit<EditProfile>, id: CertificateId) -> bool;
    }

    /// Groups of enterprises.
    Groups in enterprises::groups {
        /// Adds a group; [`Error::Duplicate`] when its slug is taken.
        fn add(group: &Group) -> ();
        /// The group of a slug.
        fn named(slug: &str) -> Group;
        /// Which of these slugs are taken.
        fn slugs_taken(slugs: &[Slug]) -> Vec<String>;
        /// How many groups somebody owns.
        fn owned(owner: GroupOwner) -> usize;
        /// Forgets the person's groups that nobody is in or waits for.
        fn end_empty_of(person: UserId) -> ();
        /// A page of the groups, by slug.
        fn page(page: &PageRequest) -> Page<GroupEntry>;
        /// Writes a group over the version before its own; whether that still stood.
        fn save(group: &Group) -> bool;
        /// The enterprises in the group, and those that wait, by slug.
        fn members(group: GroupId) -> Vec<GroupMember>;
        /// The groups the enterprise is in, waits for, or is asked into, by slug; at most 500.
        fn of_enterprise(by: &Permit<ReadGrants>) -> Vec<(GroupEntry, GroupMembership)>;
        /// Notes how far an enterprise is in a group.
        fn set_belonging(group: GroupId, enterprise: EnterpriseId, belonging: GroupMembership) -> ();
        /// Forgets a group and who is in it.
        fn remove(group: GroupId) -> ();
        /// Takes an enterprise out of a group; whether it was in it.
        fn part(group: GroupId, enterprise: EnterpriseId) -> bool;
    }

    /// What enterprises allow each other.
    Grants in enterprises::grants {
        /// Allows something; whether it was not allowed before.
        fn give(grant: &Grant, now: Timestamp) -> bool;
        /// Notes what one enterprise would allow another, which may take it; whether it was not noted before.
        fn offer(by: &Permit<ManageEnterprise>, grant: &Grant, now: Timestamp) -> bool;
        /// Ends an offer; whether there was one. Of two who end it one is told so.
        fn end_offer(grant: &Grant) -> bool;
        /// A page of what an enterprise would allow others, or be allowed, and nobody took yet, behind a grant.
        fn offers(by: &Permit<ReadGrants>, after: Option<&Grant>, page: &PageRequest) -> Page<GivenGrant>;
        /// Ends every offer of the enterprise's, and to it.
        fn end_offers(of: EnterpriseId) -> ();
        /// Whether it is allowed.
        fn is_given(grant: &Grant) -> bool;
        /// Allows it no more; whether it was allowed.
        fn take_back(by: &Permit<ManageEnterprise>, grant: &Grant, now: Timestamp) -> bool;
        /// A page of what an enterprise gave and was given, behind a grant.
        fn page(of: EnterpriseId, after: Option<&Grant>, page: &PageRequest) -> Page<GivenGrant>;
        /// What these enterprises allow each other.
        fn among(ids: &[EnterpriseId]) -> Trust;
        /// What one enterprise allows these.
        fn of_to(grantor: EnterpriseId, grantees: &[EnterpriseId]) -> Trust;
        /// The enterprises that let this one sell their goods in order cycles.
        fn suppliers_of(hub: EnterpriseId) -> Vec<EnterpriseId>;
        /// A new version for the cycles, not closed yet, in which one enterprise's goods reach another.
        fn touch_shared(grantor: EnterpriseId, grantee: EnterpriseId) -> ();
        /// The cycles that have not closed in which one enterprise's goods reach another, locked by id.
        fn lock_shared(grantor: EnterpriseId, grantee: EnterpriseId) -> Vec<CycleId>;
        /// Takes one enterprise's goods out of cycles, which the transaction has locked, that another runs, and out of
        /// what it sells in those of others.
        fn withdraw(cycles: &[CycleId], grantor: EnterpriseId, grantee: EnterpriseId) -> ();
        /// The bundles of one enterprise that have a part of another's.
        fn bundles_of(producer: EnterpriseId, seller: EnterpriseId) -> Vec<VariantId>;
    }

    /// Logos and banners of enterprises, pictures of products.
    Images in enterprises::images {
        /// Adds an image in all its sizes.
        fn add(image: &NewImage<'_>) -> ();
        /// The logos and banners of enterprises.
        fn of_enterprises(ids: &[EnterpriseId]) -> Vec<(EnterpriseId, Purpose, Picture)>;
        /// The pictures of products, those of each in order.
        fn of_products(ids: &[ProductId]) -> Vec<(ProductId, Picture)>;
        /// Puts images in an order, and says what each shows.
        fn arrange(ordered: &[(ImageId, Option<AltText>)]) -> ();
        /// Removes images, files and all.
        fn remove(ids: &[ImageId]) -> ();
        /// An image's file in one size.
        fn find_content(id: ImageId, rendition: Rendition) -> Option<ImageContent>;
    }

    /// Who sells, as shoppers must be told, and what ties it to cycles.
    Sellers in enterprises::sellers {
        /// The enterprises as sellers, by id.
        fn of(ids: &[EnterpriseId]) -> Vec<Seller>;
        /// Whether goods go out to the enterprise in a cycle that is published and not closed.
        fn is_selling(shop: EnterpriseId) -> bool;
        /// The producer's packed products that such a cycle offers; at most 500.
        fn packed_on_sale(producer: EnterpriseId) -> Vec<ProductId>;
        /// What ties the enterprise to such cycles.
        fn ties(of: EnterpriseId) -> BTreeSet<CycleUse>;
        /// The drafts that the enterprise brings goods to, or is to sell them in, locked by id.
        fn lock_drafts(by: &Permit<ManageEnterprise>) -> Vec<CycleId>;
        /// Takes out of drafts what an enterprise of this kind may not bring or sell.
        fn leave_drafts(by: &Permit<ManageEnterprise>, is_producer: bool, sells: Sells) -> ();
    }
}
