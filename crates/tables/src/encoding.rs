use std::{fmt, str::FromStr};

use encoding_rs::{
    Encoding, ISO_8859_15, MACINTOSH, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1250, WINDOWS_1252,
};

/// An encoding of text, as somebody names it: any name of the Encoding Standard (whatwg.org), and `cp850`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextEncoding {
    /// One that browsers know.
    Standard(&'static Encoding),
    /// Code page 850, of DOS in western Europe, which some accounting programs still write.
    Cp850,
}

/// The encodings of one byte a letter that a file is looked at in, the commonest first.
pub(crate) const ONE_BYTE: [TextEncoding; 5] = [
    TextEncoding::Standard(WINDOWS_1252),
    TextEncoding::Standard(ISO_8859_15),
    TextEncoding::Standard(WINDOWS_1250),
    TextEncoding::Standard(MACINTOSH),
    TextEncoding::Cp850,
];

/// What code page 850 has from 0x80 on.
const CP850: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}";

impl TextEncoding {
    /// The name it is told by.
    pub fn name(self) -> &'static str {
        match self {
            Self::Standard(encoding) => encoding.name(),
            Self::Cp850 => "cp850",
        }
    }

    /// The text of bytes; none where they cannot be of this encoding.
    pub(crate) fn decode(self, bytes: &[u8]) -> Option<String> {
        match self {
            Self::Standard(encoding) => {
                let (text, had_faults) = encoding.decode_with_bom_removal(bytes);
                (!had_faults).then(|| text.into_owned())
            }
            Self::Cp850 => {
                let high: Vec<char> = CP850.chars().collect();
                let letter = |byte: u8| match byte.checked_sub(0x80) {
                    None => Some(char::from(byte)),
                    Some(place) => high.get(usize::from(place)).copied(),
                };
                bytes.iter().copied().map(letter).collect()
            }
        }
    }
}

impl fmt::Display for TextEncoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for TextEncoding {
    type Err = NoSuchEncoding;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.trim().to_ascii_lowercase().as_str() {
            "cp850" | "ibm850" | "850" => Ok(Self::Cp850),
            "mac-roman" | "macroman" => Ok(Self::Standard(MACINTOSH)),
            label => {
                let known = Encoding::for_label(label.as_bytes()).map(Self::Standard);
                known.ok_or_else(|| NoSuchEncoding(text.chars().take(40).collect()))
            }
        }
    }
}

/// The text names no encoding.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "“{0}” is not an encoding: write {utf8}, {le}, {be}, windows-1252, iso-8859-15, windows-1250, macintosh or cp850",
    utf8 = UTF_8.name(),
    le = UTF_16LE.name(),
    be = UTF_16BE.name()
)]
pub struct NoSuchEncoding(String);

/// How many letters of a text in an encoding of one byte a letter cannot be what was written: those that no word has where they
/// stand. The first bytes that are no ASCII tell; a file has its words in one encoding.
pub(crate) fn implausible(text: &str) -> usize {
    /// How many letters are looked at.
    const LOOKED_AT: usize = 100_000;
    let letters = || std::iter::once(' ').chain(text.chars()).chain([' ']);
    let before = letters();
    let (at, after) = (letters().skip(1), letters().skip(2));
    let around = before.zip(at).zip(after).map(|((before, at), after)| (before, at, after));
    let high = around.filter(|(_, at, _)| !at.is_ascii()).take(LOOKED_AT);
    high.filter(|(before, at, after)| !may_stand(*before, *at, *after)).count()
}

/// Whether a letter beyond ASCII may stand between two others.
fn may_stand(before: char, at: char, after: char) -> bool {
    let in_word = before.is_alphabetic() && after.is_alphabetic();
    match at {
        // Marks that texts of food have: of money, measures, quotations and lists.
        '’' | '‘' | '·' | '\u{ad}' => true,
        '€' | '£' | '°' | '½' | '¼' | '¾' | '²' | '³' | '×' | '±' | '–' | '—' | '…' | '“' | '”'
        | '„' | '«' | '»' | '‚' | '•' | '©' | '®' | '™' | 'º' | 'ª' | '\u{a0}' | '§' | '%'
        | '‰' | 'µ' | '´' => !in_word,
        _ if !at.is_alphabetic() => false,
        // Letters of few languages, whose bytes are common letters elsewhere.
        'ƒ' | 'ı' | 'Þ' | 'þ' | 'Ð' | 'ð' | 'π' | 'Ω' => false,
        // Within a word, what follows a small letter is small.
        _ if at.is_uppercase() => !before.is_lowercase(),
        _ => true,
    }
}

/// Whether a text in Windows-1252 has letters where words of western Europe do not have them and those of central Europe, in
/// Windows-1250, do: `ì` within a word is Czech `ě`, `õ` before anything but an `e` Hungarian `ő`.
pub(crate) fn is_central(text: &str) -> bool {
    let letters: Vec<char> = text.chars().filter(|c| !c.is_control()).collect();
    let has = |wanted: &str| letters.iter().any(|c| wanted.contains(*c));
    let followed = |wanted: char, by: fn(char) -> bool| {
        letters.windows(2).any(|pair| matches!(pair, [at, next] if *at == wanted && by(*next)))
    };
    followed('ì', char::is_alphabetic)
        || followed('õ', |next| next.is_alphabetic() && next != 'e')
        || (has("øØ") && has("èùìýžš"))
        || (has("ý") && has("èìùø"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodings_have_the_names_people_write() {
        for (name, told) in [
            ("Latin1", "windows-1252"),
            ("ISO-8859-15", "ISO-8859-15"),
            ("cp1250", "windows-1250"),
            ("MacRoman", "macintosh"),
            ("IBM850", "cp850"),
            ("utf-16", "UTF-16LE"),
        ] {
            assert_eq!(name.parse::<TextEncoding>().unwrap().name(), told);
        }
        assert!("runes".parse::<TextEncoding>().unwrap_err().to_string().contains("macintosh"));
        assert_eq!(CP850.chars().count(), 128);
    }

    #[test]
    fn letters_stand_where_words_have_them() {
        for text in [
            "Pâté à l’ancienne, crème 2 €",
            "ŒUFS œufs",
            "É",
            "½ poulet, 30 °C",
            "Straße «bio»",
            "À la coque",
        ] {
            assert_eq!(implausible(text), 0, "{text}");
        }
        for text in ["P‰tŽ", "cr‚me", "crŠme", "c½ur", "P¤te", "Pâtâs\u{90}", "fin¶"] {
            assert!(implausible(text) > 0, "{text}");
        }
    }
}
