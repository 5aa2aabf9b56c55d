use serde_json::{Value, json};
use sillon_testkit::{Answer, Client, Shop};

/// Every write that takes JSON: who may do it, what they send, and the meanings of the values at its places, of those
/// that must be there and of those that may be left out.
const WRITES: &str = r#"
guest POST /v1/users
{"email": "zoe@example.org", "name": "Zoé", "password": "a long password", "language": "fr"}
needs /email email, /name name, /password password
takes /language language

guest POST /v1/users/password-letters
{"email": "zoe@example.org"}
needs /email email

guest POST /v1/users/passwords
{"token": "0123456789abcdef", "password": "a long password"}
needs /password password, /token secret

guest POST /v1/invitations/acceptances
{"token": "0123456789abcdef", "account": {"name": "Zoé", "password": "a long password", "language": "en"}}
needs /account/name name, /account/password password, /token secret
takes /account/language language

hub PUT /v1/me/password
{"old": "the password of Lucie", "new": "a long password"}
needs /new password

hub POST /v1/enterprises/$hub/invitations
{"email": "zoe@example.org", "role": "manager", "language": "fr"}
needs /email email, /role word
takes /language language

hub POST /v1/enterprises
{"name": "Verger", "description": "Apples", "email": "v@example.org", "is_producer": true, "sells": "own", "zone": "Europe/Paris", "currency": "EUR"}
needs /name name, /is_producer flag, /sells word
takes /description text, /zone zone, /currency currency

hub PUT /v1/enterprises/$hub/members
{"email": "marc@example.org", "role": "manager"}
needs /email email, /role word

farmer PUT /v1/supplies/$supply
{"available": {"value": "3", "unit": "kg"}, "on_demand": false}
needs /available quantity, /available/value measure, /available/unit unit
takes /on_demand flag

hub POST /v1/cycles
{"coordinator": "$hub", "name": "Winter", "orders": {"from": "2030-01-01T00:00:00Z", "until": "2030-01-02T00:00:00Z"}}
needs /coordinator id, /name name, /orders object, /orders/from instant, /orders/until instant

hub PUT /v1/cycles/$cycle/exchanges
{"enterprise": "$hub", "direction": "outgoing", "variants": ["$carrots"], "fees": ["$fee"], "pick_up": {"from": "2030-01-01T00:00:00Z", "until": "2030-01-02T00:00:00Z"}, "pick_up_text": "Left door"}
needs /enterprise id, /direction word, /pick_up/from instant, /pick_up/until instant
takes /variants ids, /fees ids, /pick_up_text text

hub POST /v1/series
{"cycle": "$cycle", "name": "Weekly", "rule": "FREQ=WEEKLY", "holidays": {"of": "france", "then": "skip"}}
needs /cycle id, /rule rule, /holidays/of word, /holidays/then word

hub PUT /v1/enterprises/$hub/participations/$cycle/outgoing
{"answer": "yes", "asked_at": "2030-01-01T00:00:00Z"}
needs /answer word
takes /asked_at seen

hub POST /v1/fees
{"enterprise": "$hub", "name": "Admin", "kind": "admin", "tax": "20", "calculator": {"type": "flexi-rate", "first": {"amount": "1.00", "currency": "EUR"}, "additional": {"amount": "1.00", "currency": "EUR"}, "most": 3}}
needs /enterprise id, /name name, /kind word, /calculator object, /calculator/type word, /calculator/first money, /calculator/first/amount amount, /calculator/first/currency currency
takes /tax percent

hub POST /v1/fees
{"enterprise": "$hub", "name": "Admin", "kind": "admin", "calculator": {"type": "percent-per-item", "percent": "5"}}
needs /calculator/percent percent

hub PUT /v1/cycles/$cycle/fees
{"fees": ["$fee"]}
needs /fees ids

guest POST /v1/carts
{"shop": "halle-de-la-gare", "cycle": "$cycle", "lines": [{"variant": "$carrots", "quantity": 1}]}
needs /lines/0/variant id, /lines/0/quantity count

guest PUT /v1/carts/$cart/lines
{"lines": [{"variant": "$carrots", "quantity": 1}]}
needs /lines ids, /lines/0/variant id, /lines/0/quantity count

guest POST /v1/carts/$cart/checkout
{"contact": {"name": "Awa", "email": "awa@example.org", "phone": "+33 6", "note": "Hello", "language": "fr"}, "total": {"amount": "5.60", "currency": "EUR"}, "payment": "cash", "consent": true}
needs /contact object, /contact/name name, /contact/email email, /total money, /total/amount amount, /total/currency currency, /payment word, /consent flag
takes /contact/phone text, /contact/note text, /contact/language language

hub POST /v1/orders/$order/payments
{"amount": {"amount": "1.00", "currency": "EUR"}, "method": "cash"}
needs /amount money, /amount/amount amount, /amount/currency currency, /method word

hub POST /v1/orders/$lent/returns
{"lines": [{"variant": "$carrots", "quantity": 1}]}
needs /lines ids, /lines/0/variant id, /lines/0/quantity count
"#;

/// Places in a body, as JSON pointers, and the meanings of what stands there.
type Places = Vec<(String, String)>;

/// A write that would be done, and what its values mean.
pub(crate) struct Write<'s> {
    pub(crate) who: &'s Client,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) body: Value,
    /// Of values that must be there.
    pub(crate) needs: Places,
    /// Of values that may be left out.
    pub(crate) takes: Places,
}

impl<'s> Write<'s> {
    /// Every write, at a shop with a guest's cart and order in it.
    pub(crate) fn all(shop: &'s Shop, guest: &'s Client) -> Vec<Self> {
        shop.set_deposit("Carrots, 500 g", "0.20", "container");
        let lent = shop.order(guest, &[("Carrots, 500 g", 1)]);
        let named = [
            ("$hub", shop.hub_id.clone()),
            ("$cycle", shop.cycle.clone()),
            ("$fee", shop.fee.clone()),
            ("$carrots", shop.variant("Carrots, 500 g").to_owned()),
            ("$supply", shop.supply("Carrots, 500 g").to_owned()),
            ("$order", shop.order(guest, &[("Eggs, 6 × egg", 1)])),
            ("$lent", lent),
            ("$cart", shop.cart(guest, &[("Eggs, 6 × egg", 2)])),
        ];
        let filled =
            named.iter().fold(WRITES.to_owned(), |text, (name, value)| text.replace(name, value));
        filled.trim().split("\n\n").map(|text| Self::read(text, shop, guest)).collect()
    }

    fn read(text: &str, shop: &'s Shop, guest: &'s Client) -> Self {
        let mut lines = text.lines();
        let mut first = lines.next().unwrap().splitn(3, ' ').map(str::to_owned);
        let who = match first.next().unwrap().as_str() {
            "hub" => &shop.hub,
            "farmer" => &shop.farmer,
            _ => guest,
        };
        let (method, path) = (first.next().unwrap(), first.next().unwrap());
        let body = serde_json::from_str(lines.next().unwrap()).unwrap();
        let place = |text: &str| {
            let (place, meaning) = text.trim().split_once(' ').unwrap();
            (place.to_owned(), meaning.to_owned())
        };
        let places = |of: &str| -> Places {
            let line = text.lines().find_map(|line| line.strip_prefix(of));
            line.into_iter().flat_map(|line| line.split(',')).map(place).collect()
        };
        Self { who, method, path, body, needs: places("needs "), takes: places("takes ") }
    }

    pub(crate) fn send(&self, body: &[u8]) -> Answer {
        // A key of its own for each, so that none is taken for a repeat.
        let digest = body.iter().fold(7_u64, |sum, byte| sum.wrapping_mul(31) + u64::from(*byte));
        let key = format!("{}-{digest:x}", body.len());
        self.who.with_key(&key).send(&self.method, &self.path, Some(("application/json", body)))
    }

    pub(crate) fn send_json(&self, body: &Value) -> Answer {
        self.send(body.to_string().as_bytes())
    }

    /// The body with raw JSON at a place.
    pub(crate) fn with(&self, place: &str, raw: &str) -> String {
        let mut body = self.body.clone();
        let found = body.pointer_mut(place);
        *found.unwrap_or_else(|| panic!("{place} of {}", self.path)) = json!("@@");
        body.to_string().replace("\"@@\"", raw)
    }

    /// The body without what is at a place.
    pub(crate) fn without(&self, place: &str) -> Value {
        let mut body = self.body.clone();
        let (parent, member) = place.rsplit_once('/').unwrap();
        let parent = if parent.is_empty() { Some(&mut body) } else { body.pointer_mut(parent) };
        parent.and_then(Value::as_object_mut).unwrap().remove(member).unwrap();
        body
    }
}
