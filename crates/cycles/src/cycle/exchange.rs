use std::{collections::BTreeSet, fmt, str::FromStr};

use sillon_kernel::{
    EnterpriseId, ExchangeId, FeeId, FieldValue, Fields, Money, Tag, Text, Timestamp, VariantId,
    Window, Zone,
};
use sillon_payments::Method;

use crate::HandOverChoice;

/// A producer's way into a cycle, or a hub's way out of it, with what it carries and what is charged for it.
///
/// A cycle has at most one in each direction for an enterprise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    /// Its id.
    pub id: ExchangeId,
    /// The producer of an incoming exchange, the hub of an outgoing one.
    pub enterprise: EnterpriseId,
    /// Into the cycle, or out of it.
    pub direction: Direction,
    /// What it carries.
    pub variants: BTreeSet<VariantId>,
    /// Whether it was asked to carry everything it may: it is again when it is sent again, and takes what comes in new.
    pub carries_all: bool,
    /// The fees charged on what it carries.
    pub fees: Vec<FeeId>,
    /// When the goods are fetched, or brought.
    pub pick_up: Option<Window>,
    /// What to know about it, for people.
    pub pick_up_text: Option<Text<500>>,
    /// Until when what it brings can be ordered, where its producer must know before the cycle closes.
    pub cutoff: Option<Timestamp>,
    /// From which sum on its producer delivers, at the prices it asks: when what was ordered of it does not come to so much at its
    /// cut-off, none of it does.
    pub minimum: Option<Money>,
    /// Of an outgoing one: what its hub's rules know the cycle by.
    pub tags: BTreeSet<Tag>,
    /// The methods of the hub that it hands over by; all of them, where it names none.
    pub hand_over: Vec<HandOverChoice>,
    /// How orders may be paid at the hub of an outgoing one; in all the ways that the hub takes, where it names none.
    pub payments: BTreeSet<Method>,
}

impl Exchange {
    /// Whether people are told when its goods are fetched, or where and how.
    pub fn says_pick_up(&self) -> bool {
        let all_say = self.hand_over.iter().all(|choice| choice.window.is_some());
        let each_says = all_say && !self.hand_over.is_empty();
        self.pick_up.is_some() || self.pick_up_text.is_some() || each_says
    }

    /// Whether an order may be paid so, as far as it says.
    pub fn names_payment(&self, method: Method) -> bool {
        self.payments.is_empty() || self.payments.contains(&method)
    }

    /// When goods change hands, in each of the ways it names.
    pub fn windows(&self) -> impl Iterator<Item = Window> {
        let of_methods = self.hand_over.iter().filter_map(|choice| choice.window);
        self.pick_up.into_iter().chain(of_methods)
    }

    /// The exchange with its hand-overs and its cut-off so many days later, by the clock on the wall; hours that the clock skips then
    /// are none.
    #[must_use]
    pub fn days_later(self, days: i32, zone: &Zone) -> Self {
        let hand_over = self.hand_over.iter().map(|choice| choice.days_later(days, zone)).collect();
        Self {
            pick_up: self.pick_up.and_then(|window| window.days_later(days, zone)),
            cutoff: self.cutoff.and_then(|at| at.days_later(days, zone)),
            hand_over,
            ..self
        }
    }

    /// Whether it says as many times as another.
    pub fn says_as_many_times(&self, other: &Self) -> bool {
        let times = |of: &Self| (of.windows().count(), of.cutoff.is_some());
        times(self) == times(other)
    }

    /// Whether what was ordered of its producer is too little for it to deliver; nothing at all asks for no delivery.
    pub fn is_missed_by(&self, ordered: Money) -> bool {
        self.minimum.is_some_and(|minimum| ordered.minor() > 0 && ordered.minor() < minimum.minor())
    }

    /// Whether nothing of what it brings can be ordered any more.
    pub fn is_cut_off(&self, now: Timestamp) -> bool {
        self.cutoff.is_some_and(|cutoff| cutoff <= now)
    }
}

impl Fields for Exchange {
    fn fields(&self) -> Vec<(&'static str, FieldValue)> {
        let pick_up = self.pick_up.map(|at| format!("{}/{}", at.from(), at.until()));
        vec![
            ("variants", FieldValue::several(&self.variants)),
            ("carries_all", FieldValue::one(&self.carries_all)),
            ("fees", FieldValue::several(&self.fees)),
            ("pick_up", FieldValue::maybe(pick_up)),
            ("pick_up_text", FieldValue::maybe(self.pick_up_text.as_ref().map(Text::as_str))),
            ("cutoff", FieldValue::maybe(self.cutoff)),
            ("minimum", FieldValue::maybe(self.minimum)),
            ("tags", FieldValue::several(&self.tags)),
            ("hand_over", FieldValue::several(self.hand_over.iter().map(|it| it.told()))),
            ("payments", FieldValue::several(&self.payments)),
        ]
    }
}

/// Which way goods go, seen from the cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Direction {
    /// From a producer to the coordinator.
    Incoming,
    /// From the coordinator to a hub.
    Outgoing,
}

impl Direction {
    /// Both ways.
    pub const ALL: [Self; 2] = [Self::Incoming, Self::Outgoing];

    /// The name it is stored and sent under.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Incoming => "incoming",
            Self::Outgoing => "outgoing",
        }
    }
}

impl fmt::Display for Direction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Direction {
    type Err = NoSuchDirection;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "incoming" => Ok(Self::Incoming),
            "outgoing" => Ok(Self::Outgoing),
            other => Err(NoSuchDirection(other.chars().take(20).collect())),
        }
    }
}

/// The text names no direction.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a direction: incoming or outgoing")]
pub struct NoSuchDirection(String);

/// What an exchange carries after someone asked for it to carry `wanted`.
///
/// What is wanted counts where they may edit; everything else stays as it is. An outgoing exchange carries only what is
/// `supplied`, that is, what some incoming exchange of the cycle carries; an incoming one has no such bound (`None`).
/// Source: Open Food Network's order cycle form applier.
pub fn merge_variants(
    existing: &BTreeSet<VariantId>,
    wanted: &BTreeSet<VariantId>,
    may_edit: &BTreeSet<VariantId>,
    supplied: Option<&BTreeSet<VariantId>>,
) -> BTreeSet<VariantId> {
    let untouched = existing.difference(may_edit);
    let granted = wanted.intersection(may_edit);
    let is_supplied =
        |variant: &&VariantId| supplied.is_none_or(|supplied| supplied.contains(variant));
    untouched.chain(granted).filter(is_supplied).copied().collect()
}

#[cfg(test)]
mod tests {
    use proptest::{collection::btree_set, prelude::*};

    use super::*;

    fn variants(numbers: impl IntoIterator<Item = u32>) -> BTreeSet<VariantId> {
        numbers.into_iter().map(|number| format!("{number:032x}").parse().unwrap()).collect()
    }

    fn some_variants() -> impl Strategy<Value = BTreeSet<VariantId>> {
        btree_set(0_u32..12, 0..10).prop_map(variants)
    }

    #[test]
    fn an_outgoing_exchange_takes_what_is_asked_allowed_and_supplied() {
        let existing = variants([3, 4, 5, 6, 7, 8]);
        let wanted = variants([1, 2, 3, 7, 8, 9]);
        let may_edit = variants([1, 3, 4, 5, 8, 9]);
        let supplied = variants([1, 2, 3, 4, 5, 6]);
        assert_eq!(
            merge_variants(&existing, &wanted, &may_edit, Some(&supplied)),
            variants([1, 3, 6])
        );
    }

    #[test]
    fn an_incoming_exchange_takes_what_is_asked_and_allowed() {
        let existing = variants([3, 4, 5, 6, 7]);
        let wanted = variants([1, 2, 3]);
        let may_edit = variants([1, 3, 5, 7]);
        assert_eq!(merge_variants(&existing, &wanted, &may_edit, None), variants([1, 3, 4, 6]));
    }

    #[test]
    fn directions_are_read_as_they_are_written() {
        for direction in [Direction::Incoming, Direction::Outgoing] {
            assert_eq!(direction.as_str().parse(), Ok(direction));
        }
        assert!("sideways".parse::<Direction>().is_err());
    }

    proptest! {
        #[test]
        fn what_the_caller_may_not_edit_survives_untouched(
            existing in some_variants(), wanted in some_variants(), may_edit in some_variants(),
        ) {
            let after = merge_variants(&existing, &wanted, &may_edit, None);
            let others_before: Vec<_> = existing.difference(&may_edit).collect();
            let others_after: Vec<_> = after.difference(&may_edit).collect();
            prop_assert_eq!(others_before, others_after);
        }

        #[test]
        fn what_the_caller_may_edit_is_as_asked(
            existing in some_variants(), wanted in some_variants(), may_edit in some_variants(),
        ) {
            let after = merge_variants(&existing, &wanted, &may_edit, None);
            let asked: Vec<_> = wanted.intersection(&may_edit).collect();
            let given: Vec<_> = after.intersection(&may_edit).collect();
            prop_assert_eq!(asked, given);
        }

        #[test]
        fn what_goes_out_comes_in(
            existing in some_variants(), wanted in some_variants(),
            may_edit in some_variants(), supplied in some_variants(),
        ) {
            let after = merge_variants(&existing, &wanted, &may_edit, Some(&supplied));
            prop_assert!(after.is_subset(&supplied));
            let unbounded = merge_variants(&existing, &wanted, &may_edit, None);
            let bounded: BTreeSet<_> = unbounded.intersection(&supplied).copied().collect();
            prop_assert_eq!(after, bounded);
        }

        #[test]
        fn asking_twice_changes_nothing_more(
            existing in some_variants(), wanted in some_variants(), may_edit in some_variants(),
        ) {
            let once = merge_variants(&existing, &wanted, &may_edit, None);
            prop_assert_eq!(&merge_variants(&once, &wanted, &may_edit, None), &once);
        }
    }
}
