use sillon_tables::Line;

use crate::read::columns::ListColumn;

/// A column of Foodsoft's article list, of either generation, by the names it has there in every language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ArticleColumn {
    Available,
    Number,
    Name,
    SupplierUnit,
    Unit,
    Ratios,
    Minimum,
    BillingUnit,
    Granularity,
    GroupUnit,
    Price,
    PriceUnit,
    Vat,
    Deposit,
    Note,
    Category,
    Origin,
    Manufacturer,
    UnitQuantity,
    ScaleQuantity,
    ScalePrice,
}

type Places = [Option<ArticleColumn>];

/// The columns that Foodsoft 4 writes, in their order; two are kept free.
const FOURTH: &Places = {
    use ArticleColumn as C;
    &[
        Some(C::Available),
        Some(C::Number),
        Some(C::Name),
        Some(C::Note),
        Some(C::Manufacturer),
        Some(C::Origin),
        Some(C::Unit),
        Some(C::Price),
        Some(C::Vat),
        Some(C::Deposit),
        Some(C::UnitQuantity),
        None,
        None,
        Some(C::Category),
    ]
};

/// The columns that Foodsoft 5 writes, in their order; it reads one more, with ids of its own.
const FIFTH: &Places = {
    use ArticleColumn as C;
    &[
        Some(C::Available),
        Some(C::Number),
        Some(C::Name),
        Some(C::SupplierUnit),
        Some(C::Unit),
        Some(C::Ratios),
        Some(C::Minimum),
        Some(C::BillingUnit),
        Some(C::Granularity),
        Some(C::GroupUnit),
        Some(C::Price),
        Some(C::PriceUnit),
        Some(C::Vat),
        Some(C::Deposit),
        Some(C::Note),
        Some(C::Category),
        Some(C::Origin),
        Some(C::Manufacturer),
        None,
    ]
};

/// Whether the names of a header that are known stand where a generation of Foodsoft writes them, and are a third of them.
fn is_laid_out(header: &Line, places: &Places) -> bool {
    let width = header.cells.len();
    let mut known = 0;
    for (place, name) in header.cells.iter().enumerate() {
        let Some(column) = ArticleColumn::find(name) else { continue };
        if places.get(place).copied().flatten() != Some(column) {
            return false;
        }
        known += 1;
    }
    known * 3 >= places.len() && width <= places.len() && width + 1 >= places.len()
}

impl ListColumn for ArticleColumn {
    const ALL: &'static [Self] = &[
        Self::Available,
        Self::Number,
        Self::Name,
        Self::SupplierUnit,
        Self::Unit,
        Self::Ratios,
        Self::Minimum,
        Self::BillingUnit,
        Self::Granularity,
        Self::GroupUnit,
        Self::Price,
        Self::PriceUnit,
        Self::Vat,
        Self::Deposit,
        Self::Note,
        Self::Category,
        Self::Origin,
        Self::Manufacturer,
        Self::UnitQuantity,
        Self::ScaleQuantity,
        Self::ScalePrice,
    ];

    const REQUIRED: &'static [Self] = &[Self::Name, Self::Unit, Self::Price];

    const ONE_OF: &'static [Self] = &[];

    const PASSED_OVER: &'static [Self] = &[
        Self::BillingUnit,
        Self::Granularity,
        Self::GroupUnit,
        Self::ScaleQuantity,
        Self::ScalePrice,
    ];

    const NUMBERS: &'static [Self] = &[Self::Price, Self::Vat, Self::Deposit];

    fn by_place(header: &Line) -> &'static Places {
        let laid_out = [FOURTH, FIFTH].into_iter().find(|places| is_laid_out(header, places));
        laid_out.unwrap_or_default()
    }

    fn names(self) -> &'static [&'static str] {
        match self {
            Self::Available => {
                &["avail.", "available", "verf.", "disp.", "leverb.", "mevcut.", "status"]
            }
            Self::Number => &[
                "order number",
                "bestellnummer",
                "numéro",
                "artikelnummer",
                "ordernummer",
                "número de pedido",
                "sipariş numarası",
                "nr.",
            ],
            Self::Name => &["name", "nom", "naam", "nombre", "adı"],
            Self::SupplierUnit => {
                &["supplier order unit", "von lieferantin bestellbar in (einheit)", "liefereinheit"]
            }
            Self::Unit => &[
                "unit",
                "custom unit",
                "einheit",
                "benutzerdefinierte einheit",
                "unité",
                "eenheid",
                "unidad",
                "birim",
            ],
            Self::Ratios => &["ratios to supplier order unit", "inhalt"],
            Self::Minimum => {
                &["minimum order quantity", "mindestbestellmenge", "minimale bestelhoeveelheid"]
            }
            Self::BillingUnit => {
                &["billing unit", "abgerechnet nach (einheit)", "abrechnungseinheit"]
            }
            Self::Granularity => {
                &["group order granularity", "für mitglieder bestellbar in (menge)"]
            }
            Self::GroupUnit => &["group order unit", "für mitglieder bestellbar in (einheit)"],
            Self::Price => &[
                "price (net)",
                "nettopreis",
                "prix ht",
                "prix net",
                "nettoprijs",
                "netto prijs",
                "precio (neto)",
                "fiyat (net)",
            ],
            Self::PriceUnit => &["price unit", "pro (preiseinheit)", "preiseinheit"],
            Self::Vat => &["vat", "tax", "mwst", "tva", "btw", "iva", "kdv"],
            Self::Deposit => {
                &["deposit", "pfand", "consigne", "statiegeld", "depósito", "depozito"]
            }
            Self::Note => &["note", "notiz", "notitie", "nota", "not"],
            Self::Category => {
                &["category", "kategorie", "catégorie", "categorie", "categoría", "kategori"]
            }
            Self::Origin => {
                &["origin", "herkunft", "lieu de production", "herkomst", "origen", "menşei"]
            }
            Self::Manufacturer => &[
                "manufacturer",
                "hersteller",
                "produzent",
                "product-rice-eur",
                "productrice_eur",
                "producent",
                "elaborador-a",
                "üretici",
            ],
            Self::UnitQuantity => &[
                "unit quantity",
                "gebindegr",
                "gebindegröße",
                "unités par lot",
                "colligrootte",
                "groothandelseenheid",
                "cantidad de unidades",
                "birim miktarı",
            ],
            Self::ScaleQuantity => &["scale quantity", "scaled amount", "staffelmenge"],
            Self::ScalePrice => &["scale price", "scaled price", "staffelpreis"],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_in_a_language_nobody_taught_is_read_by_its_places() {
        let header =
            |text: &str| Line { number: 1, cells: text.split(';').collect(), broken: Vec::new() };
        let half = "dost.;Nr.;Name;Note;Manufacturer;Origin;Jednostka;Price (net);VAT;Kaucja;Unit quantity;;;Category";
        assert_eq!(ArticleColumn::by_place(&header(half)), FOURTH);
        let moved = half.replace("Note;Manufacturer", "Manufacturer;Note");
        assert!(ArticleColumn::by_place(&header(&moved)).is_empty(), "it is in another order");
        let strange = "a;b;Name;d;e;f;g;h;i;j;k;;;n";
        assert!(ArticleColumn::by_place(&header(strange)).is_empty(), "too little of it is known");
    }
}
