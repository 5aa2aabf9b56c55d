use std::borrow::Cow;

/// What a spreadsheet takes for the start of a formula (OWASP, *CSV injection*), full-width forms included.
const FORMULA_STARTS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// What parts cells and rows, in one program or another: behind any of them a cell may begin.
const PARTS: [char; 6] = [',', ';', '\t', '\r', '\n', '|'];

/// The text as a cell that no spreadsheet runs, whichever delimiter it takes the file to have: what would begin a formula, at its
/// beginning or behind what parts cells, gets an apostrophe before it, and so does what already has apostrophes there, so that
/// [`bared`] gives every text back.
pub(crate) fn guarded(text: &str) -> Cow<'_, str> {
    if !text.contains(FORMULA_STARTS) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 2);
    let mut may_begin = true;
    for (at, c) in text.char_indices() {
        let rest = text.get(at..).unwrap_or_default();
        if may_begin && begins_formula(rest.trim_start_matches('\'')) {
            out.push('\'');
        }
        out.push(c);
        may_begin = PARTS.contains(&c);
    }
    Cow::Owned(out)
}

/// The text of a cell, without the apostrophes that keep it from being formulas.
pub(crate) fn bared(cell: &str) -> Cow<'_, str> {
    if !cell.contains('\'') || !cell.contains(FORMULA_STARTS) {
        return Cow::Borrowed(cell);
    }
    let mut out = String::with_capacity(cell.len());
    let mut may_begin = true;
    let mut letters = cell.char_indices();
    while let Some((at, c)) = letters.next() {
        let rest = cell.get(at..).unwrap_or_default();
        let guarded = rest.strip_prefix('\'').filter(|_| may_begin);
        let c = match guarded {
            Some(text) if begins_formula(text.trim_start_matches('\'')) => match letters.next() {
                Some((_, c)) => c,
                None => break,
            },
            Some(_) | None => c,
        };
        out.push(c);
        may_begin = PARTS.contains(&c);
    }
    Cow::Owned(out)
}

fn begins_formula(text: &str) -> bool {
    text.starts_with(FORMULA_STARTS)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn only_what_begins_like_a_formula_is_guarded() {
        for text in ["=1+1", "+33 6 12", "-2", "@SUM(A1)", "\t1", "\r1", "\n1", "＝1", "'=1", "''-"]
        {
            assert_eq!(guarded(text), format!("'{text}"));
        }
        for text in ["", "Carottes", "1+1=2", "'quoted'", "'", "''", "a@b.c", "a, b; c"] {
            assert_eq!(guarded(text), text);
            assert_eq!(bared(text), text);
        }
    }

    #[test]
    fn a_formula_behind_another_separator_is_guarded_too() {
        for (text, cell) in [
            ("Kale;=1+1", "Kale;'=1+1"),
            ("Kale,@SUM(A1)", "Kale,'@SUM(A1)"),
            ("Kale\n-2", "Kale\n'-2"),
            ("Kale;'=1", "Kale;''=1"),
        ] {
            assert_eq!(guarded(text), cell);
            assert_eq!(bared(cell), text);
        }
    }

    proptest! {
        #[test]
        fn guarding_loses_nothing_and_leaves_no_formula(text in "['=+@a;,\n-]{0,9}.*") {
            let cell = guarded(&text);
            for part in cell.split(PARTS) {
                prop_assert!(!begins_formula(part));
            }
            prop_assert_eq!(bared(&cell), text.as_str());
        }
    }
}
