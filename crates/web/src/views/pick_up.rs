use sillon_kernel::{Window, Zone};
use sillon_messages::Format as _;

use crate::{cycles::shop_details::DetailsView, http::page_context::PageContext};

/// Where and when goods are picked up or brought, in words.
pub(crate) struct PickUp {
    /// Whether they are picked up or brought.
    pub(crate) title: &'static str,
    /// When, if it is known.
    pub(crate) when: Option<String>,
    /// Where, or that it will be told.
    pub(crate) place: String,
}

impl PickUp {
    /// The one pick-up of a shop that has no ways of hand-over to choose from.
    pub(crate) fn new(context: &PageContext, details: &DetailsView, zone: &Zone) -> Self {
        let when = details.window.map(|window| context.language.time_range(window, zone));
        let place = match (&details.text, &when) {
            (Some(text), _) => text.clone(),
            (None, Some(_)) => String::new(),
            (None, None) => context.words.shop.pick_up_unknown.to_owned(),
        };
        Self { title: context.words.shop.pick_up, when, place }
    }

    /// A way of hand-over that was chosen, which says so much of itself.
    pub(crate) fn chosen(
        context: &PageContext,
        is_brought: bool,
        window: Option<Window>,
        lines: &[String],
        zone: &Zone,
    ) -> Self {
        let words = &context.words.hand_over;
        Self {
            title: if is_brought { words.delivery } else { words.pick_up },
            when: window.map(|window| context.language.time_range(window, zone)),
            place: lines.join("\n"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{self, context};

    #[test]
    fn a_pick_up_says_when_and_where_or_that_it_will_be_told() {
        let paris = "Europe/Paris".parse().unwrap();
        let told = PickUp::new(&context("/"), &sample::details(), &paris);
        assert_eq!(
            told.when.as_deref(),
            Some("jeudi 14 mai 2026, de 17\u{a0}h\u{a0}00 à 19\u{a0}h\u{a0}30")
        );
        assert_eq!(told.place, "La Grange\n12 rue des Lilas");
        let untold = PickUp::new(&context("/"), &DetailsView::default(), &paris);
        assert!(untold.when.is_none() && untold.place.starts_with("La boutique vous dira"));
    }
}
