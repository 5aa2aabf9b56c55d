use std::collections::BTreeSet;

use actix_web::{
    HttpResponse, delete, get, post,
    web::{Data, Json, Path},
};
use serde::{Deserialize, Serialize};
use sillon_engine::{Engine, MadeKey, NewShopKey, make_shop_key, revoke_shop_key, shop_keys};
use sillon_identity::{NoSuchOrigin, Origin, ShopKey};
use sillon_kernel::{EnterpriseId, Name, ShopKeyId, Timestamp};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{Problem, http::auth::SignedIn, http::body::Body, views::schemas};

/// A shop front's key to a hub's shop.
#[derive(Serialize, ToSchema)]
pub(crate) struct ShopKeyView {
    id: Uuid,
    name: String,
    /// The key, for web pages; it is no secret. Send it as `Authorization: Bearer`.
    #[schema(example = "pk_…")]
    key: String,
    /// Where those pages come from.
    #[schema(example = json!(["https://shop.example.org"]))]
    origins: Vec<String>,
    #[schema(value_type = schemas::Instant)]
    created_at: Timestamp,
    /// Who made it: it ends when they may make none any more. Null for the operator.
    made_by: Option<String>,
}

impl ShopKeyView {
    fn of(MadeKey { key, maker }: MadeKey<ShopKey>) -> Self {
        Self {
            id: key.id.0,
            name: key.name.to_string(),
            key: key.key,
            origins: key.origins.iter().map(Origin::to_string).collect(),
            created_at: key.created_at,
            made_by: maker.map(Name::into_string),
        }
    }
}

/// The hub's shop keys that were not revoked, for those who manage them.
#[utoipa::path(
    tag = "keys", security(("session" = [])), params(("id" = Uuid, Path, description = "the hub")),
    responses((status = 200, description = "the keys, the earliest first", body = Vec<ShopKeyView>)),
)]
#[get("/v1/enterprises/{id}/shop-keys")]
pub(crate) async fn list_shop_keys(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
) -> Result<Json<Vec<ShopKeyView>>, Problem> {
    let id = EnterpriseId(id.into_inner());
    let keys = engine.read(move |tx| shop_keys(tx, &caller.actor, id)).await?;
    Ok(Json(keys.into_iter().map(ShopKeyView::of).collect()))
}

/// That a shop front should sell what a hub sells.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ShopKeyBody {
    #[schema(value_type = schemas::Name)]
    name: Name,
    /// Where its pages come from: `https://` and a host; for development `http://localhost` and a port.
    #[schema(min_items = 1, max_items = 20, example = json!(["https://shop.example.org"]))]
    origins: Vec<String>,
}

impl TryFrom<ShopKeyBody> for NewShopKey {
    type Error = Problem;

    fn try_from(body: ShopKeyBody) -> Result<Self, Problem> {
        let origins = body.origins.iter().map(|text| Origin::parse(text));
        let origins: Result<BTreeSet<Origin>, NoSuchOrigin> = origins.collect();
        let origins = origins.map_err(|fault| Problem::field("origins", fault.to_string()))?;
        Ok(Self { name: body.name, origins })
    }
}

/// Makes a shop front's key to the hub's shop.
#[utoipa::path(
    tag = "keys", request_body = ShopKeyBody, security(("session" = [])),
    params(("id" = Uuid, Path, description = "the hub")),
    responses((status = 201, description = "the key", body = ShopKeyView)),
)]
#[post("/v1/enterprises/{id}/shop-keys")]
pub(crate) async fn post_shop_key(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
    body: Body<ShopKeyBody>,
) -> Result<HttpResponse, Problem> {
    let (id, new, ids) =
        (EnterpriseId(id.into_inner()), NewShopKey::try_from(body.value)?, engine.ids());
    let made =
        engine.write(move |tx| make_shop_key(tx, &caller.actor, &ids, id, new.clone())).await?;
    Ok(HttpResponse::Created().json(ShopKeyView::of(made)))
}

/// Revokes a shop key: within a second it opens nothing, and no page may use it.
#[utoipa::path(
    tag = "keys", security(("session" = [])),
    params(("id" = Uuid, Path, description = "the hub"), ("key" = Uuid, Path, description = "the key")),
    responses((status = 204, description = "it opens nothing now")),
)]
#[delete("/v1/enterprises/{id}/shop-keys/{key}")]
pub(crate) async fn delete_shop_key(
    engine: Data<Engine>,
    caller: SignedIn,
    path: Path<(Uuid, Uuid)>,
) -> Result<HttpResponse, Problem> {
    let (id, key) = path.into_inner();
    let (id, key) = (EnterpriseId(id), ShopKeyId(key));
    engine.write(move |tx| revoke_shop_key(tx, &caller.actor, id, key)).await?;
    Ok(HttpResponse::NoContent().finish())
}
