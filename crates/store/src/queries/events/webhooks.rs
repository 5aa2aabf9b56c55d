use diesel::{
    dsl::{exists, select},
    prelude::*,
    sql_types::BigInt,
};
use sillon_events::{
    Delivered, Delivery, DeliveryFailure, EventKind, Pause, PauseReason, ReceiverUrl, Secret,
    Webhook,
};
use sillon_identity::{ManageWebhooks, Permit};
use sillon_kernel::{DeliveryId, EnterpriseId, LeaseId, Timestamp, UserId, WebhookId};

use super::super::super::{
    Conn, Db,
    dialect::{SKIPPING_THE_LOCKED, for_update},
};
use crate::{
    Error,
    error::{instant, stored},
    schema::events::{event_feed, webhook, webhook_delivery},
    sql::ids::{Key, Uid, keys},
    sql::statement::statement,
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = webhook)]
struct WebhookRow {
    id: WebhookId,
    enterprise_id: EnterpriseId,
    url: String,
    kinds: String,
    secret: String,
    previous_secret: Option<String>,
    previous_until: Option<i64>,
    created_at: i64,
    set_by: Option<UserId>,
    cursor_number: i64,
    attempts: i64,
    due_at: i64,
    failing_since: Option<i64>,
    paused_at: Option<i64>,
    pause: Option<String>,
}

impl WebhookRow {
    fn into_webhook(self) -> Result<Webhook, Error> {
        let address = || Error::Corrupt { what: "address", value: self.id.to_string() };
        let kinds = self.kinds.split(' ').filter(|kind| !kind.is_empty());
        let kinds: Vec<EventKind> =
            kinds.map(|kind| stored("event", kind)).collect::<Result<_, Error>>()?;
        let previous = match (self.previous_secret, self.previous_until) {
            (Some(before), Some(until)) => Some((Secret::stored(before), instant(until)?)),
            (None, _) | (_, None) => None,
        };
        let pause = match (&self.pause, self.paused_at) {
            (Some(why), Some(at)) => {
                Some(Pause { at: instant(at)?, why: stored::<PauseReason>("pause", why)? })
            }
            (None, _) | (_, None) => None,
        };
        Ok(Webhook {
            id: self.id,
            enterprise: self.enterprise_id,
            url: ReceiverUrl::stored(&self.url).map_err(|_fault| address())?,
            kinds,
            secret: Secret::stored(self.secret),
            previous,
            created_at: instant(self.created_at)?,
            set_by: self.set_by,
            cursor: self.cursor_number,
            attempts: self.attempts,
            due_at: instant(self.due_at)?,
            failing_since: self.failing_since.map(instant).transpose()?,
            pause,
        })
    }
}

fn kinds_text(hook: &Webhook) -> String {
    let names: Vec<&str> = hook.kinds.iter().map(|kind| kind.as_str()).collect();
    names.join(" ")
}

/// What of a webhook is written, whenever it is.
macro_rules! written {
    ($hook:expr) => {
        (
            webhook::url.eq($hook.url.as_str()),
            webhook::kinds.eq(kinds_text($hook)),
            webhook::secret.eq($hook.secret.as_str()),
            webhook::previous_secret.eq($hook.previous.as_ref().map(|(secret, _)| secret.as_str())),
            webhook::previous_until.eq($hook.previous.as_ref().map(|(_, until)| until.micros())),
            webhook::set_by.eq($hook.set_by.map(Key)),
            webhook::cursor_number.eq($hook.cursor),
            webhook::attempts.eq($hook.attempts),
            webhook::due_at.eq($hook.due_at.micros()),
            webhook::failing_since.eq($hook.failing_since.map(Timestamp::micros)),
            webhook::paused_at.eq($hook.pause.map(|pause| pause.at.micros())),
            webhook::pause.eq($hook.pause.map(|pause| pause.why.as_str())),
        )
    };
}

pub(crate) fn add(
    conn: &mut Conn,
    by: &Permit<ManageWebhooks>,
    new: &Webhook,
) -> Result<(), Error> {
    by.must_be_for(new.enterprise);
    diesel::insert_into(webhook::table)
        .values((
            webhook::id.eq(Key(new.id)),
            webhook::enterprise_id.eq(Key(new.enterprise)),
            webhook::created_at.eq(new.created_at.micros()),
            written!(new),
        ))
        .execute(conn)?;
    Ok(())
}

pub(crate) fn save(conn: &mut Conn, hook: &Webhook) -> Result<(), Error> {
    diesel::update(webhook::table.find(Key(hook.id))).set(written!(hook)).execute(conn)?;
    Ok(())
}

pub(crate) fn of(conn: &mut Conn, by: &Permit<ManageWebhooks>) -> Result<Vec<Webhook>, Error> {
    let rows: Vec<WebhookRow> = webhook::table
        .filter(webhook::enterprise_id.eq(Key(by.enterprise())))
        .order((webhook::created_at, webhook::id))
        .select(WebhookRow::as_select())
        .load(conn)?;
    rows.into_iter().map(WebhookRow::into_webhook).collect()
}

pub(crate) fn find(
    conn: &mut Conn,
    by: &Permit<ManageWebhooks>,
    id: WebhookId,
) -> Result<Option<Webhook>, Error> {
    let row = webhook::table
        .filter(webhook::id.eq(Key(id)))
        .filter(webhook::enterprise_id.eq(Key(by.enterprise())))
        .select(WebhookRow::as_select())
        .first(conn)
        .optional()?;
    row.map(WebhookRow::into_webhook).transpose()
}

pub(crate) fn lock(
    conn: &mut Conn,
    by: &Permit<ManageWebhooks>,
    id: WebhookId,
) -> Result<Option<Webhook>, Error> {
    let row = webhook::table
        .filter(webhook::id.eq(Key(id)))
        .filter(webhook::enterprise_id.eq(Key(by.enterprise())))
        .select(WebhookRow::as_select());
    let row = for_update!(row).first(conn).optional()?;
    row.map(WebhookRow::into_webhook).transpose()
}

pub(crate) fn named(conn: &mut Conn, id: WebhookId) -> Result<Option<Webhook>, Error> {
    let row =
        webhook::table.find(Key(id)).select(WebhookRow::as_select()).first(conn).optional()?;
    row.map(WebhookRow::into_webhook).transpose()
}

pub(crate) fn remove(conn: &mut Conn, hook: &Webhook) -> Result<(), Error> {
    let log = webhook_delivery::table.filter(webhook_delivery::webhook_id.eq(Key(hook.id)));
    diesel::delete(log).execute(conn)?;
    diesel::delete(webhook::table.find(Key(hook.id))).execute(conn)?;
    Ok(())
}

pub(crate) fn pause_set_by(
    conn: &mut Conn,
    setter: UserId,
    except: &[EnterpriseId],
    now: Timestamp,
) -> Result<(), Error> {
    let theirs = webhook::table
        .filter(webhook::set_by.eq(Key(setter)))
        .filter(webhook::enterprise_id.ne_all(keys(except)))
        .filter(webhook::paused_at.is_null());
    diesel::update(theirs).set(paused(now)).execute(conn)?;
    Ok(())
}

pub(crate) fn pause_all(conn: &mut Conn, of: EnterpriseId, now: Timestamp) -> Result<(), Error> {
    let theirs = webhook::table
        .filter(webhook::enterprise_id.eq(Key(of)))
        .filter(webhook::paused_at.is_null());
    diesel::update(theirs).set(paused(now)).execute(conn)?;
    Ok(())
}

type Paused =
    (diesel::dsl::Eq<webhook::paused_at, i64>, diesel::dsl::Eq<webhook::pause, &'static str>);

fn paused(now: Timestamp) -> Paused {
    (webhook::paused_at.eq(now.micros()), webhook::pause.eq(PauseReason::SetterLeft.as_str()))
}

pub(crate) fn is_any_due(conn: &mut Conn, now: Timestamp) -> Result<bool, Error> {
    let due = webhook::table
        .inner_join(event_feed::table.on(event_feed::enterprise_id.eq(webhook::enterprise_id)))
        .filter(webhook::paused_at.is_null())
        .filter(webhook::due_at.le(now.micros()))
        .filter(webhook::leased_until.is_null().or(webhook::leased_until.le(now.micros())))
        .filter(event_feed::last_number.gt(webhook::cursor_number));
    Ok(select(exists(due)).get_result(conn)?)
}

statement!(
    /// Puts the webhook that waits the longest into one node's hands. Whether it is in nobody's is asked of the row that is written,
    /// too: one that another node has just taken is passed over.
    Claim { lease: LeaseId, until: i64, now: i64 } -> (Uid,) =
    "update webhook set lease_id = ", [lease: Uid], ", leased_until = ", [until: BigInt], " where id = \
     (select o.id from webhook o join event_feed f on f.enterprise_id = o.enterprise_id \
     where o.paused_at is null and f.last_number > o.cursor_number and o.due_at <= ", [now: BigInt],
    " and (o.leased_until is null or o.leased_until <= ", [now: BigInt], ") order by o.due_at, o.id limit 1",
    (SKIPPING_THE_LOCKED), ") and (leased_until is null or leased_until <= ", [now: BigInt], ") returning id"
);

pub(crate) fn claim(
    conn: &mut Conn,
    now: Timestamp,
    lease: LeaseId,
    until: Timestamp,
) -> Result<Option<WebhookId>, Error> {
    let claim = Claim { lease, until: until.micros(), now: now.micros() };
    let row: Option<(WebhookId,)> = claim.get_result(conn).optional()?;
    Ok(row.map(|(id,)| id))
}

pub(crate) fn hold(
    conn: &mut Conn,
    id: WebhookId,
    lease: LeaseId,
    until: Timestamp,
) -> Result<Option<Webhook>, Error> {
    let ours =
        webhook::table.filter(webhook::id.eq(Key(id))).filter(webhook::lease_id.eq(Key(lease)));
    let held = diesel::update(ours).set(webhook::leased_until.eq(until.micros())).execute(conn)?;
    if held == 1 { named(conn, id) } else { Ok(None) }
}

pub(crate) fn release(conn: &mut Conn, id: WebhookId, lease: LeaseId) -> Result<(), Error> {
    let ours =
        webhook::table.filter(webhook::id.eq(Key(id))).filter(webhook::lease_id.eq(Key(lease)));
    let nobodys =
        (webhook::lease_id.eq(None::<Key<LeaseId>>), webhook::leased_until.eq(None::<i64>));
    diesel::update(ours).set(nobodys).execute(conn)?;
    Ok(())
}

pub(crate) fn log(conn: &mut Conn, delivery: &Delivery) -> Result<(), Error> {
    let Delivered { status, milliseconds, failure } = delivery.delivered;
    diesel::insert_into(webhook_delivery::table)
        .values((
            webhook_delivery::id.eq(Key(delivery.id)),
            webhook_delivery::webhook_id.eq(Key(delivery.webhook)),
            webhook_delivery::number.eq(delivery.number),
            webhook_delivery::kind.eq(&delivery.kind),
            webhook_delivery::attempt.eq(delivery.attempt),
            webhook_delivery::at.eq(delivery.at.micros()),
            webhook_delivery::milliseconds.eq(milliseconds),
            webhook_delivery::status.eq(status.map(i64::from)),
            webhook_delivery::failure.eq(failure.map(DeliveryFailure::as_str)),
        ))
        .execute(conn)?;
    Ok(())
}

type DeliveryRow =
    (DeliveryId, WebhookId, Option<i64>, String, i64, i64, i64, Option<i64>, Option<String>);

fn read(row: DeliveryRow) -> Result<Delivery, Error> {
    let (id, webhook, number, kind, attempt, at, milliseconds, status, failure) = row;
    let failure = failure.map(|failure| stored("failure", &failure)).transpose()?;
    let status = status.and_then(|status| u16::try_from(status).ok());
    let delivered = Delivered { status, milliseconds, failure };
    Ok(Delivery { id, webhook, number, kind, attempt, at: instant(at)?, delivered })
}

pub(crate) fn deliveries(
    conn: &mut Conn,
    hook: &Webhook,
    before: Option<DeliveryId>,
    most: i64,
) -> Result<Vec<Delivery>, Error> {
    let mut found =
        webhook_delivery::table.filter(webhook_delivery::webhook_id.eq(Key(hook.id))).into_boxed();
    if let Some(before) = before {
        found = found.filter(webhook_delivery::id.lt(Key(before)));
    }
    let rows: Vec<DeliveryRow> = found
        .order(webhook_delivery::id.desc())
        .limit(most)
        .select((
            webhook_delivery::id,
            webhook_delivery::webhook_id,
            webhook_delivery::number,
            webhook_delivery::kind,
            webhook_delivery::attempt,
            webhook_delivery::at,
            webhook_delivery::milliseconds,
            webhook_delivery::status,
            webhook_delivery::failure,
        ))
        .load(conn)?;
    rows.into_iter().map(read).collect()
}

pub(crate) fn forget_deliveries(conn: &mut Conn, before: Timestamp) -> Result<usize, Error> {
    let old = webhook_delivery::table.filter(webhook_delivery::at.lt(before.micros()));
    Ok(diesel::delete(old).execute(conn)?)
}
