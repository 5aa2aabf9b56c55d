use std::borrow::Cow;

/// What a spreadsheet takes for the start of a formula (OWASP, *CSV injection*), full-width forms included.
const FORMULA_STARTS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// The text as a cell that is only text: what would be taken for a formula gets an apostrophe before it.
pub(crate) fn disarmed(text: &str) -> Cow<'_, str> {
    if text.starts_with(FORMULA_STARTS) {
        Cow::Owned(format!("'{text}"))
    } else {
        Cow::Borrowed(text)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_begins_like_a_formula_is_text() {
        for text in ["=1+1", "+33 6 12", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1"] {
            assert_eq!(disarmed(text), format!("'{text}"));
        }
        for text in ["", "Carottes", "1+1=2", "'quoted", "a@b.c"] {
            assert_eq!(disarmed(text), text);
        }
    }

    proptest! {
        #[test]
        fn no_cell_begins_like_a_formula_and_nothing_is_lost(text in any::<String>()) {
            let cell = disarmed(&text);
            prop_assert!(!cell.starts_with(FORMULA_STARTS));
            prop_assert!(cell.ends_with(&text));
        }
    }
}
