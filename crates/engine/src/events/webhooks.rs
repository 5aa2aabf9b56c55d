use std::collections::{BTreeMap, BTreeSet};

use sillon_events::{Delivery, EventKind, ReceiverUrl, Secret, Webhook};
use sillon_identity::{Actor, ManageWebhooks, Permit};
use sillon_kernel::{DeliveryId, EnterpriseId, Name, Page, PageRequest, UserId, WebhookId};
use sillon_store::{Repositories, Touched, Tx};

use crate::{Error, Ids, WebhookSettings, events::feed::number, log::note};

/// What a webhook should be.
#[derive(Debug, Clone)]
pub struct SetWebhook {
    /// Where it is sent.
    pub url: String,
    /// What it is sent; everything, where nothing is named.
    pub kinds: BTreeSet<EventKind>,
    /// Whether it is sent anything.
    pub is_enabled: bool,
}

/// A webhook as those see it who manage it.
#[derive(Debug, Clone)]
pub struct SeenWebhook {
    /// The webhook.
    pub webhook: Webhook,
    /// The name of who set it; nobody's for the operator.
    pub set_by: Option<Name>,
    /// How many numbers of the feed it is behind.
    pub behind: i64,
}

/// The webhooks of an enterprise.
///
/// # Errors
///
/// A refusal unless the actor manages the enterprise's webhooks.
pub fn webhooks(
    tx: &mut Tx<'_>,
    actor: &Actor,
    enterprise: EnterpriseId,
) -> Result<Vec<SeenWebhook>, Error> {
    let permit = actor.permit::<ManageWebhooks>(enterprise)?;
    let all = tx.webhooks().of(&permit)?;
    seen(tx, &permit, all)
}

/// One of them.
///
/// # Errors
///
/// As [`webhooks`]; missing when there is no such webhook.
pub fn webhook(
    tx: &mut Tx<'_>,
    actor: &Actor,
    enterprise: EnterpriseId,
    id: WebhookId,
) -> Result<SeenWebhook, Error> {
    let permit = actor.permit::<ManageWebhooks>(enterprise)?;
    let found = tx.webhooks().find(&permit, id)?.ok_or_else(none)?;
    seen_one(tx, &permit, found)
}

/// Has an enterprise's events sent to an address from now on, or from those after a number; with the secret they are signed with,
/// which is shown once.
///
/// # Errors
///
/// A refusal unless the actor manages the enterprise's webhooks; a field's for an address that nothing is sent to, for a number that
/// the feed has not come to, and for one webhook too many.
pub fn add_webhook(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    settings: WebhookSettings,
    enterprise: EnterpriseId,
    (new, after): (SetWebhook, Option<i64>),
) -> Result<(SeenWebhook, Secret), Error> {
    let permit = actor.permit::<ManageWebhooks>(enterprise)?;
    tx.touches(Touched::NOTHING);
    let enterprise = tx.enterprises().get(permit.enterprise())?;
    let now = tx.now();
    if tx.webhooks().of(&permit)?.len() >= Webhook::MAX {
        let rule = format!("an enterprise has at most {} webhooks; remove one first", Webhook::MAX);
        return Err(Error::field("url", rule));
    }
    // What was before is none of its events.
    number(tx, enterprise.id)?;
    let last = tx.events().last_number(enterprise.id)?;
    let secret = Secret::from_random(ids.bytes());
    let webhook = Webhook {
        id: ids.next(now),
        enterprise: enterprise.id,
        url: receiver(&new.url, settings)?,
        kinds: new.kinds.into_iter().collect(),
        secret: secret.clone(),
        previous: None,
        created_at: now,
        set_by: actor.user(),
        cursor: cursor(after.unwrap_or(last), last)?,
        attempts: 0,
        due_at: now,
        failing_since: None,
        pause: None,
    };
    let webhook = webhook.switched(new.is_enabled, now);
    tx.webhooks().add(&permit, &webhook)?;
    note(tx, actor, None, Some(&webhook))?;
    Ok((seen_one(tx, &permit, webhook)?, secret))
}

/// Sets a webhook as a whole. One that was paused goes on where it stood; whoever sets it answers for it from now on.
///
/// # Errors
///
/// As [`add_webhook`]; missing when there is no such webhook.
pub fn set_webhook(
    tx: &mut Tx<'_>,
    actor: &Actor,
    settings: WebhookSettings,
    (enterprise, id): (EnterpriseId, WebhookId),
    wish: SetWebhook,
) -> Result<SeenWebhook, Error> {
    let (permit, before) = lock(tx, actor, enterprise, id)?;
    let now = tx.now();
    // An address that was good when it was set stays, whatever is allowed by now: it is looked at each time it is sent something.
    let url = if before.url.as_str() == wish.url {
        before.url.clone()
    } else {
        receiver(&wish.url, settings)?
    };
    let kinds = wish.kinds.into_iter().collect();
    let after = Webhook { url, kinds, set_by: actor.user(), ..before.clone() };
    let after = after.switched(wish.is_enabled, now);
    tx.webhooks().save(&after)?;
    note(tx, actor, Some(&before), Some(&after))?;
    seen_one(tx, &permit, after)
}

/// Removes a webhook, with its log: it is sent nothing more.
///
/// # Errors
///
/// A refusal unless the actor manages the enterprise's webhooks; missing when there is no such webhook.
pub fn remove_webhook(
    tx: &mut Tx<'_>,
    actor: &Actor,
    enterprise: EnterpriseId,
    id: WebhookId,
) -> Result<(), Error> {
    let (_, webhook) = lock(tx, actor, enterprise, id)?;
    tx.webhooks().remove(&webhook)?;
    note(tx, actor, Some(&webhook), None)
}

/// Gives a webhook another secret, which is shown once. What is sent is signed with the one before, too, for so many hours.
///
/// # Errors
///
/// As [`remove_webhook`]; a field's for more hours than a week has.
pub fn turn_secret(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    (enterprise, id): (EnterpriseId, WebhookId),
    overlap_hours: i64,
) -> Result<(SeenWebhook, Secret), Error> {
    let (permit, webhook) = lock(tx, actor, enterprise, id)?;
    if !(0..=Webhook::MAX_OVERLAP_HOURS).contains(&overlap_hours) {
        let rule = format!("it is from 0 to {} hours", Webhook::MAX_OVERLAP_HOURS);
        return Err(Error::field("overlap_hours", rule));
    }
    let secret = Secret::from_random(ids.bytes());
    let turned = webhook.with_secret(secret.clone(), overlap_hours, tx.now());
    tx.webhooks().save(&turned)?;
    Ok((seen_one(tx, &permit, turned)?, secret))
}

/// Has a webhook sent everything after a number again, in order.
///
/// # Errors
///
/// As [`remove_webhook`]; a field's for a number that the feed has not come to.
pub fn replay_webhook(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (enterprise, id): (EnterpriseId, WebhookId),
    after: i64,
) -> Result<SeenWebhook, Error> {
    let (permit, webhook) = lock(tx, actor, enterprise, id)?;
    let last = tx.events().last_number(permit.enterprise())?;
    let replayed = webhook.replayed(cursor(after, last)?, tx.now());
    tx.webhooks().save(&replayed)?;
    seen_one(tx, &permit, replayed)
}

/// The tries to send a webhook something, the latest first.
///
/// # Errors
///
/// A refusal unless the actor manages the enterprise's webhooks; missing when there is no such webhook.
pub fn deliveries(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (enterprise, id): (EnterpriseId, WebhookId),
    before: Option<DeliveryId>,
    request: &PageRequest,
) -> Result<Page<Delivery>, Error> {
    let permit = actor.permit::<ManageWebhooks>(enterprise)?;
    let webhook = tx.webhooks().find(&permit, id)?.ok_or_else(none)?;
    let found = tx.webhooks().deliveries(&webhook, before, i64::from(request.limit) + 1)?;
    Ok(Page::cut(found, request, |delivery| delivery.id.to_string()))
}

fn none() -> Error {
    Error::missing("webhook")
}

fn lock(
    tx: &mut Tx<'_>,
    actor: &Actor,
    enterprise: EnterpriseId,
    id: WebhookId,
) -> Result<(Permit<ManageWebhooks>, Webhook), Error> {
    let permit = actor.permit::<ManageWebhooks>(enterprise)?;
    tx.touches(Touched::NOTHING);
    let webhook = tx.webhooks().lock(&permit, id)?.ok_or_else(none)?;
    Ok((permit, webhook))
}

fn receiver(url: &str, settings: WebhookSettings) -> Result<ReceiverUrl, Error> {
    ReceiverUrl::parse(url, settings.allow_private)
        .map_err(|refused| Error::field("url", refused.to_string()))
}

/// The number to begin after, unless the feed has not come to it.
fn cursor(after: i64, last: i64) -> Result<i64, Error> {
    if (0..=last).contains(&after) {
        return Ok(after);
    }
    Err(Error::field("after", format!("the feed has numbers from 0 to {last}")))
}

fn seen_one(
    tx: &mut Tx<'_>,
    by: &Permit<ManageWebhooks>,
    webhook: Webhook,
) -> Result<SeenWebhook, Error> {
    let set_by = webhook.set_by.map(|setter| tx.people().get(setter)).transpose()?;
    let last = tx.events().last_number(by.enterprise())?;
    let behind = last - webhook.cursor;
    Ok(SeenWebhook { webhook, set_by: set_by.map(|setter| setter.name), behind })
}

fn seen(
    tx: &mut Tx<'_>,
    by: &Permit<ManageWebhooks>,
    all: Vec<Webhook>,
) -> Result<Vec<SeenWebhook>, Error> {
    let mut names: BTreeMap<UserId, Name> = BTreeMap::new();
    for setter in all.iter().filter_map(|it| it.set_by).collect::<BTreeSet<_>>() {
        names.insert(setter, tx.people().get(setter)?.name);
    }
    let last = tx.events().last_number(by.enterprise())?;
    let one = |webhook: Webhook| {
        let set_by = webhook.set_by.and_then(|setter| names.get(&setter).cloned());
        let behind = last - webhook.cursor;
        SeenWebhook { webhook, set_by, behind }
    };
    Ok(all.into_iter().map(one).collect())
}
