use sillon_kernel::Language;
use sillon_messages::Words;

use crate::letters::letter::{Letter, Written};

/// That an enterprise has its place, and what there is to set up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Welcome {
    /// What it is called.
    pub name: String,
    /// The installation's name: its address on the web.
    pub site: String,
    /// Whether it makes goods.
    pub is_producer: bool,
    /// Whether it sells: its own goods, or those of others.
    pub sells: bool,
    /// Where to begin.
    pub address: String,
}

/// Welcome: the subject, and the letter.
pub(crate) fn letter(language: Language, told: &Welcome) -> (String, Written) {
    let words = &Words::of(language).letters;
    let said = &words.welcome;
    let Welcome { name, site, is_producer, sells, address } = told;
    let steps = [
        (true, said.who_sells),
        (true, said.place),
        (*is_producer, said.products),
        (*sells, said.hand_over),
        (*sells, said.account),
        (*sells, said.cycle),
        (true, said.people),
        (true, said.letters),
    ];
    let steps = steps.into_iter().filter(|(is_theirs, _)| *is_theirs);
    let steps: Vec<String> = steps.map(|(_, step)| step.to_owned()).collect();
    let letter = Letter::to(name, language)
        .paragraph(&(said.news)(name, site))
        .lines(said.to_set_up, &steps)
        .address(said.begin, Some(address))
        .sign(words.see_you, site);
    ((said.subject)(name), letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_farm_that_only_delivers_is_not_told_of_pick_up_points() {
        let told = Welcome {
            name: "Ferme de l’Étang".into(),
            site: "panier.example.org".into(),
            is_producer: true,
            sells: false,
            address: "https://panier.example.org".into(),
        };
        let (subject, Written { text, .. }) = letter(Language::En, &told);
        assert_eq!(subject, "Welcome, Ferme de l’Étang: what to set up");
        assert!(text.contains("What you sell") && !text.contains("fetch"), "{text}");
        let hub = Welcome { is_producer: false, sells: true, ..told };
        let (_, Written { text, .. }) = letter(Language::Fr, &hub);
        assert!(text.contains("retirent leurs commandes") && !text.contains("formats"), "{text}");
    }
}
