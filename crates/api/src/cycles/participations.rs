use actix_web::{
    HttpResponse, delete, get,
    http::StatusCode,
    put,
    web::{Data, Json, Path},
};
use serde::{Deserialize, Serialize};
use sillon_cycles::{Direction, Participation, Standing};
use sillon_engine::{
    Engine, Ids, ParticipationKey, ParticipationsPage, StandingFilter, Tx, answer,
    end_participation, participations,
};
use sillon_identity::Actor;
use sillon_kernel::{CycleId, EnterpriseId, PageRequest, Timestamp};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    Problem,
    cycles::fees::FeeView,
    cycles::plan::{CycleView, ExchangeView},
    http::auth::SignedIn,
    http::body::{Body, digest},
    http::idempotency::Once,
    http::query::Query,
    views::enterprise::EnterpriseBriefView,
    views::page::{PageQuery, PageView},
    views::schemas,
};

/// That an enterprise is asked to take part in a cycle that another runs, and what it answered.
#[derive(Serialize, ToSchema)]
pub(crate) struct ParticipationView {
    cycle: Uuid,
    enterprise: Uuid,
    /// `incoming` to bring goods, `outgoing` to sell them.
    #[schema(value_type = schemas::Direction)]
    direction: &'static str,
    /// `asked`, `agreed`, `refused`, `withdrawn`, `left`, or `lapsed` when the cycle closed unanswered.
    #[schema(value_type = schemas::ParticipationStanding)]
    standing: &'static str,
    /// When it was asked as it stands.
    #[schema(value_type = schemas::Instant)]
    asked_at: Timestamp,
    /// When it was answered, or taken back.
    #[schema(value_type = Option<schemas::Instant>)]
    answered_at: Option<Timestamp>,
    /// The exchange there would be, or was; null while there is one.
    terms: Option<ExchangeView>,
}

impl From<Participation> for ParticipationView {
    fn from(participation: Participation) -> Self {
        Self {
            cycle: participation.cycle.0,
            enterprise: participation.enterprise.0,
            direction: participation.direction.as_str(),
            standing: participation.standing.as_str(),
            asked_at: participation.asked_at,
            answered_at: participation.answered_at,
            terms: participation.terms.map(ExchangeView::from),
        }
    }
}

/// A participation in a list, with what it names.
#[derive(Serialize, ToSchema)]
pub(crate) struct ListedParticipationView {
    /// Who is asked.
    enterprise: EnterpriseBriefView,
    /// Who asks: whoever runs the cycle.
    coordinator: EnterpriseBriefView,
    cycle: CycleView,
    participation: ParticipationView,
    /// The fees that the terms name.
    fees: Vec<FeeView>,
}

/// Which participations are wanted.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct ParticipationsQuery {
    /// Only those that are `asked`, `agreed`, `refused`, `withdrawn`, `left` or `lapsed`.
    #[serde(default)]
    standing: Option<String>,
    /// Only those in this cycle.
    #[serde(default)]
    cycle: Option<Uuid>,
    /// The `next` of the page before.
    #[serde(default)]
    after: Option<String>,
    /// How many at most, up to 500.
    #[serde(default)]
    #[param(default = 100, maximum = 500, minimum = 1)]
    limit: Option<u32>,
}

impl ParticipationsQuery {
    fn into_filter(
        self,
    ) -> Result<(StandingFilter, Option<ParticipationKey>, PageRequest), Problem> {
        let standing = self.standing.map(|text| text.parse::<Standing>()).transpose();
        let standing = standing.map_err(|fault| Problem::field("standing", fault.to_string()))?;
        let page = PageQuery { after: self.after, limit: self.limit.unwrap_or(100) };
        let (after, request) = page.into_keyed()?;
        Ok((StandingFilter { standing, cycle: self.cycle.map(CycleId) }, after, request))
    }
}

fn listed(listed: ParticipationsPage) -> PageView<ListedParticipationView> {
    let ParticipationsPage { page, cycles, names, fees } = listed;
    let view = |participation: Participation| {
        let cycle = cycles.get(&participation.cycle)?.clone();
        let named = participation.terms.iter().flat_map(|terms| &terms.fees);
        let named: Vec<_> = named.copied().collect();
        let fees = fees.iter().filter(|fee| named.contains(&fee.id)).cloned();
        Some(ListedParticipationView {
            enterprise: EnterpriseBriefView::among(&names, participation.enterprise),
            coordinator: EnterpriseBriefView::among(&names, cycle.coordinator),
            cycle: cycle.into(),
            fees: fees.map(FeeView::from).collect(),
            participation: participation.into(),
        })
    };
    PageView { items: page.items.into_iter().filter_map(view).collect(), next: page.next }
}

/// What an enterprise is asked to take part in, and whom it asks, the latest cycles first: both sides see the same.
#[utoipa::path(
    tag = "cycles", security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "the enterprise"), ParticipationsQuery),
    responses((status = 200, description = "a page of participations", body = PageView<ListedParticipationView>)),
)]
#[get("/v1/enterprises/{id}/participations")]
pub(crate) async fn list_participations(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
    query: Query<ParticipationsQuery>,
) -> Result<Json<PageView<ListedParticipationView>>, Problem> {
    let id = EnterpriseId(id.into_inner());
    let (filter, after, request) = query.into_inner().into_filter()?;
    let page = engine
        .read(move |tx| participations(tx, &caller.actor, id, filter, after, &request))
        .await?;
    Ok(Json(listed(page)))
}

/// What an enterprise answers.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AnswerBody {
    answer: ParticipationAnswer,
    /// The `asked_at` that was shown: when what is asked changed since, the answer is not taken.
    #[serde(default)]
    #[schema(value_type = Option<schemas::Instant>)]
    asked_at: Option<Timestamp>,
}

/// Whether an enterprise takes part; a `no` of who takes part already is leaving.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ParticipationAnswer {
    Yes,
    No,
}

/// The participation an address names.
fn named(
    (enterprise, cycle, direction): (Uuid, Uuid, String),
) -> Result<ParticipationKey, Problem> {
    let direction: Direction =
        direction.parse().map_err(|fault| Problem::field("direction", format!("{fault}")))?;
    Ok(ParticipationKey { cycle: CycleId(cycle), enterprise: EnterpriseId(enterprise), direction })
}

/// Says yes to taking part in somebody's cycle, or no.
#[utoipa::path(
    tag = "cycles", request_body = AnswerBody, security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "the enterprise that is asked"),
        ("cycle" = Uuid, Path, description = "the cycle"),
        ("direction" = schemas::Direction, Path, description = "`incoming` or `outgoing`"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    responses((status = 200, description = "the participation", body = ParticipationView)),
)]
#[put("/v1/enterprises/{id}/participations/{cycle}/{direction}")]
pub(crate) async fn put_answer(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    path: Path<(Uuid, Uuid, String)>,
    body: Body<AnswerBody>,
) -> Result<HttpResponse, Problem> {
    let key = named(path.into_inner())?;
    let says_yes = body.value.answer == ParticipationAnswer::Yes;
    let asked_at = body.value.asked_at;
    let work = move |tx: &mut Tx<'_>, actor: &Actor, ids: &Ids| {
        answer(tx, actor, ids, key, says_yes, asked_at).map(ParticipationView::from)
    };
    once.run(&engine, caller.actor, body.digest, StatusCode::OK, work).await
}

/// Ends that an enterprise is asked, or takes part: it leaves, or whoever asked takes it back. Placed orders stay.
#[utoipa::path(
    tag = "cycles", security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "the enterprise that is asked, or takes part"),
        ("cycle" = Uuid, Path, description = "the cycle"),
        ("direction" = schemas::Direction, Path, description = "`incoming` or `outgoing`"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    responses((status = 200, description = "the participation", body = ParticipationView)),
)]
#[delete("/v1/enterprises/{id}/participations/{cycle}/{direction}")]
pub(crate) async fn delete_participation(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    path: Path<(Uuid, Uuid, String)>,
    request: actix_web::HttpRequest,
) -> Result<HttpResponse, Problem> {
    let key = named(path.into_inner())?;
    let work = move |tx: &mut Tx<'_>, actor: &Actor, ids: &Ids| {
        end_participation(tx, actor, ids, key).map(ParticipationView::from)
    };
    once.run(&engine, caller.actor, digest(&request, &[]), StatusCode::OK, work).await
}
