//! What is told of an enterprise field by field, so that what changed of it is known.

use sillon_kernel::{FieldValue, Fields};

use crate::{
    Address, BankAccount, Certificate, Enterprise, LegalIdentity, Profile, Property, SocialLink,
    Visibility, WebAddress,
};

type Told = Vec<(&'static str, FieldValue)>;

/// All that an enterprise says of itself, and what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The enterprise.
    pub enterprise: Enterprise,
    /// What it says of itself.
    pub profile: Profile,
}

impl Fields for Settings {
    /// Of an e-mail address only its end is told: it may be a person's, who may have it forgotten.
    fn fields(&self) -> Told {
        let Self { enterprise, profile } = self;
        let contact = &profile.contact;
        let link = |link: &SocialLink| format!("{}: {}", link.network, link.address.as_str());
        let website = contact.website.as_ref().map(WebAddress::as_str);
        vec![
            ("name", FieldValue::one(&enterprise.name)),
            ("slug", FieldValue::one(&enterprise.slug)),
            ("description", FieldValue::maybe(enterprise.description.as_ref())),
            ("short_description", FieldValue::maybe(profile.short_description.as_ref())),
            ("opening_text", FieldValue::maybe(profile.opening_text.as_ref())),
            ("takes_guests", FieldValue::one(&profile.takes_guests)),
            ("takes_changes", FieldValue::one(&profile.takes_changes)),
            ("customers_only", FieldValue::one(&profile.customers_only)),
            ("listed_only", FieldValue::one(&profile.listed_only)),
            ("shelves", FieldValue::one(&profile.shelves.told())),
            ("email", FieldValue::veiled(enterprise.email.as_ref(), behind_at)),
            ("contact_email", FieldValue::veiled(contact.email.as_ref(), behind_at)),
            ("phone", FieldValue::maybe(contact.phone.as_ref())),
            ("website", FieldValue::maybe(website)),
            ("social", FieldValue::several(contact.social.iter().map(link))),
            ("physical_address", told_address(profile.physical_address.as_ref())),
            ("business_address", told_address(profile.business_address.as_ref())),
            ("properties", FieldValue::several(profile.properties.iter().map(Property::told))),
            ("visibility", FieldValue::one(&enterprise.visibility.as_str())),
            ("is_producer", FieldValue::one(&enterprise.is_producer)),
            ("sells", FieldValue::one(&enterprise.sells)),
        ]
    }

    fn usual(&self) -> Told {
        vec![
            ("takes_guests", FieldValue::one(&Profile::default().takes_guests)),
            ("takes_changes", FieldValue::one(&Profile::default().takes_changes)),
            ("customers_only", FieldValue::one(&Profile::default().customers_only)),
            ("listed_only", FieldValue::one(&Profile::default().listed_only)),
            ("shelves", FieldValue::one(&Profile::default().shelves.told())),
            ("visibility", FieldValue::one(&Visibility::Public.as_str())),
        ]
    }
}

/// Where an address is, with its place on the globe.
fn told_address(address: Option<&Address>) -> FieldValue {
    let told = |address: &Address| match &address.coordinates {
        Some(at) => format!("{} ({at})", address.line()),
        None => address.line(),
    };
    FieldValue::maybe(address.map(told))
}

/// The part of an e-mail address that names nobody.
fn behind_at(address: &str) -> String {
    let domain = address.rsplit('@').next().unwrap_or_default();
    format!("…@{domain}")
}

/// The last four characters.
fn last_four(number: &str) -> String {
    let from = number.char_indices().rev().nth(3).map_or(0, |(at, _)| at);
    format!("…{}", number.get(from..).unwrap_or_default())
}

impl Fields for LegalIdentity {
    fn fields(&self) -> Told {
        vec![
            ("legal_name", FieldValue::one(&self.legal_name)),
            ("form", FieldValue::maybe(self.form.as_ref())),
            ("siren", FieldValue::maybe(self.siren.as_ref())),
            ("siret", FieldValue::maybe(self.siret.as_ref())),
            ("rna", FieldValue::maybe(self.rna.as_ref())),
            ("vat_number", FieldValue::maybe(self.vat_number.as_ref())),
            ("vat_regime", FieldValue::one(&self.vat_regime.as_str())),
        ]
    }
}

impl Fields for BankAccount {
    /// Of its number only the last four characters are told.
    fn fields(&self) -> Told {
        vec![
            ("holder", FieldValue::one(&self.holder)),
            ("iban", FieldValue::veiled(Some(&self.iban.as_str()), last_four)),
            ("bic", FieldValue::maybe(self.bic.as_ref())),
        ]
    }
}

impl Fields for Certificate {
    fn fields(&self) -> Told {
        vec![
            ("label", FieldValue::one(&self.label)),
            ("body", FieldValue::maybe(self.body.as_ref())),
            ("number", FieldValue::maybe(self.number.as_ref())),
            ("from", FieldValue::one(&self.from)),
            ("until", FieldValue::one(&self.until)),
        ]
    }
}

#[cfg(test)]
mod tests {
    use sillon_kernel::{Text, field_changes};

    use super::*;

    #[test]
    fn of_an_account_and_an_address_only_the_end_is_told() {
        assert_eq!(behind_at("marc@tilleuls.example.org"), "…@tilleuls.example.org");
        assert_eq!(last_four("FR7630006000011234567890189"), "…0189");
        let account = |iban: &str| BankAccount {
            holder: Text::parse("Halle").unwrap(),
            iban: iban.parse().unwrap(),
            bic: None,
        };
        let [old, new] = ["FR76 3000 6000 0112 3456 7890 189", "DE89 3704 0044 0532 0130 00"];
        let changes = field_changes(Some(&account(old)), Some(&account(new)));
        let told = changes.iter().map(|it| (it.field, it.before.as_deref(), it.after.as_deref()));
        assert!(told.eq([("iban", Some("…0189"), Some("…3000"))]));
    }
}
