use std::collections::BTreeSet;

use actix_web::{
    get,
    web::{Data, Json, Path},
};
use serde::{Deserialize, Serialize};
use sillon_cycles::{CannotOrder, OrderCycle};
use sillon_engine::{Around, Engine, ListedShop, ShopProfile, ShopSearch, shop, shops};
use sillon_enterprises::Label;
use sillon_kernel::{Name, PageRequest, Slug, Text};
use sillon_payments::Method;
use utoipa::{IntoParams, ToSchema};

use crate::{
    Problem,
    cycles::plan::CycleView,
    enterprises::profile_view::WhoSellsView,
    http::auth::Visitor,
    http::query::Query,
    views::circle::{circle, distance},
    views::enterprise::EnterpriseView,
    views::hand_over::OfferedHandOverView,
    views::page::{PageQuery, PageView},
    views::schemas,
};

/// Which shops are wanted.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct ShopsQuery {
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
    /// Only those around this post code instead, as the addresses of those who are there tell where it is: as rough as these are.
    /// Those whose own address has it are found also where they do not say their place; without a distance then.
    #[serde(default)]
    #[param(example = "88000", min_length = 2, max_length = 12)]
    postcode: Option<String>,
    /// How far around it, in kilometres.
    #[serde(default)]
    #[param(default = 30, minimum = 1, maximum = 300)]
    within: Option<u32>,
    /// Only those that take orders now; with `false`, only those that do not.
    #[serde(default)]
    open: Option<bool>,
    /// Only those where an anonymous visitor sees something of this category, now or next: as it is written, or by the code or any name of one of the
    /// vocabulary; none that sell to their own customers only.
    #[serde(default)]
    #[param(value_type = Option<schemas::Name>)]
    category: Option<Name>,
    /// Only those where an anonymous visitor sees something, now or next, that shows this label, such as `organic`: it bears the label, or its
    /// producer claims it for all it makes, and holds the certificate that the label wants.
    #[serde(default)]
    #[param(value_type = Option<schemas::Label>)]
    label: Option<String>,
}

fn most() -> u32 {
    100
}

impl ShopsQuery {
    /// Around where shops are looked for: a place or a post code, and how far.
    fn around(&self) -> Result<Option<Around>, Problem> {
        let Some(postcode) = &self.postcode else {
            let around = circle(self.latitude, self.longitude, self.within)?;
            return Ok(around.map(Around::Place));
        };
        if self.latitude.is_some() || self.longitude.is_some() {
            return Err(Problem::field("postcode", "name a place or a post code, not both"));
        }
        let code = Text::parse(postcode).ok().filter(|code| code.chars().count() > 1);
        let code = code
            .ok_or_else(|| Problem::field("postcode", "a post code has from 2 to 12 characters"))?;
        Ok(Some(Around::Postcode(code, distance(self.within)?)))
    }

    /// What is looked for, and which part of the list.
    fn into_search(self) -> Result<(ShopSearch, PageRequest), Problem> {
        let around = self.around()?;
        let label = self.label.map(|label| label.parse::<Label>()).transpose();
        let label = label.map_err(|fault| Problem::field("label", fault.to_string()))?;
        let (after, limit) = (self.after, self.limit);
        let request =
            PageQuery { after, limit }.into_request(|after| Slug::parse(after).is_ok())?;
        Ok((ShopSearch { around, is_open: self.open, category: self.category, label }, request))
    }
}

/// A shop in the directory.
#[derive(Serialize, ToSchema)]
pub(crate) struct ListedShopView {
    #[serde(flatten)]
    shop: EnterpriseView,
    /// How far it is from the place asked for, in metres, to within a percent or so.
    distance_metres: Option<u64>,
}

/// The shops that sell to the public, by their short names: all, or those around a place, those that are open, and those that sell
/// something of a category, or that shows a label.
#[utoipa::path(
    tag = "shops", params(ShopsQuery),
    responses((status = 200, description = "a page of shops", body = PageView<ListedShopView>)),
)]
#[get("/v1/shops")]
pub(crate) async fn list_shops(
    engine: Data<Engine>,
    query: Query<ShopsQuery>,
) -> Result<Json<PageView<ListedShopView>>, Problem> {
    let (wanted, request) = query.into_inner().into_search()?;
    let lists = engine.lists();
    let page = engine.read(move |tx| shops(tx, &lists, &wanted, &request)).await?;
    let view = |ListedShop { shop, branding, metres }| ListedShopView {
        shop: EnterpriseView::branded(shop, &branding),
        distance_metres: metres,
    };
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
    /// How an order may be paid here, in the cycle it shows: by `bank-transfer` only where the shop says an account to pay to.
    #[schema(value_type = Vec<schemas::PaymentMethod>)]
    payments: BTreeSet<Method>,
    /// Why nothing can be ordered in the cycle it shows by whoever looks, whatever they choose, as a checkout would be refused; null where it can.
    #[schema(value_type = Option<schemas::CannotOrder>)]
    cannot_order: Option<&'static str>,
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
        cannot_order,
    } = engine.read(move |tx| shop(tx, &visitor.actor, &slug)).await?;
    let first = |cycles: Vec<OrderCycle>| cycles.into_iter().next().map(CycleView::for_shoppers);
    Ok(Json(ShopView {
        open: cycles.open.into_iter().map(CycleView::for_shoppers).collect(),
        next: first(cycles.upcoming),
        last: first(cycles.over),
        takes_guests,
        customers_only,
        is_customer,
        payments,
        cannot_order: cannot_order.map(CannotOrder::as_str),
        seller: WhoSellsView::from(seller),
        hand_over: hand_over.iter().map(OfferedHandOverView::from).collect(),
        shop: EnterpriseView::branded(shop, &branding),
    }))
}
