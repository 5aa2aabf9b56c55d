use std::collections::BTreeSet;

use actix_web::{
    HttpResponse, delete, get, post,
    web::{Data, Json, Path},
};
use serde::{Deserialize, Serialize};
use sillon_engine::{Engine, MadeKey, NewApiKey, api_keys, make_api_key, revoke_api_key};
use sillon_identity::{ApiKey, Scope};
use sillon_kernel::{ApiKeyId, EnterpriseId, Name, Timestamp};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{Problem, http::auth::SignedIn, http::body::Body, views::schemas};

/// A machine's key to an enterprise, without its secret.
#[derive(Serialize, ToSchema)]
pub(crate) struct ApiKeyView {
    id: Uuid,
    name: String,
    /// What it is good for.
    #[schema(value_type = Vec<schemas::Scope>)]
    scopes: Vec<&'static str>,
    #[schema(value_type = schemas::Instant)]
    created_at: Timestamp,
    /// Who made it: it ends when they may make none any more. Null for the operator.
    made_by: Option<String>,
    /// When it stops to open anything; null for a key without end.
    #[schema(value_type = Option<schemas::Instant>)]
    expires_at: Option<Timestamp>,
    /// When it was used last, give or take five minutes.
    #[schema(value_type = Option<schemas::Instant>)]
    last_used_at: Option<Timestamp>,
}

impl ApiKeyView {
    fn of(MadeKey { key, maker }: MadeKey<ApiKey>) -> Self {
        Self {
            id: key.id.0,
            name: key.name.to_string(),
            scopes: key.scopes.into_iter().map(Scope::as_str).collect(),
            created_at: key.created_at,
            made_by: maker.map(Name::into_string),
            expires_at: key.expires_at,
            last_used_at: key.last_used_at,
        }
    }
}

/// The enterprise's API keys that were not revoked, for those who manage them.
#[utoipa::path(
    tag = "keys", security(("session" = [])), params(("id" = Uuid, Path, description = "the enterprise")),
    responses((status = 200, description = "the keys, the earliest first", body = Vec<ApiKeyView>)),
)]
#[get("/v1/enterprises/{id}/api-keys")]
pub(crate) async fn list_api_keys(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
) -> Result<Json<Vec<ApiKeyView>>, Problem> {
    let id = EnterpriseId(id.into_inner());
    let keys = engine.read(move |tx| api_keys(tx, &caller.actor, id)).await?;
    Ok(Json(keys.into_iter().map(ApiKeyView::of).collect()))
}

/// That a machine should act for an enterprise.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ApiKeyBody {
    #[schema(value_type = schemas::Name)]
    name: Name,
    /// `catalogue:read`, `catalogue:write`, `cycles:read`, `cycles:write`, `orders:read`, `orders:write`, `books:read`, `books:write`,
    /// `events:read`.
    #[schema(value_type = Vec<schemas::Scope>, min_items = 1)]
    scopes: Vec<String>,
    /// Until when; for good when no end is named.
    #[serde(default)]
    #[schema(value_type = Option<schemas::Instant>)]
    expires_at: Option<Timestamp>,
}

impl TryFrom<ApiKeyBody> for NewApiKey {
    type Error = Problem;

    fn try_from(body: ApiKeyBody) -> Result<Self, Problem> {
        let scope = |text: String| text.parse::<Scope>().map_err(|fault| fault.to_string());
        let scopes: Result<BTreeSet<Scope>, String> = body.scopes.into_iter().map(scope).collect();
        let scopes = scopes.map_err(|rule| Problem::field("scopes", rule))?;
        Ok(Self { name: body.name, scopes, expires_at: body.expires_at })
    }
}

/// A key just made, with its secret.
#[derive(Serialize, ToSchema)]
pub(crate) struct MadeApiKeyView {
    #[serde(flatten)]
    key: ApiKeyView,
    /// Send it as `Authorization: Bearer`; it is shown this once.
    #[schema(example = "sk_…")]
    secret: String,
}

/// Makes a machine's key to an enterprise. Its secret is in this answer only, which is therefore not kept for a repeat.
#[utoipa::path(
    tag = "keys", request_body = ApiKeyBody, security(("session" = [])),
    params(("id" = Uuid, Path, description = "the enterprise")),
    responses((status = 201, description = "the key and its secret", body = MadeApiKeyView)),
)]
#[post("/v1/enterprises/{id}/api-keys")]
pub(crate) async fn post_api_key(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
    body: Body<ApiKeyBody>,
) -> Result<HttpResponse, Problem> {
    let (id, new, ids) =
        (EnterpriseId(id.into_inner()), NewApiKey::try_from(body.value)?, engine.ids());
    let made =
        engine.write(move |tx| make_api_key(tx, &caller.actor, &ids, id, new.clone())).await?;
    let (key, secret) = (ApiKeyView::of(made.0), made.1);
    Ok(HttpResponse::Created().json(MadeApiKeyView { key, secret }))
}

/// Revokes an API key: from now on it opens nothing.
#[utoipa::path(
    tag = "keys", security(("session" = [])),
    params(("id" = Uuid, Path, description = "the enterprise"), ("key" = Uuid, Path, description = "the key")),
    responses((status = 204, description = "it opens nothing now")),
)]
#[delete("/v1/enterprises/{id}/api-keys/{key}")]
pub(crate) async fn delete_api_key(
    engine: Data<Engine>,
    caller: SignedIn,
    path: Path<(Uuid, Uuid)>,
) -> Result<HttpResponse, Problem> {
    let (id, key) = path.into_inner();
    let (id, key) = (EnterpriseId(id), ApiKeyId(key));
    engine.write(move |tx| revoke_api_key(tx, &caller.actor, id, key)).await?;
    Ok(HttpResponse::NoContent().finish())
}
