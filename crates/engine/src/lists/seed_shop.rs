use std::collections::{BTreeMap, BTreeSet};

use sillon_catalogue::{Missing, RULES, Requirement};
use sillon_cycles::{Direction, ExchangePatch, OrderCycle, Stage};
use sillon_enterprises::{Enterprise, Sells};
use sillon_identity::{Actor, Coordinate, Grant, GrantKind};
use sillon_kernel::{
    Currency, CycleId, EnterpriseId, Name, Slug, VariantId, Window, Zone, name_key,
};
use sillon_lists::{Absent, ListRow};
use sillon_store::{Repositories, Tx};

use crate::{
    AccountRules, Error, Ids,
    catalogue::compliance::{missing_in, missing_of},
    cycles::close::announce,
    cycles::exchanges::set_exchange,
    cycles::plan::{PlanCycle, plan_cycle},
    enterprises::found::{Founding, found},
    enterprises::grants::give_grant,
    enterprises::named::Meant,
    lists::import::{Law, import_list},
    lists::outcome::{Imported, Progress, Unnamed},
};

/// How long a cycle opened for a list takes orders: a week.
const ORDERS_SECONDS: i64 = 7 * 24 * 3_600;

/// A shop to fill from a list.
#[derive(Debug)]
pub struct ShopToSeed<'a> {
    /// What it is called; it is founded when it is not there yet.
    pub shop: &'a Name,
    /// Where it is, and where farms are that are founded for it.
    pub zone: &'a Zone,
    /// What it sells in.
    pub currency: Currency,
    /// The list.
    pub rows: &'a [ListRow],
    /// What becomes of what its farms have and the list does not name.
    pub absent: Absent,
}

/// A shop filled from a list.
#[derive(Debug)]
pub struct SeededShop {
    /// The shop.
    pub shop: Enterprise,
    /// The cycle it sells the list in.
    pub cycle: OrderCycle,
    /// What the list changed.
    pub imported: Imported,
    /// How many of its products lack something that shoppers must know, by the rule that wants it; none where it is the shop
    /// itself that lacks it.
    pub lacking: Vec<(&'static Requirement, usize)>,
}

/// Fills a shop from a product list, as whoever runs the installation may: the shop and the farms are founded when they
/// are not there yet, and everything on the list goes on sale in the shop's open cycle, or in a new one of a week. What the law wants to be known of
/// goods is counted and not insisted on: it is a shop to try things on.
///
/// # Errors
///
/// What any of the steps refuses; then nothing of it happened.
pub fn seed_shop(
    tx: &mut Tx<'_>,
    ids: &Ids,
    command: &ShopToSeed<'_>,
    progress: Progress<'_>,
) -> Result<SeededShop, Error> {
    let shop = found_shop(tx, ids, command)?;
    found_producers(tx, ids, command)?;
    let wanted = (Unnamed::of_whole(command.absent), Law::Counted);
    let imported = import_list(tx, &Actor::Operator, ids, command.rows, wanted, progress)?;
    let cycle = open_cycle(tx, ids, &shop)?;
    bring_to(tx, ids, &cycle, &imported)?;
    if cycle.stage == Stage::Draft {
        let permit = Actor::Operator.permit::<Coordinate>(cycle.coordinator)?;
        announce(tx, &permit, &Actor::Operator, &cycle)?;
    }
    let cycle = tx.cycles().get(cycle.id)?;
    let mut missing = missing_of(tx, &[shop.id])?;
    missing.extend(missing_in(tx, cycle.id, |variant| imported.variants.contains(&variant))?);
    Ok(SeededShop { shop, cycle, imported, lacking: lacking(&missing) })
}

impl ShopToSeed<'_> {
    /// How an enterprise of the list is founded.
    fn founding(&self, name: &Name, is_producer: bool, sells: Sells) -> Founding {
        Founding {
            name: name.clone(),
            description: None,
            email: None,
            is_producer,
            sells,
            zone: self.zone.clone(),
            currency: self.currency,
        }
    }
}

/// The shop, founded when it is not there yet.
fn found_shop(tx: &mut Tx<'_>, ids: &Ids, command: &ShopToSeed<'_>) -> Result<Enterprise, Error> {
    let slug = Slug::from_name(command.shop, Slug::FALLBACK);
    match tx.enterprises().find_by_slug(slug.as_str())? {
        Some(shop) if shop.is_shop() => Ok(shop),
        Some(_) => Err(Error::field("shop", "an enterprise of this name sells nothing")),
        None => {
            let founding = command.founding(command.shop, false, Sells::Any);
            found(tx, &Actor::Operator, ids, AccountRules::default(), founding)
        }
    }
}

/// Founds the producers of the list that are not there yet.
fn found_producers(tx: &mut Tx<'_>, ids: &Ids, command: &ShopToSeed<'_>) -> Result<(), Error> {
    let names = command.rows.iter().map(|row| &row.producer);
    let there = Meant::find(tx, names, |enterprise| enterprise.is_producer, |_| true)?;
    let mut known = BTreeSet::new();
    for row in command.rows {
        if known.insert(name_key(&row.producer)) && there.is_new(&row.producer) {
            let founding = command.founding(&row.producer, true, Sells::None);
            found(tx, &Actor::Operator, ids, AccountRules::default(), founding)?;
        }
    }
    Ok(())
}

/// Brings what was imported into a cycle, and out of it to the shop that runs it.
fn bring_to(
    tx: &mut Tx<'_>,
    ids: &Ids,
    cycle: &OrderCycle,
    imported: &Imported,
) -> Result<(), Error> {
    let (operator, shop) = (Actor::Operator, cycle.coordinator);
    let brought = whole_exchanges(tx, cycle.id, imported)?;
    let set = |tx: &mut Tx<'_>, of: EnterpriseId, direction: Direction| {
        let (cycle, exchanges) = (tx.cycles().lock(cycle.id)?, tx.cycles().exchanges(cycle.id)?);
        let command = ExchangePatch::plain(of, direction);
        set_exchange(tx, &operator, ids, (cycle, &exchanges), command)
    };
    for producer in &imported.producers {
        if *producer != shop {
            let kind = GrantKind::SupplyToCycles;
            give_grant(tx, &operator, Grant { grantor: *producer, grantee: shop, kind })?;
        }
        if !brought.contains(producer) {
            set(tx, *producer, Direction::Incoming)?;
        }
    }
    set(tx, shop, Direction::Outgoing)?;
    Ok(())
}

/// How many products each rule finds lacking, the rules in their order.
fn lacking(missing: &[Missing]) -> Vec<(&'static Requirement, usize)> {
    let of = |rule: &'static Requirement| {
        let mut found = missing.iter().filter(|missing| missing.rule == rule).peekable();
        found.peek()?;
        let products: BTreeSet<_> = found.filter_map(|missing| missing.product.as_ref()).collect();
        Some((rule, products.len()))
    };
    RULES.iter().filter_map(of).collect()
}

/// The producers that bring all they sell to the cycle already: an exchange costs a look at the whole cycle, and a list that
/// comes again every day changes none.
fn whole_exchanges(
    tx: &mut Tx<'_>,
    cycle: CycleId,
    imported: &Imported,
) -> Result<BTreeSet<EnterpriseId>, Error> {
    let producers: Vec<EnterpriseId> = imported.producers.iter().copied().collect();
    let mut sold: BTreeMap<EnterpriseId, BTreeSet<VariantId>> = BTreeMap::new();
    for (producer, variant) in tx.catalogue().sold_by(&producers)? {
        sold.entry(producer).or_default().insert(variant);
    }
    let incoming = tx.cycles().exchanges(cycle)?.into_iter();
    let incoming = incoming.filter(|exchange| exchange.direction == Direction::Incoming);
    let whole =
        incoming.filter(|exchange| sold.get(&exchange.enterprise) == Some(&exchange.variants));
    Ok(whole.map(|exchange| exchange.enterprise).collect())
}

/// The shop's own open cycle, or a new draft for the coming week.
fn open_cycle(tx: &mut Tx<'_>, ids: &Ids, shop: &Enterprise) -> Result<OrderCycle, Error> {
    let now = tx.now();
    let mut cycles = tx.cycles().of_hub(shop.id)?.into_iter();
    if let Some(open) =
        cycles.find(|cycle| cycle.takes_orders_at(now) && cycle.coordinator == shop.id)
    {
        return Ok(open);
    }
    let orders = Window::new(now, now.plus_seconds(ORDERS_SECONDS)).expect("a week has a length");
    let day = now.in_zone(&shop.zone).date();
    let name = Name::parse(&format!("{} {day}", shop.name.chars().take(100).collect::<String>()));
    let name = name.map_err(|fault| Error::field("shop", fault.to_string()))?;
    let plan = PlanCycle { coordinator: shop.id, name, orders, limit: None };
    plan_cycle(tx, &Actor::Operator, ids, plan)
}
