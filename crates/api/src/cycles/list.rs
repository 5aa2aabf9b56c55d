use actix_web::{
    get,
    web::{Data, Json},
};
use serde::{Deserialize, Serialize};
use sillon_cycles::StageName;
use sillon_engine::{CycleFilter, CycleKey, Engine, cycles};
use sillon_kernel::{EnterpriseId, PageRequest, SeriesId, Timestamp};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    Problem,
    cycles::plan::CycleView,
    http::auth::SignedIn,
    http::query::Query,
    views::enterprise::EnterpriseBriefView,
    views::page::{PageQuery, PageView},
    views::schemas,
};

/// An order cycle in a list.
#[derive(Serialize, ToSchema)]
pub(crate) struct ListedCycleView {
    cycle: CycleView,
    /// Who runs it.
    coordinator: EnterpriseBriefView,
}

/// Which cycles are wanted; what is left out narrows nothing.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct CyclesQuery {
    /// Only those that are `draft`, `upcoming`, `open`, `closed` or `settled`.
    #[serde(default)]
    stage: Option<String>,
    /// Only those whose orders end after this instant.
    #[serde(default)]
    #[param(value_type = Option<schemas::Instant>)]
    from: Option<Timestamp>,
    /// Only those whose orders begin before this instant.
    #[serde(default)]
    #[param(value_type = Option<schemas::Instant>)]
    until: Option<Timestamp>,
    /// Only those that this enterprise runs.
    #[serde(default)]
    coordinator: Option<Uuid>,
    /// Only those of this series.
    #[serde(default)]
    series: Option<Uuid>,
    /// Only those that this hub sells in.
    #[serde(default)]
    hub: Option<Uuid>,
    /// Only those that this producer brings goods to.
    #[serde(default)]
    producer: Option<Uuid>,
    /// The `next` of the page before.
    #[serde(default)]
    after: Option<String>,
    /// How many at most, up to 500.
    #[serde(default)]
    #[param(default = 100, maximum = 500, minimum = 1)]
    limit: Option<u32>,
}

impl CyclesQuery {
    fn into_filter(self) -> Result<(CycleFilter, Option<CycleKey>, PageRequest), Problem> {
        let stage = self.stage.map(|text| text.parse::<StageName>()).transpose();
        let filter = CycleFilter {
            stage: stage.map_err(|fault| Problem::field("stage", fault.to_string()))?,
            from: self.from,
            until: self.until,
            coordinator: self.coordinator.map(EnterpriseId),
            series: self.series.map(SeriesId),
            hub: self.hub.map(EnterpriseId),
            producer: self.producer.map(EnterpriseId),
        };
        let page = PageQuery { after: self.after, limit: self.limit.unwrap_or(100) };
        let (after, request) = page.into_keyed()?;
        Ok((filter, after, request))
    }
}

/// The order cycles one runs, sells in or brings goods to, for whichever enterprise one acts for: those whose orders begin last
/// first. An administrator sees all.
#[utoipa::path(
    tag = "cycles", security(("session" = []), ("api-key" = [])), params(CyclesQuery),
    responses((status = 200, description = "a page of cycles", body = PageView<ListedCycleView>)),
)]
#[get("/v1/cycles")]
pub(crate) async fn list_cycles(
    engine: Data<Engine>,
    caller: SignedIn,
    query: Query<CyclesQuery>,
) -> Result<Json<PageView<ListedCycleView>>, Problem> {
    let (filter, after, request) = query.into_inner().into_filter()?;
    let listed = engine.read(move |tx| cycles(tx, &caller.actor, &filter, after, &request)).await?;
    let view = |cycle: sillon_cycles::OrderCycle| ListedCycleView {
        coordinator: EnterpriseBriefView::among(&listed.names, cycle.coordinator),
        cycle: cycle.into(),
    };
    Ok(Json(PageView {
        items: listed.page.items.into_iter().map(view).collect(),
        next: listed.page.next,
    }))
}
