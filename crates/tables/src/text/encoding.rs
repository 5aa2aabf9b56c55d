use std::{fmt, str::FromStr};

use encoding_rs::{
    Encoding, ISO_8859_2, ISO_8859_15, MACINTOSH, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1250,
    WINDOWS_1251, WINDOWS_1252, WINDOWS_1253, WINDOWS_1254,
};

use crate::text::plausible::Script;

/// An encoding of text, as somebody names it: any name of the Encoding Standard (whatwg.org), and `cp850`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextEncoding {
    /// One that browsers know.
    Standard(&'static Encoding),
    /// Code page 850, of DOS in western Europe, which some accounting programs still write.
    Cp850,
}

/// The encodings of one byte a letter that a file is looked at in, the commonest first, and whose words are written in them.
pub(crate) const ONE_BYTE: [(TextEncoding, Script); 9] = [
    (TextEncoding::Standard(WINDOWS_1252), Script::Western),
    (TextEncoding::Standard(ISO_8859_15), Script::Western),
    (TextEncoding::Standard(WINDOWS_1250), Script::Central),
    (TextEncoding::Standard(MACINTOSH), Script::Western),
    (TextEncoding::Cp850, Script::Western),
    (TextEncoding::Standard(ISO_8859_2), Script::Central),
    (TextEncoding::Standard(WINDOWS_1254), Script::Turkish),
    (TextEncoding::Standard(WINDOWS_1251), Script::Cyrillic),
    (TextEncoding::Standard(WINDOWS_1253), Script::Greek),
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
}
