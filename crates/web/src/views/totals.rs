use sillon_cycles::{Priced, ShopSnapshot};
use sillon_kernel::Money;
use sillon_messages::Format as _;

use crate::{
    cycles::shop_details::DetailsView,
    http::page_context::PageContext,
    views::money_breakdown::{MoneyBreakdown, shares_of_basket},
    views::taxes::taxes_in_total,
};

/// What a basket comes to.
pub(crate) struct Totals {
    /// The lines, per-item fees in.
    pub(crate) goods: String,
    /// What is charged once on the order, then its hand-over, then taxes that are added, then what vouchers take off.
    pub(crate) order_fees: Vec<(String, String)>,
    /// What is paid for packaging and paid back, where there is any.
    pub(crate) deposits: Option<String>,
    pub(crate) total: String,
    /// The most it may come to, where something in it is sold by weight.
    pub(crate) at_most: Option<String>,
    /// The tax in it, where there is any.
    pub(crate) tax: Option<String>,
    pub(crate) money_breakdown: MoneyBreakdown,
}

impl Totals {
    /// The totals of a basket that may come to so much, where something in it is sold by weight.
    pub(crate) fn at_most(self, context: &PageContext, most: Option<Money>) -> Self {
        let told = |most| (context.words.cart.at_most)(&context.language.money(most));
        Self { at_most: most.map(told), ..self }
    }

    /// What a priced basket comes to.
    pub(crate) fn new(
        context: &PageContext,
        snapshot: &ShopSnapshot,
        details: &DetailsView,
        priced: &Priced,
    ) -> Self {
        let money = |amount| context.language.money(amount);
        let list = &snapshot.list;
        let on_order = list.charges_on_order(priced).into_iter();
        let goods = Money::total(list.currency, priced.lines.iter().map(|line| line.total));
        let handed_over = priced.hand_over.and_then(|charge| {
            Some((list.hand_over(charge.method)?.method.name.to_string(), charge.amount))
        });
        let taxes = priced.taxes_by_name().into_iter().map(|(name, it)| (name.to_owned(), it));
        let taken_off = priced.reductions.iter();
        let taken_off = taken_off
            .filter_map(|it| Some((list.voucher(it.voucher)?.code.to_string(), it.amount)));
        Self {
            goods: money(goods),
            order_fees: on_order
                .map(|(fee, amount)| (fee.name.to_string(), money(amount)))
                .chain(
                    handed_over
                        .into_iter()
                        .chain(taxes)
                        .chain(taken_off)
                        .map(|(of, it)| (of, money(it))),
                )
                .collect(),
            deposits: (!priced.deposits.is_zero()).then(|| money(priced.deposits)),
            total: money(priced.total),
            at_most: None,
            // What is added is told by its name.
            tax: taxes_in_total(context, &list.included_taxes(priced))
                .filter(|_| priced.taxes.is_empty()),
            money_breakdown: MoneyBreakdown::new(
                context,
                &shares_of_basket(list, priced),
                &details.names,
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use sillon_cycles::Choices;

    use super::*;
    use crate::sample::{self, context, id};

    #[test]
    fn costs_are_the_lines_what_is_charged_on_the_order_and_the_tax_in_them() {
        let sample = sample::shop();
        let priced = sample.list.price(&[(id(1), 2)], Choices::default()).unwrap();
        let totals = Totals::new(&context("/"), &sample, &sample::details(), &priced);
        assert_eq!((totals.goods.as_str(), totals.total.as_str()), ("4,40\u{a0}€", "6,40\u{a0}€"));
        assert_eq!(totals.order_fees, [("Transport".to_owned(), "2,00\u{a0}€".to_owned())]);
        // 0.21 in 4 € at 5.5 %, 0.07 in 0.40 € and 0.33 in 2 € at 20 %.
        assert_eq!(totals.tax.as_deref(), Some("dont TVA 0,61\u{a0}€"));
        assert_eq!(totals.deposits, None);
    }

    #[test]
    fn deposits_are_told_apart_and_paid_with_the_rest() {
        let sample = sample::shop();
        let priced = sample.list.price(&[(id(5), 3)], Choices::default()).unwrap();
        let totals = Totals::new(&context("/"), &sample, &sample::details(), &priced);
        // Three at 2.20 €, 2 € of transport, three deposits of 0.50 €.
        assert_eq!((totals.goods.as_str(), totals.total.as_str()), ("6,60\u{a0}€", "10,10\u{a0}€"));
        assert_eq!(totals.deposits.as_deref(), Some("1,50\u{a0}€"));
        // 0.31 in 6 € and 0.03 in each 0.50 € at 5.5 %, 0.10 in 0.60 € and 0.33 in 2 € at 20 %.
        assert_eq!(totals.tax.as_deref(), Some("dont TVA 0,83\u{a0}€"));
    }
}
