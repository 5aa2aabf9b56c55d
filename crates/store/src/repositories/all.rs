//! Everything a use case can ask of the database, goods aside: each function is one of `queries/`, compiled for either connection.

use std::collections::BTreeMap;

use sillon_cycles::{Direction, Exchange, Facts, Fee, OrderCycle};
use sillon_enterprises::{
    Address, AddressKind, Around, BankAccount, Belonging, Certificate, Enterprise, Group,
    GroupOwner, LegalIdentity, Profile, Property,
};
use sillon_identity::{
    AccountLink, Actor, ApiKey, Coordinate, EditProfile, Grant, Invitation, Kin, LinkPurpose,
    ManageEnterprise, ManageKeys, Member, Membership, PasswordHash, Permit, ReadGrants, Role,
    SeeMembers, Session, ShopKey, TokenHash, Trust, User,
};
use sillon_images::Purpose;
use sillon_kernel::{
    AltText, ApiKeyId, CartId, CertificateId, CycleId, Email, EnterpriseId, FeeId, GroupId,
    ImageId, InvitationId, Language, LeaseId, LinkId, MessageId, Name, OrderId, Page, PageRequest,
    Picture, ProductId, Rendition, SessionId, ShopKeyId, Slug, SupplyId, Timestamp, UserId,
    VariantId,
};
use sillon_orders::{Cart, PlacedBefore, SupplyLeft};
use uuid::Uuid;

use crate::{
    Error, Tx, postgres,
    repositories::declare::repositories,
    repositories::records::{
        CycleFailure, Difference, Done, EnterpriseBrief, GivenGrant, GroupEntry, GroupMember,
        GuestOrders, ImageContent, NewImage, Place, ProducerEntry, Queued, QueuedMessage,
        Recipient, Waiting,
    },
    sqlite,
    tx::Handle,
};

repositories! {
    /// People, and whom they act for.
    People in people::users {
        /// Adds an account; [`Error::Duplicate`] when the address has one.
        fn add(user: &User) -> ();
        /// Adds an account, unless the address has one; whether it was added.
        fn add_if_free(user: &User) -> bool;
        /// The account of an address.
        fn find_by_email(email: &Email) -> Option<User>;
        /// The account.
        fn get(id: UserId) -> User;
        /// The account, and nobody else changes it until the transaction ends.
        fn lock(id: UserId) -> User;
        /// Sets what the person is called, and what letters to them are written in.
        fn set_profile(id: UserId, name: &Name, language: Language) -> ();
        /// Sets the person's password.
        fn set_password(id: UserId, password: &PasswordHash) -> ();
        /// Notes that the address is theirs, if that was not noted before.
        fn confirm(id: UserId, now: Timestamp) -> ();
        /// Makes the person an administrator of this installation, or no longer one.
        fn set_administrator(user: UserId, is: bool) -> ();
        /// Whom the person acts for.
        fn memberships(user: UserId) -> Vec<Membership>;
        /// Has the person own the enterprise they found.
        fn found(enterprise: EnterpriseId, user: UserId) -> ();
        /// Lets the person act for an enterprise, in place of any role they had there.
        fn appoint(enterprise: EnterpriseId, user: UserId, role: Role) -> ();
    }

    /// The devices on which people are signed in.
    Sessions in people::sessions {
        /// Opens a session.
        fn open(token: &TokenHash, opened: &Session) -> ();
        /// The session the token opens, if it has not ended.
        fn find(token: &TokenHash, now: Timestamp) -> Option<Session>;
        /// Whose session the token opens, if it has not ended, with all they may do; and when its use was noted last.
        fn actor(token: &TokenHash, now: Timestamp) -> Option<(Actor, Timestamp)>;
        /// Notes that a session was used, unless that was noted after an instant.
        fn touch(token: &TokenHash, now: Timestamp, noted_before: Timestamp) -> ();
        /// The person's sessions, the one used last first.
        fn of(user: UserId, now: Timestamp) -> Vec<Session>;
        /// Ends a session; whether there was one.
        fn end(token: &TokenHash) -> bool;
        /// Ends a session of the person's; whether there was one.
        fn end_one(user: UserId, id: SessionId) -> bool;
        /// Ends every session of the person's.
        fn end_all(user: UserId) -> ();
        /// Ends every session of the person's but one.
        fn end_others(user: UserId, but: &TokenHash) -> ();
        /// Ends the person's oldest sessions, beyond so many.
        fn keep_newest(user: UserId, most: i64) -> ();
        /// Forgets sessions that had ended by an instant; how many.
        fn forget_before(instant: Timestamp) -> i64;
    }

    /// Sign-ins at the identity provider, and the accounts of those it knows.
    OpenId in people::open_id {
        /// Notes a sign-in that begins, with what is to come back.
        fn begin(state: &TokenHash, nonce: &str, verifier: &str, until: Timestamp) -> ();
        /// Ends a sign-in: its nonce and verifier, if it has begun and not taken too long.
        fn take(state: &TokenHash, now: Timestamp) -> Option<(String, String)>;
        /// Forgets sign-ins that had ended by an instant; how many.
        fn forget_before(instant: Timestamp) -> i64;
        /// The account of a person the provider knows.
        fn account(issuer: &str, subject: &str) -> Option<UserId>;
        /// Whom of the provider's an account is of.
        fn subject_of(issuer: &str, user: UserId) -> Option<String>;
        /// Notes whose account a person has that the provider knows.
        fn link(issuer: &str, subject: &str, user: UserId, now: Timestamp) -> ();
    }

    /// What is counted because it is not to be tried often.
    Attempts in people::attempts {
        /// Counts an attempt in a tally that ends at an instant, unless it is full; whether it was counted.
        fn take(key: &[u8; 32], most: u32, now: Timestamp, ends: Timestamp) -> bool;
        /// When a tally ends.
        fn ends_at(key: &[u8; 32]) -> Option<Timestamp>;
        /// Takes one attempt back from a tally.
        fn give_back(key: &[u8; 32]) -> ();
        /// Forgets a tally.
        fn forgive(key: &[u8; 32]) -> ();
        /// Forgets tallies that had ended by an instant; how many.
        fn forget_before(instant: Timestamp) -> i64;
    }

    /// Links that are mailed to prove an address.
    AccountLinks in people::account_links {
        /// Adds a link whose letter is not written yet.
        fn add(link: &AccountLink) -> ();
        /// The link.
        fn find(id: LinkId) -> Option<AccountLink>;
        /// Sets the secret that stands in its letter, in place of any before, and until when it can be followed.
        fn set_secret(id: LinkId, secret: &TokenHash, until: Timestamp) -> ();
        /// Whether the secret is of a link that can be followed.
        fn is_open(secret: &TokenHash, purpose: LinkPurpose, now: Timestamp) -> bool;
        /// Follows the link of the secret, which nobody can do again.
        fn follow(secret: &TokenHash, purpose: LinkPurpose, now: Timestamp) -> Option<AccountLink>;
        /// Forgets a link.
        fn end(id: LinkId) -> ();
        /// Forgets every link of a purpose to an address.
        fn end_all(email: &Email, purpose: LinkPurpose) -> ();
        /// Has the sign-ups to an address that chose one password choose another instead.
        fn choose_instead(email: &Email, old: &PasswordHash, new: &PasswordHash) -> ();
        /// Forgets links that were too old at an instant; how many.
        fn forget_before(instant: Timestamp) -> i64;
    }

    /// Who acts for an enterprise.
    Members in people::members {
        /// A page of the enterprise's members.
        fn page(by: &Permit<SeeMembers>, page: &PageRequest) -> Page<Member>;
        /// Whether the person acts for the enterprise.
        fn is_member(enterprise: EnterpriseId, user: UserId) -> bool;
        /// The enterprise's owners, who stay its owners until the transaction ends.
        fn lock_owners(enterprise: EnterpriseId) -> Vec<UserId>;
        /// Lets the person no longer act for the enterprise; whether they did.
        fn remove(by: &Permit<ManageEnterprise>, user: UserId) -> bool;
        /// Lets a person go who leaves the enterprise; whether they acted for it.
        fn leave(enterprise: EnterpriseId, user: UserId) -> bool;
    }

    /// Invitations to act for an enterprise.
    Invitations in people::invitations {
        /// Adds an invitation, in place of any before to the address for the enterprise.
        fn replace(by: &Permit<ManageEnterprise>, invitation: &Invitation) -> ();
        /// The invitation.
        fn find(id: InvitationId) -> Option<Invitation>;
        /// Sets the secret that stands in its letter, in place of any before.
        fn set_secret(id: InvitationId, secret: &TokenHash) -> ();
        /// The invitation of the secret, if it can be accepted.
        fn open(secret: &TokenHash, now: Timestamp) -> Option<Invitation>;
        /// Ends an invitation of the enterprise's; whether there was one. Of two who end it one is told so.
        fn end(enterprise: EnterpriseId, id: InvitationId) -> bool;
        /// Ends the invitations for the enterprise that one person wrote.
        fn end_of(enterprise: EnterpriseId, inviter: UserId) -> ();
        /// Ends the invitations that one person wrote for enterprises they do not own.
        fn end_without_right(inviter: UserId) -> ();
        /// Ends every invitation for the enterprise.
        fn end_all(enterprise: EnterpriseId) -> ();
        /// Ends the invitation of an address for the enterprise.
        fn end_to(by: &Permit<ManageEnterprise>, email: &Email) -> ();
        /// A page of the enterprise's invitations that can be accepted, the earliest first.
        fn page(by: &Permit<ManageEnterprise>, now: Timestamp, page: &PageRequest) -> Page<Invitation>;
        /// A page of the invitations to an address that can be accepted, the earliest first.
        fn page_to(email: &Email, now: Timestamp, page: &PageRequest) -> Page<Invitation>;
        /// Forgets invitations that were too old at an instant; how many.
        fn forget_before(instant: Timestamp) -> i64;
    }

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
        /// Revokes every key of the enterprise's.
        fn end_all(enterprise: EnterpriseId, now: Timestamp) -> ();
        /// Revokes the keys that a person made for enterprises whose keys are no longer theirs to manage.
        fn end_made_by(maker: UserId, now: Timestamp) -> ();
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
        /// A page of the enterprises that sell others' goods, by slug.
        fn shops(page: &PageRequest) -> Page<Enterprise>;
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
        fn owned_by(owner: UserId) -> Vec<Kin>;
        /// The enterprises the person founded and still owns.
        fn founded_by(founder: UserId) -> Vec<Kin>;
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
        fn producers(around: Option<&Around>, page: &PageRequest) -> Page<ProducerEntry>;
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
        fn of_enterprise(by: &Permit<ReadGrants>) -> Vec<(GroupEntry, Belonging)>;
        /// Notes how far an enterprise is in a group.
        fn set_belonging(group: GroupId, enterprise: EnterpriseId, belonging: Belonging) -> ();
        /// Forgets a group and who is in it.
        fn remove(group: GroupId) -> ();
        /// Takes an enterprise out of a group; whether it was in it.
        fn part(group: GroupId, enterprise: EnterpriseId) -> bool;
    }

    /// What enterprises allow each other.
    Grants in enterprises::grants {
        /// Allows something; whether it was not allowed before.
        fn give(grant: &Grant, now: Timestamp) -> bool;
        /// Notes what one enterprise would allow another, which may take it; harmless when it was noted before.
        fn offer(by: &Permit<ManageEnterprise>, grant: &Grant, now: Timestamp) -> ();
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
        /// Takes one enterprise's goods out of the cycles, not closed yet, that another runs, and out of what it sells in
        /// those of others; which cycles.
        fn withdraw(grantor: EnterpriseId, grantee: EnterpriseId) -> Vec<CycleId>;
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

    /// Order cycles, their exchanges and fees.
    Cycles in cycles::cycle {
        /// Adds a cycle.
        fn add(by: &Permit<Coordinate>, cycle: &OrderCycle, now: Timestamp) -> ();
        /// The cycle.
        fn get(id: CycleId) -> OrderCycle;
        /// The cycle, and nobody else changes it or orders in it until the transaction ends.
        fn lock(id: CycleId) -> OrderCycle;
        /// Writes a cycle the transaction has locked.
        fn save(cycle: &OrderCycle, now: Timestamp) -> ();
        /// The cycles the hub sells in, the latest first; drafts are left out.
        fn of_hub(hub: EnterpriseId) -> Vec<OrderCycle>;
        /// The cycle, if the hub sells in it and it is no draft.
        fn sold_in(hub: EnterpriseId, cycle: CycleId) -> Option<OrderCycle>;
        /// A shop by its slug of today, and a cycle it sells in, in one statement; none unless both are so.
        fn sold_at(slug: &str, cycle: CycleId) -> Option<(Enterprise, OrderCycle)>;
        /// The cycles whose window says that they open or close, without those that failed and wait for their next try.
        fn due(now: Timestamp) -> Vec<CycleId>;
        /// How the opening or closing of a cycle failed, if its last try did.
        fn failure(cycle: CycleId) -> Option<CycleFailure>;
        /// Notes that the opening or closing of a cycle failed.
        fn note_failure(cycle: CycleId, failed: &CycleFailure) -> ();
        /// Notes that a step of a cycle was taken.
        fn clear_failure(cycle: CycleId) -> ();
        /// A new version for every cycle that carries one of the variants.
        fn touch_carrying(variants: &[VariantId]) -> ();
        /// A new version for every cycle in which something is paid to an enterprise: for its goods, its fees, or at its shop.
        fn touch_paying(enterprise: EnterpriseId) -> ();
        /// Adds an exchange, or changes what its cycle, enterprise and direction name.
        fn put_exchange(cycle: CycleId, exchange: &Exchange) -> ();
        /// Removes the exchange an enterprise has in a direction.
        fn remove_exchange(cycle: CycleId, of: EnterpriseId, direction: Direction) -> ();
        /// The cycle's exchanges, incoming first.
        fn exchanges(cycle: CycleId) -> Vec<Exchange>;
        /// Adds a fee.
        fn add_fee(by: &Permit<Coordinate>, fee: &Fee) -> ();
        /// The fees.
        fn fees(ids: &[FeeId]) -> Vec<Fee>;
        /// The fees the coordinator puts on everything, in order.
        fn set_coordinator_fees(by: &Permit<Coordinate>, cycle: &OrderCycle, fees: &[FeeId]) -> ();
        /// The fees the coordinator puts on everything, in order.
        fn coordinator_fees(cycle: CycleId) -> Vec<FeeId>;
        /// What a shop's price list in the cycle is made from.
        fn facts(cycle: CycleId, hub: EnterpriseId) -> Facts;
        /// What is left of each supply the hub sells from in the cycle.
        fn availability(cycle: CycleId, hub: EnterpriseId) -> Vec<(SupplyId, SupplyLeft)>;
    }

    /// Carts.
    Carts in orders::carts {
        /// Adds a cart; what is left of the supplies it draws on, as it stands: it may be taken by others at once.
        fn add(cart: &Cart, drawn_on: &[SupplyId]) -> Vec<(SupplyId, SupplyLeft)>;
        /// The cart.
        fn get(id: CartId) -> Cart;
        /// The cart, and nobody else changes or orders it until the transaction ends.
        fn lock(id: CartId) -> Cart;
        /// Writes the lines of a cart the transaction has locked.
        fn set_lines(cart: &Cart) -> ();
        /// The order a cart was placed as, and whose it is when they have an account.
        fn ordered(id: CartId) -> Option<(OrderId, Option<UserId>)>;
        /// What is left of supplies, as it stands: it may be taken by others at once.
        fn left(supplies: &[SupplyId]) -> Vec<(SupplyId, SupplyLeft)>;
    }

    /// The checkout lane: read under lock, then one write.
    CheckoutLane in orders::checkout {
        /// The carts, and the orders they were placed as before; the carts do not change until the transaction ends.
        fn lock_carts(ids: &[CartId]) -> (Vec<Cart>, Vec<(CartId, PlacedBefore)>);
        /// What is known of guests at hubs, by their addresses: whether they may order, and what they ordered since an instant.
        fn guests(at: &[(EnterpriseId, &str)], since: Timestamp) -> Vec<GuestOrders>;
        /// The cycles; none of them closes until the transaction ends.
        fn share_cycles(ids: &[CycleId]) -> Vec<OrderCycle>;
        /// What is left of the supplies, locked in the order of their ids.
        fn lock_supplies(ids: &[SupplyId]) -> Vec<(SupplyId, SupplyLeft)>;
        /// Writes the orders, what they take, and word of them, as one.
        fn write(placed: &[Place<'_>], taken: &BTreeMap<SupplyId, i64>) -> ();
    }

    /// What is known of people, to tell it to them and to forget it; see also [`Tx::personal_rows`].
    Personal in people::personal {
        /// The orders of a person: of an account, and those that carry an address.
        fn orders_of(user: Option<UserId>, address: Option<&Email>) -> Vec<OrderId>;
        /// The links and invitations that were mailed to an address.
        fn mailed_to(address: &Email) -> Vec<Uuid>;
        /// The links that were mailed to an address.
        fn links_to(address: &Email) -> Vec<Uuid>;
        /// The references of those orders that are not handed out yet, as far as their cycles say.
        fn under_way(orders: &[OrderId], now: Timestamp) -> Vec<String>;
        /// The enterprises of which the person is the only owner.
        fn owned_alone(user: UserId) -> Vec<EnterpriseId>;
        /// Forgets answers that name an address, whoever they were given to; how many.
        fn forget_answers_naming(address: &Email) -> usize;
        /// Carts behind another that were never ordered, nor changed since an instant.
        fn idle_carts(after: Option<CartId>, before: Timestamp, most: i64) -> Vec<CartId>;
        /// Removes those of the carts that are idle still; how many.
        fn remove_carts(carts: &[CartId], before: Timestamp) -> usize;
        /// Forgets letters that left, or were given up, before an instant; how many.
        fn forget_letters(before: Timestamp) -> usize;
        /// Orders placed before an instant that still say how to reach their customer.
        fn with_contact(before: Timestamp, most: i64) -> Vec<OrderId>;
        /// Forgets how to reach the customers of orders, and what they noted; how many.
        fn forget_contact(orders: &[OrderId]) -> usize;
        /// Orders placed before an instant that still name their customer, by address.
        fn named_before(before: Timestamp, after: Option<&(String, OrderId)>, most: i64) -> Vec<(OrderId, String)>;
    }

    /// What was already done for a key.
    Idempotency in system::idempotency {
        /// What was done for the principal's key.
        fn find(principal: Uuid, key: &str) -> Option<Done>;
        /// Claims the key for a request, if no other has it; whoever claims it beside this transaction is waited for.
        fn claim(principal: Uuid, key: &str, digest: &[u8; 32], now: Timestamp) -> bool;
        /// Notes what was answered for the key this transaction claimed.
        fn keep(principal: Uuid, key: &str, status: u16, body: &str) -> ();
        /// Forgets what was done before an instant; how many keys.
        fn forget_before(instant: Timestamp) -> i64;
    }

    /// What the database's schema has had.
    SchemaVersions in system::schema_versions {
        /// The versions of the migrations that ran.
        fn applied() -> Vec<String>;
    }

    /// Messages waiting to leave.
    Outbox in outbox::letters {
        /// Queues messages.
        fn push(messages: &[Waiting]) -> ();
        /// Puts the message that is due the longest into one node's hands, under a lease until an instant, if one is due and
        /// in nobody's.
        fn claim(now: Timestamp, lease: LeaseId, until: Timestamp) -> Option<Waiting>;
        /// Keeps a message in the hands of who leased it, until a later instant; whether it still was.
        fn renew(id: MessageId, lease: LeaseId, until: Timestamp) -> bool;
        /// Gives a message back as it was, if it still was in these hands.
        fn release(id: MessageId, lease: LeaseId) -> ();
        /// Notes that a message left, whoever has it now.
        fn sent(id: MessageId, now: Timestamp) -> ();
        /// Notes that it did not, if it still was in these hands, and when to try again; never, when none is given.
        fn failed(id: MessageId, lease: LeaseId, why: &str, again: Option<Timestamp>, now: Timestamp) -> ();
        /// Messages that wait or were given up, those first written first, behind another.
        fn queued(which: Queued, after: Option<MessageId>, most: i64) -> Vec<QueuedMessage>;
        /// Lets messages that wait or were given up be tried anew, from now on; how many. All that were given up, when none
        /// is named.
        fn send_again(ids: Option<&[MessageId]>, now: Timestamp) -> usize;
        /// How many wait, and how many were given up.
        fn counts() -> (i64, i64);
        /// Since when the one that is due and waits longest has been due.
        fn oldest_due() -> Option<Timestamp>;
        /// Whom to write to for an enterprise: its address, or its owner's.
        fn recipient(enterprise: EnterpriseId) -> Option<Recipient>;
    }

    /// The books and supplies, recomputed from history.
    Verify in system::verify {
        /// Orders whose total, lines or components do not agree.
        fn orders() -> Vec<Difference>;
        /// Deposits that differ between an order's lines, its components and what came back; returns of more than was taken.
        fn deposits() -> Vec<Difference>;
        /// Supplies that are not what their history comes to.
        fn supplies() -> Vec<Difference>;
        /// Components whose allocated part is not what payments gave them, and payments not allocated whole.
        fn allocations() -> Vec<Difference>;
        /// Exchanges of others that they did not say yes to, and yeses without an exchange.
        fn consents() -> Vec<Difference>;
        /// Transactions and orders whose postings do not agree with what they post.
        fn ledger() -> Vec<Difference>;
    }
}
