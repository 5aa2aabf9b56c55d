//! The market that the table of rights speaks of, and who asks in it.

use std::{
    sync::atomic::{AtomicU32, Ordering},
    thread,
};

use serde_json::{Value, json};
use sillon_cycles::Direction;
use sillon_engine::Tx;
use sillon_store::Repositories as _;
use sillon_testkit::{Answer, Client, IdentityProvider, Marketplace, Shop, TestDatabase, run};

use crate::routes::{Request, Route};

/// Somebody who asks, by what they are to what is asked for: the hub and its cycle, the farm that supplies it, and the
/// shopper whose carts and orders they are.
pub(crate) struct Role {
    /// What the table calls them.
    pub(crate) name: &'static str,
    /// Their name, if they are a person with an account.
    pub(crate) person: Option<&'static str>,
    /// Them, at the door.
    pub(crate) client: Client,
}

impl Role {
    /// The password they signed up with.
    pub(crate) fn password(&self) -> String {
        format!("the password of {}", self.person.unwrap_or_default())
    }
}

/// What the table calls the machines: two of the farm, the others of the hub, each with a key of one scope.
const MACHINES: [(&str, &str); 11] = [
    ("farm key catalogue:read", "catalogue:read"),
    ("farm key catalogue:write", "catalogue:write"),
    ("hub key cycles:read", "cycles:read"),
    ("hub key cycles:write", "cycles:write"),
    ("hub key customers:read", "customers:read"),
    ("hub key customers:write", "customers:write"),
    ("hub key orders:read", "orders:read"),
    ("hub key orders:write", "orders:write"),
    ("hub key books:read", "books:read"),
    ("hub key events:read", "events:read"),
    ("hub key books:write", "books:write"),
];

/// One market for all roles and routes.
pub(crate) struct Town {
    pub(crate) market: Marketplace,
    /// Lucie's hub and its open cycle, with what Marc's farm sells in it.
    pub(crate) shop: Shop,
    /// Everybody who asks, as the table lists them.
    pub(crate) roles: Vec<Role>,
    /// Whoever runs another hub.
    pub(crate) elsewhere: Client,
    /// That hub.
    pub(crate) other_hub: String,
    asked: AtomicU32,
}

impl Town {
    pub(crate) fn of(database: TestDatabase) -> Self {
        let provider = IdentityProvider::start();
        let told = provider.told("http://localhost");
        let market = Marketplace::open_now(database, &told);
        let guest = market.guest();
        let shop = Shop::open(&guest, "Carrots,500,g,,1.60,80\nEggs,6,,egg,2.70,5000");
        shop.set_deposit("Carrots, 500 g", "0.20", "container");
        let path = format!("/v1/enterprises/{}", shop.hub_id);
        shop.hub.patch(&path, &json!({"takes_changes": true})).assert(200);
        let person =
            |name, person| Role { name, person: Some(person), client: guest.sign_up(person) };
        let mut roles = vec![
            Role { name: "anonymous", person: None, client: guest.clone() },
            person("shopper", "Awa"),
            person("other shopper", "Ines"),
            Role { name: "farmer", person: Some("Marc"), client: shop.farmer.clone() },
            person("other farmer", "Zoe"),
            person("hub manager", "Bo"),
            person("other hub manager", "Ada"),
            Role { name: "hub owner", person: Some("Lucie"), client: shop.hub.clone() },
            person("packer", "Pia"),
            person("hand-over staff", "Hugo"),
            person("administrator", "Sol"),
        ];
        let found = |owner: &Client, name: &str, is_producer: bool, sells: &str| {
            let body = json!({"name": name, "is_producer": is_producer, "sells": sells});
            owner.post("/v1/enterprises", &body).text_at("/id")
        };
        let other_farmer = roles.iter().find(|role| role.name == "other farmer").unwrap();
        found(&other_farmer.client, "Verger", true, "own");
        let elsewhere = guest.sign_up("Ugo");
        let other_hub = found(&elsewhere, "Panier du Canal", false, "any");
        let named =
            |name: &str| &roles.iter().find(|role| role.person == Some(name)).unwrap().client;
        elsewhere.takes_on(named("Ada"), &other_hub, "manager");
        for (person, role) in [("Bo", "manager"), ("Pia", "packer"), ("Hugo", "hand-over")] {
            shop.hub.takes_on(named(person), &shop.hub_id, role);
        }
        market.appoint_administrator("sol@example.org");
        for (name, scope) in MACHINES {
            let (owner, enterprise) = if name.starts_with("farm") {
                (&shop.farmer, &shop.farm_id)
            } else {
                (&shop.hub, &shop.hub_id)
            };
            let body = json!({"name": name, "scopes": [scope]});
            let made = owner.post(&format!("/v1/enterprises/{enterprise}/api-keys"), &body);
            let client = guest.with_token(&made.text_at("/secret"));
            roles.push(Role { name, person: None, client });
        }
        let keys = format!("/v1/enterprises/{}/shop-keys", shop.hub_id);
        let origins = ["https://shop.example.org"];
        let made = shop.hub.post(&keys, &json!({"name": "Site", "origins": origins}));
        let client = guest.with_token(&made.text_at("/key"));
        roles.push(Role { name: "shop key", person: None, client });
        Self { market, shop, roles, elsewhere, other_hub, asked: AtomicU32::new(0) }
    }

    /// Whom the table calls so.
    pub(crate) fn role(&self, name: &str) -> &Role {
        self.roles.iter().find(|role| role.name == name).unwrap()
    }

    /// The shopper whose carts and orders are asked for.
    pub(crate) fn shopper(&self) -> &Client {
        &self.role("shopper").client
    }

    /// A number no request had before.
    pub(crate) fn number(&self) -> u32 {
        self.asked.fetch_add(1, Ordering::Relaxed)
    }

    /// The address of somebody who just made an account and has no part in anything.
    pub(crate) fn newcomer(&self) -> String {
        let email = format!("newcomer{}@example.org", self.number());
        let account = json!({"email": email, "name": "Newcomer", "password": "a long password"});
        self.market.guest().post("/v1/users", &account).assert(201);
        email
    }

    /// Somebody who just made an account, signed in.
    pub(crate) fn newcomer_signed_in(&self) -> Client {
        let session = json!({"email": self.newcomer(), "password": "a long password"});
        let guest = self.market.guest();
        guest.with_token(&guest.post("/v1/sessions", &session).text_at("/token"))
    }

    /// What a person is invited to, by somebody they have nothing to do with; whoever is no person is invited to nothing.
    pub(crate) fn invitation_of(&self, role: &Role) -> String {
        let Some(name) = role.person else {
            return "01a20744-49f3-7698-8402-0166e3a7c66b".to_owned();
        };
        let stranger = self.newcomer_signed_in();
        let body = json!({"name": "Verger", "is_producer": true, "sells": "none"});
        let theirs = stranger.post("/v1/enterprises", &body).text_at("/id");
        let body =
            json!({"email": format!("{}@example.org", name.to_lowercase()), "role": "packer"});
        stranger.post(&format!("/v1/enterprises/{theirs}/invitations"), &body).text_at("/id")
    }

    /// The secret of the letter with a link that left last.
    pub(crate) fn secret(&self) -> String {
        let letters = self.market.take_letters();
        letters.iter().find(|letter| letter.text.contains("token=")).unwrap().token()
    }

    /// Somebody signed in once more; a guest stays one.
    pub(crate) fn anew(&self, role: &Role) -> Client {
        let Some(name) = role.person else { return role.client.clone() };
        let email = format!("{}@example.org", name.to_lowercase());
        let session = json!({"email": email, "password": format!("the password of {name}")});
        let guest = self.market.guest();
        guest.with_token(&guest.post("/v1/sessions", &session).text_at("/token"))
    }

    /// A new key of the hub's: one of its `api-keys` or `shop-keys`.
    pub(crate) fn hub_key(&self, kind: &str, body: &Value) -> Answer {
        self.shop.hub.post(&format!("/v1/enterprises/{}/{kind}", self.shop.hub_id), body)
    }

    /// A new product of the farmer's, with one size.
    fn listed(&self) -> Value {
        let size = json!({"size": {"value": "500", "unit": "g"}, "price": {"amount": "1.40", "currency": "EUR"}});
        let name = format!("Leeks {}", self.number());
        let body = json!({"name": name, "category": "Market", "variants": [size]});
        let products = format!("/v1/enterprises/{}/products", self.shop.farm_id);
        self.shop.farmer.post(&products, &body).assert(201)
    }

    /// A new product of the farmer's.
    pub(crate) fn product(&self) -> String {
        self.listed()["id"].as_str().unwrap().to_owned()
    }

    /// A new size of the farmer's.
    pub(crate) fn variant(&self) -> String {
        self.listed()["variants"][0]["id"].as_str().unwrap().to_owned()
    }

    /// A new cart of the shopper's.
    pub(crate) fn cart(&self) -> String {
        self.retire_hand_overs();
        self.shop.cart(self.shopper(), &[("Eggs, 6 × egg", 1)])
    }

    /// A new order of the shopper's.
    pub(crate) fn order(&self) -> String {
        self.retire_hand_overs();
        self.shop.order(self.shopper(), &[("Eggs, 6 × egg", 1)])
    }

    /// A new order of the shopper's, of goods in packaging that is paid back.
    pub(crate) fn order_with_deposit(&self) -> String {
        self.retire_hand_overs();
        self.shop.order(self.shopper(), &[("Carrots, 500 g", 1)])
    }

    /// What a new order of the shopper's, of goods that are sold by weight, weighs.
    pub(crate) fn weights(&self) -> Value {
        let (carrots, farmer) = (self.shop.variant("Carrots, 500 g"), &self.shop.farmer);
        let weighed = |most: Value| {
            farmer
                .patch(&format!("/v1/variants/{carrots}"), &json!({"heaviest": most}))
                .assert(200);
        };
        weighed(json!({"value": "600", "unit": "g"}));
        let order = self.order_with_deposit();
        weighed(Value::Null);
        let weight = json!({"value": "520", "unit": "g"});
        json!({"lines": [{"order": order, "variant": carrots, "items": 1, "weight": weight}]})
    }

    /// The letter that confirms a new order of the shopper's.
    pub(crate) fn letter(&self) -> String {
        let order = self.order();
        self.shop.hub.get(&format!("/v1/orders/{order}/letters")).text_at("/letters/0/id")
    }

    /// A payment of a new order of the shopper's, which is all paid.
    pub(crate) fn payment(&self) -> String {
        let order = self.order();
        self.shop.pay(&order, "2.80", &order).text_at("/id")
    }

    /// A new order of the shopper's that is paid, and of which packaging came back.
    pub(crate) fn owed_back(&self) -> String {
        let order = self.order_with_deposit();
        self.shop.pay(&order, "1.90", &order).assert(201);
        let lines = json!({"lines": self.shop.lines(&[("Carrots, 500 g", 1)])});
        let hub = self.shop.hub.with_key(&format!("back {order}"));
        hub.post(&format!("/v1/orders/{order}/returns"), &lines).assert(201);
        order
    }

    /// A repayment of a new order of the shopper's.
    pub(crate) fn repayment(&self) -> String {
        let order = self.owed_back();
        let hub = self.shop.hub.with_key(&format!("repaid {order}"));
        let cents = json!({"amount": "0.20", "currency": "EUR"});
        let body = json!({"amount": cents, "method": "cash"});
        hub.post(&format!("/v1/orders/{order}/repayments"), &body).text_at("/id")
    }

    /// What the hub says as it pays the farm, for which something came in.
    pub(crate) fn a_payout(&self) -> Value {
        self.payment();
        let cents = json!({"amount": "0.10", "currency": "EUR"});
        json!({"to": self.shop.farm_id, "amount": cents, "method": "bank-transfer", "note": "Week 19"})
    }

    /// A payout of the hub's to the farm.
    pub(crate) fn payout(&self) -> String {
        let body = self.a_payout();
        let hub = self.shop.hub.with_key(&format!("payout {}", self.number()));
        hub.post(&format!("/v1/enterprises/{}/payouts", self.shop.hub_id), &body).text_at("/id")
    }

    /// A new cycle of the hub's that may be published.
    pub(crate) fn draft(&self) -> String {
        let orders = json!({"from": "2020-01-01T00:00:00Z", "until": "2100-01-01T00:00:00Z"});
        let plan = json!({"coordinator": self.shop.hub_id, "name": "Another", "orders": orders});
        self.shop.hub.post("/v1/cycles", &plan).text_at("/id")
    }

    /// A new cycle of the hub's that takes orders.
    pub(crate) fn open_cycle(&self) -> String {
        let draft = self.draft();
        self.shop.hub.post(&format!("/v1/cycles/{draft}/publish"), &Value::Null).assert(200);
        draft
    }

    /// A new customer of the hub's.
    pub(crate) fn customer(&self) -> String {
        let email = format!("{}@example.org", uuid::Uuid::now_v7().simple());
        let path = format!("/v1/enterprises/{}/customers", self.shop.hub_id);
        self.shop.hub.post(&path, &json!({"email": email})).text_at("/id")
    }

    /// What the hub says as it orders for a customer.
    pub(crate) fn an_order_for_a_customer(&self) -> Value {
        self.retire_hand_overs();
        let path = format!("/v1/customers/{}/carts", self.customer());
        let lines = self.shop.lines(&[("Eggs, 6 × egg", 1)]);
        let cart = self.shop.hub.post(&path, &json!({"lines": lines}));
        let contact = json!({"name": "Odile", "email": "odile@example.org"});
        json!({"cart": cart.text_at("/id"), "total": cart.json()["total"], "contact": contact,
            "payment": "cash", "consent": true})
    }

    /// A new fee of the hub's.
    pub(crate) fn fee(&self) -> String {
        let calculator = json!({"type": "percent-of-total", "percent": "5"});
        let hub = &self.shop.hub_id;
        let fee =
            json!({"enterprise": hub, "name": "Rent", "kind": "admin", "calculator": calculator});
        self.shop.hub.post("/v1/fees", &fee).text_at("/id")
    }

    /// A new voucher of the hub's.
    pub(crate) fn voucher(&self) -> String {
        let path = format!("/v1/enterprises/{}/vouchers", self.shop.hub_id);
        self.shop.hub.post(&path, &self.a_voucher()).text_at("/id")
    }

    /// What one says: its code is no other's.
    pub(crate) fn a_voucher(&self) -> Value {
        json!({"code": self.cart(), "percent": "5"})
    }

    /// What a pick-up point of the hub's says.
    pub(crate) fn pick_up_point() -> Value {
        json!({"name": "Barn", "kind": "pick-up", "address": "12 rue des Lilas, 88000 Épinal"})
    }

    /// A pick-up point of the hub's that nothing new names: carts and checkouts go on without it.
    pub(crate) fn hand_over_method(&self) -> String {
        let methods = format!("/v1/enterprises/{}/hand-over-methods", self.shop.hub_id);
        let method = self.shop.hub.post(&methods, &Self::pick_up_point()).text_at("/id");
        self.shop.hub.delete(&format!("/v1/hand-over-methods/{method}")).assert(204);
        method
    }

    /// Retires the methods that others added: one that is not chosen keeps nobody from ordering.
    fn retire_hand_overs(&self) {
        let methods = format!("/v1/enterprises/{}/hand-over-methods?limit=500", self.shop.hub_id);
        let methods = self.shop.hub.get(&methods).assert(200);
        let in_use =
            methods["items"].as_array().unwrap().iter().filter(|it| it["retired_at"].is_null());
        for method in in_use.filter_map(|it| it["id"].as_str()) {
            self.shop.hub.delete(&format!("/v1/hand-over-methods/{method}")).assert(204);
        }
    }

    /// A new cycle of the hub's that takes no more orders.
    pub(crate) fn closed_cycle(&self) -> String {
        let open = self.open_cycle();
        self.shop.hub.post(&format!("/v1/cycles/{open}/close"), &Value::Null).assert(200);
        open
    }

    /// A new series of the hub's, which asks the farm.
    pub(crate) fn series(&self) -> String {
        // Whoever said before that it is not to be asked forgets it.
        let hub = self.shop.hub_id.parse().unwrap();
        let farm = self.shop.farm_id.parse().unwrap();
        let forget = move |tx: &mut Tx<'_>| {
            Ok(tx.series().forget_declined(hub, farm, Direction::Incoming)?)
        };
        let engine = self.market.engine();
        // On a thread of its own, as this one drives the test.
        let forgotten = thread::scope(|it| it.spawn(|| run(engine.write(forget))).join());
        forgotten.unwrap().unwrap();
        let body = json!({"cycle": self.draft(), "rule": "FREQ=YEARLY"});
        let series = self.shop.hub.post("/v1/series", &body).text_at("/id");
        let part = format!("/v1/series/{series}/parts/{}/incoming", self.shop.farm_id);
        self.shop.hub.put(&part, &json!({})).assert(200);
        series
    }

    /// What the hub was just asked: to sell in a cycle that Ugo's hub runs.
    pub(crate) fn asked(&self) -> Request {
        let orders = json!({"from": "2020-01-01T00:00:00Z", "until": "2100-01-01T00:00:00Z"});
        let plan = json!({"coordinator": self.other_hub, "name": "Elsewhere", "orders": orders});
        let cycle = self.elsewhere.post("/v1/cycles", &plan).text_at("/id");
        let hub = &self.shop.hub_id;
        let outgoing = json!({"enterprise": hub, "direction": "outgoing"});
        self.elsewhere.put(&format!("/v1/cycles/{cycle}/exchanges"), &outgoing).assert(200);
        Request::to(&[("id", hub), ("cycle", &cycle), ("direction", "outgoing")])
    }

    /// Does, as a role, what a route is for.
    pub(crate) fn ask(&self, role: &Role, route: &Route) -> Answer {
        self.send(role, route.operation, (route.request)(self, role))
    }

    /// Sends a request to an operation, under a key of its own.
    pub(crate) fn send(&self, role: &Role, operation: &str, request: Request) -> Answer {
        let (method, path) = operation.split_once(' ').unwrap();
        let mut path = path.to_owned();
        for (parameter, value) in &request.path {
            path = path.replace(&format!("{{{parameter}}}"), value);
        }
        assert!(!path.contains('{'), "{operation}: no value for a part of {path}");
        let who = request.by.unwrap_or_else(|| role.client.clone());
        let who = who.with_key(&format!("{} {}", role.name, self.number()));
        let body = request.body.as_ref().map(|(kind, bytes)| (*kind, bytes.as_slice()));
        who.send(method, &format!("{path}{}", request.query), body)
    }
}
