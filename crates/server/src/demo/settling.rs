use std::collections::HashMap;

use serde::Deserialize;
use serde_json::{Value, json};
use sillon_kernel::{CycleId, Dimension, EnterpriseId, Language, Money, OrderId, Quantity};

use super::{
    client::RequestFailed,
    dice::Dice,
    market::{Market, Member},
    shopper::Placed,
};

/// Who pays at once, who in part, who later: thrown anew with another seed.
const SEED: u64 = 0x9a1e_4d00_2026;
/// The largest page a list has.
const PAGE: usize = 500;

/// What a farm harvests, as its sheet says.
#[derive(Deserialize)]
pub(crate) struct Sheet {
    pub(crate) producer: EnterpriseId,
    lines: Vec<SheetLine>,
}

#[derive(Deserialize)]
struct SheetLine {
    items: usize,
    quantity: Quantity,
}

impl Sheet {
    /// How many items the farm brings.
    pub(crate) fn items(&self) -> usize {
        self.lines.iter().map(|line| line.items).sum()
    }

    /// How much that is: by weight, by volume, by the piece, whatever there is of it.
    pub(crate) fn quantities(&self) -> Vec<Quantity> {
        let sum = |dimension| {
            let of = self.lines.iter().map(|line| line.quantity);
            let of = of.filter(|quantity| quantity.dimension() == dimension);
            Quantity::from_milli(of.map(Quantity::milli).sum(), dimension)
        };
        let sums = [Dimension::Weight, Dimension::Volume, Dimension::Piece].map(sum);
        sums.into_iter().filter(|sum| sum.milli() > 0).collect()
    }
}

/// The papers of a closed cycle.
pub(crate) struct Papers {
    pub(crate) sheets: Vec<Sheet>,
    /// How many lines the packing list has.
    pub(crate) packing_lines: usize,
    /// How many bytes the files for spreadsheets have.
    pub(crate) file_bytes: usize,
}

/// Fetches what the farms harvest and what goes into each order, to read and as files.
pub(crate) fn fetch_papers(
    market: &Market,
    cycle: CycleId,
    language: Language,
) -> Result<Papers, RequestFailed> {
    let client = &market.hub.client;
    let path = |paper: &str| format!("/v1/cycles/{cycle}/{paper}");
    let packing: Vec<Value> = client.get(&path("packing-list?by=customer"))?;
    let harvest_file = client.get_text(&path(&format!("harvest-sheets.csv?lang={language}")))?;
    let packing_file = client.get_text(&path(&format!("packing-list.csv?lang={language}")))?;
    let mut sheets: Vec<Sheet> = Vec::with_capacity(market.farms.len());
    for farm in &market.farms {
        // Each farmer reads their own.
        sheets.extend(farm.client.get::<Vec<Sheet>>(&path("harvest-sheets"))?);
    }
    Ok(Papers {
        sheets,
        packing_lines: packing.len(),
        file_bytes: harvest_file.len() + packing_file.len(),
    })
}

/// How the payments went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Paid {
    pub(crate) whole: usize,
    pub(crate) part: usize,
    pub(crate) nothing: usize,
}

#[derive(Deserialize)]
struct Listed {
    id: OrderId,
    total: Money,
}

/// Records what the shoppers paid: nearly all of them everything, a few half, some nothing yet.
pub(crate) fn record_payments(
    market: &Market,
    cycle: CycleId,
    orders: &[Placed],
    mut watch: impl FnMut(usize),
) -> Result<Paid, RequestFailed> {
    let methods: HashMap<OrderId, &str> =
        orders.iter().map(|order| (order.id, order.payment.as_str())).collect();
    let mut paid = Paid::default();
    for (number, order) in list_orders(&market.hub, cycle)?.into_iter().enumerate() {
        let method = methods.get(&order.id).copied().unwrap_or("cash");
        let amount = match Dice::new(SEED, number).below(100) {
            0..=87 => order.total,
            88..=91 => Money::new(order.total.minor() / 2, order.total.currency()),
            _ => Money::zero(order.total.currency()),
        };
        if amount.is_zero() {
            paid.nothing += 1;
        } else {
            let came_in = json!({ "amount": amount, "method": method });
            let (path, key) =
                (format!("/v1/orders/{}/payments", order.id), format!("demo-{}", order.id));
            market.hub.client.post::<Value>(&path, Some(&key), &came_in)?;
            if amount == order.total { paid.whole += 1 } else { paid.part += 1 }
        }
        watch(number + 1);
    }
    Ok(paid)
}

/// Every order of the cycle, page by page.
fn list_orders(hub: &Member, cycle: CycleId) -> Result<Vec<Listed>, RequestFailed> {
    #[derive(Deserialize)]
    struct Page {
        items: Vec<Listed>,
        next: Option<String>,
    }
    let mut listed = Vec::new();
    let mut after = String::new();
    loop {
        let page: Page =
            hub.client.get(&format!("/v1/cycles/{cycle}/orders?limit={PAGE}{after}"))?;
        listed.extend(page.items);
        match page.next {
            Some(next) => after = format!("&after={next}"),
            None => return Ok(listed),
        }
    }
}

/// How an enterprise stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub(crate) struct Balance {
    /// Due to it, and not received yet.
    earned: Money,
    /// Received for it.
    pub(crate) payable: Money,
    /// Due to it for its packaging, and not received yet.
    deposits_due: Money,
    /// Received for its packaging, and paid back when that returns.
    deposits: Money,
    /// What lies in its till.
    pub(crate) till: Money,
}

impl Balance {
    /// Reads how a member stands, in their own name.
    pub(crate) fn of(member: &Member) -> Result<Self, RequestFailed> {
        member.client.get(&format!("/v1/enterprises/{}/balance", member.enterprise))
    }

    /// All it earned, received or not.
    pub(crate) fn earns(&self) -> Money {
        self.earned + self.payable
    }

    /// All that customers were charged for it: what it earned, and the deposits on its packaging.
    pub(crate) fn charged(&self) -> Money {
        self.earns() + self.deposits_due + self.deposits
    }

    /// What was received of that.
    pub(crate) fn received(&self) -> Money {
        self.payable + self.deposits
    }

    /// A balance in cents of euros, to try the account on.
    #[cfg(test)]
    pub(crate) fn of_cents(earned: i64, payable: i64, till: i64) -> Self {
        let euros = |cents| Money::new(cents, sillon_kernel::Currency::EUR);
        Self {
            earned: euros(earned),
            payable: euros(payable),
            deposits_due: euros(0),
            deposits: euros(0),
            till: euros(till),
        }
    }
}

#[cfg(test)]
mod tests {
    use sillon_messages::Format as _;

    use super::*;

    #[test]
    fn a_sheet_sums_what_can_be_summed() {
        let line = |items: usize, value: &str, unit: &str| json!({ "items": items, "quantity": { "value": value, "unit": unit } });
        let sheet: Sheet = serde_json::from_value(json!({
            "producer": "018f0000-0000-7000-8000-000000000001",
            "lines": [line(3, "1.5", "kg"), line(2, "500", "g"), line(4, "4", "piece")],
        }))
        .unwrap();
        assert_eq!(sheet.items(), 9);
        let told: Vec<String> =
            sheet.quantities().into_iter().map(|sum| Language::Fr.quantity(sum)).collect();
        assert_eq!(told, ["2 kg", "4 pièces"]);
    }

    #[test]
    fn what_was_received_is_part_of_what_is_earned() {
        assert_eq!(Balance::of_cents(250, 750, 0).earns().minor(), 1_000);
    }
}
