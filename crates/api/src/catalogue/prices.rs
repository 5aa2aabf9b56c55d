use actix_web::{
    get,
    web::{Data, Json, Path},
};
use serde::{Deserialize, Serialize};
use sillon_engine::{Engine, PriceSpan, PricesBefore, variant_prices};
use sillon_kernel::{EnterpriseId, Money, Timestamp, VariantId};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    Problem, http::auth::SignedIn, http::query::Query, views::measures::Amount,
    views::page::PageQuery, views::schemas,
};

/// Which prices are wanted.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct PricesQuery {
    /// Also those that this hub sold at on terms of its own.
    #[serde(default)]
    hub: Option<Uuid>,
    /// The `next` of the page before.
    #[serde(default)]
    after: Option<String>,
    /// How many at most, up to 500.
    #[serde(default = "most")]
    #[param(default = 100, maximum = 500, minimum = 1)]
    limit: u32,
}

fn most() -> u32 {
    100
}

/// What a size was sold at.
#[derive(Serialize, ToSchema)]
pub(crate) struct PricesView {
    /// The lowest price that applied in the 30 days until now, at the hub where one is named: what a reduction from now on
    /// would be told against. Null where it was not offered before.
    #[schema(value_type = Option<Amount>)]
    lowest_30_days: Option<Money>,
    /// The latest first.
    items: Vec<PriceView>,
    /// Ask with it as `after` for the next page; none on the last.
    next: Option<String>,
}

/// A price that applied for a time.
#[derive(Serialize, ToSchema)]
pub(crate) struct PriceView {
    /// Tax included, before fees; null where the hub went back to the producer's.
    #[schema(value_type = Option<Amount>)]
    price: Option<Money>,
    /// `producer`, or `hub` for a price on terms of its own.
    #[schema(value_type = schemas::PricedBy)]
    by: &'static str,
    #[schema(value_type = schemas::Instant)]
    from: Timestamp,
    /// The first instant it did not apply; null while it does.
    #[schema(value_type = Option<schemas::Instant>)]
    until: Option<Timestamp>,
}

impl From<PriceSpan> for PriceView {
    fn from(PriceSpan { by, price, from, until }: PriceSpan) -> Self {
        Self { price, by: by.as_str(), from, until }
    }
}

impl From<PricesBefore> for PricesView {
    fn from(PricesBefore { page, lowest_30_days }: PricesBefore) -> Self {
        let items = page.items.into_iter().map(PriceView::from).collect();
        Self { lowest_30_days, items, next: page.next }
    }
}

/// What a size was sold at, and when: for its producer's people, and for those of hubs that may sell it.
#[utoipa::path(
    tag = "catalogue", security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "the size"), PricesQuery),
    responses((status = 200, description = "a page of prices", body = PricesView)),
)]
#[get("/v1/variants/{id}/prices")]
pub(crate) async fn list_prices(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
    query: Query<PricesQuery>,
) -> Result<Json<PricesView>, Problem> {
    let (id, PricesQuery { hub, after, limit }) = (VariantId(id.into_inner()), query.into_inner());
    let page = PageQuery { after, limit }.into_request(PriceSpan::is_cursor)?;
    let hub = hub.map(EnterpriseId);
    let prices = engine.read(move |tx| variant_prices(tx, &caller.actor, id, hub, &page)).await?;
    Ok(Json(prices.into()))
}
