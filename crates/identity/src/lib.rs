#![doc = include_str!("../README.md")]

mod actor;
mod password;
pub mod policy;
mod token;
mod user;

pub use actor::{Actor, Membership, Permit, PermitRefused, Role};
pub use password::{PasswordError, PasswordHash, PasswordSettings};
pub use policy::{Action, Coordinate, ManageEnterprise, ManageProducts, ReadBooks, RecordPayment};
pub use token::{Token, TokenHash};
pub use user::User;
