use actix_web::{
    get,
    web::{Data, Json},
};
use serde::{Deserialize, Serialize};
use sillon_engine::{Engine, ProducerEntry, producers};
use sillon_enterprises::{Near, Sells};
use sillon_kernel::Slug;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    Problem,
    enterprises::profile_view::CoordinatesView,
    http::query::Query,
    views::circle::circle,
    views::page::{PageQuery, PageView},
    views::schemas,
};

/// Which producers are wanted.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProducersQuery {
    /// The `next` of the page before.
    #[serde(default)]
    after: Option<String>,
    /// How many at most, up to 500.
    #[serde(default = "most")]
    #[param(default = 100, maximum = 500, minimum = 1)]
    limit: u32,
    /// Only those around this place: its latitude in millionths of a degree.
    #[serde(default)]
    #[param(example = 48_174_000)]
    latitude: Option<i64>,
    /// Its longitude in millionths of a degree.
    #[serde(default)]
    #[param(example = 6_450_000)]
    longitude: Option<i64>,
    /// How far around it, in kilometres.
    #[serde(default)]
    #[param(default = 30, minimum = 1, maximum = 300)]
    within: Option<u32>,
}

fn most() -> u32 {
    100
}

/// A producer in the directory.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProducerEntryView {
    id: Uuid,
    #[schema(value_type = schemas::Slug)]
    slug: String,
    name: String,
    short_description: Option<String>,
    /// What it sells itself: nothing, its own goods, or anybody's.
    #[schema(value_type = schemas::Sells)]
    sells: Sells,
    postcode: Option<String>,
    city: Option<String>,
    #[schema(value_type = Option<schemas::Country>)]
    country: Option<String>,
    coordinates: Option<CoordinatesView>,
    /// How far it is from the place asked for, in metres, to within a percent or so.
    distance_metres: Option<u64>,
}

impl ProducerEntryView {
    fn of(entry: ProducerEntry, around: Option<&Near>) -> Self {
        let distance = around.zip(entry.coordinates);
        Self {
            id: entry.id.0,
            slug: entry.slug,
            name: entry.name,
            short_description: entry.short_description,
            sells: entry.sells,
            postcode: entry.postcode,
            city: entry.city,
            country: entry.country,
            distance_metres: distance.map(|(around, place)| around.centre.metres_to(place)),
            coordinates: entry.coordinates.map(CoordinatesView::from),
        }
    }
}

/// The producers that everybody may find, by their short names; or those around a place.
#[utoipa::path(
    tag = "shops", params(ProducersQuery),
    responses((status = 200, description = "a page of producers", body = PageView<ProducerEntryView>)),
)]
#[get("/v1/producers")]
pub(crate) async fn list_producers(
    engine: Data<Engine>,
    query: Query<ProducersQuery>,
) -> Result<Json<PageView<ProducerEntryView>>, Problem> {
    let around = circle(query.latitude, query.longitude, query.within)?;
    let ProducersQuery { after, limit, .. } = query.into_inner();
    let request = PageQuery { after, limit }.into_request(|after| Slug::parse(after).is_ok())?;
    let page = engine.read(move |tx| producers(tx, around.as_ref(), &request)).await?;
    let view = |entry| ProducerEntryView::of(entry, around.as_ref());
    Ok(Json(PageView { items: page.items.into_iter().map(view).collect(), next: page.next }))
}
