use unicode_normalization::UnicodeNormalization;

use crate::text::invisible::is_ignorable;

/// What tells one name from another: names are the same where they differ in their case, or in nothing that a reader sees.
///
/// What is not seen is how letters are composed, which white space parts words and how much of it, letters that print nothing,
/// and whether letters, apostrophes, quotation marks, hyphens and dashes are those of a keyboard or of a word processor. Accents
/// are seen: `Pâtes` and `Pâtés` are two names. Whoever searches folds those too, with [`fold`](crate::fold).
pub fn name_key(name: &str) -> String {
    ascii_key(name).unwrap_or_else(|| key_of_any(name))
}

fn key_of_any(name: &str) -> String {
    as_seen(&lower(&plain_letters(name))).nfc().collect()
}

/// What [`name_key`] and [`fold`](crate::fold) make of ASCII, whose letters are plain and composed of nothing: most stored words
/// are, and each is read at every question.
pub(crate) fn ascii_key(text: &str) -> Option<String> {
    text.is_ascii().then(|| seen(text.chars().map(|c| c.to_ascii_lowercase()), text.len()))
}

/// The text in lower case; a sigma is one letter wherever it stands, as Unicode's case folding has it. It comes before what a
/// reader does not see is taken away: the small letter of one that is seen may look like an apostrophe.
pub(crate) fn lower(text: &str) -> String {
    let small = text.chars().flat_map(char::to_lowercase);
    small.map(|c| if c == 'ς' { 'σ' } else { c }).collect()
}

/// Whether two texts look the same: they differ in nothing that a reader sees, their case included.
pub fn looks_alike(one: &str, other: &str) -> bool {
    one == other || as_seen(one) == as_seen(other)
}

/// The text without what a reader does not see: see [`name_key`].
pub(crate) fn as_seen(text: &str) -> String {
    seen(text.nfc(), text.len())
}

/// What is seen of composed characters, of about so many bytes.
fn seen(composed: impl Iterator<Item = char>, bytes: usize) -> String {
    let mut seen = String::with_capacity(bytes);
    for c in composed.filter(|c| !prints_nothing(*c)) {
        match c {
            c if c.is_whitespace() => {
                if !seen.is_empty() && !seen.ends_with(' ') {
                    seen.push(' ');
                }
            }
            c if is_apostrophe(c) => seen.push('\''),
            '“' | '”' | '„' | '‟' | '″' | '‶' | 'ʺ' => seen.push('"'),
            '‐' | '‑' | '﹣' | '－' => seen.push('-'),
            '…' => seen.push_str("..."),
            c => seen.push(c),
        }
    }
    seen.truncate(seen.trim_end().len());
    seen
}

/// The text with letters and digits of another font, width or joint, and dashes of every length, as those a keyboard has: `ﬁ` is
/// `fi`, `Ｃ` is `C`, `Ⅳ` is `IV`, `–` is `-` (the compatibility mappings of Unicode Standard Annex 15). Fractions and small raised digits stay, as they mean something else.
pub(crate) fn plain_letters(text: &str) -> String {
    let is_plain = |c: char| !c.is_alphabetic() && !matches!(c, '！'..='～' | '𝟎'..='𝟿');
    let mut plain = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '‒' | '–' | '—' | '―' | '−' | '⁃' | '﹘' | '˗') {
            plain.push('-');
        } else if c.is_ascii() || is_plain(c) {
            plain.push(c);
        } else {
            plain.extend(std::iter::once(c).nfkd());
        }
    }
    plain
}

/// Whether a character is taken for an apostrophe: quotation marks, primes, and signs of stress and breathing that look like one.
fn is_apostrophe(c: char) -> bool {
    matches!(c, '’' | '‘' | '‛' | '′' | '‵' | '´' | '`' | '＇' | '΄' | '᾽' | '᾿' | '՚' | '׳' | 'ꞌ')
        || matches!(c, '\u{2b9}' | '\u{2bb}'..='\u{2bd}' | '\u{2c8}' | '\u{2ca}' | '\u{2cb}')
}

/// Whether a character prints nothing by itself, also one that chooses how the one before it looks.
fn prints_nothing(c: char) -> bool {
    is_ignorable(c) || matches!(c, '\u{fe00}'..='\u{fe0f}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_a_reader_does_not_see_makes_no_other_name() {
        for (one, other) in [
            ("Jus de pomme", "Jus de\u{a0}pomme"),
            ("Jus de pomme", "  jus  de\u{202f} pomme\u{200b}"),
            ("Pomme d’amour", "Pomme d'amour"),
            ("Pomme d’amour", "POMME D´AMOUR"),
            ("Pâté", "Pa\u{302}te\u{301}"),
            ("Chou-fleur", "Chou\u{2011}fleur"),
            ("Chou-fleur", "Chou-\u{ad}fleur"),
            ("Etc…", "etc..."),
            ("Pain \u{fb01}n", "Pain fin"),
            ("A\u{fb00}iné", "Affiné"),
            ("Ｃarottes", "Carottes"),
            ("Lot ２", "Lot 2"),
            ("𝓕romage", "Fromage"),
            ("ΚΕΡΑΣΟΣ", "κερασος"),
            ("ΚΕΡΑΣΟΣ", "κερασοσ"),
            ("Chou-fleur", "Chou–fleur"),
            ("Chou-fleur", "Chou\u{2212}fleur"),
            ("Chou-fleur", "Chou—fleur"),
            ("Pomme d'amour", "Pomme d\u{2b9}amour"),
            ("Pomme d'amour", "Pomme d\u{2032}amour"),
            ("Pomme d'amour", "Pomme d\u{2c8}amour"),
            ("Pomme d'amour", "Pomme d\u{ff07}amour"),
        ] {
            assert_eq!(name_key(one), name_key(other), "{one} and {other}");
        }
        assert!(looks_alike("Jus de pomme", "Jus  de\u{a0}pomme") && !looks_alike("Jus", "jus"));
        assert!(!looks_alike("Carottes", "Ｃarottes"), "a list may mend how a name is written");
    }

    #[test]
    fn what_a_reader_sees_makes_another_name() {
        for (one, other) in [
            ("Pâtes", "Pâtés"),
            ("Pates", "Pâtes"),
            ("Œufs", "Oeufs"),
            ("Chou fleur", "Chou-fleur"),
            ("Maß", "Mass"),
            ("Lait ½", "Lait 1/2"),
            ("Serre 10 m²", "Serre 10 m2"),
            ("Pa\u{fb01}té", "Pafite"),
        ] {
            assert_ne!(name_key(one), name_key(other), "{one} and {other}");
        }
    }

    #[test]
    fn letters_whose_small_form_is_special_make_a_key_that_is_its_own() {
        for name in ["a𝞢𑐀", "aς𑐀", "aΣ", "Σa", "ΑΣ", "Ꞌ", "İ", "ẞ"] {
            assert_eq!(name_key(&name_key(name)), name_key(name), "{name}");
            assert_eq!(crate::fold(&name_key(name)), crate::fold(name), "{name}");
        }
    }

    proptest! {
        #[test]
        fn the_short_way_of_ascii_is_the_long_way(text in "[ -~\\t\\n]{0,40}") {
            prop_assert_eq!(name_key(&text), key_of_any(&text));
            prop_assert_eq!(crate::fold(&text), crate::text::bounded::fold_any(&text));
        }

        #[test]
        fn a_key_is_its_own_key(name in any::<String>()) {
            let key = name_key(&name);
            prop_assert_eq!(name_key(&key), key.clone());
            prop_assert_eq!(crate::fold(&key), crate::fold(&name));
        }
    }
}
