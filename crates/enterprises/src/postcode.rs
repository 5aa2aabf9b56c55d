use std::collections::BTreeMap;

use crate::{Coordinates, Country};

/// How many characters of a post code must be the same for two to be of one area: in France those of a département.
pub const AREA_LETTERS: usize = 2;

/// An address that is known, as far as it tells where post codes are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownPlace {
    /// In which country.
    pub country: Country,
    /// Its post code.
    pub postcode: String,
    /// Where it is.
    pub place: Coordinates,
}

/// Where a post code is, as far as known addresses tell: in the middle of those whose post codes begin most like it, in the
/// country that has most of them. Nowhere, where none begins like it for [`AREA_LETTERS`].
///
/// Nobody outside is asked for it, so it is as rough as what is known: of a code that somebody is at it is right, of others it
/// is somewhere in the area.
pub fn place_of_postcode(postcode: &str, known: &[KnownPlace]) -> Option<Coordinates> {
    let wanted = plain_postcode(postcode);
    let alike: Vec<(usize, &KnownPlace)> =
        known.iter().map(|it| (same_letters(&wanted, &plain_postcode(&it.postcode)), it)).collect();
    let most = alike.iter().map(|(letters, _)| *letters).max()?;
    if most < AREA_LETTERS {
        return None;
    }
    let mut by_country: BTreeMap<Country, Vec<Coordinates>> = BTreeMap::new();
    for (_, it) in alike.into_iter().filter(|(letters, _)| *letters == most) {
        by_country.entry(it.country).or_default().push(it.place);
    }
    // Of two that have as many, the first by its code.
    let places = by_country.into_values().rev().max_by_key(Vec::len)?;
    Coordinates::middle(&places)
}

/// A post code in one form, however it is written: its letters and digits in capitals, without the sign of its country, as in
/// `L-1234` and `D-67059`.
pub fn plain_postcode(written: &str) -> String {
    postcode_letters(without_sign(written))
}

/// A post code in capitals, without white space and hyphens, with the sign of its country where it is written with one.
pub fn postcode_letters(written: &str) -> String {
    let letters = written.chars().filter(char::is_ascii_alphanumeric);
    letters.map(|letter| letter.to_ascii_uppercase()).collect()
}

/// What is written behind the sign of a country: one to three letters and a hyphen, before a digit.
fn without_sign(written: &str) -> &str {
    let Some((sign, rest)) = written.split_once(['-', '\u{2010}', '\u{2011}', '\u{2013}']) else {
        return written;
    };
    let (sign, code) = (sign.trim(), rest.trim_start());
    let is_sign =
        (1..=3).contains(&sign.len()) && sign.chars().all(|letter| letter.is_ascii_alphabetic());
    if is_sign && code.starts_with(|first: char| first.is_ascii_digit()) { code } else { written }
}

/// How many characters two texts begin with alike.
fn same_letters(one: &str, other: &str) -> usize {
    one.chars().zip(other.chars()).take_while(|(one, other)| one == other).count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn known(country: &str, postcode: &str, north: i64, east: i64) -> KnownPlace {
        let (country, postcode) = (country.parse().unwrap(), postcode.to_owned());
        KnownPlace { country, postcode, place: Coordinates::new(north, east).unwrap() }
    }

    #[test]
    fn a_post_code_is_where_those_are_whose_codes_begin_most_like_it() {
        let vosges = [
            known("FR", "88000", 48_174_000, 6_450_000),
            known("FR", "88000", 48_176_000, 6_452_000),
            known("FR", "88100", 48_284_000, 6_949_000),
            known("FR", "54000", 48_692_000, 6_184_000),
        ];
        let at = |postcode| place_of_postcode(postcode, &vosges);
        assert_eq!(at("88000"), Coordinates::new(48_175_000, 6_451_000).ok());
        assert_eq!(at("88 150"), Coordinates::new(48_284_000, 6_949_000).ok());
        assert_eq!(at("54"), Coordinates::new(48_692_000, 6_184_000).ok());
        assert_eq!((at("5"), at(""), at("75011")), (None, None, None));
    }

    #[test]
    fn a_post_code_is_the_same_however_it_is_written() {
        for written in ["L-1234", "l-12 34", "1234", " 1234 ", "L\u{2011}1234", "12-34"] {
            assert_eq!(plain_postcode(written), "1234", "{written}");
        }
        // What begins with letters that are its own keeps them.
        for (written, plain) in [
            ("sw1a 1aa", "SW1A1AA"),
            ("K1A-0B1", "K1A0B1"),
            ("VLT 1117", "VLT1117"),
            ("1234-AB", "1234AB"),
            ("AD500", "AD500"),
            ("D-67 059", "67059"),
            ("-", ""),
            ("L-", "L"),
        ] {
            assert_eq!(plain_postcode(written), plain, "{written}");
        }
        assert_eq!(postcode_letters("LV-1010"), "LV1010");
    }

    #[test]
    fn a_post_code_of_two_countries_is_in_the_one_that_has_more() {
        let both = [
            known("DE", "67059", 49_480_000, 8_440_000),
            known("FR", "67000", 48_580_000, 7_750_000),
            known("FR", "67000", 48_580_000, 7_750_000),
        ];
        assert_eq!(place_of_postcode("67009", &both), Coordinates::new(48_580_000, 7_750_000).ok());
        assert_eq!(place_of_postcode("67050", &both), Coordinates::new(49_480_000, 8_440_000).ok());
    }

    proptest! {
        #[test]
        fn what_is_plain_stays_so(written in "[A-Za-z]{0,4}[- ]?[0-9A-Za-z -]{0,8}") {
            let plain = plain_postcode(&written);
            prop_assert_eq!(plain_postcode(&plain), plain);
        }

        #[test]
        fn a_post_code_is_never_outside_what_is_known(
            places in proptest::collection::vec((0_i64..90_000_000, -180_000_000_i64..180_000_000), 1..20),
        ) {
            let known: Vec<KnownPlace> =
                places.iter().map(|(north, east)| known("FR", "88000", *north, *east)).collect();
            let found = place_of_postcode("88", &known).unwrap();
            let north = || known.iter().map(|it| it.place.latitude_millionths());
            let east = || known.iter().map(|it| it.place.longitude_millionths());
            prop_assert!(north().min() <= Some(found.latitude_millionths()));
            prop_assert!(Some(found.latitude_millionths()) <= north().max());
            prop_assert!(east().min() <= Some(found.longitude_millionths()));
            prop_assert!(Some(found.longitude_millionths()) <= east().max());
        }
    }
}
