use actix_web::{
    HttpResponse, get,
    http::StatusCode,
    web::{Data, Json, Path, Query},
};
use serde::{Deserialize, Serialize};
use sillon_engine::{Engine, harvest_sheets, packing_list};
use sillon_kernel::{CycleId, Language, Money, Quantity};
use sillon_logistics::{HarvestCsv, HarvestLine, HarvestSheet, PackBy, PackingCsv, PackingLine};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    Problem,
    caller::SignedIn,
    views::{Amount, Measure},
};

/// What a producer harvests for a cycle.
#[derive(Serialize, ToSchema)]
pub(crate) struct HarvestSheetView {
    producer: Uuid,
    producer_name: String,
    lines: Vec<HarvestLineView>,
    /// What the producer earns with it.
    #[schema(value_type = Amount)]
    goods: Money,
}

/// What a producer harvests of one size of a product.
#[derive(Serialize, ToSchema)]
pub(crate) struct HarvestLineView {
    name: String,
    label: String,
    sku: Option<String>,
    items: i64,
    #[schema(value_type = Measure)]
    quantity: Quantity,
    #[schema(value_type = Amount)]
    goods: Money,
}

impl From<HarvestSheet> for HarvestSheetView {
    fn from(sheet: HarvestSheet) -> Self {
        Self {
            producer: sheet.producer.0,
            producer_name: sheet.producer_name,
            lines: sheet.lines.into_iter().map(HarvestLineView::from).collect(),
            goods: sheet.goods,
        }
    }
}

impl From<HarvestLine> for HarvestLineView {
    fn from(line: HarvestLine) -> Self {
        Self {
            name: line.product_name,
            label: line.label,
            sku: line.sku,
            items: line.items,
            quantity: line.quantity,
            goods: line.goods,
        }
    }
}

/// What each producer harvests: all sheets for whoever runs the cycle, one's own for a producer.
#[utoipa::path(
    tag = "sheets", security(("session" = [])), params(("id" = Uuid, Path, description = "the cycle")),
    responses((status = 200, description = "the sheets, by producer", body = Vec<HarvestSheetView>),
        (status = "default", description = "a problem", body = Problem, content_type = "application/problem+json")),
)]
#[get("/v1/cycles/{id}/harvest-sheets")]
pub(crate) async fn harvest(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
) -> Result<Json<Vec<HarvestSheetView>>, Problem> {
    let id = CycleId(id.into_inner());
    let sheets = engine.read(move |tx| harvest_sheets(tx, &caller.actor, id)).await?;
    Ok(Json(sheets.into_iter().map(HarvestSheetView::from).collect()))
}

/// The language of a file.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct LanguageQuery {
    /// `fr` or `en`.
    #[serde(default)]
    #[param(value_type = Option<String>)]
    lang: Language,
}

/// The harvest sheets as a file for spreadsheets.
#[utoipa::path(
    tag = "sheets", security(("session" = [])), params(("id" = Uuid, Path, description = "the cycle"), LanguageQuery),
    responses((status = 200, description = "the sheets", body = String, content_type = "text/csv"),
        (status = "default", description = "a problem", body = Problem, content_type = "application/problem+json")),
)]
#[get("/v1/cycles/{id}/harvest-sheets.csv")]
pub(crate) async fn harvest_csv(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
    query: Query<LanguageQuery>,
) -> Result<HttpResponse, Problem> {
    let id = CycleId(id.into_inner());
    let sheets = engine.read(move |tx| harvest_sheets(tx, &caller.actor, id)).await?;
    let write = || {
        let mut csv = HarvestCsv::new(Vec::new(), query.lang)?;
        for line in sheets.iter().flat_map(|sheet| &sheet.lines) {
            csv.write(line)?;
        }
        csv.finish()
    };
    csv(write())
}

/// What goes into an order of one size of a product.
#[derive(Serialize, ToSchema)]
pub(crate) struct PackingLineView {
    order: Uuid,
    reference: String,
    customer: String,
    phone: Option<String>,
    producer_name: String,
    name: String,
    label: String,
    storage: String,
    items: i64,
}

impl From<PackingLine> for PackingLineView {
    fn from(line: PackingLine) -> Self {
        Self {
            order: line.order.0,
            reference: line.reference,
            customer: line.customer,
            phone: line.phone,
            producer_name: line.producer_name,
            name: line.product_name,
            label: line.label,
            storage: line.storage,
            items: line.items,
        }
    }
}

/// In which order to pack.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct PackingQuery {
    /// `customer` or `product`.
    #[serde(default = "by_customer")]
    #[param(value_type = Option<String>)]
    by: PackBy,
    /// `fr` or `en`, for files.
    #[serde(default)]
    #[param(value_type = Option<String>)]
    lang: Language,
}

fn by_customer() -> PackBy {
    PackBy::Customer
}

/// What goes into each order, by customer or by product.
#[utoipa::path(
    tag = "sheets", security(("session" = [])), params(("id" = Uuid, Path, description = "the cycle"), PackingQuery),
    responses((status = 200, description = "the lines, in the order they are packed", body = Vec<PackingLineView>),
        (status = "default", description = "a problem", body = Problem, content_type = "application/problem+json")),
)]
#[get("/v1/cycles/{id}/packing-list")]
pub(crate) async fn packing(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
    query: Query<PackingQuery>,
) -> Result<Json<Vec<PackingLineView>>, Problem> {
    let (id, by) = (CycleId(id.into_inner()), query.by);
    let lines = engine.read(move |tx| packing_list(tx, &caller.actor, id, by)).await?;
    Ok(Json(lines.into_iter().map(PackingLineView::from).collect()))
}

/// The packing list as a file for spreadsheets.
#[utoipa::path(
    tag = "sheets", security(("session" = [])), params(("id" = Uuid, Path, description = "the cycle"), PackingQuery),
    responses((status = 200, description = "the list", body = String, content_type = "text/csv"),
        (status = "default", description = "a problem", body = Problem, content_type = "application/problem+json")),
)]
#[get("/v1/cycles/{id}/packing-list.csv")]
pub(crate) async fn packing_csv(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
    query: Query<PackingQuery>,
) -> Result<HttpResponse, Problem> {
    let (id, by) = (CycleId(id.into_inner()), query.by);
    let lines = engine.read(move |tx| packing_list(tx, &caller.actor, id, by)).await?;
    let write = || {
        let mut csv = PackingCsv::new(Vec::new(), query.lang)?;
        for line in &lines {
            csv.write(line)?;
        }
        csv.finish()
    };
    csv(write())
}

fn csv(written: std::io::Result<Vec<u8>>) -> Result<HttpResponse, Problem> {
    let failed = |fault: std::io::Error| {
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", fault.to_string())
    };
    Ok(HttpResponse::Ok().content_type("text/csv; charset=utf-8").body(written.map_err(failed)?))
}
