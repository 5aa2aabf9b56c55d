//! What is said of accounts: letters from the installation itself, which are signed with its address.

use sillon_kernel::Language;
use sillon_messages::{LinkLetter, Words};

use crate::letters::letter::{Letter, Written};

/// A letter to somebody of an installation, with a link to follow within some hours: its subject, and what it says.
pub(crate) fn to_follow(
    language: Language,
    words: &LinkLetter,
    (name, site): (&str, &str),
    link: &str,
    hours: i64,
) -> (String, Written) {
    let letter = Letter::to(name, language)
        .address(&(words.why)(site), Some(link))
        .paragraph(&(words.otherwise)(&time(language, hours)))
        .sign(Words::of(language).letters.see_you, site);
    (words.subject.to_owned(), letter)
}

/// How long something lasts, in days or, when it is less than two of them, in hours.
pub(crate) fn time(language: Language, hours: i64) -> String {
    let words = &Words::of(language).letters;
    let count = |number: i64| u32::try_from(number).unwrap_or_default();
    if hours >= 48 && hours % 24 == 0 {
        (words.days)(count(hours / 24))
    } else {
        (words.hours)(count(hours))
    }
}

/// A role by its name; one that has no words by what it is stored under.
pub(crate) fn role_name(language: Language, role: &str) -> &str {
    let words = &Words::of(language).letters.invitation.role;
    match role {
        "owner" => words.owner,
        "manager" => words.manager,
        "packer" => words.packer,
        "hand-over" => words.hand_over,
        other => other,
    }
}

/// Somebody signed up with the address of an account: the subject, and the letter.
pub(crate) fn has_one(language: Language, name: &str, site: &str) -> (String, Written) {
    let words = &Words::of(language).letters;
    let letter = Letter::to(name, language)
        .paragraph(&(words.has_account.news)(site))
        .paragraph(words.has_account.forgotten)
        .sign(words.see_you, site);
    (words.has_account.subject.to_owned(), letter)
}

/// A password was changed: the subject, and the letter.
pub(crate) fn password_changed(language: Language, name: &str, site: &str) -> (String, Written) {
    let words = &Words::of(language).letters;
    let letter = Letter::to(name, language)
        .paragraph(&(words.changed.news)(site))
        .paragraph(words.changed.not_you)
        .sign(words.see_you, site);
    (words.changed.subject.to_owned(), letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_as_people_do() {
        assert_eq!(time(Language::Fr, 168), "7\u{a0}jours");
        assert_eq!(time(Language::En, 336), "14 days");
        assert_eq!(time(Language::Fr, 1), "une heure");
        assert_eq!(time(Language::En, 24), "24 hours");
        assert_eq!(time(Language::En, 50), "50 hours");
    }
}
