use actix_web::{
    HttpRequest, HttpResponse, delete, get,
    http::{
        StatusCode,
        header::{
            CACHE_CONTROL, CONTENT_SECURITY_POLICY, ETAG, IF_NONE_MATCH, X_CONTENT_TYPE_OPTIONS,
        },
    },
    post, put,
    web::{Data, Path},
};
use serde::{Deserialize, Serialize};
use sillon_engine::{Engine, Ids, ShownAt, Tx, arrange_images, hide_image, show_image};
use sillon_identity::Actor;
use sillon_kernel::{AltText, EnterpriseId, ImageId, ProductId, Rendition};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    Problem,
    http::auth::SignedIn,
    http::body::{Body, File, Upload},
    http::idempotency::Once,
    http::if_match::weakly,
    http::query::Query,
    views::image::ImageView,
    views::schemas,
};

/// What is said of an image.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct AltQuery {
    /// What it shows, in words, for whoever does not see it; up to 300 characters.
    #[serde(default)]
    #[param(value_type = Option<String>, min_length = 1, max_length = 300)]
    alt: Option<AltText>,
}

/// Where an enterprise shows an image of itself.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ImagePlace {
    /// Beside its name.
    Logo,
    /// At the head of its page.
    Banner,
}

impl ImagePlace {
    fn of(self, enterprise: Uuid) -> ShownAt {
        match self {
            Self::Logo => ShownAt::Logo(EnterpriseId(enterprise)),
            Self::Banner => ShownAt::Banner(EnterpriseId(enterprise)),
        }
    }
}

/// Shows an enterprise's logo, drawn anew within 300 × 300 pixels and smaller, or its banner, of which the middle is drawn
/// anew, three times as wide as high: a JPEG, PNG or WebP.
#[utoipa::path(
    tag = "enterprises", security(("session" = [])),
    params(("id" = Uuid, Path, description = "the enterprise"),
        ("place" = ImagePlace, Path, description = "where it is shown"), AltQuery,
        ("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    request_body(content = Vec<u8>, content_type = "image/*", description = "the image"),
    responses((status = 200, description = "the image", body = ImageView)),
)]
#[put("/v1/enterprises/{id}/images/{place}")]
pub(crate) async fn put_enterprise_image(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    path: Path<(Uuid, ImagePlace)>,
    query: Query<AltQuery>,
    file: Upload,
) -> Result<HttpResponse, Problem> {
    let (id, place) = path.into_inner();
    let (at, query) = (place.of(id), query.into_inner());
    upload(&engine, caller.actor, once, at, query, file, StatusCode::OK).await
}

/// Takes an enterprise's logo or banner away.
#[utoipa::path(
    tag = "enterprises", security(("session" = [])),
    params(("id" = Uuid, Path, description = "the enterprise"), ("place" = ImagePlace, Path, description = "where it is shown")),
    responses((status = 204, description = "there is none now")),
)]
#[delete("/v1/enterprises/{id}/images/{place}")]
pub(crate) async fn delete_enterprise_image(
    engine: Data<Engine>,
    caller: SignedIn,
    path: Path<(Uuid, ImagePlace)>,
) -> Result<HttpResponse, Problem> {
    let (id, place) = path.into_inner();
    engine.write(move |tx| hide_image(tx, &caller.actor, place.of(id))).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Adds a picture of a product, behind those it has: a JPEG, PNG or WebP, drawn anew within 1200 × 1200 pixels and
/// smaller.
#[utoipa::path(
    tag = "catalogue", security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "the product"), AltQuery,
        ("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    request_body(content = Vec<u8>, content_type = "image/*", description = "the image"),
    responses((status = 201, description = "the picture", body = ImageView)),
)]
#[post("/v1/products/{id}/images")]
pub(crate) async fn add_product_image(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    id: Path<Uuid>,
    query: Query<AltQuery>,
    file: Upload,
) -> Result<HttpResponse, Problem> {
    let at = ShownAt::Product(ProductId(id.into_inner()));
    upload(&engine, caller.actor, once, at, query.into_inner(), file, StatusCode::CREATED).await
}

/// The pictures of a product as they should be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ImagesBody {
    /// In their order; those left out are taken away.
    #[schema(max_items = 8)]
    images: Vec<KeptImage>,
}

/// A picture that stays.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct KeptImage {
    id: Uuid,
    /// What it shows, in words.
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 300)]
    alt: Option<AltText>,
}

/// The pictures of a product.
#[derive(Serialize, ToSchema)]
pub(crate) struct ImagesView {
    images: Vec<ImageView>,
}

/// Puts the pictures of a product in order, says what each shows, and takes away those left out.
#[utoipa::path(
    tag = "catalogue", request_body = ImagesBody, security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "the product"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    responses((status = 200, description = "the pictures", body = ImagesView)),
)]
#[put("/v1/products/{id}/images")]
pub(crate) async fn put_product_images(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    id: Path<Uuid>,
    body: Body<ImagesBody>,
) -> Result<HttpResponse, Problem> {
    let id = ProductId(id.into_inner());
    let images = body.value.images.into_iter();
    let wanted: Vec<_> = images.map(|kept| (ImageId(kept.id), kept.alt)).collect();
    let work = move |tx: &mut Tx<'_>, actor: &Actor, _: &Ids| {
        let images = arrange_images(tx, actor, id, &wanted)?;
        Ok(ImagesView { images: images.iter().map(ImageView::from).collect() })
    };
    once.run(&engine, caller.actor, body.digest, StatusCode::OK, work).await
}

/// Draws what was sent, and shows it.
async fn upload(
    engine: &Data<Engine>,
    actor: Actor,
    once: Once,
    at: ShownAt,
    AltQuery { alt }: AltQuery,
    file: Upload,
    status: StatusCode,
) -> Result<HttpResponse, Problem> {
    let place = engine.image_place(&actor, at).await?;
    let File { bytes, digest, room } = file.image(engine).await?;
    let rendered = engine.render_image(&place, bytes).await?;
    drop(room);
    let work = move |tx: &mut Tx<'_>, actor: &Actor, ids: &Ids| {
        let shown = show_image(tx, actor, ids, at, alt.as_ref(), &rendered)?;
        Ok(ImageView::from(&shown))
    };
    once.run(engine, actor, digest, status, work).await
}

/// A picture's file in one size. It never changes: what is shown instead has another address.
#[utoipa::path(
    tag = "shops",
    params(("id" = Uuid, Path, description = "the picture"), ("size" = schemas::Rendition, Path, description = "which size")),
    responses((status = 200, description = "the file", content((Vec<u8> = "image/jpeg"), (Vec<u8> = "image/png"))),
        (status = 304, description = "as `If-None-Match` has it")),
)]
#[get("/v1/images/{id}/{size}")]
pub(crate) async fn get_image(
    engine: Data<Engine>,
    path: Path<(Uuid, String)>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let (id, size) = path.into_inner();
    let rendition: Rendition =
        size.parse().map_err(|fault| Problem::field("size", format!("{fault}")))?;
    let content = engine.image(ImageId(id), rendition).await?;
    let etag = format!("\"{}-{rendition}\"", id.simple());
    let known = request.headers().get(IF_NONE_MATCH).and_then(|header| header.to_str().ok());
    let matches = known
        .is_some_and(|known| known.split(',').any(|tag| tag == "*" || weakly(tag.trim()) == etag));
    let mut response = if matches { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response
        .insert_header((ETAG, etag))
        .insert_header((CACHE_CONTROL, "public, max-age=31536000, immutable"))
        .insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((CONTENT_SECURITY_POLICY, "default-src 'none'"))
        // Shop fronts at other addresses show it too.
        .insert_header(("cross-origin-resource-policy", "cross-origin"));
    if matches {
        return Ok(response.finish());
    }
    Ok(response.content_type(content.media_type).body(content.bytes))
}
