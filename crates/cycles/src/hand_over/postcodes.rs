use std::{fmt, str::FromStr};

use sillon_enterprises::plain_postcode;

/// The most post codes, or beginnings of them, that a delivery names.
pub const MAX_POSTCODES: usize = 500;

/// The longest post code, in letters and digits.
const LONGEST: usize = 10;

/// Where a delivery goes: whole post codes, and beginnings of them, in the country of the hub.
///
/// They are kept as letters and digits alone, so that `sw1a 1aa` is `SW1A1AA`; a beginning ends in a star, as `880*`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Postcodes(Vec<Area>);

/// One post code, or all that begin so.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Area {
    Whole(String),
    Begun(String),
}

impl Postcodes {
    /// Reads post codes and beginnings of them.
    ///
    /// # Errors
    ///
    /// [`PostcodesRefused`] when there is none or too many, or one is no post code.
    pub fn parse<'t>(written: impl IntoIterator<Item = &'t str>) -> Result<Self, PostcodesRefused> {
        let mut areas: Vec<Area> = Vec::new();
        for text in written {
            areas.push(Area::read(text).ok_or_else(|| PostcodesRefused::no_code(text))?);
        }
        areas.sort_unstable();
        areas.dedup();
        match areas.len() {
            0 => Err(PostcodesRefused::None),
            1..=MAX_POSTCODES => Ok(Self(areas)),
            _ => Err(PostcodesRefused::TooMany),
        }
    }

    /// Whether a delivery goes to a post code, however it is written.
    pub fn reach(&self, postcode: &str) -> bool {
        let code = plain(postcode);
        // Written with the sign of its country, as `F-88000`, it is the same one.
        let bare = Some(plain_postcode(postcode)).filter(|_| is_code(&code));
        self.reach_plain(&code) || bare.is_some_and(|bare| self.reach_plain(&bare))
    }

    fn reach_plain(&self, code: &str) -> bool {
        self.0.iter().any(|area| match area {
            Area::Whole(whole) => *whole == code,
            // A beginning is no post code yet, and an address is no part of one.
            Area::Begun(begun) => {
                code.len() > begun.len() && is_code(code) && code.starts_with(begun.as_str())
            }
        })
    }

    /// Each of them as it is written, a beginning with its star.
    pub fn written(&self) -> impl Iterator<Item = String> {
        self.0.iter().map(ToString::to_string)
    }
}

impl Area {
    fn read(text: &str) -> Option<Self> {
        let (code, is_whole) = match text.trim().strip_suffix('*') {
            Some(begun) => (plain(begun), false),
            None => (plain(text), true),
        };
        is_code(&code).then_some(if is_whole { Self::Whole(code) } else { Self::Begun(code) })
    }
}

/// Whether it is written as post codes are, or their beginnings.
fn is_code(plain: &str) -> bool {
    (1..=LONGEST).contains(&plain.len()) && plain.bytes().all(|it| it.is_ascii_alphanumeric())
}

/// A post code without what is written between its letters and digits.
fn plain(text: &str) -> String {
    let is_kept = |c: &char| !c.is_whitespace() && *c != '-';
    text.chars().filter(is_kept).map(|c| c.to_ascii_uppercase()).collect()
}

impl fmt::Display for Area {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole(code) => f.write_str(code),
            Self::Begun(code) => write!(f, "{code}*"),
        }
    }
}

impl fmt::Display for Postcodes {
    /// With commas between, as they are stored.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written().collect::<Vec<_>>().join(","))
    }
}

impl FromStr for Postcodes {
    type Err = PostcodesRefused;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text.split(','))
    }
}

/// Why post codes were refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PostcodesRefused {
    /// None is named.
    #[error("a delivery names the post codes it goes to, or beginnings of them such as 880*")]
    None,
    /// More than are looked through for each order.
    #[error("a delivery names at most {MAX_POSTCODES} post codes: name beginnings of them")]
    TooMany,
    /// It is none.
    #[error("“{0}” is no post code, nor the beginning of one such as 880*")]
    NoCode(String),
}

impl PostcodesRefused {
    fn no_code(text: &str) -> Self {
        Self::NoCode(text.chars().take(20).collect())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn postcodes(written: &[&str]) -> Postcodes {
        Postcodes::parse(written.iter().copied()).unwrap()
    }

    #[test]
    fn a_delivery_goes_to_whole_post_codes_and_to_all_that_begin_so() {
        let area = postcodes(&["88000", "54*", "sw1a 1aa"]);
        for inside in ["88000", " 88 000 ", "F-88000", "54000", "f-54 130", "SW1A1AA", "sw1a-1aa"] {
            assert!(area.reach(inside), "{inside}");
        }
        for outside in ["88001", "8800", "88", "5", "54", "54 chez Léo", "", "75054", "SW1A 1A"] {
            assert!(!area.reach(outside), "{outside}");
        }
    }

    #[test]
    fn what_is_no_post_code_is_refused() {
        let refused = |written: &[&str]| Postcodes::parse(written.iter().copied()).unwrap_err();
        assert_eq!(refused(&[]), PostcodesRefused::None);
        for text in ["", "*", "8*8", "Épinal", "88000 and more", "%"] {
            assert_eq!(refused(&["88000", text]), PostcodesRefused::NoCode(text.to_owned()));
        }
        let many: Vec<String> = (10_000..10_501).map(|code| code.to_string()).collect();
        let many = Postcodes::parse(many.iter().map(String::as_str));
        assert_eq!(many, Err(PostcodesRefused::TooMany));
    }

    proptest! {
        #[test]
        fn post_codes_read_back_as_they_are_stored(written in proptest::collection::vec("[0-9A-Z]{1,9}\\*?", 1..20)) {
            let area = Postcodes::parse(written.iter().map(String::as_str)).unwrap();
            prop_assert_eq!(area.to_string().parse(), Ok(area.clone()));
            for text in &written {
                prop_assert!(area.reach(&text.replace('*', "0")), "{text}");
            }
        }
    }
}
