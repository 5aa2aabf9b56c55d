//! What a cart was shown as, as one JSON text: it is read and written whole.

use serde::{Deserialize, Serialize};
use sillon_kernel::{Money, VariantId, currency_of};
use sillon_orders::{Quote, QuotedLine};

use crate::Error;

/// A quote in short: amounts are minor units of one currency.
#[derive(Serialize, Deserialize)]
pub(crate) struct StoredQuote {
    #[serde(rename = "c")]
    currency: Option<String>,
    #[serde(rename = "t")]
    total: Option<i64>,
    #[serde(rename = "l")]
    lines: Vec<StoredLine>,
    #[serde(rename = "f", default, skip_serializing_if = "Vec::is_empty")]
    order_fees: Vec<(String, i64)>,
    #[serde(rename = "h", default, skip_serializing_if = "Option::is_none")]
    hand_over: Option<(String, i64)>,
    #[serde(rename = "x", default, skip_serializing_if = "Vec::is_empty")]
    taxes: Vec<(String, i64)>,
    #[serde(rename = "r", default, skip_serializing_if = "Vec::is_empty")]
    vouchers: Vec<(String, i64)>,
}

#[derive(Serialize, Deserialize)]
struct StoredLine {
    #[serde(rename = "v")]
    variant: VariantId,
    #[serde(rename = "q")]
    quantity: u32,
    #[serde(rename = "n")]
    name: Option<String>,
    #[serde(rename = "t")]
    total: Option<i64>,
    #[serde(rename = "d", default, skip_serializing_if = "Option::is_none")]
    deposit: Option<i64>,
}

impl StoredQuote {
    /// A quote as it is stored.
    pub(crate) fn text(quote: &Quote) -> String {
        let amounts = quote.lines.iter().filter_map(|line| line.total);
        let currency = amounts.chain(quote.total).next().map(Money::currency);
        let line = |line: &QuotedLine| StoredLine {
            variant: line.variant,
            quantity: line.quantity,
            name: line.name.clone(),
            total: line.total.map(Money::minor),
            deposit: line.deposit.map(Money::minor),
        };
        let fee = |(name, amount): &(String, Money)| (name.clone(), amount.minor());
        let stored = Self {
            currency: currency.map(|currency| currency.code().to_owned()),
            total: quote.total.map(Money::minor),
            lines: quote.lines.iter().map(line).collect(),
            order_fees: quote.order_fees.iter().map(fee).collect(),
            hand_over: quote.hand_over.as_ref().map(fee),
            taxes: quote.taxes.iter().map(fee).collect(),
            vouchers: quote.vouchers.iter().map(fee).collect(),
        };
        serde_json::to_string(&stored).expect("ids, texts and numbers are always JSON")
    }

    /// The quote a text stands for.
    pub(crate) fn read(text: &str) -> Result<Quote, Error> {
        let corrupt =
            || Error::Corrupt { what: "cart quote", value: text.chars().take(100).collect() };
        let stored: Self = serde_json::from_str(text).map_err(|_fault| corrupt())?;
        let currency = match &stored.currency {
            Some(code) => Some(currency_of(code).ok_or_else(corrupt)?),
            None => None,
        };
        let money = |minor: Option<i64>| Some(Money::new(minor?, currency?));
        let line = |line: StoredLine| QuotedLine {
            variant: line.variant,
            quantity: line.quantity,
            name: line.name,
            total: money(line.total),
            deposit: money(line.deposit),
        };
        let fee = |(name, amount)| Some((name, money(Some(amount))?));
        Ok(Quote {
            total: money(stored.total),
            order_fees: stored.order_fees.into_iter().filter_map(fee).collect(),
            hand_over: stored.hand_over.and_then(fee),
            taxes: stored.taxes.into_iter().filter_map(fee).collect(),
            vouchers: stored.vouchers.into_iter().filter_map(fee).collect(),
            lines: stored.lines.into_iter().map(line).collect(),
        })
    }
}
