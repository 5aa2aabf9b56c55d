use std::{sync::Arc, time::Duration};

use sillon_events::{Delivery, Ping, Webhook};
use sillon_identity::{Actor, ManageWebhooks};
use sillon_kernel::{DeliveryId, EnterpriseId, Failure, FailureKind, WebhookId};
use sillon_store::{Repositories, Touched, Tx};
use tokio::time::{Instant, sleep_until};

use crate::{Engine, Error, error::refusals, events::send::broken_off};

/// How long the place of a ping is taken at least: nobody has us knock at a stranger's door many times a second.
const EACH: Duration = Duration::from_secs(1);

/// Too many webhooks are being tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many webhooks are being tried; try again in some seconds")]
struct TooManyPings;

impl Failure for TooManyPings {
    fn class(&self) -> (FailureKind, &'static str) {
        (FailureKind::Busy, "busy")
    }
}

refusals!(TooManyPings);

impl Engine {
    /// Sends a webhook an event that is none, at once and once, also where it is paused; what became of it, which stands in its log,
    /// too.
    ///
    /// # Errors
    ///
    /// A refusal unless the actor manages the enterprise's webhooks; missing when it has no such webhook; busy while too many are tried.
    pub async fn ping_webhook(
        &self,
        actor: Actor,
        enterprise: EnterpriseId,
        id: WebhookId,
    ) -> Result<Delivery, Error> {
        let find = move |tx: &mut Tx<'_>| find(tx, &actor, enterprise, id);
        let webhook = self.read(find).await?;
        let pings = Arc::clone(&self.pings);
        let place = pings.try_acquire_owned().map_err(|_full| Error::from(TooManyPings))?;
        let free_again = Instant::now() + EACH;
        let now = self.clock().now();
        let ping = Ping { id: self.ids.next::<DeliveryId>(now), enterprise, webhook: id, at: now };
        let sending = self.sending_to(&webhook, ping.event_id(), ping.body());
        let poster = self.poster.clone();
        // Its place is taken as long as it is sent, also where who asked hangs up meanwhile.
        let sent = tokio::task::spawn_blocking(move || (poster.post(&sending), place)).await;
        let sent = sent.map(|(delivered, place)| {
            tokio::spawn(async move {
                sleep_until(free_again).await;
                drop(place);
            });
            delivered
        });
        let delivery = Delivery {
            id: ping.id,
            webhook: id,
            number: None,
            kind: Ping::KIND.to_owned(),
            attempt: 1,
            at: now,
            delivered: sent.unwrap_or_else(|_| broken_off()),
        };
        let kept = delivery.clone();
        self.write(move |tx| note(tx, &kept)).await?;
        Ok(delivery)
    }
}

fn find(
    tx: &mut Tx<'_>,
    actor: &Actor,
    enterprise: EnterpriseId,
    id: WebhookId,
) -> Result<Webhook, Error> {
    let permit = actor.permit::<ManageWebhooks>(enterprise)?;
    tx.webhooks().find(&permit, id)?.ok_or_else(|| Error::missing("webhook"))
}

/// Notes a try, unless the webhook was removed meanwhile.
fn note(tx: &mut Tx<'_>, delivery: &Delivery) -> Result<(), Error> {
    tx.touches(Touched::NOTHING);
    if tx.webhooks().named(delivery.webhook)?.is_some() {
        tx.webhooks().log(delivery)?;
    }
    Ok(())
}
