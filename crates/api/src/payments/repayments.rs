use actix_web::{
    HttpResponse,
    http::StatusCode,
    post,
    web::{Data, Path},
};
use serde::{Deserialize, Serialize};
use sillon_engine::{Engine, Ids, PaidBack, Repay, RepaymentRecord, Tx, repay};
use sillon_identity::Actor;
use sillon_kernel::{Money, OrderId, Text, Timestamp};
use sillon_payments::Method;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    Problem, http::auth::SignedIn, http::body::Body, http::idempotency::Once,
    views::measures::Amount, views::schemas,
};

/// Money that was paid back to the customer of an order; below zero where it never was, and takes a repayment back.
#[derive(Serialize, ToSchema)]
pub(crate) struct RepaymentView {
    id: Uuid,
    order: Uuid,
    #[schema(value_type = Amount)]
    amount: Money,
    /// `cash` or `bank-transfer`.
    #[schema(value_type = schemas::PaymentMethod)]
    method: Method,
    /// What is to be remembered of it; why it is taken back, where it is.
    note: Option<String>,
    /// The repayment that never was, where this takes one back.
    reverses: Option<Uuid>,
    #[schema(value_type = schemas::Instant)]
    repaid_at: Timestamp,
}

impl From<&RepaymentRecord> for RepaymentView {
    fn from(repayment: &RepaymentRecord) -> Self {
        Self {
            id: repayment.id.0,
            order: repayment.order.0,
            amount: repayment.amount,
            method: repayment.method,
            note: repayment.note.as_ref().map(ToString::to_string),
            reverses: repayment.reverses.map(|reversed| reversed.0),
            repaid_at: repayment.repaid_at,
        }
    }
}

/// Money that was just paid back, and what is left to pay back.
#[derive(Serialize, ToSchema)]
pub(crate) struct PaidBackView {
    #[serde(flatten)]
    repayment: RepaymentView,
    /// All that is still to be paid back to the customer for this order.
    #[schema(value_type = Amount)]
    to_pay_back: Money,
}

impl From<PaidBack> for PaidBackView {
    fn from(PaidBack { repayment, to_pay_back }: PaidBack) -> Self {
        Self { repayment: RepaymentView::from(&repayment), to_pay_back }
    }
}

/// What was paid back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RepaymentBody {
    #[schema(value_type = Amount)]
    amount: Money,
    /// `cash` or `bank-transfer`.
    #[schema(value_type = schemas::PaymentMethod)]
    method: Method,
    /// What is to be remembered of it; the customer sees it with the order.
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 500)]
    note: Option<Text<500>>,
}

impl From<RepaymentBody> for Repay {
    fn from(RepaymentBody { amount, method, note }: RepaymentBody) -> Self {
        Self { amount, method, note }
    }
}

/// Records that the hub paid back what is owed back for an order, or some of it; the customer is told.
#[utoipa::path(
    tag = "orders", request_body = RepaymentBody, security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "the order"),
        ("Idempotency-Key" = String, Header, description = "the same for a repeat: it is recorded once")),
    responses((status = 201, description = "the repayment", body = PaidBackView),
        (status = 409, description = "more is said to be paid back than is owed back",
            body = Problem, content_type = "application/problem+json")),
)]
#[post("/v1/orders/{id}/repayments")]
pub(crate) async fn post_repayment(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    id: Path<Uuid>,
    body: Body<RepaymentBody>,
) -> Result<HttpResponse, Problem> {
    once.required()?;
    let (id, wanted) = (OrderId(id.into_inner()), Repay::from(body.value));
    let work = move |tx: &mut Tx<'_>, actor: &Actor, ids: &Ids| {
        repay(tx, actor, ids, id, wanted.clone()).map(PaidBackView::from)
    };
    once.run(&engine, caller.actor, body.digest, StatusCode::CREATED, work).await
}
