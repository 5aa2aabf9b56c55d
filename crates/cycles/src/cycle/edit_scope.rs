use std::collections::BTreeSet;

use sillon_kernel::{EnterpriseId, Failure, FailureKind, VariantId};

use crate::{Direction, Exchange};

/// Who lets whom sell its goods: pairs of a producer and a hub or coordinator.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SupplyTrust(BTreeSet<(EnterpriseId, EnterpriseId)>);

impl FromIterator<(EnterpriseId, EnterpriseId)> for SupplyTrust {
    fn from_iter<I: IntoIterator<Item = (EnterpriseId, EnterpriseId)>>(pairs: I) -> Self {
        Self(pairs.into_iter().collect())
    }
}

impl SupplyTrust {
    /// Whether one enterprise lets another sell its goods; nobody needs to let itself.
    pub fn lets(&self, producer: EnterpriseId, seller: EnterpriseId) -> bool {
        producer == seller || self.0.contains(&(producer, seller))
    }

    /// The enterprises that let this one sell their goods.
    fn suppliers_of(&self, seller: EnterpriseId) -> impl Iterator<Item = EnterpriseId> {
        self.0.iter().filter(move |(_, to)| *to == seller).map(|(from, _)| *from)
    }
}

/// What somebody is to an order cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CyclePosition {
    /// They act for who runs it.
    Coordinator,
    /// They act for a producer or a hub in it.
    Participant,
    /// They have no part in it, and do not learn of it.
    Outsider,
}

impl CyclePosition {
    /// Whether they see the cycle, and change their own part of it.
    pub fn may_take_part(self) -> bool {
        match self {
            Self::Coordinator | Self::Participant => true,
            Self::Outsider => false,
        }
    }

    /// Whether they run it: plan it, announce it, close it, copy or delete it, and tell its producers.
    pub fn may_run(self) -> bool {
        self == Self::Coordinator
    }
}

/// How much of an exchange somebody may change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// All of it.
    Whole,
    /// Only whether it carries the variants of these producers.
    VariantsOf(BTreeSet<EnterpriseId>),
}

/// Who has a part in an order cycle, and who of them lets whom sell its goods: what decides who sees and who changes
/// which exchange.
///
/// Source: the permissions of Open Food Network's order cycles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parts {
    /// Who runs it.
    pub coordinator: EnterpriseId,
    /// Whether the coordinator sells what others make.
    pub coordinator_sells_any: bool,
    /// Whose goods come in.
    pub suppliers: BTreeSet<EnterpriseId>,
    /// Which hubs goods go out to.
    pub hubs: BTreeSet<EnterpriseId>,
    /// Who lets whom sell its goods, as far as it concerns any of them.
    pub trust: SupplyTrust,
}

impl Parts {
    /// The parts of a cycle with these exchanges.
    pub fn of(
        coordinator: EnterpriseId,
        coordinator_sells_any: bool,
        exchanges: &[Exchange],
        trust: SupplyTrust,
    ) -> Self {
        let of = |direction| {
            let those = exchanges.iter().filter(move |exchange| exchange.direction == direction);
            those.map(|exchange| exchange.enterprise).collect()
        };
        let (suppliers, hubs) = (of(Direction::Incoming), of(Direction::Outgoing));
        Self { coordinator, coordinator_sells_any, suppliers, hubs, trust }
    }

    /// Everybody with a part: the coordinator, the producers and the hubs.
    pub fn everybody(&self) -> BTreeSet<EnterpriseId> {
        let participants = self.suppliers.union(&self.hubs).copied();
        participants.chain([self.coordinator]).collect()
    }

    /// Whom a fee of an exchange may be for: the enterprise it is of and the coordinator; where whoever runs the cycle says so,
    /// also everybody with a part in it and whoever lets the coordinator sell its goods. Nobody is paid by strangers.
    pub fn payees(&self, of: EnterpriseId, runs_it: bool) -> BTreeSet<EnterpriseId> {
        let mut payees = BTreeSet::from([of, self.coordinator]);
        if runs_it {
            payees.extend(self.everybody());
            payees.extend(self.trust.suppliers_of(self.coordinator));
        }
        payees
    }

    /// What somebody who acts for these enterprises is to the cycle.
    pub fn position(&self, acting_for: &BTreeSet<EnterpriseId>) -> CyclePosition {
        if acting_for.contains(&self.coordinator) {
            CyclePosition::Coordinator
        } else if self.everybody().is_disjoint(acting_for) {
            CyclePosition::Outsider
        } else {
            CyclePosition::Participant
        }
    }

    /// Which enterprises somebody who acts for these sees in the cycle, to choose from or to read of.
    ///
    /// For the coordinator: itself, and, if it sells what others make, who lets it sell and who is in the cycle. For a
    /// hub in it: itself, and the producers in it of which either lets the other. For a producer in it: itself, and the
    /// hubs in it likewise.
    pub fn visible_to(&self, acting_for: &BTreeSet<EnterpriseId>) -> BTreeSet<EnterpriseId> {
        let mut visible = BTreeSet::new();
        if acting_for.contains(&self.coordinator) {
            visible.insert(self.coordinator);
            if self.coordinator_sells_any {
                visible.extend(self.trust.suppliers_of(self.coordinator));
                visible.extend(self.everybody());
            }
        }
        let know = |one, other| self.trust.lets(one, other) || self.trust.lets(other, one);
        for hub in self.hubs.intersection(acting_for) {
            visible.insert(*hub);
            visible.extend(self.suppliers.iter().filter(|producer| know(**producer, *hub)));
        }
        for producer in self.suppliers.intersection(acting_for) {
            visible.insert(*producer);
            visible.extend(self.hubs.iter().filter(|hub| know(*producer, **hub)));
        }
        visible
    }

    /// Whether somebody who acts for these sees an exchange: the coordinator all; a hub its own, and those of the
    /// producers that let it sell; a producer its own, and those of the hubs it lets sell.
    pub fn sees(
        &self,
        acting_for: &BTreeSet<EnterpriseId>,
        enterprise: EnterpriseId,
        direction: Direction,
    ) -> bool {
        let own_side = match direction {
            Direction::Incoming => &self.suppliers,
            Direction::Outgoing => &self.hubs,
        };
        let shares = |other: &EnterpriseId| match direction {
            Direction::Incoming => self.hubs.contains(other) && self.trust.lets(enterprise, *other),
            Direction::Outgoing => {
                self.suppliers.contains(other) && self.trust.lets(*other, enterprise)
            }
        };
        acting_for.contains(&self.coordinator)
            || own_side.contains(&enterprise)
                && (acting_for.contains(&enterprise) || acting_for.iter().any(shares))
    }

    /// Which of what an exchange carries somebody who acts for these sees: all of their own and of what they run; of a
    /// hub's exchange, a producer sees its own goods.
    pub fn variants_seen(
        &self,
        acting_for: &BTreeSet<EnterpriseId>,
        exchange: &Exchange,
        exchanges: &[Exchange],
    ) -> BTreeSet<VariantId> {
        let whole = exchange.direction == Direction::Incoming
            || acting_for.contains(&self.coordinator)
            || acting_for.contains(&exchange.enterprise);
        if whole {
            return exchange.variants.clone();
        }
        let own = supplied_by(exchanges, |producer| acting_for.contains(&producer));
        exchange.variants.intersection(&own).copied().collect()
    }

    /// How much of an exchange, there or not yet, somebody who acts for these may change.
    ///
    /// The coordinator and whoever the exchange is of: all. A producer: its own goods in the exchange of a hub in which
    /// each lets the other. Only the coordinator adds an exchange.
    ///
    /// # Errors
    ///
    /// [`PartRefused`], which tells those who may not even see it that it is not there.
    pub fn reach(
        &self,
        acting_for: &BTreeSet<EnterpriseId>,
        enterprise: EnterpriseId,
        direction: Direction,
    ) -> Result<Reach, PartRefused> {
        if acting_for.contains(&self.coordinator) {
            return Ok(Reach::Whole);
        }
        if !self.sees(acting_for, enterprise, direction) {
            return Err(PartRefused::Unknown);
        }
        if acting_for.contains(&enterprise) {
            return Ok(Reach::Whole);
        }
        let trusted = |producer: &&EnterpriseId| {
            self.trust.lets(**producer, enterprise) && self.trust.lets(enterprise, **producer)
        };
        let own = self.suppliers.intersection(acting_for);
        let producers: BTreeSet<EnterpriseId> = own.filter(trusted).copied().collect();
        if direction == Direction::Outgoing && !producers.is_empty() {
            return Ok(Reach::VariantsOf(producers));
        }
        Err(PartRefused::NotYours)
    }

    /// Whether a producer's goods may go out to a hub: the hub's own, those of who lets the hub sell, and those of the
    /// producers already in its exchange. Running the cycle does not count.
    pub fn counts_in_outgoing(
        &self,
        hub: EnterpriseId,
        producer: EnterpriseId,
        already: &BTreeSet<EnterpriseId>,
    ) -> bool {
        already.contains(&producer) || self.trust.lets(producer, hub)
    }
}

/// The variants that come in from the producers of whom something holds.
pub fn supplied_by(
    exchanges: &[Exchange],
    holds: impl Fn(EnterpriseId) -> bool,
) -> BTreeSet<VariantId> {
    let incoming = exchanges.iter().filter(|exchange| exchange.direction == Direction::Incoming);
    let theirs = incoming.filter(|exchange| holds(exchange.enterprise));
    theirs.flat_map(|exchange| exchange.variants.iter().copied()).collect()
}

/// Why somebody may not change a part of a cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PartRefused {
    /// They have no part in the cycle, or do not see this one.
    #[error("there is no order cycle in which you have this part")]
    Unknown,
    /// They see it, and may not change it.
    #[error("this part of the order cycle is not yours to change")]
    NotYours,
}

impl Failure for PartRefused {
    fn class(&self) -> (FailureKind, &'static str) {
        match self {
            Self::Unknown => (FailureKind::Missing, "not-found"),
            Self::NotYours => (FailureKind::Forbidden, "not-your-part"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COORDINATOR: u32 = 1;
    const FARM: u32 = 2;
    const SHOP: u32 = 3;
    const OTHER: u32 = 4;

    fn id(number: u32) -> EnterpriseId {
        format!("{number:032x}").parse().unwrap()
    }

    fn ids(numbers: &[u32]) -> BTreeSet<EnterpriseId> {
        numbers.iter().copied().map(id).collect()
    }

    fn parts(suppliers: &[u32], hubs: &[u32], trust: &[(u32, u32)]) -> Parts {
        Parts {
            coordinator: id(COORDINATOR),
            coordinator_sells_any: true,
            suppliers: ids(suppliers),
            hubs: ids(hubs),
            trust: trust.iter().map(|(from, to)| (id(*from), id(*to))).collect(),
        }
    }

    #[test]
    fn a_coordinator_sees_who_lets_it_sell_and_who_is_there_if_it_sells_for_others() {
        let sees = |parts: &Parts| parts.visible_to(&ids(&[COORDINATOR]));
        let granted = parts(&[], &[], &[(SHOP, COORDINATOR)]);
        assert_eq!(sees(&granted), ids(&[COORDINATOR, SHOP]));
        let there = parts(&[FARM], &[SHOP], &[]);
        assert_eq!(sees(&there), ids(&[COORDINATOR, FARM, SHOP]));
        for parts in [granted, there] {
            let own_goods = Parts { coordinator_sells_any: false, ..parts };
            assert_eq!(sees(&own_goods), ids(&[COORDINATOR]));
        }
    }

    #[test]
    fn a_hub_sees_itself_only_in_the_cycle_and_never_the_coordinator() {
        for trust in [vec![(SHOP, COORDINATOR)], vec![]] {
            let sees = |hubs| parts(&[], hubs, &trust).visible_to(&ids(&[SHOP]));
            assert_eq!(sees(&[SHOP]), ids(&[SHOP]));
            assert_eq!(sees(&[]), ids(&[]));
        }
        let supplied = parts(&[FARM, OTHER], &[SHOP], &[(FARM, SHOP)]);
        assert_eq!(supplied.visible_to(&ids(&[SHOP])), ids(&[FARM, SHOP]));
    }

    #[test]
    fn a_producer_sees_the_hubs_of_the_cycle_of_which_either_lets_the_other() {
        for trust in [(SHOP, FARM), (FARM, SHOP)] {
            let sees = |hubs| parts(&[FARM], hubs, &[trust]).visible_to(&ids(&[FARM]));
            assert_eq!(sees(&[SHOP]), ids(&[FARM, SHOP]));
            assert_eq!(sees(&[]), ids(&[FARM]));
        }
        assert_eq!(parts(&[FARM], &[SHOP], &[]).visible_to(&ids(&[FARM])), ids(&[FARM]));
    }

    #[test]
    fn a_hub_sees_the_producers_of_the_cycle_of_which_either_lets_the_other() {
        for trust in [(SHOP, FARM), (FARM, SHOP)] {
            let sees = |suppliers| parts(suppliers, &[SHOP], &[trust]).visible_to(&ids(&[SHOP]));
            assert_eq!(sees(&[FARM, OTHER]), ids(&[FARM, SHOP]));
            assert_eq!(sees(&[OTHER]), ids(&[SHOP]));
        }
    }

    #[test]
    fn goods_go_out_to_a_hub_from_who_lets_it_sell_itself_and_who_is_there_already() {
        let parts = parts(&[FARM, OTHER, SHOP], &[SHOP], &[(FARM, SHOP)]);
        let counts = |producer, already: &[u32]| {
            parts.counts_in_outgoing(id(SHOP), id(producer), &ids(already))
        };
        assert!(counts(FARM, &[]) && counts(SHOP, &[]) && counts(OTHER, &[OTHER]));
        assert!(!counts(OTHER, &[]) && !counts(COORDINATOR, &[]));
    }

    #[test]
    fn each_changes_its_own_part_and_only_that() {
        let parts = parts(&[FARM, OTHER], &[SHOP], &[(FARM, SHOP)]);
        let reach = |who, of, direction| parts.reach(&ids(&[who]), id(of), direction);
        let (into, out) = (Direction::Incoming, Direction::Outgoing);
        for (of, direction) in [(FARM, into), (SHOP, out), (COORDINATOR, out)] {
            assert_eq!(reach(COORDINATOR, of, direction), Ok(Reach::Whole));
        }
        assert_eq!(reach(FARM, FARM, into), Ok(Reach::Whole));
        assert_eq!(reach(SHOP, SHOP, out), Ok(Reach::Whole));
        assert_eq!(reach(SHOP, FARM, into), Err(PartRefused::NotYours));
        assert_eq!(reach(FARM, SHOP, out), Err(PartRefused::NotYours));
        assert_eq!(reach(OTHER, SHOP, out), Err(PartRefused::Unknown));
        assert_eq!(reach(OTHER, FARM, into), Err(PartRefused::Unknown));
        assert_eq!(reach(SHOP, SHOP, into), Err(PartRefused::Unknown), "it supplies nothing");
        assert_eq!(reach(9, SHOP, out), Err(PartRefused::Unknown));
    }

    #[test]
    fn a_producer_changes_its_goods_at_a_hub_where_each_lets_the_other() {
        let parts = parts(&[FARM], &[SHOP], &[(FARM, SHOP), (SHOP, FARM)]);
        let reach = parts.reach(&ids(&[FARM]), id(SHOP), Direction::Outgoing);
        assert_eq!(reach, Ok(Reach::VariantsOf(ids(&[FARM]))));
        let reach = parts.reach(&ids(&[SHOP]), id(FARM), Direction::Incoming);
        assert_eq!(reach, Err(PartRefused::NotYours));
    }

    #[test]
    fn a_fee_is_for_who_takes_part_or_may_be_brought_in() {
        let parts = parts(&[FARM], &[SHOP], &[(OTHER, COORDINATOR)]);
        assert_eq!(parts.payees(id(SHOP), false), ids(&[SHOP, COORDINATOR]));
        assert_eq!(parts.payees(id(SHOP), true), ids(&[COORDINATOR, FARM, SHOP, OTHER]));
    }

    #[test]
    fn who_has_a_part_takes_part_and_only_the_coordinator_runs_the_cycle() {
        let parts = parts(&[FARM], &[SHOP], &[]);
        let rights = |who: &[u32]| {
            let position = parts.position(&ids(who));
            (position.may_take_part(), position.may_run())
        };
        assert_eq!(rights(&[COORDINATOR]), (true, true));
        assert_eq!(rights(&[FARM]), (true, false));
        assert_eq!(rights(&[SHOP, OTHER]), (true, false));
        assert_eq!(rights(&[OTHER]), (false, false));
        assert_eq!(rights(&[]), (false, false));
    }

    #[test]
    fn a_producer_sees_its_own_goods_of_what_a_hub_is_given() {
        let variant = |number: u32| format!("{number:032x}").parse::<VariantId>().unwrap();
        let exchange = |number: u32, direction, variants: &[u32]| Exchange {
            id: format!("{number:032x}").parse().unwrap(),
            enterprise: id(number),
            direction,
            variants: variants.iter().copied().map(variant).collect(),
            fees: vec![],
            carries_all: false,
            pick_up: None,
            pick_up_text: None,
            cutoff: None,
            minimum: None,
            tags: BTreeSet::new(),
            hand_over: vec![],
            payments: BTreeSet::new(),
        };
        let exchanges = [
            exchange(FARM, Direction::Incoming, &[1, 2]),
            exchange(OTHER, Direction::Incoming, &[3]),
            exchange(SHOP, Direction::Outgoing, &[2, 3]),
        ];
        let trust = [(FARM, SHOP), (OTHER, SHOP)].map(|(from, to)| (id(from), id(to)));
        let parts = Parts::of(id(COORDINATOR), true, &exchanges, trust.into_iter().collect());
        let seen = |who| parts.variants_seen(&ids(&[who]), &exchanges[2], &exchanges);
        assert_eq!(seen(FARM), BTreeSet::from([variant(2)]));
        assert_eq!(seen(SHOP), BTreeSet::from([variant(2), variant(3)]));
        assert_eq!(seen(COORDINATOR), seen(SHOP));
    }
}
