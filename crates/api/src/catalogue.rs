use std::collections::HashMap;

use actix_web::{
    HttpResponse, get,
    http::StatusCode,
    post, put,
    web::{Data, Json, Path, Query},
};
use serde::{Deserialize, Serialize};
use sillon_catalogue::{
    ImportRefused, MOST_LIST_BYTES, Storage, Supply, TaxCategory, Variant, read_list,
};
use sillon_engine::{
    CountSupply, Engine, Error, Ids, Tx, count_supply, import_list, may_see_products,
};
use sillon_identity::Actor;
use sillon_kernel::{Dimension, EnterpriseId, Money, Quantity, SupplyId};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    Problem,
    body::{Body, RawBody},
    caller::SignedIn,
    enterprises::{euro, read_currency},
    images::ImageView,
    once::Once,
    views::{Amount, Measure},
};

/// What an import changed.
#[derive(Serialize, ToSchema)]
pub(crate) struct ImportedView {
    /// Variants that were not there before.
    added: usize,
    /// Variants that were.
    updated: usize,
    /// The producers whose lists were read.
    producers: Vec<Uuid>,
}

/// How a list is to be read.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListQuery {
    /// The ISO 4217 currency of its prices.
    #[serde(default = "euro")]
    #[param(default = "EUR")]
    currency: String,
}

/// Brings products, prices and supplies to what a list says: Open Food Network's columns, all of it or nothing.
#[utoipa::path(
    tag = "catalogue", security(("session" = [])),
    params(ListQuery),
    request_body(content = String, content_type = "text/csv", description = "the list, with its header line"),
    responses((status = 200, description = "what changed", body = ImportedView),
        (status = "default", description = "a problem: every fault with its line", body = Problem,
            content_type = "application/problem+json")),
)]
#[post("/v1/product-lists")]
pub(crate) async fn import_products(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    query: Query<ListQuery>,
    body: RawBody<MOST_LIST_BYTES>,
) -> Result<HttpResponse, Problem> {
    let currency = read_currency(&query.currency)?;
    // A file is read where nothing else waits for it.
    let bytes = body.bytes;
    let read = actix_web::web::block(move || read_list(&bytes, currency)).await;
    let read = read.map_err(|_fault| {
        Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "the list was not read")
    })?;
    let rows = read.map_err(|faults| Problem::from(Error::from(ImportRefused(faults))))?;
    let work = move |tx: &mut Tx<'_>, actor: &Actor, ids: &Ids| {
        import_list(tx, actor, ids, &rows).map(|imported| ImportedView {
            added: imported.added,
            updated: imported.updated,
            producers: imported.producers.iter().map(|producer| producer.0).collect(),
        })
    };
    once.run(&engine, caller.actor, body.digest, StatusCode::OK, work).await
}

/// A product and the sizes it is sold in.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProductView {
    id: Uuid,
    name: String,
    category: String,
    description: Option<String>,
    #[schema(value_type = String, example = "ambient")]
    storage: Storage,
    /// What it looks like, the first picture first.
    images: Vec<ImageView>,
    variants: Vec<VariantView>,
}

/// A size of a product.
#[derive(Serialize, ToSchema)]
pub(crate) struct VariantView {
    id: Uuid,
    sku: Option<String>,
    /// What people read beside the product's name, such as `500 g`.
    label: String,
    #[schema(value_type = Amount)]
    price: Money,
    #[schema(value_type = String, example = "reduced")]
    tax: TaxCategory,
    supply: SupplyView,
}

/// What there is to sell, shared by all sizes that draw on it.
#[derive(Serialize, ToSchema)]
pub(crate) struct SupplyView {
    id: Uuid,
    #[schema(value_type = Measure)]
    available: Quantity,
    on_demand: bool,
}

impl From<Supply> for SupplyView {
    fn from(supply: Supply) -> Self {
        Self {
            id: supply.id.0,
            available: Quantity::from_milli(supply.available_milli, supply.dimension),
            on_demand: supply.on_demand,
        }
    }
}

/// The producer's products, for those who manage them, and for hubs that may sell them.
#[utoipa::path(
    tag = "catalogue", security(("session" = [])), params(("id" = Uuid, Path, description = "the producer")),
    responses((status = 200, description = "the products", body = Vec<ProductView>),
        (status = "default", description = "a problem", body = Problem, content_type = "application/problem+json")),
)]
#[get("/v1/enterprises/{id}/products")]
pub(crate) async fn list_products(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
) -> Result<Json<Vec<ProductView>>, Problem> {
    let (id, actor) = (EnterpriseId(id.into_inner()), caller.actor);
    let listed = engine.read(move |tx| {
        may_see_products(tx, &actor, id)?;
        let products = tx.catalogue().products(id)?;
        let ids: Vec<_> = products.iter().map(|product| product.id).collect();
        let variants = tx.catalogue().variants(&ids)?;
        let supplies = tx.catalogue().supplies(&ids)?;
        let pictures = tx.images().of_products(&ids)?;
        Ok((products, variants, supplies, pictures))
    });
    let (products, variants, supplies, pictures) = listed.await?;
    let supplies: HashMap<SupplyId, Supply> =
        supplies.into_iter().map(|supply| (supply.id, supply)).collect();
    let mut by_product: HashMap<_, Vec<VariantView>> = HashMap::new();
    for variant in variants {
        by_product.entry(variant.product).or_default().push(variant_view(variant, &supplies));
    }
    let mut images: HashMap<_, Vec<ImageView>> = HashMap::new();
    for (product, picture) in &pictures {
        images.entry(*product).or_default().push(picture.into());
    }
    let view = |product: sillon_catalogue::Product| ProductView {
        id: product.id.0,
        name: product.name.into_string(),
        category: product.category.into_string(),
        description: product.description.map(sillon_kernel::Text::into_string),
        storage: product.storage,
        images: images.remove(&product.id).unwrap_or_default(),
        variants: by_product.remove(&product.id).unwrap_or_default(),
    };
    Ok(Json(products.into_iter().map(view).collect()))
}

fn variant_view(variant: Variant, supplies: &HashMap<SupplyId, Supply>) -> VariantView {
    let none = Supply {
        id: variant.supply,
        producer: EnterpriseId(Uuid::nil()),
        product: variant.product,
        dimension: Dimension::Piece,
        available_milli: 0,
        on_demand: false,
    };
    VariantView {
        id: variant.id.0,
        label: variant.label(),
        sku: variant.sku.map(sillon_kernel::Text::into_string),
        price: variant.price,
        tax: variant.tax,
        supply: supplies.get(&variant.supply).cloned().unwrap_or(none).into(),
    }
}

/// What was counted.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CountBody {
    /// How much there is to sell from now on.
    #[schema(value_type = Measure)]
    available: Quantity,
    /// Made when ordered: nothing runs out.
    #[serde(default)]
    on_demand: bool,
}

/// Sets what is left of a supply to what was counted.
#[utoipa::path(
    tag = "catalogue", request_body = CountBody, security(("session" = [])),
    params(("id" = Uuid, Path, description = "the supply")),
    responses((status = 200, description = "the supply", body = SupplyView),
        (status = "default", description = "a problem", body = Problem, content_type = "application/problem+json")),
)]
#[put("/v1/supplies/{id}")]
pub(crate) async fn put_supply(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    id: Path<Uuid>,
    body: Body<CountBody>,
) -> Result<HttpResponse, Problem> {
    let CountBody { available, on_demand } = body.value;
    let count = CountSupply { supply: SupplyId(id.into_inner()), available, on_demand };
    let work = move |tx: &mut Tx<'_>, actor: &Actor, ids: &Ids| {
        count_supply(tx, actor, ids, count).map(SupplyView::from)
    };
    once.run(&engine, caller.actor, body.digest, StatusCode::OK, work).await
}
