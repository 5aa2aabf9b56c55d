use actix_web::{
    HttpResponse,
    http::StatusCode,
    put,
    web::{Data, Path},
};
use serde::Deserialize;
use sillon_engine::{CountSupply, Engine, Ids, Tx, count_supply};
use sillon_identity::Actor;
use sillon_kernel::{Quantity, SupplyId};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    Problem, catalogue::variant::SupplyView, http::auth::SignedIn, http::body::Body,
    http::idempotency::Once, views::measures::Measure,
};

/// What was counted.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CountBody {
    /// How much there is to sell from now on.
    #[schema(value_type = Measure)]
    available: Quantity,
    /// Made when ordered: nothing runs out.
    #[serde(default)]
    on_demand: bool,
}

/// Sets what is left of a supply to what was counted.
#[utoipa::path(
    tag = "catalogue", request_body = CountBody, security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "the supply"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    responses((status = 200, description = "the supply", body = SupplyView)),
)]
#[put("/v1/supplies/{id}")]
pub(crate) async fn put_supply(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    id: Path<Uuid>,
    body: Body<CountBody>,
) -> Result<HttpResponse, Problem> {
    let CountBody { available, on_demand } = body.value;
    let count = CountSupply { supply: SupplyId(id.into_inner()), available, on_demand };
    let work = move |tx: &mut Tx<'_>, actor: &Actor, ids: &Ids| {
        count_supply(tx, actor, ids, count).map(SupplyView::from)
    };
    once.run(&engine, caller.actor, body.digest, StatusCode::OK, work).await
}
