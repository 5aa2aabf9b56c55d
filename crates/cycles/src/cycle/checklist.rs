use std::collections::BTreeSet;

use sillon_kernel::{EnterpriseId, VariantId};

use crate::{Direction, Exchange, OrderCycle};

/// Something of a cycle that nobody is held to, and that whoever runs it would want to know before it opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Warning {
    /// What it is.
    pub kind: WarningKind,
    /// Whose part of the cycle it is of; of the whole cycle, when it is of none.
    pub part: Option<(EnterpriseId, Direction)>,
}

/// What a [`Warning`] is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum WarningKind {
    /// No producer brings anything.
    NothingComesIn,
    /// No hub sells anything.
    NothingGoesOut,
    /// A producer brings no goods, or a hub is given none to sell.
    CarriesNothing,
    /// A producer brings goods that no hub sells.
    SoldNowhere,
    /// Nothing is left of all that a producer brings.
    NothingLeft,
    /// Goods are brought or fetched before the last order.
    PickUpTooEarly,
    /// A producer's cut-off has passed before the first order: nothing of it can be ordered.
    CutOffTooEarly,
    /// An enterprise was asked to take part, and has not answered.
    NotAnswered,
}

impl WarningKind {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::NothingComesIn,
        Self::NothingGoesOut,
        Self::CarriesNothing,
        Self::SoldNowhere,
        Self::NothingLeft,
        Self::PickUpTooEarly,
        Self::CutOffTooEarly,
        Self::NotAnswered,
    ];

    /// The name it is sent under.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NothingComesIn => "nothing-comes-in",
            Self::NothingGoesOut => "nothing-goes-out",
            Self::CarriesNothing => "carries-nothing",
            Self::SoldNowhere => "sold-nowhere",
            Self::NothingLeft => "nothing-left",
            Self::PickUpTooEarly => "pick-up-too-early",
            Self::CutOffTooEarly => "cut-off-too-early",
            Self::NotAnswered => "not-answered",
        }
    }
}

/// What whoever runs a cycle would want to know of it before it opens.
///
/// `asked` are those who have not answered yet; `sold_out` is what is on offer and of which nothing is left.
pub fn warnings(
    cycle: &OrderCycle,
    exchanges: &[Exchange],
    asked: &[(EnterpriseId, Direction)],
    sold_out: &BTreeSet<VariantId>,
) -> Vec<Warning> {
    let goes = |direction: Direction| exchanges.iter().filter(move |it| it.direction == direction);
    let on_sale: BTreeSet<VariantId> =
        goes(Direction::Outgoing).flat_map(|it| &it.variants).copied().collect();
    let mut found = Vec::new();
    let mut warn = |kind, part| found.push(Warning { kind, part });
    if goes(Direction::Incoming).next().is_none() {
        warn(WarningKind::NothingComesIn, None);
    }
    if goes(Direction::Outgoing).next().is_none() {
        warn(WarningKind::NothingGoesOut, None);
    }
    for exchange in exchanges {
        let part = Some((exchange.enterprise, exchange.direction));
        let (is_in, goods) = (exchange.direction == Direction::Incoming, &exchange.variants);
        if goods.is_empty() {
            warn(WarningKind::CarriesNothing, part);
        } else if is_in && !on_sale.is_empty() {
            let mut sold = goods.intersection(&on_sale).peekable();
            if sold.peek().is_none() {
                warn(WarningKind::SoldNowhere, part);
            } else if sold.all(|variant| sold_out.contains(variant)) {
                warn(WarningKind::NothingLeft, part);
            }
        }
        if exchange.windows().any(|at| at.from() < cycle.orders.until()) {
            warn(WarningKind::PickUpTooEarly, part);
        }
        if exchange.cutoff.is_some_and(|cutoff| cutoff <= cycle.orders.from()) {
            warn(WarningKind::CutOffTooEarly, part);
        }
    }
    for part in asked {
        warn(WarningKind::NotAnswered, Some(*part));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Stage,
        sample::{at, cycle, exchange, id, variants, window},
    };

    const FARM: u32 = 100;
    const OTHER: u32 = 101;
    const HUB: u32 = 900;

    fn found(
        exchanges: &[Exchange],
        sold_out: &[u32],
    ) -> Vec<(&'static str, Option<EnterpriseId>)> {
        let sold_out = variants(sold_out.iter().copied());
        let warnings = warnings(&cycle(Stage::Draft), exchanges, &[], &sold_out).into_iter();
        warnings.map(|it| (it.kind.as_str(), it.part.map(|(of, _)| of))).collect()
    }

    #[test]
    fn a_cycle_in_order_warns_of_nothing() {
        let exchanges = [
            exchange(Direction::Incoming, FARM, 1..=3, []),
            exchange(Direction::Outgoing, HUB, 1..=2, []),
        ];
        assert_eq!(found(&exchanges, &[1]), [], "there is something left of 2");
        let told = [("nothing-left", Some(id(FARM)))];
        assert_eq!(found(&exchanges, &[1, 2]), told, "3 is sold nowhere");
    }

    #[test]
    fn an_empty_cycle_and_empty_parts_are_told() {
        assert_eq!(found(&[], &[]), [("nothing-comes-in", None), ("nothing-goes-out", None)]);
        let exchanges = [
            exchange(Direction::Incoming, FARM, 1..=3, []),
            exchange(Direction::Incoming, OTHER, [], []),
            exchange(Direction::Outgoing, HUB, [], []),
        ];
        let empty = |of| ("carries-nothing", Some(id(of)));
        assert_eq!(found(&exchanges, &[]), [empty(OTHER), empty(HUB)]);
    }

    #[test]
    fn goods_that_nobody_sells_and_goods_that_are_gone_are_told() {
        let exchanges = [
            exchange(Direction::Incoming, FARM, 1..=2, []),
            exchange(Direction::Incoming, OTHER, 4..=5, []),
            exchange(Direction::Outgoing, HUB, 1..=2, []),
        ];
        let told = [("nothing-left", Some(id(FARM))), ("sold-nowhere", Some(id(OTHER)))];
        assert_eq!(found(&exchanges, &[1, 2]), told);
    }

    #[test]
    fn goods_are_not_fetched_before_the_last_order_and_who_is_silent_is_told() {
        let at_hub = |from| Exchange {
            pick_up: Some(window(from, 90)),
            ..exchange(Direction::Outgoing, HUB, 1..=2, [])
        };
        let farm = || exchange(Direction::Incoming, FARM, 1..=2, []);
        assert_eq!(found(&[farm(), at_hub(20)], &[]), [], "the orders end at 20");
        assert_eq!(found(&[farm(), at_hub(19)], &[]), [("pick-up-too-early", Some(id(HUB)))]);
        let cut = |at_micros| Exchange { cutoff: Some(at(at_micros)), ..farm() };
        assert_eq!(found(&[cut(11), at_hub(20)], &[]), [], "the orders begin at 10");
        assert_eq!(found(&[cut(10), at_hub(20)], &[]), [("cut-off-too-early", Some(id(FARM)))]);
        let asked = [(id(OTHER), Direction::Incoming)];
        let told = warnings(&cycle(Stage::Draft), &[farm(), at_hub(20)], &asked, &BTreeSet::new());
        let silent = Warning { kind: WarningKind::NotAnswered, part: Some(asked[0]) };
        assert_eq!(told, [silent]);
    }
}
