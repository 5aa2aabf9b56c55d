use std::collections::BTreeSet;

use sillon_catalogue::Patch;
use sillon_kernel::{
    Currency, Detail, EnterpriseId, ExchangeId, Failure, FailureKind, FeeId, Money, Tag, Text,
    Timestamp, VariantId, Window,
};
use sillon_payments::Method;

use crate::{
    Direction, Exchange, HandOverChoice, MAX_TAGS, Parts, Reach, merge_variants, supplied_by,
};

/// The largest minimum, in minor units.
const LARGEST_MINIMUM: i64 = 100_000_000;

/// What an exchange should carry.
#[derive(Debug, Clone)]
pub enum VariantSelection {
    /// Everything it may.
    All,
    /// These.
    These(BTreeSet<VariantId>),
}

/// How an exchange should be. What is not said stays as it is; of a new one, it carries everything it may.
#[derive(Debug, Clone)]
pub struct ExchangePatch {
    /// The producer of an incoming exchange, the hub of an outgoing one.
    pub enterprise: EnterpriseId,
    /// Into the cycle, or out of it.
    pub direction: Direction,
    /// What it should carry.
    pub variants: Patch<VariantSelection>,
    /// The fees charged on what it carries.
    pub fees: Patch<Vec<FeeId>>,
    /// When the goods are fetched, or brought.
    pub pick_up: Patch<Option<Window>>,
    /// What to know about it.
    pub pick_up_text: Patch<Option<Text<500>>>,
    /// Until when what a producer brings can be ordered; as long as the cycle takes orders, without one.
    pub cutoff: Patch<Option<Timestamp>>,
    /// From which sum on a producer delivers; whatever is ordered, without one.
    pub minimum: Patch<Option<Money>>,
    /// What the rules of the hub that it goes out to know the cycle by.
    pub tags: Patch<BTreeSet<Tag>>,
    /// The methods that a hub hands over by; all it has, where it names none.
    pub hand_over: Patch<Vec<HandOverChoice>>,
    /// How orders may be paid at a hub; in all the ways it takes, where it names none.
    pub payments: Patch<BTreeSet<Method>>,
}

impl ExchangePatch {
    /// An exchange of which nothing more is said.
    pub fn plain(enterprise: EnterpriseId, direction: Direction) -> Self {
        Self {
            enterprise,
            direction,
            variants: Patch::Keep,
            fees: Patch::Keep,
            pick_up: Patch::Keep,
            pick_up_text: Patch::Keep,
            cutoff: Patch::Keep,
            minimum: Patch::Keep,
            tags: Patch::Keep,
            hand_over: Patch::Keep,
            payments: Patch::Keep,
        }
    }

    /// Checks what is wished at the door.
    ///
    /// # Errors
    ///
    /// [`ExchangeRefused::CutoffGoingOut`]: each producer has a cut-off of its own; [`ExchangeRefused::TagsComingIn`]: rules are a
    /// hub's; [`ExchangeRefused::TooManyTags`]; [`ExchangeRefused::MinimumGoingOut`]; [`ExchangeRefused::HandOverComingIn`] and
    /// [`ExchangeRefused::PaymentsComingIn`]: hubs hand over, and are paid.
    pub fn check(&self) -> Result<(), ExchangeRefused> {
        let tags = self.tags.said().map_or(0, BTreeSet::len);
        match (self.direction, self.cutoff.said()) {
            (Direction::Outgoing, Some(Some(_))) => return Err(ExchangeRefused::CutoffGoingOut),
            (Direction::Incoming, _) if tags > 0 => return Err(ExchangeRefused::TagsComingIn),
            (Direction::Outgoing, _) if tags > MAX_TAGS => {
                return Err(ExchangeRefused::TooManyTags);
            }
            (Direction::Incoming | Direction::Outgoing, _) => {}
        }
        if self.direction == Direction::Outgoing && self.said_minimum().is_some() {
            return Err(ExchangeRefused::MinimumGoingOut);
        }
        let is_in = self.direction == Direction::Incoming;
        if is_in && self.hand_over.said().is_some_and(|choices| !choices.is_empty()) {
            return Err(ExchangeRefused::HandOverComingIn);
        }
        if is_in && self.payments.said().is_some_and(|methods| !methods.is_empty()) {
            return Err(ExchangeRefused::PaymentsComingIn);
        }
        Ok(())
    }
}

impl ExchangePatch {
    /// From which sum on the producer is to deliver, where that is said.
    pub fn said_minimum(&self) -> Option<Money> {
        self.minimum.said().copied().flatten()
    }

    /// Whether it asks for a minimum where there is none, or for a higher one than an exchange has.
    pub fn raises_minimum(&self, of: Option<&Exchange>) -> bool {
        let now = of.and_then(|exchange| exchange.minimum);
        let is_more = |wanted: Money| now.is_none_or(|now| wanted.minor() > now.minor());
        self.said_minimum().is_some_and(is_more)
    }

    /// Checks a minimum by the currency of the cycle, which is its coordinator's.
    ///
    /// # Errors
    ///
    /// [`ExchangeRefused::MinimumInOther`] and [`ExchangeRefused::MinimumOutOfBounds`].
    pub fn check_minimum(&self, currency: Currency) -> Result<(), ExchangeRefused> {
        let most = Money::new(LARGEST_MINIMUM, currency);
        match self.said_minimum() {
            Some(minimum) if minimum.currency() != currency => {
                Err(ExchangeRefused::MinimumInOther(currency))
            }
            Some(minimum) if !(1..=LARGEST_MINIMUM).contains(&minimum.minor()) => {
                Err(ExchangeRefused::MinimumOutOfBounds { most })
            }
            Some(_) | None => Ok(()),
        }
    }
}

/// What a change of an exchange is decided on.
#[derive(Debug)]
pub struct ExchangeFacts<'a> {
    /// Who has a part in its cycle.
    pub parts: &'a Parts,
    /// How much of it whoever wishes may change.
    pub reach: &'a Reach,
    /// All exchanges of the cycle, as they are.
    pub exchanges: &'a [Exchange],
    /// What the producer of an incoming exchange sells.
    pub sold_by_producer: BTreeSet<VariantId>,
}

impl ExchangeFacts<'_> {
    /// What an exchange that carries something already may be made to carry: an incoming one what its producer sells; an
    /// outgoing one what comes in from producers that may supply its hub, as far as whoever wishes reaches.
    fn may_carry(
        &self,
        of: EnterpriseId,
        direction: Direction,
        carried: &BTreeSet<VariantId>,
    ) -> BTreeSet<VariantId> {
        match direction {
            Direction::Incoming => self.sold_by_producer.clone(),
            Direction::Outgoing => self.goods_for(of, carried),
        }
    }

    fn goods_for(&self, hub: EnterpriseId, carried: &BTreeSet<VariantId>) -> BTreeSet<VariantId> {
        let incoming = self.exchanges.iter().filter(|it| it.direction == Direction::Incoming);
        let already: BTreeSet<EnterpriseId> = incoming
            .filter(|exchange| !exchange.variants.is_disjoint(carried))
            .map(|exchange| exchange.enterprise)
            .collect();
        supplied_by(self.exchanges, |producer| {
            let within = match self.reach {
                Reach::Whole => true,
                Reach::VariantsOf(producers) => producers.contains(&producer),
            };
            within && self.parts.counts_in_outgoing(hub, producer, &already)
        })
    }
}

impl Exchange {
    /// An exchange of which nothing was said yet.
    pub fn blank(id: ExchangeId, enterprise: EnterpriseId, direction: Direction) -> Self {
        Self {
            id,
            enterprise,
            direction,
            variants: BTreeSet::new(),
            carries_all: true,
            fees: Vec::new(),
            pick_up: None,
            pick_up_text: None,
            cutoff: None,
            minimum: None,
            tags: BTreeSet::new(),
            hand_over: Vec::new(),
            payments: BTreeSet::new(),
        }
    }

    /// The exchange that a wish makes of this one, where its enterprise agreed to take part.
    ///
    /// `carried` is what it carries already: nothing, while it is only what somebody is asked. Whoever reaches no more than some
    /// producers' goods changes whether it carries those; the rest stays as it is.
    ///
    /// # Errors
    ///
    /// [`ExchangeRefused::Stranger`] for goods that it may not carry and does not carry already.
    pub fn change(
        self,
        carried: &BTreeSet<VariantId>,
        patch: ExchangePatch,
        facts: &ExchangeFacts<'_>,
    ) -> Result<Self, ExchangeRefused> {
        let may_carry = facts.may_carry(self.enterprise, self.direction, carried);
        let is_whole = *facts.reach == Reach::Whole;
        let carries_all = match &patch.variants {
            Patch::Set(wanted) if is_whole => matches!(wanted, VariantSelection::All),
            Patch::Set(_) | Patch::Keep => self.carries_all,
        };
        let wanted = match patch.variants {
            Patch::Set(VariantSelection::All) => may_carry.clone(),
            Patch::Keep if is_whole && self.carries_all => may_carry.clone(),
            Patch::Keep => self.variants.clone(),
            Patch::Set(VariantSelection::These(these)) => {
                let mut strangers = these.difference(&may_carry);
                if let Some(stranger) = strangers.find(|variant| !carried.contains(*variant)) {
                    return Err(ExchangeRefused::Stranger(*stranger));
                }
                these
            }
        };
        let is_out = self.direction == Direction::Outgoing;
        let limit = is_out.then(|| supplied_by(facts.exchanges, |_| true));
        let may_edit: BTreeSet<VariantId> =
            if is_whole { may_carry.union(carried).copied().collect() } else { may_carry };
        let variants = merge_variants(carried, &wanted, &may_edit, limit.as_ref());
        if !is_whole {
            return Ok(Self { variants, ..self });
        }
        Ok(Self {
            variants,
            carries_all,
            fees: patch.fees.over(self.fees),
            pick_up: patch.pick_up.over(self.pick_up),
            pick_up_text: patch.pick_up_text.over(self.pick_up_text),
            cutoff: patch.cutoff.over(self.cutoff),
            minimum: patch.minimum.over(self.minimum),
            tags: patch.tags.over(self.tags),
            hand_over: patch.hand_over.over(self.hand_over),
            payments: patch.payments.over(self.payments),
            ..self
        })
    }

    /// What an enterprise is asked to that has not agreed yet, as it was said: what it has to sell is nobody's to see before it
    /// says yes.
    #[must_use]
    pub fn asked(self, patch: ExchangePatch) -> Self {
        let (variants, carries_all) = match patch.variants {
            Patch::Keep => (self.variants, self.carries_all),
            Patch::Set(VariantSelection::All) => (BTreeSet::new(), true),
            Patch::Set(VariantSelection::These(these)) => (these, false),
        };
        Self {
            variants,
            carries_all,
            fees: patch.fees.over(self.fees),
            pick_up: patch.pick_up.over(self.pick_up),
            pick_up_text: patch.pick_up_text.over(self.pick_up_text),
            cutoff: patch.cutoff.over(self.cutoff),
            minimum: patch.minimum.over(self.minimum),
            tags: patch.tags.over(self.tags),
            hand_over: patch.hand_over.over(self.hand_over),
            payments: patch.payments.over(self.payments),
            ..self
        }
    }

    /// Whether another has other fees, another cut-off, another minimum or other tags, is paid in other ways, or people meet elsewhere or
    /// at another time: what an enterprise agreed to beside its goods.
    pub fn differs_in_terms(&self, other: &Self) -> bool {
        let fees = |exchange: &Self| BTreeSet::from_iter(exchange.fees.clone());
        fees(self) != fees(other)
            || self.pick_up != other.pick_up
            || self.pick_up_text != other.pick_up_text
            || self.cutoff != other.cutoff
            || self.minimum != other.minimum
            || self.tags != other.tags
            || self.hand_over != other.hand_over
            || self.payments != other.payments
    }
}

/// Why an exchange cannot become what was wished.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ExchangeRefused {
    /// The hub sells nothing.
    #[error("enterprise: it sells nothing, so nothing can go out to it")]
    SellsNothing,
    /// It may not carry this.
    #[error("variants: {0} cannot be carried by this exchange")]
    Stranger(VariantId),
    /// A cut-off is asked for where goods go out.
    #[error("cutoff: what a producer brings has a cut-off, each its own; what goes out follows")]
    CutoffGoingOut,
    /// A minimum is asked for where goods go out.
    #[error("minimum: a producer delivers from a sum on, not a hub")]
    MinimumGoingOut,
    /// A minimum is in another currency than the cycle's.
    #[error("minimum: the cycle counts in {}", .0.code())]
    MinimumInOther(Currency),
    /// A minimum is nothing, or too much.
    #[error("minimum: it is more than nothing, and at most {most}")]
    MinimumOutOfBounds {
        /// The most it may be.
        most: Money,
    },
    /// A minimum is set, or raised, where something was ordered without it: who ordered was not told of it.
    #[error("minimum: something was ordered already; it can be lowered, or taken away")]
    MinimumAfterOrders,
    /// Tags are given where goods come in.
    #[error("tags: they are of what goes out to a hub, for the hub's own rules")]
    TagsComingIn,
    /// There are too many tags.
    #[error("tags: there are at most {MAX_TAGS}")]
    TooManyTags,
    /// Methods are asked for where goods come in.
    #[error("hand_over: a hub hands over, not a producer")]
    HandOverComingIn,
    /// Ways to pay are named where goods come in.
    #[error("payments: orders are paid to a hub, not to a producer")]
    PaymentsComingIn,
}

impl Failure for ExchangeRefused {
    fn class(&self) -> (FailureKind, &'static str) {
        (FailureKind::Invalid, "invalid-field")
    }

    fn details(&self) -> Vec<Detail> {
        vec![Detail::told(&self.to_string())]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{exchange, id, variants};

    const FARM: u32 = 100;
    const OTHER: u32 = 101;
    const HUB: u32 = 900;

    /// A cycle of the hub 900: farm 100 brings 1 to 3, farm 101 brings 4 and 5; the farms of these numbers let the hub sell.
    struct Sample {
        parts: Parts,
        exchanges: Vec<Exchange>,
    }

    fn ground(trusting: &[u32], outgoing: &[u32]) -> Sample {
        let exchanges = vec![
            exchange(Direction::Incoming, FARM, 1..=3, []),
            exchange(Direction::Incoming, OTHER, 4..=5, []),
            exchange(Direction::Outgoing, HUB, outgoing.iter().copied(), [7]),
        ];
        let trust = trusting.iter().map(|farm| (id(*farm), id(HUB))).collect();
        Sample { parts: Parts::of(id(HUB), true, &exchanges, trust), exchanges }
    }

    impl Sample {
        fn change(&self, reach: &Reach, patch: ExchangePatch) -> Result<Exchange, ExchangeRefused> {
            let is_it = |it: &&Exchange| {
                it.enterprise == patch.enterprise && it.direction == patch.direction
            };
            let before = self.exchanges.iter().find(is_it).unwrap().clone();
            let facts = ExchangeFacts {
                parts: &self.parts,
                reach,
                exchanges: &self.exchanges,
                sold_by_producer: variants([1, 2, 3, 8]),
            };
            before.clone().change(&before.variants, patch, &facts)
        }
    }

    fn patch(direction: Direction, of: u32, wanted: VariantSelection) -> ExchangePatch {
        ExchangePatch { variants: Patch::Set(wanted), ..ExchangePatch::plain(id(of), direction) }
    }

    fn these(numbers: &[u32]) -> VariantSelection {
        VariantSelection::These(variants(numbers.iter().copied()))
    }

    #[test]
    fn a_producer_brings_what_it_sells_and_nothing_else() {
        let ground = ground(&[FARM], &[]);
        let into = |wanted| ground.change(&Reach::Whole, patch(Direction::Incoming, FARM, wanted));
        assert_eq!(into(VariantSelection::All).unwrap().variants, variants([1, 2, 3, 8]));
        assert!(into(VariantSelection::All).unwrap().carries_all);
        assert_eq!(into(these(&[8])).unwrap().variants, variants([8]));
        assert_eq!(into(these(&[8, 4])), Err(ExchangeRefused::Stranger(id(4))));
    }

    #[test]
    fn what_goes_out_comes_in_from_who_lets_the_hub_sell_or_is_there_already() {
        let out = |ground: &Sample, wanted| {
            ground.change(&Reach::Whole, patch(Direction::Outgoing, HUB, wanted))
        };
        let trusted = ground(&[FARM], &[]);
        assert_eq!(out(&trusted, VariantSelection::All).unwrap().variants, variants([1, 2, 3]));
        assert_eq!(out(&trusted, these(&[4])), Err(ExchangeRefused::Stranger(id(4))));
        let there = ground(&[FARM], &[4]);
        assert_eq!(out(&there, VariantSelection::All).unwrap().variants, variants([1, 2, 3, 4, 5]));
        assert_eq!(out(&there, these(&[1])).unwrap().variants, variants([1]));
    }

    #[test]
    fn a_producer_changes_its_goods_in_a_hubs_exchange_and_leaves_the_rest_as_it_is() {
        let ground = ground(&[FARM], &[1, 4]);
        let reach = Reach::VariantsOf([id(FARM)].into());
        let wanted = ExchangePatch {
            fees: Patch::Set(vec![]),
            pick_up_text: Patch::Set(Text::parse("Au portail").ok()),
            ..patch(Direction::Outgoing, HUB, these(&[2, 3]))
        };
        let changed = ground.change(&reach, wanted).unwrap();
        assert_eq!(changed.variants, variants([2, 3, 4]));
        assert_eq!((changed.fees, changed.pick_up_text), (vec![id(7)], None));
        let stranger = ground.change(&reach, patch(Direction::Outgoing, HUB, these(&[5])));
        assert_eq!(stranger, Err(ExchangeRefused::Stranger(id(5))));
    }

    #[test]
    fn what_is_not_said_stays_and_what_carries_all_carries_what_is_new() {
        let mut ground = ground(&[FARM], &[1]);
        let kept = || ExchangePatch::plain(id(HUB), Direction::Outgoing);
        let before = ground.exchanges[2].clone();
        assert_eq!(ground.change(&Reach::Whole, kept()), Ok(before));
        ground.exchanges[2].carries_all = true;
        let changed = ground.change(&Reach::Whole, kept()).unwrap();
        assert_eq!(changed.variants, variants([1, 2, 3]));
    }

    #[test]
    fn whoever_is_asked_shows_nothing_of_what_they_sell_before_they_agree() {
        let blank = || Exchange::blank(id(1), id(FARM), Direction::Incoming);
        let asked = |wanted| blank().asked(patch(Direction::Incoming, FARM, wanted));
        let all = asked(VariantSelection::All);
        assert_eq!((all.variants.len(), all.carries_all), (0, true));
        let some = asked(these(&[1]));
        assert_eq!((some.variants, some.carries_all), (variants([1]), false));
    }

    #[test]
    fn other_fees_and_another_pick_up_are_other_terms_and_other_goods_are_not() {
        let agreed = exchange(Direction::Outgoing, HUB, [1], [7, 8]);
        let same = Exchange { fees: vec![id(8), id(7)], variants: variants([2]), ..agreed.clone() };
        assert!(!agreed.differs_in_terms(&same));
        let text = Text::parse("Au portail").ok();
        for other in [
            Exchange { fees: vec![id(7)], ..agreed.clone() },
            Exchange { pick_up_text: text, ..agreed.clone() },
            Exchange { payments: [Method::Cash].into(), ..agreed.clone() },
        ] {
            assert!(agreed.differs_in_terms(&other));
        }
    }

    #[test]
    fn orders_are_paid_where_goods_go_out_and_only_whose_part_it_is_says_how() {
        let said = |direction, of: u32, methods: &[Method]| ExchangePatch {
            payments: Patch::Set(methods.iter().copied().collect()),
            ..ExchangePatch::plain(id(of), direction)
        };
        let cash = &[Method::Cash];
        let into = said(Direction::Incoming, FARM, cash).check();
        assert_eq!(into, Err(ExchangeRefused::PaymentsComingIn));
        assert_eq!(said(Direction::Incoming, FARM, &[]).check(), Ok(()));
        let out = || said(Direction::Outgoing, HUB, cash);
        assert_eq!(out().check(), Ok(()));
        let ground = ground(&[FARM], &[1]);
        let by_hub = ground.change(&Reach::Whole, out()).unwrap();
        assert!(by_hub.names_payment(Method::Cash) && !by_hub.names_payment(Method::BankTransfer));
        let by_farm = ground.change(&Reach::VariantsOf([id(FARM)].into()), out()).unwrap();
        assert!(by_farm.names_payment(Method::BankTransfer), "none is named: all are taken");
    }

    #[test]
    fn a_refusal_names_its_field() {
        let detail = ExchangeRefused::SellsNothing.details().remove(0);
        assert_eq!(detail.field, "enterprise");
        assert_eq!(detail.rule, "it sells nothing, so nothing can go out to it");
    }
}
