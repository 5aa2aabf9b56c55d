use actix_web::{HttpResponse, get, http::header::CACHE_CONTROL, web::Data};
use serde::{Deserialize, Serialize};
use sillon_catalogue::{ProductType, Season};
use sillon_engine::Engine;
use sillon_kernel::{Month, Timestamp};
use utoipa::{IntoParams, ToSchema};

use crate::{Problem, catalogue::compliance::SaysView, http::query::Query, views::schemas};

/// How long an answer may be kept at most, in seconds.
const DAY: i64 = 86_400;

/// Of which month the season is wanted.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct SeasonQuery {
    /// From 1 for January to 12; the present month in France when none is named.
    #[serde(default)]
    #[param(value_type = Option<u8>, maximum = 12, minimum = 1)]
    month: Option<String>,
}

/// What is in season in mainland France.
#[derive(Serialize, ToSchema)]
pub(crate) struct SeasonView {
    /// The month, 1 for January.
    #[schema(example = 5)]
    month: u8,
    items: Vec<GrownView>,
}

/// Something that grows, and when.
#[derive(Serialize, ToSchema)]
pub(crate) struct GrownView {
    #[schema(value_type = String, example = "carrot")]
    id: &'static str,
    /// What products are given as `product_type`; null of what has none.
    #[schema(value_type = Option<schemas::ProductType>)]
    product_type: Option<&'static str>,
    name: SaysView,
    /// `vegetable`, `fruit`, `nut`, `mushroom` or `herb`.
    #[schema(value_type = schemas::FoodGroup)]
    group: &'static str,
    /// All the months in which it is in season.
    #[schema(example = json!([5, 6, 7]))]
    months: Vec<u8>,
}

impl From<Season> for GrownView {
    fn from(grown: Season) -> Self {
        Self {
            id: grown.id(),
            product_type: grown.product_type().map(ProductType::as_str),
            name: SaysView::of(|language| grown.name(language)),
            group: grown.group().as_str(),
            months: grown.months().iter().map(Month::number).collect(),
        }
    }
}

/// What fruits, vegetables, mushrooms and herbs are in season in mainland France.
#[utoipa::path(
    tag = "catalogue", params(SeasonQuery),
    responses((status = 200, description = "what is in season; cacheable", body = SeasonView)),
)]
#[get("/v1/season")]
pub(crate) async fn list_season(
    engine: Data<Engine>,
    query: Query<SeasonQuery>,
) -> Result<HttpResponse, Problem> {
    let month = query.into_inner().month.map(|month| month.parse::<Month>()).transpose();
    let month = month.map_err(|fault| Problem::field("month", fault.to_string()))?;
    let found = engine.in_season(month)?;
    let kept = (CACHE_CONTROL, max_age(engine.clock().now(), found.until));
    let items = found.grown.into_iter().map(GrownView::from).collect();
    let view = SeasonView { month: found.month.number(), items };
    Ok(HttpResponse::Ok().insert_header(kept).json(view))
}

/// That an answer may be kept for a day, or until it is another.
fn max_age(now: Timestamp, until: Option<Timestamp>) -> String {
    let left = until.map_or(DAY, |until| (until.micros() - now.micros()) / 1_000_000);
    format!("public, max-age={}", left.clamp(0, DAY))
}
