use sillon_kernel::Email;

use crate::letters::paragraph::one_line;

/// The most characters of a subject; a longer one ends in an ellipsis.
const LONGEST_SUBJECT: usize = 120;

/// A message to one person, ready to leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// Whom it is to.
    pub to: Email,
    /// What it is about.
    pub subject: String,
    /// What it says: lines of plain text.
    pub text: String,
    /// The same words as a page of HTML.
    pub html: String,
    /// Who answers, where that is not who it is from: the hub whose order it is about.
    pub reply_to: Option<Email>,
    /// What tells it from the same message written anew, where the new one takes the place of the old: the link in it is
    /// another. A receiver who knows the old one must not drop it as a double.
    pub edition: Option<String>,
    /// Where its reader says to get no more of such letters, by following it or by their mail program's doing (RFC 8058).
    pub stop: Option<String>,
}

impl Mail {
    /// The message with somebody who answers.
    #[must_use]
    pub fn answered_by(self, reply_to: Option<Email>) -> Self {
        Self { reply_to, ..self }
    }

    /// The message as one of several editions.
    #[must_use]
    pub fn in_edition(self, edition: String) -> Self {
        Self { edition: Some(edition), ..self }
    }
}

/// The text as a subject: one line of bounded length, so that no name in it can add a header.
pub(crate) fn subject_line(text: &str) -> String {
    let line = one_line(text);
    if line.chars().count() <= LONGEST_SUBJECT {
        return line;
    }
    let start: String = line.chars().take(LONGEST_SUBJECT - 1).collect();
    format!("{}…", start.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_is_one_line() {
        assert_eq!(
            subject_line("Order\r\nBcc: all@example.org\u{0}\u{7f}"),
            "Order Bcc: all@example.org"
        );
        assert_eq!(subject_line("a\u{2028}b\u{85}c"), "a b c");
    }

    #[test]
    fn a_long_subject_is_cut() {
        let cut = subject_line(&"légumes ".repeat(40));
        assert!(cut.chars().count() <= LONGEST_SUBJECT && cut.ends_with("légumes…"), "{cut}");
    }
}
