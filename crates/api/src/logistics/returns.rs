use actix_web::{
    HttpResponse,
    http::StatusCode,
    post,
    web::{Data, Path},
};
use serde::{Deserialize, Serialize};
use sillon_engine::{Engine, Ids, TakenBack, Tx, take_back};
use sillon_identity::Actor;
use sillon_kernel::{Money, OrderId};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    Problem,
    http::auth::SignedIn,
    http::body::Body,
    http::idempotency::Once,
    orders::carts::{LineBody, lines},
    views::measures::Amount,
    views::returned::ReturnView,
};

/// Packaging that came back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReturnBody {
    /// The packaging of which variants of the order, and how many of each.
    lines: Vec<LineBody>,
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
