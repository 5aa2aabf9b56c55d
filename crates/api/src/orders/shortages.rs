use actix_web::{
    HttpResponse,
    http::StatusCode,
    post,
    web::{Data, Json, Path},
};
use serde::{Deserialize, Serialize};
use sillon_engine::{
    Engine, Ids, SharedShortage, ShortOrder, ShortageWish, Tx, look_at_shortage, share_shortage,
};
use sillon_identity::Actor;
use sillon_kernel::{CycleId, Money, VariantId};
use sillon_orders::ShareRule;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    Problem, http::auth::SignedIn, http::body::Body, http::idempotency::Once,
    views::measures::Amount, views::schemas,
};

/// That less comes of a size than was ordered.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ShortageBody {
    /// Of which size.
    variant: Uuid,
    /// How many come: fewer than were ordered, and none at least.
    comes: u32,
    /// `first-come`: who ordered first has all they ordered; `proportional`: everybody the same share of what they ordered.
    #[schema(value_type = schemas::ShareRule)]
    rule: String,
    /// How many were ordered, as it was looked at: where that is said, it is refused once another number was.
    #[serde(default)]
    ordered: Option<u32>,
}

impl ShortageBody {
    fn into_wish(self) -> Result<ShortageWish, Problem> {
        let rule: ShareRule =
            self.rule.parse().map_err(|fault| Problem::field("rule", format!("{fault}")))?;
        let (variant, comes) = (VariantId(self.variant), self.comes);
        Ok(ShortageWish { variant, comes, rule, ordered: self.ordered })
    }
}

/// How what comes of a size is shared.
#[derive(Serialize, ToSchema)]
pub(crate) struct SharedShortageView {
    /// How many were ordered.
    ordered: u32,
    /// The orders that have less of it, or none, the first placed first.
    orders: Vec<ShortOrderView>,
}

/// An order of which something does not come.
#[derive(Serialize, ToSchema)]
pub(crate) struct ShortOrderView {
    id: Uuid,
    /// What people call it.
    #[schema(example = "7K2M-9QXD")]
    reference: String,
    /// Whose shop it is of.
    hub: Uuid,
    /// How many were in it, those in bundles with them.
    had: u32,
    /// How many come.
    has: u32,
    /// What it came to.
    #[schema(value_type = Amount)]
    before: Money,
    /// What it comes to.
    #[schema(value_type = Amount)]
    after: Money,
}

impl From<SharedShortage> for SharedShortageView {
    fn from(shared: SharedShortage) -> Self {
        let order = |order: ShortOrder| ShortOrderView {
            id: order.order.0,
            reference: order.reference,
            hub: order.hub.0,
            had: order.had,
            has: order.has,
            before: order.before,
            after: order.after,
        };
        Self { ordered: shared.ordered, orders: shared.orders.into_iter().map(order).collect() }
    }
}

/// Says how what comes of a size would be shared over the orders of a cycle; nothing is changed.
#[utoipa::path(
    tag = "orders", request_body = ShortageBody, security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "the cycle")),
    responses((status = 200, description = "how it would be shared", body = SharedShortageView)),
)]
#[post("/v1/cycles/{id}/shortages/preview")]
pub(crate) async fn preview_shortage(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
    body: Body<ShortageBody>,
) -> Result<Json<SharedShortageView>, Problem> {
    let (id, wish) = (CycleId(id.into_inner()), body.value.into_wish()?);
    let looked = engine.read(move |tx| look_at_shortage(tx, &caller.actor, id, wish));
    Ok(Json(looked.await?.into()))
}

/// Shares what comes of a size over the orders of a cycle: what does not come leaves them, they are priced anew, and their customers
/// are told. Nobody pays more than they agreed to.
#[utoipa::path(
    tag = "orders", request_body = ShortageBody, security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "the cycle"),
        ("Idempotency-Key" = String, Header, description = "the same for a repeat: it is shared once")),
    responses((status = 200, description = "how it is shared", body = SharedShortageView)),
)]
#[post("/v1/cycles/{id}/shortages")]
pub(crate) async fn post_shortage(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    id: Path<Uuid>,
    body: Body<ShortageBody>,
) -> Result<HttpResponse, Problem> {
    once.required()?;
    let (id, wish) = (CycleId(id.into_inner()), body.value.into_wish()?);
    let work = move |tx: &mut Tx<'_>, actor: &Actor, ids: &Ids| {
        share_shortage(tx, actor, ids, id, wish).map(SharedShortageView::from)
    };
    once.run(&engine, caller.actor, body.digest, StatusCode::OK, work).await
}
