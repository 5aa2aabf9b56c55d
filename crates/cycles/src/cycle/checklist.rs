use std::collections::{BTreeMap, BTreeSet};

use sillon_kernel::{EnterpriseId, VariantId};

use crate::{CannotOrder, Direction, Exchange, OrderCycle};

/// Something of a cycle that nobody is held to, and that whoever runs it would want to know before it opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Warning {
    /// What it is.
    pub kind: WarningKind,
    /// Whose part of the cycle it is of; of the whole cycle, when it is of none.
    pub part: Option<(EnterpriseId, Direction)>,
    /// The bundle it is of, where it is of one.
    pub bundle: Option<VariantId>,
    /// What of the bundle is missing.
    pub missing: Option<VariantId>,
}

/// What is known of what the hubs of a cycle sell.
#[derive(Debug, Clone, Default)]
pub struct GoodsOnSale {
    /// Of what nothing is left.
    pub sold_out: BTreeSet<VariantId>,
    /// What each bundle is put together from.
    pub bundles: BTreeMap<VariantId, Vec<VariantId>>,
    /// The bundles that cost less than what the farms get for their parts, and the hubs that bear the difference.
    pub at_a_loss: BTreeSet<(EnterpriseId, VariantId)>,
    /// The hubs that can be paid in no way.
    pub unpayable: BTreeSet<EnterpriseId>,
    /// The hubs that show nobody any of their ways of hand-over.
    pub unreachable: BTreeSet<EnterpriseId>,
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
    /// A producer's cut-off is after the last order: it says nothing.
    CutOffTooLate,
    /// An enterprise was asked to take part, and has not answered.
    NotAnswered,
    /// A part of a bundle comes in with nobody: the bundle is not shown.
    PartMissing,
    /// A bundle costs less than what the farms get for its parts: its hub bears the difference.
    BundleAtALoss,
    /// A hub takes none of the ways to pay that it names, or shows them to nobody: nobody can order there.
    NoWayToPay,
    /// A hub has ways of hand-over for the cycle, and shows them to nobody: nobody can order there.
    NoHandOver,
}

impl WarningKind {
    /// Every kind.
    pub const ALL: [Self; 13] = [
        Self::NothingComesIn,
        Self::NothingGoesOut,
        Self::CarriesNothing,
        Self::SoldNowhere,
        Self::NothingLeft,
        Self::PickUpTooEarly,
        Self::CutOffTooEarly,
        Self::CutOffTooLate,
        Self::NotAnswered,
        Self::PartMissing,
        Self::BundleAtALoss,
        Self::NoWayToPay,
        Self::NoHandOver,
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
            Self::CutOffTooLate => "cut-off-too-late",
            Self::NotAnswered => "not-answered",
            Self::PartMissing => "part-missing",
            Self::BundleAtALoss => "bundle-at-a-loss",
            Self::NoWayToPay => CannotOrder::NoWayToPay.as_str(),
            Self::NoHandOver => CannotOrder::NoHandOver.as_str(),
        }
    }
}

/// What whoever runs a cycle would want to know of it before it opens.
///
/// `asked` are those who have not answered yet.
pub fn warnings(
    cycle: &OrderCycle,
    exchanges: &[Exchange],
    asked: &[(EnterpriseId, Direction)],
    goods: &GoodsOnSale,
) -> Vec<Warning> {
    let goes = |direction: Direction| exchanges.iter().filter(move |it| it.direction == direction);
    let listed = || goes(Direction::Outgoing).flat_map(|it| &it.variants);
    // What is sold in a bundle is sold.
    let in_bundles = listed().filter_map(|variant| goods.bundles.get(variant)).flatten();
    let on_sale: BTreeSet<VariantId> = listed().chain(in_bundles).copied().collect();
    let sold_out = &goods.sold_out;
    let mut found = Vec::new();
    let mut warn = |kind, part| found.push(Warning { kind, part, bundle: None, missing: None });
    if goes(Direction::Incoming).next().is_none() {
        warn(WarningKind::NothingComesIn, None);
    }
    if goes(Direction::Outgoing).next().is_none() {
        warn(WarningKind::NothingGoesOut, None);
    }
    for exchange in exchanges {
        let part = Some((exchange.enterprise, exchange.direction));
        let (is_in, carried) = (exchange.direction == Direction::Incoming, &exchange.variants);
        if carried.is_empty() {
            warn(WarningKind::CarriesNothing, part);
        } else if is_in && !on_sale.is_empty() {
            let mut sold = carried.intersection(&on_sale).peekable();
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
        if exchange.cutoff.is_some_and(|cutoff| cutoff > cycle.orders.until()) {
            warn(WarningKind::CutOffTooLate, part);
        }
        if !is_in && goods.unpayable.contains(&exchange.enterprise) {
            warn(WarningKind::NoWayToPay, part);
        }
        if !is_in && goods.unreachable.contains(&exchange.enterprise) {
            warn(WarningKind::NoHandOver, part);
        }
    }
    for part in asked {
        warn(WarningKind::NotAnswered, Some(*part));
    }
    found.extend(of_bundles(exchanges, goods));
    found
}

/// What whoever runs a cycle would want to know of the bundles in it.
fn of_bundles(exchanges: &[Exchange], goods: &GoodsOnSale) -> Vec<Warning> {
    let goes = |direction: Direction| exchanges.iter().filter(move |it| it.direction == direction);
    let comes_in: BTreeSet<&VariantId> =
        goes(Direction::Incoming).flat_map(|it| &it.variants).collect();
    let mut found = Vec::new();
    for exchange in goes(Direction::Outgoing) {
        let (hub, part) = (exchange.enterprise, Some((exchange.enterprise, exchange.direction)));
        for bundle in exchange.variants.iter().filter(|it| goods.bundles.contains_key(it)) {
            let warning = |kind, missing| Warning { kind, part, bundle: Some(*bundle), missing };
            let parts = goods.bundles.get(bundle).into_iter().flatten();
            let missing = parts.filter(|it| !comes_in.contains(it)).copied();
            found.extend(missing.map(|it| warning(WarningKind::PartMissing, Some(it))));
            if goods.at_a_loss.contains(&(hub, *bundle)) {
                found.push(warning(WarningKind::BundleAtALoss, None));
            }
        }
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
        let goods = GoodsOnSale { sold_out, ..GoodsOnSale::default() };
        let warnings = warnings(&cycle(Stage::Draft), exchanges, &[], &goods).into_iter();
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
        assert_eq!(found(&[cut(20), at_hub(20)], &[]), [], "the orders end at 20");
        assert_eq!(found(&[cut(21), at_hub(20)], &[]), [("cut-off-too-late", Some(id(FARM)))]);
        let asked = [(id(OTHER), Direction::Incoming)];
        let none = GoodsOnSale::default();
        let told = warnings(&cycle(Stage::Draft), &[farm(), at_hub(20)], &asked, &none);
        let (kind, part) = (WarningKind::NotAnswered, Some(asked[0]));
        assert_eq!(told, [Warning { kind, part, bundle: None, missing: None }]);
    }

    #[test]
    fn a_shop_that_can_be_paid_in_no_way_or_hands_over_to_nobody_is_told() {
        let exchanges = [
            exchange(Direction::Incoming, FARM, 1..=2, []),
            exchange(Direction::Outgoing, HUB, 1..=2, []),
        ];
        let told = |goods: &GoodsOnSale| -> Vec<_> {
            let told = warnings(&cycle(Stage::Draft), &exchanges, &[], goods).into_iter();
            told.map(|it| (it.kind.as_str(), it.part)).collect()
        };
        let (hub, part) = (BTreeSet::from([id(HUB)]), Some((id(HUB), Direction::Outgoing)));
        let unpayable = GoodsOnSale { unpayable: hub.clone(), ..GoodsOnSale::default() };
        assert_eq!(told(&unpayable), [("no-way-to-pay", part)]);
        let unreachable = GoodsOnSale { unreachable: hub, ..GoodsOnSale::default() };
        assert_eq!(told(&unreachable), [("no-hand-over", part)]);
    }

    #[test]
    fn what_of_a_bundle_comes_in_with_nobody_is_told_and_what_is_sold_in_one_is_sold() {
        let exchanges = [
            exchange(Direction::Incoming, FARM, 1..=2, []),
            exchange(Direction::Incoming, HUB, [9], []),
            exchange(Direction::Outgoing, HUB, [9], []),
        ];
        let goods = |parts: &[u32]| GoodsOnSale {
            bundles: BTreeMap::from([(id(9), parts.iter().map(|part| id(*part)).collect())]),
            at_a_loss: BTreeSet::from([(id(HUB), id(9))]),
            ..GoodsOnSale::default()
        };
        let told = |parts: &[u32]| -> Vec<_> {
            let told = warnings(&cycle(Stage::Draft), &exchanges, &[], &goods(parts)).into_iter();
            told.map(|it| (it.kind.as_str(), it.bundle, it.missing)).collect()
        };
        let loss = ("bundle-at-a-loss", Some(id(9)), None);
        assert_eq!(told(&[1]), [loss]);
        assert_eq!(told(&[1, 3]), [("part-missing", Some(id(9)), Some(id(3))), loss]);
    }
}
