#![doc = include_str!("../README.md")]

mod accounts;
mod rights;

pub use accounts::credential::Credential;
pub use accounts::id_token::{Expected, ExternalIdentity, IdTokenRefused};
pub use accounts::invitation::{Invitation, InvitationRefused};
pub use accounts::link::{AccountLink, Chosen, LinkPurpose, LinkUnknown, NoSuchPurpose};
pub use accounts::member::{LastOwner, Member, OwnershipRefused};
pub use accounts::network::{Network, RequestSource};
pub use accounts::password::{PasswordError, PasswordHash, PasswordSettings};
pub use accounts::pseudonym::Pseudonym;
pub use accounts::rate_limit::{Attempt, AttemptLimit, Count, LetterLimit, TooManyAttempts, Trial};
pub use accounts::retention::{DataClass, Kept, RETENTION, Retention, Then};
pub use accounts::session::{Device, Session};
pub use accounts::token::{Token, TokenHash};
pub use accounts::user::User;
pub use rights::actor::{Actor, Membership, Permit, PermitRefused};
pub use rights::api_key::ApiKey;
pub use rights::consent::{CONSENTS, Consent};
pub use rights::grant::{
    Delegation, Grant, GrantKind, NoSuchGrant, OwnedEnterprise, ProductRights, Trust,
    automatic_grants, may_own_more,
};
pub use rights::origin::{NoSuchOrigin, Origin};
pub use rights::policy;
pub use rights::policy::{
    Action, ChangeOrders, Coordinate, EditProfile, HandOut, ManageCustomers, ManageEnterprise,
    ManageKeys, ManageProducts, ManageWebhooks, Pack, PayOut, ReadBooks, ReadCustomers, ReadCycles,
    ReadEvents, ReadGrants, ReadHarvest, ReadOrders, ReadProducts, RecordPayment, Scope,
    SeeMembers, TakeBack, TakeCash, TickHandOver, Weigh,
};
pub use rights::role::{NoSuchRole, Role};
pub use rights::shop_key::ShopKey;
