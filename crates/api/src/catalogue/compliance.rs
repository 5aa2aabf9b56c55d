use actix_web::{
    get,
    web::{Data, Json, Path},
};
use serde::Serialize;
use sillon_catalogue::{Missing, ProductType};
use sillon_engine::{Engine, cycle_compliance, producer_compliance};
use sillon_kernel::{CycleId, EnterpriseId, Language};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    Problem,
    http::auth::SignedIn,
    http::query::Query,
    views::page::{PageQuery, PageView},
    views::schemas,
};

/// What shoppers must know of goods and are not told.
#[derive(Serialize, ToSchema)]
pub(crate) struct ComplianceView {
    /// Whether nothing is missing.
    is_complete: bool,
    missing: Vec<MissingView>,
}

/// Something the law wants that is missing.
#[derive(Serialize, ToSchema)]
pub(crate) struct MissingView {
    /// Which rule wants it; it never changes.
    #[schema(value_type = schemas::ComplianceRule)]
    rule: &'static str,
    /// Where that is written.
    #[schema(value_type = String)]
    source: &'static str,
    /// The field of the product, or of its size, that answers it.
    #[schema(value_type = String)]
    field: &'static str,
    /// The shop it is missing of, where it is of who sells.
    shop: Option<MissingShopView>,
    product: Option<MissingProductView>,
    /// Of which of its sizes, where it is of one.
    variant: Option<Uuid>,
    says: SaysView,
}

/// The shop that something is missing of.
#[derive(Serialize, ToSchema)]
pub(crate) struct MissingShopView {
    id: Uuid,
    name: String,
}

/// The product that something is missing of.
#[derive(Serialize, ToSchema)]
pub(crate) struct MissingProductView {
    id: Uuid,
    name: String,
}

/// A sentence in each language.
#[derive(Serialize, ToSchema)]
pub(crate) struct SaysView {
    #[schema(value_type = String)]
    pub(crate) en: &'static str,
    #[schema(value_type = String)]
    pub(crate) fr: &'static str,
    #[schema(value_type = String)]
    pub(crate) de: &'static str,
}

impl SaysView {
    /// What something is called, or what is said, in each language.
    pub(crate) fn of(said: impl Fn(Language) -> &'static str) -> Self {
        let [fr, en, de] = Language::ALL.map(said);
        Self { en, fr, de }
    }
}

impl From<Missing> for MissingView {
    fn from(Missing { rule, shop, product, variant }: Missing) -> Self {
        let of = |(id, name): (sillon_kernel::ProductId, sillon_kernel::Name)| MissingProductView {
            id: id.0,
            name: name.into_string(),
        };
        Self {
            rule: rule.id,
            source: rule.source,
            field: rule.field,
            shop: shop.map(|(id, name)| MissingShopView { id: id.0, name: name.into_string() }),
            product: product.map(of),
            variant: variant.map(|variant| variant.0),
            says: SaysView::of(|language| rule.says(language)),
        }
    }
}

/// What shoppers must know of what a cycle offers, and is missing: a cycle is published once it is complete.
#[utoipa::path(
    tag = "cycles", security(("session" = []), ("api-key" = [])), params(("id" = Uuid, Path, description = "the cycle")),
    responses((status = 200, description = "what is missing", body = ComplianceView)),
)]
#[get("/v1/cycles/{id}/compliance")]
pub(crate) async fn of_cycle(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
) -> Result<Json<ComplianceView>, Problem> {
    let id = CycleId(id.into_inner());
    let missing = engine.read(move |tx| cycle_compliance(tx, &caller.actor, id)).await?;
    let missing: Vec<_> = missing.into_iter().map(MissingView::from).collect();
    Ok(Json(ComplianceView { is_complete: missing.is_empty(), missing }))
}

/// What shoppers must know of a producer's goods, and is missing; a page is of so many products looked at.
#[utoipa::path(
    tag = "catalogue", security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "the producer"), PageQuery),
    responses((status = 200, description = "what is missing of a page of products", body = PageView<MissingView>)),
)]
#[get("/v1/enterprises/{id}/compliance")]
pub(crate) async fn of_producer(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
    query: Query<PageQuery>,
) -> Result<Json<PageView<MissingView>>, Problem> {
    let id = EnterpriseId(id.into_inner());
    let page = query.into_inner().into_request(|after| Uuid::parse_str(after).is_ok())?;
    let read =
        move |tx: &mut sillon_engine::Tx<'_>| producer_compliance(tx, &caller.actor, id, &page);
    let page = engine.read(read).await?;
    let items = page.items.into_iter().map(MissingView::from).collect();
    Ok(Json(PageView { items, next: page.next }))
}

/// A kind of goods.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProductTypeView {
    /// What products are given as `product_type`.
    #[schema(value_type = schemas::ProductType)]
    id: &'static str,
    /// Its identifier in the Data Food Consortium's taxonomy.
    iri: String,
    /// The group of foods that the law has rules of its own for.
    #[schema(value_type = schemas::FoodGroup)]
    group: &'static str,
    name: SaysView,
}

/// Every kind of goods that products can be said to be.
#[utoipa::path(
    tag = "catalogue",
    responses((status = 200, description = "the kinds; they change only with the server", body = Vec<ProductTypeView>)),
)]
#[get("/v1/product-types")]
pub(crate) async fn product_types() -> Result<actix_web::HttpResponse, Problem> {
    let view = |known: ProductType| ProductTypeView {
        id: known.as_str(),
        iri: known.iri(),
        group: known.group().as_str(),
        name: SaysView::of(|language| known.name(language)),
    };
    let views: Vec<_> = ProductType::all().map(view).collect();
    let day = ("cache-control", "public, max-age=86400");
    Ok(actix_web::HttpResponse::Ok().insert_header(day).json(views))
}
