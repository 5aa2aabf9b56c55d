//! A market to measure: shops with farms, goods, fees and an open cycle, made over the server's own API.

use serde_json::{Value, json};

use crate::{
    Fault,
    load::clients::{Work, drive},
    load::dice::Dice,
    load::http::{Answer, Body, request},
    parts::desk::{Desk, text},
};

/// How many carts are opened at once.
const OPENED_AT_ONCE: usize = 32;

/// What the farms grow.
const PRODUCTS: [&str; 20] = [
    "Carrots",
    "Potatoes",
    "Lettuce",
    "Leeks",
    "Onions",
    "Beetroot",
    "Spinach",
    "Chard",
    "Radishes",
    "Fennel",
    "Celeriac",
    "Parsnips",
    "Pumpkins",
    "Tomatoes",
    "Courgettes",
    "Aubergines",
    "Apples",
    "Pears",
    "Plums",
    "Walnuts",
];

/// How a shop should be.
#[derive(Clone, Copy)]
pub(crate) struct ShopShape {
    /// How many farms supply it.
    pub(crate) farms: usize,
    /// How many variants each farm lists, each with a supply of its own.
    pub(crate) variants_each: usize,
    /// How many items there are of each.
    pub(crate) stock: usize,
}

/// A shop whose cycle takes orders.
pub(crate) struct Shop {
    /// Its short name.
    pub(crate) slug: String,
    /// The hub's id.
    pub(crate) hub: String,
    /// The cycle.
    pub(crate) cycle: String,
    /// What it sells.
    pub(crate) variants: Vec<String>,
    /// The way of hand-over that its customers choose, where it has one.
    pub(crate) hand_over: Option<String>,
}

/// The code of a voucher that a shop with all the trimmings has.
const CODE: &str = "SPRING";

impl Shop {
    /// Where its offers are read.
    pub(crate) fn offers(&self) -> String {
        format!("/v1/shops/{}/offers?cycle={}", self.slug, self.cycle)
    }

    /// Founds the farms and lists their goods, and opens a hub over them.
    pub(crate) async fn open(desk: &Desk, name: &str, shape: ShopShape) -> Result<Self, Fault> {
        let farms = found_farms(desk, name, shape.farms).await?;
        desk.hand_in("/v1/product-lists", &list(name, shape)).await?;
        let shop = Self::over(desk, name, &farms).await?;
        let wanted = shape.farms * shape.variants_each;
        if shop.variants.len() == wanted {
            Ok(shop)
        } else {
            Err(format!("{name} offers {} variants, not {wanted}", shop.variants.len()).into())
        }
    }

    /// Founds a hub that sells what some farms list, and opens a cycle with three fees: one on each item, one in percent,
    /// one on each order.
    pub(crate) async fn over(desk: &Desk, name: &str, farms: &[String]) -> Result<Self, Fault> {
        let hub = desk.post("/v1/enterprises", &enterprise(name, false, "any")).await?;
        let (id, slug) = (text(&hub, "id")?, text(&hub, "slug")?);
        say_who_sells(desk, &id).await?;
        for farm in farms {
            let grant = format!("/v1/enterprises/{farm}/grants/supply-to-cycles/{id}");
            desk.command("PUT", &grant).await?;
        }
        let cycle = open_cycle(desk, &id, farms).await?;
        let mut shop = Self { slug, hub: id, cycle, variants: Vec::new(), hand_over: None };
        shop.variants = variants(&desk.get(&shop.offers()).await?)?;
        Ok(shop)
    }

    /// A cart's body: so many items of each variant.
    pub(crate) fn cart(&self, lines: &[(&String, usize)]) -> Value {
        let line = |(variant, quantity): &(&String, usize)| json!({ "variant": variant, "quantity": quantity });
        let lines: Vec<Value> = lines.iter().map(line).collect();
        let hand_over = self.hand_over.as_ref().map(|method| json!({ "method": method }));
        json!({ "shop": self.slug, "cycle": self.cycle, "lines": lines, "hand_over": hand_over })
    }

    /// Gives it what a shop may have beside goods and fees: a hub that charges tax, on all it sells and on its fees; a way of
    /// hand-over that costs something and takes a number of orders; and a voucher whose uses are counted.
    pub(crate) async fn trim(&mut self, desk: &Desk) -> Result<(), Fault> {
        let of_hub = format!("/v1/enterprises/{}", self.hub);
        let identity =
            json!({ "legal_name": "Bench", "siren": "732829320", "vat_regime": "liable" });
        desk.put(&format!("{of_hub}/legal-identity"), &identity).await?;
        let fees = desk.get(&format!("{of_hub}/fees")).await?;
        for fee in fees.get("items").and_then(Value::as_array).into_iter().flatten() {
            let path = format!("/v1/fees/{}", text(fee, "id")?);
            desk.patch(&path, &json!({ "taxed_as": "goods" })).await?;
        }
        let barn = json!({
            "name": "Barn", "kind": "pick-up", "address": "12 rue des Lilas", "tax_category": "standard",
            "calculator": { "type": "flat-rate", "amount": euros("1.20") }, "capacity": 1_000_000,
        });
        let barn = desk.post(&format!("{of_hub}/hand-over-methods"), &barn).await?;
        self.hand_over = Some(text(&barn, "id")?);
        let voucher = json!({ "code": CODE, "percent": "10", "max_uses": 1_000_000 });
        desk.post(&format!("{of_hub}/vouchers"), &voucher).await?;
        Ok(())
    }
}

/// Founds the farms whose goods a list has.
pub(crate) async fn found_farms(
    desk: &Desk,
    shop: &str,
    count: usize,
) -> Result<Vec<String>, Fault> {
    let mut farms = Vec::with_capacity(count);
    for number in 1..=count {
        let farm = enterprise(&farm_name(number, shop), true, "none");
        farms.push(text(&desk.post("/v1/enterprises", &farm).await?, "id")?);
    }
    Ok(farms)
}

/// What the columns of a list are.
pub(crate) const LIST_HEADER: &str = "producer,sku,name,category,description,units,unit_type,variant_unit_name,price,on_hand,allergens,origin\n";

/// The list of what a shop's farms grow.
pub(crate) fn list(name: &str, shape: ShopShape) -> String {
    let rows = (1..=shape.farms).flat_map(|number| {
        let farm = farm_name(number, name);
        (0..shape.variants_each).map(move |product| row(&farm, product, shape.stock))
    });
    format!("{LIST_HEADER}{}", rows.collect::<String>())
}

/// What a farm is called.
pub(crate) fn farm_name(number: usize, shop: &str) -> String {
    format!("Ferme {number:03} of {shop}")
}

fn row(farm: &str, number: usize, stock: usize) -> String {
    let product = PRODUCTS.get(number % PRODUCTS.len()).copied().unwrap_or_default();
    let allergens = match product {
        "Celeriac" => "celery",
        "Walnuts" => "nuts",
        _ => "none",
    };
    let grams = 250 * (1 + number % 4);
    let price = 150 + 37 * number;
    let (euros, cents) = (price / 100, price % 100);
    format!(
        "{farm},S{number:03},{product} {number:02},Vegetables,Grown in the open and picked on the day before,\
         {grams},g,,{euros}.{cents:02},{stock},{allergens},FR\n"
    )
}

fn enterprise(name: &str, is_producer: bool, sells: &str) -> Value {
    json!({ "name": name, "is_producer": is_producer, "sells": sells })
}

/// What whoever sells must say of itself before its shop opens.
async fn say_who_sells(desk: &Desk, hub: &str) -> Result<(), Fault> {
    let address = json!({ "street": ["12 rue des Lilas"], "postcode": "88000", "city": "Épinal" });
    let profile = json!({
        "physical_address": address, "contact_email": "hub@example.org", "phone": "+33 3 29 00 00 00",
    });
    desk.patch(&format!("/v1/enterprises/{hub}"), &profile).await?;
    let identity =
        json!({ "legal_name": "Bench", "siren": "732829320", "vat_regime": "franchise" });
    desk.put(&format!("/v1/enterprises/{hub}/legal-identity"), &identity).await?;
    Ok(())
}

fn euros(amount: &str) -> Value {
    json!({ "amount": amount, "currency": "EUR" })
}

async fn open_cycle(desk: &Desk, hub: &str, farms: &[String]) -> Result<String, Fault> {
    let orders = json!({ "from": "2020-01-01T00:00:00Z", "until": "2120-01-01T00:00:00Z" });
    let cycle = json!({ "coordinator": hub, "name": "This week", "orders": orders });
    let cycle = text(&desk.post("/v1/cycles", &cycle).await?, "id")?;
    let path = format!("/v1/cycles/{cycle}");
    for farm in farms {
        let incoming = json!({ "enterprise": farm, "direction": "incoming" });
        desk.put(&format!("{path}/exchanges"), &incoming).await?;
    }
    let calculators = [
        json!({ "type": "per-item", "amount": euros("0.10") }),
        json!({ "type": "percent-per-item", "percent": "5" }),
        json!({ "type": "flat-rate", "amount": euros("1.50") }),
    ];
    let mut fees = Vec::new();
    for (calculator, kind) in calculators.into_iter().zip(["packing", "admin", "transport"]) {
        let fee =
            json!({ "enterprise": hub, "name": kind, "kind": kind, "calculator": calculator });
        fees.push(text(&desk.post("/v1/fees", &fee).await?, "id")?);
    }
    let (on_exchange, on_cycle) = fees.split_at(1);
    let outgoing = json!({
        "enterprise": hub, "direction": "outgoing", "fees": on_exchange, "pick_up_text": "At the station",
    });
    desk.put(&format!("{path}/exchanges"), &outgoing).await?;
    desk.put(&format!("{path}/fees"), &json!({ "fees": on_cycle })).await?;
    desk.command("POST", &format!("{path}/publish")).await?;
    Ok(cycle)
}

fn variants(offers: &Value) -> Result<Vec<String>, Fault> {
    let offers = offers.get("offers").and_then(Value::as_array).ok_or("there are no offers")?;
    offers.iter().map(|offer| text(offer, "variant")).collect()
}

/// Bodies of carts spread over the shops, each of so many different variants, of each one to three items.
pub(crate) fn mixed_carts(shops: &[Shop], count: usize, lines: usize) -> Vec<Value> {
    let mut dice = Dice::new(1);
    let shops = shops.iter().cycle().take(count);
    shops
        .map(|shop| {
            let drawn = dice.draw(&shop.variants, lines).into_iter();
            let lines: Vec<_> = drawn.map(|variant| (variant, 1 + dice.below(3))).collect();
            shop.cart(&lines)
        })
        .collect()
}

/// Bodies of carts that all want one item of each of the variants: every other cart in the opposite order.
pub(crate) fn same_carts(shop: &Shop, variants: &[String], count: usize) -> Vec<Value> {
    let forth: Vec<_> = variants.iter().map(|variant| (variant, 1)).collect();
    let back: Vec<_> = forth.iter().rev().copied().collect();
    [forth, back].iter().cycle().take(count).map(|lines| shop.cart(lines)).collect()
}

/// Opens carts, and gives for each the request that checks it out.
pub(crate) async fn open_carts(desk: &Desk, carts: &[Value]) -> Result<Vec<Vec<u8>>, Fault> {
    let work = Work::all(carts.iter().map(opening).collect());
    let mut opened =
        drive(desk.address(), OPENED_AT_ONCE.min(carts.len()), work, Body::Kept).await?;
    opened.expect(201)?;
    opened.kept.sort_by_key(|(place, _)| *place);
    let mut checkouts = Vec::with_capacity(carts.len());
    for (place, answer) in &opened.kept {
        checkouts.push(checkout(&serde_json::from_slice(&answer.body)?, *place)?);
    }
    Ok(checkouts)
}

/// The request that opens a cart.
pub(crate) fn opening(cart: &Value) -> Vec<u8> {
    let json = ("content-type", "application/json");
    request("POST", "/v1/carts", &[json], Some(&cart.to_string()))
}

/// The checkout that a cart just opened, or changed, leads to.
pub(crate) fn check_out(cart: &Answer, place: usize) -> Result<Vec<u8>, Fault> {
    checkout(&cart_in(cart)?, place)
}

/// The use of a voucher that a cart just opened leads to.
pub(crate) fn use_voucher(opened: &Answer, _place: usize) -> Result<Vec<u8>, Fault> {
    let path = format!("/v1/carts/{}/vouchers", text(&cart_in(opened)?, "id")?);
    let json = ("content-type", "application/json");
    Ok(request("PUT", &path, &[json], Some(&json!({ "vouchers": [CODE] }).to_string())))
}

fn cart_in(answer: &Answer) -> Result<Value, Fault> {
    if [200, 201].contains(&answer.status) {
        Ok(serde_json::from_slice(&answer.body)?)
    } else {
        Err(answer.told().into())
    }
}

/// The request that checks a cart out, at the sum it showed as it was opened.
fn checkout(opened: &Value, number: usize) -> Result<Vec<u8>, Fault> {
    let cart = text(opened, "id")?;
    let body = json!({
        "contact": {
            "name": format!("Customer {number:05}"), "email": format!("customer{number}@example.org"),
            "phone": "+33 6 12 34 56 78", "language": "fr",
        },
        "total": opened.get("total"),
        "payment": "cash",
        "consent": true,
    });
    let headers = [("content-type", "application/json"), ("idempotency-key", cart.as_str())];
    let path = format!("/v1/carts/{cart}/checkout");
    Ok(request("POST", &path, &headers, Some(&body.to_string())))
}
