//! Amounts as they are written, what is said of goods, and margins.

use serde::Deserialize;
use serde_json::{Value, json};
use sillon_catalogue::{Property, SaidOf, merged, selling_price};
use sillon_kernel::{Currency, Money, MoneyFormat, Name, Rate};

use crate::case::{Answered, Unknown, need, read};

/// How an amount is to be written.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Style {
    display_currency: bool,
    hide_cents: bool,
    symbol: Option<String>,
}

/// Amounts, or properties of a product and of its producer.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, untagged)]
enum Given {
    Amounts { cases: Vec<(Value, String, Style)> },
    Properties { product: Vec<String>, producer: Vec<String> },
}

pub(crate) fn money(given: &Value) -> Answered {
    match read(given)? {
        Given::Amounts { cases } => {
            let texts = cases
                .into_iter()
                .map(|(amount, currency, style)| written(&amount, &currency, &style));
            Ok(json!({ "text": texts.collect::<Result<Vec<_>, _>>()? }))
        }
        Given::Properties { product, producer } => {
            let named = |names: Vec<String>| names.iter().map(|name| property(name)).collect();
            let (product, producer): (Vec<_>, Vec<_>) = (named(product), named(producer));
            let told = |(of, property): (SaidOf, &Property)| match of {
                SaidOf::Product => format!("product:{}", property.name),
                SaidOf::Producer => format!("producer:{}", property.name),
            };
            let merged: Vec<_> = merged(&product, &producer, true).into_iter().map(told).collect();
            Ok(json!({ "merged": merged }))
        }
    }
}

fn property(name: &str) -> Property {
    Property { name: Name::parse(name).expect("a property has a name"), value: None }
}

fn written(amount: &Value, currency: &str, style: &Style) -> Result<String, Unknown> {
    let known = Currency::from_code(currency);
    let currency = known.ok_or_else(|| Unknown(format!("no currency is {currency}")))?;
    let sign_after = match style.symbol.as_deref() {
        None | Some("before") => false,
        Some("after") => true,
        Some(other) => return Err(Unknown(format!("no sign stands {other}"))),
    };
    let format = MoneyFormat {
        sign_after,
        hide_minor: style.hide_cents,
        with_code: style.display_currency,
        ..MoneyFormat::default()
    };
    Ok(format.write(Money::round(need(amount)?, currency)))
}

/// A purchase price, and what comes on it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Margin {
    purchase_net: Value,
    tax_percent: Value,
    surcharge_percent: Value,
}

pub(crate) fn margin(given: &Value) -> Answered {
    let given: Margin = read(given)?;
    let rate = |value: &Value| {
        let percent = need(value)?.normalize().to_string();
        Rate::parse_percent(&percent).map_err(|fault| Unknown(fault.to_string()))
    };
    let (margin, tax) = (rate(&given.surcharge_percent)?, rate(&given.tax_percent)?);
    let gross = selling_price(need(&given.purchase_net)?, margin, tax, Currency::EUR);
    Ok(json!({ "gross": gross.amount() }))
}
