use serde_json::{Value, json};

use crate::{Answer, Client};

/// A hub's shop that is open, with what one farm lists in it; set up as people would, over HTTP.
pub struct Shop {
    /// Whoever runs the hub.
    pub hub: Client,
    /// Whoever runs the farm.
    pub farmer: Client,
    /// The hub's id.
    pub hub_id: String,
    /// The farm's id.
    pub farm_id: String,
    /// The cycle that takes orders.
    pub cycle: String,
    /// A fee of the hub's on every item: 10 cents.
    pub fee: String,
    offers: Vec<Offered>,
}

/// A size of a product the farm lists.
#[derive(Debug)]
struct Offered {
    /// The product's name and the size, such as `Carrots, 500 g`.
    named: String,
    product: String,
    variant: String,
    supply: String,
}

impl Shop {
    /// The hub's name in addresses.
    pub const SLUG: &'static str = "halle-de-la-gare";

    /// Opens the shop of Lucie's hub, which sells what Marc's farm lists: rows of name, units, unit type, piece, price,
    /// on hand, such as `Carrots,500,g,,1.60,80`.
    ///
    /// # Panics
    ///
    /// When a step of it is refused.
    pub fn open(guest: &Client, rows: &str) -> Self {
        Self::open_until(guest, rows, "2100-01-01T00:00:00Z")
    }

    /// Opens the shop, to take orders until an instant.
    ///
    /// # Panics
    ///
    /// When a step of it is refused.
    pub fn open_until(guest: &Client, rows: &str, until: &str) -> Self {
        Self::run_by(guest.sign_up("Lucie"), guest.sign_up("Marc"), rows, until)
    }

    /// Opens the shop of whoever runs the hub, with what whoever runs the farm lists, to take orders until an instant.
    ///
    /// # Panics
    ///
    /// When a step of it is refused.
    pub fn run_by(hub: Client, farmer: Client, rows: &str, until: &str) -> Self {
        let found = |who: &Client, name: &str, is_producer: bool, sells: &str| {
            let body = json!({"name": name, "is_producer": is_producer, "sells": sells});
            made(&who.post("/v1/enterprises", &body))
        };
        let hub_id = found(&hub, "Halle de la Gare", false, "any");
        hub.say_who_sells(&hub_id);
        let farm_id = found(&farmer, "Ferme des Tilleuls", true, "none");
        let list: String = rows.lines().map(row).collect();
        let header = "producer,category,name,units,unit_type,variant_unit_name,price,on_hand,allergens,origin\n";
        farmer.post_list(&format!("{header}{list}")).assert(200);
        farmer.allows(&hub, &farm_id, "supply-to-cycles", &hub_id);
        let orders = json!({"from": "2020-01-01T00:00:00Z", "until": until});
        let plan = json!({"coordinator": hub_id, "name": "Always", "orders": orders});
        let cycle = made(&hub.post("/v1/cycles", &plan));
        let ten_cents =
            json!({"type": "per-item", "amount": {"amount": "0.10", "currency": "EUR"}});
        let fee = json!({"enterprise": hub_id, "name": "Packing", "kind": "packing", "calculator": ten_cents});
        let fee = made(&hub.post("/v1/fees", &fee));
        hub.put(&format!("/v1/cycles/{cycle}/fees"), &json!({"fees": [fee]})).assert(200);
        for (enterprise, direction) in [(&farm_id, "incoming"), (&hub_id, "outgoing")] {
            let text = "Behind the station";
            let exchange =
                json!({"enterprise": enterprise, "direction": direction, "pick_up_text": text});
            hub.put(&format!("/v1/cycles/{cycle}/exchanges"), &exchange).assert(200);
        }
        hub.post(&format!("/v1/cycles/{cycle}/publish"), &Value::Null).assert(200);
        let products =
            farmer.get(&format!("/v1/enterprises/{farm_id}/products?limit=500")).assert(200);
        let products = products.get("items").and_then(Value::as_array).into_iter().flatten();
        let offers = products.flat_map(offers_of).collect();
        Self { hub, farmer, hub_id, farm_id, cycle, fee, offers }
    }

    /// Where a guest reads an order just placed, by the checkout's answer.
    pub fn address_of(placed: &Answer) -> String {
        format!("/v1/orders/{}?token={}", placed.text_at("/id"), placed.text_at("/token"))
    }

    /// The farm allows the hub something, which takes it.
    ///
    /// # Panics
    ///
    /// When it cannot.
    pub fn allow(&self, kind: &str) {
        self.farmer.allows(&self.hub, &self.farm_id, kind, &self.hub_id);
    }

    /// The same shop, at a server at another address.
    #[must_use]
    pub fn at(self, url: &str) -> Self {
        Self { hub: self.hub.at(url), farmer: self.farmer.at(url), ..self }
    }

    /// The variant of a name and size.
    ///
    /// # Panics
    ///
    /// When the farm does not list it.
    pub fn variant(&self, named: &str) -> &str {
        &self.offer(named).variant
    }

    /// The product of a name and size.
    ///
    /// # Panics
    ///
    /// When the farm does not list it.
    pub fn product(&self, named: &str) -> &str {
        &self.offer(named).product
    }

    /// The supply of a name and size.
    ///
    /// # Panics
    ///
    /// When the farm does not list it.
    pub fn supply(&self, named: &str) -> &str {
        &self.offer(named).supply
    }

    fn offer(&self, named: &str) -> &Offered {
        let found = self.offers.iter().find(|offered| offered.named == named);
        found.unwrap_or_else(|| panic!("the farm does not list {named}: {:?}", self.offers))
    }

    /// Lines of a cart.
    pub fn lines(&self, wanted: &[(&str, u32)]) -> Value {
        let line = |(named, quantity): &(&str, u32)| json!({"variant": self.variant(named), "quantity": quantity});
        wanted.iter().map(line).collect()
    }

    /// Opens somebody's cart; its id.
    ///
    /// # Panics
    ///
    /// When it is refused.
    pub fn cart(&self, who: &Client, wanted: &[(&str, u32)]) -> String {
        made(&who.post("/v1/carts", &json!({"shop": Self::SLUG, "lines": self.lines(wanted)})))
    }

    /// Orders what is in a cart at what it shows, under a key. Whoever is told to come back when they look agrees to nothing: then
    /// that is the answer.
    pub fn checkout(&self, who: &Client, cart: &str, key: &str) -> Answer {
        let shown = who.get(&format!("/v1/carts/{cart}"));
        if shown.status == 503 {
            return shown;
        }
        self.checkout_at(who, cart, key, &total_of(&shown.json()))
    }

    /// Orders what is in a cart at a sum, under a key.
    pub fn checkout_at(&self, who: &Client, cart: &str, key: &str, total: &str) -> Answer {
        who.with_key(key).post(&format!("/v1/carts/{cart}/checkout"), &Self::contact("Awa", total))
    }

    /// What a cart shows that it comes to; nothing, when that cannot be said.
    pub fn total(who: &Client, cart: &str) -> String {
        total_of(&who.get(&format!("/v1/carts/{cart}")).json())
    }

    /// Opens a cart and orders it; the order's id.
    ///
    /// # Panics
    ///
    /// When it is refused.
    pub fn order(&self, who: &Client, wanted: &[(&str, u32)]) -> String {
        let cart = self.cart(who, wanted);
        made(&self.checkout(who, &cart, &cart))
    }

    /// What a checkout says: who fetches the goods, and pays a sum in cash.
    pub fn contact(name: &str, total: &str) -> Value {
        let email = format!("{}@example.org", name.to_lowercase());
        let total = json!({"amount": total, "currency": "EUR"});
        let contact = json!({"name": name, "email": email});
        json!({"contact": contact, "total": total, "payment": "cash", "consent": true})
    }

    /// Records a payment in cash, under a key.
    pub fn pay(&self, order: &str, amount: &str, key: &str) -> Answer {
        let paid = json!({"amount": {"amount": amount, "currency": "EUR"}, "method": "cash"});
        self.hub.with_key(key).post(&format!("/v1/orders/{order}/payments"), &paid)
    }

    /// Has the farmer ask a deposit for the packaging of a name and size, of a kind.
    ///
    /// # Panics
    ///
    /// When it is refused.
    pub fn set_deposit(&self, named: &str, amount: &str, kind: &str) {
        let deposit = json!({"amount": amount, "currency": "EUR"});
        let said = json!({"deposit": deposit, "deposit_kind": kind});
        self.farmer.patch(&format!("/v1/variants/{}", self.variant(named)), &said).assert(200);
    }

    /// Closes the cycle.
    pub fn close(&self) -> Answer {
        self.hub.post(&format!("/v1/cycles/{}/close", self.cycle), &Value::Null)
    }

    /// The ids of all the orders of the cycle, page by page.
    ///
    /// # Panics
    ///
    /// When they are not shown.
    pub fn orders(&self) -> Vec<String> {
        let (mut orders, mut after) = (Vec::new(), String::new());
        loop {
            let page = self.hub.get(&format!("/v1/cycles/{}/orders?limit=500{after}", self.cycle));
            let shown = page.assert(200);
            let items = shown.get("items").and_then(Value::as_array).into_iter().flatten();
            orders.extend(items.map(|order| text(order, "id")));
            match shown.get("next").and_then(Value::as_str) {
                Some(next) => after = format!("&after={next}"),
                None => return orders,
            }
        }
    }

    /// Where the cycle stands.
    pub fn stage(&self) -> String {
        self.hub.get(&format!("/v1/cycles/{}", self.cycle)).text_at("/stage")
    }

    /// What the farm's harvest sheet says: each product's name and size, and how many items.
    ///
    /// # Panics
    ///
    /// When it is not shown.
    pub fn harvest(&self) -> Vec<(String, i64)> {
        let sheets =
            self.farmer.get(&format!("/v1/cycles/{}/harvest-sheets", self.cycle)).assert(200);
        let lines = sheets.pointer("/0/lines").and_then(Value::as_array).into_iter().flatten();
        let line = |line: &Value| {
            let items = line.get("items").and_then(Value::as_i64).expect("so many items");
            (named(line, line), items)
        };
        lines.map(line).collect()
    }

    /// Everything the hub and its farmer can see of their trade, as it is sent.
    pub fn everything(&self) -> Vec<String> {
        let (farm, hub, cycle) = (&self.farm_id, &self.hub_id, &self.cycle);
        let of_hub = [
            "/v1/me".to_owned(),
            "/v1/shops".to_owned(),
            format!("/v1/shops/{}", Self::SLUG),
            format!("/v1/shops/{}/offers", Self::SLUG),
            format!("/v1/cycles/{cycle}"),
            format!("/v1/cycles/{cycle}/orders"),
            format!("/v1/cycles/{cycle}/harvest-sheets"),
            format!("/v1/cycles/{cycle}/packing-list"),
            format!("/v1/enterprises/{hub}/balance"),
        ];
        let of_farmer = [
            "/v1/me".to_owned(),
            format!("/v1/enterprises/{farm}/products"),
            format!("/v1/enterprises/{farm}/balance"),
        ];
        let seen_by = |who: &Client, paths: &[String]| -> Vec<String> {
            let seen = paths.iter().map(|path| who.get(path));
            seen.map(|seen| format!("{} {}", seen.status, seen.text())).collect()
        };
        [seen_by(&self.hub, &of_hub), seen_by(&self.farmer, &of_farmer)].concat()
    }

    /// How many of a variant the shop says are left.
    ///
    /// # Panics
    ///
    /// When it does not offer it.
    pub fn left(&self, wanted: &str) -> u64 {
        let shown = self.hub.get(&format!("/v1/shops/{}/offers", Self::SLUG)).assert(200);
        let mut offers = shown.get("offers").and_then(Value::as_array).into_iter().flatten();
        let offer = offers.find(|offer| named(offer, offer) == wanted).expect("it is offered");
        offer.get("available").and_then(Value::as_u64).expect("it is counted")
    }
}

/// The id of what was just made.
fn made(answer: &Answer) -> String {
    answer.assert(201);
    answer.text_at("/id")
}

/// A farm's row as the list has it, with what is in it that people react to.
fn row(row: &str) -> String {
    let name = row.split(',').next().unwrap_or_default();
    let known = [("Egg", "eggs"), ("cheese", "milk"), ("Bread", "gluten"), ("Celeriac", "celery")];
    let found = known.iter().find(|(part, _)| name.contains(part));
    let allergens = found.map_or("none", |(_, allergens)| *allergens);
    format!("Ferme des Tilleuls,Market,{row},{allergens},FR\n")
}

/// A product's sizes: name and label, variant, supply.
fn offers_of(product: &Value) -> Vec<Offered> {
    let variants = product.get("variants").and_then(Value::as_array).into_iter().flatten();
    let offer = |variant: &Value| {
        let supply = variant.get("supply").map(|supply| text(supply, "id")).unwrap_or_default();
        Offered {
            named: named(product, variant),
            product: text(product, "id"),
            variant: text(variant, "id"),
            supply,
        }
    };
    variants.map(offer).collect()
}

fn named(product: &Value, size: &Value) -> String {
    format!("{}, {}", text(product, "name"), text(size, "label"))
}

fn text(value: &Value, member: &str) -> String {
    value.get(member).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// What a cart that is shown comes to; nothing, when that cannot be said.
fn total_of(cart: &Value) -> String {
    let total = cart.pointer("/total/amount").and_then(Value::as_str);
    total.unwrap_or("0.00").to_owned()
}
