use sillon_identity::Actor;
use sillon_kernel::{CycleId, Email, EnterpriseId, HandOverMethodId, Name, OrderId};

/// Everybody there is.
#[derive(Debug, Default)]
pub(crate) struct Town {
    pub(crate) hubs: Vec<Hub>,
    pub(crate) farms: Vec<Farm>,
    pub(crate) customers: Vec<Customer>,
}

/// A hub, and what it has to do with.
#[derive(Debug)]
pub(crate) struct Hub {
    pub(crate) id: EnterpriseId,
    pub(crate) slug: String,
    pub(crate) manager: Actor,
    /// How it hands over: where it is, and to people's doors.
    pub(crate) hand_over: [HandOverMethodId; 2],
    /// The number of the last of its events that was read.
    pub(crate) read: i64,
    /// The last cycle that was seen to take orders.
    pub(crate) cycle: Option<CycleId>,
}

/// A farm.
#[derive(Debug)]
pub(crate) struct Farm {
    pub(crate) id: EnterpriseId,
    pub(crate) name: String,
    pub(crate) farmer: Actor,
    /// What it grows, by its place in the list of all goods.
    pub(crate) grows: Vec<usize>,
}

/// Somebody with an account.
#[derive(Debug, Clone)]
pub(crate) struct Customer {
    pub(crate) actor: Actor,
    pub(crate) email: Email,
    pub(crate) name: Name,
    /// Where they mostly order, by its place.
    pub(crate) hub: usize,
    /// What they ordered last, and in which cycle.
    pub(crate) placed: Option<Placed>,
}

/// An order as whoever placed it knows it.
#[derive(Debug, Clone)]
pub(crate) struct Placed {
    pub(crate) order: OrderId,
    pub(crate) cycle: CycleId,
    /// What opens it, where it is a guest's.
    pub(crate) token: Option<String>,
}
