use sillon_kernel::{Language, Window, Zone};
use sillon_messages::{Format as _, Words};

use crate::{
    letters::paragraph::{LINE, one_line, wrapped},
    letters::table::Table,
};

/// A letter in the making: paragraphs of wrapped plain text, with an empty line between them.
#[derive(Debug)]
pub(crate) struct Letter {
    language: Language,
    paragraphs: Vec<Vec<String>>,
}

impl Letter {
    /// A letter that greets someone.
    pub(crate) fn to(name: &str, language: Language) -> Self {
        let name = one_line(name);
        let greeting = (Words::of(language).letters.greeting)(&name);
        Self { language, paragraphs: vec![wrapped(&greeting, LINE)] }
    }

    pub(crate) fn paragraph(mut self, text: &str) -> Self {
        self.paragraphs.push(wrapped(text, LINE));
        self
    }

    pub(crate) fn table(mut self, table: &Table) -> Self {
        self.paragraphs.push(table.lines());
        self
    }

    /// When and where people meet, under a title; nothing when neither is known. Line breaks of the place are kept.
    pub(crate) fn meeting(
        mut self,
        title: &str,
        window: Option<Window>,
        zone: &Zone,
        place: Option<&str>,
    ) -> Self {
        let when = window.map(|window| capitalized(&self.language.time_range(window, zone)));
        let place = place.unwrap_or_default().lines().filter(|line| !line.trim().is_empty());
        let said: Vec<String> =
            when.as_deref().into_iter().chain(place).flat_map(|line| wrapped(line, LINE)).collect();
        if !said.is_empty() {
            self.paragraphs.push([title.to_owned()].into_iter().chain(said).collect());
        }
        self
    }

    /// Lines under a title, each wrapped by itself; nothing when there are none.
    pub(crate) fn lines(mut self, title: &str, lines: &[String]) -> Self {
        if !lines.is_empty() {
            let lines = lines.iter().flat_map(|line| wrapped(line, LINE));
            self.paragraphs.push([title.to_owned()].into_iter().chain(lines).collect());
        }
        self
    }

    /// A web address on a line of its own, which is never broken, after what it is for; nothing without an address.
    pub(crate) fn address(mut self, purpose: &str, address: Option<&str>) -> Self {
        if let Some(address) = address {
            let mut lines = wrapped(purpose, LINE);
            lines.push(one_line(address));
            self.paragraphs.push(lines);
        }
        self
    }

    /// Who it is from, after a last word.
    pub(crate) fn sign(mut self, last_word: &str, name: &str) -> String {
        let mut lines = wrapped(last_word, LINE);
        lines.extend(wrapped(name, LINE));
        self.paragraphs.push(lines);
        let paragraphs = self.paragraphs.iter().map(|lines| lines.join("\n"));
        paragraphs.collect::<Vec<_>>().join("\n\n") + "\n"
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
        assert_eq!(letter, "Bonjour Awa Bonjour,\n\nÀ bientôt,\nLe Panier\n");
    }

    #[test]
    fn a_place_keeps_its_lines_and_an_address_stays_whole() {
        let address = format!("https://example.org/{}", "a".repeat(80));
        let letter = Letter::to("Awa", Language::En)
            .meeting("Pick-up", None, &Zone::UTC, Some("The Barn\n\n12 Lilac Lane"))
            .address("Online:", Some(&address))
            .sign("Bye,", "Hub");
        let expected = "Hello Awa,\n\nPick-up\nThe Barn\n12 Lilac Lane\n\nOnline:\n";
        assert_eq!(letter, format!("{expected}{address}\n\nBye,\nHub\n"));
    }
}
