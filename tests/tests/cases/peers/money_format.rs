use rust_decimal::{Decimal, RoundingStrategy};

use sillon_kernel::Money;

/// How an amount is written where peers say how: where its sign stands, and what parts its digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct MoneyFormat {
    /// Whether the currency's sign stands after the number, a space between.
    pub(crate) sign_after: bool,
    /// Whether the minor units are left off; they are not rounded away.
    pub(crate) hide_minor: bool,
    /// Whether the code of the currency is written behind all: `$10.55 AUD`.
    pub(crate) with_code: bool,
    /// What stands before the minor units.
    pub(crate) decimal_mark: char,
    /// What parts the thousands; `None` leaves them together.
    pub(crate) thousands: Option<char>,
    /// The space between the number and a sign or code.
    pub(crate) space: char,
}

impl Default for MoneyFormat {
    /// `$1,234.50`.
    fn default() -> Self {
        Self {
            sign_after: false,
            hide_minor: false,
            with_code: false,
            decimal_mark: '.',
            thousands: Some(','),
            space: ' ',
        }
    }
}

impl MoneyFormat {
    /// The amount with its currency's usual sign: `$10.00`, `¥100`, `10.00 $`.
    ///
    /// Many currencies share a sign, so it says enough only where one of them is in use.
    pub(crate) fn write(&self, money: Money) -> String {
        let symbol = money.currency().symbol().to_string();
        self.write_with(money, &symbol)
    }

    /// The amount, its currency written as `sign`. A sign of letters is kept apart from the number.
    pub(crate) fn write_with(&self, money: Money, sign: &str) -> String {
        let minus = if money.minor() < 0 { "-" } else { "" };
        let number = self.number(money.major().abs());
        let is_word = sign.chars().all(char::is_alphanumeric);
        let mut text = match (self.sign_after, is_word) {
            (true, _) => format!("{minus}{number}{}{sign}", self.space),
            (false, true) => format!("{minus}{sign}{}{number}", self.space),
            (false, false) => format!("{minus}{sign}{number}"),
        };
        if self.with_code {
            text.push(self.space);
            text.push_str(money.currency().code());
        }
        text
    }

    fn number(&self, amount: Decimal) -> String {
        let shown = if self.hide_minor {
            amount.round_dp_with_strategy(0, RoundingStrategy::ToZero)
        } else {
            amount
        };
        let plain = shown.to_string();
        let (whole, minor) = plain.split_once('.').unwrap_or((&plain, ""));
        let mut text = String::with_capacity(plain.len() + whole.len() / 3);
        for (at, digit) in whole.chars().enumerate() {
            if let Some(mark) = self.thousands
                && at > 0
                && (whole.len() - at).is_multiple_of(3)
            {
                text.push(mark);
            }
            text.push(digit);
        }
        if !minor.is_empty() {
            text.push(self.decimal_mark);
            text.push_str(minor);
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sillon_kernel::Currency;

    fn written(text: &str, currency: Currency, format: MoneyFormat) -> String {
        format.write(Money::round(text.parse().unwrap(), currency))
    }

    #[test]
    fn amounts_are_written_with_their_sign_before_or_after() {
        let plain = MoneyFormat::default();
        let after = MoneyFormat { sign_after: true, ..plain };
        assert_eq!(written("10", Currency::AUD, plain), "$10.00");
        assert_eq!(written("10", Currency::AUD, after), "10.00 $");
        assert_eq!(written("1234567.5", Currency::EUR, plain), "€1,234,567.50");
        assert_eq!(written("-3", Currency::GBP, plain), "-£3.00");
        let french = MoneyFormat { decimal_mark: ',', thousands: None, ..after };
        assert_eq!(written("1234.5", Currency::EUR, french), "1234,50 €");
    }

    #[test]
    fn cents_are_hidden_and_codes_shown_as_wished() {
        let plain = MoneyFormat::default();
        assert_eq!(
            written("10.99", Currency::EUR, MoneyFormat { hide_minor: true, ..plain }),
            "€10"
        );
        assert_eq!(
            written("10.55", Currency::AUD, MoneyFormat { with_code: true, ..plain }),
            "$10.55 AUD"
        );
        assert_eq!(written("10.55", Currency::JPY, plain), "¥11", "the yen has no cents");
    }
}
