#![doc = include_str!("../README.md")]

mod actor;
mod attempt;
mod device;
mod invitation;
mod link;
mod member;
mod password;
pub mod policy;
mod token;
mod user;

pub use actor::{Actor, Membership, Permit, PermitRefused, Role};
pub use attempt::{Attempt, AttemptLimit, Count, Network, TooManyAttempts, Trial};
pub use device::{Device, Session};
pub use invitation::{Invitation, InvitationRefused};
pub use link::{AccountLink, Chosen, LinkPurpose, LinkUnknown, NoSuchPurpose};
pub use member::{LastOwner, Member, OwnershipRefused};
pub use password::{PasswordError, PasswordHash, PasswordSettings};
pub use policy::{
    Action, Coordinate, ManageEnterprise, ManageProducts, ReadBooks, RecordPayment, SeeMembers,
};
pub use token::{Token, TokenHash};
pub use user::User;
