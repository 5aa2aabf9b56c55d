use sillon_kernel::{EnterpriseId, Quantity, by_size, fold};

/// How much of one size of a product goes to one hub, for all its customers together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryLine {
    /// The hub it goes to.
    pub shop: EnterpriseId,
    /// The hub's name.
    pub shop_name: String,
    /// Who made it.
    pub producer: EnterpriseId,
    /// The producer's name.
    pub producer_name: String,
    /// The product's name.
    pub product_name: String,
    /// The size: `500 g bag`.
    pub label: String,
    /// How it is stored: `ambient`, `chilled` or `frozen`.
    pub storage: String,
    /// How many.
    pub items: i64,
    /// How much of the supply they take together.
    pub quantity: Quantity,
}

/// Sorts what is delivered hub by hub; of each, by producer, product and size.
pub fn sort_deliveries(lines: &mut [DeliveryLine]) {
    lines.sort_by_cached_key(|line| {
        let shop = (fold(&line.shop_name), line.shop);
        let size = by_size(line.each(), &line.label);
        (shop, (fold(&line.producer_name), fold(&line.product_name), size))
    });
}

impl DeliveryLine {
    /// How much one item takes.
    fn each(&self) -> Quantity {
        let milli = self.quantity.milli().checked_div(self.items).unwrap_or_default();
        Quantity::from_milli(milli, self.quantity.dimension())
    }
}

#[cfg(test)]
mod tests {
    use sillon_kernel::Dimension;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn sizes_of_a_product_stand_from_small_to_large() {
        let line = |label: &str, items: i64, grams: i64| DeliveryLine {
            shop: EnterpriseId(Uuid::nil()),
            shop_name: "Halle".into(),
            producer: EnterpriseId(Uuid::nil()),
            producer_name: "Ferme".into(),
            product_name: "Carottes".into(),
            label: label.into(),
            storage: "ambient".into(),
            items,
            quantity: Quantity::from_milli(items * grams * 1_000, Dimension::Weight),
        };
        let mut lines = [line("2 kg", 1, 2_000), line("500 g", 9, 500), line("10 kg", 1, 10_000)];
        sort_deliveries(&mut lines);
        assert_eq!(lines.map(|line| line.label), ["500 g", "2 kg", "10 kg"]);
    }

    #[test]
    fn a_van_is_loaded_hub_by_hub() {
        let line = |shop: u128, name: &str, product: &str| DeliveryLine {
            shop: EnterpriseId(Uuid::from_u128(shop)),
            shop_name: name.into(),
            producer: EnterpriseId(Uuid::nil()),
            producer_name: "Ferme".into(),
            product_name: product.into(),
            label: "1 kg".into(),
            storage: "ambient".into(),
            items: 1,
            quantity: Quantity::from_milli(1, Dimension::Weight),
        };
        let mut lines =
            [line(2, "Mairie", "Pommes"), line(1, "École", "Radis"), line(1, "École", "Épinards")];
        sort_deliveries(&mut lines);
        let told = lines.map(|line| format!("{} {}", line.shop_name, line.product_name));
        assert_eq!(told, ["École Épinards", "École Radis", "Mairie Pommes"]);
    }
}
