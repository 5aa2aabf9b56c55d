use sillon_cycles::{PriceList, Priced, VoucherRefused};
use sillon_engine::CartContents;
use sillon_kernel::{Currency, Money};
use sillon_messages::{ChangeWords, Format as _};
use sillon_orders::{Agreed, AgreedLine, Changed, Cost, FeeChange, LineChange, Quote};

use crate::{http::page_context::PageContext, orders::cart_page::refusal};

/// What the page with the button that orders showed, as the fields it carries: what is agreed to by pressing it.
pub(crate) fn fields(contents: &CartContents, priced: &Priced) -> Vec<(&'static str, String)> {
    let cart = &contents.cart;
    let quote = Quote::of(&contents.snapshot.list, &cart.lines, cart.choices(), None);
    let currency = priced.total.currency().code();
    let total = ("total", format!("{} {currency}", priced.total.minor()));
    let lines = quote.lines.iter().filter_map(|line| {
        let deposit = line.deposit.map_or(0, Money::minor);
        Some((
            "line",
            format!("{} {} {} {deposit}", line.variant, line.quantity, line.total?.minor()),
        ))
    });
    let fees = quote.order_fees.iter();
    let fees = fees.map(|(name, amount)| ("fee", format!("{} {name}", amount.minor())));
    let hand_over = quote.hand_over.as_ref();
    let hand_over = hand_over.map(|(_, amount)| ("hand-over", amount.minor().to_string()));
    let tag = ("tag", contents.tag(Some(priced)));
    [total].into_iter().chain(lines).chain(fees).chain(hand_over).chain([tag]).collect()
}

/// What was agreed to, from the fields of the form; none when it does not say so, or not so that it can be read.
pub(crate) fn read(form: &[(String, String)]) -> Option<Agreed> {
    let all = |name: &'static str| {
        form.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    };
    let (minor, currency) = all("total").next()?.split_once(' ')?;
    let currency = Currency::from_code(currency)?;
    let money = |minor: &str| Some(Money::new(minor.parse().ok()?, currency));
    let line = |text: &str| {
        let mut parts = text.split(' ');
        Some(AgreedLine {
            variant: parts.next()?.parse().ok()?,
            quantity: parts.next()?.parse().ok()?,
            total: money(parts.next()?)?,
            deposit: Some(money(parts.next()?)?),
        })
    };
    let fee = |text: &str| {
        let (amount, name) = text.split_once(' ')?;
        Some((name.to_owned(), money(amount)?))
    };
    Some(Agreed {
        total: money(minor)?,
        lines: Some(all("line").map(line).collect::<Option<_>>()?),
        order_fees: Some(all("fee").map(fee).collect::<Option<_>>()?),
        hand_over: match all("hand-over").next() {
            Some(minor) => Some(money(minor)?),
            None => None,
        },
        tag: Some(all("tag").next()?.to_owned()),
    })
}

/// That what is to be agreed to is not what was shown before, in words.
pub(crate) struct ChangeNotice {
    /// What the sum was and is.
    pub(crate) text: String,
    /// What changed, one sentence each.
    pub(crate) changes: Vec<String>,
}

impl ChangeNotice {
    /// What changed since a page was shown.
    pub(crate) fn new(context: &PageContext, changed: &Changed, list: &PriceList) -> Self {
        let words = &context.words.change;
        let money = |amount: Money| context.language.money(amount);
        let text = if changed.agreed == changed.total {
            words.same_sum.to_owned()
        } else {
            (words.sum)(&money(changed.agreed), &money(changed.total))
        };
        let lines = changed.lines.iter().map(|line| {
            let listing = list.offer(line.variant).map(|offer| &offer.listing);
            let named = listing.map(|listing| {
                format!("{}, {}", listing.product_name, context.language.label(&listing.label))
            });
            let name = named.as_deref().or(line.name.as_deref()).unwrap_or(words.something);
            line_said(words, name, line, &money)
        });
        let on_top = changed.order_fees.iter().chain(&changed.hand_over);
        let on_top = on_top.chain(&changed.taxes).chain(&changed.vouchers);
        let fees = on_top.map(|fee| fee_said(words, fee, &money));
        Self { text, changes: lines.chain(fees).collect() }
    }

    /// That a voucher of the basket cannot be used.
    pub(crate) fn of_voucher(context: &PageContext, refused: &VoucherRefused) -> Self {
        Self { text: refusal(context.words, refused).1, changes: Vec::new() }
    }

    /// That the page did not say what it showed, so that nothing was agreed to.
    pub(crate) fn unknown(context: &PageContext) -> Self {
        Self { text: context.words.change.unknown.to_owned(), changes: Vec::new() }
    }
}

fn line_said(
    words: &ChangeWords,
    name: &str,
    line: &LineChange,
    money: &impl Fn(Money) -> String,
) -> String {
    let cost = |cost: Cost| {
        let sum = (words.cost)(&format!("{} × {name}", cost.quantity), &money(cost.total));
        match cost.deposit.filter(|deposit| !deposit.is_zero()) {
            Some(deposit) => format!("{sum}, {}", (words.with_deposit)(&money(deposit))),
            None => sum,
        }
    };
    match (line.before, line.now) {
        (Some(before), Some(now)) => {
            let was = match before.deposit.filter(|deposit| Some(*deposit) != now.deposit) {
                Some(deposit) if before.total == now.total => (words.with_deposit)(&money(deposit)),
                _ => money(before.total),
            };
            let was = if before.quantity == now.quantity {
                was
            } else {
                format!("{} × {was}", before.quantity)
            };
            (words.was)(&cost(now), &was)
        }
        (None, Some(now)) => (words.added)(&cost(now)),
        (Some(before), None) => (words.left_out)(&cost(before)),
        (None, None) => name.to_owned(),
    }
}

fn fee_said(words: &ChangeWords, fee: &FeeChange, money: &impl Fn(Money) -> String) -> String {
    let cost = |amount: Money| (words.cost)(&fee.name, &money(amount));
    match (fee.before, fee.now) {
        (Some(before), Some(now)) => (words.was)(&cost(now), &money(before)),
        (None, Some(now)) => (words.added)(&cost(now)),
        (Some(before), None) => (words.left_out)(&cost(before)),
        (None, None) => fee.name.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{self, contents, context, eur, id};

    fn form(fields: &[(&str, &str)]) -> Vec<(String, String)> {
        fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn what_the_page_showed_reads_back() {
        let contents = contents(&[(1, 2), (5, 1)]);
        let priced = contents.priced().unwrap();
        let fields = fields(&contents, &priced);
        let fields: Vec<_> =
            fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        let agreed = read(&fields).unwrap();
        assert_eq!(agreed.total, priced.total);
        let lines: Vec<_> = agreed
            .lines
            .unwrap()
            .into_iter()
            .map(|line| (line.variant, line.quantity, line.total, line.deposit))
            .collect();
        assert_eq!(
            lines,
            [(id(1), 2, eur("4.40"), Some(eur("0"))), (id(5), 1, eur("2.20"), Some(eur("0.50")))]
        );
        assert_eq!(agreed.order_fees.unwrap(), [("Transport".to_owned(), eur("2.00"))]);
        assert_eq!(agreed.tag, Some(contents.tag(Some(&priced))));
    }

    #[test]
    fn a_form_that_does_not_say_what_was_shown_agrees_to_nothing() {
        let line = format!("{} 1 100 0", id::<sillon_kernel::VariantId>(1));
        for wrong in [
            vec![],
            vec![("total", "500")],
            vec![("total", "500 EUR")],
            vec![("total", "5.00 EUR"), ("tag", "a")],
            vec![("total", "500 ZZZ"), ("tag", "a")],
            vec![("total", "500 EUR"), ("tag", "a"), ("line", "x 1 100 0")],
            vec![("total", "500 EUR"), ("tag", "a"), ("line", "")],
            vec![("total", "500 EUR"), ("tag", "a"), ("fee", "x")],
        ] {
            assert_eq!(read(&form(&wrong)), None, "{wrong:?}");
        }
        assert!(read(&form(&[("total", "500 EUR"), ("tag", "a"), ("line", &line)])).is_some());
    }

    #[test]
    fn what_changed_is_said_in_words() {
        let cost = |quantity, total: &str, deposit: &str| {
            Some(Cost { quantity, total: eur(total), deposit: Some(eur(deposit)) })
        };
        let line = |before, now| LineChange {
            line: Some(0),
            variant: id(1),
            name: Some("Carottes (500 g)".to_owned()),
            before,
            now,
        };
        let fee = |before: Option<&str>, now: Option<&str>| FeeChange {
            name: "Transport".to_owned(),
            before: before.map(eur),
            now: now.map(eur),
        };
        let changed = Changed {
            agreed: eur("5.00"),
            total: eur("7.00"),
            lines: vec![
                line(cost(2, "4.00", "0"), cost(2, "6.00", "0")),
                line(cost(2, "4.00", "0"), cost(3, "6.00", "0")),
                line(cost(2, "4.00", "0.20"), cost(2, "4.00", "1.00")),
                line(None, cost(1, "2.00", "0")),
                line(cost(1, "2.00", "0"), None),
            ],
            order_fees: vec![
                fee(Some("1.00"), Some("2.00")),
                fee(None, Some("2.00")),
                fee(Some("1.00"), None),
            ],
            taxes: Vec::new(),
            vouchers: Vec::new(),
            hand_over: None,
        };
        let said = ChangeNotice::new(&context("/?lang=en"), &changed, &sample::shop().list);
        assert_eq!(
            said.text,
            "The total is now €7.00; it was €5.00. Nothing was ordered: check it, and order again."
        );
        assert_eq!(
            said.changes,
            [
                "2 × Carottes, 500 g: €6.00 (before: €4.00)",
                "3 × Carottes, 500 g: €6.00 (before: 2 × €4.00)",
                "2 × Carottes, 500 g: €4.00, plus €1.00 deposit, paid back (before: plus €0.20 deposit, paid back)",
                "Added: 1 × Carottes, 500 g: €2.00",
                "No longer in it: 1 × Carottes, 500 g: €2.00",
                "Transport: €2.00 (before: €1.00)",
                "Added: Transport: €2.00",
                "No longer in it: Transport: €1.00",
            ]
        );
        let (list, again) = (sample::shop().list, Changed { agreed: eur("7.00"), ..changed });
        let french = ChangeNotice::new(&context("/"), &again, &list);
        assert!(french.text.contains("n’est plus ce qui était affiché"), "{}", french.text);
    }
}
