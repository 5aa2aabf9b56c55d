use std::collections::{BTreeMap, BTreeSet};

use sillon_cycles::{
    AskRefused, Direction, Exchange, ExchangeFacts, ExchangePatch, HandOverChoice, OrderCycle,
    Participation, Reach, Stage, Standing,
};
use sillon_identity::{Actor, Coordinate, Permit};
use sillon_kernel::{
    CycleId, EnterpriseId, FeeId, HandOverMethodId, Name, VariantId, Window, Zone,
};
use sillon_store::{Repositories, Tx};

use crate::{
    Error, Ids,
    cycles::consent::Consents,
    cycles::exchanges_seen::parts_for,
    cycles::plan::check_coordinator,
    log::{ExchangeOf, FeesOn, note, note_made},
};

/// The most days later a copy may be: ten years.
pub const MAX_DAYS_LATER: u16 = 3_660;

/// The command to have a cycle once more, on other days.
#[derive(Debug, Clone)]
pub struct CopyCycle {
    /// What people call the copy; as the original, when nothing is named.
    pub name: Option<Name>,
    /// How many days later it is.
    pub days: u16,
}

/// Copies a cycle: a draft of the same fees, but those that are retired or for who takes no part, of the same exchanges and texts, so
/// many days later by the clock on the wall of who runs it.
///
/// Exchanges that carry all they may carry what there is now; the others what they did, as far as it is still there. Whoever
/// takes part in the original is asked to take part in the copy, unless they let the coordinator put them into any cycle.
///
/// # Errors
///
/// A refusal unless the actor runs the cycle, for an enterprise that sells; a field's when a window of it has no time on the
/// day of the copy.
pub fn copy_cycle(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    id: CycleId,
    command: CopyCycle,
) -> Result<OrderCycle, Error> {
    let original = tx.cycles().get(id)?;
    let permit = actor.permit::<Coordinate>(original.coordinator)?;
    let coordinator = tx.enterprises().get(permit.enterprise())?;
    check_coordinator(&coordinator)?;
    if !(1..=MAX_DAYS_LATER).contains(&command.days) {
        let rule = format!("a copy is from 1 to {MAX_DAYS_LATER} days later");
        return Err(Error::field("days", rule));
    }
    let days = command.days.into();
    let copy = OrderCycle {
        id: ids.next(tx.now()),
        name: command.name.unwrap_or_else(|| original.name.clone()),
        orders: days_later(original.orders, days, &coordinator.zone)?,
        stage: Stage::Draft,
        is_full: false,
        of: None,
        version: 1,
        ..original
    };
    let fees = tx.cycles().coordinator_fees(id)?;
    let exchanges = tx.cycles().exchanges(id)?;
    for window in exchanges.iter().flat_map(Exchange::windows) {
        days_later(window, days, &coordinator.zone)?;
    }
    let of = Model { exchanges, fees, days, zone: coordinator.zone, is_by_itself: false };
    make_cycle(tx, (&permit, actor), ids, &copy, of)?;
    Ok(copy)
}

/// What a cycle is made after.
pub(crate) struct Model {
    /// The exchanges it has, or would have where people agreed; incoming ones first.
    pub(crate) exchanges: Vec<Exchange>,
    /// The fees on everything.
    pub(crate) fees: Vec<FeeId>,
    /// How many days earlier it is.
    pub(crate) days: i32,
    /// On whose clock.
    pub(crate) zone: Zone,
    /// Whether nobody asked for it now: then it is made as far as it can be.
    pub(crate) is_by_itself: bool,
}

/// Makes a cycle after a model, so many days later: see [`copy_cycle`]. Who is asked to take part, and does not by itself.
///
/// Hours that the clock skips on those days are none. Whoever cannot take part that way any more is left out; by itself it asks no
/// more than may be waited for.
pub(crate) fn make_cycle(
    tx: &mut Tx<'_>,
    (permit, actor): (&Permit<Coordinate>, &Actor),
    ids: &Ids,
    made: &OrderCycle,
    of: Model,
) -> Result<BTreeSet<EnterpriseId>, Error> {
    let now = tx.now();
    tx.cycles().add(permit, made, now)?;
    note(tx, actor, None, Some(made))?;
    let (parts, _) = parts_for::<Coordinate>(tx, actor, made, &of.exchanges, None)?;
    let taking: BTreeSet<EnterpriseId> = of.exchanges.iter().map(|it| it.enterprise).collect();
    let can = Abilities::of(tx, &taking)?;
    let mut consents = Consents::of(tx, actor, made, &taking)?;
    let can_take_part = |exchange: &Exchange| match exchange.direction {
        Direction::Incoming => can.bring.contains(&exchange.enterprise),
        Direction::Outgoing => can.sell.contains(&exchange.enterprise),
    };
    let mut exchanges = Vec::new();
    for exchange in of.exchanges.into_iter().filter(can_take_part) {
        let standing = consents.standing((exchange.enterprise, exchange.direction), None)?;
        let waits = if standing == Standing::Asked { consents.wait() } else { Ok(()) };
        let standing = match waits {
            Ok(()) => standing,
            Err(AskRefused::TooMany) if of.is_by_itself => Standing::Withdrawn,
            Err(refused) => return Err(refused.into()),
        };
        exchanges.push((exchange, standing));
    }
    let fees = Charged::of(tx, made, &of.fees, &exchanges)?;
    let in_use = MethodsInUse::of(tx, &exchanges)?;
    let on_all = fees.charged(of.fees, None);
    tx.cycles().set_coordinator_fees(permit, made, &on_all)?;
    note(tx, actor, None, Some(&FeesOn(made.id, &on_all)))?;
    let (mut copied, mut participations) = (Vec::new(), Vec::new());
    // Incoming ones first: what goes out is part of what comes in.
    for (exchange, standing) in exchanges {
        let (whose, direction) = (exchange.enterprise, exchange.direction);
        let terms = Exchange {
            id: ids.next(now),
            hand_over: in_use.among(&exchange),
            fees: fees.charged(exchange.fees.clone(), Some(whose)),
            ..exchange
        };
        let terms = terms.days_later(of.days, &of.zone);
        if standing != Standing::Agreed {
            participations.push(Participation::on_terms(made.id, terms, standing, now));
            continue;
        }
        let facts = ExchangeFacts {
            parts: &parts,
            reach: &Reach::Whole,
            exchanges: &copied,
            sold_by_producer: can.sold_by.get(&whose).cloned().unwrap_or_default(),
        };
        // Of what it carried, that takes what it may carry now.
        let plain = ExchangePatch::plain(whose, direction);
        let exchange = terms.change(&BTreeSet::new(), plain, &facts)?;
        if whose != made.coordinator {
            participations.push(Participation::agreed(made.id, &exchange, now, now));
        }
        copied.push(exchange);
    }
    tx.cycles().add_exchanges(made.id, &copied)?;
    tx.participations().add(&participations)?;
    note_made(tx, actor, copied.iter().map(|exchange| ExchangeOf(made.id, exchange)))?;
    let asked = participations.into_iter().filter(|it| it.standing == Standing::Asked);
    Ok(asked.map(|it| it.enterprise).collect())
}

/// Which of the methods of hand-over that a model names its cycle has: none that is retired.
struct MethodsInUse(BTreeSet<(EnterpriseId, HandOverMethodId)>);

impl MethodsInUse {
    fn of(tx: &mut Tx<'_>, exchanges: &[(Exchange, Standing)]) -> Result<Self, Error> {
        let naming = exchanges.iter().filter(|(exchange, _)| !exchange.hand_over.is_empty());
        let hubs: BTreeSet<EnterpriseId> =
            naming.map(|(exchange, _)| exchange.enterprise).collect();
        if hubs.is_empty() {
            return Ok(Self(BTreeSet::new()));
        }
        let methods = tx.hand_overs().of_hubs(&Vec::from_iter(hubs))?.into_iter();
        let in_use = methods.filter(|method| method.retired_at.is_none());
        Ok(Self(in_use.map(|method| (method.hub, method.id)).collect()))
    }

    /// Those that an exchange names and that are.
    fn among(&self, exchange: &Exchange) -> Vec<HandOverChoice> {
        let is_in_use =
            |choice: &&HandOverChoice| self.0.contains(&(exchange.enterprise, choice.method));
        let named = exchange.hand_over.iter();
        let mut kept: Vec<&HandOverChoice> = named.clone().filter(is_in_use).collect();
        if kept.is_empty() {
            // To name none is to offer all: whoever named some did not mean that.
            kept = named.collect();
        }
        kept.into_iter().copied().collect()
    }
}

/// Which of the fees that a model names its cycle has: none that is retired, and none for somebody who takes no part in it.
struct Charged {
    payee: BTreeMap<FeeId, EnterpriseId>,
    payees: BTreeSet<EnterpriseId>,
}

impl Charged {
    fn of(
        tx: &mut Tx<'_>,
        made: &OrderCycle,
        on_all: &[FeeId],
        exchanges: &[(Exchange, Standing)],
    ) -> Result<Self, Error> {
        let named = exchanges.iter().flat_map(|(exchange, _)| &exchange.fees).chain(on_all);
        let named: BTreeSet<FeeId> = named.copied().collect();
        let fees = tx.cycles().fees(&Vec::from_iter(named))?.into_iter();
        let payee = fees.filter(|fee| fee.retired_at.is_none()).map(|fee| (fee.id, fee.enterprise));
        let taking = exchanges.iter().filter(|(_, standing)| *standing == Standing::Agreed);
        let mut payees: BTreeSet<EnterpriseId> = taking.map(|(it, _)| it.enterprise).collect();
        payees.insert(made.coordinator);
        payees.extend(tx.grants().suppliers_of(made.coordinator)?);
        Ok(Self { payee: payee.collect(), payees })
    }

    /// Those of some fees that are charged; on an enterprise's own exchange also those that are its own.
    fn charged(&self, fees: Vec<FeeId>, own: Option<EnterpriseId>) -> Vec<FeeId> {
        let is_charged = |fee: &FeeId| {
            let payee = self.payee.get(fee);
            payee.is_some_and(|payee| self.payees.contains(payee) || own == Some(*payee))
        };
        fees.into_iter().filter(is_charged).collect()
    }
}

/// What enterprises can do in a cycle, read at once for all that take part.
struct Abilities {
    /// Those with a shop.
    sell: BTreeSet<EnterpriseId>,
    /// Those that produce.
    bring: BTreeSet<EnterpriseId>,
    /// What producers bring: all they sell.
    sold_by: BTreeMap<EnterpriseId, BTreeSet<VariantId>>,
}

impl Abilities {
    fn of(tx: &mut Tx<'_>, enterprises: &BTreeSet<EnterpriseId>) -> Result<Self, Error> {
        let enterprises: Vec<EnterpriseId> = enterprises.iter().copied().collect();
        let found = tx.enterprises().of(&enterprises)?;
        let bring: BTreeSet<EnterpriseId> =
            found.iter().filter(|it| it.is_producer).map(|it| it.id).collect();
        let mut sold_by: BTreeMap<EnterpriseId, BTreeSet<VariantId>> = BTreeMap::new();
        for (producer, variant) in
            tx.catalogue().sold_by(&bring.iter().copied().collect::<Vec<_>>())?
        {
            sold_by.entry(producer).or_default().insert(variant);
        }
        let sell = found.iter().filter(|it| it.is_shop()).map(|it| it.id).collect();
        Ok(Self { sell, bring, sold_by })
    }
}

fn days_later(window: Window, days: i32, zone: &Zone) -> Result<Window, Error> {
    window.days_later(days, zone).ok_or_else(|| {
        let rule = format!("of {} there is nothing left that many days later", window.from());
        Error::field("days", rule)
    })
}
