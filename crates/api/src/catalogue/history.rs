use actix_web::{
    get,
    web::{Data, Json, Path},
};
use sillon_engine::{Engine, product_history};
use sillon_kernel::ProductId;
use uuid::Uuid;

use crate::{
    Problem,
    http::auth::SignedIn,
    http::query::Query,
    views::history::ChangeView,
    views::page::{PageQuery, PageView},
};

/// Who changed what of a product, its sizes, their prices and what there is of it, when, from what to what, the latest first:
/// for its producer's people, and for those it lets manage its products. What orders took of it is no change.
#[utoipa::path(
    tag = "catalogue", security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "the product"), PageQuery),
    responses((status = 200, description = "a page of changes", body = PageView<ChangeView>)),
)]
#[get("/v1/products/{id}/history")]
pub(crate) async fn get_product_history(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
    query: Query<PageQuery>,
) -> Result<Json<PageView<ChangeView>>, Problem> {
    let (before, request) = query.into_inner().into_keyed::<i64>()?;
    let id = ProductId(id.into_inner());
    let found = engine.read(move |tx| product_history(tx, &caller.actor, id, before, &request));
    Ok(Json(found.await?.into()))
}
