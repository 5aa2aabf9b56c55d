use actix_web::{
    HttpResponse,
    http::StatusCode,
    post, put,
    web::{Data, Path, Query},
};
use serde::{Deserialize, Serialize};
use sillon_catalogue::{ImportRefused, MOST_LIST_BYTES, read_list};
use sillon_engine::{CountSupply, Engine, Error, Ids, Tx, count_supply, import_list};
use sillon_identity::Actor;
use sillon_kernel::{Quantity, SupplyId};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    Problem,
    body::{Body, RawBody},
    caller::SignedIn,
    enterprises::{euro, read_currency},
    once::Once,
    product_view::SupplyView,
    views::Measure,
};

/// What an import changed.
#[derive(Serialize, ToSchema)]
pub(crate) struct ImportedView {
    /// Variants that were not there before.
    added: usize,
    /// Variants that were.
    updated: usize,
    /// The producers whose lists were read.
    producers: Vec<Uuid>,
}

/// How a list is to be read.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListQuery {
    /// The ISO 4217 currency of its prices.
    #[serde(default = "euro")]
    #[param(default = "EUR")]
    currency: String,
}

/// Brings products, prices and supplies to what a list says: Open Food Network's columns, all of it or nothing.
#[utoipa::path(
    tag = "catalogue", security(("session" = [])),
    params(ListQuery),
    request_body(content = String, content_type = "text/csv", description = "the list, with its header line"),
    responses((status = 200, description = "what changed", body = ImportedView),
        (status = "default", description = "a problem: every fault with its line", body = Problem,
            content_type = "application/problem+json")),
)]
#[post("/v1/product-lists")]
pub(crate) async fn import_products(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    query: Query<ListQuery>,
    body: RawBody<MOST_LIST_BYTES>,
) -> Result<HttpResponse, Problem> {
    let currency = read_currency(&query.currency)?;
    // A file is read where nothing else waits for it.
    let bytes = body.bytes;
    let read = actix_web::web::block(move || read_list(&bytes, currency)).await;
    let read = read.map_err(|_fault| {
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "the list was not read")
    })?;
    let rows = read.map_err(|faults| Problem::from(Error::from(ImportRefused(faults))))?;
    let work = move |tx: &mut Tx<'_>, actor: &Actor, ids: &Ids| {
        import_list(tx, actor, ids, &rows).map(|imported| ImportedView {
            added: imported.added,
            updated: imported.updated,
            producers: imported.producers.iter().map(|producer| producer.0).collect(),
        })
    };
    once.run(&engine, caller.actor, body.digest, StatusCode::OK, work).await
}

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
    tag = "catalogue", request_body = CountBody, security(("session" = [])),
    params(("id" = Uuid, Path, description = "the supply")),
    responses((status = 200, description = "the supply", body = SupplyView),
        (status = "default", description = "a problem", body = Problem, content_type = "application/problem+json")),
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
