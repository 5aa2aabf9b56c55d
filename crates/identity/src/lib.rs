#![doc = include_str!("../README.md")]

mod actor;
mod attempt;
mod device;
mod grant;
mod invitation;
mod link;
mod member;
mod password;
pub mod policy;
mod pseudonym;
mod retention;
mod token;
mod user;

pub use actor::{Actor, Membership, Permit, PermitRefused, Role};
pub use attempt::{Attempt, AttemptLimit, Count, Network, TooManyAttempts, Trial};
pub use device::{Device, Session};
pub use grant::{
    Delegation, Grant, GrantKind, Kin, NoSuchGrant, ProductRights, Trust, automatic_grants,
    may_own_more,
};
pub use invitation::{Invitation, InvitationRefused};
pub use link::{AccountLink, Chosen, LinkPurpose, LinkUnknown, NoSuchPurpose};
pub use member::{LastOwner, Member, OwnershipRefused};
pub use password::{PasswordError, PasswordHash, PasswordSettings};
pub use policy::{
    Action, Coordinate, EditProfile, ManageEnterprise, ManageProducts, ReadBooks, ReadGrants,
    RecordPayment, SeeMembers,
};
pub use pseudonym::Pseudonym;
pub use retention::{DataClass, Kept, RETENTION, Retention, Then};
pub use token::{Token, TokenHash};
pub use user::User;
