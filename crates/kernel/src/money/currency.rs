use iso_currency::Currency;

/// The currency of an ISO 4217 code.
///
/// The crate compares the code with each of 180 in turn, which was a seventh of what listing products took: those that a
/// European market meets come first.
pub fn currency_of(code: &str) -> Option<Currency> {
    match code {
        "EUR" => Some(Currency::EUR),
        "CHF" => Some(Currency::CHF),
        "GBP" => Some(Currency::GBP),
        other => Currency::from_code(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_the_crate_reads_it() {
        for code in ["EUR", "CHF", "GBP", "SEK", "eur", "EURO", "", "ZZZ"] {
            assert_eq!(currency_of(code), Currency::from_code(code), "{code}");
        }
    }
}
