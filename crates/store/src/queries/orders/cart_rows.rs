//! The row a new cart comes to, and those of the supplies it draws on.

use diesel::sql_types::{BigInt, Bool};
use sillon_kernel::{CartId, CycleId, EnterpriseId, SupplyId, UserId};

use super::super::super::{Conn, Db, dialect::read_by_ids};
use crate::sql::ids::Uid;

/// A new cart as it is stored.
pub(crate) struct NewCart {
    pub(crate) id: CartId,
    pub(crate) hub: EnterpriseId,
    pub(crate) cycle: CycleId,
    pub(crate) user: Option<UserId>,
    pub(crate) lines: String,
    pub(crate) created: i64,
    pub(crate) quote: Option<String>,
}

/// A supply, how much is left of it, and whether it is made on demand.
pub(crate) type SupplyRow = (SupplyId, i64, bool);

read_by_ids!(
    /// What is left of supplies, for whoever only looks.
    pub(crate) fn supplies(SupplyId) -> SupplyRow: (Uid, BigInt, Bool) =
        select "id, available_milli, on_demand" from "supply" by "id"
);
