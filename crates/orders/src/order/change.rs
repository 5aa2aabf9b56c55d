use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    str::FromStr,
};

use sillon_cycles::{PriceList, PriceRefused, ShortLine, SupplyLeft, available};
use sillon_kernel::{
    Detail, EnterpriseId, Failure, FailureKind, Money, OrderChangeId, OrderId, Quantity, SupplyId,
    Text, Timestamp, VariantId,
};
use sillon_payments::{Claim, Keeps};

use crate::{
    Bought, Component, ComponentKind, Order, OrderBundle, OrderLine,
    order::refusal::{short_detail, short_text},
};

/// Why an order changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeCause {
    /// What everybody ordered of a producer did not come to what it delivers from.
    Minimum,
    /// Less came of something than was ordered.
    Shortage,
    /// Its customer asked for it.
    Customer,
    /// The shop's people did it, and said why.
    Shop,
    /// What is in it was weighed.
    Weight,
}

impl ChangeCause {
    /// Every cause.
    pub const ALL: [Self; 5] =
        [Self::Minimum, Self::Shortage, Self::Customer, Self::Shop, Self::Weight];

    /// The name it is stored and sent under.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Minimum => "minimum",
            Self::Shortage => "shortage",
            Self::Customer => "customer",
            Self::Shop => "shop",
            Self::Weight => "weight",
        }
    }

    /// Whether somebody agreed to what the order comes to then. Nothing else may make it dearer, but for what is weighed, up to the
    /// most that was agreed to.
    pub fn is_asked_for(self) -> bool {
        match self {
            Self::Customer | Self::Shop => true,
            Self::Minimum | Self::Shortage | Self::Weight => false,
        }
    }
}

impl FromStr for ChangeCause {
    type Err = NoSuchCause;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|cause| cause.as_str() == text).ok_or(NoSuchCause)
    }
}

/// The text names no cause of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it is no cause of a change: minimum, shortage, customer, shop or weight")]
pub struct NoSuchCause;

/// A change of a placed order, as it is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderChange {
    /// The change.
    pub id: OrderChangeId,
    /// Of which order.
    pub order: OrderId,
    /// Why.
    pub cause: ChangeCause,
    /// What the shop said of it.
    pub reason: Option<Text<200>>,
    /// When.
    pub at: Timestamp,
    /// What the order came to before.
    pub before: Money,
    /// What it came to then.
    pub after: Money,
    /// What of it there is more or less of since.
    pub lines: Vec<ChangedLine>,
}

/// A line of which there is more or less since a change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedLine {
    /// Which size.
    pub variant: VariantId,
    /// Whether it is a bundle.
    pub is_bundle: bool,
    /// Who makes it, or puts it together.
    pub producer: EnterpriseId,
    /// The product's name.
    pub product_name: String,
    /// The size's label.
    pub label: String,
    /// How many there were.
    pub before: u32,
    /// How many there are.
    pub after: u32,
    /// What all of them weighed, where they were weighed.
    pub weighed_before: Option<Quantity>,
    /// What all of them weigh, where they are.
    pub weighed: Option<Quantity>,
}

/// What a change of an order is decided on.
#[derive(Debug, Clone, Copy)]
pub struct ChangeGround<'a> {
    /// Why it changes.
    pub cause: ChangeCause,
    /// What the order was before its changes, the latest first: what was in it comes back on the terms it was agreed on.
    pub formers: &'a [Order],
    /// What the shop sells now to whoever ordered, where goods may come to the order.
    pub shop: Option<&'a PriceList>,
    /// What is left of the supplies of all that is in it and comes to it.
    pub supplies: &'a HashMap<SupplyId, SupplyLeft>,
}

/// What a change makes of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangedOrder {
    /// The order as it stands now; of its components, each has been allocated what it was before.
    pub order: Order,
    /// What goes back to each supply, in thousandths; below zero for what is taken as well.
    pub given_back: BTreeMap<SupplyId, i64>,
}

impl Order {
    /// What is left of what was bought when the goods of some producers do not come: what they sell, and every bundle with some of
    /// it, are out. What the hub held of it itself stays.
    pub fn basket_without(&self, producers: &BTreeSet<EnterpriseId>) -> Vec<(VariantId, u32)> {
        let is_theirs =
            |line: &OrderLine| line.owner == line.producer && producers.contains(&line.producer);
        let kept = |bought: &Bought<'_>| match bought {
            Bought::Line(line) => !is_theirs(line),
            Bought::Bundle(_, inside) => !inside.iter().any(|line| is_theirs(line)),
        };
        self.bought().into_iter().filter(kept).map(|bought| bought.wanted()).collect()
    }

    /// What the order comes to with this in it instead: what was in it at the prices and on the terms it was placed on, what is new at
    /// those of today. With nothing in it, it is cancelled.
    ///
    /// # Errors
    ///
    /// [`ChangeRefused`].
    pub fn changed_to(
        &self,
        basket: &[(VariantId, u32)],
        ground: &ChangeGround<'_>,
        now: Timestamp,
    ) -> Result<ChangedOrder, ChangeRefused> {
        if self.holds_just(basket) {
            // What it is already it stays, at what was agreed to.
            return Ok(ChangedOrder { order: self.clone(), given_back: BTreeMap::new() });
        }
        let priced = self.repriced(basket, ground)?;
        let Self { lines, bundles, .. } = priced;
        let on_demand = |supply| available(ground.supplies, supply).is_none();
        let order = Self {
            lines: self.in_place(lines, &bundles, on_demand),
            bundles: self.holding(bundles, on_demand),
            components: carried_over(&self.components, priced.components),
            cancelled_at: basket.is_empty().then(|| self.cancelled_at.unwrap_or(now)),
            ..priced
        };
        let mut given_back = self.takes();
        for (supply, milli) in order.takes() {
            *given_back.entry(supply).or_default() -= milli;
        }
        given_back.retain(|_, milli| *milli != 0);
        order.check_taken(&given_back, ground)?;
        Ok(ChangedOrder { order, given_back })
    }

    /// Whether it holds this, and nothing else.
    fn holds_just(&self, basket: &[(VariantId, u32)]) -> bool {
        let held: BTreeMap<VariantId, u32> = self.basket().into_iter().collect();
        let wanted: BTreeMap<VariantId, u32> = basket.iter().copied().collect();
        basket.len() == wanted.len()
            && held == wanted
            && self.cancelled_at.is_some() == basket.is_empty()
    }

    /// Checks that there is as much as it takes more: of what was made on demand and is counted since, nothing was taken before.
    fn check_taken(
        &self,
        given_back: &BTreeMap<SupplyId, i64>,
        ground: &ChangeGround<'_>,
    ) -> Result<(), ChangeRefused> {
        let is_short = |supply: SupplyId| {
            let more = given_back.get(&supply).map_or(0, |milli| -milli);
            more > 0 && available(ground.supplies, supply).is_some_and(|left| left < more)
        };
        let short = |(line, it): (usize, &OrderLine)| ShortLine {
            line,
            variant: it.variant,
            name: format!("{} ({})", it.product_name, it.label),
            wanted: it.quantity,
            left: 0,
        };
        let lines = self.lines.iter().enumerate().filter(|(_, line)| is_short(line.supply));
        let short: Vec<ShortLine> = lines.map(short).collect();
        if short.is_empty() { Ok(()) } else { Err(ChangeRefused::OutOfStock(short)) }
    }

    /// The producers of whom there is more or less in it than in another.
    pub fn producers_apart(&self, other: &Self) -> BTreeSet<EnterpriseId> {
        let of = |order: &Self| {
            let mut items: BTreeMap<(EnterpriseId, VariantId), u32> = BTreeMap::new();
            for line in &order.lines {
                *items.entry((line.producer, line.variant)).or_default() += line.quantity;
            }
            items
        };
        let (ours, theirs) = (of(self), of(other));
        let differs = |key: &&(EnterpriseId, VariantId)| ours.get(*key) != theirs.get(*key);
        let all = ours.keys().chain(theirs.keys()).filter(differs);
        all.map(|(producer, _)| *producer).collect()
    }

    /// The supplies and quotas of all that is in it, whether anything left them or not.
    pub fn supplies(&self) -> BTreeSet<SupplyId> {
        let of_lines = self.lines.iter().map(|line| (line.supply, line.quota));
        let of_bundles = self.bundles.iter().map(|bundle| (bundle.supply, bundle.quota));
        let all = of_lines.chain(of_bundles);
        all.flat_map(|(supply, quota)| std::iter::once(supply).chain(quota)).collect()
    }

    /// What an order has taken of each supply and quota, in thousandths: nothing of what is made on demand.
    pub fn takes(&self) -> BTreeMap<SupplyId, i64> {
        let quota = |quota: Option<SupplyId>, quantity| {
            quota.map(|quota| (quota, Quantity::pieces(quantity).milli()))
        };
        let of_lines = self.lines.iter().flat_map(|line| {
            [Some((line.supply, line.taken_milli)), quota(line.quota, line.quantity)]
        });
        let of_bundles = self.bundles.iter().flat_map(|bundle| {
            [Some((bundle.supply, bundle.taken_milli)), quota(bundle.quota, bundle.quantity)]
        });
        let mut taken = BTreeMap::new();
        for (supply, milli) in of_lines.chain(of_bundles).flatten() {
            *taken.entry(supply).or_default() += milli;
        }
        taken
    }

    /// Lines that were priced anew, at the places they have in the order, each with what it takes now; what is new comes behind
    /// those there are.
    pub(crate) fn in_place(
        &self,
        lines: Vec<OrderLine>,
        bundles: &[OrderBundle],
        on_demand: impl Fn(SupplyId) -> bool,
    ) -> Vec<OrderLine> {
        let bundle_of = |line: &OrderLine, bundles: &[OrderBundle]| {
            line.bundle.and_then(|place| bundles.get(place)).map(|bundle| bundle.variant)
        };
        let mut next = self.lines.iter().map(|line| line.position + 1).max().unwrap_or_default();
        let mut placed = Vec::with_capacity(lines.len());
        for line in lines {
            let bundle = bundle_of(&line, bundles);
            let same = |old: &&OrderLine| {
                old.variant == line.variant && bundle_of(old, &self.bundles) == bundle
            };
            let old = self.lines.iter().find(same);
            let (position, withdrawal) =
                old.map_or((next, line.withdrawal), |old| (old.position, old.withdrawal));
            next = next.max(position + 1);
            let had = old.map(|old| (old.quantity, old.taken_milli));
            let (all, items) = (line.taken_milli, line.quantity);
            let taken_milli = taken(had, all, items, on_demand(line.supply));
            placed.push(OrderLine { position, taken_milli, withdrawal, ..line });
        }
        placed.sort_by_key(|line| line.position);
        placed
    }

    /// Bundles that were priced anew, each with what it takes now.
    pub(crate) fn holding(
        &self,
        bundles: Vec<OrderBundle>,
        on_demand: impl Fn(SupplyId) -> bool,
    ) -> Vec<OrderBundle> {
        let held = |bundle: OrderBundle| {
            let old = self.bundles.iter().find(|old| old.variant == bundle.variant);
            let had = old.map(|old| (old.quantity, old.taken_milli));
            let (all, items) = (bundle.taken_milli, bundle.quantity);
            let taken_milli = taken(had, all, items, on_demand(bundle.supply));
            OrderBundle { taken_milli, ..bundle }
        };
        bundles.into_iter().map(held).collect()
    }
}

/// What so many items have taken of their supply, of which all together would take so much: those there were what they had taken, those
/// there are more what is taken now, which of what is made on demand is nothing.
fn taken(had: Option<(u32, i64)>, all: i64, items: u32, on_demand: bool) -> i64 {
    let (were, had) = had.unwrap_or_default();
    let more = i64::from(items.saturating_sub(were));
    let one = all / i64::from(items.max(1));
    had.min(all) + if on_demand { 0 } else { one * more }
}

impl OrderChange {
    /// What there is more or less of in an order than before, each as it was bought: a size, or a bundle.
    pub fn between(before: &Order, after: &Order) -> Vec<ChangedLine> {
        let items = |order: &Order, line: &ChangedLine| -> (u32, Option<Quantity>) {
            let all = order.bought().into_iter().map(|bought| changed(&bought));
            let same =
                |it: &ChangedLine| (it.variant, it.is_bundle) == (line.variant, line.is_bundle);
            let of_it: Vec<ChangedLine> = all.filter(same).collect();
            let weighed = of_it.iter().find_map(|it| it.weighed_before);
            (of_it.iter().map(|it| it.before).sum(), weighed)
        };
        let all = before.bought().into_iter().chain(after.bought());
        let mut lines: Vec<ChangedLine> = Vec::new();
        for line in all.map(|bought| changed(&bought)) {
            let same =
                |it: &ChangedLine| (it.variant, it.is_bundle) == (line.variant, line.is_bundle);
            if !lines.iter().any(same) {
                let (before, weighed_before) = items(before, &line);
                let (after, weighed) = items(after, &line);
                lines.push(ChangedLine { before, after, weighed_before, weighed, ..line });
            }
        }
        lines.retain(|line| line.before != line.after || line.weighed_before != line.weighed);
        lines
    }
}

/// What was bought, as a line of which there were so many.
fn changed(bought: &Bought<'_>) -> ChangedLine {
    let (variant, before) = bought.wanted();
    let (is_bundle, producer, product_name, label) = match bought {
        Bought::Line(line) => (false, line.producer, &line.product_name, &line.label),
        Bought::Bundle(bundle, _) => (true, bundle.seller, &bundle.product_name, &bundle.label),
    };
    let (product_name, label) = (product_name.to_string(), label.to_string());
    let weighed_before = match bought {
        Bought::Line(line) => line.weighed,
        Bought::Bundle(..) => None,
    };
    ChangedLine {
        variant,
        is_bundle,
        producer,
        product_name,
        label,
        before,
        after: 0,
        weighed_before,
        weighed: None,
    }
}

impl Component {
    /// What it gives its payee a claim to.
    pub fn claim(&self) -> Claim {
        let keeps = ComponentKind::keeps(self.kind.as_str());
        Claim { payee: self.payee, keeps, amount: self.amount, allocated: self.allocated }
    }
}

impl ComponentKind {
    /// Whether the payee of a component keeps it, by the name of its kind: all but deposits.
    pub fn keeps(name: &str) -> Keeps {
        if name == Self::Deposit.as_str() { Keeps::UntilReturned } else { Keeps::ForGood }
    }
}

/// The components an order is made of now, each at the place it had, with what it was allocated: payments are shared by these places.
/// What nothing is left of stays, as nothing.
pub(crate) fn carried_over(before: &[Component], mut now: Vec<Component>) -> Vec<Component> {
    let mut carried = Vec::with_capacity(before.len());
    for old in before {
        let same = |new: &Component| {
            (new.kind, new.payee, new.tax_rate) == (old.kind, old.payee, old.tax_rate)
                && (new.kind != ComponentKind::Tax || new.label == old.label)
        };
        let none = Money::zero(old.amount.currency());
        carried.push(match now.iter().position(same) {
            Some(place) => Component { allocated: old.allocated, ..now.remove(place) },
            None => Component { amount: none, tax: none, ..old.clone() },
        });
    }
    carried.extend(now);
    carried
}

/// Why an order is not changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChangeRefused {
    /// It was placed before what orders are priced on was kept.
    #[error("the order was placed before changes were known: what it was priced on was not kept")]
    TermsUnknown,
    /// It cannot be priced so.
    #[error(transparent)]
    Price(#[from] PriceRefused),
    /// Too little is left of some of what there would be more of.
    #[error("{}", short_text(.0))]
    OutOfStock(Vec<ShortLine>),
    /// What was weighed would make it dearer than its customer agreed to.
    #[error("the order would come to {total}, and its customer agreed to {at_most} at most")]
    AboveAgreed {
        /// What it would come to.
        total: Money,
        /// The most it may come to.
        at_most: Money,
    },
}

impl Failure for ChangeRefused {
    fn class(&self) -> (FailureKind, &'static str) {
        match self {
            Self::TermsUnknown => (FailureKind::Conflict, "order-terms-unknown"),
            Self::Price(refused) => refused.class(),
            Self::OutOfStock(_) => (FailureKind::Conflict, "out-of-stock"),
            Self::AboveAgreed { .. } => (FailureKind::Conflict, "above-agreed"),
        }
    }

    fn details(&self) -> Vec<Detail> {
        match self {
            Self::TermsUnknown | Self::AboveAgreed { .. } => Vec::new(),
            Self::Price(refused) => refused.details(),
            Self::OutOfStock(short) => short.iter().map(short_detail).collect(),
        }
    }
}
