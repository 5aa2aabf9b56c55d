use rust_decimal::Decimal;
use sillon_kernel::{Currency, Money, Name, fold};
use sillon_tables::{Line, shown};

use crate::{
    ListRow, Numbers, read::cell::optional, read::cell::read_flag, read::cell::read_text,
    read::columns::RowCells, read::foodsoft_columns::ArticleColumn, read::foodsoft_unit::Article,
    read::foodsoft_unit::ArticleUnits, read::row::ProductCells, read::row::RowReader,
    read::row::StockCells,
};
use sillon_catalogue::{Origin, Patch, TaxCategory, VariantEdit};
use sillon_enterprises::{Country, Property};

impl RowReader<'_, ArticleColumn> {
    /// Reads an article; `None` when it has faults, which are all noted.
    ///
    /// What is priced is one unit of the `unit` column; how many of it the supplier packs in a box is kept as a property.
    pub(crate) fn read(&mut self, line: &Line) -> Option<ListRow> {
        use ArticleColumn as Column;
        let mut row = RowCells { columns: self.columns, line, faults: self.faults };
        if !row.is_sound() {
            return None;
        }
        let (numbers, currency, named) = (self.numbers, self.currency, self.producer);
        let available = row.cell(Column::Available, |text| match fold(text).as_str() {
            "x" | "nein" => Ok(false),
            "" | "ja" => Ok(true),
            text => read_flag(text),
        });
        let producer = producer(&mut row, named);
        let name = row.cell(Column::Name, read_text);
        let pack = pack(&mut row, numbers);
        let price = NetPrice::read(&mut row, numbers);
        let number = row.cell(Column::Number, optional(read_text));
        let note = row.cell(Column::Note, optional(read_text));
        let category = row.cell(Column::Category, optional(read_text));
        let origin = row.cell(Column::Origin, |text| Ok(text.to_owned()));
        let others = properties(&mut row, named.is_some());
        let pack = pack?;
        let price = price?.of_item(&mut row, &pack, currency);
        let origin_text = origin?;
        let origin = read_origin(&origin_text);
        let (mut properties, remarks) = others?;
        if origin.is_none() && !origin_text.is_empty() {
            properties.extend(property("Origin", &origin_text));
        }
        let price = price?;
        let row = ListRow {
            line: line.number,
            producer: producer?,
            name: name?,
            display_name: None,
            unit: pack.size.quantity().dimension().base_unit(),
            size: pack.size,
            category: category?.unwrap_or_else(|| Name::parse("Other").expect("it is a name")),
            price: price.each,
            product: ProductCells {
                description: Some(note?),
                origin: origin.map(Some),
                properties: Some((!properties.is_empty()).then_some(properties)),
                ..ProductCells::default()
            },
            remarks,
            variant: VariantEdit {
                sku: Patch::Set(number?),
                tax: Patch::Set(price.tax),
                deposit: Patch::Set(price.deposit),
                display_as: Patch::Set(pack.display_as),
                withdrawn: Patch::Set(false),
                ..VariantEdit::default()
            },
            draw: None,
            // Articles are ordered from their supplier as members order them: there is no stock to count.
            stock: StockCells {
                on_hand: if available? { None } else { Some(0) },
                available: None,
                on_demand: available,
            },
        };
        self.met.meet(&row, self.faults).then_some(row)
    }
}

/// A row of articles as it is read.
type ArticleCells<'a> = RowCells<'a, ArticleColumn>;

/// Who makes it: whom the list was named for, else its manufacturer.
fn producer(row: &mut ArticleCells<'_>, named: Option<&Name>) -> Option<Name> {
    let manufacturer = row.cell(ArticleColumn::Manufacturer, optional(read_text::<120>));
    if let Some(named) = named {
        return Some(named.clone());
    }
    let manufacturer = manufacturer?;
    if manufacturer.is_none() {
        row.fault(
            ArticleColumn::Manufacturer,
            "it is blank, and no producer was named for the list: name one of them",
        );
    }
    manufacturer
}

/// What one item of it is.
fn pack(row: &mut ArticleCells<'_>, numbers: Numbers) -> Option<Article> {
    use ArticleColumn as Column;
    let supplier = row.cell(Column::SupplierUnit, optional(read_text::<120>));
    let words = row.cell(Column::Unit, |text| Ok(text.to_owned()));
    let ratios = row.cell(Column::Ratios, |text| Ok(text.to_owned()));
    let price = row.cell(Column::PriceUnit, |text| Ok(text.to_owned()));
    let words = words?;
    // An article measured in a unit of its supplier has it there, and no words of its own.
    let supplier = supplier.as_ref().and_then(Option::as_deref).filter(|_| words.is_empty());
    let units = ArticleUnits {
        supplier,
        words: &words,
        ratios: ratios.as_deref().unwrap_or_default(),
        price: price.as_deref().unwrap_or_default(),
        numbers,
    };
    units.read().map_err(|(column, rule)| row.fault(column, rule)).ok()
}

/// What its supplier asks, the tax on top.
struct NetPrice {
    vat: Decimal,
    price: Decimal,
    deposit: Option<Decimal>,
}

impl NetPrice {
    fn read(row: &mut ArticleCells<'_>, numbers: Numbers) -> Option<Self> {
        use ArticleColumn as Column;
        let vat = row.cell(Column::Vat, |text| read_percent(text, numbers));
        let price = row.cell(Column::Price, |text| read_net(text, numbers));
        let deposit = row.cell(Column::Deposit, optional(|text| read_net(text, numbers)));
        Some(Self { vat: vat?, price: price?, deposit: deposit? })
    }

    /// What one item costs with its tax, which may be several of what is priced.
    fn of_item(
        self,
        row: &mut ArticleCells<'_>,
        pack: &Article,
        currency: Currency,
    ) -> Option<GrossPrice> {
        let gross = |net: Decimal| {
            let gross = net * (Decimal::ONE + self.vat / Decimal::ONE_HUNDRED);
            Money::round(gross, currency)
        };
        let whole = self.price.checked_mul(pack.prices);
        let whole = whole.filter(|price| *price <= Decimal::from(MAX_PRICE));
        if whole.is_none() {
            row.fault(ArticleColumn::Price, format!("what one item costs is beyond {MAX_PRICE}"));
        }
        Some(GrossPrice {
            each: gross(whole?),
            deposit: self.deposit.filter(|deposit| !deposit.is_zero()).map(gross),
            tax: nearest(self.vat),
        })
    }
}

/// What one item costs, the tax included.
struct GrossPrice {
    each: Money,
    deposit: Option<Money>,
    tax: TaxCategory,
}

/// What the list says that has no place of its own here, as properties: of the product, and of this size of it.
fn properties(
    row: &mut ArticleCells<'_>,
    is_named: bool,
) -> Option<(Vec<Property>, Vec<Property>)> {
    use ArticleColumn as Column;
    let (mut of_all, mut of_size) = (Vec::new(), Vec::new());
    let kept = [
        (Column::Ratios, "Box"),
        (Column::UnitQuantity, "Box"),
        (Column::Minimum, "Minimum order"),
        (Column::Manufacturer, "Manufacturer"),
    ];
    for (column, name) in kept {
        let text = row.cell(column, |text| Ok(text.to_owned()))?;
        let tells_nothing = text.is_empty() || (text == "1" && column != Column::Manufacturer);
        // The manufacturer is told apart only where somebody else is the producer.
        if !tells_nothing && (is_named || column != Column::Manufacturer) {
            let said = if column == Column::Manufacturer { &mut of_all } else { &mut of_size };
            said.extend(property(name, &text));
        }
    }
    Some((of_all, of_size))
}

fn property(name: &str, value: &str) -> Option<Property> {
    let name = Name::parse(name).ok()?;
    Some(Property { name, value: sillon_kernel::Text::parse(value).ok() })
}

/// A rate of tax in percent: `6`, `5,5` or blank for none.
fn read_percent(text: &str, numbers: Numbers) -> Result<Decimal, String> {
    if text.is_empty() {
        return Ok(Decimal::ZERO);
    }
    let number = numbers.with_point(text.trim_end_matches('%').trim_end())?;
    let rate = plain_decimal(&number).filter(|rate| *rate <= Decimal::ONE_HUNDRED);
    rate.ok_or_else(|| format!("{} is not a rate of tax in percent, such as 5.5", shown(text)))
}

/// A net amount of zero or more; it may be finer than the currency, as the tax comes on top.
fn read_net(text: &str, numbers: Numbers) -> Result<Decimal, String> {
    let amount =
        plain_decimal(&numbers.with_point(text)?).filter(|it| *it <= Decimal::from(MAX_PRICE));
    amount.ok_or_else(|| {
        format!("{} is not a price of zero to a million: write digits, such as 2.34", shown(text))
    })
}

/// A number of digits with at most one point, zero or more.
fn plain_decimal(text: &str) -> Option<Decimal> {
    let is_plain = !text.is_empty()
        && text.len() <= 16
        && text.starts_with(|c: char| c.is_ascii_digit())
        && text.ends_with(|c: char| c.is_ascii_digit())
        && text.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    if is_plain { Decimal::from_str_exact(text).ok() } else { None }
}

/// The most that one item may cost.
const MAX_PRICE: u32 = 1_000_000;

/// The tax category whose rate is nearest: rates differ between countries, and their categories hardly do.
fn nearest(percent: Decimal) -> TaxCategory {
    use TaxCategory as Tax;
    let rates = [
        (Tax::Exempt, Decimal::ZERO),
        (Tax::SuperReduced, Decimal::new(21, 1)),
        (Tax::Reduced, Decimal::new(55, 1)),
        (Tax::Intermediate, Decimal::TEN),
        (Tax::Standard, Decimal::from(20)),
    ];
    let off = |(_, rate): &(Tax, Decimal)| (*rate - percent).abs();
    rates.into_iter().min_by_key(off).map_or(Tax::Reduced, |(tax, _)| tax)
}

/// The country an origin ends with, and the place before it: `Veluwe, NL`.
fn read_origin(text: &str) -> Option<Origin> {
    let (place, country) = text.rsplit_once(',').unwrap_or(("", text));
    let country: Country = country.trim().parse().ok()?;
    Some(Origin::of(country, Name::parse(place).ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_belongs_to_the_nearest_category() {
        let of = |percent: &str| nearest(percent.parse().unwrap());
        assert_eq!(
            ["0", "2.1", "5.5", "6", "7", "9", "10", "19", "20", "21"].map(of),
            [
                TaxCategory::Exempt,
                TaxCategory::SuperReduced,
                TaxCategory::Reduced,
                TaxCategory::Reduced,
                TaxCategory::Reduced,
                TaxCategory::Intermediate,
                TaxCategory::Intermediate,
                TaxCategory::Standard,
                TaxCategory::Standard,
                TaxCategory::Standard,
            ]
        );
    }

    #[test]
    fn an_origin_ends_with_its_country() {
        let told = |text| {
            read_origin(text)
                .map(|origin| (origin.to_string(), origin.place.map(Name::into_string)))
        };
        assert_eq!(told("Veluwe, NL"), Some(("NL".to_owned(), Some("Veluwe".to_owned()))));
        assert_eq!(told("TR"), Some(("TR".to_owned(), None)));
        assert_eq!(told("the region"), None);
    }
}
