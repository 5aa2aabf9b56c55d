use std::collections::BTreeSet;

use sillon_catalogue::Change;
use sillon_cycles::{
    Direction, Exchange, OrderCycle, Participation, Parts, PriceChange, Reach, Stage, Standing,
    applied, supplied_by,
};
use sillon_identity::{Actor, Coordinate};
use sillon_kernel::{CycleId, EnterpriseId, FeeId, Text, VariantId, Window};
use sillon_store::{Repositories, Tx};

use crate::{
    Error, Ids,
    catalogue::compliance::{missing_in, missing_of, missing_pick_ups, refuse},
    cycles::changes::{open_price_lists, price_changes, taking_changes, touch},
    cycles::consent::{agree, check_agreed, consent},
    cycles::exchanges_seen::parts_for,
    cycles::fees::check_fees,
};

/// What an exchange should carry.
#[derive(Debug, Clone)]
pub enum VariantWish {
    /// Everything it may.
    All,
    /// These.
    These(BTreeSet<VariantId>),
}

/// How an exchange should be. What is not said stays as it is; of a new one, it carries everything it may.
#[derive(Debug, Clone)]
pub struct ExchangeWish {
    /// The producer of an incoming exchange, the hub of an outgoing one.
    pub enterprise: EnterpriseId,
    /// Into the cycle, or out of it.
    pub direction: Direction,
    /// What it should carry.
    pub variants: Change<VariantWish>,
    /// The fees charged on what it carries.
    pub fees: Change<Vec<FeeId>>,
    /// When the goods are fetched, or brought.
    pub pick_up: Change<Option<Window>>,
    /// What to know about it.
    pub pick_up_text: Change<Option<Text<500>>>,
}

impl ExchangeWish {
    /// An exchange of which nothing more is said.
    pub(crate) fn plain(enterprise: EnterpriseId, direction: Direction) -> Self {
        Self {
            enterprise,
            direction,
            variants: Change::Keep,
            fees: Change::Keep,
            pick_up: Change::Keep,
            pick_up_text: Change::Keep,
        }
    }
}

/// What came of wishing for an exchange.
#[derive(Debug, Clone)]
pub struct PutExchange {
    /// The exchange; only what it would be, while its enterprise has not agreed to take part.
    pub exchange: Exchange,
    /// Whether its enterprise agreed, or is asked.
    pub standing: Standing,
    /// What shoppers pay otherwise from now on, in a cycle that takes orders.
    pub price_changes: Vec<PriceChange>,
}

/// Adds an exchange to a cycle, or changes the one its enterprise has in that direction.
///
/// An incoming exchange carries variants of its producer; an outgoing one carries what some incoming one does, of producers
/// that let its hub sell. The coordinator may add and change all of them, a producer or a hub in the cycle its own. A
/// producer may also say which of its goods go out to a hub if each lets the other; of such an exchange the rest stays as
/// it is.
///
/// Another enterprise than the coordinator is asked first, unless whoever wishes acts for it too, or it lets the
/// coordinator do so at any time. Until it answers there is no exchange.
///
/// # Errors
///
/// [`PartRefused`](sillon_cycles::PartRefused); a refusal unless the cycle still takes changes and each part of the wish
/// may be had; [`NotCompliant`](sillon_catalogue::NotCompliant) when what comes new into a published cycle, or who comes new to
/// sell in it, lacks something that shoppers must know.
pub fn put_exchange(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    cycle: CycleId,
    wish: ExchangeWish,
) -> Result<PutExchange, Error> {
    let stage = tx.cycles().lock(cycle)?.stage;
    let before = tx.cycles().exchanges(cycle)?;
    let prices_before = open_price_lists(tx, cycle, stage, &before)?;
    let (exchange, standing) = set_exchange(tx, actor, ids, cycle, wish)?;
    if standing == Standing::Agreed {
        check_compliance(tx, cycle, stage, &before, &exchange)?;
    }
    let price_changes = price_changes(tx, cycle, &prices_before)?;
    Ok(PutExchange { exchange, standing, price_changes })
}

/// Refuses what comes new into a published cycle and lacks something that shoppers must know.
pub(crate) fn check_compliance(
    tx: &mut Tx<'_>,
    cycle: CycleId,
    stage: Stage,
    before: &[Exchange],
    exchange: &Exchange,
) -> Result<(), Error> {
    if !matches!(stage, Stage::Upcoming | Stage::Open { .. }) {
        return Ok(());
    }
    let outgoing = |it: &&Exchange| it.direction == Direction::Outgoing;
    let sold_before = |variant: &VariantId| {
        before.iter().filter(outgoing).any(|it| it.variants.contains(variant))
    };
    let mut missing = missing_in(tx, cycle, |variant| !sold_before(&variant))?;
    let shop = exchange.enterprise;
    let is_new_shop = exchange.direction == Direction::Outgoing
        && !before.iter().filter(outgoing).any(|it| it.enterprise == shop);
    if is_new_shop {
        missing.extend(missing_of(tx, &[shop])?);
    }
    // What was open without a word about where it is fetched may stay so; nobody takes that word away.
    let said_before =
        before.iter().filter(outgoing).any(|it| it.enterprise == shop && it.says_pick_up());
    if exchange.direction == Direction::Outgoing && (is_new_shop || said_before) {
        missing.extend(missing_pick_ups(tx, std::slice::from_ref(exchange))?);
    }
    refuse(missing)
}

/// Adds or changes an exchange, or asks its enterprise to take part, whatever may be missing of what it carries.
pub(crate) fn set_exchange(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    cycle: CycleId,
    wish: ExchangeWish,
) -> Result<(Exchange, Standing), Error> {
    let cycle = tx.cycles().lock(cycle)?;
    let exchanges = tx.cycles().exchanges(cycle.id)?;
    let (parts, acting_for) =
        parts_for::<Coordinate>(tx, actor, &cycle, &exchanges, Some(wish.enterprise))?;
    let reach = parts.reach(&acting_for, wish.enterprise, wish.direction)?;
    let cycle = taking_changes(cycle)?;
    let (of, direction) = (wish.enterprise, wish.direction);
    let same = |exchange: &&Exchange| exchange.enterprise == of && exchange.direction == direction;
    let existing = exchanges.iter().find(same).cloned();
    let asked = match &existing {
        Some(_) => None,
        None => tx.participations().find(cycle.id, of, direction)?,
    };
    let standing = match &existing {
        Some(_) => Standing::Agreed,
        None => consent(tx, actor, &cycle, (of, direction), asked.as_ref())?,
    };
    if direction == Direction::Outgoing && !tx.enterprises().get(of)?.is_shop() {
        return Err(Error::field("enterprise", "it sells nothing, so nothing can go out to it"));
    }
    let terms = asked.as_ref().and_then(|asked| asked.terms.clone());
    let before = existing.clone().or(terms);
    let runs_it = parts.position(&acting_for).may_run();
    if let (Reach::Whole, Some(fees)) = (&reach, wish.fees.said()) {
        let mut payees = BTreeSet::from([of, cycle.coordinator]);
        if runs_it {
            payees.extend(parts.everybody());
            payees.extend(tx.grants().suppliers_of(cycle.coordinator)?);
        }
        let kept = before.as_ref().map(|before| before.fees.as_slice()).unwrap_or_default();
        check_fees(tx, &cycle, fees, &payees, kept)?;
    }
    let ground = Ground { parts: &parts, reach: &reach, exchanges: &exchanges };
    let id = before.as_ref().map_or_else(|| ids.next(tx.now()), |before| before.id);
    let now = tx.now();
    let asked_at = asked.as_ref().map_or(now, |asked| asked.asked_at);
    if standing == Standing::Agreed {
        let carried = existing.is_some();
        let exchange = Exchange { id, ..ground.fitted(tx, wish, before, carried)? };
        if existing.as_ref().is_some_and(|agreed| differs(agreed, &exchange)) {
            check_agreed(tx, actor, &cycle, (of, direction))?;
        }
        write(tx, cycle.clone(), &exchange)?;
        if existing.is_none() && of != cycle.coordinator {
            agree(tx, &cycle, &exchange, asked_at)?;
        }
        return Ok((exchange, standing));
    }
    let terms = Exchange { id, ..as_terms(wish, before) };
    tx.participations().save(&Participation {
        cycle: cycle.id,
        enterprise: of,
        direction,
        standing,
        // Asked anew when what is asked changes.
        asked_at: now,
        answered_at: None,
        terms: Some(terms.clone()),
    })?;
    Ok((terms, standing))
}

/// Whether an exchange has other fees than it had, or people meet elsewhere or at another time.
fn differs(agreed: &Exchange, now: &Exchange) -> bool {
    let fees = |exchange: &Exchange| BTreeSet::from_iter(exchange.fees.clone());
    fees(agreed) != fees(now)
        || agreed.pick_up != now.pick_up
        || agreed.pick_up_text != now.pick_up_text
}

/// Writes an exchange; what no incoming exchange carries any more leaves the outgoing ones.
pub(crate) fn write(
    tx: &mut Tx<'_>,
    cycle: OrderCycle,
    exchange: &Exchange,
) -> Result<OrderCycle, Error> {
    tx.cycles().put_exchange(cycle.id, exchange)?;
    if exchange.direction == Direction::Incoming {
        drop_from_outgoing(tx, cycle.id)?;
    }
    touch(tx, cycle)
}

/// What an enterprise is asked to, as it was said: what it has to sell is nobody's to see before it says yes.
fn as_terms(wish: ExchangeWish, before: Option<Exchange>) -> Exchange {
    let before = before.unwrap_or_else(|| nothing(wish.enterprise, wish.direction));
    let (variants, carries_all) = match wish.variants {
        Change::Keep => (before.variants, before.carries_all),
        Change::To(VariantWish::All) => (BTreeSet::new(), true),
        Change::To(VariantWish::These(these)) => (these, false),
    };
    Exchange {
        id: before.id,
        enterprise: wish.enterprise,
        direction: wish.direction,
        variants,
        carries_all,
        fees: wish.fees.over(before.fees),
        pick_up: wish.pick_up.over(before.pick_up),
        pick_up_text: wish.pick_up_text.over(before.pick_up_text),
    }
}

/// An exchange of which nothing was said yet.
pub(crate) fn nothing(enterprise: EnterpriseId, direction: Direction) -> Exchange {
    Exchange {
        id: sillon_kernel::ExchangeId(uuid::Uuid::nil()),
        enterprise,
        direction,
        variants: BTreeSet::new(),
        carries_all: true,
        fees: Vec::new(),
        pick_up: None,
        pick_up_text: None,
    }
}

/// What an exchange is decided on.
pub(crate) struct Ground<'a> {
    pub(crate) parts: &'a Parts,
    pub(crate) reach: &'a Reach,
    pub(crate) exchanges: &'a [Exchange],
}

impl Ground<'_> {
    /// What an exchange that carries something already may carry.
    pub(crate) fn may_carry(
        &self,
        tx: &mut Tx<'_>,
        of: EnterpriseId,
        direction: Direction,
        carried: &BTreeSet<VariantId>,
    ) -> Result<BTreeSet<VariantId>, Error> {
        match direction {
            Direction::Incoming => variants_of_producer(tx, of),
            Direction::Outgoing => {
                Ok(goods_for(self.parts, self.reach, of, self.exchanges, carried))
            }
        }
    }

    /// The exchange that a wish makes of the one before, where its enterprise agreed; `is_there` when there was one, and
    /// not only terms of one.
    pub(crate) fn fitted(
        &self,
        tx: &mut Tx<'_>,
        wish: ExchangeWish,
        before: Option<Exchange>,
        is_there: bool,
    ) -> Result<Exchange, Error> {
        let (of, direction) = (wish.enterprise, wish.direction);
        let before = before.unwrap_or_else(|| nothing(of, direction));
        let carried = if is_there { before.variants.clone() } else { BTreeSet::new() };
        let may_carry = self.may_carry(tx, of, direction, &carried)?;
        let is_whole = *self.reach == Reach::Whole;
        let carries_all = match &wish.variants {
            Change::To(wanted) if is_whole => matches!(wanted, VariantWish::All),
            Change::To(_) | Change::Keep => before.carries_all,
        };
        let wanted = match wish.variants {
            Change::To(VariantWish::All) => may_carry.clone(),
            Change::Keep if is_whole && before.carries_all => may_carry.clone(),
            Change::Keep => before.variants,
            Change::To(VariantWish::These(these)) => {
                let mut strangers = these.difference(&may_carry);
                if let Some(stranger) = strangers.find(|variant| !carried.contains(*variant)) {
                    return Err(Error::field(
                        "variants",
                        format!("{stranger} cannot be carried by this exchange"),
                    ));
                }
                these
            }
        };
        let supplied = supplied_by(self.exchanges, |_| true);
        let limit = (direction == Direction::Outgoing).then_some(&supplied);
        let may_edit: BTreeSet<VariantId> =
            if is_whole { may_carry.union(&carried).copied().collect() } else { may_carry };
        let variants = applied(&carried, &wanted, &may_edit, limit);
        let (fees, pick_up, pick_up_text) = if is_whole {
            let pick_up = wish.pick_up.over(before.pick_up);
            (wish.fees.over(before.fees), pick_up, wish.pick_up_text.over(before.pick_up_text))
        } else {
            (before.fees, before.pick_up, before.pick_up_text)
        };
        Ok(Exchange {
            id: before.id,
            enterprise: of,
            direction,
            variants,
            carries_all,
            fees,
            pick_up,
            pick_up_text,
        })
    }
}

/// What somebody of this reach may have go out to a hub.
fn goods_for(
    parts: &Parts,
    reach: &Reach,
    hub: EnterpriseId,
    exchanges: &[Exchange],
    carried: &BTreeSet<VariantId>,
) -> BTreeSet<VariantId> {
    let incoming = exchanges.iter().filter(|exchange| exchange.direction == Direction::Incoming);
    let already: BTreeSet<EnterpriseId> = incoming
        .filter(|exchange| !exchange.variants.is_disjoint(carried))
        .map(|exchange| exchange.enterprise)
        .collect();
    supplied_by(exchanges, |producer| {
        let within = match reach {
            Reach::Whole => true,
            Reach::VariantsOf(producers) => producers.contains(&producer),
        };
        within && parts.counts_in_outgoing(hub, producer, &already)
    })
}

/// What a producer brings: all it sells; nothing, when it produces no more.
fn variants_of_producer(
    tx: &mut Tx<'_>,
    producer: EnterpriseId,
) -> Result<BTreeSet<VariantId>, Error> {
    if !tx.enterprises().get(producer)?.is_producer {
        return Ok(BTreeSet::new());
    }
    let sold = tx.catalogue().sold_by(&[producer])?;
    Ok(sold.into_iter().map(|(_, variant)| variant).collect())
}

/// What no incoming exchange carries any more leaves the outgoing ones.
pub(crate) fn drop_from_outgoing(tx: &mut Tx<'_>, cycle: CycleId) -> Result<(), Error> {
    let exchanges = tx.cycles().exchanges(cycle)?;
    let (incoming, outgoing): (Vec<_>, Vec<_>) =
        exchanges.into_iter().partition(|exchange| exchange.direction == Direction::Incoming);
    let supplied: BTreeSet<VariantId> =
        incoming.into_iter().flat_map(|exchange| exchange.variants).collect();
    for mut exchange in outgoing {
        let before = exchange.variants.len();
        exchange.variants.retain(|variant| supplied.contains(variant));
        if exchange.variants.len() < before {
            tx.cycles().put_exchange(cycle, &exchange)?;
        }
    }
    Ok(())
}
