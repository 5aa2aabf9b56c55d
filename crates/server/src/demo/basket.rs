use sillon_kernel::Language;

use super::{dice::Dice, shelf::Ware};

/// One market: another seed would make other people want other things.
const SEED: u64 = 0x5111_0a00_2026;

const FIRST_NAMES: [&str; 24] = [
    "Awa", "Bastien", "Camille", "Denis", "Élodie", "Fatou", "Gaël", "Hélène", "Ibrahim", "Jeanne",
    "Kevin", "Lucie", "Marc", "Noémie", "Olivier", "Pauline", "Quentin", "Rosa", "Samir", "Thaïs",
    "Ulysse", "Valérie", "Xavier", "Zoé",
];
const LAST_NAMES: [&str; 20] = [
    "Aubert",
    "Berthelot",
    "Caron",
    "Diallo",
    "Evrard",
    "Fontaine",
    "Guérin",
    "Hamon",
    "Jacquet",
    "Kerbrat",
    "Lambert",
    "Marchand",
    "Nogueira",
    "Ollivier",
    "Perrin",
    "Roche",
    "Silva",
    "Tessier",
    "Vasseur",
    "Weber",
];
const NOTES: [&str; 3] = [
    "Je passe vers 18 h 30.",
    "Mon voisin viendra à ma place.",
    "Pas trop grosses, les betteraves !",
];

/// What one shopper wants, and who they are. The same number always wants the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Basket {
    pub(crate) name: String,
    pub(crate) email: String,
    pub(crate) phone: String,
    pub(crate) note: Option<&'static str>,
    pub(crate) language: Language,
    /// Whether they pay in cash at the hand-over; else by transfer.
    pub(crate) pays_cash: bool,
    /// The codes of what they want, and how many of each.
    pub(crate) wanted: Vec<(&'static str, u32)>,
}

impl Basket {
    /// The basket of a shopper, counted from 0.
    pub(crate) fn of(shopper: usize, wares: &[Ware]) -> Self {
        let mut dice = Dice::new(SEED, shopper);
        let (first, last) = (*dice.one_of(&FIRST_NAMES), *dice.one_of(&LAST_NAMES));
        Self {
            name: format!("{first} {last}"),
            email: format!("client{}@vallee.example", shopper + 1),
            // Numbers that the French authority keeps for fiction.
            phone: format!("06 39 98 {:02} {:02}", shopper / 100, shopper % 100),
            note: (dice.below(12) == 0).then(|| *dice.one_of(&NOTES)),
            language: if dice.below(10) == 0 { Language::En } else { Language::Fr },
            pays_cash: shopper.is_multiple_of(2),
            wanted: choose(&mut dice, wares),
        }
    }
}

/// Five to eleven different wares, most of them once.
fn choose(dice: &mut Dice, wares: &[Ware]) -> Vec<(&'static str, u32)> {
    let count = usize::try_from(5 + dice.below(7)).unwrap_or_default().min(wares.len());
    let mut wanted: Vec<(&'static str, u32)> = Vec::with_capacity(count);
    while wanted.len() < count {
        let code = by_weight(dice, wares);
        if !wanted.iter().any(|(chosen, _)| *chosen == code) {
            wanted.push((code, how_many(dice)));
        }
    }
    wanted
}

fn by_weight(dice: &mut Dice, wares: &[Ware]) -> &'static str {
    let all: u32 = wares.iter().map(|ware| ware.weight).sum();
    let mut thrown = dice.below(all);
    for ware in wares {
        match thrown.checked_sub(ware.weight) {
            Some(rest) => thrown = rest,
            None => return ware.code,
        }
    }
    wares.last().map_or("", |ware| ware.code)
}

fn how_many(dice: &mut Dice) -> u32 {
    match dice.below(20) {
        0..=13 => 1,
        14..=18 => 2,
        _ => 3,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;
    use crate::demo::shelf::wares;

    #[test]
    fn two_runs_fill_the_same_baskets() {
        let fill = || (0..200).map(|shopper| Basket::of(shopper, &wares())).collect::<Vec<_>>();
        assert_eq!(fill(), fill());
    }

    #[test]
    fn a_basket_holds_a_few_different_wares() {
        for shopper in 0..400 {
            let basket = Basket::of(shopper, &wares());
            let mut codes: Vec<&str> = basket.wanted.iter().map(|(code, _)| *code).collect();
            codes.sort_unstable();
            codes.dedup();
            assert_eq!(codes.len(), basket.wanted.len());
            assert!((5..=11).contains(&codes.len()));
            assert!(basket.wanted.iter().all(|(_, items)| (1..=3).contains(items)));
        }
    }

    #[test]
    fn something_is_wanted_more_than_there_is_of_it_and_most_is_not() {
        let wares = wares();
        let mut wanted: HashMap<&str, u32> = HashMap::new();
        for (code, items) in (0..200).flat_map(|shopper| Basket::of(shopper, &wares).wanted) {
            *wanted.entry(code).or_default() += items;
        }
        let of = |code| wanted.get(code).copied().unwrap_or_default();
        assert!(of("FE-BRI") > 22 && of("JS-FRA") > 18, "brioche and raspberries sell out");
        let short = wares.iter().filter(|ware| of(ware.code) > ware.weight).count();
        assert!(short < 12, "{short} wares are short");
    }
}
