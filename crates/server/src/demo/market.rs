use std::net::SocketAddr;

use serde::Deserialize;
use serde_json::{Value, json};
use sillon_kernel::{EnterpriseId, FeeId};

use super::{
    Failed,
    client::{Client, RequestFailed},
    crowd::all_at_once,
    farms::{
        CARRIER, CARRIER_DESCRIPTION, CARRIER_MANAGER, CARRIER_SEAT, FARMS, Farm, HUB,
        HUB_DESCRIPTION, HUB_MANAGER, HUB_SEAT, PASSWORD, Person, Seat,
    },
    shelf,
};

/// An enterprise, and whoever acts for it, signed in.
pub(crate) struct Member {
    pub(crate) name: &'static str,
    pub(crate) enterprise: EnterpriseId,
    pub(crate) client: Client,
}

/// A hub, the farms it sells for, and the cooperative that drives.
pub(crate) struct Market {
    pub(crate) hub: Member,
    /// The hub's name in addresses.
    pub(crate) slug: String,
    pub(crate) carrier: Member,
    pub(crate) farms: Vec<Member>,
    pub(crate) fees: Fees,
}

/// What is charged on top of the goods.
pub(crate) struct Fees {
    /// The hub's, for making up the orders: so much on each item.
    pub(crate) packing: FeeId,
    /// The hub's, for running it all: a share of each price.
    pub(crate) running: FeeId,
    /// The cooperative's, for the round: so much on each order.
    pub(crate) transport: FeeId,
}

/// Makes an account and signs in with it.
pub(crate) fn sign_up(
    server: SocketAddr,
    name: &str,
    email: &str,
) -> Result<Client, RequestFailed> {
    #[derive(Deserialize)]
    struct Session {
        token: String,
    }
    let client = Client::new(server);
    let account = json!({ "email": email, "name": name, "password": PASSWORD });
    client.post::<Value>("/v1/users", None, &account)?;
    let body = json!({ "email": email, "password": PASSWORD });
    let session: Session = client.post("/v1/sessions", None, &body)?;
    Ok(client.with_token(session.token))
}

#[derive(Deserialize)]
struct Founded {
    id: EnterpriseId,
    slug: String,
}

pub(crate) fn found(
    client: Client,
    name: &'static str,
    description: &str,
    sells: &str,
    is_producer: bool,
) -> Result<(Member, String), RequestFailed> {
    let body = json!({
        "name": name, "description": description, "is_producer": is_producer, "sells": sells,
    });
    let founded: Founded = client.post("/v1/enterprises", None, &body)?;
    Ok((Member { name, enterprise: founded.id, client }, founded.slug))
}

/// The number that banks print as an example: nobody's.
const EXAMPLE_IBAN: &str = "FR76 3000 6000 0112 3456 7890 189";

/// Says who an enterprise is, as whoever sells must, and shop and letters show.
pub(crate) fn say_who(member: &Member, contact: &Person, seat: &Seat) -> Result<(), RequestFailed> {
    let address = json!({ "street": [seat.street], "postcode": "00000", "city": seat.city });
    let profile = json!({
        "physical_address": address, "contact_email": contact.email, "phone": seat.phone,
    });
    let path = format!("/v1/enterprises/{}", member.enterprise);
    member.client.patch::<Value>(&path, &profile)?;
    let identity = json!({
        "legal_name": member.name, "form": seat.form, "siren": seat.siren, "vat_regime": "liable",
    });
    member.client.put::<Value>(&format!("{path}/legal-identity"), &identity)?;
    let account = json!({ "holder": member.name, "iban": EXAMPLE_IBAN });
    member.client.put::<Value>(&format!("{path}/bank-account"), &account)?;
    Ok(())
}

impl Market {
    /// Signs everybody up, and lets the hub sell for the farms.
    pub(crate) fn found(server: SocketAddr) -> Result<Self, Failed> {
        let client = sign_up(server, HUB_MANAGER.name, HUB_MANAGER.email)?;
        let (hub, slug) = found(client, HUB, HUB_DESCRIPTION, "any", false)?;
        say_who(&hub, &HUB_MANAGER, &HUB_SEAT)?;
        let client = sign_up(server, CARRIER_MANAGER.name, CARRIER_MANAGER.email)?;
        let (carrier, _) = found(client, CARRIER, CARRIER_DESCRIPTION, "none", false)?;
        say_who(&carrier, &CARRIER_MANAGER, &CARRIER_SEAT)?;
        supply(&carrier, &hub)?;
        let join = |farm: &Farm| join(server, farm, &hub);
        let farms = all_at_once(&FARMS, join, |_| {})?;
        let farms = farms.into_iter().collect::<Result<_, RequestFailed>>()?;
        let fees = Fees::set(&hub, &carrier)?;
        Ok(Self { hub, slug, carrier, farms, fees })
    }

    /// Every farm sends its list, with goods for so many shoppers; how many variants there are on all.
    pub(crate) fn send_lists(&self, shoppers: u32) -> Result<usize, RequestFailed> {
        #[derive(Deserialize)]
        struct Imported {
            added: usize,
            updated: usize,
        }
        let mut listed = 0;
        for (member, farm) in self.farms.iter().zip(&FARMS) {
            let list = shelf::for_shoppers(farm.list, shoppers);
            let imported: Imported = member.client.post_list("/v1/product-lists", &list)?;
            listed += imported.added + imported.updated;
        }
        Ok(listed)
    }
}

/// A farmer signs up, founds the farm, and lets the hub sell its goods, which the hub takes.
fn join(server: SocketAddr, farm: &Farm, hub: &Member) -> Result<Member, RequestFailed> {
    let client = sign_up(server, farm.farmer.name, farm.farmer.email)?;
    let (member, _) = found(client, farm.name, farm.description, "none", true)?;
    say_who(&member, &farm.farmer, &farm.seat)?;
    supply(&member, hub)?;
    Ok(member)
}

/// Somebody lets a hub put them into its order cycles, which the hub takes.
pub(crate) fn supply(member: &Member, hub: &Member) -> Result<(), RequestFailed> {
    let (from, to) = (member.enterprise, hub.enterprise);
    let grant = format!("/v1/enterprises/{from}/grants/supply-to-cycles/{to}");
    member.client.act::<()>("PUT", &grant)?;
    hub.client.act::<()>("PUT", &grant)
}

impl Fees {
    fn set(hub: &Member, carrier: &Member) -> Result<Self, RequestFailed> {
        let euros = |amount: &str| json!({ "amount": amount, "currency": "EUR" });
        let packing = json!({ "type": "per-item", "amount": euros("0.08") });
        let running = json!({ "type": "percent-per-item", "percent": "9" });
        let transport = json!({ "type": "flat-rate", "amount": euros("1.50") });
        Ok(Self {
            packing: set_fee(hub, "Préparation des paniers", "packing", &packing)?,
            running: set_fee(hub, "Fonctionnement du Panier", "admin", &running)?,
            transport: set_fee(carrier, "Tournée des camionnettes", "transport", &transport)?,
        })
    }
}

fn set_fee(
    owner: &Member,
    name: &str,
    kind: &str,
    calculator: &Value,
) -> Result<FeeId, RequestFailed> {
    #[derive(Deserialize)]
    struct Fee {
        id: FeeId,
    }
    let body = json!({
        "enterprise": owner.enterprise, "name": name, "kind": kind, "calculator": calculator, "tax": "20",
    });
    Ok(owner.client.post::<Fee>("/v1/fees", None, &body)?.id)
}
