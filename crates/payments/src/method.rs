use std::{collections::BTreeSet, fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use sillon_kernel::{Failure, FailureKind};

/// How a customer pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// In cash, at the hub.
    Cash,
    /// By a transfer to the hub's account.
    BankTransfer,
}

impl Method {
    /// Every method.
    pub const ALL: [Self; 2] = [Self::Cash, Self::BankTransfer];

    /// The name it is stored and sent under.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Cash => "cash",
            Self::BankTransfer => "bank-transfer",
        }
    }

    /// The methods that a hub takes: a transfer goes to an account, where it says one.
    pub fn taken(has_account: bool) -> BTreeSet<Self> {
        let is_taken = |method: &Self| match method {
            Self::Cash => true,
            Self::BankTransfer => has_account,
        };
        Self::ALL.into_iter().filter(is_taken).collect()
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Method {
    type Err = NoSuchMethod;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|method| method.as_str() == text);
        found.ok_or_else(|| NoSuchMethod(text.chars().take(20).collect()))
    }
}

/// The text names no way to pay.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a way to pay we know: cash or bank-transfer")]
pub struct NoSuchMethod(String);

impl Failure for NoSuchMethod {
    fn class(&self) -> (FailureKind, &'static str) {
        (FailureKind::Invalid, "no-such-method")
    }
}

#[cfg(test)]
mod tests {
    use serde::de::value::{Error, StrDeserializer};

    use super::*;

    #[test]
    fn transfers_are_taken_where_there_is_an_account_to_pay_to() {
        assert_eq!(Method::taken(true), Method::ALL.into());
        assert_eq!(Method::taken(false), [Method::Cash].into());
    }

    #[test]
    fn a_method_is_read_and_sent_under_its_name() {
        for method in Method::ALL {
            assert_eq!(method.as_str().parse(), Ok(method));
            let sent = StrDeserializer::<Error>::new(method.as_str());
            assert_eq!(Method::deserialize(sent), Ok(method));
        }
        assert!("barter".parse::<Method>().is_err());
    }
}
