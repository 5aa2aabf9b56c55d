use sillon_kernel::{Language, Money, Withdrawal};

use crate::{
    letters::notice::{OrderLineText, PayTo},
    letters::table::{Table, size_of, times},
};

pub(crate) fn subject(language: Language, reference: &str, shop: &str) -> String {
    match language {
        Language::Fr => format!("Votre commande {reference} chez {shop}"),
        Language::En => format!("Your order {reference} at {shop}"),
    }
}

pub(crate) fn thanks(language: Language, reference: &str, shop: &str) -> String {
    match language {
        Language::Fr => {
            format!(
                "Merci\u{a0}! Votre commande {reference} chez {shop} est bien enregistrée. La voici\u{a0}:"
            )
        }
        Language::En => {
            format!("Thank you! Your order {reference} at {shop} has reached us. Here it is:")
        }
    }
}

/// What was ordered, what comes on top, and what it all comes to.
pub(crate) fn table(
    language: Language,
    lines: &[OrderLineText],
    charges: &[(String, Money)],
    deposits: Money,
    total: Money,
) -> Table {
    let mut table = Table::default();
    for line in lines {
        table.row(
            &times(line.items),
            &size_of(&line.name, &language.label(&line.label)),
            vec![language.money(line.total)],
        );
    }
    for (name, amount) in charges {
        table.row("", name, vec![language.money(*amount)]);
    }
    if !deposits.is_zero() {
        table.row("", deposits_title(language), vec![language.money(deposits)]);
    }
    table.rule();
    table.row("", "Total", vec![language.money(total)]);
    table
}

fn deposits_title(language: Language) -> &'static str {
    match language {
        Language::Fr => "Consignes, rendues au retour",
        Language::En => "Deposits, paid back on return",
    }
}

pub(crate) fn rights_title(language: Language) -> &'static str {
    match language {
        Language::Fr => "Votre droit de rétractation",
        Language::En => "Your right of withdrawal",
    }
}

/// The right that goes with the goods, each with what it goes with; nothing of orders it was not told with.
pub(crate) fn rights(language: Language, lines: &[OrderLineText]) -> Vec<String> {
    let said = |right: Withdrawal| {
        let of_right = lines.iter().filter(|line| line.withdrawal == Some(right));
        let names: Vec<&str> = of_right.map(|line| line.name.as_str()).collect();
        let names = names.join(", ");
        let right = right.said(language);
        (!names.is_empty()).then(|| match language {
            Language::Fr => format!("{names}\u{a0}: {right}"),
            Language::En => format!("{names}: {right}"),
        })
    };
    [Withdrawal::Perishable, Withdrawal::FourteenDays].into_iter().filter_map(said).collect()
}

pub(crate) fn pick_up_title(language: Language) -> &'static str {
    match language {
        Language::Fr => "Retrait",
        Language::En => "Pick-up",
    }
}

pub(crate) fn how_to_pay(language: Language, payment: &str, reference: &str) -> String {
    match (language, payment) {
        (Language::Fr, "cash") => "Vous payez en espèces, au moment du retrait.".to_owned(),
        (Language::En, "cash") => "You pay in cash when you pick it up.".to_owned(),
        (Language::Fr, "bank-transfer") => {
            format!(
                "Vous payez par virement. Indiquez la référence {reference}, nous saurons que c’est vous."
            )
        }
        (Language::En, "bank-transfer") => {
            format!(
                "You pay by bank transfer. Give the reference {reference}, so we know it is from you."
            )
        }
        (Language::Fr, other) => format!("Paiement\u{a0}: {other}."),
        (Language::En, other) => format!("Payment: {other}."),
    }
}

/// Whom to transfer what to, under which reference, each on a line.
pub(crate) fn transfer(
    language: Language,
    pay_to: Option<&PayTo>,
    total: Money,
    reference: &str,
) -> Vec<String> {
    let Some(PayTo { holder, iban, bic }) = pay_to else { return Vec::new() };
    let amount = language.money(total);
    let [to, sum, under] = match language {
        Language::Fr => ["Titulaire\u{a0}: ", "Montant\u{a0}: ", "Référence\u{a0}: "],
        Language::En => ["Account of: ", "Amount: ", "Reference: "],
    };
    let colon = match language {
        Language::Fr => "\u{a0}: ",
        Language::En => ": ",
    };
    let mut lines = vec![format!("{to}{holder}"), format!("IBAN{colon}{iban}")];
    lines.extend(bic.as_ref().map(|bic| format!("BIC{colon}{bic}")));
    lines.extend([format!("{sum}{amount}"), format!("{under}{reference}")]);
    lines
}

pub(crate) fn transfer_title(language: Language) -> &'static str {
    match language {
        Language::Fr => "Virement",
        Language::En => "Bank transfer",
    }
}

pub(crate) fn online(language: Language) -> &'static str {
    match language {
        Language::Fr => "Retrouvez votre commande à tout moment\u{a0}:",
        Language::En => "See your order at any time:",
    }
}

pub(crate) fn who_sells(language: Language) -> &'static str {
    match language {
        Language::Fr => "Vendu par",
        Language::En => "Sold by",
    }
}

pub(crate) fn untaxed_title(language: Language) -> &'static str {
    match language {
        Language::Fr => "Sans TVA",
        Language::En => "Without VAT",
    }
}

pub(crate) fn last_word(language: Language) -> &'static str {
    match language {
        Language::Fr => "À bientôt,",
        Language::En => "See you soon,",
    }
}
