use actix_web::{
    HttpResponse, get,
    http::StatusCode,
    web::{Data, Json, Path},
};
use serde::{Deserialize, Serialize};
use sillon_engine::{Engine, StatementWish, statement};
use sillon_kernel::{EnterpriseId, Language, Money};
use sillon_payments::{Holdings, Method, Moved, MovedBy, Statement, StatementLine, statement_csv};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    Problem, http::auth::SignedIn, http::query::Query, payments::payouts::read_day,
    views::measures::Amount, views::schemas,
};

/// How an enterprise stands with a hub.
#[derive(Serialize, ToSchema)]
pub(crate) struct HoldingsView {
    /// Became due to it and has not come in; below zero while money came in before the close.
    #[schema(value_type = Amount)]
    earned: Money,
    /// Came in for it and was not paid out.
    #[schema(value_type = Amount)]
    payable: Money,
    /// Became due to it for its packaging and has not come in.
    #[schema(value_type = Amount)]
    deposits_due: Money,
    /// Came in for its packaging and is paid back when that returns.
    #[schema(value_type = Amount)]
    deposits: Money,
}

impl From<&Holdings> for HoldingsView {
    fn from(holdings: &Holdings) -> Self {
        Self {
            earned: holdings.earned,
            payable: holdings.payable,
            deposits_due: holdings.deposits_due,
            deposits: holdings.deposits,
        }
    }
}

/// What moved: what stands later is what stood before, with this. Any of it may be below zero.
#[derive(Serialize, ToSchema)]
pub(crate) struct MovedView {
    /// What its goods came to that became due.
    #[schema(value_type = Amount)]
    goods: Money,
    /// What else became due to it: fees, margins, the hand-over, tax on top, less the vouchers it bears.
    #[schema(value_type = Amount)]
    fees: Money,
    /// What came in of goods and fees: `earned` is less by it, and `payable` more.
    #[schema(value_type = Amount)]
    came_in: Money,
    /// What became due to it for packaging.
    #[schema(value_type = Amount)]
    deposits: Money,
    /// What came in of that.
    #[schema(value_type = Amount)]
    deposits_came_in: Money,
    /// What is paid back to customers for packaging that came back.
    #[schema(value_type = Amount)]
    deposits_returned: Money,
    /// What was paid out to it.
    #[schema(value_type = Amount)]
    paid_out: Money,
}

impl From<&Moved> for MovedView {
    fn from(moved: &Moved) -> Self {
        Self {
            goods: moved.goods,
            fees: moved.fees,
            came_in: moved.came_in,
            deposits: moved.deposits,
            deposits_came_in: moved.deposits_came_in,
            deposits_returned: moved.deposits_returned,
            paid_out: moved.paid_out,
        }
    }
}

/// What moved by the orders of a cycle.
#[derive(Serialize, ToSchema)]
pub(crate) struct StatementCycleView {
    cycle: Uuid,
    name: String,
    /// Its orders of which anything moved.
    orders: Vec<StatementOrderView>,
    /// All of them together.
    total: MovedView,
}

/// What moved by an order: whose it is, is not said.
#[derive(Serialize, ToSchema)]
pub(crate) struct StatementOrderView {
    /// What people call it.
    #[schema(example = "7K2M-9QXD")]
    reference: String,
    #[serde(flatten)]
    moved: MovedView,
}

/// A payout of a statement; below zero where it never was, and takes a payout back.
#[derive(Serialize, ToSchema)]
pub(crate) struct StatementPayoutView {
    id: Uuid,
    #[schema(value_type = schemas::Day)]
    day: String,
    #[schema(value_type = Amount)]
    amount: Money,
    #[schema(value_type = schemas::PaymentMethod)]
    method: Method,
    note: Option<String>,
    /// The payout that never was, where this takes one back.
    reverses: Option<Uuid>,
}

/// What was sold of an enterprise at a hub, what came in for it, and what was paid out to it.
#[derive(Serialize, ToSchema)]
pub(crate) struct StatementView {
    enterprise: Uuid,
    hub: Uuid,
    /// The first day.
    #[schema(value_type = schemas::Day)]
    from: String,
    /// The last day.
    #[schema(value_type = schemas::Day)]
    until: String,
    /// How it stood before the first day.
    opening: HoldingsView,
    cycles: Vec<StatementCycleView>,
    /// The payouts that were written down in these days.
    payouts: Vec<StatementPayoutView>,
    /// All that moved.
    total: MovedView,
    /// How it stood as the last day ended.
    closing: HoldingsView,
}

impl From<Statement> for StatementView {
    fn from(told: Statement) -> Self {
        let mut cycles: Vec<(Moved, StatementCycleView)> = Vec::new();
        let mut payouts = Vec::new();
        for StatementLine { by, moved } in told.lines {
            match by {
                MovedBy::Order { reference, cycle, cycle_name, .. } => {
                    let order = StatementOrderView { reference, moved: MovedView::from(&moved) };
                    add(&mut cycles, (cycle.0, cycle_name), moved, order);
                }
                MovedBy::Payout { payout, day, method, note, reverses } => {
                    payouts.push(StatementPayoutView {
                        id: payout.0,
                        day: day.to_string(),
                        amount: moved.paid_out,
                        method,
                        note,
                        reverses: reverses.map(|reversed| reversed.0),
                    });
                }
            }
        }
        Self {
            enterprise: told.payee.0,
            hub: told.hub.0,
            from: told.from.to_string(),
            until: told.until.to_string(),
            opening: HoldingsView::from(&told.opening),
            cycles: cycles.into_iter().map(|(_, cycle)| cycle).collect(),
            payouts,
            total: MovedView::from(&told.total),
            closing: HoldingsView::from(&told.closing),
        }
    }
}

/// Adds an order to its cycle, which is the last one or a new one.
fn add(
    cycles: &mut Vec<(Moved, StatementCycleView)>,
    (cycle, name): (Uuid, String),
    moved: Moved,
    order: StatementOrderView,
) {
    if let Some((sum, last)) = cycles.last_mut().filter(|(_, last)| last.cycle == cycle) {
        *sum = sum.plus(&moved);
        last.total = MovedView::from(&*sum);
        last.orders.push(order);
        return;
    }
    let total = MovedView::from(&moved);
    cycles.push((moved, StatementCycleView { cycle, name, orders: vec![order], total }));
}

/// At which hub, and which days.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct StatementQuery {
    /// The hub through which was sold.
    hub: Uuid,
    /// The first day, where the hub is.
    #[param(value_type = schemas::Day)]
    from: String,
    /// The last day: at most a year with the first.
    #[param(value_type = schemas::Day)]
    until: String,
    /// The language of a file: `fr`, `en` or `de`.
    #[serde(default)]
    #[param(value_type = schemas::Language)]
    lang: Language,
}

impl StatementQuery {
    fn wish(&self, payee: Uuid) -> Result<StatementWish, Problem> {
        let (payee, hub) = (EnterpriseId(payee), EnterpriseId(self.hub));
        let (from, until) = (read_day("from", &self.from)?, read_day("until", &self.until)?);
        Ok(StatementWish { payee, hub, from, until })
    }
}

/// What was sold of an enterprise at a hub in some days, by cycle and order, what came in for it and what was paid out
/// to it; for itself, and for the hub.
///
/// How it stood before, and what moved, come to how it stands then: `earned` with `goods` and `fees`, less `came_in`;
/// `payable` with `came_in`, less `paid_out`; and the deposits likewise.
#[utoipa::path(
    tag = "books", security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "whose statement"), StatementQuery),
    responses((status = 200, description = "the statement", body = StatementView)),
)]
#[get("/v1/enterprises/{id}/statements")]
pub(crate) async fn get_statement(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
    query: Query<StatementQuery>,
) -> Result<Json<StatementView>, Problem> {
    let wish = query.wish(id.into_inner())?;
    let told = engine.read(move |tx| statement(tx, &caller.actor, wish)).await?;
    Ok(Json(told.into()))
}

/// The statement as a file for spreadsheets.
#[utoipa::path(
    tag = "books", security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "whose statement"), StatementQuery),
    responses((status = 200, description = "the statement", body = String, content_type = "text/csv")),
)]
#[get("/v1/enterprises/{id}/statements.csv")]
pub(crate) async fn get_statement_csv(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
    query: Query<StatementQuery>,
) -> Result<HttpResponse, Problem> {
    let wish = query.wish(id.into_inner())?;
    let told = engine.read(move |tx| statement(tx, &caller.actor, wish)).await?;
    let written = statement_csv(Vec::new(), &told, query.lang).map_err(|fault| {
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", fault.to_string())
    });
    Ok(HttpResponse::Ok().content_type("text/csv; charset=utf-8").body(written?))
}
