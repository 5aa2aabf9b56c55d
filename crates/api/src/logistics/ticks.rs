use actix_web::{
    HttpResponse,
    http::StatusCode,
    put,
    web::{Data, Path},
};
use serde::Deserialize;
use sillon_engine::{Engine, Ids, TickWish, Tx, tick};
use sillon_identity::Actor;
use sillon_kernel::{OrderId, VariantId};
use sillon_logistics::{Tick, TickedLine};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{Problem, http::auth::SignedIn, http::body::Body, http::idempotency::Once};

/// The most lines that are named at once: no order has more.
const MAX_TICKS: usize = 1_000;

/// What became of an order at its hand-over: of all of it, or of the lines that are named.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TicksBody {
    /// What became of all its lines: `handed-out`, `missing`, `left`, or `none` to take the ticks away.
    #[serde(default)]
    all: Option<TickBody>,
    /// What became of some of them; the others stay as they are.
    #[serde(default)]
    lines: Option<Vec<TickedLineBody>>,
}

/// What became of a line.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TickedLineBody {
    variant: Uuid,
    /// Which of the order's bundles it is in, from 0; left out of what was ordered by itself.
    #[serde(default)]
    bundle: Option<usize>,
    /// `handed-out`, `missing`, `left`, or `none` to take the tick away.
    tick: TickBody,
}

/// What a line is ticked as.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum TickBody {
    /// The customer has it.
    HandedOut,
    /// It was not there.
    Missing,
    /// The customer left it, or did not come.
    Left,
    /// It is ticked no more.
    None,
}

impl From<TickBody> for Option<Tick> {
    fn from(body: TickBody) -> Self {
        match body {
            TickBody::HandedOut => Some(Tick::HandedOut),
            TickBody::Missing => Some(Tick::Missing),
            TickBody::Left => Some(Tick::Left),
            TickBody::None => None,
        }
    }
}

impl TicksBody {
    fn into_wish(self) -> Result<TickWish, Problem> {
        match (self.all, self.lines) {
            (Some(all), None) => Ok(TickWish::All(all.into())),
            (None, Some(lines)) if lines.len() <= MAX_TICKS => {
                let line = |it: TickedLineBody| {
                    let line = TickedLine { variant: VariantId(it.variant), bundle: it.bundle };
                    (line, it.tick.into())
                };
                Ok(TickWish::Lines(lines.into_iter().map(line).collect()))
            }
            (None, Some(_)) => {
                Err(Problem::field("lines", format!("at most {MAX_TICKS} are told")))
            }
            (Some(_), Some(_)) | (None, None) => {
                Err(Problem::field("lines", "say what became of all, or of some lines"))
            }
        }
    }
}

/// Ticks what became of an order, or of lines of it, at its hand-over, as the hand-over list shows it. It moves neither goods nor
/// money.
#[utoipa::path(
    tag = "orders", request_body = TicksBody, security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "the order"),
        ("Idempotency-Key" = Option<String>, Header, description = "repeats are harmless")),
    responses((status = 204, description = "it is ticked")),
)]
#[put("/v1/orders/{id}/ticks")]
pub(crate) async fn put_ticks(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    id: Path<Uuid>,
    body: Body<TicksBody>,
) -> Result<HttpResponse, Problem> {
    let (id, wish) = (OrderId(id.into_inner()), body.value.into_wish()?);
    let work = move |tx: &mut Tx<'_>, actor: &Actor, _: &Ids| tick(tx, actor, id, &wish);
    once.run(&engine, caller.actor, body.digest, StatusCode::NO_CONTENT, work).await
}
