//! Who allows whom what, and what that lets them see and do.

use std::{collections::BTreeSet, fmt::Debug, iter, str::FromStr};

use serde::Deserialize;
use serde_json::{Map, Value, json};
use sillon_cycles::{Direction, Parts, SupplyTrust};
use sillon_enterprises::{Enterprise, Sells, SellsError, Visibility};
use sillon_identity::{
    Grant, GrantKind, OwnedEnterprise, ProductRights, Trust, automatic_grants, may_own_more,
};
use sillon_kernel::{Currency, EnterpriseId, Name, Slug, Timestamp, Zone};

use crate::case::{Answered, Unknown, read};
use crate::parts::{self, Cycle};

const PRODUCER: u32 = 1;
const HUB: u32 = 2;
const COORDINATOR: u32 = 3;

fn id<T: FromStr<Err: Debug>>(number: u32) -> T {
    format!("{number:032x}").parse().expect("a number is an id")
}

fn ids(numbers: &[u32]) -> BTreeSet<EnterpriseId> {
    numbers.iter().map(|number| id(*number)).collect()
}

/// The word for a grant.
fn word(kind: GrantKind) -> &'static str {
    match kind {
        GrantKind::SupplyToCycles => "add_to_order_cycle",
        GrantKind::ManageProducts => "manage_products",
        GrantKind::EditProfile => "edit_profile",
        GrantKind::SetHubPrices => "create_variant_overrides",
        // The source has no such thing: there, nobody is asked.
        GrantKind::SellThrough => "sell_through",
    }
}

fn kind(name: &str) -> Option<GrantKind> {
    GrantKind::ALL.into_iter().find(|kind| word(*kind) == name)
}

/// A producer and a hub: which of them is in the cycle, and which lets the other sell its goods.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "a row of a table of yes and no")]
struct OneCase {
    #[serde(default)]
    hub_granted_producer: bool,
    #[serde(default)]
    producer_granted_hub: bool,
    #[serde(default = "yes")]
    hub_in_cycle: bool,
    #[serde(default = "yes")]
    producer_in_cycle: bool,
}

/// What an enterprise is: whether it produces, and whose goods it sells.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Kind {
    #[serde(alias = "is_producer", alias = "primary_producer", alias = "producer")]
    is_primary_producer: bool,
    sells: String,
}

impl Kind {
    /// The source's word for it, which people here read off both.
    fn category(&self) -> Result<&'static str, Unknown> {
        let sells = self.sells.parse().map_err(|fault: SellsError| Unknown(fault.to_string()))?;
        let enterprise = enterprise(self.is_primary_producer, sells);
        Ok(match (enterprise.is_producer, enterprise.is_shop(), enterprise.is_hub()) {
            (true, _, true) => "producer_hub",
            (true, true, false) => "producer_shop",
            (true, false, false) => "producer",
            (false, true, _) => "hub",
            (false, false, _) => "hub_profile",
        })
    }
}

fn enterprise(is_producer: bool, sells: Sells) -> Enterprise {
    Enterprise {
        id: id(PRODUCER),
        slug: Slug::from_name("Farm", "farm"),
        name: Name::parse("Farm").expect("it is a name"),
        description: None,
        is_producer,
        sells,
        zone: Zone::UTC,
        currency: Currency::EUR,
        email: None,
        visibility: Visibility::Public,
        created_at: Timestamp::from_micros(0).expect("an instant"),
    }
}

fn yes() -> bool {
    true
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, untagged)]
enum Given {
    NewProducer {
        existing_hubs: u32,
        new: String,
        #[serde(default)]
        same_owner: Option<bool>,
    },
    NewHubs {
        existing_producers: u32,
        create_hubs_in_sequence: u32,
        #[serde(default)]
        same_owner: Option<bool>,
    },
    GrantedBy {
        granted_by: Vec<String>,
        coordinator_sells: Vec<String>,
    },
    InCycle {
        in_cycle: Vec<String>,
        coordinator_sells: Vec<String>,
    },
    Kinds {
        cases: Vec<Kind>,
    },
    Exchange(Cycle),
    Pairs {
        cases: Vec<OneCase>,
    },
    Words {
        cases: Vec<String>,
    },
    Outgoing {
        role: String,
        producers: Map<String, Value>,
    },
    Products {
        grants: Vec<String>,
    },
    Grants {
        permissions: Vec<String>,
    },
    Slugs {
        existing: Vec<String>,
        requests: Vec<String>,
    },
    Roles {
        roles: Vec<String>,
    },
    Owned {
        enterprise_limit: usize,
        owned: Vec<usize>,
    },
}

pub(crate) fn answer(given: &Value) -> Answered {
    match read(given)? {
        // Grants come by themselves among the enterprises of one owner: those of others are not asked.
        Given::NewProducer { existing_hubs, new, same_owner } if new == "producer" => {
            Ok(new_producer(if same_owner == Some(false) { 0 } else { existing_hubs }))
        }
        Given::NewProducer { new, .. } => Err(Unknown(format!("nobody founds a {new} here"))),
        Given::NewHubs { existing_producers, create_hubs_in_sequence, same_owner } => {
            let producers = if same_owner == Some(false) { 0 } else { existing_producers };
            Ok(new_hubs(producers, create_hubs_in_sequence))
        }
        Given::GrantedBy { granted_by, coordinator_sells } => {
            let trust = numbers(&granted_by)?.into_iter().map(|from| (id(from), id(COORDINATOR)));
            let trust: SupplyTrust = trust.collect();
            let sees = |who: u32| -> Result<Vec<bool>, Unknown> {
                let sees = |sells: &String| {
                    Ok(seen_by_coordinator(sells_any(sells)?, &[], trust.clone())
                        .contains(&id(who)))
                };
                coordinator_sells.iter().map(sees).collect()
            };
            Ok(json!({
                "visible_includes_hub": sees(HUB)?,
                "visible_includes_producer": sees(PRODUCER)?,
            }))
        }
        Given::InCycle { in_cycle, coordinator_sells } => {
            let present = numbers(&in_cycle)?;
            let visible = coordinator_sells.iter().map(|sells| {
                let seen = seen_by_coordinator(sells_any(sells)?, &present, SupplyTrust::default());
                let names = in_cycle.iter().zip(&present);
                let names = names.filter(|(_, number)| seen.contains(&id(**number)));
                Ok(names.map(|(name, _)| name.clone()).collect::<Vec<_>>())
            });
            Ok(json!({ "visible": visible.collect::<Result<Vec<_>, Unknown>>()? }))
        }
        Given::Kinds { cases } => {
            let kinds = cases.iter().map(Kind::category).collect::<Result<Vec<_>, _>>()?;
            Ok(json!({ "category": kinds }))
        }
        Given::Exchange(cycle) => parts::seen(&cycle),
        Given::Pairs { cases } => {
            let all = |seen: fn(&OneCase) -> bool| cases.iter().map(seen).collect::<Vec<_>>();
            Ok(json!({
                "hub_visible": all(|case| pair(case).sees(PRODUCER, HUB)),
                "producer_visible": all(|case| pair(case).sees(HUB, PRODUCER)),
                "incoming_exchange_visible": all(|case| pair(case).sees_goods_coming_in()),
                "outgoing_exchange_visible": all(|case| pair(case).sees_goods_going_out()),
                "outgoing_variants_editable": all(|case| pair(case).changes_goods_going_out()),
            }))
        }
        Given::Words { cases } if cases.iter().all(|case| case.contains("in cycle")) => {
            let visible = |who: u32, whom: u32| {
                let seen = cases.iter().map(|case| participant_sees(case, who, whom));
                seen.collect::<Result<Vec<_>, _>>()
            };
            Ok(json!({
                "hub_visible": visible(HUB, HUB)?,
                "producer_visible": visible(PRODUCER, PRODUCER)?,
                "coordinator_visible": visible(HUB, COORDINATOR)?,
            }))
        }
        Given::Words { cases } => {
            let allowed: Result<Vec<_>, _> = cases.iter().map(|case| sets_prices(case)).collect();
            Ok(json!({ "allowed": allowed? }))
        }
        Given::Outgoing { role, producers } => {
            if !["coordinator or hub manager", "coordinator manager", "hub manager"]
                .contains(&role.as_str())
            {
                return Err(Unknown(format!("nothing is known of {role}")));
            }
            let counts = producers.keys().map(|name| Ok((name.clone(), json!(goes_out(name)?))));
            // Whoever sees all of an exchange also changes it.
            let counts = Value::Object(counts.collect::<Result<_, Unknown>>()?);
            Ok(json!({ "visible": counts, "editable": counts }))
        }
        Given::Products { grants } => products(&grants),
        Given::Grants { permissions } => {
            Ok(json!({ "valid": permissions.iter().all(|name| kind(name).is_some()) }))
        }
        Given::Slugs { existing, requests } => {
            let slugs = requests.iter().map(|request| slug(request, &existing));
            Ok(json!({ "permalinks": slugs.collect::<Vec<_>>() }))
        }
        Given::Roles { roles } => roles_of(&roles),
        Given::Owned { enterprise_limit, owned } => {
            let more = owned.iter().map(|owned| may_own_more(*owned, enterprise_limit));
            Ok(json!({ "can_own_more": more.collect::<Vec<_>>() }))
        }
    }
}

/// The short name of a new enterprise; a request may say what else is taken.
fn slug(request: &str, existing: &[String]) -> String {
    let (name, also) = request.split_once(" (with ").unwrap_or((request, ""));
    let also = also.trim_end_matches(" existing)");
    let is_taken =
        |slug: &Slug| slug.as_str() == also || existing.iter().any(|one| one == slug.as_str());
    let slug = Slug::from_name(name, "my-enterprise");
    let numbered = (2..).map(|number| slug.numbered(number));
    let mut tried = iter::once(slug.clone()).chain(numbered);
    tried.find(|slug| !is_taken(slug)).expect("some number is free").to_string()
}

fn new_producer(hubs: u32) -> Value {
    let newcomer = OwnedEnterprise { id: id(999), is_producer: true, is_hub: false };
    let others: Vec<OwnedEnterprise> = (1..=hubs)
        .map(|hub| OwnedEnterprise { id: id(hub), is_producer: false, is_hub: true })
        .collect();
    let grants = automatic_grants(newcomer, &others);
    json!({ "relationships_created": pairs(&grants), "permissions": kinds(grants.iter()) })
}

fn new_hubs(producers: u32, hubs: u32) -> Value {
    let producer = |number| OwnedEnterprise { id: id(number), is_producer: true, is_hub: false };
    let mut family: Vec<OwnedEnterprise> = (1..=producers).map(producer).collect();
    let (mut created, mut to_hub, mut from_hub) = (Vec::new(), Vec::new(), Vec::new());
    for number in 0..hubs {
        let newcomer = OwnedEnterprise { id: id(100 + number), is_producer: false, is_hub: true };
        let grants = automatic_grants(newcomer, &family);
        created.push(pairs(&grants));
        to_hub.extend(grants.iter().filter(|grant| grant.grantee == newcomer.id).copied());
        from_hub.extend(grants.iter().filter(|grant| grant.grantor == newcomer.id).copied());
        family.push(newcomer);
    }
    json!({
        "relationships_created_each": created,
        "producer_to_hub": kinds(to_hub.iter()),
        "hub_to_existing_hub": kinds(from_hub.iter()),
    })
}

/// How many pairs of enterprises grants join.
fn pairs(grants: &BTreeSet<Grant>) -> usize {
    grants.iter().map(|grant| (grant.grantor, grant.grantee)).collect::<BTreeSet<_>>().len()
}

/// The words for what is granted, each once.
fn kinds<'a>(grants: impl Iterator<Item = &'a Grant>) -> Vec<&'static str> {
    grants.map(|grant| word(grant.kind)).collect::<BTreeSet<_>>().into_iter().collect()
}

fn numbers(names: &[String]) -> Result<Vec<u32>, Unknown> {
    let number = |name: &String| match name.as_str() {
        "producer" => Ok(PRODUCER),
        "hub" => Ok(HUB),
        other => Err(Unknown(format!("nothing is known of {other}"))),
    };
    names.iter().map(number).collect()
}

fn sells_any(sells: &str) -> Result<bool, Unknown> {
    match sells {
        "any" => Ok(true),
        "own" | "none" => Ok(false),
        other => Err(Unknown(format!("nobody sells {other}"))),
    }
}

fn parts(sells_any: bool, present: &[u32], trust: SupplyTrust) -> Parts {
    let of =
        |number| ids(&present.iter().copied().filter(|one| *one == number).collect::<Vec<_>>());
    Parts {
        coordinator: id(COORDINATOR),
        coordinator_sells_any: sells_any,
        suppliers: of(PRODUCER),
        hubs: of(HUB),
        trust,
    }
}

fn seen_by_coordinator(
    sells_any: bool,
    present: &[u32],
    trust: SupplyTrust,
) -> BTreeSet<EnterpriseId> {
    parts(sells_any, present, trust).visible_to(&ids(&[COORDINATOR]))
}

/// Whether the people of a participant see an enterprise of the cycle.
fn participant_sees(case: &str, who: u32, whom: u32) -> Result<bool, Unknown> {
    let (place, granted) =
        case.split_once(", ").ok_or_else(|| Unknown(format!("nothing is known of {case}")))?;
    let present: &[u32] = match place {
        "in cycle" => &[PRODUCER, HUB],
        "not in cycle" => &[PRODUCER + HUB - who],
        other => return Err(Unknown(format!("nothing is {other}"))),
    };
    let trust: SupplyTrust = match granted {
        "granted" => [(id(who), id(COORDINATOR))].into_iter().collect(),
        "not granted" => SupplyTrust::default(),
        other => return Err(Unknown(format!("nothing is {other}"))),
    };
    Ok(parts(true, present, trust).visible_to(&ids(&[who])).contains(&id(whom)))
}

/// A producer and a hub with a cycle between them.
struct Pair(Parts);

fn pair(case: &OneCase) -> Pair {
    let present = [(PRODUCER, case.producer_in_cycle), (HUB, case.hub_in_cycle)];
    let present: Vec<u32> =
        present.into_iter().filter(|(_, is_in)| *is_in).map(|(number, _)| number).collect();
    let grants = [
        (case.hub_granted_producer, (id(HUB), id(PRODUCER))),
        (case.producer_granted_hub, (id(PRODUCER), id(HUB))),
    ];
    let trust = grants.into_iter().filter(|(given, _)| *given).map(|(_, pair)| pair).collect();
    Pair(parts(true, &present, trust))
}

impl Pair {
    /// Whether the people of one see another.
    fn sees(&self, who: u32, whom: u32) -> bool {
        self.0.visible_to(&ids(&[who])).contains(&id(whom))
    }

    /// Whether the hub's people see what comes in from the producer.
    fn sees_goods_coming_in(&self) -> bool {
        self.0.sees(&ids(&[HUB]), id(PRODUCER), Direction::Incoming)
    }

    /// Whether the producer's people see what goes out to the hub.
    fn sees_goods_going_out(&self) -> bool {
        self.0.sees(&ids(&[PRODUCER]), id(HUB), Direction::Outgoing)
    }

    /// Whether the producer's people change what goes out to the hub.
    fn changes_goods_going_out(&self) -> bool {
        self.0.reach(&ids(&[PRODUCER]), id(HUB), Direction::Outgoing).is_ok()
    }
}

/// Whether a hub may set prices of its own on a producer's goods.
fn sets_prices(case: &str) -> Result<bool, Unknown> {
    let producer = OwnedEnterprise { id: id(PRODUCER), is_producer: true, is_hub: false };
    let granted =
        |kind| Trust::from_iter([Grant { grantor: id(PRODUCER), grantee: id(HUB), kind }]);
    Ok(match case {
        "producer granted create_variant_overrides to hub" => {
            granted(GrantKind::SetHubPrices).lets_set_prices(&producer, id(HUB))
        }
        "producer granted manage_products only" => {
            granted(GrantKind::ManageProducts).lets_set_prices(&producer, id(HUB))
        }
        "producer merely managed by the same user" => {
            Trust::default().lets_set_prices(&producer, id(HUB))
        }
        "hub is itself a primary producer" => {
            Trust::default().lets_set_prices(&OwnedEnterprise { id: id(HUB), ..producer }, id(HUB))
        }
        other => return Err(Unknown(format!("nothing is known of: {other}"))),
    })
}

/// Whether a producer's goods may go out to a hub.
fn goes_out(producer: &str) -> Result<bool, Unknown> {
    let granted: SupplyTrust = [(id(PRODUCER), id(HUB))].into_iter().collect();
    let counts = |number, trust: SupplyTrust, already: &[u32]| {
        parts(true, &[PRODUCER, HUB], trust).counts_in_outgoing(id(HUB), id(number), &ids(already))
    };
    Ok(match producer {
        "granted hub" => counts(PRODUCER, granted, &[]),
        "not granted" => counts(PRODUCER, SupplyTrust::default(), &[]),
        "hub itself" => counts(HUB, SupplyTrust::default(), &[]),
        "coordinator without grant" => counts(COORDINATOR, SupplyTrust::default(), &[]),
        "already in the exchange" => counts(PRODUCER, SupplyTrust::default(), &[PRODUCER]),
        other => return Err(Unknown(format!("nothing is known of: {other}"))),
    })
}

/// What each grant lets its holder do with the products of who gave it.
fn products(grants: &[String]) -> Answered {
    let rights = grants.iter().map(|name| match (name.as_str(), kind(name)) {
        ("own enterprise", _) => Ok(Trust::default().product_rights(id(PRODUCER), id(PRODUCER))),
        (_, Some(kind)) => {
            let trust = Trust::from_iter([Grant { grantor: id(PRODUCER), grantee: id(HUB), kind }]);
            Ok(trust.product_rights(id(PRODUCER), id(HUB)))
        }
        // Nothing like it can be granted here, so it lets nobody do anything.
        ("create_linked_variants", None) => Ok(None),
        (other, None) => Err(Unknown(format!("nothing is known of {other}"))),
    });
    let rights: Vec<Option<ProductRights>> = rights.collect::<Result<_, Unknown>>()?;
    let visible: Vec<bool> = rights.iter().map(Option::is_some).collect();
    let edits: Vec<bool> =
        rights.iter().map(|rights| *rights == Some(ProductRights::Edit)).collect();
    Ok(json!({ "visible": visible, "listed_in_editor": edits }))
}

/// What people in these roles may do with a cycle.
fn roles_of(roles: &[String]) -> Answered {
    let parts = parts(true, &[PRODUCER, HUB], SupplyTrust::default());
    let position = |role: &String| match role.as_str() {
        "coordinator manager" => Ok(parts.position(&ids(&[COORDINATOR]))),
        "participant manager" => Ok(parts.position(&ids(&[HUB]))),
        "outsider" => Ok(parts.position(&ids(&[77]))),
        other => Err(Unknown(format!("nothing is known of {other}"))),
    };
    let positions = roles.iter().map(position).collect::<Result<Vec<_>, _>>()?;
    let takes_part: Vec<bool> = positions.iter().map(|at| at.may_take_part()).collect();
    let runs: Vec<bool> = positions.iter().map(|at| at.may_run()).collect();
    Ok(json!({ "read_update": takes_part, "clone_bulk_update_destroy_notify": runs }))
}
