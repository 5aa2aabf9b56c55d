//! Webhooks are sent what happened: each from one node's hands at a time, its events in order, the next once one was taken.

use std::time::{Duration, Instant};

use futures_util::{StreamExt as _, stream::FuturesUnordered};
use sillon_events::{Delivered, Delivery, DeliveryFailure, Event, Webhook, sign};
use sillon_kernel::{DeliveryId, LeaseId, WebhookId};
use sillon_store::{Repositories, Subject, Touched, Tx};
use tokio::time;

use crate::{
    Engine, Error, Ids, MailStop,
    events::post::{Sending, TIMEOUT},
    outbox::queue::tell,
};

/// How long a webhook is in a node's hands without word of it: that long it waits when the node dies.
const LEASE: Duration = Duration::from_secs(20);
/// How many webhooks are in a node's hands at once.
const MAX_IN_HAND: usize = 8;
/// How many events a webhook is sent before others have their turn.
const MAX_EVENTS_A_TURN: usize = 100;
/// How long its turn is at most, but for the event it is being sent then.
const TURN: Duration = Duration::from_secs(20);
/// How soon something new is looked for while webhooks are in hand.
const LOOK_AGAIN: Duration = Duration::from_secs(1);

/// What a run over the webhooks came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WebhookRun {
    /// Events that were taken.
    pub taken: usize,
    /// Tries that failed, and are made again later.
    pub failed: usize,
}

/// What a webhook is sent next.
struct Next {
    webhook: Webhook,
    event: Event,
}

impl Engine {
    /// Sends webhooks what they have not been sent yet, until nothing is due or it is told to stop. Run by any number of nodes.
    ///
    /// # Errors
    ///
    /// What the database refuses; what was taken and not noted is sent once more.
    pub async fn send_events_until(&self, stop: &MailStop) -> Result<WebhookRun, Error> {
        let (mut run, mut in_hand) = (WebhookRun::default(), FuturesUnordered::new());
        let mut first = None;
        loop {
            while first.is_none() && in_hand.len() < MAX_IN_HAND && !stop.is_asked() {
                match self.claim_webhook().await {
                    Ok(Some((id, lease))) => in_hand.push(self.take_turn(id, lease, stop)),
                    Ok(None) => break,
                    Err(error) => first = Some(error),
                }
            }
            if in_hand.is_empty() {
                return first.map_or(Ok(run), Err);
            }
            match time::timeout(LOOK_AGAIN, in_hand.next()).await {
                Ok(Some(Ok(turn))) => run.add(turn),
                Ok(Some(Err(error))) => first = first.or(Some(error)),
                Ok(None) | Err(_) => {}
            }
        }
    }

    /// The webhook that waits longest to be sent something, with this node's hold on it.
    async fn claim_webhook(&self) -> Result<Option<(WebhookId, LeaseId)>, Error> {
        self.number_events().await?;
        let is_due = |tx: &mut Tx<'_>| {
            let now = tx.now();
            Ok(tx.webhooks().is_any_due(now)?)
        };
        if !self.read(is_due).await? {
            return Ok(None);
        }
        let ids = self.ids();
        self.write(move |tx| {
            let now = tx.now();
            let lease: LeaseId = ids.next(now);
            tx.touches(Touched::NOTHING);
            let claimed = tx.webhooks().claim(now, lease, now.plus_seconds(lease_seconds()))?;
            Ok(claimed.map(|id| (id, lease)))
        })
        .await
    }

    /// Sends one webhook event after event, until it has all, fails, or others have waited long enough.
    async fn take_turn(
        &self,
        id: WebhookId,
        lease: LeaseId,
        stop: &MailStop,
    ) -> Result<WebhookRun, Error> {
        let (mut run, begun) = (WebhookRun::default(), Instant::now());
        for _ in 0..MAX_EVENTS_A_TURN {
            if stop.is_asked() || begun.elapsed() > TURN {
                break;
            }
            let held = Instant::now();
            let Some(next) = self.write(move |tx| next(tx, id, lease)).await? else { break };
            let Some(delivered) = self.send_event(&next, held).await else { break };
            let is_taken = delivered.failure.is_none();
            let ids = self.ids();
            let Next { webhook, event } = next;
            let noted = self.write(move |tx| note(tx, &ids, &webhook, &event, lease, delivered));
            if is_taken {
                run.taken += 1;
            } else {
                run.failed += 1;
            }
            if !noted.await? {
                break;
            }
        }
        self.write(move |tx| give_back(tx, id, lease)).await?;
        Ok(run)
    }

    /// Sends an event; none where the hold on the webhook may be over before it would arrive: another node sends it then.
    async fn send_event(&self, next: &Next, held: Instant) -> Option<Delivered> {
        let Next { webhook, event } = next;
        let sending = self.sending_to(webhook, event.id(), event.body());
        let poster = self.poster.clone();
        let sent = tokio::task::spawn_blocking(move || {
            (held.elapsed() + TIMEOUT < LEASE).then(|| poster.post(&sending))
        });
        let delivered = sent.await.unwrap_or_else(|_| Some(broken_off()))?;
        if let Some(failure) = delivered.failure {
            tracing::info!(
                webhook.id = %webhook.id, event.number = event.number, attempt = webhook.next_attempt(),
                why = failure.as_str(), status = delivered.status, "a webhook did not take an event; it is tried again"
            );
        }
        Some(delivered)
    }

    /// What is sent to a webhook, signed with the secrets that are good now.
    pub(crate) fn sending_to(&self, webhook: &Webhook, event: String, body: String) -> Sending {
        let now = self.clock().now();
        let signature = sign(webhook.secrets(now), now, &body);
        Sending { url: webhook.url.clone(), event, signature, body }
    }
}

/// What is told of a try that our own mistake ended.
pub(crate) fn broken_off() -> Delivered {
    Delivered { status: None, milliseconds: 0, failure: Some(DeliveryFailure::NotReached) }
}

fn lease_seconds() -> i64 {
    i64::try_from(LEASE.as_secs()).unwrap_or(i64::MAX)
}

/// What a webhook is sent next, if it still is in these hands, is not paused, and was not sent everything. What it is not sent is
/// passed over.
fn next(tx: &mut Tx<'_>, id: WebhookId, lease: LeaseId) -> Result<Option<Next>, Error> {
    let now = tx.now();
    tx.touches(Touched::NOTHING);
    let until = now.plus_seconds(lease_seconds());
    let Some(webhook) = tx.webhooks().hold(id, lease, until)? else { return Ok(None) };
    if webhook.pause.is_some() || now < webhook.due_at {
        return Ok(None);
    }
    let last = tx.events().last_number(webhook.enterprise)?;
    match tx.events().next(webhook.enterprise, webhook.cursor, last, &webhook.kinds)? {
        Some(event) => Ok(Some(Next { webhook, event })),
        None if webhook.cursor < last => {
            let webhook = Webhook { cursor: last, ..webhook };
            tx.webhooks().save(&webhook)?;
            Ok(None)
        }
        None => Ok(None),
    }
}

/// Notes what became of a try; whether there may be a next one now. A webhook that was told meanwhile to begin elsewhere, or is
/// another node's by now, stays as that has it.
fn note(
    tx: &mut Tx<'_>,
    ids: &Ids,
    sent_to: &Webhook,
    event: &Event,
    lease: LeaseId,
    delivered: Delivered,
) -> Result<bool, Error> {
    let now = tx.now();
    tx.touches(Touched::NOTHING);
    let until = now.plus_seconds(lease_seconds());
    let Some(webhook) = tx.webhooks().hold(sent_to.id, lease, until)? else { return Ok(false) };
    let delivery = Delivery {
        id: ids.next::<DeliveryId>(now),
        webhook: webhook.id,
        number: Some(event.number),
        kind: event.kind.as_str().to_owned(),
        attempt: sent_to.next_attempt(),
        at: now,
        delivered,
    };
    tx.webhooks().log(&delivery)?;
    if webhook.cursor != sent_to.cursor {
        return Ok(true);
    }
    let is_taken = delivered.failure.is_none();
    let was_paused = webhook.pause.is_some();
    let after = if is_taken { webhook.past(event.number) } else { webhook.failed(now) };
    tx.webhooks().save(&after)?;
    if after.pause.is_some() && !was_paused {
        tell(tx, ids, after.enterprise, Subject::WebhookPaused(after.id, after.enterprise))?;
    }
    Ok(is_taken)
}

/// Gives a webhook back; those that wait come before it.
fn give_back(tx: &mut Tx<'_>, id: WebhookId, lease: LeaseId) -> Result<(), Error> {
    let now = tx.now();
    tx.touches(Touched::NOTHING);
    let Some(webhook) = tx.webhooks().hold(id, lease, now)? else { return Ok(()) };
    if webhook.due_at < now {
        tx.webhooks().save(&Webhook { due_at: now, ..webhook })?;
    }
    Ok(tx.webhooks().release(id, lease)?)
}

impl WebhookRun {
    fn add(&mut self, turn: Self) {
        self.taken += turn.taken;
        self.failed += turn.failed;
    }
}
