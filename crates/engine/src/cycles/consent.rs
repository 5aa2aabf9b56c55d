//! Who takes part in a cycle because it said so: asked each time, or once for all.

use std::collections::BTreeSet;

use sillon_cycles::{
    AskRefused, Direction, Exchange, MAX_WAITING_ASKS, OrderCycle, Participation, Standing,
};
use sillon_identity::{Actor, Coordinate, GrantKind, Trust};
use sillon_kernel::{EnterpriseId, Failure, FailureKind, Timestamp};
use sillon_store::{Repositories, Tx};

use crate::{Error, error::refusals};

/// Whether an enterprise that has no exchange in a cycle yet agrees to one, or is to be asked.
pub(crate) fn consent(
    tx: &mut Tx<'_>,
    actor: &Actor,
    cycle: &OrderCycle,
    of: (EnterpriseId, Direction),
    asked: Option<&Participation>,
) -> Result<Standing, Error> {
    let mut consents = Consents::of(tx, actor, cycle, &BTreeSet::from([of.0]))?;
    consents.consent(of, asked.map(|asked| asked.standing))
}

/// How enterprises stand that are put into a cycle: what they said once for all, read at once.
pub(crate) struct Consents<'a> {
    actor: &'a Actor,
    cycle: &'a OrderCycle,
    trust: Trust,
    waiting: i64,
}

impl<'a> Consents<'a> {
    pub(crate) fn of(
        tx: &mut Tx<'_>,
        actor: &'a Actor,
        cycle: &'a OrderCycle,
        enterprises: &BTreeSet<EnterpriseId>,
    ) -> Result<Self, Error> {
        let concerned: Vec<EnterpriseId> =
            enterprises.iter().copied().chain([cycle.coordinator]).collect();
        let trust = tx.grants().among(&concerned)?;
        let waiting = tx.participations().waiting(cycle.coordinator)?;
        Ok(Self { actor, cycle, trust, waiting })
    }

    /// Whether one of them agrees, or is to be asked: one that was not asked before then waits beside the others.
    pub(crate) fn consent(
        &mut self,
        of: (EnterpriseId, Direction),
        before: Option<Standing>,
    ) -> Result<Standing, Error> {
        let standing = self.standing(of, before)?;
        if standing == Standing::Asked && before != Some(Standing::Asked) {
            self.wait()?;
        }
        Ok(standing)
    }

    /// Whether one of them agrees, or is to be asked.
    pub(crate) fn standing(
        &self,
        (of, direction): (EnterpriseId, Direction),
        before: Option<Standing>,
    ) -> Result<Standing, Error> {
        if speaks_for(self.actor, self.cycle, of) {
            return Ok(Standing::Agreed);
        }
        if before.is_some_and(Standing::is_no) {
            let rule = match direction {
                Direction::Incoming => {
                    "it does not let this coordinator sell its goods in this cycle"
                }
                Direction::Outgoing => "it said no to selling in this cycle",
            };
            return Err(Error::field("enterprise", rule));
        }
        let agrees = self.trust.allows(of, standing_yes(direction), self.cycle.coordinator);
        Ok(if agrees { Standing::Agreed } else { Standing::Asked })
    }

    /// Waits for the answer of one more.
    pub(crate) fn wait(&mut self) -> Result<(), AskRefused> {
        if self.waiting >= MAX_WAITING_ASKS {
            return Err(AskRefused::TooMany);
        }
        self.waiting += 1;
        Ok(())
    }
}

/// Refuses that whoever runs a cycle changes what another agreed to take part under: it is asked again, unless it lets itself be
/// put into every cycle, or the change is its own.
pub(crate) fn check_agreed(
    tx: &mut Tx<'_>,
    actor: &Actor,
    cycle: &OrderCycle,
    (of, direction): (EnterpriseId, Direction),
) -> Result<(), Error> {
    if speaks_for(actor, cycle, of) || says_yes_to_every_cycle(tx, cycle, of, direction)? {
        return Ok(());
    }
    let name = tx.enterprises().get(of)?.name.to_string();
    Err(AgreedOtherwise(name).into())
}

/// Whether whoever asks answers in the same breath: it is the coordinator itself, or the actor acts for both. An administrator
/// acts for neither.
fn speaks_for(actor: &Actor, cycle: &OrderCycle, of: EnterpriseId) -> bool {
    of == cycle.coordinator || actor.acts_for::<Coordinate>().contains(&of)
}

/// Whether an enterprise said once for all that the coordinator may put it into its cycles.
fn says_yes_to_every_cycle(
    tx: &mut Tx<'_>,
    cycle: &OrderCycle,
    of: EnterpriseId,
    direction: Direction,
) -> Result<bool, Error> {
    let (coordinator, kind) = (cycle.coordinator, standing_yes(direction));
    Ok(tx.grants().of_to(of, &[coordinator])?.allows(of, kind, coordinator))
}

/// The grant by which an enterprise says yes to every cycle of another's.
pub(crate) fn standing_yes(direction: Direction) -> GrantKind {
    match direction {
        Direction::Incoming => GrantKind::SupplyToCycles,
        Direction::Outgoing => GrantKind::SellThrough,
    }
}

/// Notes that an enterprise takes part from now on.
pub(crate) fn agree(
    tx: &mut Tx<'_>,
    cycle: &OrderCycle,
    exchange: &Exchange,
    asked_at: Timestamp,
) -> Result<(), Error> {
    let agreed = Participation::agreed(cycle.id, exchange, asked_at, tx.now());
    Ok(tx.participations().save(&agreed)?)
}

/// An enterprise agreed to other fees, or to being met elsewhere or at another time.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0} agreed to other fees, or to another pick-up: take back its part and ask it again, or let it change this itself"
)]
pub struct AgreedOtherwise(String);

impl Failure for AgreedOtherwise {
    fn class(&self) -> (FailureKind, &'static str) {
        (FailureKind::Conflict, "agreed-otherwise")
    }
}

refusals!(AgreedOtherwise);
