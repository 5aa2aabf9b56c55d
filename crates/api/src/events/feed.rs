use actix_web::{
    get,
    web::{Data, Json},
};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sillon_engine::{Engine, FeedPage, FeedRequest};
use sillon_events::{Event, EventKind};
use sillon_kernel::{EnterpriseId, PageRequest, Timestamp};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{Problem, http::auth::SignedIn, http::query::Query, views::schemas};

/// Which events are wanted.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct EventsQuery {
    /// Whose events.
    enterprise: Uuid,
    /// Those after this number: the `next` of the answer before, or 0 for the first that is kept.
    #[serde(default)]
    #[param(default = 0, minimum = 0)]
    after: i64,
    /// Only those of these types, several with commas between them.
    #[serde(default, rename = "type")]
    #[param(rename = "type", value_type = Option<String>, example = "order.placed,order.changed")]
    types: Option<String>,
    /// How many at most, up to 500.
    #[serde(default)]
    #[param(default = 100, maximum = 500, minimum = 1)]
    limit: Option<u32>,
}

impl EventsQuery {
    fn into_request(self) -> Result<FeedRequest, Problem> {
        let limit = self.limit.unwrap_or(100);
        if !(1..=PageRequest::MAX).contains(&limit) {
            return Err(Problem::field("limit", "a page has 1 to 500 items"));
        }
        if self.after < 0 {
            return Err(Problem::field("after", "it is a number of the feed, from 0 on"));
        }
        let named = self.types.iter().flat_map(|types| types.split(','));
        let kinds = named.map(|name| name.trim().parse::<EventKind>());
        let kinds: Result<Vec<EventKind>, _> = kinds.collect();
        let kinds = kinds.map_err(|fault| Problem::field("type", fault.to_string()))?;
        let enterprise = EnterpriseId(self.enterprise);
        Ok(FeedRequest { enterprise, after: self.after, kinds, limit })
    }
}

/// An event. A webhook is sent the same fields.
#[derive(Serialize, ToSchema)]
pub(crate) struct EventView {
    /// The same each time it is told: whoever has seen it has seen it.
    id: String,
    /// Its number in the enterprise's feed: without gaps, and the cursor to go on from.
    number: i64,
    /// Whose feed it stands in.
    enterprise: Uuid,
    /// What happened. Types are added as time goes by: pass over those you do not know.
    #[serde(rename = "type")]
    #[schema(value_type = schemas::EventType)]
    kind: &'static str,
    /// To what.
    subject: EventSubjectView,
    /// When; later for each event of one subject.
    #[schema(value_type = schemas::Instant)]
    at: Timestamp,
    /// Ids, sums and references; whoever may know more asks for the subject itself.
    #[schema(value_type = Object)]
    facts: Box<RawValue>,
}

/// What an event is about.
#[derive(Serialize, ToSchema)]
pub(crate) struct EventSubjectView {
    #[schema(value_type = schemas::EventSubjectKind)]
    kind: &'static str,
    id: Uuid,
}

impl From<Event> for EventView {
    fn from(event: Event) -> Self {
        let subject = EventSubjectView { kind: event.kind.subject().as_str(), id: event.subject };
        Self {
            id: event.id(),
            number: event.number,
            enterprise: event.enterprise.0,
            kind: event.kind.as_str(),
            subject,
            at: event.at,
            facts: event.facts,
        }
    }
}

/// A part of a feed.
#[derive(Serialize, ToSchema)]
pub(crate) struct FeedView {
    items: Vec<EventView>,
    /// Ask with it as `after`, now or when there may be something new: it is always told.
    next: i64,
    /// The last number of the feed. Nothing waits where `next` is as high.
    last: i64,
}

impl From<FeedPage> for FeedView {
    fn from(page: FeedPage) -> Self {
        let items = page.events.into_iter().map(EventView::from).collect();
        Self { items, next: page.next, last: page.last }
    }
}

/// What happened to an enterprise's orders and cycles, event by event, in one order for ever: what is answered once is answered
/// alike, and nothing comes before it later. For its owners and managers, and for its machines with the scope `events:read`.
#[utoipa::path(
    tag = "events", security(("session" = []), ("api-key" = [])), params(EventsQuery),
    responses((status = 200, description = "a part of the feed", body = FeedView)),
)]
#[get("/v1/events")]
pub(crate) async fn get_events(
    engine: Data<Engine>,
    caller: SignedIn,
    query: Query<EventsQuery>,
) -> Result<Json<FeedView>, Problem> {
    let request = query.into_inner().into_request()?;
    Ok(Json(engine.events(caller.actor, request).await?.into()))
}
