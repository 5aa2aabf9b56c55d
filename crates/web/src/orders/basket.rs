use std::collections::HashMap;

use sillon_cycles::{Choices, Offer, PriceRefused, Priced};
use sillon_engine::CartContents;
use sillon_kernel::VariantId;
use sillon_orders::CartLine;

/// A basket against what its shop offers now.
pub(crate) struct Basket<'a> {
    /// The lines that are offered.
    pub(crate) lines: Vec<(CartLine, &'a Offer)>,
    /// What is not, by the name it was put in under, where it had one.
    pub(crate) gone: Vec<Option<String>>,
    /// What the offered ones cost.
    pub(crate) priced: Result<Priced, PriceRefused>,
    /// What there is too little of, and how much there is.
    pub(crate) short: HashMap<VariantId, u32>,
}

impl<'a> Basket<'a> {
    pub(crate) fn new(contents: &'a CartContents) -> Self {
        let (snapshot, cart) = (&contents.snapshot, &contents.cart);
        let list = &snapshot.list;
        let vouchers = contents.vouchers_in_effect();
        let choices = Choices { hand_over: cart.hand_over, vouchers: &vouchers, weights: &[] };
        let offered = |line: &CartLine| Some((*line, list.offer(line.variant)?));
        let lines: Vec<_> = cart.lines.iter().filter_map(offered).collect();
        let wanted: Vec<_> = lines.iter().map(|(line, _)| (line.variant, line.quantity)).collect();
        let gone = cart.lines.iter().filter(|line| list.offer(line.variant).is_none());
        let short = snapshot.short_lines(&cart.basket()).into_iter();
        Self {
            gone: gone.map(|line| cart.name(line.variant).map(str::to_owned)).collect(),
            priced: list.price(&wanted, choices),
            short: short.map(|line| (line.variant, line.left)).collect(),
            lines,
        }
    }

    /// Whether, as far as can be seen, it could be ordered as it is.
    pub(crate) fn is_ready(&self) -> bool {
        self.gone.is_empty() && self.short.is_empty() && self.priced.is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{self, cart};

    #[test]
    fn a_basket_is_ready_when_all_of_it_is_there_and_has_a_price() {
        let sample = sample::shop();
        let contents = |lines: &[(u32, u32)]| CartContents::new(cart(lines), sample.clone());
        let is_ready = |lines: &[(u32, u32)]| Basket::new(&contents(lines)).is_ready();
        assert!(is_ready(&[(1, 2), (4, 1)]));
        assert!(!is_ready(&[]), "there is nothing in it");
        assert!(!is_ready(&[(1, 8)]), "3.5 kg are no eight bags");
        assert!(!is_ready(&[(1, 1), (99, 1)]), "one product is no longer offered");
    }

    #[test]
    fn what_is_no_longer_offered_is_counted_apart() {
        let sample = sample::shop();
        let contents = CartContents::new(cart(&[(98, 1), (1, 2), (99, 1)]), sample);
        let basket = Basket::new(&contents);
        assert_eq!((basket.lines.len(), basket.gone.len()), (1, 2));
        assert_eq!(basket.priced.map(|priced| priced.total), Ok(crate::sample::eur("6.40")));
    }
}
