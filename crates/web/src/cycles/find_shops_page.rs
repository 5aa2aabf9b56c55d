use askama::Template;
use sillon_cycles::OrderCycle;
use sillon_engine::{Around, ListedShop, ShopSearch};
use sillon_enterprises::{Label, Near};
use sillon_kernel::{Name, Page, Text, Timestamp};
use sillon_messages::Words;

use crate::{
    cycles::{filter::Choice, shop_card::ShopCard},
    http::page_context::PageContext,
    views::layout::Layout,
};

/// The distances that can be chosen, in kilometres.
const DISTANCES: [u32; 6] = [5, 10, 20, 30, 50, 100];

/// The form by which shops are looked for, and those that were found.
#[derive(Template)]
#[template(path = "find_shops.html")]
pub(crate) struct FindShopsPage {
    layout: Layout,
    words: &'static Words,
    asked: Asked,
    distances: Vec<Choice>,
    labels: Vec<Choice>,
    shops: Vec<ShopCard>,
    /// Where the list goes on.
    next: Option<String>,
}

/// What somebody looks for, as the address says it; what means nothing is passed over.
pub(crate) struct Asked {
    pub(crate) postcode: String,
    pub(crate) within: u32,
    pub(crate) category: String,
    pub(crate) label: Option<Label>,
    pub(crate) is_open: bool,
}

impl Asked {
    pub(crate) fn of(context: &PageContext) -> Self {
        let text = |name: &str, most: usize| -> String {
            let text = context.parameter(name).unwrap_or_default();
            text.trim().chars().filter(|letter| !letter.is_control()).take(most).collect()
        };
        let within = context.parameter("within").and_then(|within| within.parse().ok());
        Self {
            postcode: text("postcode", 12),
            within: within.filter(|it| DISTANCES.contains(it)).unwrap_or(Near::USUAL_KILOMETRES),
            category: text("category", 100),
            label: context.parameter("label").and_then(|label| label.parse().ok()),
            is_open: context.parameter("open").is_some_and(|open| open == "true"),
        }
    }

    /// The search it is.
    pub(crate) fn search(&self) -> ShopSearch {
        let postcode = Text::parse(&self.postcode).ok().filter(|_| !self.postcode.is_empty());
        ShopSearch {
            around: postcode.map(|code| Around::Postcode(code, self.within)),
            is_open: self.is_open.then_some(true),
            category: Name::parse(&self.category).ok(),
            label: self.label,
        }
    }

    /// What the address of another part of the list says of it.
    fn pairs(&self) -> Vec<(&'static str, String)> {
        let label = self.label.map(|label| label.as_str().to_owned()).unwrap_or_default();
        let pairs = [
            ("postcode", self.postcode.clone()),
            ("within", self.within.to_string()),
            ("category", self.category.clone()),
            ("label", label),
            ("open", if self.is_open { "true".to_owned() } else { String::new() }),
        ];
        pairs.into_iter().filter(|(_, value)| !value.is_empty()).collect()
    }
}

impl FindShopsPage {
    pub(crate) fn new(
        context: &PageContext,
        asked: Asked,
        shops: &Page<(ListedShop, Option<OrderCycle>)>,
        now: Timestamp,
    ) -> Self {
        let words = context.words;
        let distance = |kilometres: u32| Choice {
            key: kilometres.to_string(),
            name: (words.shops.kilometres)(&kilometres.to_string()),
            is_chosen: kilometres == asked.within,
        };
        let label = |label: Label| Choice {
            key: label.as_str().to_owned(),
            name: label.name(context.language).to_owned(),
            is_chosen: asked.label == Some(label),
        };
        Self {
            layout: Layout::new(context, "/shops", words.shops.find.to_owned()),
            words,
            distances: DISTANCES.map(distance).into(),
            labels: Label::ALL.map(label).into(),
            shops: shops.items.iter().map(|shop| ShopCard::new(context, shop, now)).collect(),
            next: shops.next.clone(),
            asked,
        }
    }
}

#[cfg(test)]
mod tests {
    use sillon_engine::Branding;

    use super::*;
    use crate::sample::{self, at, context};

    fn shown(uri: &str, found: bool) -> String {
        let sample = sample::shop();
        let listed =
            ListedShop { shop: sample.shop, branding: Branding::default(), metres: Some(12_400) };
        let items = if found { vec![(listed, Some(sample.cycle))] } else { Vec::new() };
        let next = found.then(|| "le-panier".to_owned());
        let context = context(uri);
        let shops = Page { items, next };
        let now = at("2026-05-10T00:00:00Z");
        FindShopsPage::new(&context, Asked::of(&context), &shops, now).render().unwrap()
    }

    #[test]
    fn the_form_keeps_what_was_asked_and_the_cards_say_how_far_a_shop_is() {
        let page = shown(
            "/shops?postcode=88000&within=50&category=L%C3%A9gumes&label=organic&open=true",
            true,
        );
        for part in [
            r#"name="postcode" value="88000""#,
            r#"<option value="50" selected>50"#,
            r#"name="category" value="Légumes""#,
            r#"<option value="organic" selected>"#,
            r#"<option value="true" selected>"#,
            "à 12\u{a0}km",
            r#"<input type="hidden" name="after" value="le-panier">"#,
            r#"<input type="hidden" name="label" value="organic">"#,
        ] {
            assert!(page.contains(part), "{part}: {page}");
        }
    }

    #[test]
    fn what_means_nothing_is_passed_over_and_what_people_write_is_escaped() {
        let uri = "/shops?lang=en&within=7&label=bioo&open=perhaps&category=%3Cb%3E&postcode=";
        let page = shown(uri, false);
        assert!(page.contains("No shop is as you are looking for"));
        assert!(
            page.contains(r#"<option value="30" selected>30 km"#) && page.contains("&#60;b&#62;")
        );
        let asked = Asked::of(&context(uri));
        let search = asked.search();
        assert_eq!((search.around, search.is_open, search.label), (None, None, None));
    }
}
