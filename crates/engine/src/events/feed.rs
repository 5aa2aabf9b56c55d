//! The feed: events get their numbers, and are read by them.

use sillon_events::{Event, EventKind};
use sillon_identity::{Actor, ReadEvents};
use sillon_kernel::EnterpriseId;
use sillon_store::{Repositories, Touched, Tx};

use crate::{Engine, Error};

/// How many events of one enterprise are numbered in one transaction.
const NUMBERED_AT_ONCE: i64 = 1_000;

/// Of how many enterprises events are numbered in one run.
const MAX_FEEDS: i64 = 1_000;

/// Which events are wanted.
#[derive(Debug, Clone)]
pub struct FeedRequest {
    /// Whose.
    pub enterprise: EnterpriseId,
    /// Those after this number; from the first on, after 0.
    pub after: i64,
    /// Of these kinds; of all, where none is named.
    pub kinds: Vec<EventKind>,
    /// At most so many.
    pub limit: u32,
}

/// A part of a feed.
#[derive(Debug)]
pub struct FeedPage {
    /// The events, by their numbers.
    pub events: Vec<Event>,
    /// The number to go on after, whether there were any or not.
    pub next: i64,
    /// The last number of the feed, as it was read.
    pub last: i64,
}

impl Engine {
    /// Events of an enterprise, by their numbers, with all that was over when it was asked.
    ///
    /// # Errors
    ///
    /// A refusal unless the actor reads the enterprise's events.
    pub async fn events(&self, actor: Actor, request: FeedRequest) -> Result<FeedPage, Error> {
        // Who may not read them has nothing written.
        let of = actor.permit::<ReadEvents>(request.enterprise)?.enterprise();
        self.number_events_of(of).await?;
        self.read(move |tx| events(tx, &actor, &request)).await
    }

    /// Numbers all events of an enterprise that are over, as far as some thousands go.
    async fn number_events_of(&self, of: EnterpriseId) -> Result<(), Error> {
        if self.read(move |tx| Ok(tx.events().has_without_number(of)?)).await? {
            self.write(move |tx| number(tx, of)).await?;
        }
        Ok(())
    }

    /// Numbers the events that are over, whoever they are of.
    pub(crate) async fn number_events(&self) -> Result<(), Error> {
        for of in self.read(|tx| Ok(tx.events().without_number(MAX_FEEDS)?)).await? {
            self.write(move |tx| number(tx, of)).await?;
        }
        Ok(())
    }
}

/// Numbers events of an enterprise that are over.
pub(crate) fn number(tx: &mut Tx<'_>, of: EnterpriseId) -> Result<(), Error> {
    tx.touches(Touched::NOTHING);
    tx.events().number(of, NUMBERED_AT_ONCE)?;
    Ok(())
}

fn events(tx: &mut Tx<'_>, actor: &Actor, request: &FeedRequest) -> Result<FeedPage, Error> {
    let permit = actor.permit::<ReadEvents>(request.enterprise)?;
    // Who may all everywhere may name an enterprise that is not there.
    tx.enterprises().get(permit.enterprise())?;
    // Read first: an event that is numbered meanwhile comes with the next page.
    let last = tx.events().last_number(permit.enterprise())?;
    let (after, most) = (request.after, i64::from(request.limit));
    let events = tx.events().page(&permit, after, last, &request.kinds, most)?;
    let is_full = events.len() >= usize::try_from(request.limit).unwrap_or(usize::MAX);
    let of_page = events.last().map(|event| event.number).filter(|_| is_full);
    Ok(FeedPage { events, next: of_page.unwrap_or_else(|| last.max(after)), last })
}
