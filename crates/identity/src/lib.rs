#![doc = include_str!("../README.md")]

mod actor;
mod api_key;
mod credential;
mod grant;
mod origin;
mod password;
pub mod policy;
mod shop_key;
mod token;
mod user;

pub use actor::{Actor, Membership, Permit, PermitRefused, Role};
pub use api_key::ApiKey;
pub use credential::Credential;
pub use grant::{
    Delegation, Grant, GrantKind, Kin, NoSuchGrant, ProductRights, Trust, automatic_grants,
    may_own_more,
};
pub use origin::{NoSuchOrigin, Origin};
pub use password::{PasswordError, PasswordHash, PasswordSettings};
pub use policy::{
    Action, Coordinate, EditProfile, HandOut, ManageEnterprise, ManageKeys, ManageProducts, Pack,
    ReadBooks, ReadCycles, ReadGrants, ReadHarvest, ReadOrders, ReadProducts, RecordPayment, Scope,
    TakeCash,
};
pub use shop_key::ShopKey;
pub use token::{Token, TokenHash};
pub use user::User;
