use actix_web::{
    HttpResponse, get,
    http::StatusCode,
    web::{Data, Json, Path},
};
use serde::{Deserialize, Serialize};
use sillon_engine::{
    Engine, LineToHandOut, OrderToHandOut, delivery_list, hand_over_list, harvest_sheets,
    packing_list,
};
use sillon_kernel::{CycleId, Language, Money, Quantity, Timestamp};
use sillon_logistics::{
    DeliveryCsv, DeliveryLine, HandOverBy, HarvestCsv, HarvestLine, HarvestSheet, PackBy,
    PackedBundle, PackingCsv, PackingLine,
};
use sillon_payments::Method;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    Problem,
    http::auth::SignedIn,
    http::query::Query,
    views::measures::{Amount, Measure, WindowView},
    views::schemas,
};

/// What a producer harvests for a cycle.
#[derive(Serialize, ToSchema)]
pub(crate) struct HarvestSheetView {
    producer: Uuid,
    producer_name: String,
    lines: Vec<HarvestLineView>,
    /// What the producer earns with it; null for those who only pack.
    #[schema(value_type = Option<Amount>)]
    goods: Option<Money>,
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
    /// What the producer earns with them; null for those who only pack.
    #[schema(value_type = Option<Amount>)]
    goods: Option<Money>,
}

impl HarvestSheetView {
    fn of(sheet: HarvestSheet, shows_amounts: bool) -> Self {
        let lines = sheet.lines.into_iter();
        Self {
            producer: sheet.producer.0,
            producer_name: sheet.producer_name,
            lines: lines.map(|line| HarvestLineView::of(line, shows_amounts)).collect(),
            goods: shows_amounts.then_some(sheet.goods),
        }
    }
}

impl HarvestLineView {
    fn of(line: HarvestLine, shows_amounts: bool) -> Self {
        Self {
            name: line.product_name,
            label: line.label,
            sku: line.sku,
            items: line.items,
            quantity: line.quantity,
            goods: shows_amounts.then_some(line.goods),
        }
    }
}

/// What each producer harvests: all sheets for whoever runs the cycle, one's own for a producer.
#[utoipa::path(
    tag = "sheets", security(("session" = []), ("api-key" = [])), params(("id" = Uuid, Path, description = "the cycle")),
    responses((status = 200, description = "the sheets, by producer", body = Vec<HarvestSheetView>)),
)]
#[get("/v1/cycles/{id}/harvest-sheets")]
pub(crate) async fn harvest(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
) -> Result<Json<Vec<HarvestSheetView>>, Problem> {
    let id = CycleId(id.into_inner());
    let found = engine.read(move |tx| harvest_sheets(tx, &caller.actor, id)).await?;
    let view = |sheet| HarvestSheetView::of(sheet, found.shows_amounts);
    Ok(Json(found.sheets.into_iter().map(view).collect()))
}

/// The language of a file.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct LanguageQuery {
    /// `fr`, `en` or `de`.
    #[serde(default)]
    #[param(value_type = schemas::Language)]
    lang: Language,
}

/// The harvest sheets as a file for spreadsheets.
#[utoipa::path(
    tag = "sheets", security(("session" = []), ("api-key" = [])), params(("id" = Uuid, Path, description = "the cycle"), LanguageQuery),
    responses((status = 200, description = "the sheets", body = String, content_type = "text/csv")),
)]
#[get("/v1/cycles/{id}/harvest-sheets.csv")]
pub(crate) async fn harvest_csv(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
    query: Query<LanguageQuery>,
) -> Result<HttpResponse, Problem> {
    let id = CycleId(id.into_inner());
    let found = engine.read(move |tx| harvest_sheets(tx, &caller.actor, id)).await?;
    let write = || {
        let csv = HarvestCsv::new(Vec::new(), query.lang)?;
        let mut csv = csv.showing_amounts(found.shows_amounts);
        for line in found.sheets.iter().flat_map(|sheet| &sheet.lines) {
            csv.write(line)?;
        }
        csv.finish()
    };
    csv(write())
}

/// What goes into an order of one size of a product.
#[derive(Serialize, ToSchema)]
pub(crate) struct PackingLineView {
    /// The hub that sold it.
    shop: Uuid,
    shop_name: String,
    /// What people call the order.
    reference: String,
    customer: String,
    phone: Option<String>,
    /// By which method it is handed over, where the shop has some.
    hand_over: Option<String>,
    /// Where it is brought; null where it is fetched.
    address: Option<String>,
    producer_name: String,
    name: String,
    label: String,
    #[schema(value_type = schemas::Storage)]
    storage: String,
    items: i64,
    /// The bundle they are part of; null of what was ordered by itself.
    bundle: Option<PackedBundleView>,
    /// What all items weigh; null of what is not sold by weight.
    weight: Option<PackedWeightView>,
}

/// What the items of a line weigh.
#[derive(Serialize, ToSchema)]
pub(crate) struct PackedWeightView {
    /// What all of them are expected to weigh.
    #[schema(value_type = Measure)]
    expected: Quantity,
    /// What they weigh; null until they are weighed.
    #[schema(value_type = Option<Measure>)]
    weighed: Option<Quantity>,
}

/// A bundle in an order: what is in it are lines of the list.
#[derive(Serialize, ToSchema)]
pub(crate) struct PackedBundleView {
    /// Which of the order's bundles it is, from 0.
    position: i64,
    name: String,
    label: String,
    /// How many of it are packed.
    items: i64,
}

impl From<&PackedBundle> for PackedBundleView {
    fn from(bundle: &PackedBundle) -> Self {
        Self {
            position: bundle.position,
            name: bundle.product_name.clone(),
            label: bundle.label.clone(),
            items: bundle.items,
        }
    }
}

impl From<PackingLine> for PackingLineView {
    fn from(line: PackingLine) -> Self {
        let (parcel, packed) = (&line.parcel, &line.packed);
        Self {
            shop: parcel.shop.0,
            shop_name: parcel.shop_name.clone(),
            reference: parcel.reference.clone(),
            customer: parcel.customer.clone(),
            phone: parcel.phone.clone(),
            hand_over: parcel.hand_over.clone(),
            address: parcel.address.clone(),
            producer_name: packed.producer_name.clone(),
            name: packed.product_name.clone(),
            label: packed.label.clone(),
            storage: packed.storage.clone(),
            items: line.items,
            bundle: line.bundle.as_deref().map(PackedBundleView::from),
            weight: line
                .weight
                .map(|it| PackedWeightView { expected: it.expected, weighed: it.weighed }),
        }
    }
}

/// In which order to pack.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct PackingQuery {
    /// `customer`, `product`, or `hand-over`: by customer, one way of hand-over after another.
    #[serde(default = "by_customer")]
    #[param(value_type = schemas::PackingOrder)]
    by: PackBy,
    /// `fr`, `en` or `de`, for files.
    #[serde(default)]
    #[param(value_type = schemas::Language)]
    lang: Language,
}

fn by_customer() -> PackBy {
    PackBy::Customer
}

/// What goes into each order, by customer or by product: each hub in the cycle reads its own.
#[utoipa::path(
    tag = "sheets", security(("session" = []), ("api-key" = [])), params(("id" = Uuid, Path, description = "the cycle"), PackingQuery),
    responses((status = 200, description = "the lines, in the order they are packed", body = Vec<PackingLineView>)),
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

/// About how many bytes a line of a packing list is: the room for a long one is made at once.
const PACKING_LINE_BYTES: usize = 100;

/// The packing list as a file for spreadsheets.
#[utoipa::path(
    tag = "sheets", security(("session" = []), ("api-key" = [])), params(("id" = Uuid, Path, description = "the cycle"), PackingQuery),
    responses((status = 200, description = "the list", body = String, content_type = "text/csv")),
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
        let room = Vec::with_capacity(lines.len().saturating_mul(PACKING_LINE_BYTES));
        let mut csv = PackingCsv::of(&lines, room, query.lang)?;
        for line in &lines {
            csv.write(line)?;
        }
        csv.finish()
    };
    csv(write())
}

/// An order as it is handed out.
#[derive(Serialize, ToSchema)]
pub(crate) struct HandOverView {
    /// The hub that sold it.
    shop: Uuid,
    order: Uuid,
    reference: String,
    customer: String,
    phone: Option<String>,
    /// What the customer asked to be minded.
    note: Option<String>,
    /// By which method it is handed over, where the shop has some.
    hand_over: Option<String>,
    /// Where it is brought; null where it is fetched.
    address: Option<String>,
    /// When, where that was told with the order.
    window: Option<WindowView>,
    /// How they said they would pay: `cash` or `bank-transfer`.
    #[schema(value_type = schemas::PaymentMethod)]
    payment: Method,
    /// What they still have to pay.
    #[schema(value_type = Amount)]
    outstanding: Money,
    /// What of the order is paid for packaging, and paid back when it returns.
    #[schema(value_type = Amount)]
    deposits: Money,
    /// What is to be paid back to them for packaging of this order that returned.
    #[schema(value_type = Amount)]
    to_pay_back: Money,
    /// What is in the parcel, what is cold last.
    lines: Vec<HandOverLineView>,
}

/// What is in a parcel of one size of a product.
#[derive(Serialize, ToSchema)]
pub(crate) struct HandOverLineView {
    variant: Uuid,
    producer_name: String,
    name: String,
    label: String,
    #[schema(value_type = schemas::Storage)]
    storage: String,
    items: i64,
    /// What was paid for the packaging of one, and is paid back for it; null where nothing was.
    #[schema(value_type = Option<Amount>)]
    deposit: Option<Money>,
    /// How many of their packagings did not come back yet; null where nothing was paid on them.
    still_out: Option<i64>,
    /// The bundle they are part of; null of what was ordered by itself.
    bundle: Option<PackedBundleView>,
    /// What became of them, as it was ticked: `handed-out`, `missing` or `left`; null until then.
    #[schema(value_type = Option<schemas::Tick>)]
    tick: Option<&'static str>,
    /// When that was ticked.
    #[schema(value_type = Option<schemas::Instant>)]
    ticked_at: Option<Timestamp>,
}

impl From<OrderToHandOut> for HandOverView {
    fn from(OrderToHandOut { order, lines }: OrderToHandOut) -> Self {
        Self {
            shop: order.shop.0,
            order: order.order.0,
            reference: order.reference,
            customer: order.customer,
            phone: order.phone,
            note: order.note,
            hand_over: order.hand_over,
            address: order.address,
            window: order.window.map(WindowView::from),
            payment: order.method,
            outstanding: order.outstanding,
            deposits: order.deposits,
            to_pay_back: order.to_pay_back,
            lines: lines.into_iter().map(HandOverLineView::from).collect(),
        }
    }
}

impl From<LineToHandOut> for HandOverLineView {
    fn from(LineToHandOut { packed: line, ticked }: LineToHandOut) -> Self {
        let packed = &line.packed;
        Self {
            tick: ticked.map(|ticked| ticked.tick.as_str()),
            ticked_at: ticked.map(|ticked| ticked.at),
            variant: packed.variant.0,
            deposit: line.lent.map(|lent| lent.each),
            still_out: line.lent.map(|lent| lent.still_out),
            bundle: line.bundle.as_deref().map(PackedBundleView::from),
            producer_name: packed.producer_name.clone(),
            name: packed.product_name.clone(),
            label: packed.label.clone(),
            storage: packed.storage.clone(),
            items: line.items,
        }
    }
}

/// In which order to hand over.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct HandOverQuery {
    /// `customer`, or `hand-over`: by customer, one way of hand-over after another.
    #[serde(default = "hand_over_by_customer")]
    #[param(value_type = schemas::HandOverOrder)]
    by: HandOverBy,
}

fn hand_over_by_customer() -> HandOverBy {
    HandOverBy::Customer
}

/// Who fetches what, by customer, and what they still have to pay: each hub in the cycle reads its own.
#[utoipa::path(
    tag = "sheets", security(("session" = []), ("api-key" = [])), params(("id" = Uuid, Path, description = "the cycle"), HandOverQuery),
    responses((status = 200, description = "the orders, in the order they are handed over", body = Vec<HandOverView>)),
)]
#[get("/v1/cycles/{id}/hand-over-list")]
pub(crate) async fn hand_over(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
    query: Query<HandOverQuery>,
) -> Result<Json<Vec<HandOverView>>, Problem> {
    let (id, by) = (CycleId(id.into_inner()), query.by);
    let orders = engine.read(move |tx| hand_over_list(tx, &caller.actor, id, by)).await?;
    Ok(Json(orders.into_iter().map(HandOverView::from).collect()))
}

/// How much of one size of a product goes to one hub, for all its customers together.
#[derive(Serialize, ToSchema)]
pub(crate) struct DeliveryLineView {
    /// The hub it goes to.
    shop: Uuid,
    shop_name: String,
    producer: Uuid,
    producer_name: String,
    name: String,
    label: String,
    storage: String,
    items: i64,
    #[schema(value_type = Measure)]
    quantity: Quantity,
}

impl From<DeliveryLine> for DeliveryLineView {
    fn from(line: DeliveryLine) -> Self {
        Self {
            shop: line.shop.0,
            shop_name: line.shop_name,
            producer: line.producer.0,
            producer_name: line.producer_name,
            name: line.product_name,
            label: line.label,
            storage: line.storage,
            items: line.items,
            quantity: line.quantity,
        }
    }
}

/// What goes to which hub, without a word of who ordered it: all of it for whoever runs the cycle, its own for a hub.
#[utoipa::path(
    tag = "sheets", security(("session" = []), ("api-key" = [])), params(("id" = Uuid, Path, description = "the cycle")),
    responses((status = 200, description = "the lines, hub by hub", body = Vec<DeliveryLineView>)),
)]
#[get("/v1/cycles/{id}/delivery-list")]
pub(crate) async fn delivery(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
) -> Result<Json<Vec<DeliveryLineView>>, Problem> {
    let id = CycleId(id.into_inner());
    let lines = engine.read(move |tx| delivery_list(tx, &caller.actor, id)).await?;
    Ok(Json(lines.into_iter().map(DeliveryLineView::from).collect()))
}

/// The delivery list as a file for spreadsheets.
#[utoipa::path(
    tag = "sheets", security(("session" = []), ("api-key" = [])), params(("id" = Uuid, Path, description = "the cycle"), LanguageQuery),
    responses((status = 200, description = "the list", body = String, content_type = "text/csv")),
)]
#[get("/v1/cycles/{id}/delivery-list.csv")]
pub(crate) async fn delivery_csv(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
    query: Query<LanguageQuery>,
) -> Result<HttpResponse, Problem> {
    let id = CycleId(id.into_inner());
    let lines = engine.read(move |tx| delivery_list(tx, &caller.actor, id)).await?;
    let write = || {
        let mut csv = DeliveryCsv::new(Vec::new(), query.lang)?;
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
