use std::collections::BTreeMap;

use sillon_kernel::{EnterpriseId, Money, Quantity, by_size, fold};

/// What a producer harvests of one size of a product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HarvestLine {
    /// Who harvests it.
    pub producer: EnterpriseId,
    /// The producer's name.
    pub producer_name: String,
    /// The product's name.
    pub product_name: String,
    /// The size: `500 g bag`.
    pub label: String,
    /// How much one item is.
    pub size: Quantity,
    /// The producer's own reference for it.
    pub sku: Option<String>,
    /// How many are wanted.
    pub items: i64,
    /// How much of the supply they take together.
    pub quantity: Quantity,
    /// What the producer earns with them.
    pub goods: Money,
}

/// What one producer harvests for a cycle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HarvestSheet {
    /// Who harvests.
    pub producer: EnterpriseId,
    /// The producer's name.
    pub producer_name: String,
    /// What is wanted, by product and size; at least one line.
    pub lines: Vec<HarvestLine>,
    /// What the producer earns with all of it.
    pub goods: Money,
}

impl HarvestSheet {
    /// The sheets that lines of one currency make: one per producer, by name, each with its lines by product and size.
    pub fn gather(lines: impl IntoIterator<Item = HarvestLine>) -> Vec<Self> {
        let mut per_producer: BTreeMap<EnterpriseId, Vec<HarvestLine>> = BTreeMap::new();
        for line in lines {
            per_producer.entry(line.producer).or_default().push(line);
        }
        let mut sheets: Vec<Self> = per_producer.into_values().filter_map(Self::of_one).collect();
        sheets.sort_by_cached_key(|sheet| (fold(&sheet.producer_name), sheet.producer));
        sheets
    }

    fn of_one(mut lines: Vec<HarvestLine>) -> Option<Self> {
        lines.sort_by_cached_key(|line| {
            (fold(&line.product_name), by_size(line.size, &line.label), line.sku.clone())
        });
        let goods = Money::sum(lines.iter().map(|line| line.goods))?;
        let (producer, producer_name) =
            lines.first().map(|line| (line.producer, line.producer_name.clone()))?;
        Some(Self { producer, producer_name, lines, goods })
    }
}

#[cfg(test)]
mod tests {
    use sillon_kernel::{Currency, Dimension};
    use uuid::Uuid;

    use super::*;

    fn line(
        producer: u128,
        producer_name: &str,
        product_name: &str,
        label: &str,
        minor: i64,
    ) -> HarvestLine {
        HarvestLine {
            producer: EnterpriseId(Uuid::from_u128(producer)),
            producer_name: producer_name.into(),
            product_name: product_name.into(),
            label: label.into(),
            size: Quantity::pieces(1),
            sku: None,
            items: 1,
            quantity: Quantity::from_milli(1_000_000, Dimension::Weight),
            goods: Money::new(minor, Currency::EUR),
        }
    }

    #[test]
    fn each_producer_gets_one_sheet_in_the_order_people_look_for_names() {
        let sheets = HarvestSheet::gather([
            line(1, "Le Verger", "Pommes", "1 kg", 300),
            line(2, "Étang Bleu", "Truite", "entière", 900),
            line(1, "Le Verger", "Épinards", "botte", 200),
            line(1, "Le Verger", "Epinards", "500 g", 100),
        ]);
        let told: Vec<_> = sheets
            .iter()
            .map(|sheet| {
                let lines =
                    sheet.lines.iter().map(|line| format!("{} {}", line.product_name, line.label));
                (
                    sheet.producer_name.as_str(),
                    lines.collect::<Vec<_>>().join(", "),
                    sheet.goods.minor(),
                )
            })
            .collect();
        assert_eq!(
            told,
            [
                ("Étang Bleu", "Truite entière".to_owned(), 900),
                ("Le Verger", "Epinards 500 g, Épinards botte, Pommes 1 kg".to_owned(), 600),
            ]
        );
    }

    #[test]
    fn nothing_ordered_makes_no_sheet() {
        assert_eq!(HarvestSheet::gather([]), []);
    }
}
