use sillon_cycles::{OrderCycle, Sale};
use sillon_kernel::{Timestamp, Zone};
use sillon_messages::Format as _;

use crate::http::page_context::PageContext;

/// Where a cycle stands, as shoppers are told.
pub(crate) struct CycleStatus {
    /// Whether one can order now.
    pub(crate) is_open: bool,
    /// The class it is drawn with.
    pub(crate) class: &'static str,
    /// In a word.
    pub(crate) badge: &'static str,
    /// In a sentence, with the time that matters.
    pub(crate) text: String,
    /// What comes next, or was last, where one cannot order.
    pub(crate) next: Option<String>,
}

impl CycleStatus {
    /// What is said of a cycle at an instant; of none at all when none is announced.
    pub(crate) fn new(
        context: &PageContext,
        cycle: Option<&OrderCycle>,
        zone: &Zone,
        now: Timestamp,
    ) -> Self {
        let words = &context.words.cycle;
        let when = |instant| context.language.date_time(instant, zone);
        let closed = |text, next: &str| Self {
            is_open: false,
            class: "closed",
            badge: words.closed,
            text,
            next: Some(next.to_owned()),
        };
        let Some(cycle) = cycle else { return closed(String::new(), words.none_yet) };
        match cycle.sale_at(now) {
            Sale::Open => {
                let text = (words.until)(&when(cycle.orders.until()));
                Self { is_open: true, class: "open", badge: words.open, text, next: None }
            }
            Sale::Unannounced | Sale::Upcoming => {
                let text = if cycle.orders.from() <= now {
                    words.opens_shortly.to_owned()
                } else {
                    (words.opens)(&when(cycle.orders.from()))
                };
                Self { is_open: false, class: "upcoming", badge: words.upcoming, text, next: None }
            }
            Sale::Over => {
                let say = if cycle.is_full { words.closed_full } else { words.closed_since };
                closed(say(&when(cycle.orders_over_at())), words.next_unknown)
            }
        }
    }
}

impl CycleStatus {
    /// What is said where it is known, too, which cycle comes next and which was last: a shop that is closed says when it opens,
    /// and one that opens when it closed.
    pub(crate) fn between(
        self,
        context: &PageContext,
        (last, next): (Option<&OrderCycle>, Option<&OrderCycle>),
        zone: &Zone,
        now: Timestamp,
    ) -> Self {
        let words = &context.words.cycle;
        let when = |instant| context.language.date_time(instant, zone);
        let said = match (self.class, last, next) {
            ("closed", _, Some(next)) if next.orders.from() <= now => {
                Some(words.opens_shortly.to_owned())
            }
            ("closed", _, Some(next)) => Some((words.opens_next)(&when(next.orders.from()))),
            ("upcoming", Some(last), _) => Some((words.last)(&when(last.orders_over_at()))),
            _ => None,
        };
        Self { next: said.or(self.next), ..self }
    }
}

#[cfg(test)]
mod tests {
    use sillon_cycles::Stage;

    use super::*;
    use crate::sample::{self, at, context};

    fn told(stage: Stage, now: &str) -> (&'static str, String) {
        let sample = sample::shop();
        let cycle = OrderCycle { stage, ..sample.cycle };
        let standing = CycleStatus::new(&context("/"), Some(&cycle), &sample.shop.zone, at(now));
        assert_eq!(standing.is_open, cycle.takes_orders_at(at(now)));
        (standing.class, standing.text)
    }

    #[test]
    fn shoppers_are_told_until_when_and_from_when_they_can_order() {
        let open = Stage::Open { since: at("2026-05-08T06:00:00Z") };
        let until = "Commandes jusqu’au mardi 12 mai 2026 à 20\u{a0}h\u{a0}00".to_owned();
        assert_eq!(told(open, "2026-05-10T00:00:00Z"), ("open", until));
        let opens = "Les commandes ouvrent le vendredi 8 mai 2026 à 8\u{a0}h\u{a0}00".to_owned();
        assert_eq!(told(Stage::Upcoming, "2026-05-07T00:00:00Z"), ("upcoming", opens));
        assert_eq!(
            told(Stage::Upcoming, "2026-05-08T06:00:01Z").0,
            "upcoming",
            "its opening is due"
        );
    }

    #[test]
    fn a_cycle_whose_end_has_passed_is_closed_whatever_its_stage_says() {
        let since = "Commandes closes depuis le mardi 12 mai 2026 à 20\u{a0}h\u{a0}00".to_owned();
        let closed = Stage::Closed { at: at("2026-05-12T18:00:05Z") };
        for stage in [Stage::Open { since: at("2026-05-08T06:00:00Z") }, Stage::Upcoming, closed] {
            assert_eq!(told(stage, "2026-05-13T00:00:00Z"), ("closed", since.clone()));
        }
        let early =
            told(Stage::Closed { at: at("2026-05-10T10:00:00Z") }, "2026-05-11T00:00:00Z").1;
        assert_eq!(early, "Commandes closes depuis le dimanche 10 mai 2026 à 12\u{a0}h\u{a0}00");
    }

    #[test]
    fn a_closed_shop_says_when_it_opens_and_one_that_opens_when_it_closed() {
        let sample = sample::shop();
        let (zone, context) = (&sample.shop.zone, context("/?lang=en"));
        let week = |from: &str, until: &str| OrderCycle {
            orders: sillon_kernel::Window::new(at(from), at(until)).unwrap(),
            stage: Stage::Upcoming,
            ..sample.cycle.clone()
        };
        let last = week("2026-05-08T06:00:00Z", "2026-05-12T18:00:00Z");
        let next = week("2026-05-15T06:00:00Z", "2026-05-19T18:00:00Z");
        let told = |shown: &OrderCycle, others| {
            let now = at("2026-05-13T00:00:00Z");
            let status = CycleStatus::new(&context, Some(shown), zone, now);
            status.between(&context, others, zone, now).next
        };
        let opens = "The next orders open on Friday 15 May 2026, 08:00";
        assert_eq!(told(&last, (None, Some(&next))).as_deref(), Some(opens));
        let closed = "The last orders closed on Tuesday 12 May 2026, 20:00";
        assert_eq!(told(&next, (Some(&last), None)).as_deref(), Some(closed));
        let early =
            OrderCycle { stage: Stage::Closed { at: at("2026-05-10T10:00:00Z") }, ..last.clone() };
        let closed_early = "The last orders closed on Sunday 10 May 2026, 12:00";
        assert_eq!(told(&next, (Some(&early), None)).as_deref(), Some(closed_early));
        let due = week("2026-05-12T20:00:00Z", "2026-05-19T18:00:00Z");
        let shortly = "Orders open any moment now.";
        assert_eq!(told(&last, (None, Some(&due))).as_deref(), Some(shortly));
        let unknown = "The next sale will be announced here.";
        assert_eq!(told(&last, (None, None)).as_deref(), Some(unknown));
        assert_eq!(told(&next, (None, None)), None);
    }

    #[test]
    fn a_shop_without_a_cycle_says_so() {
        let sample = sample::shop();
        let standing =
            CycleStatus::new(&context("/"), None, &sample.shop.zone, at("2026-05-13T00:00:00Z"));
        assert_eq!(standing.next.as_deref(), Some("Aucune vente n’est annoncée pour le moment."));
    }
}
