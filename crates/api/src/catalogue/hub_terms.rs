use std::collections::{BTreeMap, BTreeSet};

use actix_web::{
    HttpRequest, HttpResponse, delete, get,
    http::StatusCode,
    post, put,
    web::{Data, Json, Path},
};
use serde::{Deserialize, Serialize};
use sillon_catalogue::{HubStock, HubTerms, Patch};
use sillon_engine::{
    Engine, HubTermsPatch, Ids, ListedTerms, StockSource, Tx, all_hub_terms, drop_terms, hub_terms,
    put_all_terms, put_terms, reset_all_terms, reset_terms,
};
use sillon_identity::Actor;
use sillon_kernel::{EnterpriseId, Money, Tag, Text, Timestamp, VariantId};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    Problem,
    http::auth::SignedIn,
    http::body::{Body, digest},
    http::idempotency::Once,
    http::query::Query,
    views::measures::Amount,
    views::page::{PageQuery, PageView},
    views::schemas,
};

/// The most items a hub counts.
const MAX_ITEMS: u32 = 1_000_000;

/// What a hub sells a variant from, in items.
#[derive(Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, tag = "kind", rename_all = "kebab-case")]
pub(crate) enum StockBody {
    /// The producer's pool.
    Pool {},
    /// The producer's pool, and no more of it than this.
    Quota {
        /// How many it may still take.
        items: u32,
    },
    /// What the hub holds itself.
    Own {
        /// How many it has.
        items: u32,
        /// Whether it gets as many as are ordered.
        #[serde(default)]
        on_demand: bool,
    },
}

/// What to change of the terms a hub sells a variant on. What is left out stays as it is; null is the producer's again.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HubTermsBody {
    /// The hub's price of one item, tax included and before fees.
    #[serde(default)]
    #[schema(value_type = Option<Amount>)]
    price: Patch<Option<Money>>,
    /// Whether the hub announces its price as reduced, from now on unless it does already. Its shop tells it against the
    /// lowest price of the 30 days before; the announcement ends where the price goes up.
    #[serde(default)]
    #[schema(value_type = Option<bool>)]
    reduced: Patch<bool>,
    /// The hub's code for it.
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 60)]
    sku: Patch<Option<Text<60>>>,
    /// What it sells from, and what there is from now on.
    #[serde(default)]
    #[schema(value_type = Option<StockBody>)]
    stock: Patch<StockBody>,
    /// What a reset sets the hub's own stock to.
    #[serde(default)]
    #[schema(value_type = Option<u32>, maximum = 1_000_000)]
    default_stock: Patch<Option<u32>>,
    /// Whether the hub leaves it out of its shop.
    #[serde(default)]
    #[schema(value_type = Option<bool>)]
    hidden: Patch<bool>,
    /// What the hub's rules know it by, such as `bulk`.
    #[serde(default)]
    #[schema(value_type = Option<Vec<schemas::Tag>>, max_items = 20)]
    tags: Patch<BTreeSet<Tag>>,
    /// What one item costs customers with a tag, by the tag, instead of the hub's price; of several tags of one customer the
    /// lowest.
    #[serde(default)]
    #[schema(value_type = Option<BTreeMap<String, Amount>>)]
    group_prices: Patch<BTreeMap<Tag, Money>>,
}

impl HubTermsBody {
    fn into_patch(self) -> Result<HubTermsPatch, Problem> {
        let bounded = |field: &'static str, items: u32| {
            let rule = || format!("it is at most {MAX_ITEMS} items");
            if items <= MAX_ITEMS { Ok(items) } else { Err(Problem::field(field, rule())) }
        };
        let stock = self.stock.try_map(|stock| {
            Ok::<_, Problem>(match stock {
                StockBody::Pool {} => StockSource::Pool,
                StockBody::Quota { items } => {
                    StockSource::Quota { items: bounded("stock.items", items)? }
                }
                StockBody::Own { items, on_demand } => {
                    StockSource::Own { items: bounded("stock.items", items)?, on_demand }
                }
            })
        })?;
        let below_zero = |price: &Money| price.minor() < 0;
        if self.price.said().is_some_and(|price| price.as_ref().is_some_and(below_zero)) {
            return Err(Problem::field("price", "it is zero or more"));
        }
        if self.group_prices.said().is_some_and(|prices| prices.values().any(below_zero)) {
            return Err(Problem::field("group_prices", "each is zero or more"));
        }
        let default_stock = self
            .default_stock
            .try_map(|items| items.map(|items| bounded("default_stock", items)).transpose())?;
        Ok(HubTermsPatch {
            price: self.price,
            reduced: self.reduced,
            sku: self.sku,
            stock,
            default_stock,
            hidden: self.hidden,
            tags: self.tags,
            group_prices: self.group_prices,
        })
    }
}

/// The terms a hub sells a variant on.
#[derive(Serialize, ToSchema)]
pub(crate) struct HubTermsView {
    #[schema(value_type = Option<Amount>)]
    price: Option<Money>,
    /// Since when the hub announces its price as reduced.
    #[schema(value_type = Option<schemas::Instant>)]
    reduced_since: Option<Timestamp>,
    sku: Option<String>,
    stock: StockBody,
    default_stock: Option<u32>,
    hidden: bool,
    #[schema(value_type = Vec<schemas::Tag>)]
    tags: BTreeSet<Tag>,
    #[schema(value_type = BTreeMap<String, Amount>)]
    group_prices: BTreeMap<Tag, Money>,
    /// Whether its producer lets the hub set terms; while not, these are kept and say nothing.
    in_force: bool,
}

impl From<HubTerms> for HubTermsView {
    fn from(terms: HubTerms) -> Self {
        let items = |count: i64| u32::try_from(count.max(0)).unwrap_or(u32::MAX);
        Self {
            stock: match terms.stock {
                HubStock::Pool => StockBody::Pool {},
                HubStock::Quota { count } => StockBody::Quota { items: items(count) },
                HubStock::Own { count } => StockBody::Own { items: items(count), on_demand: false },
                HubStock::OnDemand { count } => {
                    StockBody::Own { items: items(count), on_demand: true }
                }
            },
            in_force: terms.are_active(),
            price: terms.price,
            reduced_since: terms.reduced_since,
            sku: terms.sku.map(Text::into_string),
            default_stock: terms.default_stock,
            hidden: terms.hidden,
            tags: terms.tags,
            group_prices: terms.group_prices,
        }
    }
}

fn named((hub, variant): (Uuid, Uuid)) -> (EnterpriseId, VariantId) {
    (EnterpriseId(hub), VariantId(variant))
}

/// The terms a hub sells a size on, with what it is.
#[derive(Serialize, ToSchema)]
pub(crate) struct ListedTermsView {
    variant: Uuid,
    product: Uuid,
    /// What the product is called.
    name: String,
    /// What people read beside its name, such as `500 g`.
    label: String,
    producer: Uuid,
    terms: HubTermsView,
}

impl From<ListedTerms> for ListedTermsView {
    fn from(ListedTerms { variant, product, terms }: ListedTerms) -> Self {
        Self {
            variant: variant.id.0,
            product: product.id.0,
            label: variant.label(),
            producer: product.producer.0,
            name: product.name.into_string(),
            terms: terms.into(),
        }
    }
}

/// Which terms are wanted.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct TermsQuery {
    /// Only those on goods of this producer.
    #[serde(default)]
    producer: Option<Uuid>,
    /// The `next` of the page before.
    #[serde(default)]
    after: Option<String>,
    /// How many at most, up to 100.
    #[serde(default)]
    #[param(default = 100, maximum = 100, minimum = 1)]
    limit: Option<u32>,
}

/// The terms a hub set: what it lists, the oldest sizes first.
#[utoipa::path(
    tag = "enterprises", security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "the hub"), TermsQuery),
    responses((status = 200, description = "a page of terms", body = PageView<ListedTermsView>)),
)]
#[get("/v1/enterprises/{id}/terms")]
pub(crate) async fn list_hub_terms(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
    query: Query<TermsQuery>,
) -> Result<Json<PageView<ListedTermsView>>, Problem> {
    let TermsQuery { producer, after, limit } = query.into_inner();
    let page = PageQuery { after, limit: limit.unwrap_or(100).min(100) };
    let (after, request) = page.into_keyed()?;
    let (hub, producer) = (EnterpriseId(id.into_inner()), producer.map(EnterpriseId));
    let read =
        move |tx: &mut Tx<'_>| all_hub_terms(tx, &caller.actor, hub, producer, after, &request);
    let page = engine.read(read).await?;
    let items = page.items.into_iter().map(ListedTermsView::from).collect();
    Ok(Json(PageView { items, next: page.next }))
}

/// What to change of the terms on one of several sizes.
#[derive(Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OneOfTermsBody {
    /// Which size.
    variant: Uuid,
    terms: HubTermsBody,
}

/// What to change of the terms on several sizes.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AllTermsBody {
    /// Each once.
    #[schema(min_items = 1, max_items = 100)]
    variants: Vec<OneOfTermsBody>,
}

/// The terms on one of several sizes.
#[derive(Serialize, ToSchema)]
pub(crate) struct OneOfTermsView {
    variant: Uuid,
    terms: HubTermsView,
}

/// The terms on several sizes, as they are now.
#[derive(Serialize, ToSchema)]
pub(crate) struct AllTermsView {
    variants: Vec<OneOfTermsView>,
}

impl From<BTreeMap<VariantId, HubTerms>> for AllTermsView {
    fn from(all: BTreeMap<VariantId, HubTerms>) -> Self {
        let view = |(variant, terms): (VariantId, HubTerms)| OneOfTermsView {
            variant: variant.0,
            terms: terms.into(),
        };
        Self { variants: all.into_iter().map(view).collect() }
    }
}

/// Sets the terms a hub sells several sizes on, as one by one: all of them, or none.
#[utoipa::path(
    tag = "enterprises", request_body = AllTermsBody, security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "the hub"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    responses((status = 200, description = "the terms", body = AllTermsView)),
)]
#[put("/v1/enterprises/{id}/terms")]
pub(crate) async fn put_all_hub_terms(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    id: Path<Uuid>,
    body: Body<AllTermsBody>,
) -> Result<HttpResponse, Problem> {
    let hub = EnterpriseId(id.into_inner());
    let patch = |(place, one): (usize, OneOfTermsBody)| {
        let patch = one.terms.into_patch();
        let within = |problem: Problem| problem.within(&format!("variants[{place}].terms"));
        Ok((VariantId(one.variant), patch.map_err(within)?))
    };
    let patches: Vec<(VariantId, HubTermsPatch)> =
        body.value.variants.into_iter().enumerate().map(patch).collect::<Result<_, Problem>>()?;
    let work = move |tx: &mut Tx<'_>, actor: &Actor, ids: &Ids| {
        put_all_terms(tx, actor, ids, hub, patches.clone()).map(AllTermsView::from)
    };
    once.run(&engine, caller.actor, body.digest, StatusCode::OK, work).await
}

/// Which sizes' stock is set back.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ResetTermsBody {
    /// Each once.
    #[schema(min_items = 1, max_items = 100)]
    variants: Vec<Uuid>,
}

/// Sets a hub's own stock of several sizes back to its default: of all of them, or of none.
#[utoipa::path(
    tag = "enterprises", request_body = ResetTermsBody, security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "the hub"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    responses((status = 200, description = "the terms", body = AllTermsView)),
)]
#[post("/v1/enterprises/{id}/stock-resets")]
pub(crate) async fn reset_all_hub_terms(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    id: Path<Uuid>,
    body: Body<ResetTermsBody>,
) -> Result<HttpResponse, Problem> {
    let hub = EnterpriseId(id.into_inner());
    let variants: Vec<VariantId> = body.value.variants.into_iter().map(VariantId).collect();
    let work = move |tx: &mut Tx<'_>, actor: &Actor, ids: &Ids| {
        reset_all_terms(tx, actor, ids, hub, variants.clone()).map(AllTermsView::from)
    };
    once.run(&engine, caller.actor, body.digest, StatusCode::OK, work).await
}

/// The terms a hub sells a variant on; where it set none, they are the producer's.
#[utoipa::path(
    tag = "enterprises", security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "the hub"), ("variant" = Uuid, Path, description = "the variant")),
    responses((status = 200, description = "the terms", body = HubTermsView)),
)]
#[get("/v1/enterprises/{id}/terms/{variant}")]
pub(crate) async fn get_hub_terms(
    engine: Data<Engine>,
    caller: SignedIn,
    path: Path<(Uuid, Uuid)>,
) -> Result<Json<HubTermsView>, Problem> {
    let (hub, variant) = named(path.into_inner());
    let terms = engine.read(move |tx| hub_terms(tx, &caller.actor, hub, variant)).await?;
    Ok(Json(terms.into()))
}

/// Sets the terms a hub sells a variant on, where its producer lets it: its price, its code, what it sells from.
#[utoipa::path(
    tag = "enterprises", request_body = HubTermsBody, security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "the hub"), ("variant" = Uuid, Path, description = "the variant"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    responses((status = 200, description = "the terms", body = HubTermsView)),
)]
#[put("/v1/enterprises/{id}/terms/{variant}")]
pub(crate) async fn put_hub_terms(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    path: Path<(Uuid, Uuid)>,
    body: Body<HubTermsBody>,
) -> Result<HttpResponse, Problem> {
    let (hub, variant) = named(path.into_inner());
    let terms = body.value.into_patch()?;
    let work = move |tx: &mut Tx<'_>, actor: &Actor, ids: &Ids| {
        put_terms(tx, actor, ids, hub, variant, terms.clone()).map(HubTermsView::from)
    };
    once.run(&engine, caller.actor, body.digest, StatusCode::OK, work).await
}

/// Sells a variant on its producer's terms again; harmless when the hub did.
#[utoipa::path(
    tag = "enterprises", security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "the hub"), ("variant" = Uuid, Path, description = "the variant"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    responses((status = 204, description = "the terms are the producer's")),
)]
#[delete("/v1/enterprises/{id}/terms/{variant}")]
pub(crate) async fn delete_hub_terms(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    path: Path<(Uuid, Uuid)>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let (hub, variant) = named(path.into_inner());
    let work = move |tx: &mut Tx<'_>, actor: &Actor, _: &Ids| drop_terms(tx, actor, hub, variant);
    once.run(&engine, caller.actor, digest(&request, &[]), StatusCode::NO_CONTENT, work).await
}

/// Sets a hub's own stock of a variant back to its default.
#[utoipa::path(
    tag = "enterprises", security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "the hub"), ("variant" = Uuid, Path, description = "the variant"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    responses((status = 200, description = "the terms", body = HubTermsView)),
)]
#[post("/v1/enterprises/{id}/terms/{variant}/reset")]
pub(crate) async fn reset_hub_terms(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    path: Path<(Uuid, Uuid)>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let (hub, variant) = named(path.into_inner());
    let work = move |tx: &mut Tx<'_>, actor: &Actor, ids: &Ids| {
        reset_terms(tx, actor, ids, hub, variant).map(HubTermsView::from)
    };
    once.run(&engine, caller.actor, digest(&request, &[]), StatusCode::OK, work).await
}
