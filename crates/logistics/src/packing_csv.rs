use std::{collections::HashMap, io, sync::Arc};

use sillon_kernel::Language;
use sillon_messages::{Format as _, Words};
use sillon_tables::{CsvCell, CsvWriter};

use crate::{
    PackedSize, PackingLine, Parcel,
    sheet::{begin, number, storage, text},
};

/// Packing lines as a spreadsheet, written one by one.
#[derive(Debug)]
pub struct PackingCsv<W: io::Write> {
    sheet: CsvWriter<W>,
    language: Language,
    /// The cells of the order last written: an order's lines mostly come together.
    parcel: Option<(Arc<Parcel>, [CsvCell; 3])>,
    /// The cells of the sizes written so far.
    sizes: HashMap<*const PackedSize, (Arc<PackedSize>, [CsvCell; 4])>,
}

impl<W: io::Write> PackingCsv<W> {
    /// Begins the sheet: its header row is written.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn new(out: W, language: Language) -> io::Result<Self> {
        let sheet = begin(out, language, Words::of(language).sheets.packing)?;
        Ok(Self { sheet, language, parcel: None, sizes: HashMap::new() })
    }

    /// Writes a line.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn write(&mut self, line: &PackingLine) -> io::Result<()> {
        let parcel = match self.parcel.take() {
            Some(last) if Arc::ptr_eq(&last.0, &line.parcel) => last,
            Some(_) | None => (Arc::clone(&line.parcel), order_cells(&self.sheet, &line.parcel)),
        };
        let (sheet, language) = (&self.sheet, self.language);
        let of_size = || (Arc::clone(&line.packed), size_cells(sheet, &line.packed, language));
        let (_, size) = self.sizes.entry(Arc::as_ptr(&line.packed)).or_insert_with(of_size);
        let items = self.sheet.prepared(&number(&line.items));
        self.sheet.prepared_row(parcel.1.iter().chain(&*size).chain([&items]))?;
        self.parcel = Some(parcel);
        Ok(())
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

fn order_cells<W: io::Write>(sheet: &CsvWriter<W>, parcel: &Parcel) -> [CsvCell; 3] {
    let phone = parcel.phone.as_deref().unwrap_or_default();
    let cells: [&str; 3] = [&parcel.reference, &parcel.customer, phone];
    cells.map(|cell| sheet.prepared(&text(cell)))
}

fn size_cells<W: io::Write>(
    sheet: &CsvWriter<W>,
    packed: &PackedSize,
    language: Language,
) -> [CsvCell; 4] {
    let label = language.label(&packed.label);
    let storage = storage(&packed.storage, language);
    let cells: [&str; 4] = [&packed.producer_name, &packed.product_name, &label, storage];
    cells.map(|cell| sheet.prepared(&text(cell)))
}

#[cfg(test)]
mod tests {
    use sillon_kernel::{OrderId, Quantity, VariantId};
    use uuid::Uuid;

    use super::*;

    fn written(language: Language) -> String {
        let mut csv = PackingCsv::new(Vec::new(), language).unwrap();
        let parcel = Parcel {
            shop: sillon_kernel::EnterpriseId(Uuid::nil()),
            shop_name: "Halle".into(),
            order: OrderId(Uuid::nil()),
            reference: "R-1042".into(),
            customer: "Awa, Éric".into(),
            phone: Some("+33 6 12 34 56 78".into()),
        };
        let packed = PackedSize {
            variant: VariantId(Uuid::from_u128(1)),
            producer_name: "GAEC du Pré".into(),
            product_name: "Lait\ncru".into(),
            label: "1 l".into(),
            size: Quantity::pieces(1),
            storage: "chilled".into(),
        };
        let milk = PackingLine {
            parcel: parcel.clone().into(),
            packed: packed.clone().into(),
            items: 2,
            lent: None,
        };
        csv.write(&milk).unwrap();
        let parcel = Parcel { phone: None, ..parcel };
        let packed = PackedSize { storage: "cave".into(), ..packed };
        let of_cave = PackingLine { parcel: parcel.into(), packed: packed.into(), ..milk };
        csv.write(&of_cave).unwrap();
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
