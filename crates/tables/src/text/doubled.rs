use encoding_rs::WINDOWS_1252;

use crate::{Fault, shown, text::delimited::breaks_in};

/// Refuses a text that was UTF-8, was taken for Windows-1252 and was made UTF-8 once more: `Légumes` is `LÃ©gumes` in it.
pub(crate) fn refuse_doubled(text: &str) -> Result<(), Fault> {
    let Some((place, meant)) = doubled(text) else { return Ok(()) };
    let before = text.get(..place).unwrap_or_default();
    let written: String = text.get(place..).unwrap_or_default().chars().take(meant.len()).collect();
    let rule = format!(
        "the text was made UTF-8 twice: {} stands here for {}; save it once more from where it comes from, or say utf-8, as encoding, if it is meant so",
        shown(&written),
        shown(&meant)
    );
    Err(Fault::new(breaks_in(before.as_bytes()) + 1, "file", rule))
}

/// The place of the first letters that are another's bytes, and the letters they were.
fn doubled(text: &str) -> Option<(usize, String)> {
    let mut rest = text;
    loop {
        let start = rest.find(|c: char| !c.is_ascii())?;
        let (before, run_on) = rest.split_at(start);
        let (run, after) =
            run_on.split_at(run_on.find(|c: char| c.is_ascii()).unwrap_or(run_on.len()));
        let is_in_word = before.ends_with(|c: char| c.is_lowercase())
            || after.starts_with(|c: char| c.is_alphabetic());
        // A capital and a quotation mark may be such bytes too, as in `MANHÃ”`: within a word, or many in a row, they are not.
        let is_sure =
            |meant: &String| is_in_word || meant.contains('€') || meant.chars().count() > 2;
        let meant = undoubled(run).filter(is_sure);
        if let Some(meant) = meant {
            return Some((text.len() - run_on.len(), meant));
        }
        rest = after;
    }
}

/// What letters were before they were taken for Windows-1252, where that makes letters and marks of Europe.
fn undoubled(run: &str) -> Option<String> {
    /// More letters than any word has in a row.
    const LONGEST: usize = 400;
    if run.len() > LONGEST || run.chars().count() < 2 {
        return None;
    }
    let (bytes, _, has_others) = WINDOWS_1252.encode(run);
    let meant = str::from_utf8(&bytes).ok().filter(|_| !has_others)?;
    let is_european = |c: char| matches!(c, '\u{a0}'..='\u{17f}' | '\u{370}'..='\u{4ff}' | '\u{2000}'..='\u{22ff}');
    meant.chars().all(is_european).then(|| meant.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_that_was_made_utf8_twice_is_told_by_its_line() {
        for meant in ["Légumes", "Blé", "Œufs", "l’ail", "2 €", "Хлеб", "bœuf", "Łosoś"]
        {
            let twice = WINDOWS_1252.decode_without_bom_handling(meant.as_bytes()).0;
            let fault = refuse_doubled(&format!("name\nPoire\n{twice}\n")).unwrap_err();
            assert_eq!(fault.line, 3, "{fault}");
            assert!(fault.rule.contains("UTF-8 twice"), "{fault}");
        }
        assert!(refuse_doubled("LÃ©gumes").unwrap_err().rule.contains("“Ã©” stands here for “é”"));
    }

    #[test]
    fn text_that_was_made_utf8_once_is_left_alone() {
        for text in [
            "Légumes d’été à 2 €",
            "MANHÃ” “MAÇÔ",
            "CAFÉ’S",
            "Ã, Â et ©",
            "Straß’n",
            "À «la» carte",
            "Хлеб Ψωμί",
            "日本 ½ œuf",
            "",
        ] {
            assert_eq!(refuse_doubled(text), Ok(()), "{text}");
        }
    }
}
