use actix_web::{
    get,
    web::{Data, Json, Path},
};
use serde::Deserialize;
use sillon_engine::{ChangeKey, Engine, EnterpriseHistory, LogKind, enterprise_history};
use sillon_kernel::{EnterpriseId, PageRequest, Timestamp};
use utoipa::IntoParams;
use uuid::Uuid;

use crate::{
    Problem,
    http::auth::SignedIn,
    http::query::Query,
    views::history::ChangeView,
    views::page::{PageQuery, PageView},
    views::schemas,
};

/// Which changes are wanted; what is left out narrows nothing.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct HistoryQuery {
    /// Only those of one kind of thing, such as `member`, `hub-terms` or `enterprise`, which is what it says of itself.
    #[serde(default)]
    #[param(value_type = Option<schemas::EnterpriseLogSubject>)]
    of: Option<String>,
    /// Only those from this instant on.
    #[serde(default)]
    #[param(value_type = Option<schemas::Instant>)]
    from: Option<Timestamp>,
    /// Only those before this instant.
    #[serde(default)]
    #[param(value_type = Option<schemas::Instant>)]
    until: Option<Timestamp>,
    /// The `next` of the page before.
    #[serde(default)]
    after: Option<String>,
    /// How many at most, up to 500.
    #[serde(default)]
    #[param(default = 100, maximum = 500, minimum = 1)]
    limit: Option<u32>,
}

impl HistoryQuery {
    fn into_wanted(self) -> Result<(EnterpriseHistory, Option<ChangeKey>, PageRequest), Problem> {
        let kind =
            self.of.map(|text| text.parse::<LogKind>().ok().filter(|it| it.is_of_enterprise()));
        let unknown = || {
            let names: Vec<&str> = LogKind::of_enterprises().map(LogKind::as_str).collect();
            Problem::field("of", format!("it is one of: {}", names.join(", ")))
        };
        let kind = kind.map(|known| known.ok_or_else(unknown)).transpose()?;
        let wanted = EnterpriseHistory {
            kind,
            from: self.from,
            until: self.until,
            ..EnterpriseHistory::default()
        };
        let page = PageQuery { after: self.after, limit: self.limit.unwrap_or(100) };
        let (after, request) = page.into_keyed::<ChangeKey>()?;
        Ok((wanted, after, request))
    }
}

/// Who changed what of an enterprise, when, from what to what, the latest first: what it says of itself, its people, grants and
/// keys, the terms it sells others' goods on, and the cycles and series it deleted. For its owners and managers; its keys are
/// for its owners alone.
#[utoipa::path(
    tag = "enterprises", security(("session" = [])),
    params(("id" = Uuid, Path, description = "the enterprise"), HistoryQuery),
    responses((status = 200, description = "a page of changes", body = PageView<ChangeView>)),
)]
#[get("/v1/enterprises/{id}/history")]
pub(crate) async fn get_enterprise_history(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
    query: Query<HistoryQuery>,
) -> Result<Json<PageView<ChangeView>>, Problem> {
    let (wanted, after, request) = query.into_inner().into_wanted()?;
    let id = EnterpriseId(id.into_inner());
    let found = engine
        .read(move |tx| enterprise_history(tx, &caller.actor, id, wanted.clone(), after, &request));
    Ok(Json(found.await?.into()))
}
