#![doc = include_str!("../README.md")]

mod actor;
mod api_key;
mod attempt;
mod consent;
mod credential;
mod device;
mod grant;
mod id_token;
mod invitation;
mod link;
mod member;
mod network;
mod origin;
mod password;
pub mod policy;
mod pseudonym;
mod retention;
mod shop_key;
mod token;
mod user;

pub use actor::{Actor, Membership, Permit, PermitRefused, Role};
pub use api_key::ApiKey;
pub use attempt::{Attempt, AttemptLimit, Count, LetterLimit, TooManyAttempts, Trial};
pub use consent::{CONSENTS, Consent};
pub use credential::Credential;
pub use device::{Device, Session};
pub use grant::{
    Delegation, Grant, GrantKind, Kin, NoSuchGrant, ProductRights, Trust, automatic_grants,
    may_own_more,
};
pub use id_token::{Expected, IdTokenRefused, Stranger};
pub use invitation::{Invitation, InvitationRefused};
pub use link::{AccountLink, Chosen, LinkPurpose, LinkUnknown, NoSuchPurpose};
pub use member::{LastOwner, Member, OwnershipRefused};
pub use network::{Network, RequestSource};
pub use origin::{NoSuchOrigin, Origin};
pub use password::{PasswordError, PasswordHash, PasswordSettings};
pub use policy::{
    Action, Coordinate, EditProfile, HandOut, ManageEnterprise, ManageKeys, ManageProducts, Pack,
    ReadBooks, ReadCycles, ReadGrants, ReadHarvest, ReadOrders, ReadProducts, RecordPayment, Scope,
    SeeMembers, TakeBack, TakeCash,
};
pub use pseudonym::Pseudonym;
pub use retention::{DataClass, Kept, RETENTION, Retention, Then};
pub use shop_key::ShopKey;
pub use token::{Token, TokenHash};
pub use user::User;
