use std::collections::HashMap;

use sillon_cycles::{Choices, Offer, PriceList, Priced};
use sillon_kernel::{Money, VariantId};

use crate::CartLine;

/// What a cart was shown as: its lines by name, what each came to, and the fees on top.
///
/// The cart keeps the one it was last filled at, so that goods that leave the sale still have a name, and a price that moves
/// is told with what it was.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Quote {
    /// The lines, in the cart's order.
    pub lines: Vec<QuotedLine>,
    /// The fees on the whole order, by name.
    pub order_fees: Vec<(String, Money)>,
    /// What its hand-over is called, and what it comes to, where one was chosen.
    pub hand_over: Option<(String, Money)>,
    /// The taxes that are added, by name.
    pub taxes: Vec<(String, Money)>,
    /// The vouchers that are used on it, by their codes, and what each takes off.
    pub vouchers: Vec<(String, Money)>,
    /// What is to be paid; none when a line could not be priced.
    pub total: Option<Money>,
}

/// A line as it was shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuotedLine {
    /// Which variant.
    pub variant: VariantId,
    /// How many items.
    pub quantity: u32,
    /// The product's name and the size; none where it was never offered.
    pub name: Option<String>,
    /// What all items cost, fees in and deposits aside; none where it was not offered.
    pub total: Option<Money>,
    /// What is paid for the packaging of all items.
    pub deposit: Option<Money>,
}

impl Quote {
    /// What lines come to by a price list, with what is chosen beside them. Lines that are not offered keep the name they had in the
    /// quote before.
    pub fn of(
        list: &PriceList,
        lines: &[CartLine],
        choices: Choices<'_>,
        before: Option<&Self>,
    ) -> Self {
        let priced = list.price(&basket(lines), choices).ok();
        Self::at(list, lines, priced.as_ref(), before)
    }

    /// The same of a cart that was priced, or could not be.
    pub(crate) fn at(
        list: &PriceList,
        lines: &[CartLine],
        priced: Option<&Priced>,
        before: Option<&Self>,
    ) -> Self {
        let total = |place: usize, line: &CartLine| match priced {
            Some(priced) => priced.lines.get(place).map(|line| line.total),
            None => list.line_total(line.variant, line.quantity),
        };
        let known: HashMap<VariantId, &String> = before
            .into_iter()
            .flat_map(|quote| &quote.lines)
            .filter_map(|line| Some((line.variant, line.name.as_ref()?)))
            .collect();
        let quoted = |(place, line): (usize, &CartLine)| {
            let offer = list.offer(line.variant);
            let name =
                offer.map(Offer::name).or_else(|| known.get(&line.variant).copied().cloned());
            let deposit = offer.and_then(|offer| Some(offer.listing.deposit?.of(line.quantity)));
            QuotedLine {
                variant: line.variant,
                quantity: line.quantity,
                name,
                total: offer.and_then(|_| total(place, line)),
                deposit,
            }
        };
        Self {
            lines: lines.iter().enumerate().map(quoted).collect(),
            order_fees: priced.map(|priced| order_fees(list, priced)).unwrap_or_default(),
            hand_over: priced.and_then(|priced| hand_over(list, priced)),
            taxes: priced.map(taxes).unwrap_or_default(),
            vouchers: priced.map(|priced| vouchers(list, priced)).unwrap_or_default(),
            total: priced.map(|priced| priced.total),
        }
    }

    /// What a line was called.
    pub fn name(&self, variant: VariantId) -> Option<&str> {
        self.lines.iter().find(|line| line.variant == variant)?.name.as_deref()
    }
}

/// The lines as a price list takes them.
pub(crate) fn basket(lines: &[CartLine]) -> Vec<(VariantId, u32)> {
    lines.iter().map(|line| (line.variant, line.quantity)).collect()
}

/// The hand-over, by name.
fn hand_over(list: &PriceList, priced: &Priced) -> Option<(String, Money)> {
    let charge = priced.hand_over?;
    Some((list.hand_over(charge.method)?.method.name.to_string(), charge.amount))
}

/// The taxes that are added, by name.
fn taxes(priced: &Priced) -> Vec<(String, Money)> {
    let named = priced.taxes_by_name().into_iter();
    named.map(|(name, amount)| (name.to_string(), amount)).collect()
}

/// What vouchers take off, by their codes.
fn vouchers(list: &PriceList, priced: &Priced) -> Vec<(String, Money)> {
    let named = priced.reductions.iter();
    named.filter_map(|it| Some((list.voucher(it.voucher)?.code.to_string(), it.amount))).collect()
}

/// The fees that come on top of the lines, by name.
fn order_fees(list: &PriceList, priced: &Priced) -> Vec<(String, Money)> {
    let fees = list.charges_on_order(priced).into_iter();
    fees.map(|(fee, amount)| (fee.name.to_string(), amount)).collect()
}
