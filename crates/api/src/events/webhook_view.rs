use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use sillon_engine::{SeenWebhook, SetWebhook};
use sillon_events::{Delivery, DeliveryFailure, EventKind, Secret};
use sillon_kernel::{Name, Page, Timestamp};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{Problem, views::page::PageView, views::schemas};

/// A webhook, without its secret.
#[derive(Serialize, ToSchema)]
pub(crate) struct WebhookView {
    id: Uuid,
    /// Where it is sent.
    url: String,
    /// What it is sent; everything, where none is named.
    #[schema(value_type = Vec<schemas::EventType>)]
    types: Vec<&'static str>,
    #[schema(value_type = schemas::Instant)]
    created_at: Timestamp,
    /// Who set it: it is paused when they may set none any more. Null for the operator.
    set_by: Option<String>,
    /// The number of the last event it is done with: those after it are sent.
    after: i64,
    /// How many numbers of the feed it is behind.
    behind: i64,
    /// Whether it is sent anything.
    enabled: bool,
    /// Why it is sent nothing; null where it is.
    #[schema(value_type = Option<schemas::WebhookPause>)]
    paused_because: Option<&'static str>,
    /// Since when it takes nothing; null where it took the last it was sent.
    #[schema(value_type = Option<schemas::Instant>)]
    failing_since: Option<Timestamp>,
    /// When what it did not take is tried again; null where it took the last it was sent.
    #[schema(value_type = Option<schemas::Instant>)]
    next_try_at: Option<Timestamp>,
    /// Until when what it is sent is signed with its secret before, too; null where it has none.
    #[schema(value_type = Option<schemas::Instant>)]
    previous_secret_until: Option<Timestamp>,
}

impl From<SeenWebhook> for WebhookView {
    fn from(SeenWebhook { webhook, set_by, behind }: SeenWebhook) -> Self {
        let is_failing = webhook.failing_since.is_some() && webhook.pause.is_none();
        Self {
            id: webhook.id.0,
            url: webhook.url.to_string(),
            types: webhook.kinds.iter().map(|kind| kind.as_str()).collect(),
            created_at: webhook.created_at,
            set_by: set_by.map(Name::into_string),
            after: webhook.cursor,
            behind,
            enabled: webhook.pause.is_none(),
            paused_because: webhook.pause.map(|pause| pause.why.as_str()),
            failing_since: webhook.failing_since,
            next_try_at: is_failing.then_some(webhook.due_at),
            previous_secret_until: webhook.previous.map(|(_, until)| until),
        }
    }
}

/// A webhook with the secret it was just given.
#[derive(Serialize, ToSchema)]
pub(crate) struct WebhookWithSecretView {
    #[serde(flatten)]
    webhook: WebhookView,
    /// What it is sent is signed with it; it is shown this once.
    #[schema(example = "whsec_…")]
    secret: String,
}

impl From<(SeenWebhook, Secret)> for WebhookWithSecretView {
    fn from((webhook, secret): (SeenWebhook, Secret)) -> Self {
        Self { webhook: webhook.into(), secret: secret.as_str().to_owned() }
    }
}

fn enabled() -> bool {
    true
}

/// A webhook as it should be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WebhookBody {
    /// Where it is sent: `https`, on the public internet.
    #[schema(max_length = 500, example = "https://shop.example.org/hooks/sillon")]
    url: String,
    /// What it is sent; everything, where none is named.
    #[serde(default)]
    #[schema(value_type = Vec<schemas::EventType>)]
    types: Vec<String>,
    /// Whether it is sent anything; one that was paused goes on where it stood.
    #[serde(default = "enabled")]
    #[schema(default = true)]
    enabled: bool,
}

impl TryFrom<WebhookBody> for SetWebhook {
    type Error = Problem;

    fn try_from(body: WebhookBody) -> Result<Self, Problem> {
        Ok(Self { url: body.url, kinds: kinds(&body.types)?, is_enabled: body.enabled })
    }
}

/// A new webhook.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewWebhookBody {
    /// Where it is sent: `https`, on the public internet.
    #[schema(max_length = 500, example = "https://shop.example.org/hooks/sillon")]
    url: String,
    /// What it is sent; everything, where none is named.
    #[serde(default)]
    #[schema(value_type = Vec<schemas::EventType>)]
    types: Vec<String>,
    /// It is sent events after this number of the feed; where none is named, those from now on.
    #[serde(default)]
    #[schema(minimum = 0)]
    after: Option<i64>,
}

impl TryFrom<NewWebhookBody> for (SetWebhook, Option<i64>) {
    type Error = Problem;

    fn try_from(body: NewWebhookBody) -> Result<Self, Problem> {
        let wish = SetWebhook { url: body.url, kinds: kinds(&body.types)?, is_enabled: true };
        Ok((wish, body.after))
    }
}

fn kinds(names: &[String]) -> Result<BTreeSet<EventKind>, Problem> {
    let kinds: Result<BTreeSet<EventKind>, _> = names.iter().map(|name| name.parse()).collect();
    kinds.map_err(|fault| Problem::field("types", fault.to_string()))
}

fn a_day() -> i64 {
    24
}

/// How long the secret before stays good.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TurnSecretBody {
    /// For so many hours what is sent is signed with both secrets; with 0 the one before is good no more.
    #[serde(default = "a_day")]
    #[schema(default = 24, minimum = 0, maximum = 168)]
    pub(crate) overlap_hours: i64,
}

/// From where on events are sent again.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReplayBody {
    /// Everything after this number of the feed; 0 is everything that is kept.
    #[schema(minimum = 0)]
    pub(crate) after: i64,
}

/// One try to send a webhook something.
#[derive(Serialize, ToSchema)]
pub(crate) struct DeliveryView {
    id: Uuid,
    /// The event's number in the feed; null for a ping.
    number: Option<i64>,
    /// What the event is called, or `ping`.
    #[serde(rename = "type")]
    kind: String,
    /// Which try of this event it was, from 1.
    attempt: i64,
    /// When.
    #[schema(value_type = schemas::Instant)]
    at: Timestamp,
    /// How long it took.
    milliseconds: i64,
    /// The status that the receiver answered with; null where it did not.
    status: Option<u16>,
    /// Why it was not taken; null where it was.
    #[schema(value_type = Option<schemas::DeliveryFailure>)]
    failure: Option<&'static str>,
}

impl From<Delivery> for DeliveryView {
    fn from(delivery: Delivery) -> Self {
        Self {
            id: delivery.id.0,
            number: delivery.number,
            kind: delivery.kind,
            attempt: delivery.attempt,
            at: delivery.at,
            milliseconds: delivery.delivered.milliseconds,
            status: delivery.delivered.status,
            failure: delivery.delivered.failure.map(DeliveryFailure::as_str),
        }
    }
}

impl From<Page<Delivery>> for PageView<DeliveryView> {
    fn from(page: Page<Delivery>) -> Self {
        Self { items: page.items.into_iter().map(Into::into).collect(), next: page.next }
    }
}
