use std::borrow::Cow;

use crate::{
    Fault,
    text::delimited::breaks_in,
    text::doubled::refuse_doubled,
    text::encoding::{ONE_BYTE, TextEncoding},
    text::plausible::{Oddness, Script, oddness},
};

/// How many bytes are looked at to tell UTF-16 without a byte order mark: the first letters of a header, which are plain.
const LOOK_BYTES: usize = 8;

/// The text of a file, in the encoding it is said to have; else what its byte order mark says; else UTF-16 when every other byte of
/// its beginning is zero; else UTF-8, unless parts of it can only be something else; else the one encoding of one byte a letter in
/// which its words can be words.
pub(crate) fn decode(bytes: &[u8], said: Option<TextEncoding>) -> Result<Cow<'_, str>, Fault> {
    if let Some(encoding) = said {
        let text = encoding.decode(bytes).map(Cow::Owned);
        return text.ok_or_else(|| {
            let rule = format!(
                "the file is not {encoding}, as it is said to be: say another encoding, or none"
            );
            Fault::new(1, "file", rule)
        });
    }
    let text = unsaid(bytes)?;
    refuse_doubled(&text)?;
    Ok(text)
}

/// The text of a file of which nobody says what encoding it has.
fn unsaid(bytes: &[u8]) -> Result<Cow<'_, str>, Fault> {
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
        Err(found) if is_mostly_utf8(bytes) => Err(not_utf8(bytes, found.valid_up_to())),
        Err(found) => one_byte(bytes, found.valid_up_to()).map(Cow::Owned),
    }
}

/// Whether a text that is not UTF-8 was, and something in it broke. In other encodings letters that make sense as UTF-8 meet too, as
/// in `l’été` of Mac Roman, but seldom.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut sound, mut broken) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        sound += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    sound * 4 > broken
}

/// How much of a file is looked at to tell its encoding: lines with letters beyond ASCII, up to 64 KB of them.
const SAMPLE_BYTES: usize = 64 * 1_024;

/// A file's sample, read in an encoding.
struct Reading {
    encoding: TextEncoding,
    text: String,
    oddness: Oddness,
}

/// The text in the encoding of one byte a letter in which it clearly makes words.
fn one_byte(bytes: &[u8], first: usize) -> Result<String, Fault> {
    let sample = sample(bytes);
    let readings: Vec<Reading> = ONE_BYTE
        .iter()
        .filter_map(|(encoding, script)| reading(&sample, *encoding, *script))
        .collect();
    let letters = sample.iter().filter(|byte| !byte.is_ascii()).count();
    let found = western(&readings, letters).or_else(|| clearly_best(&readings));
    if let Some(text) = found.and_then(|reading| reading.encoding.decode(bytes)) {
        return Ok(text);
    }
    let line = breaks_in(bytes.get(..first).unwrap_or_default()) + 1;
    let plausible = readings.iter().filter(|reading| reading.oddness.wrong == 0);
    let mut names: Vec<&str> = plausible.map(|reading| reading.encoding.name()).collect();
    if names.is_empty() {
        names = ONE_BYTE.iter().map(|(encoding, _)| encoding.name()).collect();
    }
    let rule = format!(
        "the text is not UTF-8 from here on, and may be in one of these encodings: {}; save it as CSV in UTF-8, or say which it is, as encoding",
        names.join(", ")
    );
    Err(Fault::new(line, "file", rule))
}

/// The sample in an encoding, unless it has control characters there, which no text has.
fn reading(sample: &[u8], encoding: TextEncoding, script: Script) -> Option<Reading> {
    let text = encoding.decode(sample)?;
    let is_text = !text.contains(|c: char| c.is_control() && !c.is_ascii());
    is_text.then(|| Reading { encoding, oddness: oddness(&text, script), text })
}

/// The reading in Windows-1252, where next to nothing speaks against it: nearly all such files are of Windows in western Europe. A
/// long list may have a few things that are odd, but none that another encoding explains.
fn western(readings: &[Reading], letters: usize) -> Option<&Reading> {
    let (first, _) = ONE_BYTE.first()?;
    let western = readings.iter().find(|reading| reading.encoding == *first)?;
    let Oddness { wrong, odd } = western.oddness;
    let is_best = others(readings, western).all(|other| wrong <= other.oddness.wrong);
    let is_rare =
        if wrong == 0 { odd * 8 <= letters } else { western.oddness.weight() * 20 <= letters };
    (is_best && is_rare).then_some(western)
}

/// The reading against which nothing speaks but a little, where something weighty speaks against every other.
fn clearly_best(readings: &[Reading]) -> Option<&Reading> {
    let best = readings.iter().min_by_key(|reading| reading.oddness.weight())?;
    let margin = best.oddness.weight() + Oddness::WRONG_WEIGHS;
    let is_clear = others(readings, best)
        .all(|other| other.oddness.wrong > 0 && other.oddness.weight() >= margin);
    (is_clear && best.oddness.wrong == 0).then_some(best)
}

/// The readings that make another text.
fn others<'r>(readings: &'r [Reading], one: &'r Reading) -> impl Iterator<Item = &'r Reading> {
    readings.iter().filter(|reading| reading.text != one.text)
}

/// The lines with letters beyond ASCII, as many as are looked at.
fn sample(bytes: &[u8]) -> Vec<u8> {
    let mut sample = Vec::new();
    for line in bytes.split(|byte| matches!(byte, b'\n' | b'\r')).filter(|line| !line.is_ascii()) {
        let left = SAMPLE_BYTES.saturating_sub(sample.len());
        if left == 0 {
            break;
        }
        sample.extend_from_slice(line.get(..left).unwrap_or(line));
        sample.push(b'\n');
    }
    sample
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
    use encoding_rs::{ISO_8859_15, MACINTOSH, WINDOWS_1250, WINDOWS_1252};
    use proptest::prelude::*;

    use super::*;
    use crate::TextEncoding::{Cp850, Standard};

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
            assert_eq!(decode(&bytes, None).unwrap(), TEXT, "{bytes:?}");
        }
        assert_eq!(decode(b"", None).unwrap(), "");
    }

    #[test]
    fn one_byte_encodings_are_told_apart_or_asked_for() {
        let encoded = |text: &str, encoding: &'static encoding_rs::Encoding| {
            encoding.encode(text).0.into_owned()
        };
        for (text, encoding) in [
            ("Pâté à l'ancienne;Épicerie;œuf", MACINTOSH),
            ("Crème brûlée;Légumes;ça", MACINTOSH),
            ("Cœur de bœuf;2 €", ISO_8859_15),
            ("Chèvre;Pâtes;Œufs;2 €", WINDOWS_1252),
            ("Grünkohl;Möhren;Weißkohl;Äpfel", WINDOWS_1252),
            ("Jordbær på Sørøya", WINDOWS_1252),
            ("Piñón;Jamón ibérico", WINDOWS_1252),
            ("Caffè;così;più", WINDOWS_1252),
            ("Łosoś;żurek;śliwki;mąka", WINDOWS_1250),
        ] {
            assert_eq!(
                decode(&encoded(text, encoding), None).unwrap(),
                text,
                "{}",
                encoding.name()
            );
        }
        let dos = b"Cr\x8ame;P\x83t\x82;\x87a";
        assert_eq!(decode(dos, None).unwrap(), "Crème;Pâté;ça");
        // Of Czech every letter is one of the west too: nobody knows but who wrote it.
        let czech = encoded("Příklad;dětské;švestky", WINDOWS_1250);
        let asked = decode(&czech, None).unwrap_err();
        assert!(asked.rule.contains("windows-1250") && asked.rule.contains("encoding"), "{asked}");
        let said = "windows-1250".parse().unwrap();
        assert_eq!(decode(&czech, Some(said)).unwrap(), "Příklad;dětské;švestky");
        assert_eq!(decode("Été".as_bytes(), Some("utf-8".parse().unwrap())).unwrap(), "Été");
        assert!(decode(b"\xe9", Some("utf-8".parse().unwrap())).is_err());
    }

    #[test]
    fn a_list_in_another_encoding_is_never_taken_for_windows_1252() {
        let cp850 = |text: &str| -> Vec<u8> {
            let byte =
                |c: char| (0..=255).find(|byte| Cp850.decode(&[*byte]) == Some(c.to_string()));
            text.chars().map(|c| byte(c).unwrap()).collect()
        };
        let encoded = |text: &str, name: &str| match name.parse().unwrap() {
            Cp850 => cp850(text),
            Standard(encoding) => encoding.encode(text).0.into_owned(),
        };
        for (text, name, is_clear) in [
            ("Œufs", "iso-8859-15", false),
            ("Œufs;Crémerie;6 × œuf", "iso-8859-15", true),
            ("Légumes", "macintosh", true),
            ("Œufs", "macintosh", false),
            ("Légumes;Œufs;à la coque;2 €", "macintosh", true),
            ("Soupe à l'eau", "macintosh", false),
            ("Äpfel", "macintosh", false),
            ("Äpfel;Möhren;Müsli", "macintosh", true),
            ("Piñón", "macintosh", false),
            ("Piñón;Jamón ibérico;Plátano", "macintosh", true),
            ("Blé;Thé;Café", "cp850", true),
            ("Blé", "cp850", true),
            ("Soupe à l'eau", "cp850", false),
            ("Pâté à l'eau;Épinards;Möhren", "cp850", true),
            ("Хлеб;Каша;Лук", "windows-1251", true),
            ("Мёд;Хлеб;Каша;Лук", "windows-1251", true),
            ("Purée;Légumes d’été;Thé", "macintosh", true),
            ("Лук", "windows-1251", true),
            ("Ψωμί;Ελιές;Μέλι", "windows-1253", true),
            ("Česnek;Říz;Łosoś", "windows-1250", true),
            ("Říz", "windows-1250", false),
            ("Hruška;žito", "iso-8859-2", false),
            ("kayısı", "windows-1254", false),
            ("Kayısı;Yeşil fasulye;Şeftali;İncir;Soğan", "windows-1254", false),
        ] {
            match decode(&encoded(text, name), None) {
                Ok(read) => assert_eq!(read, text, "{name}"),
                Err(asked) => {
                    assert!(!is_clear, "{text} {name} {asked}");
                    assert!(asked.rule.to_lowercase().contains(name), "{text} {name} {asked}");
                }
            }
        }
    }

    #[test]
    fn a_list_of_windows_1252_is_read_though_some_of_it_is_odd() {
        let list = "Légumes;Crème;à l’eau;Pâtes;Épicerie;Blé;Thé;Œufs;2 €;«bio»;30 °C\n".repeat(10);
        for odd in
            ["Bière Hašek", "Jus\u{a0}de pomme", "½ poulet;½l", "Paris–Brest", "pommes … poires"]
        {
            let text = format!("{list}{odd}");
            let bytes = WINDOWS_1252.encode(&text).0.into_owned();
            assert_eq!(decode(&bytes, None).unwrap(), text, "{odd}");
        }
    }

    #[test]
    fn a_text_broken_in_the_middle_is_told_by_its_line() {
        let broken = ["name\nÉté\nCh".as_bytes(), b"\xeane"].concat();
        assert_eq!(decode(&broken, None).unwrap_err().line, 3);
        assert_eq!(decode(b"\xef\xbb\xbfname\n\n\xff", None).unwrap_err().line, 3);
        let odd = [b"\xff\xfe".to_vec(), utf16_of("a\nb", u16::to_le_bytes), vec![7]].concat();
        assert_eq!(decode(&odd, None).unwrap_err().line, 2);
        let lone = utf16_of("names\n\n", u16::to_be_bytes);
        assert_eq!(decode(&[lone, vec![0xd8, 0, 0, 65]].concat(), None).unwrap_err().line, 3);
    }

    proptest! {
        #[test]
        fn every_text_is_read_from_every_encoding_that_marks_itself(text in any::<String>()) {
            // What looks like UTF-8 made twice is asked about.
            prop_assume!(refuse_doubled(&text).is_ok());
            let le = [b"\xff\xfe".to_vec(), utf16_of(&text, u16::to_le_bytes)].concat();
            prop_assert_eq!(decode(&le, None).unwrap(), text.as_str());
            let marked = format!("\u{feff}{text}");
            prop_assert_eq!(decode(marked.as_bytes(), None).unwrap(), text.as_str());
        }
    }
}
