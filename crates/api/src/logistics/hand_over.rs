use std::collections::BTreeSet;

use actix_web::{
    HttpRequest, HttpResponse, delete, get,
    http::StatusCode,
    patch, post,
    web::{Data, Json, Path},
};
use serde::{Deserialize, Serialize};
use sillon_catalogue::{Patch, Storage, TaxCategory};
use sillon_cycles::{
    Calculator, HandOverKind, HandOverKindName, HandOverMethod, HandOverPatch, Postcodes,
};
use sillon_engine::{
    Engine, Ids, Tx, add_hand_over, edit_hand_over, hand_over_history, hand_overs, retire_hand_over,
};
use sillon_identity::Actor;
use sillon_kernel::{EnterpriseId, HandOverMethodId, Name, Tag, Text, Timestamp};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    Problem,
    http::auth::SignedIn,
    http::body::{Body, digest},
    http::idempotency::Once,
    http::if_match::{IfMatch, Tagged},
    http::query::Query,
    views::hand_over::HandOverPlaceView,
    views::history::ChangeView,
    views::page::{PageQuery, PageView},
    views::schemas,
};

/// A way in which a hub wants to hand over.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HandOverMethodBody {
    #[schema(value_type = schemas::Name)]
    name: Name,
    /// `pick-up`, with an `address`, or `delivery`, with `postcodes`. It stays what it is.
    #[schema(value_type = schemas::HandOverKind)]
    kind: String,
    /// Where goods are fetched.
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 200)]
    address: Option<Text<200>>,
    /// Where goods are brought: post codes of the hub's country, or beginnings of them with a star, such as `880*`.
    #[serde(default)]
    #[schema(value_type = Option<Vec<String>>, max_items = 500, example = json!(["88000", "880*"]))]
    postcodes: Option<Vec<String>>,
    /// What shoppers should know of it.
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 500)]
    text: Option<Text<500>>,
    /// What is paid for it: an object with its `type`, as of a fee; nothing without one. Each is charged once on the whole order.
    #[serde(default)]
    #[schema(value_type = Option<crate::views::measures::Calculator>)]
    calculator: Option<Calculator>,
    /// Which rate of value-added tax is in its price; the standard rate, when it is left out.
    #[serde(default = "standard")]
    #[schema(value_type = schemas::TaxCategory)]
    tax_category: TaxCategory,
    /// The goods it can carry; all, when it is left out.
    #[serde(default = "everything")]
    #[schema(value_type = Vec<schemas::Storage>)]
    carries: Vec<Storage>,
    /// The most orders of a cycle that it takes; any number, without one.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 1_000_000)]
    capacity: Option<u32>,
    /// What the hub's rules know it by: they may show it to some customers only.
    #[serde(default)]
    #[schema(value_type = Vec<schemas::Tag>, max_items = 20)]
    tags: BTreeSet<Tag>,
}

fn standard() -> TaxCategory {
    TaxCategory::Standard
}

fn everything() -> Vec<Storage> {
    Storage::ALL.into()
}

impl HandOverMethodBody {
    fn into_method(
        self,
        id: HandOverMethodId,
        hub: EnterpriseId,
    ) -> Result<HandOverMethod, Problem> {
        Ok(HandOverMethod {
            id,
            hub,
            kind: kind(&self.kind, self.address, self.postcodes)?,
            name: self.name,
            text: self.text,
            calculator: self.calculator,
            tax: self.tax_category,
            carries: self.carries,
            capacity: self.capacity,
            tags: self.tags,
            retired_at: None,
            version: 1,
        })
    }
}

fn kind(
    name: &str,
    address: Option<Text<200>>,
    postcodes: Option<Vec<String>>,
) -> Result<HandOverKind, Problem> {
    let name: HandOverKindName =
        name.parse().map_err(|fault| Problem::field("kind", format!("{fault}")))?;
    match (name, address, postcodes) {
        (HandOverKindName::PickUp, Some(address), None) => Ok(HandOverKind::PickUp { address }),
        (HandOverKindName::PickUp, None, _) => {
            Err(Problem::field("address", "a pick-up has an address"))
        }
        (HandOverKindName::PickUp, Some(_), Some(_)) => {
            Err(Problem::field("postcodes", "a pick-up has an address, and no post codes"))
        }
        (HandOverKindName::Delivery, Some(_), _) => {
            Err(Problem::field("address", "a delivery has post codes, and no address"))
        }
        (HandOverKindName::Delivery, None, written) => {
            let postcodes = read_postcodes(&written.unwrap_or_default())?;
            Ok(HandOverKind::Delivery { postcodes })
        }
    }
}

fn read_postcodes(written: &[String]) -> Result<Postcodes, Problem> {
    Postcodes::parse(written.iter().map(String::as_str))
        .map_err(|fault| Problem::field("postcodes", fault.to_string()))
}

/// A way in which a hub hands over.
#[derive(Serialize, ToSchema)]
pub(crate) struct HandOverMethodView {
    id: Uuid,
    /// Whose it is, and who is paid for it.
    enterprise: Uuid,
    name: String,
    #[serde(flatten)]
    place: HandOverPlaceView,
    text: Option<String>,
    /// What is paid for it; nothing when null.
    #[schema(value_type = Option<crate::views::measures::Calculator>)]
    calculator: Option<Calculator>,
    #[schema(value_type = schemas::TaxCategory)]
    tax_category: TaxCategory,
    /// The goods it can carry.
    #[schema(value_type = Vec<schemas::Storage>)]
    carries: Vec<Storage>,
    /// The most orders of a cycle that it takes.
    capacity: Option<u32>,
    /// What the hub's rules know it by.
    #[schema(value_type = Vec<schemas::Tag>)]
    tags: BTreeSet<Tag>,
    /// Since when nothing new names it; what names it keeps it.
    #[schema(value_type = Option<schemas::Instant>)]
    retired_at: Option<Timestamp>,
    /// Counts its changes.
    version: i64,
}

impl Tagged for HandOverMethodView {
    const VERSION_AT: &'static str = "/version";
}

impl From<HandOverMethod> for HandOverMethodView {
    fn from(method: HandOverMethod) -> Self {
        Self {
            id: method.id.0,
            enterprise: method.hub.0,
            name: method.name.into_string(),
            place: HandOverPlaceView::from(&method.kind),
            text: method.text.map(Text::into_string),
            calculator: method.calculator,
            tax_category: method.tax,
            carries: method.carries,
            capacity: method.capacity,
            tags: method.tags,
            retired_at: method.retired_at,
            version: method.version,
        }
    }
}

/// Adds a way in which a hub hands over. Its cycles that name none offer it at once, at the hours of their pick-up.
#[utoipa::path(
    tag = "cycles", request_body = HandOverMethodBody, security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "the hub"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    responses((status = 201, description = "the method", body = HandOverMethodView)),
)]
#[post("/v1/enterprises/{id}/hand-over-methods")]
pub(crate) async fn post_method(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    id: Path<Uuid>,
    body: Body<HandOverMethodBody>,
) -> Result<HttpResponse, Problem> {
    let new = engine.ids().next(engine.clock().now());
    let method = body.value.into_method(new, EnterpriseId(id.into_inner()))?;
    let work = move |tx: &mut Tx<'_>, actor: &Actor, _: &Ids| {
        add_hand_over(tx, actor, method.clone()).map(HandOverMethodView::from)
    };
    once.run_tagged(&engine, caller.actor, body.digest, StatusCode::CREATED, work).await
}

/// The ways in which a hub hands over, the oldest first, with those that are retired.
#[utoipa::path(
    tag = "cycles", security(("session" = []), ("api-key" = [])), params(("id" = Uuid, Path, description = "the hub"), PageQuery),
    responses((status = 200, description = "its methods", body = PageView<HandOverMethodView>)),
)]
#[get("/v1/enterprises/{id}/hand-over-methods")]
pub(crate) async fn list_methods(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
    query: Query<PageQuery>,
) -> Result<Json<PageView<HandOverMethodView>>, Problem> {
    let (after, request) = query.into_inner().into_keyed::<HandOverMethodId>()?;
    let of = EnterpriseId(id.into_inner());
    let page = engine.read(move |tx| hand_overs(tx, &caller.actor, of, after, &request)).await?;
    let items = page.items.into_iter().map(HandOverMethodView::from).collect();
    Ok(Json(PageView { items, next: page.next }))
}

/// How a way of hand-over should be otherwise. A field left out is kept as it is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HandOverEditBody {
    #[serde(default)]
    #[schema(value_type = schemas::Name)]
    name: Patch<Name>,
    /// Of a pick-up: where goods are fetched.
    #[serde(default)]
    #[schema(value_type = String, min_length = 1, max_length = 200)]
    address: Patch<Text<200>>,
    /// Of a delivery: where goods are brought.
    #[serde(default)]
    #[schema(value_type = Vec<String>, max_items = 500)]
    postcodes: Patch<Vec<String>>,
    /// What shoppers should know of it.
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 500)]
    text: Patch<Option<Text<500>>>,
    /// What is paid for it; `null` for nothing.
    #[serde(default)]
    #[schema(value_type = Option<crate::views::measures::Calculator>)]
    calculator: Patch<Option<Calculator>>,
    #[serde(default)]
    #[schema(value_type = schemas::TaxCategory)]
    tax_category: Patch<TaxCategory>,
    /// The goods it can carry.
    #[serde(default)]
    #[schema(value_type = Vec<schemas::Storage>)]
    carries: Patch<Vec<Storage>>,
    /// The most orders of a cycle that it takes; `null` for any number.
    #[serde(default)]
    #[schema(value_type = Option<u32>, minimum = 1, maximum = 1_000_000)]
    capacity: Patch<Option<u32>>,
    /// What the hub's rules know it by.
    #[serde(default)]
    #[schema(value_type = Vec<schemas::Tag>, max_items = 20)]
    tags: Patch<BTreeSet<Tag>>,
}

impl TryFrom<HandOverEditBody> for HandOverPatch {
    type Error = Problem;

    fn try_from(body: HandOverEditBody) -> Result<Self, Problem> {
        Ok(Self {
            name: body.name,
            address: body.address,
            postcodes: body.postcodes.try_map(|written| read_postcodes(&written))?,
            text: body.text,
            calculator: body.calculator,
            tax: body.tax_category,
            carries: body.carries,
            capacity: body.capacity,
            tags: body.tags,
        })
    }
}

/// Changes a way in which a hub hands over, in every cycle that offers it. Orders keep what they were placed at.
#[utoipa::path(
    tag = "cycles", request_body = HandOverEditBody, security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "the method"),
        ("If-Match" = Option<String>, Header, description = "the `ETag` it was read with: refused when it was changed since"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    responses((status = 200, description = "the method, under its new version", body = HandOverMethodView)),
)]
#[patch("/v1/hand-over-methods/{id}")]
pub(crate) async fn patch_method(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    id: Path<Uuid>,
    read: IfMatch,
    body: Body<HandOverEditBody>,
) -> Result<HttpResponse, Problem> {
    let id = HandOverMethodId(id.into_inner());
    let edit = HandOverPatch::try_from(body.value)?;
    let work = move |tx: &mut Tx<'_>, actor: &Actor, _: &Ids| {
        edit_hand_over(tx, actor, id, read.0, edit.clone()).map(HandOverMethodView::from)
    };
    once.run_tagged(&engine, caller.actor, body.digest, StatusCode::OK, work).await
}

/// Retires a way in which a hub hands over: nothing new names it, and cycles that name none offer it no more. Cycles that name it keep
/// it, and so do orders; copies of cycles leave it out.
#[utoipa::path(
    tag = "cycles", security(("session" = []), ("api-key" = [])), params(("id" = Uuid, Path, description = "the method"),
        ("If-Match" = Option<String>, Header, description = "the `ETag` it was read with: refused when it was changed since"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    responses((status = 204, description = "it is retired")),
)]
#[delete("/v1/hand-over-methods/{id}")]
pub(crate) async fn delete_method(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    id: Path<Uuid>,
    read: IfMatch,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let id = HandOverMethodId(id.into_inner());
    let work =
        move |tx: &mut Tx<'_>, actor: &Actor, _: &Ids| retire_hand_over(tx, actor, id, read.0);
    once.run(&engine, caller.actor, digest(&request, &[]), StatusCode::NO_CONTENT, work).await
}

/// Who changed what of a way in which a hub hands over, when, from what to what, the latest first.
#[utoipa::path(
    tag = "cycles", security(("session" = []), ("api-key" = [])), params(("id" = Uuid, Path, description = "the method"), PageQuery),
    responses((status = 200, description = "a page of changes", body = PageView<ChangeView>)),
)]
#[get("/v1/hand-over-methods/{id}/history")]
pub(crate) async fn get_method_history(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
    query: Query<PageQuery>,
) -> Result<Json<PageView<ChangeView>>, Problem> {
    let (before, request) = query.into_inner().into_keyed::<i64>()?;
    let id = HandOverMethodId(id.into_inner());
    let found = engine.read(move |tx| hand_over_history(tx, &caller.actor, id, before, &request));
    Ok(Json(found.await?.into()))
}
