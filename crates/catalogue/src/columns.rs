use csv::StringRecord;

use crate::{
    fault::{Faults, shown},
    lines::Line,
};

/// A column of Open Food Network's product list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Column {
    Producer,
    Sku,
    Name,
    DisplayName,
    Category,
    Description,
    Units,
    UnitType,
    VariantUnitName,
    Price,
    OnHand,
    AvailableOn,
    OnDemand,
    ShippingCategory,
    TaxCategory,
    Allergens,
}

impl Column {
    const ALL: [Self; 16] = [
        Self::Producer,
        Self::Sku,
        Self::Name,
        Self::DisplayName,
        Self::Category,
        Self::Description,
        Self::Units,
        Self::UnitType,
        Self::VariantUnitName,
        Self::Price,
        Self::OnHand,
        Self::AvailableOn,
        Self::OnDemand,
        Self::ShippingCategory,
        Self::TaxCategory,
        Self::Allergens,
    ];

    const REQUIRED: [Self; 5] =
        [Self::Producer, Self::Name, Self::Category, Self::Units, Self::Price];

    /// The name it has in a header.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Producer => "producer",
            Self::Sku => "sku",
            Self::Name => "name",
            Self::DisplayName => "display_name",
            Self::Category => "category",
            Self::Description => "description",
            Self::Units => "units",
            Self::UnitType => "unit_type",
            Self::VariantUnitName => "variant_unit_name",
            Self::Price => "price",
            Self::OnHand => "on_hand",
            Self::AvailableOn => "available_on",
            Self::OnDemand => "on_demand",
            Self::ShippingCategory => "shipping_category",
            Self::TaxCategory => "tax_category",
            Self::Allergens => "allergens",
        }
    }

    /// The column a header names, in any case.
    pub(crate) fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.name().eq_ignore_ascii_case(name))
    }
}

/// Where each column of a list stands.
pub(crate) struct Columns {
    places: Vec<(Column, usize)>,
    missing: Vec<Column>,
    /// How many cells a row has.
    pub(crate) width: usize,
}

impl Columns {
    /// Reads the header, and says what is wrong with it; `None` when no row can be read under it.
    pub(crate) fn read(header: &Line, faults: &mut Faults) -> Option<Self> {
        let line = header.number;
        if let Some(rule) = header.misquoted {
            faults.add(line, "header", rule);
            return None;
        }
        let names: Vec<&str> = header.cells.iter().map(str::trim).collect();
        if !names.iter().any(|name| Column::find(name).is_some()) {
            let first = shown(names.join(",").as_str());
            let rule =
                format!("the first line is {first}, which names none of the columns: {}", all());
            faults.add(line, "header", rule);
            return None;
        }
        let mut columns = Self { places: Vec::new(), missing: Vec::new(), width: names.len() };
        for (place, name) in names.into_iter().enumerate() {
            match Column::find(name) {
                Some(column) if columns.place(column).is_some() => {
                    faults.add(line, column.name(), "the column is there twice: keep one of them");
                }
                Some(column) => columns.places.push((column, place)),
                None if name.is_empty() => {
                    let rule = format!("column {} has no name: name it, or take it out", place + 1);
                    faults.add(line, "header", rule);
                }
                None => {
                    let rule =
                        format!("{} is not a column of the list: they are {}", shown(name), all());
                    let name: String = name.chars().take(40).collect();
                    faults.add(line, &name, rule);
                }
            }
        }
        columns.find_missing(line, faults);
        Some(columns)
    }

    fn find_missing(&mut self, line: u64, faults: &mut Faults) {
        for column in Column::REQUIRED {
            if self.place(column).is_none() {
                let rule = format!("the column {} is missing: every list has it", column.name());
                faults.add(line, column.name(), rule);
                self.missing.push(column);
            }
        }
        if self.place(Column::UnitType).is_none() && self.place(Column::VariantUnitName).is_none() {
            let rule = "the columns unit_type and variant_unit_name are both missing: every list has one of them";
            faults.add(line, Column::UnitType.name(), rule);
            self.missing.push(Column::VariantUnitName);
        }
    }

    fn place(&self, column: Column) -> Option<usize> {
        self.places.iter().find(|(named, _)| *named == column).map(|(_, place)| *place)
    }

    /// What a row has in the column, trimmed: nothing where the column may be left out and is; `None` where its being left out is a
    /// fault of the header.
    pub(crate) fn cell<'r>(&self, row: &'r StringRecord, column: Column) -> Option<&'r str> {
        if self.missing.contains(&column) {
            return None;
        }
        Some(self.place(column).and_then(|place| row.get(place)).unwrap_or_default().trim())
    }
}

fn all() -> String {
    Column::ALL.map(Column::name).join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lines::Lines;

    fn faults_of(header: &str) -> Vec<String> {
        let mut faults = Faults::default();
        let line = Lines::of(header).next().unwrap();
        Columns::read(&line, &mut faults);
        faults
            .into_vec()
            .into_iter()
            .map(|fault| format!("{}: {}", fault.field, fault.rule))
            .collect()
    }

    #[test]
    fn columns_come_in_any_order_and_case() {
        assert_eq!(
            faults_of("Price, UNITS ,unit_type,category,Name,producer"),
            Vec::<String>::new()
        );
    }

    #[test]
    fn every_column_missing_unknown_or_twice_is_named() {
        let told = faults_of("producer,name,Name,units,colour,,unit_type");
        let starts = [
            "name: the column is there twice",
            "colour: “colour” is not a column of the list: they are producer, sku,",
            "header: column 6 has no name",
            "category: the column category is missing",
            "price: the column price is missing",
        ];
        assert_eq!(told.len(), starts.len(), "{told:?}");
        for (told, start) in told.iter().zip(starts) {
            assert!(told.starts_with(start), "{told}");
        }
        assert_eq!(
            faults_of("producer,name,category,units,price").len(),
            1,
            "a unit or the name of a piece"
        );
    }

    #[test]
    fn a_first_line_that_is_no_header_is_one_fault() {
        let told = faults_of("Ferme du Val,Carrots,2.20");
        assert_eq!(told.len(), 1);
        assert!(told[0].contains("“Ferme du Val,Carrots,2.20”"), "{told:?}");
    }
}
