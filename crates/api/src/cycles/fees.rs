use actix_web::{
    HttpRequest, HttpResponse, delete, get,
    http::StatusCode,
    patch, post,
    web::{Data, Json, Path},
};
use serde::{Deserialize, Serialize};
use sillon_catalogue::Patch;
use sillon_cycles::{Calculator, Fee, FeeKind, FeePatch, FeeTax};
use sillon_engine::{Engine, Ids, Tx, add_fee, edit_fee, fees, retire_fee};
use sillon_identity::Actor;
use sillon_kernel::{EnterpriseId, FeeId, Name, Rate, Timestamp};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    Problem,
    cycles::price_changes::PriceChangeView,
    http::auth::SignedIn,
    http::body::{Body, digest},
    http::idempotency::Once,
    http::query::Query,
    views::page::{PageQuery, PageView},
    views::schemas,
};

/// What an enterprise wants to charge.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FeeBody {
    /// Who is paid it.
    enterprise: Uuid,
    #[schema(value_type = schemas::Name)]
    name: Name,
    /// `packing`, `transport`, `admin`, `sales` or `fundraising`.
    #[schema(value_type = schemas::FeeKind)]
    kind: FeeKind,
    /// How much it is: an object with its `type`, such as `{"type": "percent-per-item", "percent": "5"}`.
    #[schema(value_type = crate::views::measures::Calculator)]
    calculator: Calculator,
    /// The tax included in it, in percent, or added where its shop adds tax; none, unless it is `taxed_as` something.
    #[serde(default)]
    #[schema(value_type = schemas::Percent)]
    tax: Patch<Rate>,
    /// Instead of a rate: a tax category, at its rate where the enterprise is, or `goods`, as what it is charged on.
    #[serde(default)]
    #[schema(value_type = schemas::FeeTaxedAs)]
    taxed_as: Patch<String>,
}

/// How a fee is taxed, of a rate and a word of which one at most is said.
fn fee_tax(rate: Patch<Rate>, taxed_as: Patch<String>) -> Result<Patch<FeeTax>, Problem> {
    match (rate, taxed_as) {
        (Patch::Set(_), Patch::Set(_)) => {
            Err(Problem::field("taxed_as", "a fee is taxed at a rate, or as something: say one"))
        }
        (Patch::Keep, Patch::Keep) => Ok(Patch::Keep),
        (Patch::Set(rate), Patch::Keep) => Ok(Patch::Set(FeeTax::Rate(rate))),
        (Patch::Keep, Patch::Set(word)) => match word.parse() {
            Ok(tax) => Ok(Patch::Set(tax)),
            Err(fault) => Err(Problem::field("taxed_as", format!("{fault}"))),
        },
    }
}

/// A fee an enterprise charges.
#[derive(Serialize, ToSchema)]
pub(crate) struct FeeView {
    id: Uuid,
    enterprise: Uuid,
    name: String,
    #[schema(value_type = schemas::FeeKind)]
    kind: FeeKind,
    #[schema(value_type = crate::views::measures::Calculator)]
    calculator: Calculator,
    /// The tax included in it, in percent, or added where its shop adds tax; null where it is `taxed_as` something.
    #[schema(value_type = Option<schemas::Percent>)]
    tax: Option<Rate>,
    /// The tax category at whose rate it is taxed, or `goods`, as what it is charged on; null where it has a rate of its own.
    #[schema(value_type = Option<schemas::FeeTaxedAs>)]
    taxed_as: Option<&'static str>,
    /// Since when nothing new names it; what names it keeps it.
    #[schema(value_type = Option<schemas::Instant>)]
    retired_at: Option<Timestamp>,
}

impl From<Fee> for FeeView {
    fn from(fee: Fee) -> Self {
        Self {
            id: fee.id.0,
            enterprise: fee.enterprise.0,
            name: fee.name.into_string(),
            kind: fee.kind,
            calculator: fee.calculator,
            tax: fee.tax.rate(),
            taxed_as: fee.tax.word(),
            retired_at: fee.retired_at,
        }
    }
}

/// Adds a fee an enterprise charges; cycles and exchanges then name it.
#[utoipa::path(
    tag = "cycles", request_body = FeeBody, security(("session" = []), ("api-key" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    responses((status = 201, description = "the fee", body = FeeView)),
)]
#[post("/v1/fees")]
pub(crate) async fn post_fee(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    body: Body<FeeBody>,
) -> Result<HttpResponse, Problem> {
    let FeeBody { enterprise, name, kind, calculator, tax, taxed_as } = body.value;
    let tax = fee_tax(tax, taxed_as)?.over(FeeTax::default());
    let id = engine.ids().next(engine.clock().now());
    let enterprise = EnterpriseId(enterprise);
    let fee = Fee { id, enterprise, name, kind, calculator, tax, retired_at: None };
    let work = move |tx: &mut Tx<'_>, actor: &Actor, _: &Ids| {
        add_fee(tx, actor, fee.clone()).map(FeeView::from)
    };
    once.run(&engine, caller.actor, body.digest, StatusCode::CREATED, work).await
}

/// The fees an enterprise charges, the oldest first, with those that are retired.
#[utoipa::path(
    tag = "cycles", security(("session" = []), ("api-key" = [])), params(("id" = Uuid, Path, description = "the enterprise"), PageQuery),
    responses((status = 200, description = "its fees", body = PageView<FeeView>)),
)]
#[get("/v1/enterprises/{id}/fees")]
pub(crate) async fn list_fees(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
    query: Query<PageQuery>,
) -> Result<Json<PageView<FeeView>>, Problem> {
    let (after, request) = query.into_inner().into_keyed::<FeeId>()?;
    let of = EnterpriseId(id.into_inner());
    let page = engine.read(move |tx| fees(tx, &caller.actor, of, after, &request)).await?;
    let items = page.items.into_iter().map(FeeView::from).collect();
    Ok(Json(PageView { items, next: page.next }))
}

/// How a fee should be otherwise. A field left out is kept as it is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FeeEditBody {
    #[serde(default)]
    #[schema(value_type = schemas::Name)]
    name: Patch<Name>,
    /// `packing`, `transport`, `admin`, `sales` or `fundraising`.
    #[serde(default)]
    #[schema(value_type = schemas::FeeKind)]
    kind: Patch<FeeKind>,
    /// How much it is: an object with its `type`, such as `{"type": "percent-per-item", "percent": "5"}`.
    #[serde(default)]
    #[schema(value_type = crate::views::measures::Calculator)]
    calculator: Patch<Calculator>,
    /// The tax included in it, in percent, or added where its shop adds tax.
    #[serde(default)]
    #[schema(value_type = schemas::Percent)]
    tax: Patch<Rate>,
    /// Instead of a rate: a tax category, or `goods`.
    #[serde(default)]
    #[schema(value_type = schemas::FeeTaxedAs)]
    taxed_as: Patch<String>,
}

/// A fee, and what it changes.
#[derive(Serialize, ToSchema)]
pub(crate) struct FeeWithPricesView {
    #[serde(flatten)]
    fee: FeeView,
    /// What shoppers pay otherwise from now on, in cycles that take orders.
    price_changes: Vec<PriceChangeView>,
}

/// Changes a fee, in every cycle that takes changes and names it. Orders keep what they were placed at.
///
/// What it comes to, and its tax, are not changed where others agreed to it: retire it then, and add another.
#[utoipa::path(
    tag = "cycles", request_body = FeeEditBody, security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "the fee"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    responses((status = 200, description = "the fee", body = FeeWithPricesView)),
)]
#[patch("/v1/fees/{id}")]
pub(crate) async fn patch_fee(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    id: Path<Uuid>,
    body: Body<FeeEditBody>,
) -> Result<HttpResponse, Problem> {
    let id = FeeId(id.into_inner());
    let FeeEditBody { name, kind, calculator, tax, taxed_as } = body.value;
    let tax = fee_tax(tax, taxed_as)?;
    let edit = FeePatch { name, kind, calculator, tax };
    let work = move |tx: &mut Tx<'_>, actor: &Actor, _: &Ids| {
        let (fee, changes) = edit_fee(tx, actor, id, edit.clone())?;
        let price_changes = changes.into_iter().map(PriceChangeView::from).collect();
        Ok(FeeWithPricesView { fee: fee.into(), price_changes })
    };
    once.run(&engine, caller.actor, body.digest, StatusCode::OK, work).await
}

/// Retires a fee: nothing new names it. Cycles that name it keep it, and so do orders; copies of cycles leave it out.
#[utoipa::path(
    tag = "cycles", security(("session" = []), ("api-key" = [])), params(("id" = Uuid, Path, description = "the fee"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    responses((status = 204, description = "it is retired")),
)]
#[delete("/v1/fees/{id}")]
pub(crate) async fn delete_fee(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    id: Path<Uuid>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let id = FeeId(id.into_inner());
    let work = move |tx: &mut Tx<'_>, actor: &Actor, _: &Ids| retire_fee(tx, actor, id);
    once.run(&engine, caller.actor, digest(&request, &[]), StatusCode::NO_CONTENT, work).await
}
