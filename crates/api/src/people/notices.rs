//! Which letters a person wants.

use actix_web::{
    delete, get, put,
    web::{Data, Json, Path},
};
use serde::{Deserialize, Serialize};
use sillon_engine::{
    Engine, NoticesWanted, choose_notices, follow_shop, my_notices, unfollow_shop,
};
use sillon_enterprises::Enterprise;
use sillon_kernel::EnterpriseId;
use sillon_notices::NoticeKind;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{Problem, http::auth::SignedIn, http::body::Body, views::schemas};

/// Which letters a person wants.
#[derive(Serialize, ToSchema)]
pub(crate) struct NoticesView {
    /// Every kind of letter.
    kinds: Vec<NoticeView>,
    /// The shops that write to them when orders are taken, by name.
    followed_shops: Vec<FollowedShopView>,
}

/// A kind of letter, and whether a person wants it.
#[derive(Serialize, ToSchema)]
pub(crate) struct NoticeView {
    #[schema(value_type = schemas::NoticeKind)]
    kind: &'static str,
    /// Whom such letters are for: `everybody`, `customers`, or `members`, who act for an enterprise as its owner or manager.
    #[schema(value_type = schemas::NoticeAudience)]
    audience: &'static str,
    /// Whether they get it.
    wanted: bool,
    /// Why it is sent whether it is wanted or not, where it is: `law`, `security`, or `once`.
    #[schema(value_type = Option<schemas::NoticeFixed>)]
    always_because: Option<&'static str>,
}

/// A shop that a person follows.
#[derive(Serialize, ToSchema)]
pub(crate) struct FollowedShopView {
    id: Uuid,
    slug: String,
    name: String,
}

impl From<Enterprise> for FollowedShopView {
    fn from(shop: Enterprise) -> Self {
        Self { id: shop.id.0, slug: shop.slug.to_string(), name: shop.name.to_string() }
    }
}

impl From<NoticesWanted> for NoticesView {
    fn from(wanted: NoticesWanted) -> Self {
        let view = |(kind, wanted): (NoticeKind, bool)| NoticeView {
            kind: kind.as_str(),
            audience: kind.audience().as_str(),
            wanted,
            always_because: kind.fixed().map(sillon_notices::Fixed::as_str),
        };
        Self {
            kinds: wanted.kinds.into_iter().map(view).collect(),
            followed_shops: wanted.shops.into_iter().map(FollowedShopView::from).collect(),
        }
    }
}

/// Which letters whoever asks wants, and which shops they follow.
#[utoipa::path(
    tag = "people", security(("session" = [])),
    responses((status = 200, description = "every kind of letter", body = NoticesView)),
)]
#[get("/v1/me/notices")]
pub(crate) async fn get_my_notices(
    engine: Data<Engine>,
    caller: SignedIn,
) -> Result<Json<NoticesView>, Problem> {
    Ok(Json(engine.read(move |tx| my_notices(tx, &caller.actor)).await?.into()))
}

/// Which letters a person wants from now on; of kinds that are not named, it stays as it is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NoticesBody {
    #[schema(max_items = 32)]
    kinds: Vec<NoticeBody>,
}

/// Whether a person wants letters of a kind.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NoticeBody {
    #[schema(value_type = schemas::NoticeKind)]
    kind: String,
    wanted: bool,
}

/// The most kinds that are named at once.
const MAX_NAMED: usize = 32;

impl NoticesBody {
    fn chosen(&self) -> Result<Vec<(NoticeKind, bool)>, Problem> {
        if self.kinds.len() > MAX_NAMED {
            return Err(Problem::field(
                "kinds",
                format!("at most {MAX_NAMED} kinds are named at once"),
            ));
        }
        let read = |(number, said): (usize, &NoticeBody)| {
            let kind = said.kind.parse::<NoticeKind>();
            let refused =
                |rule: String| Problem::field("kind", rule).within(&format!("kinds[{number}]"));
            Ok((kind.map_err(|fault| refused(fault.to_string()))?, said.wanted))
        };
        self.kinds.iter().enumerate().map(read).collect()
    }
}

/// Says which letters whoever asks wants; what is not named stays as it is. Letters that the law or an account needs are always
/// sent.
#[utoipa::path(
    tag = "people", request_body = NoticesBody, security(("session" = [])),
    responses((status = 200, description = "every kind of letter", body = NoticesView),
        (status = 409, description = "such letters are always sent",
            body = Problem, content_type = "application/problem+json")),
)]
#[put("/v1/me/notices")]
pub(crate) async fn put_my_notices(
    engine: Data<Engine>,
    caller: SignedIn,
    body: Body<NoticesBody>,
) -> Result<Json<NoticesView>, Problem> {
    let chosen = body.value.chosen()?;
    Ok(Json(engine.write(move |tx| choose_notices(tx, &caller.actor, &chosen)).await?.into()))
}

/// Has whoever asks written to when a shop takes orders, and before it takes no more. Each letter holds a link that ends it.
#[utoipa::path(
    tag = "people", security(("session" = [])),
    params(("id" = Uuid, Path, description = "the shop")),
    responses((status = 200, description = "every kind of letter, and the shops", body = NoticesView),
        (status = 409, description = "they follow as many shops as one may",
            body = Problem, content_type = "application/problem+json")),
)]
#[put("/v1/me/followed-shops/{id}")]
pub(crate) async fn put_followed_shop(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
) -> Result<Json<NoticesView>, Problem> {
    let (hub, ids) = (EnterpriseId(id.into_inner()), engine.ids());
    Ok(Json(engine.write(move |tx| follow_shop(tx, &caller.actor, &ids, hub)).await?.into()))
}

/// Ends that whoever asks is written to about a shop, whether they were or not.
#[utoipa::path(
    tag = "people", security(("session" = [])),
    params(("id" = Uuid, Path, description = "the shop")),
    responses((status = 200, description = "every kind of letter, and the shops", body = NoticesView)),
)]
#[delete("/v1/me/followed-shops/{id}")]
pub(crate) async fn delete_followed_shop(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
) -> Result<Json<NoticesView>, Problem> {
    let hub = EnterpriseId(id.into_inner());
    Ok(Json(engine.write(move |tx| unfollow_shop(tx, &caller.actor, hub)).await?.into()))
}
