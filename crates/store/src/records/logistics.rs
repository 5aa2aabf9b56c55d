use sillon_kernel::{ApiKeyId, EnterpriseId, Money, OrderId, ReturnId, Timestamp, UserId, Window};
use sillon_logistics::{Tick, TickedLine};
use sillon_orders::ReturnedLine;
use sillon_payments::Method;

/// Packaging of an order that came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReturnRecord {
    /// Which.
    pub id: ReturnId,
    /// Of which order.
    pub order: OrderId,
    /// Who took it back.
    pub hub: EnterpriseId,
    /// What came back, by the order's lines; at least one.
    pub lines: Vec<ReturnedLine>,
    /// When it came back.
    pub returned_at: Timestamp,
    /// Who says so; nobody for a machine and for the operator.
    pub recorded_by: Option<UserId>,
    /// The key of the machine that says so.
    pub recorded_by_key: Option<ApiKeyId>,
}

/// A tick on a hand-over list, to be set.
#[derive(Debug, Clone, Copy)]
pub struct NewTick {
    /// Of which line.
    pub line: TickedLine,
    /// As what; without one, it is ticked no more.
    pub tick: Option<Tick>,
    /// When.
    pub at: Timestamp,
    /// Whose account did it, if a person did.
    pub by: Option<UserId>,
    /// Whose key, if a machine did.
    pub key: Option<ApiKeyId>,
}

/// An order at its hand-over: who fetches it, and what they still have to pay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandOver {
    /// The hub that sold it.
    pub shop: EnterpriseId,
    /// Which order.
    pub order: OrderId,
    /// What people call it.
    pub reference: String,
    /// Who fetches it.
    pub customer: String,
    /// Where they can be reached.
    pub phone: Option<String>,
    /// What they asked to be minded.
    pub note: Option<String>,
    /// By which method it is handed over, where one was chosen.
    pub hand_over: Option<String>,
    /// Where it is brought; nowhere, where it is fetched.
    pub address: Option<String>,
    /// When, where that was told with the order.
    pub window: Option<Window>,
    /// How they said they would pay.
    pub method: Method,
    /// What they still have to pay.
    pub outstanding: Money,
    /// What of the order is paid for packaging.
    pub deposits: Money,
    /// What is to be paid back to them for packaging of this order that returned.
    pub to_pay_back: Money,
}
