//! What a use case can ask of the database about people: each function is one of `queries/people`, compiled for either
//! connection.

use sillon_identity::{
    AccountLink, Actor, Invitation, LinkPurpose, ManageEnterprise, Member, Membership,
    PasswordHash, Permit, Role, SeeMembers, Session, TokenHash, User,
};
use sillon_kernel::{
    CartId, Email, EnterpriseId, InvitationId, Language, LinkId, Name, OrderId, Page, PageRequest,
    SessionId, Timestamp, UserId,
};
use uuid::Uuid;

use crate::{Error, Tx, postgres, repositories::declare::repositories, sqlite, tx::Handle};

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
        /// Those of some tallies of which as many are counted as may be, and when each ends.
        fn full(keys: &[[u8; 32]], most: u32, now: Timestamp) -> Vec<([u8; 32], Timestamp)>;
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
}
