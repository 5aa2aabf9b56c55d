use std::borrow::Cow;

/// What a spreadsheet takes for the start of a formula (OWASP, *CSV injection*), full-width forms included.
const FORMULA_STARTS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// What parts cells and rows, in one program or another: behind any of them a cell may begin.
const PARTS: [char; 6] = [',', ';', '\t', '\r', '\n', '|'];

/// The text as a cell that is only text, whichever delimiter a spreadsheet takes the file to have: what would be taken for a
/// formula, at its beginning or behind what parts cells, gets an apostrophe before it.
pub(crate) fn disarmed(text: &str) -> Cow<'_, str> {
    if !text.contains(FORMULA_STARTS) {
        return Cow::Borrowed(text);
    }
    let mut cell = String::with_capacity(text.len() + 2);
    let mut may_begin = true;
    for c in text.chars() {
        if may_begin && FORMULA_STARTS.contains(&c) {
            cell.push('\'');
        }
        cell.push(c);
        may_begin = PARTS.contains(&c);
    }
    Cow::Owned(cell)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_begins_like_a_formula_is_text() {
        for text in ["=1+1", "+33 6 12", "-2", "@SUM(A1)", "\t1", "\r1", "\n1", "＝1"] {
            assert_eq!(disarmed(text), format!("'{text}"));
        }
        for text in ["", "Carottes", "1+1=2", "'quoted", "a@b.c", "a, b; c"] {
            assert_eq!(disarmed(text), text);
        }
        assert_eq!(disarmed("Kale;=1+1"), "Kale;'=1+1", "also where another delimiter is taken");
        assert_eq!(disarmed("Kale,@SUM(A1)"), "Kale,'@SUM(A1)");
    }

    proptest! {
        #[test]
        fn no_cell_begins_like_a_formula_and_nothing_is_lost(text in "[;,=@a\n-]{0,6}.*") {
            let cell = disarmed(&text);
            for part in cell.split(PARTS) {
                prop_assert!(!part.starts_with(FORMULA_STARTS));
            }
            prop_assert_eq!(cell.replace('\'', ""), text.replace('\'', ""));
        }
    }
}
