use std::collections::BTreeSet;

use sillon_cycles::{Direction, Exchange};
use sillon_enterprises::{Enterprise, Settings, Visibility};
use sillon_identity::{Actor, Network, Pseudonym};
use sillon_kernel::{CycleId, Detail, Email, EnterpriseId, Failure, FailureKind, PageRequest};
use sillon_store::{ErasedRows, Repositories, Tx, Whose};

use crate::{
    Engine, Error, Ids, WrongPassword,
    cycles::changes::taking_changes,
    cycles::exchanges::write,
    enterprises::grants::take_back_grant,
    error::refusals,
    log::{member, note, note_ended_keys},
    people::export::{who_has, who_is},
    people::rate_limit,
};

/// What erasing a person came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erased {
    /// What stands in their place from now on.
    pub pseudonym: Pseudonym,
    /// How much was there.
    pub rows: ErasedRows,
}

/// What becomes of enterprises that only the person owns who is erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnedAlone {
    /// They name another owner first.
    HandedOver,
    /// They are closed: nobody is kept from being erased.
    Closed,
}

/// Closes an enterprise whose only owner goes: it hides and sells nothing more, its keys, invitations, offers and what it
/// allows others and they allow it end, and it is administrators' from then on. What was ordered stays, as the law has it kept.
fn close_enterprise(tx: &mut Tx<'_>, ids: &Ids, enterprise: EnterpriseId) -> Result<(), Error> {
    let now = tx.now();
    for cycle in tx.cycles().of_hub(enterprise)? {
        sell_nothing_more(tx, cycle.id, enterprise)?;
    }
    loop {
        let some = tx.grants().page(enterprise, None, &PageRequest { after: None, limit: 100 })?;
        if some.items.is_empty() {
            break;
        }
        for given in some.items {
            take_back_grant(tx, &Actor::Operator, ids, given.grant)?;
        }
    }
    let profile = tx.profiles().get(enterprise)?;
    let was = Settings { enterprise: tx.enterprises().get(enterprise)?, profile };
    tx.profiles().hide(enterprise)?;
    let hidden = Enterprise { visibility: Visibility::Hidden, ..was.enterprise.clone() };
    let hidden = Settings { enterprise: hidden, profile: was.profile.clone() };
    note(tx, &Actor::Operator, Some(&was), Some(&hidden))?;
    let ended = tx.keys().end_all(enterprise, now)?;
    note_ended_keys(tx, &Actor::Operator, &ended)?;
    tx.invitations().end_all(enterprise)?;
    tx.customers().end_all(enterprise)?;
    Ok(tx.grants().end_offers(enterprise)?)
}

/// Leaves nothing on offer at a hub in a cycle that takes changes; where and when people fetch what they ordered stays said.
fn sell_nothing_more(tx: &mut Tx<'_>, cycle: CycleId, hub: EnterpriseId) -> Result<(), Error> {
    let Ok(cycle) = taking_changes(tx.cycles().lock(cycle)?) else { return Ok(()) };
    let exchanges = tx.cycles().exchanges(cycle.id)?.into_iter();
    let mut own =
        exchanges.filter(|it| it.enterprise == hub && it.direction == Direction::Outgoing);
    if let Some(own) = own.next() {
        let empty = Exchange { variants: BTreeSet::new(), carries_all: false, ..own.clone() };
        write(tx, &Actor::Operator, cycle, (Some(&own), &empty))?;
    }
    Ok(())
}

impl Engine {
    /// Erases the person who asks, and knows their password: [`erase_person`] says what of.
    ///
    /// # Errors
    ///
    /// A refusal for whoever is no person; [`WrongPassword`];
    /// [`TooManyAttempts`](sillon_identity::TooManyAttempts) when it was guessed too often; [`EraseRefused`].
    pub async fn erase_me(
        &self,
        actor: &Actor,
        password: String,
        alone: OwnedAlone,
        from: Option<Network>,
    ) -> Result<Erased, Error> {
        let user = actor.person()?;
        let turn = self.hashing.turn().await;
        let limit = self.settings.attempts;
        let counted = move |tx: &mut Tx<'_>| rate_limit::take_own(tx, user, from, limit);
        let (user, attempt) = self.write(counted).await?;
        let hash = user.password.clone();
        let opens = turn.hash(move || hash.opens(&password)).await?;
        drop(turn);
        if !opens {
            return Err(WrongPassword { field: "password" }.into());
        }
        let ids = self.ids();
        self.write(move |tx| {
            rate_limit::forgive(tx, &attempt, limit)?;
            if tx.people().lock(user.id)?.password != user.password {
                return Err(WrongPassword { field: "password" }.into());
            }
            let whose = who_is(tx, user.id)?;
            erase(tx, &ids, &whose, alone)
        })
        .await
    }
}

/// Erases whoever has an address (GDPR, article 17): their account, and their orders as a guest.
///
/// Sessions, carts, memberships, waiting letters and kept answers are deleted. Orders stay, as the law keeps them ten years
/// (Code de commerce, L123-22), under a pseudonym; so does what the books say, which names nobody.
///
/// # Errors
///
/// [`EraseRefused`] while they own an enterprise alone or wait for an order; missing when nobody has the address.
pub fn erase_person(
    tx: &mut Tx<'_>,
    ids: &Ids,
    address: &Email,
    alone: OwnedAlone,
) -> Result<Erased, Error> {
    let whose = who_has(tx, address)?;
    let erased = erase(tx, ids, &whose, alone)?;
    if erased.rows == ErasedRows::default() {
        return Err(Error::missing("person with this e-mail address"));
    }
    Ok(erased)
}

/// Erases a person, under a pseudonym that nothing leads to.
pub(crate) fn erase(
    tx: &mut Tx<'_>,
    ids: &Ids,
    whose: &Whose,
    alone: OwnedAlone,
) -> Result<Erased, Error> {
    if let Some(user) = whose.user {
        let owned = tx.personal().owned_alone(user)?;
        if alone == OwnedAlone::HandedOver && !owned.is_empty() {
            return Err(EraseRefused::SoleOwner(owned).into());
        }
        for enterprise in owned {
            close_enterprise(tx, ids, enterprise)?;
        }
        tx.people().set_administrator(user, false)?;
        for had in tx.people().memberships(user)? {
            note(tx, &Actor::Operator, Some(&member(had.enterprise, user, had.role)), None)?;
        }
    }
    let now = tx.now();
    // Anybody may order as a guest for anybody's address: of who has an account only what they ordered themselves waits.
    let waited_for = match whose.user {
        Some(user) => tx.personal().orders_of(Some(user), None)?,
        None => whose.orders.clone(),
    };
    let waiting = tx.personal().under_way(&waited_for, now)?;
    if !waiting.is_empty() {
        return Err(EraseRefused::OrdersUnderWay(waiting).into());
    }
    if let Some(user) = whose.user {
        // Groups that others are in stay, and are administrators' from now on.
        tx.groups().end_empty_of(user)?;
    }
    let pseudonym = Pseudonym::from_random(ids.bytes());
    // Another person's pseudonym may be the same, once in four thousand million: then it is drawn again.
    let rows = tx.erase_person(whose, &pseudonym).map_err(sillon_store::Error::into_lost_race)?;
    if let Some(user) = whose.user {
        // They act for nobody any more, and so do the keys they made.
        let ended = tx.keys().end_made_by(user, now)?;
        note_ended_keys(tx, &Actor::Operator, &ended)?;
    }
    if let Some(address) = &whose.address {
        tx.personal().forget_answers_naming(address)?;
    }
    Ok(Erased { pseudonym, rows })
}

/// Why a person is not erased yet.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EraseRefused {
    /// They are the only owner of enterprises.
    #[error(
        "you own enterprises alone: name another owner first, or ask that they be closed with it"
    )]
    SoleOwner(Vec<EnterpriseId>),
    /// They have orders that were not handed out yet.
    #[error("wait until your orders are handed out, or cancel them: {}", .0.join(", "))]
    OrdersUnderWay(Vec<String>),
}

impl Failure for EraseRefused {
    fn class(&self) -> (FailureKind, &'static str) {
        match self {
            Self::SoleOwner(_) => (FailureKind::Conflict, "last-owner"),
            Self::OrdersUnderWay(_) => (FailureKind::Conflict, "orders-under-way"),
        }
    }

    fn details(&self) -> Vec<Detail> {
        match self {
            Self::SoleOwner(owned) => owned
                .iter()
                .map(|id| Detail::new("enterprise", "it has no other owner").with("enterprise", id))
                .collect(),
            Self::OrdersUnderWay(orders) => orders
                .iter()
                .map(|order| {
                    Detail::new("order", "it was not handed out yet").with("reference", order)
                })
                .collect(),
        }
    }
}

refusals!(EraseRefused);
