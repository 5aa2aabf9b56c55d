use std::{collections::HashMap, io, sync::Arc};

use sillon_kernel::Language;
use sillon_messages::{Format as _, Words};
use sillon_tables::{CsvCell, CsvWriter};

use crate::{
    PackedBundle, PackedSize, PackedWeight, PackingLine, Parcel,
    sheet::{begin, number, storage, text},
};

/// Packing lines as a spreadsheet, written one by one.
#[derive(Debug)]
pub struct PackingCsv<W: io::Write> {
    sheet: CsvWriter<W>,
    language: Language,
    /// The cells of the order last written: an order's lines mostly come together.
    parcel: Option<(Arc<Parcel>, Vec<CsvCell>)>,
    /// The cells of the sizes written so far.
    sizes: HashMap<*const PackedSize, (Arc<PackedSize>, [CsvCell; 4])>,
    /// The cells of the numbers written so far, which are few.
    numbers: HashMap<i64, CsvCell>,
    /// Whether it says how each order is handed over.
    says_how: bool,
    /// Whether it says which bundle goods are in.
    says_bundle: bool,
    /// Whether it says what goods weigh.
    says_weight: bool,
}

impl<W: io::Write> PackingCsv<W> {
    /// Begins the sheet of these lines: its header row is written. How orders are handed over it says where one of them says so,
    /// which bundle goods are in where some are, and what they weigh where some are sold by weight.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn of(lines: &[PackingLine], out: W, language: Language) -> io::Result<Self> {
        let words = &Words::of(language).sheets;
        let says_how = lines.iter().any(|line| line.parcel.hand_over.is_some());
        let says_bundle = lines.iter().any(|line| line.bundle.is_some());
        let says_weight = lines.iter().any(|line| line.weight.is_some());
        let [order, customer, phone, of_goods @ ..] = words.packing;
        let how = words.packing_hand_over.into_iter().filter(|_| says_how);
        let bundle = says_bundle.then_some(words.packing_bundle);
        let weight = says_weight.then_some(words.packing_weight);
        let header = [order, customer, phone].into_iter().chain(how).chain(of_goods);
        let header = header.chain(bundle).chain(weight);
        let sheet = begin(out, language, &header.collect::<Vec<_>>())?;
        let (sizes, numbers) = (HashMap::new(), HashMap::new());
        Ok(Self {
            sheet,
            language,
            parcel: None,
            sizes,
            numbers,
            says_how,
            says_bundle,
            says_weight,
        })
    }

    /// Writes a line.
    ///
    /// # Errors
    ///
    /// When it cannot be written.
    pub fn write(&mut self, line: &PackingLine) -> io::Result<()> {
        let parcel = match self.parcel.take() {
            Some(last) if Arc::ptr_eq(&last.0, &line.parcel) => last,
            Some(_) | None => (Arc::clone(&line.parcel), self.order_cells(&line.parcel)),
        };
        let (sheet, language) = (&self.sheet, self.language);
        let of_size = || (Arc::clone(&line.packed), size_cells(sheet, &line.packed, language));
        let (_, size) = self.sizes.entry(Arc::as_ptr(&line.packed)).or_insert_with(of_size);
        let items = self.numbers.entry(line.items);
        let items = items.or_insert_with(|| self.sheet.prepared(&number(&line.items)));
        let bundle = |bundle: &Arc<PackedBundle>| {
            let PackedBundle { product_name, label, items, .. } = &**bundle;
            // Most come in one size, which has no name.
            let size = Some(language.label(label)).filter(|_| label != "piece");
            let size = size.map(|size| format!(" ({size})")).unwrap_or_default();
            format!("{items} × {product_name}{size}")
        };
        let bundle = self.says_bundle.then(|| {
            let said = line.bundle.as_ref().map(bundle).unwrap_or_default();
            sheet.prepared(&text(&said))
        });
        let weight = self.says_weight.then(|| {
            let said = line.weight.map(|weight| weight_text(weight, language));
            sheet.prepared(&text(&said.unwrap_or_default()))
        });
        let cells = parcel.1.iter().chain(&*size).chain([&*items]).chain(&bundle).chain(&weight);
        self.sheet.prepared_row(cells)?;
        self.parcel = Some(parcel);
        Ok(())
    }

    fn order_cells(&self, parcel: &Parcel) -> Vec<CsvCell> {
        let of_order = [Some(&parcel.reference), Some(&parcel.customer), parcel.phone.as_ref()];
        let how = [parcel.hand_over.as_ref(), parcel.address.as_ref()];
        let cells = of_order.into_iter().chain(how.into_iter().filter(|_| self.says_how));
        let cell = |said: Option<&String>| text(said.map(String::as_str).unwrap_or_default());
        cells.map(|said| self.sheet.prepared(&cell(said))).collect()
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

/// What was weighed; what is expected, until it is.
fn weight_text(weight: PackedWeight, language: Language) -> String {
    match weight.weighed {
        Some(weighed) => language.quantity(weighed),
        None => (Words::of(language).sheets.about)(&language.quantity(weight.expected)),
    }
}

#[cfg(test)]
mod tests {
    use sillon_kernel::{OrderId, Quantity, VariantId};
    use uuid::Uuid;

    use super::*;

    fn written(language: Language) -> String {
        let mut csv = PackingCsv::of(&[], Vec::new(), language).unwrap();
        let parcel = Parcel {
            shop: sillon_kernel::EnterpriseId(Uuid::nil()),
            shop_name: "Halle".into(),
            order: OrderId(Uuid::nil()),
            reference: "R-1042".into(),
            customer: "Awa, Éric".into(),
            phone: Some("+33 6 12 34 56 78".into()),
            hand_over: None,
            address: None,
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
            bundle: None,
            weight: None,
        };
        csv.write(&milk).unwrap();
        let parcel = Parcel { phone: None, ..parcel };
        let packed = PackedSize { storage: "cave".into(), ..packed };
        let of_cave = PackingLine { parcel: parcel.into(), packed: packed.into(), ..milk };
        csv.write(&of_cave).unwrap();
        String::from_utf8(csv.finish().unwrap()).unwrap()
    }

    #[test]
    fn a_packing_list_says_how_orders_are_handed_over_where_they_are() {
        let parcel = Parcel {
            shop: sillon_kernel::EnterpriseId(Uuid::nil()),
            shop_name: "Halle".into(),
            order: OrderId(Uuid::nil()),
            reference: "R-1".into(),
            customer: "Awa".into(),
            phone: None,
            hand_over: Some("Vélo".into()),
            address: Some("12 rue des Lilas, 88000 Épinal".into()),
        };
        let packed = PackedSize {
            variant: VariantId(Uuid::from_u128(1)),
            producer_name: "GAEC du Pré".into(),
            product_name: "Lait".into(),
            label: "1 l".into(),
            size: Quantity::pieces(1),
            storage: "chilled".into(),
        };
        let (parcel, packed) = (parcel.into(), packed.into());
        let lines =
            [PackingLine { parcel, packed, items: 2, lent: None, bundle: None, weight: None }];
        let mut csv = PackingCsv::of(&lines, Vec::new(), Language::Fr).unwrap();
        csv.write(&lines[0]).unwrap();
        assert_eq!(
            String::from_utf8(csv.finish().unwrap()).unwrap(),
            "\u{feff}Commande;Client;Téléphone;Remise;Adresse;Producteur;Produit;Format;Conservation;Nombre\r\n\
             R-1;Awa;;Vélo;12 rue des Lilas, 88000 Épinal;GAEC du Pré;Lait;1 l;frais;2\r\n"
        );
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
