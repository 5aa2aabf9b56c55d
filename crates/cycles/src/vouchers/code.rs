use std::{fmt, str::FromStr};

use sillon_kernel::{Text, TextError, fold};

/// The word under which a voucher is had: 1 to 40 characters on one line. Capitals, accents and spaces around it make no other
/// code, so that it can be read from a leaflet.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct VoucherCode(Text<40>);

impl VoucherCode {
    /// The code as its hub writes it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What tells it from other codes of the hub.
    pub fn key(&self) -> String {
        fold(&self.0)
    }
}

impl fmt::Display for VoucherCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for VoucherCode {
    type Err = VoucherCodeRefused;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let code = Text::parse(text)?;
        if code.contains(['\n', '\t']) || fold(&code).is_empty() {
            return Err(VoucherCodeRefused::SeveralLines);
        }
        Ok(Self(code))
    }
}

/// Why a text is no code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VoucherCodeRefused {
    /// It is no text that can be kept, or too long.
    #[error(transparent)]
    Text(#[from] TextError),
    /// It cannot be typed into one field.
    #[error("a code is a word or a few, on one line")]
    SeveralLines,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_the_same_however_it_is_typed() {
        // Source: Open Food Network, which trims codes.
        let code: VoucherCode = "\r\n\t new_code \r\n\t".parse().unwrap();
        assert_eq!(code.as_str(), "new_code");
        let key = |text: &str| text.parse::<VoucherCode>().unwrap().key();
        assert_eq!(key("Été 2026"), key(" ete  2026 "));
        assert_ne!(key("ETE-2026"), key("ETE-2027"));
        for text in ["", "  ", "a\nb", &"x".repeat(41)] {
            assert!(text.parse::<VoucherCode>().is_err(), "{text:?}");
        }
    }
}
