//! What makes the demo's shops worth a look: pictures, certificates, a group, a reduction, and a second shop.

use std::net::SocketAddr;

use serde::Deserialize;
use serde_json::{Value, json};
use sillon_kernel::{CycleId, Date, Timestamp};

use super::{
    calendar::Week,
    client::{Client, RequestFailed},
    farms::{OTHER_SHOP, OTHER_SHOP_DESCRIPTION, OTHER_SHOP_MANAGER, OTHER_SHOP_SEAT},
    market::{Market, Member, found, say_who, sign_up},
    pictures,
};

/// Which farms hold which certificate, from whom, under which number; both invented but for the body's code.
const CERTIFICATES: [(&str, &str, Option<&str>, &str); 3] = [
    ("Les Jardins de la Sourdine", "organic", Some("FR-BIO-01"), "01-2214"),
    ("Le Fournil des Épis", "organic", Some("FR-BIO-10"), "10-0873"),
    ("Basse-cour de la Fougère", "label-rouge", None, "LA-0042"),
];
/// What is reduced in the week that is still open, and to what price.
const REDUCED: (&str, &str) = ("VB-COI", "2.10");
/// Whose goods the other shop sells.
const OTHER_SHOP_SELLS: [&str; 3] =
    ["Le Fournil des Épis", "Rucher de la Lande", "Verger de Bellecoste"];

/// A product of a farm, as the API lists it.
#[derive(Deserialize)]
struct Product {
    id: String,
    variants: Vec<Variant>,
}

#[derive(Deserialize)]
struct Variant {
    id: String,
    sku: Option<String>,
}

impl Product {
    /// The code of its first size.
    fn code(&self) -> Option<&str> {
        self.variants.iter().find_map(|variant| variant.sku.as_deref())
    }
}

/// All that a farm lists.
fn products(farm: &Member) -> Result<Vec<Product>, RequestFailed> {
    #[derive(Deserialize)]
    struct Page {
        items: Vec<Product>,
    }
    let path = format!("/v1/enterprises/{}/products?limit=100", farm.enterprise);
    Ok(farm.client.get::<Page>(&path)?.items)
}

/// Farms prove what they claim, the hub hangs out its sign, and all of them show themselves as a group.
pub(crate) fn present(market: &Market, now: Timestamp) -> Result<(), RequestFailed> {
    let today = now.in_zone(&"Europe/Paris".parse().expect("it is a zone")).date();
    for (farm, label, body, number) in CERTIFICATES {
        certify(member(market, farm)?, label, body, number, today)?;
    }
    let hub = &market.hub;
    let images = format!("/v1/enterprises/{}/images", hub.enterprise);
    hub.client.send_picture("PUT", &format!("{images}/logo"), pictures::LOGO)?;
    hub.client.send_picture("PUT", &format!("{images}/banner"), pictures::BANNER)?;
    group(market)
}

fn member<'m>(market: &'m Market, name: &str) -> Result<&'m Member, RequestFailed> {
    let farm = market.farms.iter().find(|farm| farm.name == name);
    farm.ok_or_else(|| RequestFailed::Wrong(format!("there is no farm {name}")))
}

fn certify(
    farm: &Member,
    label: &str,
    body: Option<&str>,
    number: &str,
    today: Date,
) -> Result<(), RequestFailed> {
    let year = today.year();
    let certificate = json!({
        "label": label, "body": body, "number": number,
        "from": format!("{year}-01-01"), "until": format!("{}-12-31", year + 1),
    });
    let path = format!("/v1/enterprises/{}/certificates", farm.enterprise);
    farm.client.post::<Value>(&path, None, &certificate)?;
    Ok(())
}

fn group(market: &Market) -> Result<(), RequestFailed> {
    #[derive(Deserialize)]
    struct Group {
        slug: String,
    }
    let body = json!({
        "name": "Vallée de la Besle",
        "description": "Huit fermes, une halle et trois camionnettes, qui nourrissent leur vallée.",
    });
    let group: Group = market.hub.client.post("/v1/groups", None, &body)?;
    for member in market.farms.iter().chain([&market.hub, &market.carrier]) {
        let path = format!("/v1/groups/{}/members/{}", group.slug, member.enterprise);
        market.hub.client.act::<Value>("PUT", &path)?;
        if member.enterprise != market.hub.enterprise {
            member.client.act::<Value>("PUT", &path)?;
        }
    }
    Ok(())
}

/// Every product gets a picture.
pub(crate) fn picture(market: &Market, watch: impl Fn(usize)) -> Result<usize, RequestFailed> {
    let mut shown = 0;
    for farm in &market.farms {
        for product in products(farm)? {
            let Some(drawing) = product.code().and_then(pictures::of_goods) else { continue };
            let path = format!("/v1/products/{}/images", product.id);
            farm.client.send_picture("POST", &path, drawing)?;
            shown += 1;
            watch(shown);
        }
    }
    Ok(shown)
}

/// A farm makes something cheaper than it was, and says so.
pub(crate) fn reduce(market: &Market) -> Result<(), RequestFailed> {
    let (code, amount) = REDUCED;
    for farm in &market.farms {
        for variant in products(farm)?.into_iter().flat_map(|product| product.variants) {
            if variant.sku.as_deref() == Some(code) {
                let cheaper = json!({
                    "price": { "amount": amount, "currency": "EUR" }, "reduced": true,
                });
                farm.client.patch::<Value>(&format!("/v1/variants/{}", variant.id), &cheaper)?;
                return Ok(());
            }
        }
    }
    Err(RequestFailed::Wrong(format!("nothing has the code {code}")))
}

/// A cycle that is planned.
#[derive(Deserialize)]
struct Draft {
    id: CycleId,
}

/// A second shop, of another hub, sells what three of the farms make; its name in addresses.
pub(crate) fn open_other_shop(
    server: SocketAddr,
    market: &Market,
    week: &Week,
) -> Result<String, RequestFailed> {
    let client: Client = sign_up(server, OTHER_SHOP_MANAGER.name, OTHER_SHOP_MANAGER.email)?;
    let (hub, slug) = found(client, OTHER_SHOP, OTHER_SHOP_DESCRIPTION, "any", false)?;
    say_who(&hub, &OTHER_SHOP_MANAGER, &OTHER_SHOP_SEAT)?;
    let logo = format!("/v1/enterprises/{}/images/logo", hub.enterprise);
    hub.client.send_picture("PUT", &logo, pictures::OTHER_LOGO)?;
    let plan = json!({ "coordinator": hub.enterprise, "name": "Samedi à la Halle", "orders": week.orders });
    let Draft { id: cycle } = hub.client.post("/v1/cycles", None, &plan)?;
    let exchanges = format!("/v1/cycles/{cycle}/exchanges");
    for name in OTHER_SHOP_SELLS {
        let farm = member(market, name)?;
        let grant = format!(
            "/v1/enterprises/{}/grants/supply-to-cycles/{}",
            farm.enterprise, hub.enterprise
        );
        farm.client.act::<()>("PUT", &grant)?;
        hub.client.act::<()>("PUT", &grant)?;
        let incoming = json!({ "enterprise": farm.enterprise, "direction": "incoming" });
        hub.client.put::<Value>(&exchanges, &incoming)?;
    }
    let outgoing = json!({
        "enterprise": hub.enterprise, "direction": "outgoing", "pick_up": week.pick_up,
        "pick_up_text": "Halle de Combes, sous les arcades.",
    });
    hub.client.put::<Value>(&exchanges, &outgoing)?;
    hub.client.act::<Value>("POST", &format!("/v1/cycles/{cycle}/publish"))?;
    Ok(slug)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::{farms::FARMS, shelf::wares};

    #[test]
    fn what_is_certified_reduced_and_sold_elsewhere_is_on_the_lists() {
        let is_farm = |name: &str| FARMS.iter().any(|farm| farm.name == name);
        assert!(CERTIFICATES.iter().all(|(farm, ..)| is_farm(farm)));
        assert!(OTHER_SHOP_SELLS.iter().all(|farm| is_farm(farm)));
        assert!(wares().iter().any(|ware| ware.code == REDUCED.0));
    }
}
