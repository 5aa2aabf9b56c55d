use actix_web::{
    HttpResponse,
    http::StatusCode,
    post,
    web::{Data, Path},
};
use serde::Deserialize;
use sillon_engine::{Engine, Ids, Tx, reverse_payment, reverse_payout, reverse_repayment};
use sillon_identity::Actor;
use sillon_kernel::{PaymentId, PayoutId, RepaymentId, Text};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    Problem, http::auth::SignedIn, http::body::Body, http::idempotency::Once,
    orders::placed::RecordedPaymentView, payments::payouts::PayoutView,
    payments::repayments::PaidBackView,
};

/// Why something that was written down never was.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReversalBody {
    /// Kept with the reversal, and seen by whoever sees that: the customer with their order, a farm with its payouts.
    #[schema(value_type = String, min_length = 1, max_length = 500, example = "typed for the wrong order")]
    reason: Text<500>,
}

/// Takes back a payment that never came: a payment of as much less than nothing, once. What is left of all payments is
/// shared as if it had never been.
#[utoipa::path(
    tag = "orders", request_body = ReversalBody, security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "the payment"),
        ("Idempotency-Key" = String, Header, description = "the same for a repeat: it is reversed once")),
    responses((status = 201, description = "the reversal, and what each component has less of", body = RecordedPaymentView),
        (status = 409, description = "it is reversed already, is a reversal itself, or some of it was paid back since",
            body = Problem, content_type = "application/problem+json")),
)]
#[post("/v1/payments/{id}/reversal")]
pub(crate) async fn post_payment_reversal(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    id: Path<Uuid>,
    body: Body<ReversalBody>,
) -> Result<HttpResponse, Problem> {
    once.required()?;
    let (id, ReversalBody { reason }) = (PaymentId(id.into_inner()), body.value);
    let work = move |tx: &mut Tx<'_>, actor: &Actor, ids: &Ids| {
        reverse_payment(tx, actor, ids, id, reason.clone()).map(RecordedPaymentView::from)
    };
    once.run(&engine, caller.actor, body.digest, StatusCode::CREATED, work).await
}

/// Takes back a repayment that never left the till, once: it is owed back again, and the customer is told.
#[utoipa::path(
    tag = "orders", request_body = ReversalBody, security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "the repayment"),
        ("Idempotency-Key" = String, Header, description = "the same for a repeat: it is reversed once")),
    responses((status = 201, description = "the reversal, and what is to be paid back now", body = PaidBackView),
        (status = 409, description = "it is reversed already, or is a reversal itself",
            body = Problem, content_type = "application/problem+json")),
)]
#[post("/v1/repayments/{id}/reversal")]
pub(crate) async fn post_repayment_reversal(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    id: Path<Uuid>,
    body: Body<ReversalBody>,
) -> Result<HttpResponse, Problem> {
    once.required()?;
    let (id, ReversalBody { reason }) = (RepaymentId(id.into_inner()), body.value);
    let work = move |tx: &mut Tx<'_>, actor: &Actor, ids: &Ids| {
        reverse_repayment(tx, actor, ids, id, reason.clone()).map(PaidBackView::from)
    };
    once.run(&engine, caller.actor, body.digest, StatusCode::CREATED, work).await
}

/// Takes back a payout that never left the till, once: it is payable again, and who was told of it is told that.
#[utoipa::path(
    tag = "books", request_body = ReversalBody, security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "the payout"),
        ("Idempotency-Key" = String, Header, description = "the same for a repeat: it is reversed once")),
    responses((status = 201, description = "the reversal", body = PayoutView),
        (status = 409, description = "it is reversed already, or is a reversal itself",
            body = Problem, content_type = "application/problem+json")),
)]
#[post("/v1/payouts/{id}/reversal")]
pub(crate) async fn post_payout_reversal(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    id: Path<Uuid>,
    body: Body<ReversalBody>,
) -> Result<HttpResponse, Problem> {
    once.required()?;
    let (id, ReversalBody { reason }) = (PayoutId(id.into_inner()), body.value);
    let work = move |tx: &mut Tx<'_>, actor: &Actor, ids: &Ids| {
        reverse_payout(tx, actor, ids, id, reason.clone()).map(PayoutView::from)
    };
    once.run(&engine, caller.actor, body.digest, StatusCode::CREATED, work).await
}
