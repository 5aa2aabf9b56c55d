use std::{collections::BTreeMap, str::FromStr};

use sillon_kernel::{Detail, Failure, FailureKind, OrderId, SupplyId, VariantId, split_whole};

use crate::{Bought, Order};

/// How what comes is shared when less comes than was ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShareRule {
    /// Who ordered first has all they ordered.
    FirstCome,
    /// Everybody has the same share of what they ordered, in whole items.
    Proportional,
}

impl ShareRule {
    /// Every rule.
    pub const ALL: [Self; 2] = [Self::FirstCome, Self::Proportional];

    /// The name it is sent under.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::FirstCome => "first-come",
            Self::Proportional => "proportional",
        }
    }
}

impl FromStr for ShareRule {
    type Err = NoSuchRule;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|rule| rule.as_str() == text).ok_or(NoSuchRule)
    }
}

/// The text names no way of sharing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("what comes is shared first-come or proportional")]
pub struct NoSuchRule;

/// What becomes of the orders of a size of which less comes than was ordered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shortage {
    /// How many were ordered, those in bundles with them.
    pub ordered: u32,
    /// What is in each order that has less than it ordered; nothing, where all of it leaves.
    pub rests: Vec<(OrderId, Vec<(VariantId, u32)>)>,
    /// What had left each supply for items that do not come, in thousandths: it does not return to it.
    pub lost: BTreeMap<SupplyId, i64>,
}

/// Shares what comes of a size over orders of it, which are given in the order in which they were placed. A bundle comes with all that
/// is in it, or not at all; what is too little for one goes to those who ordered the size by itself, the first first.
///
/// # Errors
///
/// [`NothingShort`] where as many come as were ordered.
pub fn share_shortage(
    orders: &[Order],
    variant: VariantId,
    comes: u32,
    rule: ShareRule,
) -> Result<Shortage, NothingShort> {
    let wanted: Vec<Wanted> = orders.iter().map(|order| Wanted::of(order, variant)).collect();
    let ordered = wanted.iter().map(Wanted::items).fold(0, u32::saturating_add);
    if comes >= ordered {
        return Err(NothingShort { ordered });
    }
    let mut left = comes;
    let mut given: Vec<Wanted> = match rule {
        ShareRule::FirstCome => wanted.iter().map(|it| it.at_most(&mut left)).collect(),
        ShareRule::Proportional => {
            let weights: Vec<u64> = wanted.iter().map(|it| u64::from(it.items())).collect();
            let shares = split_whole(u64::from(comes), &weights).unwrap_or_default();
            let shares = shares.into_iter().map(|share| u32::try_from(share).unwrap_or(u32::MAX));
            let have = |(it, mut share): (&Wanted, u32)| {
                let has = it.at_most(&mut share);
                left -= has.items();
                has
            };
            wanted.iter().zip(shares).map(have).collect()
        }
    };
    // What was too little for a bundle.
    for (it, has) in wanted.iter().zip(&mut given) {
        let more = left.min(it.alone - has.alone);
        has.alone += more;
        left -= more;
    }
    let each = orders.iter().zip(wanted.iter().zip(&given));
    let short: Vec<(&Order, &Wanted)> =
        each.filter(|(_, (it, has))| it != has).map(|(order, (_, has))| (order, has)).collect();
    let rests = short.iter().map(|(order, has)| (order.id, order.basket_with(variant, has)));
    Ok(Shortage { ordered, rests: rests.collect(), lost: lost(&short, variant, ordered - comes) })
}

/// How many of a size are in an order, by themselves and in each bundle.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Wanted {
    alone: u32,
    /// Which bundle, how many of it, and how many are in one.
    bundles: Vec<(VariantId, u32, u32)>,
}

impl Wanted {
    fn of(order: &Order, variant: VariantId) -> Self {
        let mut wanted = Self { alone: 0, bundles: Vec::new() };
        for bought in order.bought() {
            match bought {
                Bought::Line(line) if line.variant == variant => wanted.alone += line.quantity,
                Bought::Line(_) => {}
                Bought::Bundle(bundle, inside) => {
                    let of_it = inside.iter().filter(|line| line.variant == variant);
                    let items: u32 = of_it.map(|line| line.quantity).sum();
                    if let Some(in_one) = items.checked_div(bundle.quantity).filter(|it| *it > 0) {
                        wanted.bundles.push((bundle.variant, bundle.quantity, in_one));
                    }
                }
            }
        }
        wanted
    }

    fn items(&self) -> u32 {
        let in_bundles =
            self.bundles.iter().map(|(_, bundles, in_one)| bundles.saturating_mul(*in_one));
        in_bundles.fold(self.alone, u32::saturating_add)
    }

    /// As much of it as there is, which is taken off that.
    fn at_most(&self, left: &mut u32) -> Self {
        let alone = self.alone.min(*left);
        *left -= alone;
        let whole = |(variant, bundles, in_one): &(VariantId, u32, u32)| {
            let has = (*bundles).min(left.checked_div(*in_one).unwrap_or_default());
            *left -= has * in_one;
            (*variant, has, *in_one)
        };
        Self { alone, bundles: self.bundles.iter().map(whole).collect() }
    }
}

impl Order {
    /// What is in it with so many of a size, by itself and in bundles.
    fn basket_with(&self, variant: VariantId, has: &Wanted) -> Vec<(VariantId, u32)> {
        let left = |(of, quantity): (VariantId, u32)| {
            let bundle = has.bundles.iter().find(|(bundle, ..)| *bundle == of);
            match bundle {
                Some((_, bundles, _)) => (of, *bundles),
                None if of == variant => (of, has.alone),
                None => (of, quantity),
            }
        };
        self.basket().into_iter().map(left).filter(|(_, quantity)| *quantity > 0).collect()
    }
}

/// What had left the supplies of a size for so many items that do not come, the last ordered first.
fn lost(
    short: &[(&Order, &Wanted)],
    variant: VariantId,
    mut missing: u32,
) -> BTreeMap<SupplyId, i64> {
    let mut lost = BTreeMap::new();
    for (order, has) in short.iter().rev() {
        let mut gone = Wanted::of(order, variant).items() - has.items();
        for line in order.lines.iter().filter(|line| line.variant == variant).rev() {
            let items = gone.min(line.quantity).min(missing);
            gone -= items;
            missing -= items;
            let one = line.taken_milli / i64::from(line.quantity.max(1));
            if one * i64::from(items) != 0 {
                *lost.entry(line.supply).or_default() += one * i64::from(items);
            }
        }
    }
    lost
}

/// As many come as were ordered: there is nothing to share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{ordered} were ordered in this cycle: say how many fewer come")]
pub struct NothingShort {
    /// How many were ordered.
    pub ordered: u32,
}

impl Failure for NothingShort {
    fn class(&self) -> (FailureKind, &'static str) {
        (FailureKind::Conflict, "nothing-short")
    }

    fn details(&self) -> Vec<Detail> {
        vec![Detail::new("comes", self.to_string()).with("ordered", self.ordered)]
    }
}
