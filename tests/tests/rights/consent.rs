//! What strangers send to change something of somebody's without asking: every operation that writes is in one of these
//! lists, so that a new route cannot pass by.

use serde_json::{Value, json};
use sillon_testkit::{Client, Shop};

use super::{
    routes::Request,
    town::{Role, Town},
};

/// Operations that name something of somebody's: strangers send what the table of rights sends, at the hub, the farm and the
/// shopper of the town; and, from what is their own, what [`NAMED`] says.
pub(crate) const THEIRS: &[&str] = &[
    "POST /v1/carts/{id}/checkout",
    "PUT /v1/carts/{id}/hand-over",
    "PUT /v1/carts/{id}/lines",
    "PUT /v1/carts/{id}/vouchers",
    "POST /v1/enterprises/{id}/vouchers",
    "PATCH /v1/vouchers/{id}",
    "DELETE /v1/vouchers/{id}",
    "POST /v1/cycles",
    "DELETE /v1/cycles/{id}",
    "PATCH /v1/cycles",
    "PATCH /v1/cycles/{id}",
    "POST /v1/cycles/{id}/close",
    "POST /v1/cycles/{id}/copies",
    "PUT /v1/cycles/{id}/exchanges",
    "PUT /v1/cycles/{id}/fees",
    "POST /v1/cycles/{id}/publish",
    "POST /v1/cycles/{id}/reopen",
    "POST /v1/cycles/{id}/shortages",
    "POST /v1/cycles/{id}/shortages/preview",
    "POST /v1/cycles/{id}/weights",
    "POST /v1/cycles/{id}/weights/preview",
    "PATCH /v1/fees/{id}",
    "DELETE /v1/fees/{id}",
    "PATCH /v1/customers/{id}",
    "DELETE /v1/customers/{id}",
    "POST /v1/customers/{id}/carts",
    "POST /v1/customers/{id}/orders",
    "POST /v1/enterprises/{id}/customers",
    "PUT /v1/enterprises/{id}/tag-rules",
    "PATCH /v1/enterprises/{id}",
    "POST /v1/enterprises/{id}/api-keys",
    "DELETE /v1/enterprises/{id}/api-keys/{key}",
    "POST /v1/enterprises/{id}/webhooks",
    "PUT /v1/enterprises/{id}/webhooks/{webhook}",
    "DELETE /v1/enterprises/{id}/webhooks/{webhook}",
    "POST /v1/enterprises/{id}/webhooks/{webhook}/secret",
    "POST /v1/enterprises/{id}/webhooks/{webhook}/replay",
    "POST /v1/enterprises/{id}/webhooks/{webhook}/ping",
    "DELETE /v1/enterprises/{id}/bank-account",
    "PUT /v1/enterprises/{id}/bank-account",
    "POST /v1/enterprises/{id}/certificates",
    "DELETE /v1/enterprises/{id}/certificates/{certificate}",
    "DELETE /v1/enterprises/{id}/grants/{kind}/{to}",
    "PUT /v1/enterprises/{id}/grants/{kind}/{to}",
    "DELETE /v1/enterprises/{id}/images/{place}",
    "PUT /v1/enterprises/{id}/images/{place}",
    "POST /v1/enterprises/{id}/hand-over-methods",
    "PATCH /v1/hand-over-methods/{id}",
    "DELETE /v1/hand-over-methods/{id}",
    "POST /v1/enterprises/{id}/invitations",
    "DELETE /v1/enterprises/{id}/invitations/{invitation}",
    "PUT /v1/enterprises/{id}/legal-identity",
    "PUT /v1/enterprises/{id}/members",
    "DELETE /v1/enterprises/{id}/members/{user}",
    "DELETE /v1/enterprises/{id}/participations/{cycle}/{direction}",
    "PUT /v1/enterprises/{id}/participations/{cycle}/{direction}",
    "POST /v1/enterprises/{id}/products",
    "POST /v1/enterprises/{id}/shop-keys",
    "DELETE /v1/enterprises/{id}/shop-keys/{key}",
    "PUT /v1/enterprises/{id}/terms",
    "POST /v1/enterprises/{id}/stock-resets",
    "DELETE /v1/enterprises/{id}/terms/{variant}",
    "PUT /v1/enterprises/{id}/terms/{variant}",
    "POST /v1/enterprises/{id}/terms/{variant}/reset",
    "POST /v1/enterprises/{id}/week",
    "PUT /v1/enterprises/{id}/week",
    "POST /v1/enterprises/{id}/week/copy",
    "POST /v1/enterprises/{id}/week/preview",
    "POST /v1/fees",
    "POST /v1/groups",
    "DELETE /v1/groups/{slug}",
    "PATCH /v1/groups/{slug}",
    "DELETE /v1/groups/{slug}/members/{enterprise}",
    "PUT /v1/groups/{slug}/members/{enterprise}",
    "POST /v1/orders/{id}/changes",
    "POST /v1/orders/{id}/changes/preview",
    "POST /v1/orders/{id}/cancellation",
    "PUT /v1/orders/{id}/ticks",
    "POST /v1/orders/{id}/moves",
    "POST /v1/orders/{id}/moves/preview",
    "POST /v1/orders/{id}/payments",
    "POST /v1/orders/{id}/letters",
    "POST /v1/letters/{id}/again",
    "POST /v1/orders/{id}/returns",
    "POST /v1/payments/{id}/reversal",
    "POST /v1/orders/{id}/repayments",
    "POST /v1/repayments/{id}/reversal",
    "POST /v1/enterprises/{id}/payouts",
    "POST /v1/payouts/{id}/reversal",
    "POST /v1/series",
    "DELETE /v1/series/{id}",
    "PATCH /v1/series/{id}",
    "DELETE /v1/series/{id}/parts/{enterprise}/{direction}",
    "PUT /v1/series/{id}/parts/{enterprise}/{direction}",
    "POST /v1/product-lists",
    "POST /v1/product-lists/preview",
    "DELETE /v1/products/{id}",
    "PATCH /v1/products/{id}",
    "POST /v1/products/{id}/clone",
    "POST /v1/products/{id}/images",
    "PUT /v1/products/{id}/images",
    "POST /v1/products/{id}/variants",
    "PUT /v1/supplies/{id}",
    "DELETE /v1/variants/{id}",
    "PATCH /v1/variants/{id}",
];

/// Operations that name nobody else, and why.
pub(crate) const OWN: &[(&str, &str)] = &[
    ("POST /v1/carts", "a cart promises nothing, and anybody may order at a shop"),
    ("POST /v1/enterprises", "it founds one of one's own"),
    ("DELETE /v1/tax-zones/{code}", "it is the installation's, and said by administrators"),
    ("PUT /v1/tax-zones/{code}", "it is the installation's, and said by administrators"),
    (
        "PUT /v1/vocabulary/categories/{code}",
        "it is the installation's, and said by administrators",
    ),
    (
        "PUT /v1/vocabulary/properties/{code}",
        "it is the installation's, and said by administrators",
    ),
    ("POST /v1/invitations/acceptances", "the secret of the letter names it"),
    ("DELETE /v1/me", "it is about whoever asks"),
    ("DELETE /v1/me/invitations/{invitation}", "it answers what one was asked oneself"),
    ("POST /v1/me/invitations/{invitation}/acceptance", "it answers what one was asked oneself"),
    ("PATCH /v1/me", "it is about whoever asks"),
    ("PUT /v1/me/notices", "it is about whoever asks"),
    ("PUT /v1/me/followed-shops/{id}", "it asks for letters to oneself"),
    ("DELETE /v1/me/followed-shops/{id}", "it is about whoever asks"),
    ("POST /v1/me/confirmation-letters", "it is about whoever asks"),
    ("POST /v1/me/guest-orders", "it is about whoever asks"),
    ("PUT /v1/me/password", "it is about whoever asks"),
    ("DELETE /v1/me/sessions", "it is about whoever asks"),
    ("DELETE /v1/me/sessions/{id}", "it is about whoever asks"),
    ("POST /v1/sessions", "the password opens it"),
    ("DELETE /v1/sessions/current", "it is about whoever asks"),
    ("POST /v1/users", "it makes an account of one's own"),
    ("POST /v1/users/confirmations", "the secret of the letter names it"),
    ("POST /v1/users/password-letters", "it writes to the address itself, and changes nothing"),
    ("POST /v1/users/passwords", "the secret of the letter names it"),
];

/// Requests about what is a stranger's own that name the hub, the farm or a person of the town.
type Naming = fn(&Town, &Stranger) -> Vec<Request>;

/// What strangers send from what is their own.
pub(crate) const NAMED: &[(&str, Naming)] = &[
    ("PUT /v1/cycles/{id}/exchanges", |town, own| {
        let exchange = |enterprise: &str, direction: &str| {
            let body = json!({"enterprise": enterprise, "direction": direction,
                "fees": [own.fee], "pick_up_text": "Pay me"});
            Request::to(&[("id", &own.cycle)]).json(&body)
        };
        let (hub, farm) = (&town.shop.hub_id, &town.shop.farm_id);
        vec![
            exchange(hub, "outgoing"),
            exchange(hub, "incoming"),
            exchange(farm, "incoming"),
            exchange(farm, "outgoing"),
        ]
    }),
    ("PUT /v1/cycles/{id}/fees", |town, own| {
        vec![Request::to(&[("id", &own.cycle)]).json(&json!({"fees": [town.shop.fee]}))]
    }),
    ("PUT /v1/enterprises/{id}/grants/{kind}/{to}", grants),
    ("DELETE /v1/enterprises/{id}/grants/{kind}/{to}", grants),
    ("POST /v1/enterprises/{id}/invitations", |_, own| {
        vec![
            Request::to(&[("id", &own.hub)])
                .json(&json!({"email": "lucie@example.org", "role": "owner"})),
        ]
    }),
    ("DELETE /v1/enterprises/{id}/members/{user}", |town, own| {
        let lucie = town.shop.hub.get("/v1/me").text_at("/user/id");
        vec![Request::to(&[("id", &own.hub), ("user", &lucie)])]
    }),
    ("PUT /v1/enterprises/{id}/participations/{cycle}/{direction}", |town, own| {
        answers(town, own).into_iter().map(|it| it.json(&json!({"answer": "yes"}))).collect()
    }),
    ("DELETE /v1/enterprises/{id}/participations/{cycle}/{direction}", answers),
    ("PUT /v1/enterprises/{id}/terms/{variant}", |town, own| {
        let price = json!({"price": {"amount": "0.01", "currency": "EUR"}});
        terms(town, own).into_iter().map(|it| it.json(&price)).collect()
    }),
    ("PUT /v1/enterprises/{id}/terms", |town, own| {
        let price = json!({"price": {"amount": "0.01", "currency": "EUR"}});
        let all = |variant: &str| json!({"variants": [{"variant": variant, "terms": price}]});
        let all = all(town.shop.variant("Carrots, 500 g"));
        vec![Request::to(&[("id", &own.hub)]).json(&all)]
    }),
    ("POST /v1/enterprises/{id}/stock-resets", |town, own| {
        let all = json!({"variants": [town.shop.variant("Carrots, 500 g")]});
        vec![Request::to(&[("id", &own.hub)]).json(&all)]
    }),
    ("DELETE /v1/enterprises/{id}/terms/{variant}", terms),
    ("POST /v1/enterprises/{id}/terms/{variant}/reset", terms),
    ("POST /v1/enterprises/{id}/payouts", |town, own| {
        let cent = json!({"amount": "0.01", "currency": "EUR"});
        let body = json!({"to": town.shop.farm_id, "amount": cent, "method": "cash"});
        vec![Request::to(&[("id", &own.hub)]).json(&body)]
    }),
    ("PUT /v1/groups/{slug}/members/{enterprise}", in_group),
    ("DELETE /v1/groups/{slug}/members/{enterprise}", in_group),
    ("POST /v1/product-lists", |_, _| {
        let list = "producer,name,category,units,unit_type,price,on_hand,allergens\n\
                    Ferme des Tilleuls,Carrots,Market,500,g,0.01,1,none\n";
        vec![Request::default().body("text/csv", list)]
    }),
];

fn grants(town: &Town, own: &Stranger) -> Vec<Request> {
    let kinds =
        ["supply-to-cycles", "manage-products", "edit-profile", "set-hub-prices", "sell-through"];
    let to = |kind: &'static str, to: &str| {
        [&own.hub, &own.farm]
            .map(|from| Request::to(&[("id", from.as_str()), ("kind", kind), ("to", to)]))
    };
    let (hub, farm) = (&town.shop.hub_id, &town.shop.farm_id);
    kinds
        .into_iter()
        .flat_map(|kind| [to(kind, hub), to(kind, farm)].into_iter().flatten())
        .collect()
}

fn answers(town: &Town, own: &Stranger) -> Vec<Request> {
    let of = |enterprise: &str, direction: &'static str| {
        Request::to(&[("id", enterprise), ("cycle", &own.cycle), ("direction", direction)])
    };
    vec![of(&town.shop.hub_id, "outgoing"), of(&town.shop.farm_id, "incoming")]
}

fn terms(town: &Town, own: &Stranger) -> Vec<Request> {
    let variant = town.shop.variant("Carrots, 500 g");
    vec![Request::to(&[("id", &own.hub), ("variant", variant)])]
}

fn in_group(town: &Town, own: &Stranger) -> Vec<Request> {
    let with = |enterprise: &str| Request::to(&[("slug", &own.group), ("enterprise", enterprise)]);
    vec![with(&town.shop.hub_id), with(&town.shop.farm_id)]
}

/// Somebody whom nobody in the town knows, with a hub, a farm, an open cycle and a group of their own.
pub(crate) struct Stranger {
    pub(crate) hub: String,
    pub(crate) farm: String,
    cycle: String,
    fee: String,
    group: String,
    /// Them and their machines, each with every right a stranger can have.
    pub(crate) attackers: Vec<Role>,
}

impl Stranger {
    pub(crate) fn to(town: &Town) -> Self {
        let guest = town.market.guest();
        let who = guest.sign_up("Sid");
        let found = |name: &str, is_producer: bool, sells: &str| {
            let body = json!({"name": name, "is_producer": is_producer, "sells": sells});
            who.post("/v1/enterprises", &body).text_at("/id")
        };
        let (hub, farm) = (found("Elsewhere", false, "any"), found("Nowhere", true, "none"));
        who.say_who_sells(&hub);
        let orders = json!({"from": "2020-01-01T00:00:00Z", "until": "2100-01-01T00:00:00Z"});
        let plan = json!({"coordinator": hub, "name": "Theirs", "orders": orders});
        let cycle = who.post("/v1/cycles", &plan).text_at("/id");
        who.post(&format!("/v1/cycles/{cycle}/publish"), &Value::Null).assert(200);
        let euro = json!({"amount": "1.00", "currency": "EUR"});
        let fee = json!({"enterprise": hub, "name": "Theirs", "kind": "admin",
            "calculator": {"type": "flat-rate", "amount": euro}});
        let fee = who.post("/v1/fees", &fee).text_at("/id");
        let group = who.post("/v1/groups", &json!({"name": "Ours", "owner": hub})).text_at("/slug");
        let key = |enterprise: &str| -> Client {
            let scopes = [
                "catalogue:read",
                "catalogue:write",
                "cycles:read",
                "cycles:write",
                "customers:read",
                "customers:write",
                "orders:read",
                "orders:write",
                "books:read",
                "events:read",
                "books:write",
            ];
            let body = json!({"name": "All", "scopes": scopes});
            let made = who.post(&format!("/v1/enterprises/{enterprise}/api-keys"), &body);
            guest.with_token(&made.text_at("/secret"))
        };
        let machines = [key(&hub), key(&farm)];
        let role = |name: &'static str, client: Client| Role { name, person: None, client };
        let mut attackers = vec![role("stranger", who)];
        attackers.extend(machines.map(|client| role("a stranger's key", client)));
        Self { hub, farm, cycle, fee, group, attackers }
    }

    /// What the town sees of what is its own, as it is sent; what strangers allow it is theirs.
    pub(crate) fn seen(&self, town: &Town) -> Vec<String> {
        let Shop { hub_id: hub, farm_id: farm, cycle, .. } = &town.shop;
        let of_hub = [
            format!("/v1/shops/{}", Shop::SLUG),
            format!("/v1/shops/{}/offers", Shop::SLUG),
            format!("/v1/cycles/{cycle}"),
            format!("/v1/cycles/{cycle}/orders?limit=500"),
            format!("/v1/cycles/{cycle}/packing-list"),
            format!("/v1/cycles/{cycle}/hand-over-list"),
            format!("/v1/enterprises/{hub}"),
            format!("/v1/enterprises/{hub}/balance"),
            format!("/v1/enterprises/{hub}/payables"),
            format!("/v1/enterprises/{hub}/payouts"),
            format!("/v1/enterprises/{hub}/sellable"),
            format!("/v1/enterprises/{hub}/hand-over-methods?limit=500"),
            "/v1/me".to_owned(),
            format!("/v1/enterprises/{hub}/members"),
            format!("/v1/enterprises/{hub}/api-keys"),
            format!("/v1/enterprises/{hub}/shop-keys"),
            format!("/v1/enterprises/{hub}/certificates"),
            format!("/v1/enterprises/{hub}/invitations"),
            format!("/v1/enterprises/{hub}/participations?standing=agreed"),
        ];
        let of_farm = [
            format!("/v1/enterprises/{farm}"),
            format!("/v1/enterprises/{farm}/products?limit=500"),
            format!("/v1/enterprises/{farm}/week"),
            "/v1/me".to_owned(),
            format!("/v1/enterprises/{farm}/balance"),
            format!("/v1/enterprises/{farm}/members"),
            format!("/v1/enterprises/{farm}/participations?standing=agreed"),
        ];
        let given = |who: &Client, enterprise: &str| {
            let mut grants =
                who.get(&format!("/v1/enterprises/{enterprise}/grants?limit=500")).assert(200);
            let is_theirs = |grant: &Value| {
                let from = grant["from"]["id"].as_str();
                from == Some(&self.hub) || from == Some(&self.farm)
            };
            grants["items"].as_array_mut().unwrap().retain(|grant| !is_theirs(grant));
            grants.to_string()
        };
        // What is asked is pending on both sides; what holds is what both agreed to.
        let groups = |who: &Client, enterprise: &str| {
            let mut groups = who.get(&format!("/v1/enterprises/{enterprise}/groups")).assert(200);
            groups.as_array_mut().unwrap().retain(|group| group["member"] == true);
            groups.to_string()
        };
        let read = |who: &Client, path: &String| {
            let shown = who.get(path);
            format!("{path}: {} {}", shown.status, shown.text())
        };
        let mut seen: Vec<String> = of_hub.iter().map(|path| read(&town.shop.hub, path)).collect();
        seen.extend(of_farm.iter().map(|path| read(&town.shop.farmer, path)));
        seen.push(groups(&town.shop.hub, hub));
        seen.push(groups(&town.shop.farmer, farm));
        seen.push(given(&town.shop.hub, hub));
        seen.push(given(&town.shop.farmer, farm));
        seen
    }
}
