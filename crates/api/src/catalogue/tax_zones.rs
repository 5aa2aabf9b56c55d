use actix_web::{
    HttpRequest, HttpResponse, delete, get,
    http::StatusCode,
    put,
    web::{Data, Json, Path},
};
use serde::{Deserialize, Serialize};
use sillon_catalogue::{RateSince, TaxCategory, TaxName, TaxZone};
use sillon_engine::{
    Engine, Ids, SaidZone, Tx, forget_tax_zone, say_tax_zone, tax_zone_history, tax_zones,
};
use sillon_enterprises::Country;
use sillon_identity::Actor;
use sillon_kernel::{Rate, Timestamp};
use utoipa::ToSchema;

use crate::{
    Problem,
    http::auth::SignedIn,
    http::body::{Body, digest},
    http::idempotency::Once,
    http::query::Query,
    views::history::ChangeView,
    views::page::{PageQuery, PageView},
    views::schemas,
};

/// Where rates of value-added tax are the same.
#[derive(Serialize, ToSchema)]
pub(crate) struct TaxZoneView {
    /// What it is called.
    #[schema(example = "FR-20")]
    code: String,
    /// In which country (ISO 3166-1).
    #[schema(example = "FR")]
    country: String,
    /// How the post codes of its places begin; all of the country but what other zones have, when there are none.
    postcodes: Vec<String>,
    /// Whether prices are said without tax there, which is added to what is sold.
    adds_tax: bool,
    /// What its rates were, are and will be, the earliest first.
    rates: Vec<TaxRateView>,
}

/// A rate from an instant on, until another of the category begins.
#[derive(Serialize, ToSchema)]
pub(crate) struct TaxRateView {
    #[schema(value_type = schemas::TaxCategory)]
    category: TaxCategory,
    /// Which tax of the category, where it has several; null for the one that has no name of its own.
    #[schema(value_type = Option<String>, example = "GST")]
    tax: Option<TaxName>,
    #[schema(value_type = schemas::Instant)]
    since: Timestamp,
    #[schema(value_type = schemas::Percent)]
    percent: Rate,
}

impl From<TaxZone> for TaxZoneView {
    fn from(mut zone: TaxZone) -> Self {
        zone.history.sort_by(|one, other| {
            let order = |it: &RateSince| (it.since, it.category);
            order(one).cmp(&order(other)).then_with(|| one.tax.cmp(&other.tax))
        });
        let rate = |rate: RateSince| TaxRateView {
            category: rate.category,
            tax: rate.tax,
            since: rate.since,
            percent: rate.rate,
        };
        Self {
            code: zone.code,
            country: zone.country.to_string(),
            postcodes: zone.postcodes,
            adds_tax: zone.adds_tax,
            rates: zone.history.into_iter().map(rate).collect(),
        }
    }
}

/// All zones.
#[derive(Serialize, ToSchema)]
pub(crate) struct TaxZonesView {
    items: Vec<TaxZoneView>,
}

/// The zones whose rates of value-added tax are known. Goods are taxed where their seller is: by its address, or as in mainland
/// France where that says nothing.
#[utoipa::path(
    tag = "catalogue", security(()),
    responses((status = 200, description = "the zones, with their rates", body = TaxZonesView)),
)]
#[get("/v1/tax-zones")]
pub(crate) async fn list_tax_zones(engine: Data<Engine>) -> Result<Json<TaxZonesView>, Problem> {
    let zones = engine.read(tax_zones).await?;
    Ok(Json(TaxZonesView { items: zones.0.into_iter().map(TaxZoneView::from).collect() }))
}

/// Where a zone is, and rates of it.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TaxZoneBody {
    /// In which country (ISO 3166-1).
    #[schema(example = "PT")]
    country: String,
    /// How the post codes of its places begin; all of the country but what other zones have, when there are none. Left out, what is
    /// known of the zone stays.
    #[serde(default)]
    #[schema(max_items = 100)]
    postcodes: Option<Vec<String>>,
    /// Whether prices are said without tax there, which is added to what is sold: to goods, fees and hand-over, not to deposits. Left
    /// out, it is as it was; of a new zone, prices include their tax.
    #[serde(default)]
    adds_tax: Option<bool>,
    /// Rates that begin at an instant. What is known of others stays.
    #[schema(max_items = 100)]
    rates: Vec<TaxRateBody>,
}

/// A rate from an instant on.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TaxRateBody {
    /// `standard`, `intermediate` (meals), `reduced` (food) or `super-reduced`.
    #[schema(value_type = schemas::TaxCategory)]
    category: TaxCategory,
    /// Which tax, by its name, where the category has several: they are charged together. A tax that ends has 0 from then on.
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 20, example = "GST")]
    tax: Option<TaxName>,
    #[schema(value_type = schemas::Instant)]
    since: Timestamp,
    #[schema(value_type = schemas::Percent)]
    percent: Rate,
}

impl TaxZoneBody {
    fn into_zone(self, code: String) -> Result<SaidZone, Problem> {
        let country: Country =
            self.country.parse().map_err(|fault| Problem::field("country", format!("{fault}")))?;
        if self.rates.iter().any(|rate| rate.category == TaxCategory::Exempt) {
            return Err(Problem::field("rates", "what is exempt has no rate"));
        }
        let rate = |rate: TaxRateBody| RateSince {
            category: rate.category,
            tax: rate.tax,
            since: rate.since,
            rate: rate.percent,
        };
        let history = self.rates.into_iter().map(rate).collect();
        Ok(SaidZone { code, country, postcodes: self.postcodes, adds_tax: self.adds_tax, history })
    }
}

/// Says where a zone is, and rates of it, new or to come: for administrators. All that is on sale is taxed so from then on; orders keep
/// what they were placed at.
#[utoipa::path(
    tag = "catalogue", request_body = TaxZoneBody, security(("session" = [])),
    params(("code" = String, Path, description = "the zone, such as FR-20"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    responses((status = 200, description = "the zone, with all its rates", body = TaxZoneView)),
)]
#[put("/v1/tax-zones/{code}")]
pub(crate) async fn put_tax_zone(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    code: Path<String>,
    body: Body<TaxZoneBody>,
) -> Result<HttpResponse, Problem> {
    let zone = body.value.into_zone(code.into_inner())?;
    let work = move |tx: &mut Tx<'_>, actor: &Actor, _: &Ids| {
        say_tax_zone(tx, actor, zone.clone()).map(TaxZoneView::from)
    };
    once.run(&engine, caller.actor, body.digest, StatusCode::OK, work).await
}

/// Takes back all that was said of a zone: for administrators. One that is known without being told is as it is known again, any
/// other is no more; refused while somebody sells there for whom no other zone holds. Orders keep what they were placed at.
#[utoipa::path(
    tag = "catalogue", security(("session" = [])),
    params(("code" = String, Path, description = "the zone, such as PT"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    responses((status = 204, description = "nothing is said of it any more")),
)]
#[delete("/v1/tax-zones/{code}")]
pub(crate) async fn delete_tax_zone(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    code: Path<String>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let code = code.into_inner();
    let work = move |tx: &mut Tx<'_>, actor: &Actor, _: &Ids| forget_tax_zone(tx, actor, &code);
    once.run(&engine, caller.actor, digest(&request, &[]), StatusCode::NO_CONTENT, work).await
}

/// Who changed what of a zone, when, from what to what, the latest first, also of one that is no more: for administrators.
#[utoipa::path(
    tag = "catalogue", security(("session" = [])),
    params(("code" = String, Path, description = "the zone, such as PT"), PageQuery),
    responses((status = 200, description = "a page of changes", body = PageView<ChangeView>)),
)]
#[get("/v1/tax-zones/{code}/history")]
pub(crate) async fn get_tax_zone_history(
    engine: Data<Engine>,
    caller: SignedIn,
    code: Path<String>,
    query: Query<PageQuery>,
) -> Result<Json<PageView<ChangeView>>, Problem> {
    let (before, request) = query.into_inner().into_keyed::<i64>()?;
    let code = code.into_inner();
    let found = engine.read(move |tx| tax_zone_history(tx, &caller.actor, &code, before, &request));
    Ok(Json(found.await?.into()))
}
