#![doc = include_str!("../README.md")]

mod actor;
mod grant;
mod password;
pub mod policy;
mod pseudonym;
mod retention;
mod token;
mod user;

pub use actor::{Actor, Membership, Permit, PermitRefused, Role};
pub use grant::{
    Delegation, Grant, GrantKind, Kin, NoSuchGrant, ProductRights, Trust, automatic_grants,
    may_own_more,
};
pub use password::{PasswordError, PasswordHash, PasswordSettings};
pub use policy::{
    Action, Coordinate, EditProfile, ManageEnterprise, ManageProducts, ReadBooks, ReadGrants,
    RecordPayment,
};
pub use pseudonym::Pseudonym;
pub use retention::{DataClass, Kept, RETENTION, Retention, Then};
pub use token::{Token, TokenHash};
pub use user::User;
