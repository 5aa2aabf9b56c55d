use sillon_kernel::{Language, Money, Withdrawal};
use sillon_messages::{Format as _, Words};

use crate::{
    letters::order_text::{ConditionText, OrderLineText, PayTo},
    letters::table::{Table, size_of, times},
};

/// What was ordered, what comes on top, and what it all comes to.
pub(crate) fn table(
    language: Language,
    lines: &[OrderLineText],
    charges: &[(String, Money)],
    deposits: Money,
    total: Money,
) -> Table {
    let words = &Words::of(language).letters.order;
    let mut table = Table::default();
    let has_unit_prices = lines.iter().any(|line| line.unit_price.is_some());
    let numbers = |unit_price: String, amount: String| {
        if has_unit_prices { vec![unit_price, amount] } else { vec![amount] }
    };
    for line in lines {
        let per_unit = |(price, unit)| format!("{}/{}", language.money(price), language.unit(unit));
        table.row(
            &times(line.items),
            &size_of(&line.name, &language.label(&line.label)),
            numbers(line.unit_price.map(per_unit).unwrap_or_default(), language.money(line.total)),
        );
        for part in &line.parts {
            let what = size_of(&part.name, &language.label(&part.label));
            let nothing = numbers(String::new(), String::new());
            table.row("", &format!("– {}{what}", times(part.items)), nothing);
        }
    }
    let sum = |amount| numbers(String::new(), language.money(amount));
    for (name, amount) in charges {
        table.row("", name, sum(*amount));
    }
    if !deposits.is_zero() {
        table.row("", words.deposits, sum(deposits));
    }
    table.rule();
    table.row("", words.total, sum(total));
    table
}

/// The right that goes with the goods, each with what it goes with; nothing of orders it was not told with.
pub(crate) fn rights(language: Language, lines: &[OrderLineText]) -> Vec<String> {
    let said = |right: Withdrawal| {
        let by_itself = lines.iter().map(|line| (&line.name, line.withdrawal));
        let parts = lines.iter().flat_map(|line| &line.parts);
        let all = by_itself.chain(parts.map(|part| (&part.name, part.withdrawal)));
        let of_right = all.filter(|(_, of)| *of == Some(right));
        let names: Vec<&str> = of_right.map(|(name, _)| name.as_str()).collect();
        // What is said of it may be a label itself.
        (!names.is_empty())
            .then(|| format!("{} – {}", names.join(", "), language.withdrawal(right)))
    };
    [Withdrawal::Perishable, Withdrawal::FourteenDays].into_iter().filter_map(said).collect()
}

/// What comes only if enough is ordered, farm by farm, and what becomes of it otherwise.
pub(crate) fn conditions(language: Language, conditions: &[ConditionText]) -> Vec<String> {
    let words = &Words::of(language).letters.order;
    let said = |it: &ConditionText| {
        (words.comes_from)(&it.goods.join(", "), &it.producer, &language.money(it.minimum))
    };
    let otherwise = (!conditions.is_empty()).then(|| words.comes_not.to_owned());
    conditions.iter().map(said).chain(otherwise).collect()
}

/// How it is paid: by a way that has words, or one that is named as it is stored; not at all, where it costs nothing.
pub(crate) fn how_to_pay(
    language: Language,
    payment: &str,
    (total, reference): (Money, &str),
    is_brought: bool,
) -> String {
    if total.is_zero() {
        return Words::of(language).order.pay_nothing.to_owned();
    }
    let words = &Words::of(language).letters.order;
    match payment {
        "cash" if is_brought => words.cash_brought.to_owned(),
        "cash" => words.cash.to_owned(),
        "bank-transfer" => (words.transfer)(reference),
        other => (words.otherwise)(other),
    }
}

/// Each tax with what it comes to.
pub(crate) fn taxes(language: Language, taxes: &[(String, Money)]) -> Vec<String> {
    taxes.iter().map(|(name, amount)| format!("{name} {}", language.money(*amount))).collect()
}

/// Whom to transfer what to, under which reference, each on a line.
pub(crate) fn transfer(
    language: Language,
    pay_to: Option<&PayTo>,
    total: Money,
    reference: &str,
) -> Vec<String> {
    let pay_to = pay_to.filter(|_| !total.is_zero());
    let Some(PayTo { holder, iban, bic }) = pay_to else { return Vec::new() };
    let (labelled, words) = (Words::of(language).labelled, &Words::of(language).letters.order);
    let mut lines = vec![labelled(words.holder, holder), labelled("IBAN", iban)];
    lines.extend(bic.as_ref().map(|bic| labelled("BIC", bic)));
    let amount = language.money(total);
    lines.extend([labelled(words.amount, &amount), labelled(words.reference, reference)]);
    lines
}
