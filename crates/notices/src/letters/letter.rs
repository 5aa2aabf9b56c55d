use sillon_kernel::{Language, Window, Zone};
use sillon_messages::{Format as _, Words};

use crate::{
    letters::html, letters::paragraph::one_line, letters::part::Part, letters::plain_text,
    letters::table::Table,
};

/// A letter in the making: what it says, part by part. It is written twice, as plain text and as HTML, in the same words.
#[derive(Debug)]
pub(crate) struct Letter {
    language: Language,
    parts: Vec<Part>,
    foot: Option<Part>,
}

/// A letter as it leaves, in the same words twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Written {
    /// Lines of plain text.
    pub(crate) text: String,
    /// A page of HTML.
    pub(crate) html: String,
}

impl Letter {
    /// A letter that greets someone.
    pub(crate) fn to(name: &str, language: Language) -> Self {
        let greeting = (Words::of(language).letters.greeting)(&one_line(name));
        Self { language, parts: vec![Part::Paragraph(greeting)], foot: None }
    }

    pub(crate) fn paragraph(self, text: &str) -> Self {
        self.with(Part::Paragraph(one_line(text)))
    }

    pub(crate) fn table(self, table: Table) -> Self {
        self.with(Part::Table(table))
    }

    /// When and where people meet, under a title; nothing when neither is known. Line breaks of the place are kept.
    pub(crate) fn meeting(
        self,
        title: &str,
        window: Option<Window>,
        zone: &Zone,
        place: Option<&str>,
    ) -> Self {
        let when = window.map(|window| capitalized(&self.language.time_range(window, zone)));
        let place = place.unwrap_or_default().lines().filter(|line| !line.trim().is_empty());
        let said: Vec<String> = when.into_iter().chain(place.map(str::to_owned)).collect();
        self.lines(title, &said)
    }

    /// Lines under a title, each by itself; nothing when there are none.
    pub(crate) fn lines(self, title: &str, lines: &[String]) -> Self {
        if lines.is_empty() {
            return self;
        }
        let lines = lines.iter().map(|line| one_line(line)).collect();
        self.with(Part::Titled { title: one_line(title), lines })
    }

    /// A web address on a line of its own, which is never broken, after what it is for; nothing without an address.
    pub(crate) fn address(self, purpose: &str, address: Option<&str>) -> Self {
        match address {
            Some(address) => self.with(Part::to_follow(purpose, address)),
            None => self,
        }
    }

    /// A last line below the signature, with the address where one says that such letters should stop.
    pub(crate) fn foot(self, purpose: &str, address: Option<&str>) -> Self {
        Self { foot: address.map(|address| Part::to_follow(purpose, address)), ..self }
    }

    /// Who it is from, after a last word.
    pub(crate) fn sign(self, last_word: &str, name: &str) -> Written {
        let (last_word, name) = (one_line(last_word), one_line(name));
        let foot = self.foot;
        let signature = Part::Signature { last_word, name };
        let parts: Vec<Part> = self.parts.into_iter().chain([signature]).chain(foot).collect();
        Written { text: plain_text::of(&parts), html: html::of(self.language, &parts) }
    }

    fn with(mut self, part: Part) -> Self {
        self.parts.push(part);
        self
    }
}

fn capitalized(text: &str) -> String {
    let mut characters = text.chars();
    let first = characters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(characters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_is_not_said() {
        let letter = Letter::to("Awa\nBonjour", Language::Fr)
            .meeting("Retrait", None, &Zone::UTC, Some(" \n"))
            .address("En ligne", None)
            .lines("Vendeur", &[])
            .sign("À bientôt,", "Le Panier");
        assert_eq!(letter.text, "Bonjour Awa Bonjour,\n\nÀ bientôt,\nLe Panier\n");
    }

    #[test]
    fn a_place_keeps_its_lines_and_an_address_stays_whole() {
        let address = format!("https://example.org/{}", "a".repeat(80));
        let letter = Letter::to("Awa", Language::En)
            .meeting("Pick-up", None, &Zone::UTC, Some("The Barn\n\n12 Lilac Lane"))
            .address("Online:", Some(&address))
            .sign("Bye,", "Hub");
        let expected = "Hello Awa,\n\nPick-up\nThe Barn\n12 Lilac Lane\n\nOnline:\n";
        assert_eq!(letter.text, format!("{expected}{address}\n\nBye,\nHub\n"));
    }

    #[test]
    fn where_to_stop_stands_below_the_signature() {
        let letter = Letter::to("Awa", Language::En)
            .foot("No more of these:", Some("https://example.org/stop"))
            .paragraph("News.")
            .sign("Bye,", "Hub");
        let end = "News.\n\nBye,\nHub\n\nNo more of these:\nhttps://example.org/stop\n";
        assert!(letter.text.ends_with(end), "{}", letter.text);
    }
}
