use actix_web::{
    HttpResponse, delete, get,
    web::{Data, Json, Path},
};
use serde::Serialize;
use sillon_engine::{Engine, end_other_sessions, end_session, sessions};
use sillon_identity::Session;
use sillon_kernel::{SessionId, Timestamp};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{Problem, http::auth::SignedInPerson, views::schemas};

/// A device on which a person is signed in.
#[derive(Serialize, ToSchema)]
pub(crate) struct DeviceView {
    id: Uuid,
    /// What it said of itself: its user agent.
    device: Option<String>,
    #[schema(value_type = schemas::Instant)]
    opened_at: Timestamp,
    /// When it was last used, give or take five minutes.
    #[schema(value_type = schemas::Instant)]
    seen_at: Timestamp,
    /// When the session ends by itself.
    #[schema(value_type = schemas::Instant)]
    until: Timestamp,
    /// Whether it is the one that asks.
    is_this: bool,
}

impl From<(Session, bool)> for DeviceView {
    fn from((session, is_this): (Session, bool)) -> Self {
        Self {
            id: session.id.0,
            device: session.device.map(|device| device.as_str().to_owned()),
            opened_at: session.opened_at,
            seen_at: session.seen_at,
            until: session.until,
            is_this,
        }
    }
}

/// The devices on which whoever asks is signed in, the one used last first; at most 100.
#[utoipa::path(
    tag = "people", security(("session" = [])),
    responses((status = 200, description = "the sessions", body = [DeviceView])),
)]
#[get("/v1/me/sessions")]
pub(crate) async fn get_my_sessions(
    engine: Data<Engine>,
    caller: SignedInPerson,
) -> Result<Json<Vec<DeviceView>>, Problem> {
    let this = caller.token.hash();
    let open = engine.read(move |tx| sessions(tx, &caller.actor, &this)).await?;
    Ok(Json(open.into_iter().map(DeviceView::from).collect()))
}

/// Ends the session of one device.
#[utoipa::path(
    tag = "people", security(("session" = [])),
    params(("id" = Uuid, Path, description = "the session")),
    responses((status = 204, description = "it has ended")),
)]
#[delete("/v1/me/sessions/{id}")]
pub(crate) async fn delete_my_session(
    engine: Data<Engine>,
    caller: SignedInPerson,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let id = SessionId(id.into_inner());
    engine.write(move |tx| end_session(tx, &caller.actor, id)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Ends the sessions of all other devices: only the one that asks stays signed in.
#[utoipa::path(
    tag = "people", security(("session" = [])),
    responses((status = 204, description = "they have ended")),
)]
#[delete("/v1/me/sessions")]
pub(crate) async fn delete_other_sessions(
    engine: Data<Engine>,
    caller: SignedInPerson,
) -> Result<HttpResponse, Problem> {
    let this = caller.token.hash();
    engine.write(move |tx| end_other_sessions(tx, &caller.actor, &this)).await?;
    Ok(HttpResponse::NoContent().finish())
}
