use sha2::{Digest, Sha256};
use sillon_cycles::DeliveryAddress;
use sillon_kernel::{CartId, Email, Language, Name, PersonName, Text, TextError};
use sillon_messages::Words;
use sillon_orders::{Agreed, Contact};
use sillon_payments::Method;

use crate::orders::agreement;

/// The longest idempotency key that is taken, in characters.
const LONGEST_KEY: usize = 64;

/// What somebody typed into the form that places an order, as they typed it.
#[derive(Debug, Clone, Default)]
pub(crate) struct CheckoutForm {
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) phone: String,
    pub(crate) note: String,
    /// Where to deliver, of a delivery.
    pub(crate) street: String,
    pub(crate) postcode: String,
    pub(crate) city: String,
    pub(crate) payment: String,
    pub(crate) has_consented: bool,
    /// The idempotency key: a form sent twice places one order.
    pub(crate) key: String,
    /// What the page showed that the button was on, where it says so.
    pub(crate) agreed: Option<Agreed>,
}

/// What the form asks for, when nothing in it is wrong.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct CheckoutInput {
    pub(crate) contact: Contact,
    pub(crate) address: Option<DeliveryAddress>,
    pub(crate) payment: Method,
}

/// A field of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Field {
    Name,
    Email,
    Phone,
    Note,
    Street,
    Postcode,
    City,
    Payment,
    Consent,
}

impl Field {
    /// Its name in the form, and its id on the page.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Email => "email",
            Self::Phone => "phone",
            Self::Note => "note",
            Self::Street => "street",
            Self::Postcode => "postcode",
            Self::City => "city",
            Self::Payment => "payment",
            Self::Consent => "consent",
        }
    }
}

/// What is wrong with a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FieldFault {
    pub(crate) field: Field,
    rule: Rule,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rule {
    Text(TextError),
    NotChosen,
    NotTicked,
    NoAddress,
    NotDelivered,
}

impl CheckoutForm {
    /// Reads the fields of the form; those left out are blank.
    pub(crate) fn read(fields: &[(String, String)]) -> Self {
        let value = |name: &str| {
            fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.trim().to_owned())
        };
        let text = |field: Field| value(field.as_str()).unwrap_or_default();
        Self {
            name: text(Field::Name),
            email: text(Field::Email),
            phone: text(Field::Phone),
            // Browsers send each line break as two characters, of which one prints nothing.
            note: text(Field::Note).replace("\r\n", "\n"),
            street: text(Field::Street).replace("\r\n", "\n"),
            postcode: text(Field::Postcode),
            city: text(Field::City),
            payment: text(Field::Payment),
            has_consented: !text(Field::Consent).is_empty(),
            key: value("key").filter(|key| is_key(key)).unwrap_or_default(),
            agreed: agreement::read(fields),
        }
    }

    /// What the form asks for, or everything that is wrong with it.
    pub(crate) fn check(&self, language: Language) -> Result<CheckoutInput, Vec<FieldFault>> {
        let mut faults = Vec::new();
        let name = kept(&mut faults, Field::Name, PersonName::parse(&self.name));
        let email = kept(&mut faults, Field::Email, Email::parse(&self.email));
        let phone = kept(&mut faults, Field::Phone, optional(&self.phone));
        let note = kept(&mut faults, Field::Note, optional(&self.note));
        let address = self.address(&mut faults);
        let payment = self.payment.parse::<Method>().ok();
        if payment.is_none() {
            faults.push(FieldFault::UNPAID);
        }
        if !self.has_consented {
            faults.push(FieldFault { field: Field::Consent, rule: Rule::NotTicked });
        }
        match (name, email, phone, note, payment) {
            (Some(name), Some(email), Some(phone), Some(note), Some(payment))
                if faults.is_empty() =>
            {
                let name = name.into_name();
                Ok(CheckoutInput {
                    contact: Contact { name, email, phone, note, language },
                    address,
                    payment,
                })
            }
            _ => Err(faults),
        }
    }

    /// Where to deliver; nowhere, where all of it is blank.
    fn address(&self, faults: &mut Vec<FieldFault>) -> Option<DeliveryAddress> {
        if [&self.street, &self.postcode, &self.city].iter().all(|part| part.is_empty()) {
            return None;
        }
        let mut address_part = |field, is_blank: bool| {
            if is_blank {
                faults.push(FieldFault { field, rule: Rule::NoAddress });
            }
        };
        address_part(Field::Street, self.street.is_empty());
        address_part(Field::Postcode, self.postcode.is_empty());
        address_part(Field::City, self.city.is_empty());
        let street = kept(faults, Field::Street, optional(&self.street)).flatten();
        let postcode = kept(faults, Field::Postcode, optional(&self.postcode)).flatten();
        let city = kept(faults, Field::City, optional::<120>(&self.city)).flatten();
        let city = city.and_then(|city| Name::parse(&city).ok());
        Some(DeliveryAddress { street: street?, postcode: postcode?, city: city? })
    }

    /// A digest of what is asked for, to tell the form sent twice from another one. Each text stands behind its length,
    /// so that no two forms read alike.
    pub(crate) fn digest(&self, cart: CartId) -> [u8; 32] {
        let cart = cart.to_string();
        let contact = [&cart, &self.name, &self.email, &self.phone, &self.note, &self.payment];
        let address = [&self.street, &self.postcode, &self.city];
        let mut sha = Sha256::new();
        for part in contact.into_iter().chain(address) {
            sha.update(part.len().to_string());
            sha.update(":");
            sha.update(part);
        }
        sha.finalize().into()
    }
}

impl FieldFault {
    /// That no way to pay is chosen that the shop takes.
    pub(crate) const UNPAID: Self = Self { field: Field::Payment, rule: Rule::NotChosen };

    /// That a delivery is not told where to go.
    pub(crate) const NO_ADDRESS: Self = Self { field: Field::Street, rule: Rule::NoAddress };

    /// That a delivery does not go there.
    pub(crate) const NOT_DELIVERED: Self =
        Self { field: Field::Postcode, rule: Rule::NotDelivered };

    /// What is wrong, in words.
    pub(crate) fn said(self, all: &Words) -> String {
        let words = &all.field;
        let said = match self.rule {
            Rule::NoAddress => all.hand_over.address_empty,
            Rule::NotDelivered => all.hand_over.not_delivered,
            Rule::NotChosen => words.payment,
            Rule::NotTicked => words.consent,
            Rule::Text(TextError::Empty) => words.name_empty,
            Rule::Text(TextError::HoldsAddress) => words.name_link,
            Rule::Text(TextError::NotAnEmail) => words.email_wrong,
            Rule::Text(TextError::ControlCharacter | TextError::NotASlug) => words.unprintable,
            Rule::Text(TextError::TooLong { most }) => {
                return (words.too_long)(u32::try_from(most).unwrap_or(u32::MAX));
            }
        };
        said.to_owned()
    }
}

/// The value, or nothing and a fault more.
fn kept<T>(faults: &mut Vec<FieldFault>, field: Field, read: Result<T, TextError>) -> Option<T> {
    match read {
        Ok(value) => Some(value),
        Err(error) => {
            faults.push(FieldFault { field, rule: Rule::Text(error) });
            None
        }
    }
}

/// Text that may be left out.
fn optional<const MAX: usize>(text: &str) -> Result<Option<Text<MAX>>, TextError> {
    if text.is_empty() { Ok(None) } else { Text::parse(text).map(Some) }
}

/// Whether a text can be one of our keys.
fn is_key(key: &str) -> bool {
    (1..=LONGEST_KEY).contains(&key.len())
        && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::id;

    const RIGHT: [(&str, &str); 7] = [
        ("name", " Awa Diallo "),
        ("email", "Awa@Example.org"),
        ("phone", ""),
        ("note", "Au portail bleu.\r\nMerci !"),
        ("payment", "cash"),
        ("consent", "yes"),
        ("key", "018f0000-0000-7000-8000-000000000001"),
    ];

    fn form(changes: &[(&str, &str)]) -> CheckoutForm {
        let fields = changes
            .iter()
            .chain(&RIGHT)
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        CheckoutForm::read(&fields.collect::<Vec<_>>())
    }

    fn faults(changes: &[(&str, &str)]) -> Vec<(&'static str, String)> {
        let words = Words::of(Language::En);
        let faults = form(changes).check(Language::En).unwrap_err();
        faults.into_iter().map(|fault| (fault.field.as_str(), fault.said(words))).collect()
    }

    #[test]
    fn a_form_that_is_right_says_whom_to_hand_the_goods_to() {
        let input = form(&[]).check(Language::En).unwrap();
        assert_eq!(input.contact.name.as_str(), "Awa Diallo");
        assert_eq!(input.contact.email.as_str(), "awa@example.org");
        assert_eq!((input.contact.phone, input.payment), (None, Method::Cash));
        assert_eq!(input.contact.note.as_deref(), Some("Au portail bleu.\nMerci !"));
        assert_eq!(input.contact.language, Language::En);
    }

    #[test]
    fn everything_that_is_wrong_is_told_at_once_beside_its_field() {
        let blank = [("name", ""), ("email", ""), ("payment", ""), ("consent", "")];
        let fields: Vec<_> = faults(&blank).into_iter().map(|(field, _)| field).collect();
        assert_eq!(fields, ["name", "email", "payment", "consent"]);
        assert_eq!(
            faults(&[("email", "awa@")])[0].1,
            "Write an e-mail address, such as name@example.org."
        );
        assert_eq!(
            faults(&[("phone", &"1".repeat(41))])[0],
            ("phone", "At most 40 characters.".to_owned())
        );
        assert_eq!(faults(&[("note", &"x".repeat(60_000))])[0].1, "At most 500 characters.");
        assert_eq!(faults(&[("name", "A\u{7}")])[0].0, "name");
        assert_eq!(faults(&[("payment", "gold")])[0].1, "Choose how you pay.");
    }

    #[test]
    fn an_address_is_whole_or_none_at_all() {
        let address =
            |changes: &[(&str, &str)]| form(changes).check(Language::En).map(|it| it.address);
        assert_eq!(address(&[]), Ok(None));
        let whole = [("street", "12 rue des Lilas"), ("postcode", "88000"), ("city", "Épinal")];
        let read = address(&whole).unwrap().unwrap();
        assert_eq!(read.line(), "12 rue des Lilas, 88000 Épinal");
        assert_eq!(
            faults(&[("street", "12 rue des Lilas"), ("postcode", "88000")]),
            [("city", "Write where your order is delivered.".to_owned())]
        );
        assert_ne!(form(&whole).digest(id(1)), form(&[]).digest(id(1)));
    }

    #[test]
    fn a_form_left_empty_is_read_and_refused() {
        assert_eq!(CheckoutForm::read(&[]).check(Language::Fr).unwrap_err().len(), 4);
    }

    #[test]
    fn the_same_form_has_the_same_digest_and_any_other_another() {
        let digest = |changes: &[(&str, &str)]| form(changes).digest(id(1));
        assert_eq!(
            digest(&[]),
            digest(&[("key", "another")]),
            "the key stands beside the request, not in it"
        );
        assert_ne!(digest(&[]), digest(&[("name", "Awa D")]));
        assert_ne!(digest(&[]), form(&[]).digest(id(2)));
        let moved =
            (digest(&[("phone", "12"), ("note", "3")]), digest(&[("phone", "1"), ("note", "23")]));
        assert_ne!(moved.0, moved.1);
    }

    #[test]
    fn a_key_that_is_none_of_ours_is_not_taken() {
        for key in ["", "a b", "é", &"k".repeat(65), "<script>"] {
            assert_eq!(form(&[("key", key)]).key, "", "{key}");
        }
    }
}
