use std::collections::BTreeSet;

use sillon_cycles::OrderCycle;
use sillon_kernel::{
    CycleId, Detail, EnterpriseId, Failure, FailureKind, Money, Timestamp, VariantId,
};

use crate::{ChangeCause, Order, ReturnedLine};

/// How often a customer may change one order: each change is kept, and read again with the next.
const MAX_CHANGES: usize = 50;

/// What whoever asks for a change of an order has to keep to.
#[derive(Debug)]
pub struct ChangeRules<'a> {
    /// Who asks: the customer, or the shop's people.
    pub cause: ChangeCause,
    /// Whether the shop lets its customers change what they ordered.
    pub takes_changes: bool,
    /// The cycle of the order.
    pub cycle: &'a OrderCycle,
    /// Whether the cycle has all the orders it takes.
    pub is_full: bool,
    /// The producers who know what they have to bring: their cut-off has come.
    pub cut_off: &'a BTreeSet<EnterpriseId>,
    /// What of the order's packaging came back.
    pub returned: &'a [ReturnedLine],
    /// How often it changed before.
    pub changes: usize,
    /// Whether it was said why.
    pub has_reason: bool,
    /// What the order was said to come to; nothing, where it is only asked what it would.
    pub agreed: Option<Money>,
}

impl ChangeRules<'_> {
    /// Checks that an order may become another. The shop's people may change it whenever they say why; its customer, where the shop
    /// lets them, as long as the cycle takes orders and the producers concerned have not been told what to bring.
    ///
    /// # Errors
    ///
    /// [`MayNotChange`].
    pub fn check(&self, before: &Order, after: &Order, now: Timestamp) -> Result<(), MayNotChange> {
        match self.cause {
            ChangeCause::Customer => self.check_customer(before, after, now)?,
            ChangeCause::Shop if !self.has_reason => return Err(MayNotChange::NoReason),
            ChangeCause::Shop
            | ChangeCause::Minimum
            | ChangeCause::Shortage
            | ChangeCause::Weight => {}
        }
        let items = |order: &Order, line: &ReturnedLine| {
            let of_it = order.lines.iter().find(|it| it.position == line.line);
            of_it.map(|it| (it.variant, it.quantity))
        };
        let kept = |line: &ReturnedLine| items(before, line) == items(after, line);
        if let Some(line) = self.returned.iter().find(|line| !kept(line)) {
            return Err(MayNotChange::PackagingReturned(line.variant));
        }
        match self.agreed.filter(|agreed| *agreed != after.total) {
            Some(agreed) => Err(MayNotChange::AnotherTotal { agreed, total: after.total }),
            None => Ok(()),
        }
    }

    fn check_customer(
        &self,
        before: &Order,
        after: &Order,
        now: Timestamp,
    ) -> Result<(), MayNotChange> {
        if !self.takes_changes {
            return Err(MayNotChange::NotTaken);
        }
        if self.changes >= MAX_CHANGES {
            return Err(MayNotChange::TooOften);
        }
        if !self.cycle.takes_orders_at(now) {
            return Err(MayNotChange::NotOpen(self.cycle.id));
        }
        if self.is_full && after.total.minor() > before.total.minor() {
            return Err(MayNotChange::CycleFull(self.cycle.id));
        }
        let told = before.producers_apart(after);
        match told.intersection(self.cut_off).next() {
            Some(producer) => {
                let of_it = |line: &&crate::OrderLine| line.producer == *producer;
                let lines = || before.lines.iter().chain(&after.lines);
                let name = lines().find(of_it).map(|line| line.product_name.to_string());
                Err(MayNotChange::CutOff { product: name.unwrap_or_default() })
            }
            None => Ok(()),
        }
    }
}

/// Why somebody may not change an order so; nothing of it changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MayNotChange {
    /// The shop lets nobody change what they ordered.
    #[error("this shop lets nobody change what they ordered: ask its people to do it")]
    NotTaken,
    /// The cycle takes no orders now.
    #[error("order cycle {0} takes no orders any more: ask the shop's people to change yours")]
    NotOpen(CycleId),
    /// The cycle has all the orders it takes.
    #[error("order cycle {0} has all the orders it takes: yours can become less, but not more")]
    CycleFull(CycleId),
    /// It changed as often as a customer may change it.
    #[error("this order changed {MAX_CHANGES} times: ask the shop's people to change it again")]
    TooOften,
    /// A producer was told what to bring.
    #[error("whoever makes “{product}” was told what to bring: that stays as it was ordered")]
    CutOff {
        /// Something of theirs.
        product: String,
    },
    /// The shop's people say why they change somebody's order.
    #[error("say why the order is changed: its customer is told")]
    NoReason,
    /// Packaging of what would leave it came back.
    #[error("packaging of {0} came back: there stay as many of it in the order")]
    PackagingReturned(VariantId),
    /// It comes to something else than was agreed to.
    #[error("the order comes to {total} then, and {agreed} was agreed to: look again")]
    AnotherTotal {
        /// What was agreed to.
        agreed: Money,
        /// What it comes to.
        total: Money,
    },
}

impl Failure for MayNotChange {
    fn class(&self) -> (FailureKind, &'static str) {
        match self {
            Self::NotTaken => (FailureKind::Conflict, "changes-not-taken"),
            Self::NotOpen(_) => (FailureKind::Conflict, "cycle-not-open"),
            Self::CycleFull(_) => (FailureKind::Conflict, "cycle-full"),
            Self::TooOften => (FailureKind::Conflict, "changed-too-often"),
            Self::CutOff { .. } => (FailureKind::Conflict, "cut-off-passed"),
            Self::NoReason => (FailureKind::Invalid, "invalid-field"),
            Self::PackagingReturned(_) => (FailureKind::Conflict, "packaging-returned"),
            Self::AnotherTotal { .. } => (FailureKind::Conflict, "price-changed"),
        }
    }

    fn details(&self) -> Vec<Detail> {
        match self {
            Self::NoReason => vec![Detail::new("reason", self.to_string())],
            Self::AnotherTotal { agreed, total } => vec![
                Detail::new("total", self.to_string())
                    .with("before", agreed.amount())
                    .with("now", total.amount())
                    .with("currency", total.currency().code()),
            ],
            Self::NotTaken
            | Self::NotOpen(_)
            | Self::CycleFull(_)
            | Self::TooOften
            | Self::CutOff { .. }
            | Self::PackagingReturned(_) => Vec::new(),
        }
    }
}
