use actix_web::{
    HttpResponse,
    http::StatusCode,
    post,
    web::{Data, Path},
};
use serde::{Deserialize, Serialize};
use sillon_engine::{Engine, Ids, ReturnRecord, TakenBack, Tx, take_back};
use sillon_identity::Actor;
use sillon_kernel::{Money, OrderId, Timestamp};
use sillon_orders::ReturnedLine;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    Problem,
    http::auth::SignedIn,
    http::body::Body,
    http::idempotency::Once,
    orders::carts::{LineBody, lines},
    views::measures::Amount,
    views::schemas,
};

/// Packaging that came back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReturnBody {
    /// The packaging of which variants of the order, and how many of each.
    lines: Vec<LineBody>,
}

/// Packaging of an order that came back, and what is paid back for it.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReturnView {
    id: Uuid,
    lines: Vec<ReturnLineView>,
    #[schema(value_type = schemas::Instant)]
    returned_at: Timestamp,
}

/// Packaging of one line of an order.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReturnLineView {
    variant: Uuid,
    quantity: u32,
    /// What is paid back for it.
    #[schema(value_type = Amount)]
    amount: Money,
    /// The tax in it, which is no longer owed.
    #[schema(value_type = Amount)]
    tax: Money,
}

impl From<&ReturnRecord> for ReturnView {
    fn from(back: &ReturnRecord) -> Self {
        Self {
            id: back.id.0,
            lines: back.lines.iter().map(ReturnLineView::from).collect(),
            returned_at: back.returned_at,
        }
    }
}

impl From<&ReturnedLine> for ReturnLineView {
    fn from(line: &ReturnedLine) -> Self {
        Self {
            variant: line.variant.0,
            quantity: line.quantity,
            amount: line.amount,
            tax: line.tax,
        }
    }
}

/// Packaging that was just taken back.
#[derive(Serialize, ToSchema)]
pub(crate) struct TakenBackView {
    #[serde(flatten)]
    back: ReturnView,
    order: Uuid,
    /// All that is to be paid back to the customer for this order.
    #[schema(value_type = Amount)]
    to_pay_back: Money,
}

impl From<TakenBack> for TakenBackView {
    fn from(TakenBack { back, to_pay_back }: TakenBack) -> Self {
        Self { order: back.order.0, back: ReturnView::from(&back), to_pay_back }
    }
}

/// Records that packaging of an order came back; what was paid for it is to be paid back to the customer.
#[utoipa::path(
    tag = "orders", request_body = ReturnBody, security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "the order"),
        ("Idempotency-Key" = String, Header, description = "the same for a repeat: it is recorded once")),
    responses((status = 201, description = "what came back", body = TakenBackView),
        (status = 409, description = "more came back than was taken: each such line, and how many are still out",
            body = Problem, content_type = "application/problem+json")),
)]
#[post("/v1/orders/{id}/returns")]
pub(crate) async fn post_return(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    id: Path<Uuid>,
    body: Body<ReturnBody>,
) -> Result<HttpResponse, Problem> {
    once.required()?;
    let (id, back) = (OrderId(id.into_inner()), lines(body.value.lines));
    let work = move |tx: &mut Tx<'_>, actor: &Actor, ids: &Ids| {
        take_back(tx, actor, ids, id, &back).map(TakenBackView::from)
    };
    once.run(&engine, caller.actor, body.digest, StatusCode::CREATED, work).await
}
