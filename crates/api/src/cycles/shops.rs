use actix_web::{
    get,
    web::{Data, Json, Path, Query},
};
use serde::Serialize;
use sillon_cycles::OrderCycle;
use sillon_engine::{Engine, ListedShop, ShopProfile, shop, shops};
use sillon_kernel::Slug;
use sillon_payments::Method;
use utoipa::ToSchema;

use crate::{
    Problem,
    cycles::plan::CycleView,
    enterprises::profile_view::WhoSellsView,
    http::auth::Visitor,
    views::enterprise::EnterpriseView,
    views::hand_over::OfferedHandOverView,
    views::page::{PageQuery, PageView},
    views::schemas,
};

/// The shops that sell to the public.
#[utoipa::path(
    tag = "shops", params(PageQuery),
    responses((status = 200, description = "a page of shops", body = PageView<EnterpriseView>)),
)]
#[get("/v1/shops")]
pub(crate) async fn list_shops(
    engine: Data<Engine>,
    query: Query<PageQuery>,
) -> Result<Json<PageView<EnterpriseView>>, Problem> {
    let request = query.into_inner().into_request(|after| Slug::parse(after).is_ok())?;
    let page = engine.read(move |tx| shops(tx, &request)).await?;
    let view = |ListedShop { shop, branding }| EnterpriseView::branded(shop, &branding);
    Ok(Json(PageView { items: page.items.into_iter().map(view).collect(), next: page.next }))
}

/// A shop and its cycles.
#[derive(Serialize, ToSchema)]
pub(crate) struct ShopView {
    #[serde(flatten)]
    shop: EnterpriseView,
    /// Whether people may order here without an account.
    takes_guests: bool,
    /// Whether it sells to its own customers only, who sign in with an address it knows.
    customers_only: bool,
    /// Whether whoever asks is one of them; `false` where the shop is for everybody.
    is_customer: bool,
    /// How an order may be paid here: by `bank-transfer` only where the shop says an account to pay to.
    #[schema(value_type = Vec<schemas::PaymentMethod>)]
    payments: Vec<&'static str>,
    /// Who sells.
    seller: WhoSellsView,
    /// The cycles it takes orders in now, whatever their `stage` says: its own first, then the one that closes first.
    open: Vec<CycleView>,
    /// The cycle it takes orders in next.
    next: Option<CycleView>,
    /// The cycle that was over last.
    last: Option<CycleView>,
    /// The ways in which it hands over in the cycle it shows: the first that is open, else the next.
    hand_over: Vec<OfferedHandOverView>,
}

/// One shop: who sells, and its open, next and last cycles.
#[utoipa::path(
    tag = "shops", security((), ("shop-key" = [])), params(("slug" = schemas::Slug, Path, description = "the shop's short name")),
    responses((status = 200, description = "the shop", body = ShopView)),
)]
#[get("/v1/shops/{slug}")]
pub(crate) async fn get_shop(
    engine: Data<Engine>,
    visitor: Visitor,
    slug: Path<String>,
) -> Result<Json<ShopView>, Problem> {
    let slug = slug.into_inner();
    let ShopProfile {
        shop,
        branding,
        seller,
        cycles,
        hand_over,
        takes_guests,
        customers_only,
        is_customer,
        payments,
    } = engine.read(move |tx| shop(tx, &visitor.actor, &slug)).await?;
    let first = |cycles: Vec<OrderCycle>| cycles.into_iter().next().map(CycleView::from);
    Ok(Json(ShopView {
        open: cycles.open.into_iter().map(CycleView::from).collect(),
        next: first(cycles.upcoming),
        last: first(cycles.over),
        takes_guests,
        customers_only,
        is_customer,
        payments: payments.into_iter().map(Method::as_str).collect(),
        seller: WhoSellsView::from(seller),
        hand_over: hand_over.iter().map(OfferedHandOverView::from).collect(),
        shop: EnterpriseView::branded(shop, &branding),
    }))
}
