use std::borrow::Cow;

use crate::{Fault, delimited::breaks_in};

/// How many bytes are looked at to tell UTF-16 without a byte order mark: the first letters of a header, which are plain.
const LOOK_BYTES: usize = 8;

/// What Windows-1252 has from 0x80 to 0x9F; elsewhere it is Latin-1. The five it leaves open stay control characters, which no
/// cell may hold.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž',
    '\u{8f}', //
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// The text of a file: what its byte order mark says; else UTF-16 when every other byte of its beginning is zero; else UTF-8;
/// else Windows-1252, unless parts of it can only be UTF-8.
pub(crate) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, Fault> {
    match bytes {
        [0xef, 0xbb, 0xbf, text @ ..] => match str::from_utf8(text) {
            Ok(text) => Ok(Cow::Borrowed(text)),
            Err(found) => Err(not_utf8(text, found.valid_up_to())),
        },
        [0xff, 0xfe, text @ ..] => utf16(text, u16::from_le_bytes),
        [0xfe, 0xff, text @ ..] => utf16(text, u16::from_be_bytes),
        _ => unmarked(bytes),
    }
}

fn unmarked(bytes: &[u8]) -> Result<Cow<'_, str>, Fault> {
    let look = bytes.get(..LOOK_BYTES).unwrap_or(bytes);
    let pairs = look.chunks_exact(2);
    let zeros = |place: usize| {
        pairs.len() > 0 && pairs.clone().all(|pair| (pair.get(place) == Some(&0)) && pair != [0, 0])
    };
    if zeros(1) {
        return utf16(bytes, u16::from_le_bytes);
    }
    if zeros(0) {
        return utf16(bytes, u16::from_be_bytes);
    }
    match str::from_utf8(bytes) {
        Ok(text) => Ok(Cow::Borrowed(text)),
        // In Windows-1252, letters that make sense as UTF-8 hardly ever meet: such a file is UTF-8 with something broken.
        Err(found) if bytes.utf8_chunks().any(|chunk| !chunk.valid().is_ascii()) => {
            Err(not_utf8(bytes, found.valid_up_to()))
        }
        Err(_) => Ok(Cow::Owned(bytes.iter().copied().map(windows_1252).collect())),
    }
}

fn windows_1252(byte: u8) -> char {
    let high = byte.checked_sub(0x80).and_then(|place| WINDOWS_1252.get(usize::from(place)));
    high.copied().unwrap_or_else(|| char::from(byte))
}

fn not_utf8(bytes: &[u8], sound: usize) -> Fault {
    let line = breaks_in(bytes.get(..sound).unwrap_or_default()) + 1;
    Fault::new(
        line,
        "file",
        "the text is UTF-8 up to here and not from here on: save it as CSV in UTF-8",
    )
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<Cow<'static, str>, Fault> {
    let pairs = bytes.chunks_exact(2);
    let is_whole = pairs.remainder().is_empty();
    let units = pairs.map(|pair| unit(pair.try_into().unwrap_or_default()));
    let mut text = String::with_capacity(bytes.len() / 2);
    let mut sound = true;
    for read in char::decode_utf16(units) {
        let Ok(read) = read else {
            sound = false;
            break;
        };
        text.push(read);
    }
    if sound && is_whole {
        return Ok(Cow::Owned(text));
    }
    let line = breaks_in(text.as_bytes()) + 1;
    Err(Fault::new(
        line,
        "file",
        "the text is UTF-16 up to here and broken off here: save it as CSV in UTF-8",
    ))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const TEXT: &str = "producer;name\r\nFerme d’Épinal;Œufs à 2 €";

    fn utf16_of(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn whatever_a_spreadsheet_writes_is_the_same_text() {
        let marked = |mark: &[u8], text: Vec<u8>| [mark.to_vec(), text].concat();
        let (le, be) = (utf16_of(TEXT, u16::to_le_bytes), utf16_of(TEXT, u16::to_be_bytes));
        let latin = b"producer;name\r\nFerme d\x92\xc9pinal;\x8cufs \xe0 2 \x80".to_vec();
        for bytes in [
            TEXT.as_bytes().to_vec(),
            marked(b"\xef\xbb\xbf", TEXT.as_bytes().to_vec()),
            marked(b"\xff\xfe", le.clone()),
            marked(b"\xfe\xff", be.clone()),
            le,
            be,
            latin,
        ] {
            assert_eq!(decode(&bytes).unwrap(), TEXT, "{bytes:?}");
        }
        assert_eq!(decode(b"").unwrap(), "");
    }

    #[test]
    fn a_text_broken_in_the_middle_is_told_by_its_line() {
        let broken = ["name\nÉté\nCh".as_bytes(), b"\xeane"].concat();
        assert_eq!(decode(&broken).unwrap_err().line, 3);
        assert_eq!(decode(b"\xef\xbb\xbfname\n\n\xff").unwrap_err().line, 3);
        let odd = [b"\xff\xfe".to_vec(), utf16_of("a\nb", u16::to_le_bytes), vec![7]].concat();
        assert_eq!(decode(&odd).unwrap_err().line, 2);
        let lone = utf16_of("names\n\n", u16::to_be_bytes);
        assert_eq!(decode(&[lone, vec![0xd8, 0, 0, 65]].concat()).unwrap_err().line, 3);
    }

    proptest! {
        #[test]
        fn every_text_is_read_from_every_encoding_that_marks_itself(text in any::<String>()) {
            let le = [b"\xff\xfe".to_vec(), utf16_of(&text, u16::to_le_bytes)].concat();
            prop_assert_eq!(decode(&le).unwrap(), text.as_str());
            let marked = format!("\u{feff}{text}");
            prop_assert_eq!(decode(marked.as_bytes()).unwrap(), text.as_str());
        }
    }
}
