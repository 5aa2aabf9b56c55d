//! Amounts as they are written, what is said of goods, and margins.

use rust_decimal::Decimal;
use serde::Deserialize;
use serde_json::{Value, json};
use sillon_enterprises::{Property, SaidOf, merged};
use sillon_kernel::{Currency, Money, Name, Rate};

use crate::{
    case::{Answered, Unknown, need, read},
    peers::margin::{margin_of, selling_price},
    peers::money_format::MoneyFormat,
};

/// How an amount is to be written.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Style {
    #[serde(alias = "with_currency")]
    display_currency: bool,
    #[serde(alias = "no_cents")]
    hide_cents: bool,
    #[serde(alias = "symbol_position", alias = "currency_symbol_position")]
    symbol: Option<String>,
    #[serde(alias = "decimal_separator")]
    decimal_mark: Option<char>,
    #[serde(alias = "thousands", alias = "delimiter")]
    thousands_separator: Option<Value>,
}

/// Amounts, or properties of a product and of its producer.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, untagged)]
enum Given {
    Amounts {
        cases: Vec<(Value, String, Style)>,
    },
    Properties {
        product: Vec<String>,
        producer: Vec<String>,
        #[serde(default, alias = "inherits", alias = "inherits_producer_properties")]
        inherits_properties: Option<bool>,
    },
}

pub(crate) fn money(given: &Value) -> Answered {
    match read(given)? {
        Given::Amounts { cases } => {
            let texts = cases
                .into_iter()
                .map(|(amount, currency, style)| written(&amount, &currency, &style));
            Ok(json!({ "text": texts.collect::<Result<Vec<_>, _>>()? }))
        }
        Given::Properties { product, producer, inherits_properties } => {
            let named = |names: Vec<String>| -> Result<Vec<_>, Unknown> {
                names.iter().map(|name| property(name)).collect()
            };
            let (product, producer) = (named(product)?, named(producer)?);
            let told = |(of, property): (SaidOf, &Property)| match of {
                SaidOf::Product => format!("product:{}", property.name),
                SaidOf::Producer => format!("producer:{}", property.name),
            };
            let inherits = inherits_properties.unwrap_or(true);
            let merged: Vec<_> =
                merged(&product, &producer, inherits).into_iter().map(told).collect();
            Ok(json!({ "merged": merged }))
        }
    }
}

fn property(name: &str) -> Result<Property, Unknown> {
    let name = Name::parse(name).map_err(|fault| Unknown(fault.to_string()))?;
    Ok(Property { name, value: None })
}

fn written(amount: &Value, currency: &str, style: &Style) -> Result<String, Unknown> {
    let known = Currency::from_code(currency);
    let currency = known.ok_or_else(|| Unknown(format!("no currency is {currency}")))?;
    let (sign_after, sign) = match style.symbol.as_deref() {
        None | Some("before") => (false, None),
        Some("after") => (true, None),
        // A sign of their own: letters alone would be a place we do not know.
        Some(sign) if !sign.chars().all(char::is_alphanumeric) => (false, Some(sign)),
        Some(other) => return Err(Unknown(format!("no sign stands {other}"))),
    };
    let usual = MoneyFormat::default();
    let thousands = match &style.thousands_separator {
        None => usual.thousands,
        Some(Value::Null | Value::Bool(false)) => None,
        Some(Value::String(mark)) if mark.chars().count() <= 1 => mark.chars().next(),
        Some(other) => return Err(Unknown(format!("nothing parts thousands by {other}"))),
    };
    let format = MoneyFormat {
        sign_after,
        hide_minor: style.hide_cents,
        with_code: style.display_currency,
        decimal_mark: style.decimal_mark.unwrap_or(usual.decimal_mark),
        thousands,
        ..usual
    };
    let money = Money::round(need(amount)?, currency);
    Ok(sign.map_or_else(|| format.write(money), |sign| format.write_with(money, sign)))
}

/// A purchase price, and what comes on it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Margin {
    #[serde(alias = "purchase_price_net")]
    purchase_net: Value,
    #[serde(default)]
    tax_percent: Value,
    #[serde(default)]
    surcharge_percent: Value,
    #[serde(default, alias = "selling_gross", alias = "selling_price_gross")]
    gross: Value,
    #[serde(default, alias = "selling_net", alias = "selling_price_net")]
    net: Value,
}

pub(crate) fn margin(given: &Value) -> Answered {
    let given: Margin = read(given)?;
    let rate = |value: &Value| {
        let percent = need(value)?.normalize().to_string();
        Rate::parse_percent(&percent).map_err(|fault| Unknown(fault.to_string()))
    };
    let purchase = need(&given.purchase_net)?;
    let tax = if given.tax_percent.is_null() { Rate::ZERO } else { rate(&given.tax_percent)? };
    let euros = |value: &Value| Ok::<_, Unknown>(Money::round(need(value)?, Currency::EUR));
    let percent = |gross, tax| {
        let margin = margin_of(purchase, gross, tax).map(|margin| margin * Decimal::ONE_HUNDRED);
        json!({ "surcharge_percent": margin.map(|percent| percent.normalize().to_string()) })
    };
    match (given.surcharge_percent.is_null(), given.gross.is_null(), given.net.is_null()) {
        (false, true, true) => {
            let margin = rate(&given.surcharge_percent)?;
            let sold = |tax| selling_price(purchase, margin, tax, Currency::EUR).amount();
            Ok(json!({ "gross": sold(tax), "net": sold(Rate::ZERO) }))
        }
        (true, false, true) => Ok(percent(euros(&given.gross)?, tax)),
        (true, true, false) => Ok(percent(euros(&given.net)?, Rate::ZERO)),
        _ => Err(Unknown("a margin or a selling price is given, and one of them".to_owned())),
    }
}
