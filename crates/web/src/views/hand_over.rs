use sillon_catalogue::Storage;
use sillon_cycles::{Calculator, HandOverKind, OfferedHandOver};
use sillon_kernel::{Money, Zone};
use sillon_messages::{Format as _, Words};

use crate::{http::page_context::PageContext, views::percent::percent};

/// A way in which a shop hands over, in words.
pub(crate) struct ShownHandOver {
    /// The method's id.
    pub(crate) id: String,
    pub(crate) name: String,
    /// What it costs: by its rule, or on a basket.
    pub(crate) price: String,
    /// Whether the goods are fetched or brought.
    pub(crate) kind: &'static str,
    pub(crate) when: Option<String>,
    /// Where goods are fetched, or to which post codes they are brought; what else to know; what it cannot carry.
    pub(crate) lines: Vec<String>,
}

impl ShownHandOver {
    /// A way, with the rule of its price.
    pub(crate) fn new(context: &PageContext, offered: &OfferedHandOver, zone: &Zone) -> Self {
        let (words, method) = (&context.words.hand_over, &offered.method);
        let kind = match method.kind {
            HandOverKind::PickUp { .. } => words.pick_up,
            HandOverKind::Delivery { .. } => words.delivery,
        };
        Self {
            id: method.id.to_string(),
            name: method.name.to_string(),
            price: price(context, method.calculator.as_ref()),
            kind,
            when: offered.window.map(|window| context.language.time_range(window, zone)),
            lines: lines(context, offered),
        }
    }

    /// The same with what it costs on a basket.
    pub(crate) fn costing(self, context: &PageContext, amount: Money) -> Self {
        let price = if amount.is_zero() {
            context.words.hand_over.free.to_owned()
        } else {
            context.language.money(amount)
        };
        Self { price, ..self }
    }
}

/// Where goods are fetched or brought, what else to know of it, and what it carries where that is not everything.
fn lines(context: &PageContext, offered: &OfferedHandOver) -> Vec<String> {
    let (words, method) = (&context.words.hand_over, &offered.method);
    let place = match &method.kind {
        HandOverKind::PickUp { address } => address.to_string(),
        HandOverKind::Delivery { postcodes } => {
            let written: Vec<String> = postcodes.written().collect();
            (words.delivers_to)(&written.join(", "))
        }
    };
    let text = method.text.as_ref().map(ToString::to_string);
    let is_all = Storage::ALL.iter().all(|class| method.carries.contains(class));
    let classes = || method.carries.iter().map(|class| storage(context.words, *class));
    let carries = (!is_all).then(|| (words.carries)(&classes().collect::<Vec<_>>().join(", ")));
    [Some(place), text, carries].into_iter().flatten().collect()
}

fn storage(words: &Words, class: Storage) -> &'static str {
    let words = &words.sheets.storage;
    match class {
        Storage::Ambient => words.ambient,
        Storage::Chilled => words.chilled,
        Storage::Frozen => words.frozen,
    }
}

/// What a way costs, before anything is in a basket.
fn price(context: &PageContext, calculator: Option<&Calculator>) -> String {
    let (words, shop) = (&context.words.hand_over, &context.words.shop);
    let money = |amount: Money| context.language.money(amount);
    match calculator {
        None => words.free.to_owned(),
        Some(Calculator::FlatRate(amount)) if amount.is_zero() => words.free.to_owned(),
        Some(Calculator::FlatRate(amount)) => money(*amount),
        Some(Calculator::PerItem(amount)) => (words.per_item)(&money(*amount)),
        Some(Calculator::Weight { per_kg }) => (words.per_kilogram)(&money(*per_kg)),
        Some(Calculator::FlexiRate { first, additional, .. }) => {
            (shop.further)(&money(*first), &money(*additional))
        }
        Some(Calculator::PriceSack { below, normal, discount }) => {
            (shop.from_goods)(&money(*normal), &money(*discount), &money(*below))
        }
        Some(Calculator::PercentOfTotal(rate) | Calculator::PercentPerItem(rate)) => {
            (words.of_goods)(&format!("{}\u{a0}%", percent(context.language, *rate)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{self, context, eur};

    #[test]
    fn a_way_says_what_it_costs_when_and_where() {
        let paris = "Europe/Paris".parse().unwrap();
        let offered = sample::hand_over(Some(Calculator::FlatRate(eur("3.50"))));
        let shown = ShownHandOver::new(&context("/"), &offered, &paris);
        assert_eq!((shown.name.as_str(), shown.price.as_str()), ("La Grange", "3,50\u{a0}€"));
        assert_eq!(
            shown.when.as_deref(),
            Some("jeudi 14 mai 2026, de 17\u{a0}h\u{a0}00 à 19\u{a0}h\u{a0}30")
        );
        assert_eq!(shown.lines, ["12 rue des Lilas", "Par la cour."]);
        let free = shown.costing(&context("/"), eur("0"));
        assert_eq!(free.price, "gratuit");
    }

    #[test]
    fn a_delivery_says_where_it_goes_and_what_it_cannot_carry() {
        let paris = "Europe/Paris".parse().unwrap();
        let mut offered = sample::hand_over(None);
        offered.method.kind = HandOverKind::Delivery { postcodes: "88000,54*".parse().unwrap() };
        offered.method.carries = vec![Storage::Ambient, Storage::Chilled];
        let shown = ShownHandOver::new(&context("/?lang=en"), &offered, &paris);
        assert_eq!((shown.kind, shown.price.as_str()), ("Delivery", "free"));
        assert_eq!(shown.lines[0], "Delivered to: 88000, 54*");
        assert_eq!(shown.lines[2], "Only for products kept so: ambient, chilled");
    }
}
