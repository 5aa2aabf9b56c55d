use rust_decimal::Decimal;
use sillon_kernel::{Dimension, Name, Quantity, Unit, fold, name_key};
use sillon_tables::shown;

use crate::{
    read::cell::read_pack, read::foodsoft_columns::ArticleColumn, read::measure::read_measure,
    read::measure::says_piece, read::measure::unit_named, read::numbers::Numbers,
};
use sillon_catalogue::{Size, unit_key};

/// What an article is ordered in from its supplier, as Foodsoft tells it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ArticleUnits<'t> {
    /// The unit, by the name it has among those everybody knows.
    pub(crate) supplier: Option<&'t str>,
    /// The unit in words of its own.
    pub(crate) words: &'t str,
    /// What one of it holds, such as `18 Kilogram`; then what one of that holds.
    pub(crate) ratios: &'t str,
    /// What the price is of; blank where it is of the unit itself.
    pub(crate) price: &'t str,
    /// How the numbers of the list are written.
    pub(crate) numbers: Numbers,
}

/// One item of an article.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Article {
    /// How much it is.
    pub(crate) size: Size,
    /// What people read in place of its size, where that tells more.
    pub(crate) display_as: Option<Name>,
    /// How many of what the price is of make one item.
    pub(crate) prices: Decimal,
}

/// What is wrong: in which column, and by which rule.
type Wrong = (ArticleColumn, String);

impl ArticleUnits<'_> {
    /// Reads what one item is, and how many of its price make it.
    pub(crate) fn read(self) -> Result<Article, Wrong> {
        let held = self.held()?;
        let prices = self.prices(&held)?;
        if self.supplier.is_some() {
            return self.measured(&held, prices);
        }
        // Words of its own, such as `750 g`, are what one item is; of an old box they are what one piece of it is, and its
        // price is of the piece: then the box is told by its pieces.
        let pieces = held.last().filter(|(_, unit)| says_piece(unit)).map(|(count, _)| *count);
        if let Some(count) = pieces.filter(|count| *count != Decimal::ONE && prices == *count) {
            let quantity = Quantity::from_base(count, Dimension::Piece).filter(|it| it.milli() > 0);
            let size = quantity.and_then(|quantity| Size::measured(quantity).ok());
            let size = size.ok_or_else(|| too_far(self.ratios))?;
            let display_as = Name::parse(&format!("{} ({})", self.words, size.label())).ok();
            return Ok(Article { size, display_as, prices });
        }
        let pack =
            read_pack(self.words, Numbers::EITHER).map_err(|rule| (ArticleColumn::Unit, rule))?;
        let display_as = pack.is_many.then(|| Name::parse(self.words).ok()).flatten();
        let size = crate::read::measure::size_of(pack.quantity, pack.piece_name);
        Ok(Article { size, display_as, prices })
    }

    /// The name of what is ordered.
    fn unit(&self) -> &str {
        self.supplier.unwrap_or(self.words)
    }

    /// How much of which unit one of it is: of itself, then of what it holds.
    fn held(&self) -> Result<Vec<(Decimal, String)>, Wrong> {
        let mut held = vec![(Decimal::ONE, self.unit().to_owned())];
        let mut count = Decimal::ONE;
        for ratio in parts(self.ratios) {
            let (number, unit) = ratio.trim().split_once(' ').unwrap_or((ratio.trim(), ""));
            let number = self.numbers.with_point(number);
            let number = number.map_err(|rule| (ArticleColumn::Ratios, rule))?;
            let number = number.parse::<Decimal>().ok().filter(|number| *number > Decimal::ZERO);
            let next = number.and_then(|number| count.checked_mul(number));
            count = next.filter(|_| !unit.trim().is_empty()).ok_or_else(|| {
                let rule = format!(
                    "{} does not say how much of a unit it holds: write a number and a unit, such as 18 Kilogram",
                    shown(&ratio)
                );
                (ArticleColumn::Ratios, rule)
            })?;
            held.push((count, unit.trim().to_owned()));
        }
        Ok(held)
    }

    /// How many of what the price is of one item is.
    fn prices(&self, held: &[(Decimal, String)]) -> Result<Decimal, Wrong> {
        let of = self.price;
        let is_it = |(_, unit): &&(Decimal, String)| {
            name_key(unit) == name_key(of) || unit_key(unit) == unit_key(of)
        };
        if of.is_empty() {
            return Ok(Decimal::ONE);
        }
        if let Some((count, _)) = held.iter().find(is_it) {
            return Ok(*count);
        }
        // One of words of its own is a piece, where nothing says that it holds more.
        let holds_more = read_pack(self.words, Numbers::EITHER).is_ok_and(|pack| {
            let quantity = pack.quantity;
            quantity.dimension() == Dimension::Piece
                && quantity.milli() > Quantity::pieces(1).milli()
        });
        if self.supplier.is_none() && held.len() == 1 && says_piece(of) && !holds_more {
            return Ok(Decimal::ONE);
        }
        let price = amount(of);
        let found = held.iter().find_map(|(count, unit)| {
            let (held, price) = (amount(unit)?, price?);
            (held.dimension() == price.dimension())
                .then(|| count.checked_mul(held.in_base())?.checked_div(price.in_base()))
                .flatten()
        });
        found.filter(|count| *count > Decimal::ZERO).ok_or_else(|| {
            let rule = format!(
                "{} is what the price is of, and nothing says how many of it {} is: write the price of one {}, and its unit here",
                shown(of),
                shown(self.unit()),
                shown(self.unit())
            );
            (ArticleColumn::PriceUnit, rule)
        })
    }

    /// The size of what is ordered in a unit everybody knows: by weight or volume where that is told, else by pieces.
    fn measured(self, held: &[(Decimal, String)], prices: Decimal) -> Result<Article, Wrong> {
        let told = |is_wanted: &dyn Fn(Dimension) -> bool| {
            let mut told = held.iter().filter_map(|(count, unit)| {
                let one = amount(unit).filter(|one| is_wanted(one.dimension()))?;
                Some((count.checked_mul(one.in_base()), one.dimension()))
            });
            told.next_back()
        };
        let measure = told(&|dimension| dimension != Dimension::Piece);
        let Some((all, dimension)) =
            measure.or_else(|| told(&|dimension| dimension == Dimension::Piece))
        else {
            let name = Name::parse(self.unit())
                .map_err(|refused| (ArticleColumn::SupplierUnit, refused.to_string()))?;
            let size = Size::pieces(Quantity::pieces(1), Some(name))
                .expect("one piece is more than nothing");
            return Ok(Article { size, display_as: None, prices });
        };
        let quantity = all.and_then(|all| Quantity::from_base(all, dimension));
        let size = quantity.and_then(|quantity| Size::measured(quantity).ok());
        let size = size.ok_or_else(|| too_far(self.ratios))?;
        let is_container = amount(self.unit()).is_none();
        let named = || Name::parse(&format!("{} ({})", self.unit(), size.label())).ok();
        let display_as = is_container.then(named).flatten();
        Ok(Article { size, display_as, prices })
    }
}

fn too_far(ratios: &str) -> Wrong {
    (ArticleColumn::Ratios, format!("{} is too much or too little to be counted", shown(ratios)))
}

/// How much one of a unit is, or of an amount such as `100 g`.
fn amount(text: &str) -> Option<Quantity> {
    let named = unit_named(text).map(|unit| Quantity::from_milli(unit.milli(), unit.dimension()));
    let tens = || {
        let (unit, many) = match fold(text.trim().trim_end_matches('.')).as_str() {
            "dag" | "dkg" | "deka" | "dekagramm" | "decagram" | "decagramme" | "dekagram" => {
                (Unit::Gram, 10)
            }
            "hg" | "hectogram" | "hectogramme" | "hektogramm" => (Unit::Gram, 100),
            "pfund" => (Unit::Gram, 500),
            "hl" | "hectolitre" | "hectoliter" | "hektoliter" => (Unit::Litre, 100),
            "dozen" | "dutzend" | "douzaine" | "dozijn" | "docena" => (Unit::Piece, 12),
            "pair" | "paar" | "paire" => (Unit::Piece, 2),
            _ => return None,
        };
        Some(Quantity::from_milli(unit.milli().checked_mul(many)?, unit.dimension()))
    };
    let piece = || says_piece(text).then(|| Quantity::pieces(1));
    named.or_else(tens).or_else(piece).or_else(|| read_measure(text.trim(), Numbers::EITHER).ok())
}

/// What is listed with commas between; a backslash before a comma makes it part of the text.
fn parts(text: &str) -> Vec<String> {
    let (mut parts, mut part) = (Vec::new(), String::new());
    let mut letters = text.chars();
    while let Some(c) = letters.next() {
        match c {
            '\\' => part.push(letters.next().unwrap_or('\\')),
            ',' => parts.push(std::mem::take(&mut part)),
            c => part.push(c),
        }
    }
    parts.push(part);
    parts.retain(|part| !part.trim().is_empty());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(
        supplier: &str,
        words: &str,
        ratios: &str,
        price: &str,
    ) -> Result<(String, String), String> {
        let supplier = (!supplier.is_empty()).then_some(supplier);
        let numbers = Numbers::COMMA;
        let read = ArticleUnits { supplier, words, ratios, price, numbers }.read();
        read.map(|it| (it.size.label(), it.prices.normalize().to_string()))
            .map_err(|(_, rule)| rule)
    }

    #[test]
    fn a_price_of_another_unit_is_that_of_the_whole() {
        for (supplier, words, ratios, price, size, prices) in [
            ("Piece", "", "100 g", "Dekagramm", "100 g", "10"),
            ("Box", "", "18 Kilogram", "Kilogram", "18 kg", "18"),
            ("Kilogram", "", "", "Gram", "1 kg", "1000"),
            ("Kilogram", "", "", "100 g", "1 kg", "10"),
            ("Kilogram", "", "", "Kilogram", "1 kg", "1"),
            ("Box", "", "20 Piece, 500 Gram", "Piece", "10 kg", "20"),
            ("Box", "", "20 Piece, 500 Gram", "Kilogram", "10 kg", "10"),
            ("Kiste", "", "10000 Gramm", "Kiste", "10 kg", "1"),
            ("Box", "", "12 bottle\\, glass, 75 Centilitre", "Litre", "9 l", "9"),
            ("Package", "", "6 Piece", "Piece", "6 pieces", "6"),
            ("Box", "", "10 dozen", "Piece", "120 pieces", "120"),
            ("Loaf", "", "", "", "Loaf", "1"),
            ("", "500 g", "", "Kilogram", "500 g", "0.5"),
            ("", "500 g", "", "", "500 g", "1"),
            ("", "4x250ml", "10 Piece", "", "1 l", "1"),
            ("", "750gr", "6 Piece", "Piece", "6 pieces", "6"),
            ("", "Glas", "1 Piece", "Piece", "Glas", "1"),
            ("", "Glas", "", "Piece", "Glas", "1"),
        ] {
            let wanted = Ok((size.to_owned(), prices.to_owned()));
            assert_eq!(
                read(supplier, words, ratios, price),
                wanted,
                "{supplier}{words} of {ratios} at {price}"
            );
        }
    }

    #[test]
    fn what_does_not_say_how_much_is_refused() {
        for (supplier, words, ratios, price) in [
            ("Box", "", "", "Kilogram"),
            ("Box", "", "18 Kilogram", "Litre"),
            ("", "Glas", "", "Kilogram"),
            ("Box", "", "many Kilogram", ""),
            ("Box", "", "-1 Kilogram", ""),
            ("Box", "", "18", ""),
            ("Box", "", "1.500 Gramm", "Kilogramm"),
            ("", "10 Stück", "", "Liter"),
            ("Box", "", "79228162514264337593543950335 Tonne", ""),
            ("", "1.500 g", "", ""),
        ] {
            assert!(
                read(supplier, words, ratios, price).is_err(),
                "{supplier}{words} of {ratios} at {price}"
            );
        }
    }
}
