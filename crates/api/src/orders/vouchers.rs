use actix_web::{
    HttpRequest, HttpResponse, delete, get,
    http::StatusCode,
    patch, post, put,
    web::{Data, Json, Path},
};
use serde::{Deserialize, Serialize};
use sillon_catalogue::Patch;
use sillon_cycles::{Voucher, VoucherCode, VoucherCodeRefused, VoucherPatch, VoucherValue};
use sillon_engine::{Engine, Ids, Tx, add_voucher, edit_voucher, retire_voucher, vouchers};
use sillon_identity::Actor;
use sillon_kernel::{CartId, EnterpriseId, Money, Rate, Timestamp, VoucherId};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    Problem,
    http::auth::{Caller, SignedIn},
    http::body::{Body, digest},
    http::idempotency::Once,
    http::if_match::{IfMatch, Tagged},
    http::origin::Origin,
    http::query::Query,
    orders::carts::{CartView, tagged},
    views::measures::Amount,
    views::page::{PageQuery, PageView},
    views::schemas,
};

/// What a hub wants to take off the orders of whoever names a code.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct VoucherBody {
    /// The word it is had under. Capitals, accents and spaces around it make no other code. It stays what it is.
    #[schema(min_length = 1, max_length = 40, example = "PRINTEMPS")]
    code: String,
    /// What it takes off; or a `percent`. It stays what it is.
    #[serde(default)]
    #[schema(value_type = Option<Amount>)]
    amount: Option<Money>,
    /// Which share it takes off.
    #[serde(default)]
    #[schema(value_type = Option<schemas::Percent>)]
    percent: Option<Rate>,
    /// From when on it is valid; at once, when it is left out.
    #[serde(default)]
    #[schema(value_type = Option<schemas::Instant>)]
    from: Option<Timestamp>,
    /// Until when; for ever, when it is left out.
    #[serde(default)]
    #[schema(value_type = Option<schemas::Instant>)]
    until: Option<Timestamp>,
    /// For how many orders it is; for any number, when it is left out.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 1_000_000)]
    max_uses: Option<u32>,
    /// For how many orders of one customer.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 1_000_000)]
    max_uses_each: Option<u32>,
    /// Whether others may be used with it on one order.
    #[serde(default)]
    combines: bool,
}

impl VoucherBody {
    fn into_voucher(self, id: VoucherId, hub: EnterpriseId) -> Result<Voucher, Problem> {
        let value = match (self.amount, self.percent) {
            (Some(amount), None) => VoucherValue::Flat(amount),
            (None, Some(percent)) => VoucherValue::Percent(percent),
            (None, None) => {
                return Err(Problem::field("amount", "say an amount, or a percent"));
            }
            (Some(_), Some(_)) => {
                return Err(Problem::field("percent", "say an amount or a percent, not both"));
            }
        };
        Ok(Voucher {
            id,
            hub,
            code: self.code.parse().map_err(|fault| Problem::field("code", format!("{fault}")))?,
            value,
            from: self.from,
            until: self.until,
            max_uses: self.max_uses,
            max_uses_each: self.max_uses_each,
            combines: self.combines,
            retired_at: None,
            version: 1,
        })
    }
}

/// What a hub takes off the orders of whoever names a code.
#[derive(Serialize, ToSchema)]
pub(crate) struct VoucherView {
    id: Uuid,
    /// Whose it is, and who bears it.
    enterprise: Uuid,
    code: String,
    /// What it takes off: never more than the order comes to, its deposits aside.
    #[schema(value_type = Option<Amount>)]
    amount: Option<Money>,
    /// Which share it takes off.
    #[schema(value_type = Option<schemas::Percent>)]
    percent: Option<Rate>,
    #[schema(value_type = Option<schemas::Instant>)]
    from: Option<Timestamp>,
    #[schema(value_type = Option<schemas::Instant>)]
    until: Option<Timestamp>,
    max_uses: Option<u32>,
    max_uses_each: Option<u32>,
    combines: bool,
    /// How many orders used it.
    used: u32,
    /// Since when nobody can use it any more.
    #[schema(value_type = Option<schemas::Instant>)]
    retired_at: Option<Timestamp>,
    /// Counts its changes.
    version: i64,
}

impl Tagged for VoucherView {
    const VERSION_AT: &'static str = "/version";
}

impl From<(Voucher, u32)> for VoucherView {
    fn from((voucher, used): (Voucher, u32)) -> Self {
        let (amount, percent) = match voucher.value {
            VoucherValue::Flat(amount) => (Some(amount), None),
            VoucherValue::Percent(percent) => (None, Some(percent)),
        };
        Self {
            id: voucher.id.0,
            enterprise: voucher.hub.0,
            code: voucher.code.to_string(),
            amount,
            percent,
            from: voucher.from,
            until: voucher.until,
            max_uses: voucher.max_uses,
            max_uses_each: voucher.max_uses_each,
            combines: voucher.combines,
            used,
            retired_at: voucher.retired_at,
            version: voucher.version,
        }
    }
}

/// Adds a voucher: whoever names its code has it taken off their order, in every cycle the hub sells in. The hub bears it.
#[utoipa::path(
    tag = "orders", request_body = VoucherBody, security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "the hub"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    responses((status = 201, description = "the voucher", body = VoucherView)),
)]
#[post("/v1/enterprises/{id}/vouchers")]
pub(crate) async fn post_voucher(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    id: Path<Uuid>,
    body: Body<VoucherBody>,
) -> Result<HttpResponse, Problem> {
    let new = engine.ids().next(engine.clock().now());
    let voucher = body.value.into_voucher(new, EnterpriseId(id.into_inner()))?;
    let work = move |tx: &mut Tx<'_>, actor: &Actor, _: &Ids| {
        add_voucher(tx, actor, voucher.clone()).map(|added| VoucherView::from((added, 0)))
    };
    once.run_tagged(&engine, caller.actor, body.digest, StatusCode::CREATED, work).await
}

/// A hub's vouchers, the oldest first, with those that are retired, each with how many orders used it.
#[utoipa::path(
    tag = "orders", security(("session" = []), ("api-key" = [])), params(("id" = Uuid, Path, description = "the hub"), PageQuery),
    responses((status = 200, description = "its vouchers", body = PageView<VoucherView>)),
)]
#[get("/v1/enterprises/{id}/vouchers")]
pub(crate) async fn list_vouchers(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
    query: Query<PageQuery>,
) -> Result<Json<PageView<VoucherView>>, Problem> {
    let (after, request) = query.into_inner().into_keyed::<VoucherId>()?;
    let of = EnterpriseId(id.into_inner());
    let page = engine.read(move |tx| vouchers(tx, &caller.actor, of, after, &request)).await?;
    let items = page.items.into_iter().map(VoucherView::from).collect();
    Ok(Json(PageView { items, next: page.next }))
}

/// When a voucher should be valid, and for whom. A field left out is kept as it is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct VoucherEditBody {
    /// From when on it is valid; `null` for at once.
    #[serde(default)]
    #[schema(value_type = Option<schemas::Instant>)]
    from: Patch<Option<Timestamp>>,
    /// Until when; `null` for ever.
    #[serde(default)]
    #[schema(value_type = Option<schemas::Instant>)]
    until: Patch<Option<Timestamp>>,
    /// For how many orders it is; `null` for any number.
    #[serde(default)]
    #[schema(value_type = Option<u32>, minimum = 1, maximum = 1_000_000)]
    max_uses: Patch<Option<u32>>,
    /// For how many orders of one customer; `null` for any number.
    #[serde(default)]
    #[schema(value_type = Option<u32>, minimum = 1, maximum = 1_000_000)]
    max_uses_each: Patch<Option<u32>>,
    /// Whether others may be used with it on one order.
    #[serde(default)]
    #[schema(value_type = bool)]
    combines: Patch<bool>,
}

impl From<VoucherEditBody> for VoucherPatch {
    fn from(body: VoucherEditBody) -> Self {
        Self {
            from: body.from,
            until: body.until,
            max_uses: body.max_uses,
            max_uses_each: body.max_uses_each,
            combines: body.combines,
        }
    }
}

/// Changes when a voucher is valid, and for whom. What it takes off, and its code, stay: orders and leaflets name them.
#[utoipa::path(
    tag = "orders", request_body = VoucherEditBody, security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "the voucher"),
        ("If-Match" = Option<String>, Header, description = "the `ETag` it was read with: refused when it was changed since"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    responses((status = 200, description = "the voucher, under its new version", body = VoucherView)),
)]
#[patch("/v1/vouchers/{id}")]
pub(crate) async fn patch_voucher(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    id: Path<Uuid>,
    read: IfMatch,
    body: Body<VoucherEditBody>,
) -> Result<HttpResponse, Problem> {
    let id = VoucherId(id.into_inner());
    let edit = VoucherPatch::from(body.value);
    let work = move |tx: &mut Tx<'_>, actor: &Actor, _: &Ids| {
        edit_voucher(tx, actor, id, read.0, edit).map(VoucherView::from)
    };
    once.run_tagged(&engine, caller.actor, body.digest, StatusCode::OK, work).await
}

/// Retires a voucher: no order uses it any more, and baskets that name it forget it. Its code is never used for another.
#[utoipa::path(
    tag = "orders", security(("session" = []), ("api-key" = [])), params(("id" = Uuid, Path, description = "the voucher"),
        ("If-Match" = Option<String>, Header, description = "the `ETag` it was read with: refused when it was changed since"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    responses((status = 204, description = "it is retired")),
)]
#[delete("/v1/vouchers/{id}")]
pub(crate) async fn delete_voucher(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    id: Path<Uuid>,
    read: IfMatch,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let id = VoucherId(id.into_inner());
    let work = move |tx: &mut Tx<'_>, actor: &Actor, _: &Ids| retire_voucher(tx, actor, id, read.0);
    once.run(&engine, caller.actor, digest(&request, &[]), StatusCode::NO_CONTENT, work).await
}

/// The vouchers that are to be used on a cart.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct UseVouchersBody {
    /// Their codes as they are typed, in the order they are used; none, to use none.
    #[schema(max_items = 5, example = json!(["PRINTEMPS"]))]
    vouchers: Vec<String>,
}

/// Sets the vouchers that are to be used on a cart, as a whole; the answer prices it so.
#[utoipa::path(
    tag = "carts", security((), ("session" = []), ("api-key" = []), ("shop-key" = [])), request_body = UseVouchersBody, params(("id" = Uuid, Path, description = "the cart")),
    responses((status = 200, description = "the cart, with its `ETag`", body = CartView)),
)]
#[put("/v1/carts/{id}/vouchers")]
pub(crate) async fn put_vouchers(
    engine: Data<Engine>,
    caller: Caller,
    from: Origin,
    id: Path<Uuid>,
    body: Body<UseVouchersBody>,
) -> Result<HttpResponse, Problem> {
    let id = CartId(id.into_inner());
    let codes = body.value.vouchers.iter().map(|code| code.parse());
    let codes: Vec<VoucherCode> = codes
        .collect::<Result<_, _>>()
        .map_err(|fault: VoucherCodeRefused| Problem::field("vouchers", fault.to_string()))?;
    let used = engine.use_vouchers(caller.actor, from.network, id, codes).await?;
    Ok(tagged(StatusCode::OK, &used))
}
