use actix_web::{
    get,
    web::{Data, Json, Path},
};
use serde::{Deserialize, Serialize};
use sillon_catalogue::Storage;
use sillon_engine::{Engine, Sellable, SellableSize, Wanted};
use sillon_kernel::{EnterpriseId, Money, PageRequest};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    Problem,
    catalogue::dietary_filter::read_food,
    http::auth::SignedIn,
    http::query::Query,
    views::measures::Amount,
    views::page::{PageQuery, PageView},
    views::schemas,
};

/// Which goods are wanted.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct SellableQuery {
    /// Words to find them by, the best first: whole or begun, accents and case aside; a typo is forgiven where no word
    /// begins so.
    #[serde(default)]
    q: Option<String>,
    /// Only of this category.
    #[serde(default)]
    category: Option<String>,
    /// Only of this producer.
    #[serde(default)]
    producer: Option<Uuid>,
    /// Only showing this label, such as organic: where it wants a certificate, under one that is valid today.
    #[serde(default)]
    #[param(value_type = Option<schemas::Label>)]
    label: Option<String>,
    /// Only declared to be free of these allergens, with commas between; what is unknown is not free.
    #[serde(default)]
    #[param(value_type = Option<Vec<schemas::Allergen>>, style = Form, explode = false)]
    free_of: Option<String>,
    /// Only of this storage class: ambient, chilled or frozen.
    #[serde(default)]
    #[param(value_type = Option<schemas::Storage>)]
    storage: Option<Storage>,
    /// The `next` of the page before.
    #[serde(default)]
    after: Option<String>,
    /// How many at most, up to 500.
    #[serde(default)]
    #[param(default = 100, maximum = 500, minimum = 1)]
    limit: Option<u32>,
}

impl SellableQuery {
    fn read(self) -> Result<(Wanted, PageRequest), Problem> {
        let food = read_food(self.label.as_deref(), self.free_of.as_deref())?;
        let page = PageQuery { after: self.after, limit: self.limit.unwrap_or(100) };
        let wanted = Wanted {
            words: self.q.filter(|words| !words.trim().is_empty()),
            category: self.category,
            producer: self.producer.map(EnterpriseId),
            food,
            storage: self.storage,
        };
        Ok((wanted, page.into_request(|after| after.parse::<usize>().is_ok())?))
    }
}

/// A product an enterprise may sell.
#[derive(Serialize, ToSchema)]
pub(crate) struct SellableView {
    product: Uuid,
    name: String,
    producer: SellerView,
    category: String,
    #[schema(value_type = schemas::Storage)]
    storage: Storage,
    /// The labels it may show today.
    #[schema(value_type = Vec<schemas::Label>)]
    labels: Vec<&'static str>,
    /// `unknown`, `none`, or their names with commas.
    allergens: String,
    variants: Vec<SellableVariantView>,
}

/// Whose goods they are.
#[derive(Serialize, ToSchema)]
pub(crate) struct SellerView {
    id: Uuid,
    name: String,
}

/// A size of it on sale.
#[derive(Serialize, ToSchema)]
pub(crate) struct SellableVariantView {
    id: Uuid,
    /// What people read beside the product's name, such as `500 g`.
    label: String,
    /// What the producer asks for one item.
    #[schema(value_type = Amount)]
    price: Money,
    /// How many items are left; null when they are made on demand.
    available: Option<u32>,
}

impl From<Sellable> for SellableView {
    fn from(sellable: Sellable) -> Self {
        let producer = SellerView { id: sellable.producer.0, name: sellable.producer_name };
        Self {
            product: sellable.product.0,
            name: sellable.name,
            producer,
            category: sellable.category,
            storage: sellable.storage,
            labels: sellable.labels.iter().map(|label| label.as_str()).collect(),
            allergens: sellable.allergens.to_string(),
            variants: sellable.sizes.into_iter().map(SellableVariantView::from).collect(),
        }
    }
}

impl From<SellableSize> for SellableVariantView {
    fn from(size: SellableSize) -> Self {
        let SellableSize { variant, label, price, available } = size;
        Self { id: variant.0, label, price, available }
    }
}

/// The goods an enterprise may sell: its own, and those of the producers that let it.
#[utoipa::path(
    tag = "catalogue", security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "who sells"), SellableQuery),
    responses((status = 200, description = "a page of goods", body = PageView<SellableView>)),
)]
#[get("/v1/enterprises/{id}/sellable")]
pub(crate) async fn list_sellable(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
    query: Query<SellableQuery>,
) -> Result<Json<PageView<SellableView>>, Problem> {
    let (wanted, page) = query.into_inner().read()?;
    let seller = EnterpriseId(id.into_inner());
    let page = engine.sellable(caller.actor, seller, wanted, page).await?;
    let items = page.items.into_iter().map(SellableView::from).collect();
    Ok(Json(PageView { items, next: page.next }))
}
