use std::io;

use sillon_kernel::Language;
use sillon_messages::{Format as _, Words};
use sillon_tables::{Cell, CsvWriter};

use crate::{
    HarvestLine,
    sheet::{begin, number, text},
};

/// Harvest lines as a spreadsheet, written one by one.
///
/// Numbers stand apart from their units and currencies, so that a spreadsheet can sum them.
#[derive(Debug)]
pub struct HarvestCsv<W: io::Write> {
    sheet: CsvWriter<W>,
    language: Language,
    shows_amounts: bool,
}

impl<W: io::Write> HarvestCsv<W> {
    /// Begins the sheet: its header row is written.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn new(out: W, language: Language) -> io::Result<Self> {
        let header = Words::of(language).sheets.harvest;
        Ok(Self { sheet: begin(out, language, &header)?, language, shows_amounts: true })
    }

    /// The sheet, with or without what the lines come to: the columns stay, their cells are empty.
    #[must_use]
    pub fn showing_amounts(self, shows_amounts: bool) -> Self {
        Self { shows_amounts, ..self }
    }

    /// Writes a line.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn write(&mut self, line: &HarvestLine) -> io::Result<()> {
        let unit = line.quantity.dimension().price_unit();
        let (amount, currency) = if self.shows_amounts {
            (number(&line.goods.major()), text(line.goods.currency().code()))
        } else {
            (Cell::Blank, Cell::Blank)
        };
        self.sheet.row(&[
            text(&line.producer_name),
            text(&line.product_name),
            text(&self.language.label(&line.label)),
            text(line.sku.as_deref().unwrap_or_default()),
            number(&line.items),
            number(&line.quantity.in_unit(unit)),
            text(self.language.unit(unit)),
            amount,
            currency,
        ])
    }

    /// Writes what is left, and gives back where it was written to.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn finish(self) -> io::Result<W> {
        self.sheet.finish()
    }
}

#[cfg(test)]
mod tests {
    use sillon_kernel::{Currency, EnterpriseId, Money, Quantity, Unit};
    use uuid::Uuid;

    use super::*;

    fn carrots() -> HarvestLine {
        HarvestLine {
            producer: EnterpriseId(Uuid::nil()),
            producer_name: "Ferme de l’Étang".into(),
            product_name: "Carottes; \"sable\"".into(),
            label: "500 g".into(),
            size: Quantity::pieces(1),
            sku: Some("=cmd()".into()),
            items: 1200,
            quantity: Quantity::parse("1.5", Unit::Kilogram).unwrap(),
            goods: Money::new(-125_050, Currency::EUR),
        }
    }

    fn written(language: Language) -> String {
        let mut csv = HarvestCsv::new(Vec::new(), language).unwrap();
        csv.write(&carrots()).unwrap();
        String::from_utf8(csv.finish().unwrap()).unwrap()
    }

    #[test]
    fn a_french_spreadsheet_gets_semicolons_and_commas() {
        assert_eq!(
            written(Language::Fr),
            "\u{feff}Producteur;Produit;Format;Référence;Nombre;Quantité;Unité;Montant;Devise\r\n\
             Ferme de l’Étang;\"Carottes; \"\"sable\"\"\";500 g;'=cmd();1200;1,5;kg;-1250,50;EUR\r\n"
        );
    }

    #[test]
    fn a_german_spreadsheet_gets_semicolons_and_commas() {
        assert_eq!(
            written(Language::De),
            "\u{feff}Erzeuger;Produkt;Gebinde;Artikelnummer;Anzahl;Menge;Einheit;Betrag;Währung\r\n\
             Ferme de l’Étang;\"Carottes; \"\"sable\"\"\";500 g;'=cmd();1200;1,5;kg;-1250,50;EUR\r\n"
        );
    }

    #[test]
    fn an_english_spreadsheet_gets_commas_and_points() {
        assert_eq!(
            written(Language::En),
            "\u{feff}Producer,Product,Size,Reference,Items,Quantity,Unit,Amount,Currency\r\n\
             Ferme de l’Étang,\"Carottes; \"\"sable\"\"\",500 g,'=cmd(),1200,1.5,kg,-1250.50,EUR\r\n"
        );
    }

    #[test]
    fn eggs_are_counted_in_pieces() {
        let eggs = HarvestLine { quantity: Quantity::pieces(72), sku: None, ..carrots() };
        let mut csv = HarvestCsv::new(Vec::new(), Language::Fr).unwrap();
        csv.write(&eggs).unwrap();
        assert!(
            String::from_utf8(csv.finish().unwrap()).unwrap().contains(";500 g;;1200;72;pièce;")
        );
    }

    #[test]
    fn a_sheet_nobody_can_write_to_says_so() {
        let full: &mut [u8] = &mut [0; 8];
        let mut csv = HarvestCsv::new(full, Language::Fr).unwrap();
        csv.write(&carrots()).unwrap();
        assert!(csv.finish().is_err());
    }

    #[test]
    fn a_hundred_thousand_lines_are_written_as_they_come() {
        /// Counts what passes, and keeps none of it.
        #[derive(Default)]
        struct Passing {
            bytes: usize,
            largest: usize,
        }

        impl io::Write for Passing {
            fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
                self.bytes += bytes.len();
                self.largest = self.largest.max(bytes.len());
                Ok(bytes.len())
            }

            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }

        let mut csv = HarvestCsv::new(Passing::default(), Language::Fr).unwrap();
        let line = carrots();
        for _ in 0..100_000 {
            csv.write(&line).unwrap();
        }
        let passed = csv.finish().unwrap();
        assert!(passed.bytes > 7_000_000, "{}", passed.bytes);
        assert!(passed.largest <= 64 * 1024, "{}", passed.largest);
    }
}
