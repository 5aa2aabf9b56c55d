use actix_web::{
    HttpRequest, HttpResponse, delete, get,
    http::{StatusCode, header::ETAG},
    patch, post,
    web::{Data, Json, Path},
};
use serde::Deserialize;
use sillon_engine::{
    Engine, Error, Ids, ProductFilter, Tx, add_product, add_variant, clone_product, edit_product,
    edit_variant, listed_product, listed_products, withdraw_product, withdraw_variant,
};
use sillon_identity::Actor;
use sillon_kernel::{EnterpriseId, Name, ProductId, VariantId, fold};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    Problem,
    catalogue::product_body::ProductBody,
    catalogue::product_view::ProductView,
    catalogue::variant::{ChangedVariantView, VariantBody, one_variant},
    http::auth::SignedIn,
    http::body::{Body, digest},
    http::idempotency::Once,
    http::if_match::{IfMatch, tag},
    http::query::Query,
    views::page::{PageQuery, PageView},
    views::schemas,
};

/// Which products are wanted.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct ProductsQuery {
    /// The `next` of the page before.
    #[serde(default)]
    after: Option<String>,
    /// How many at most, up to 500.
    #[serde(default = "most")]
    #[param(default = 100, maximum = 500, minimum = 1)]
    limit: u32,
    /// Only with this text in the name, accents and case aside.
    #[serde(default)]
    q: Option<String>,
    /// Only of this category, as it is written.
    #[serde(default)]
    category: Option<String>,
    /// Those that were withdrawn, in place of those that are listed.
    #[serde(default)]
    withdrawn: bool,
}

fn most() -> u32 {
    100
}

/// The producer's products, by name, for those who manage them, and for hubs that may sell them.
#[utoipa::path(
    tag = "catalogue", security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "the producer"), ProductsQuery),
    responses((status = 200, description = "a page of products", body = PageView<ProductView>)),
)]
#[get("/v1/enterprises/{id}/products")]
pub(crate) async fn list_products(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
    query: Query<ProductsQuery>,
) -> Result<Json<PageView<ProductView>>, Problem> {
    let (producer, ProductsQuery { after, limit, q, category, withdrawn }) =
        (EnterpriseId(id.into_inner()), query.into_inner());
    let page =
        PageQuery { after, limit }.into_request(|after| after.parse::<ProductId>().is_ok())?;
    let wanted = ProductFilter { text: q.map(|text| fold(&text)), category, withdrawn };
    let listed =
        engine.read(move |tx| listed_products(tx, &caller.actor, producer, &wanted, &page)).await?;
    let items = listed.items.into_iter().map(ProductView::from).collect();
    Ok(Json(PageView { items, next: listed.next }))
}

/// A product with its sizes, for those who manage it, and for hubs that may sell it.
#[utoipa::path(
    tag = "catalogue", security(("session" = []), ("api-key" = [])), params(("id" = Uuid, Path, description = "the product")),
    responses((status = 200, description = "the product; its `ETag` is of what can be edited, not of what is left", body = ProductView)),
)]
#[get("/v1/products/{id}")]
pub(crate) async fn get_product(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let id = ProductId(id.into_inner());
    let listed = engine.read(move |tx| listed_product(tx, &caller.actor, id)).await?;
    let view = ProductView::from(listed);
    Ok(HttpResponse::Ok().insert_header((ETAG, tag(view.version))).json(view))
}

/// Adds a product, with the sizes it is sold in.
#[utoipa::path(
    tag = "catalogue", request_body = ProductBody, security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "the producer"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    responses((status = 201, description = "the product", body = ProductView)),
)]
#[post("/v1/enterprises/{id}/products")]
pub(crate) async fn post_product(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    id: Path<Uuid>,
    body: Body<ProductBody>,
) -> Result<HttpResponse, Problem> {
    let producer = EnterpriseId(id.into_inner());
    let (edit, sizes) = body.value.into_new()?;
    let work = move |tx: &mut Tx<'_>, actor: &Actor, ids: &Ids| {
        let (edit, sizes) = (edit.clone(), sizes.clone());
        add_product(tx, actor, ids, producer, edit, sizes).map(ProductView::from)
    };
    once.run_tagged(&engine, caller.actor, body.digest, StatusCode::CREATED, work).await
}

/// Changes a product: the fields that are named, and no other.
#[utoipa::path(
    tag = "catalogue", request_body = ProductBody, security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "the product"),
        ("If-Match" = Option<String>, Header, description = "the `ETag` it was read with: refused when it was changed since"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    responses((status = 200, description = "the product", body = ProductView)),
)]
#[patch("/v1/products/{id}")]
pub(crate) async fn patch_product(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    known: IfMatch,
    id: Path<Uuid>,
    body: Body<ProductBody>,
) -> Result<HttpResponse, Problem> {
    let (id, known) = (ProductId(id.into_inner()), known.0);
    let edit = body.value.into_edit()?;
    let work = move |tx: &mut Tx<'_>, actor: &Actor, ids: &Ids| {
        edit_product(tx, actor, ids, id, known, edit.clone()).map(ProductView::from)
    };
    once.run_tagged(&engine, caller.actor, body.digest, StatusCode::OK, work).await
}

/// Withdraws a product: it leaves its producer's list and every shop; orders that carry it keep showing it.
#[utoipa::path(
    tag = "catalogue", security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "the product"),
        ("If-Match" = Option<String>, Header, description = "the `ETag` it was read with: refused when it was changed since"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    responses((status = 204, description = "it is withdrawn")),
)]
#[delete("/v1/products/{id}")]
pub(crate) async fn delete_product(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    known: IfMatch,
    id: Path<Uuid>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let (id, known) = (ProductId(id.into_inner()), known.0);
    let work = move |tx: &mut Tx<'_>, actor: &Actor, ids: &Ids| {
        withdraw_product(tx, actor, ids, id, known)
    };
    once.run(&engine, caller.actor, digest(&request, &[]), StatusCode::NO_CONTENT, work).await
}

/// What a copy is called.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CopyBody {
    /// Its name; the old one with a number when none is given.
    #[serde(default)]
    #[schema(value_type = Option<schemas::Name>)]
    name: Option<Name>,
}

/// Adds a product like another, with its sizes and nothing to sell yet.
#[utoipa::path(
    tag = "catalogue", request_body = CopyBody, security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "the product to copy"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    responses((status = 201, description = "the copy", body = ProductView)),
)]
#[post("/v1/products/{id}/clone")]
pub(crate) async fn post_clone(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    id: Path<Uuid>,
    body: Body<CopyBody>,
) -> Result<HttpResponse, Problem> {
    let (id, name) = (ProductId(id.into_inner()), body.value.name);
    let work = move |tx: &mut Tx<'_>, actor: &Actor, ids: &Ids| {
        clone_product(tx, actor, ids, id, name.clone()).map(ProductView::from)
    };
    once.run_tagged(&engine, caller.actor, body.digest, StatusCode::CREATED, work).await
}

/// Adds a size to a product. It draws on the supply that the product's other sizes of its kind share.
#[utoipa::path(
    tag = "catalogue", request_body = VariantBody, security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "the product"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    responses((status = 201, description = "the size", body = ChangedVariantView)),
)]
#[post("/v1/products/{id}/variants")]
pub(crate) async fn post_variant(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    id: Path<Uuid>,
    body: Body<VariantBody>,
) -> Result<HttpResponse, Problem> {
    let (id, size) = (ProductId(id.into_inner()), body.value.into_new());
    let work = move |tx: &mut Tx<'_>, actor: &Actor, ids: &Ids| {
        let (added, listed) = add_variant(tx, actor, ids, id, size.clone())?;
        one_variant(listed, added.0).ok_or(Error::missing("variant"))
    };
    once.run_tagged(&engine, caller.actor, body.digest, StatusCode::CREATED, work).await
}

/// Changes a size: the fields that are named, and no other. Its tag is its product's.
#[utoipa::path(
    tag = "catalogue", request_body = VariantBody, security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "the size"),
        ("If-Match" = Option<String>, Header, description = "the `ETag` its product was read with: refused when that was changed since"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    responses((status = 200, description = "the size", body = ChangedVariantView)),
)]
#[patch("/v1/variants/{id}")]
pub(crate) async fn patch_variant(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    known: IfMatch,
    id: Path<Uuid>,
    body: Body<VariantBody>,
) -> Result<HttpResponse, Problem> {
    let (id, known) = (VariantId(id.into_inner()), known.0);
    let edit = body.value.into_edit()?;
    let work = move |tx: &mut Tx<'_>, actor: &Actor, ids: &Ids| {
        let listed = edit_variant(tx, actor, ids, id, known, edit.clone())?;
        one_variant(listed, id.0).ok_or(Error::missing("variant"))
    };
    once.run_tagged(&engine, caller.actor, body.digest, StatusCode::OK, work).await
}

/// Withdraws a size: it leaves every shop; orders that carry it keep showing it.
#[utoipa::path(
    tag = "catalogue", security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "the size"),
        ("If-Match" = Option<String>, Header, description = "the `ETag` its product was read with: refused when that was changed since"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    responses((status = 204, description = "it is withdrawn")),
)]
#[delete("/v1/variants/{id}")]
pub(crate) async fn delete_variant(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    known: IfMatch,
    id: Path<Uuid>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let (id, known) = (VariantId(id.into_inner()), known.0);
    let work = move |tx: &mut Tx<'_>, actor: &Actor, ids: &Ids| {
        withdraw_variant(tx, actor, ids, id, known)
    };
    once.run(&engine, caller.actor, digest(&request, &[]), StatusCode::NO_CONTENT, work).await
}
