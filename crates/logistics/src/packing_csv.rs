use std::io;

use sillon_kernel::Language;
use sillon_messages::{Format as _, Words};

use crate::{
    PackingLine,
    cell::disarmed,
    sheet::{Sheet, storage},
};

/// Packing lines as a spreadsheet, written one by one.
#[derive(Debug)]
pub struct PackingCsv<W: io::Write> {
    sheet: Sheet<W>,
    language: Language,
}

impl<W: io::Write> PackingCsv<W> {
    /// Begins the sheet: its header row is written.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn new(out: W, language: Language) -> io::Result<Self> {
        let header = Words::of(language).sheets.packing;
        Ok(Self { sheet: Sheet::new(out, language, header)?, language })
    }

    /// Writes a line.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn write(&mut self, line: &PackingLine) -> io::Result<()> {
        self.sheet.row([
            &disarmed(&line.reference),
            &disarmed(&line.customer),
            &disarmed(line.phone.as_deref().unwrap_or_default()),
            &disarmed(&line.producer_name),
            &disarmed(&line.product_name),
            &disarmed(&self.language.label(&line.label)),
            &disarmed(storage(&line.storage, self.language)),
            &line.items.to_string(),
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
    use sillon_kernel::{OrderId, Quantity, VariantId};
    use uuid::Uuid;

    use super::*;

    fn written(language: Language) -> String {
        let mut csv = PackingCsv::new(Vec::new(), language).unwrap();
        let milk = PackingLine {
            shop: sillon_kernel::EnterpriseId(Uuid::nil()),
            shop_name: "Halle".into(),
            order: OrderId(Uuid::nil()),
            reference: "R-1042".into(),
            customer: "Awa, Éric".into(),
            phone: Some("+33 6 12 34 56 78".into()),
            producer_name: "GAEC du Pré".into(),
            product_name: "Lait\ncru".into(),
            label: "1 l".into(),
            size: Quantity::pieces(1),
            storage: "chilled".into(),
            items: 2,
            variant: VariantId(Uuid::from_u128(1)),
            lent: None,
        };
        csv.write(&milk).unwrap();
        csv.write(&PackingLine { phone: None, storage: "cave".into(), ..milk }).unwrap();
        String::from_utf8(csv.finish().unwrap()).unwrap()
    }

    #[test]
    fn a_french_packing_list() {
        assert_eq!(
            written(Language::Fr),
            "\u{feff}Commande;Client;Téléphone;Producteur;Produit;Format;Conservation;Nombre\r\n\
             R-1042;Awa, Éric;'+33 6 12 34 56 78;GAEC du Pré;\"Lait\ncru\";1 l;frais;2\r\n\
             R-1042;Awa, Éric;;GAEC du Pré;\"Lait\ncru\";1 l;cave;2\r\n"
        );
    }

    #[test]
    fn an_english_packing_list() {
        assert_eq!(
            written(Language::En),
            "\u{feff}Order,Customer,Phone,Producer,Product,Size,Storage,Items\r\n\
             R-1042,\"Awa, Éric\",'+33 6 12 34 56 78,GAEC du Pré,\"Lait\ncru\",1 l,chilled,2\r\n\
             R-1042,\"Awa, Éric\",,GAEC du Pré,\"Lait\ncru\",1 l,cave,2\r\n"
        );
    }
}
