use sillon_kernel::{EnterpriseId, Language, Name, VatRegime};
use sillon_messages::Words;

use crate::{Address, Contact, Country, LegalIdentity};

/// Who sells, as shoppers must be told before they order: directive 2011/83/EU, art. 6 (1), and directive 2000/31/EC,
/// art. 5 (1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seller {
    /// Which enterprise.
    pub id: EnterpriseId,
    /// The name it trades under.
    pub name: Name,
    /// Who it is before the law, if it said so. Whoever did sells as a professional.
    pub legal: Option<LegalIdentity>,
    /// Where it is, if it said so.
    pub address: Option<Address>,
    /// How it is reached.
    pub contact: Contact,
}

impl Seller {
    /// Whether it said that it trades as a professional, which its legal identity does.
    pub fn is_professional(&self) -> bool {
        self.legal.is_some()
    }

    /// Whether it says the number it is registered under, where it must have one: every French enterprise has a SIREN, an
    /// association that is none has a number of its own, and whoever charges value added tax one for that.
    pub fn names_its_number(&self) -> bool {
        let Some(legal) = &self.legal else { return false };
        let is_abroad = self.address.as_ref().is_some_and(|place| place.country != Country::FR);
        let owes_none = is_abroad && legal.vat_regime != VatRegime::Liable;
        owes_none || legal.is_registered()
    }

    /// Whether there is an e-mail address and a telephone to reach it at.
    pub fn can_be_reached(&self) -> bool {
        self.contact.email.is_some() && self.contact.phone.is_some()
    }

    /// Who sells, as people read it: who it is before the law, its numbers, where it is, how it is reached, each on a line;
    /// what is not known is left out.
    pub fn lines(&self, language: Language) -> Vec<String> {
        let identity = self.legal.as_ref().map_or_else(
            || self.name.to_string(),
            |legal| {
                let form = legal.form.as_ref().map(|form| format!(", {form}"));
                let professional = Words::of(language).seller.professional;
                format!("{}{} – {professional}", legal.legal_name, form.unwrap_or_default())
            },
        );
        let numbers = self.legal.as_ref().map(|legal| numbers(language, legal));
        let reached = [
            self.contact.email.as_ref().map(ToString::to_string),
            self.contact.phone.as_ref().map(ToString::to_string),
        ];
        let reached = reached.into_iter().flatten().collect::<Vec<_>>().join(" · ");
        let place = self.address.as_ref().map(Address::line);
        [Some(identity), numbers, place, Some(reached)]
            .into_iter()
            .flatten()
            .filter(|line| !line.is_empty())
            .collect()
    }
}

/// The numbers it is registered under: its establishment's, which begins with the enterprise's, or the enterprise's.
fn numbers(language: Language, legal: &LegalIdentity) -> String {
    let register = match (&legal.siret, &legal.siren) {
        (Some(siret), _) => Some(format!("SIRET {siret}")),
        (None, Some(siren)) => Some(format!("SIREN {siren}")),
        (None, None) => None,
    };
    let association = legal.rna.as_ref().map(|number| format!("RNA {number}"));
    let vat_number = Words::of(language).seller.vat_number;
    let tax = legal.vat_number.as_ref().map(|number| vat_number(&number.to_string()));
    [register, association, tax].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

#[cfg(test)]
mod tests {
    use sillon_kernel::{Email, Text};

    use super::*;

    /// Somebody of whom nothing is known but a name.
    fn unknown() -> Seller {
        Seller {
            id: "018f0000-0000-7000-8000-000000000001".parse().unwrap(),
            name: Name::parse("Le Panier").unwrap(),
            legal: None,
            address: None,
            contact: Contact::default(),
        }
    }

    /// Somebody who said all there is to say.
    fn known() -> Seller {
        let legal = LegalIdentity {
            legal_name: Text::parse("Association du Panier").unwrap(),
            form: Text::parse("association loi de 1901").ok(),
            siren: "732829320".parse().ok(),
            siret: None,
            rna: None,
            vat_number: None,
            vat_regime: VatRegime::Franchise,
        };
        let address = Address {
            street: vec![Text::parse("12 rue des Lilas").unwrap()],
            postcode: Text::parse("88000").ok(),
            city: Name::parse("Épinal").unwrap(),
            country: Country::FR,
            coordinates: None,
        };
        let contact = Contact {
            email: Email::parse("bonjour@panier.example").ok(),
            phone: "+33 3 29 00 00 00".parse().ok(),
            ..Contact::default()
        };
        Seller { legal: Some(legal), address: Some(address), contact, ..unknown() }
    }

    #[test]
    fn who_sells_is_told_line_by_line() {
        assert_eq!(
            known().lines(Language::Fr),
            [
                "Association du Panier, association loi de 1901 – vendeur professionnel",
                "SIREN 732829320",
                "12 rue des Lilas, 88000 Épinal",
                "bonjour@panier.example · +33 3 29 00 00 00",
            ]
        );
        assert_eq!(unknown().lines(Language::En), ["Le Panier"]);
    }

    #[test]
    fn a_number_is_wanted_of_the_french_and_of_whoever_charges_tax() {
        let without = |country: &str, vat_regime| {
            let seller = known();
            let legal = LegalIdentity { siren: None, vat_regime, ..seller.legal.unwrap() };
            let country = country.parse().unwrap();
            let address = Address { country, ..seller.address.unwrap() };
            let seller = Seller { legal: Some(legal), address: Some(address), ..known() };
            seller.names_its_number()
        };
        assert!(known().names_its_number());
        assert!(!without("FR", VatRegime::Franchise) && !without("BE", VatRegime::Liable));
        assert!(without("BE", VatRegime::Franchise));
        let association = Seller {
            legal: known().legal.map(|legal| LegalIdentity {
                siren: None,
                rna: "W881000123".parse().ok(),
                ..legal
            }),
            ..known()
        };
        assert!(association.names_its_number());
        assert_eq!(
            association.lines(Language::Fr).get(1).map(String::as_str),
            Some("RNA W881000123")
        );
    }
}
