use sillon_catalogue::TaxName;
use sillon_kernel::Money;
use sillon_messages::Format as _;

use crate::http::page_context::PageContext;

/// What of a total is tax: one sum, or each tax by its name where some have one; nothing where there is none.
pub(crate) fn taxes_in_total(
    context: &PageContext,
    taxes: &[(Option<TaxName>, Money)],
) -> Option<String> {
    let words = &context.words.cart;
    let money = |amount| context.language.money(amount);
    match taxes {
        [] => None,
        [(None, whole)] => Some((words.tax)(&money(*whole))),
        several => {
            let each = several.iter().map(|(name, amount)| {
                format!("{} {}", name.as_deref().unwrap_or(words.vat), money(*amount))
            });
            Some((words.taxes)(&each.collect::<Vec<_>>().join(", ")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{context, eur};

    #[test]
    fn taxes_are_told_by_their_names_where_they_have_some() {
        let told = |taxes: &[(Option<&str>, &str)]| {
            let tax = |(name, amount): &(Option<&str>, &str)| {
                (name.map(|name| TaxName::parse(name).unwrap()), eur(amount))
            };
            taxes_in_total(&context("/"), &taxes.iter().map(tax).collect::<Vec<_>>())
        };
        assert_eq!(told(&[]), None);
        assert_eq!(told(&[(None, "0.61")]).as_deref(), Some("dont TVA 0,61\u{a0}€"));
        assert_eq!(
            told(&[(Some("GST"), "0.21"), (Some("PST"), "0.29"), (None, "0.10")]).as_deref(),
            Some("dont GST 0,21\u{a0}€, PST 0,29\u{a0}€, TVA 0,10\u{a0}€")
        );
    }
}
