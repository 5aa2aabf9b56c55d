use actix_web::{
    HttpResponse, get,
    http::StatusCode,
    post,
    web::{Data, Json, Path},
};
use serde::{Deserialize, Serialize};
use sillon_engine::{
    Engine, Ids, LineToWeigh, MAX_WEIGHTS, Tx, Weighed, WeighedAfter, WeighedLine, WeighedOrder,
    WeightWish, lines_to_weigh, look_at_weights, weigh,
};
use sillon_identity::Actor;
use sillon_kernel::{CycleId, Money, OrderId, Quantity, VariantId};
use sillon_orders::LineWeight;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    Problem,
    http::auth::SignedIn,
    http::body::Body,
    http::idempotency::Once,
    http::query::Query,
    views::measures::{Amount, Measure},
    views::page::{PageQuery, PageView},
};

/// What was weighed of the orders of a cycle.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WeightsBody {
    /// From 1 to 1 000 lines of any of its orders, each once. All of them are weighed, or none.
    #[schema(min_items = 1, max_items = 1000)]
    lines: Vec<WeightBody>,
}

/// What all items of a size in an order weigh.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WeightBody {
    order: Uuid,
    /// Which size, ordered by itself.
    variant: Uuid,
    /// How many were weighed: where that is said, it is refused unless as many are in the order.
    #[serde(default)]
    items: Option<u32>,
    /// What all of them weigh together; above nothing, as what did not come is a shortage.
    #[schema(value_type = Measure)]
    weight: Quantity,
    /// That it is so, however far it is from what is expected.
    #[serde(default)]
    certain: bool,
}

impl WeightsBody {
    fn into_wishes(self) -> Result<Vec<WeightWish>, Problem> {
        if self.lines.is_empty() || self.lines.len() > MAX_WEIGHTS {
            let rule = format!("there are from 1 to {MAX_WEIGHTS} of them");
            return Err(Problem::field("lines", rule));
        }
        let wish = |WeightBody { order, variant, items, weight, certain }: WeightBody| WeightWish {
            order: OrderId(order),
            line: LineWeight { variant: VariantId(variant), items, weight, certain },
        };
        Ok(self.lines.into_iter().map(wish).collect())
    }
}

/// What weighing makes of the orders of a cycle.
#[derive(Serialize, ToSchema)]
pub(crate) struct WeighedView {
    /// Each line, as it was said.
    lines: Vec<WeighedLineView>,
    /// The orders of hubs that whoever weighs works for, each with what it comes to; what others sold is not told.
    orders: Vec<WeighedOrderView>,
}

/// A line that is weighed.
#[derive(Serialize, ToSchema)]
pub(crate) struct WeighedLineView {
    order: Uuid,
    /// What people call the order.
    #[schema(example = "7K2M-9QXD")]
    reference: String,
    variant: Uuid,
    name: String,
    label: String,
    items: u32,
    /// What all of them were expected to weigh.
    #[schema(value_type = Measure)]
    expected: Quantity,
    /// What they weigh.
    #[schema(value_type = Measure)]
    weight: Quantity,
    /// What of it is charged: all, up to the heaviest that was said.
    #[schema(value_type = Measure)]
    charged: Quantity,
    /// What they cost before, without fees.
    #[schema(value_type = Amount)]
    before: Money,
    /// What they cost then, without fees.
    #[schema(value_type = Amount)]
    after: Money,
}

/// An order of which something is weighed.
#[derive(Serialize, ToSchema)]
pub(crate) struct WeighedOrderView {
    id: Uuid,
    /// What people call it.
    #[schema(example = "7K2M-9QXD")]
    reference: String,
    /// Whose shop it is of.
    hub: Uuid,
    /// What it came to.
    #[schema(value_type = Amount)]
    before: Money,
    /// What it comes to.
    #[schema(value_type = Amount)]
    after: Money,
    /// The most it may come to, as its customer agreed.
    #[schema(value_type = Option<Amount>)]
    at_most: Option<Money>,
    /// What is still to be paid then.
    #[schema(value_type = Amount)]
    outstanding: Money,
    /// What was paid beyond what it comes to then.
    #[schema(value_type = Amount)]
    to_pay_back: Money,
}

impl From<WeighedLine> for WeighedLineView {
    fn from(line: WeighedLine) -> Self {
        Self {
            order: line.order.0,
            reference: line.reference,
            variant: line.variant.0,
            name: line.product_name,
            label: line.label,
            items: line.items,
            expected: line.expected,
            weight: line.weight,
            charged: line.charged,
            before: line.before,
            after: line.after,
        }
    }
}

impl From<WeighedOrder> for WeighedOrderView {
    fn from(order: WeighedOrder) -> Self {
        Self {
            id: order.order.0,
            reference: order.reference,
            hub: order.hub.0,
            before: order.before,
            after: order.after,
            at_most: order.at_most,
            outstanding: order.outstanding,
            to_pay_back: order.to_pay_back,
        }
    }
}

impl From<Weighed> for WeighedView {
    fn from(weighed: Weighed) -> Self {
        Self {
            lines: weighed.lines.into_iter().map(WeighedLineView::from).collect(),
            orders: weighed.orders.into_iter().map(WeighedOrderView::from).collect(),
        }
    }
}

/// A line of an order that is sold by weight.
#[derive(Serialize, ToSchema)]
pub(crate) struct LineToWeighView {
    order: Uuid,
    /// What people call the order; whose it is, is not told.
    #[schema(example = "7K2M-9QXD")]
    reference: String,
    /// Whose shop sold it.
    hub: Uuid,
    variant: Uuid,
    producer: Uuid,
    name: String,
    label: String,
    items: u32,
    /// What all of them are expected to weigh.
    #[schema(value_type = Measure)]
    expected: Quantity,
    /// The least they plausibly weigh: less is held for a slip.
    #[schema(value_type = Measure)]
    lightest: Quantity,
    /// The most they plausibly weigh.
    #[schema(value_type = Measure)]
    heaviest: Quantity,
    /// The most that is charged for.
    #[schema(value_type = Measure)]
    at_most: Quantity,
    /// What they weigh; null until they are weighed.
    #[schema(value_type = Option<Measure>)]
    weight: Option<Quantity>,
    /// The price of one as it is expected, without fees.
    #[schema(value_type = Amount)]
    price: Money,
    /// What all of them cost, without fees.
    #[schema(value_type = Amount)]
    goods: Money,
}

impl From<LineToWeigh> for LineToWeighView {
    fn from(line: LineToWeigh) -> Self {
        let (lightest, heaviest) = line.weighing.plausible(line.items);
        Self {
            order: line.order.0,
            reference: line.reference,
            hub: line.hub.0,
            variant: line.variant.0,
            producer: line.producer.0,
            name: line.product_name,
            label: line.label,
            items: line.items,
            expected: line.weighing.estimate(line.items),
            lightest,
            heaviest,
            at_most: line.weighing.at_most(line.items),
            weight: line.weighed,
            price: line.price,
            goods: line.goods,
        }
    }
}

/// What is weighed of the orders of a cycle: a farm reads its own goods, by the reference of the order, and a hub all it sold.
#[utoipa::path(
    tag = "orders", security(("session" = []), ("api-key" = [])), params(("id" = Uuid, Path, description = "the cycle"), PageQuery),
    responses((status = 200, description = "a page of lines", body = PageView<LineToWeighView>)),
)]
#[get("/v1/cycles/{id}/weights")]
pub(crate) async fn list_weights(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
    query: Query<PageQuery>,
) -> Result<Json<PageView<LineToWeighView>>, Problem> {
    let id = CycleId(id.into_inner());
    let (after, request) = query.into_inner().into_keyed::<WeighedAfter>()?;
    let list = move |tx: &mut Tx<'_>| lines_to_weigh(tx, &caller.actor, id, after, &request);
    let page = engine.read(list).await?;
    Ok(Json(PageView {
        items: page.items.into_iter().map(LineToWeighView::from).collect(),
        next: page.next,
    }))
}

/// Says what orders of a cycle would come to by what was weighed of them; nothing is changed.
#[utoipa::path(
    tag = "orders", request_body = WeightsBody, security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "the cycle")),
    responses((status = 200, description = "what they would come to", body = WeighedView)),
)]
#[post("/v1/cycles/{id}/weights/preview")]
pub(crate) async fn preview_weights(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
    body: Body<WeightsBody>,
) -> Result<Json<WeighedView>, Problem> {
    let (id, wishes) = (CycleId(id.into_inner()), body.value.into_wishes()?);
    let looked = engine.read(move |tx| look_at_weights(tx, &caller.actor, id, &wishes));
    Ok(Json(looked.await?.into()))
}

/// Weighs what was ordered in a cycle: a farm its goods, a hub all it sold. Orders are priced by it, up to what their customers agreed
/// to at most, and they are told. A line that is weighed again weighs what was said last.
#[utoipa::path(
    tag = "orders", request_body = WeightsBody, security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "the cycle"),
        ("Idempotency-Key" = String, Header, description = "the same for a repeat: it is weighed once")),
    responses((status = 200, description = "what they come to", body = WeighedView)),
)]
#[post("/v1/cycles/{id}/weights")]
pub(crate) async fn post_weights(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    id: Path<Uuid>,
    body: Body<WeightsBody>,
) -> Result<HttpResponse, Problem> {
    once.required()?;
    let (id, wishes) = (CycleId(id.into_inner()), body.value.into_wishes()?);
    let work = move |tx: &mut Tx<'_>, actor: &Actor, ids: &Ids| {
        weigh(tx, actor, ids, id, &wishes).map(WeighedView::from)
    };
    once.run(&engine, caller.actor, body.digest, StatusCode::OK, work).await
}
