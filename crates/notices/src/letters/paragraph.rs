/// The most characters of a line of a letter.
pub(crate) const LINE: usize = 72;

/// The text on one line: line breaks and other characters that print nothing become single spaces.
pub(crate) fn one_line(text: &str) -> String {
    let parts_words = |c: char| c.is_control() || matches!(c, ' ' | '\u{2028}' | '\u{2029}');
    text.split(parts_words).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The text in lines of at most `width` characters, broken at its spaces; a longer word, such as a web address, stays whole.
pub(crate) fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in one_line(text).split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            Some(_) | None => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_broken_at_spaces() {
        assert_eq!(wrapped("Les commandes sont closes.", 13), ["Les commandes", "sont closes."]);
        assert_eq!(wrapped("à 12,50\u{a0}€ pièce", 9), ["à 12,50\u{a0}€", "pièce"]);
        assert_eq!(wrapped(" a\n\n b\t", 72), ["a b"]);
    }

    #[test]
    fn a_word_is_never_broken() {
        assert_eq!(wrapped("a https://example.org/a b", 10), ["a", "https://example.org/a", "b"]);
    }
}
