use std::borrow::Cow;

/// What a spreadsheet takes for the start of a formula (OWASP, *CSV injection*), full-width forms included.
const FORMULA_STARTS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// The text as a cell that no spreadsheet runs: what would begin a formula gets an apostrophe before it, and so does what
/// already has apostrophes there, so that [`bared`] gives every text back.
pub(crate) fn guarded(text: &str) -> Cow<'_, str> {
    if begins_formula(text.trim_start_matches('\'')) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// The text of a cell, without the apostrophe that keeps it from being a formula.
pub(crate) fn bared(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(text) if begins_formula(text.trim_start_matches('\'')) => text,
        Some(_) | None => cell,
    }
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
        for text in ["=1+1", "+33 6 12", "-2", "@SUM(A1)", "\t=1", "＝1", "'=1", "''-"] {
            assert_eq!(guarded(text), format!("'{text}"));
        }
        for text in ["", "Carottes", "1+1=2", "'quoted'", "'", "''", "a@b.c"] {
            assert_eq!(guarded(text), text);
            assert_eq!(bared(text), text);
        }
    }

    proptest! {
        #[test]
        fn guarding_loses_nothing_and_leaves_no_formula(text in "['=+@a-]{0,4}.*") {
            let cell = guarded(&text);
            prop_assert!(!begins_formula(&cell));
            prop_assert_eq!(bared(&cell), text.as_str());
        }
    }
}
