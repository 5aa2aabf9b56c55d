use std::fmt::Write as _;

use sillon_kernel::Email;

/// What a person is called once they are erased, alike wherever they were named: `erased-7f3a90c2`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pseudonym(String);

impl Pseudonym {
    /// The domain of every pseudonym's address, which no letter reaches (RFC 2606, section 2).
    pub const DOMAIN: &'static str = "erased.invalid";

    /// A pseudonym of fresh random bytes: nothing of it leads back to the person.
    pub fn from_random(bytes: [u8; 32]) -> Self {
        // The bytes at which ids made for tests differ, too.
        let digits = bytes.iter().skip(6).take(4).fold(String::new(), |mut digits, byte| {
            write!(digits, "{byte:02x}").expect("writing to a string cannot fail");
            digits
        });
        Self(format!("erased-{digits}"))
    }

    /// What stands in place of their name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands in place of their e-mail address.
    pub fn address(&self) -> String {
        format!("{}@{}", self.0, Self::DOMAIN)
    }

    /// Whether an address is a pseudonym's.
    pub fn is_address(email: &Email) -> bool {
        email.as_str().ends_with("@erased.invalid")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pseudonym_has_an_address_that_is_one() {
        let pseudonym = Pseudonym::from_random([0xa7; 32]);
        assert_eq!(pseudonym.as_str(), "erased-a7a7a7a7");
        let address = Email::parse(&pseudonym.address()).unwrap();
        assert!(Pseudonym::is_address(&address));
        assert!(!Pseudonym::is_address(&Email::parse("awa@example.org").unwrap()));
        assert_ne!(pseudonym, Pseudonym::from_random([0xa8; 32]));
    }
}
