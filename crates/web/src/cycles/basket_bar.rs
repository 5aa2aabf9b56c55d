use sillon_cycles::{Choices, ShopSnapshot};
use sillon_kernel::Money;
use sillon_messages::Format as _;
use sillon_orders::CartLine;

use crate::http::page_context::PageContext;

/// What is in the visitor's basket, in a line.
pub(crate) struct BasketBar {
    /// How many items.
    pub(crate) items: String,
    /// What they cost, where they can be priced.
    pub(crate) total: Option<String>,
    /// Whether there is anything to look at.
    pub(crate) is_filled: bool,
}

impl BasketBar {
    pub(crate) fn new(context: &PageContext, snapshot: &ShopSnapshot, lines: &[CartLine]) -> Self {
        let is_offered = |line: &&CartLine| snapshot.list.offer(line.variant).is_some();
        let offered = lines.iter().filter(is_offered);
        let offered: Vec<_> = offered.map(|line| (line.variant, line.quantity)).collect();
        let count = offered.iter().map(|(_, quantity)| *quantity).sum();
        let price = |total: Money| context.language.money(total);
        let items = match count {
            0 => context.words.shop.basket_empty.to_owned(),
            count => (context.words.shop.in_basket)(count),
        };
        let total = snapshot
            .list
            .price(&offered, Choices::default())
            .ok()
            .map(|priced| price(priced.total));
        Self { items, total, is_filled: count > 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{self, context, id};

    #[test]
    fn the_bar_counts_what_is_still_offered() {
        let sample = sample::shop();
        let bar = |lines: &[(u32, u32)]| {
            let line = |(variant, quantity): &(u32, u32)| CartLine {
                variant: id(*variant),
                quantity: *quantity,
            };
            BasketBar::new(&context("/"), &sample, &lines.iter().map(line).collect::<Vec<_>>())
        };
        let filled = bar(&[(1, 2), (99, 5)]);
        // Twice 2.20 € and 2 € of transport.
        assert_eq!(
            (filled.items.as_str(), filled.total.as_deref()),
            ("2 articles", Some("6,40\u{a0}€"))
        );
        let empty = bar(&[(99, 5)]);
        assert_eq!(
            (empty.items.as_str(), empty.total, empty.is_filled),
            ("Votre panier est vide", None, false)
        );
    }
}
