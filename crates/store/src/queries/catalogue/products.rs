use std::collections::{BTreeSet, HashMap};

use diesel::{
    prelude::*,
    sql_types::{BigInt, Bool, Text as Words},
};
use serde::{Serialize, de::DeserializeOwned};
use sillon_catalogue::{Alcohol, Food, Origin, Product, Size, Supply, Variant};
use sillon_enterprises::{Label, Property, practices};
use sillon_identity::{ManageProducts, Permit};
use sillon_kernel::{
    Currency, CycleId, Dimension, EnterpriseId, Money, Name, Page, PageRequest, ProductId,
    Quantity, SupplyId, Text, VariantId, currency_of, fold, name_key,
};

use super::super::{
    super::{Conn, Db, dialect::for_update},
    catalogue::many,
    catalogue::variants::VariantRow,
};
use crate::{
    Error,
    error::stored,
    records::catalogue::{Movement, ProductBrief, ProductFilter, SizeBrief, Supplier},
    schema::tables::{enterprise, exchange, exchange_variant, product, supply, variant},
    sql::ids::{IDS_AT_ONCE, Key, Uid, keys},
    sql::statement::statement,
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = product)]
pub(crate) struct ProductRow {
    pub(crate) id: ProductId,
    pub(crate) producer_id: EnterpriseId,
    pub(crate) name: String,
    pub(crate) category: String,
    pub(crate) description: Option<String>,
    pub(crate) storage: String,
    pub(crate) kind: Option<String>,
    pub(crate) prepacked: bool,
    pub(crate) allergens: String,
    pub(crate) ingredients: Option<String>,
    pub(crate) origin: Option<String>,
    pub(crate) origin_place: Option<String>,
    pub(crate) durability: Option<String>,
    pub(crate) alcohol_tenths: Option<i64>,
    pub(crate) labels: String,
    pub(crate) properties: String,
    pub(crate) inherits_properties: bool,
    units: String,
    withdrawn: bool,
    changes: i64,
}

impl ProductRow {
    pub(crate) fn into_product(self) -> Result<Product, Error> {
        let food = self.food()?;
        let description =
            self.description.as_deref().map(|text| stored::<Text<2000>>("description", text));
        Ok(Product {
            id: self.id,
            producer: self.producer_id,
            name: stored("name", &self.name)?,
            category: stored("category", &self.category)?,
            description: description.transpose()?,
            storage: stored("storage", &self.storage)?,
            kind: optional("product type", self.kind.as_deref())?,
            food,
            labels: read_labels(&self.labels)?,
            properties: read_json("properties", &self.properties)?,
            inherits_properties: self.inherits_properties,
            units: read_json("named units", &self.units)?,
            withdrawn: self.withdrawn,
            version: self.changes,
        })
    }

    fn food(&self) -> Result<Food, Error> {
        let place = optional::<Name>("place of origin", self.origin_place.as_deref())?;
        let origin = optional::<Origin>("origin", self.origin.as_deref())?;
        let alcohol = self.alcohol_tenths.map(|tenths| {
            let read = u16::try_from(tenths).ok().and_then(|it| Alcohol::from_tenths(it).ok());
            read.ok_or_else(|| Error::Corrupt { what: "alcohol", value: tenths.to_string() })
        });
        Ok(Food {
            prepacked: self.prepacked,
            allergens: stored("allergens", &self.allergens)?,
            ingredients: optional("ingredients", self.ingredients.as_deref())?,
            origin: origin.map(|origin| origin.at(place)),
            durability: optional("durability", self.durability.as_deref())?,
            alcohol: alcohol.transpose()?,
        })
    }
}

/// Reads a stored text that may be left out.
pub(crate) fn optional<T: std::str::FromStr>(
    what: &'static str,
    value: Option<&str>,
) -> Result<Option<T>, Error> {
    value.map(|value| stored(what, value)).transpose()
}

/// Reads the labels of a product, stored with commas between.
pub(crate) fn read_labels(text: &str) -> Result<BTreeSet<Label>, Error> {
    text.split(',').filter(|label| !label.is_empty()).map(|label| stored("label", label)).collect()
}

pub(crate) fn write_labels(labels: &BTreeSet<Label>) -> String {
    labels.iter().map(|label| label.as_str()).collect::<Vec<_>>().join(",")
}

/// Reads a stored list.
pub(crate) fn read_json<T: DeserializeOwned>(what: &'static str, text: &str) -> Result<T, Error> {
    let corrupt = |_fault| Error::Corrupt { what, value: text.to_owned() };
    serde_json::from_str(text).map_err(corrupt)
}

/// A list as it is stored.
pub(crate) fn write_json(list: &impl Serialize) -> String {
    serde_json::to_string(list).expect("lists of texts and quantities are always JSON")
}

/// Reads a stored size back.
pub(crate) fn read_size(
    dimension: &str,
    size_milli: i64,
    piece_name: Option<&str>,
) -> Result<Size, Error> {
    let dimension: Dimension = stored("dimension", dimension)?;
    let quantity = Quantity::from_milli(size_milli, dimension);
    let size = match dimension {
        Dimension::Piece => {
            let name = piece_name.map(|name| stored::<Name>("piece name", name)).transpose()?;
            Size::pieces(quantity, name)
        }
        Dimension::Weight | Dimension::Volume => Size::measured(quantity),
    };
    size.map_err(|_fault| Error::Corrupt { what: "size", value: size_milli.to_string() })
}

/// Reads back what an item takes from its supply: measured as its size is, where nothing else was stored.
pub(crate) fn read_draw(
    dimension: Option<&str>,
    milli: i64,
    of_size: Dimension,
) -> Result<Quantity, Error> {
    let dimension = optional("dimension", dimension)?.unwrap_or(of_size);
    Ok(Quantity::from_milli(milli, dimension))
}

/// Reads a stored currency back.
pub(crate) fn read_currency(code: &str) -> Result<Currency, Error> {
    currency_of(code).ok_or_else(|| Error::Corrupt { what: "currency", value: code.to_owned() })
}

/// Reads a stored price back that may be left out.
pub(crate) fn read_price(
    minor: Option<i64>,
    currency: Option<&str>,
) -> Result<Option<Money>, Error> {
    let price = minor.zip(currency);
    price.map(|(minor, code)| Ok(Money::new(minor, read_currency(code)?))).transpose()
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = supply)]
pub(crate) struct SupplyRow {
    id: SupplyId,
    producer_id: EnterpriseId,
    product_id: ProductId,
    dimension: String,
    available_milli: i64,
    on_demand: bool,
}

impl SupplyRow {
    pub(crate) fn into_supply(self) -> Result<Supply, Error> {
        Ok(Supply {
            id: self.id,
            producer: self.producer_id,
            product: self.product_id,
            dimension: stored("dimension", &self.dimension)?,
            available_milli: self.available_milli,
            on_demand: self.on_demand,
        })
    }
}

pub(crate) fn products(conn: &mut Conn, producer: EnterpriseId) -> Result<Vec<Product>, Error> {
    let rows: Vec<ProductRow> = product::table
        .filter(product::producer_id.eq(Key(producer)))
        .order((product::folded_name, product::id))
        .select(ProductRow::as_select())
        .load(conn)?;
    rows.into_iter().map(ProductRow::into_product).collect()
}

pub(crate) fn page_of_products(
    conn: &mut Conn,
    producer: EnterpriseId,
    wanted: &ProductFilter,
    page: &PageRequest,
) -> Result<Page<Product>, Error> {
    let mut found = product::table
        .filter(product::producer_id.eq(Key(producer)))
        .filter(product::withdrawn.eq(wanted.withdrawn))
        .into_boxed::<Db>();
    if let Some(category) = &wanted.category {
        found = found.filter(product::category.eq(category));
    }
    if let Some(text) = &wanted.text {
        found = found.filter(product::folded_name.like(holding(text)).escape('!'));
    }
    if let Some(after) = page.after.as_deref().and_then(|after| after.parse::<ProductId>().ok()) {
        let last: Option<String> =
            product::table.find(Key(after)).select(product::folded_name).first(conn).optional()?;
        found = found.filter(product::folded_name.gt(last.ok_or(Error::Missing("page"))?));
    }
    let rows: Vec<ProductRow> = found
        .order(product::folded_name)
        .limit(i64::from(page.limit) + 1)
        .select(ProductRow::as_select())
        .load(conn)?;
    let products = rows.into_iter().map(ProductRow::into_product).collect::<Result<_, _>>()?;
    Ok(Page::cut(products, page, |product: &Product| product.id.to_string()))
}

/// The pattern of what holds a text, with `!` before what `like` would read as more than itself.
pub(crate) fn holding(text: &str) -> String {
    let literal = text.replace('!', "!!").replace('%', "!%").replace('_', "!_");
    format!("%{literal}%")
}

pub(crate) fn products_named(
    conn: &mut Conn,
    producer: EnterpriseId,
    names: &[Name],
) -> Result<Vec<(ProductId, Name)>, Error> {
    let wanted: BTreeSet<String> = names.iter().map(|name| name_key(name)).collect();
    let rows: Vec<(ProductId, String)> = product::table
        .filter(product::producer_id.eq(Key(producer)))
        .filter(product::folded_name.eq_any(stored_as(names)))
        .order(product::folded_name)
        .select((product::id, product::name))
        .load(conn)?;
    let rows = rows.into_iter().filter(|(_, name)| wanted.contains(&name_key(name)));
    rows.map(|(id, name)| Ok((id, stored("name", &name)?))).collect()
}

/// What products of these names may be found by. One that nobody saved since names were told apart by more than their folded
/// form has only that.
pub(crate) fn stored_as<'n>(names: impl IntoIterator<Item = &'n Name>) -> Vec<String> {
    names.into_iter().flat_map(|name| [sort_name(name), fold(name)]).collect()
}

/// What a product is sorted and searched by, which no other of its producer has: its folded name, then what tells it from names
/// that fold alike.
pub(crate) fn sort_name(name: &str) -> String {
    format!("{}\u{1}{}", fold(name), name_key(name))
}

pub(crate) fn product(conn: &mut Conn, id: ProductId) -> Result<Product, Error> {
    let row =
        product::table.find(Key(id)).select(ProductRow::as_select()).first(conn).optional()?;
    row.ok_or(Error::Missing("product"))?.into_product()
}

pub(crate) fn variant(conn: &mut Conn, id: VariantId) -> Result<Variant, Error> {
    let row =
        variant::table.find(Key(id)).select(VariantRow::as_select()).first(conn).optional()?;
    row.ok_or(Error::Missing("variant"))?.into_variant()
}

pub(crate) fn variants(conn: &mut Conn, products: &[ProductId]) -> Result<Vec<Variant>, Error> {
    let rows: Vec<VariantRow> = variant::table
        .filter(variant::product_id.eq_any(keys(products)))
        .order((variant::product_id, variant::dimension, variant::size_milli, variant::id))
        .select(VariantRow::as_select())
        .load(conn)?;
    rows.into_iter().map(VariantRow::into_variant).collect()
}

pub(crate) fn sold_by(
    conn: &mut Conn,
    producers: &[EnterpriseId],
) -> Result<Vec<(EnterpriseId, VariantId)>, Error> {
    Ok(variant::table
        .inner_join(product::table)
        .filter(product::producer_id.eq_any(keys(producers)))
        .filter(variant::withdrawn.eq(false))
        .filter(product::withdrawn.eq(false))
        .order((product::producer_id, variant::id))
        .select((product::producer_id, variant::id))
        .load(conn)?)
}

pub(crate) fn products_of(conn: &mut Conn, ids: &[ProductId]) -> Result<Vec<Product>, Error> {
    let rows: Vec<ProductRow> = product::table
        .filter(product::id.eq_any(keys(ids)))
        .order(product::id)
        .select(ProductRow::as_select())
        .load(conn)?;
    rows.into_iter().map(ProductRow::into_product).collect()
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = product)]
struct BriefRow {
    id: ProductId,
    producer_id: EnterpriseId,
    name: String,
    category: String,
    description: Option<String>,
    storage: String,
    labels: String,
    properties: String,
    inherits_properties: bool,
    allergens: String,
}

impl BriefRow {
    fn into_brief(
        self,
        producer_name: String,
        producer_says: &str,
        sizes: Vec<SizeBrief>,
    ) -> Result<ProductBrief, Error> {
        let says = |text| read_json::<Vec<Property>>("properties", text);
        let (own, producers) = (says(&self.properties)?, says(producer_says)?);
        let mut labels = practices(&own, &producers, self.inherits_properties).labels;
        labels.extend(read_labels(&self.labels)?);
        Ok(ProductBrief {
            id: self.id,
            producer: self.producer_id,
            producer_name,
            storage: stored("storage", &self.storage)?,
            labels,
            allergens: stored("allergens", &self.allergens)?,
            name: self.name,
            category: self.category,
            description: self.description,
            sizes,
        })
    }
}

/// The sizes on sale of producers' products, by product.
fn sizes_on_sale(
    conn: &mut Conn,
    producers: &[EnterpriseId],
) -> Result<HashMap<ProductId, Vec<SizeBrief>>, Error> {
    let rows: Vec<VariantRow> = variant::table
        .inner_join(product::table)
        .filter(product::producer_id.eq_any(keys(producers)))
        .filter(variant::withdrawn.eq(false))
        .order((variant::product_id, variant::dimension, variant::size_milli, variant::id))
        .select(VariantRow::as_select())
        .load(conn)?;
    let mut sizes: HashMap<ProductId, Vec<SizeBrief>> = HashMap::new();
    for variant in rows.into_iter().map(VariantRow::into_variant) {
        let variant = variant?;
        sizes.entry(variant.product).or_default().push(SizeBrief {
            variant: variant.id,
            label: variant.label(),
            price: variant.price,
            supply: variant.supply,
            draw: variant.draw,
        });
    }
    Ok(sizes)
}

pub(crate) fn briefs(
    conn: &mut Conn,
    producers: &[EnterpriseId],
) -> Result<Vec<ProductBrief>, Error> {
    let mut sizes = sizes_on_sale(conn, producers)?;
    let rows: Vec<(BriefRow, String, String)> = product::table
        .inner_join(enterprise::table)
        .filter(product::producer_id.eq_any(keys(producers)))
        .filter(product::withdrawn.eq(false))
        .select((BriefRow::as_select(), enterprise::name, enterprise::properties))
        .load(conn)?;
    let on_sale = rows.into_iter().filter_map(|row| Some((sizes.remove(&row.0.id)?, row)));
    let briefs = on_sale.map(|(sizes, (row, name, says))| row.into_brief(name, &says, sizes));
    briefs.collect()
}

statement!(
    /// The producers that let a hub sell what they make, and itself if it is one: where each is, and how often it changed.
    Suppliers { hub: EnterpriseId, itself: EnterpriseId } -> (Uid, Words, BigInt) =
    "select e.id, e.zone, e.version + e.goods_changes from enterprise e where e.id in ( \
     select g.grantor_id from enterprise_grant g where g.kind = 'supply-to-cycles' and g.grantee_id = ", [hub: Uid],
    " union all select ", [itself: Uid], ") and e.is_producer order by e.id"
);

pub(crate) fn suppliers(conn: &mut Conn, hub: EnterpriseId) -> Result<Vec<Supplier>, Error> {
    let rows: Vec<(EnterpriseId, String, i64)> = Suppliers { hub, itself: hub }.load(conn)?;
    let supplier = |(producer, zone, changes): (EnterpriseId, String, i64)| {
        Ok(Supplier { producer, zone: stored("time zone", &zone)?, changes })
    };
    rows.into_iter().map(supplier).collect()
}

statement!(
    /// Counts a change of a producer's goods.
    CountChange { producer: EnterpriseId } =
    "update enterprise set goods_changes = goods_changes + 1 where id = ", [producer: Uid]
);

/// Counts a change of a producer's goods: whatever is remembered of them is no longer right.
pub(crate) fn count_change(conn: &mut Conn, by: &Permit<ManageProducts>) -> Result<(), Error> {
    CountChange { producer: by.enterprise() }.execute(conn)?;
    Ok(())
}

pub(crate) fn offered_in(
    conn: &mut Conn,
    cycle: CycleId,
) -> Result<Vec<(Product, Variant)>, Error> {
    let offered = exchange_variant::table
        .inner_join(exchange::table)
        .filter(exchange::order_cycle_id.eq(Key(cycle)))
        .filter(exchange::direction.eq("outgoing"))
        .select(exchange_variant::variant_id);
    let rows: Vec<(ProductRow, VariantRow)> = variant::table
        .inner_join(product::table)
        .filter(variant::id.eq_any(offered))
        .filter(variant::withdrawn.eq(false))
        .filter(product::withdrawn.eq(false))
        .order((
            product::producer_id,
            product::folded_name,
            variant::dimension,
            variant::size_milli,
            variant::id,
        ))
        .select((ProductRow::as_select(), VariantRow::as_select()))
        .load(conn)?;
    let mut offered: Vec<(Product, Variant)> =
        rows.into_iter().map(read_sized).collect::<Result<_, _>>()?;
    let known: BTreeSet<VariantId> = offered.iter().map(|(_, variant)| variant.id).collect();
    let parts = offered.iter().flat_map(|(_, variant)| &variant.parts).map(|part| part.variant);
    let parts: BTreeSet<VariantId> = parts.filter(|part| !known.contains(part)).collect();
    for some in Vec::from_iter(parts).chunks(IDS_AT_ONCE) {
        let rows: Vec<(ProductRow, VariantRow)> = variant::table
            .inner_join(product::table)
            .filter(variant::id.eq_any(keys(some)))
            .filter(variant::withdrawn.eq(false))
            .filter(product::withdrawn.eq(false))
            .order(variant::id)
            .select((ProductRow::as_select(), VariantRow::as_select()))
            .load(conn)?;
        for row in rows {
            offered.push(read_sized(row)?);
        }
    }
    Ok(offered)
}

fn read_sized((product, variant): (ProductRow, VariantRow)) -> Result<(Product, Variant), Error> {
    Ok((product.into_product()?, variant.into_variant()?))
}

pub(crate) fn supplies(conn: &mut Conn, products: &[ProductId]) -> Result<Vec<Supply>, Error> {
    // Counters of hubs are theirs, not their producer's.
    let rows: Vec<SupplyRow> = supply::table
        .inner_join(product::table)
        .filter(supply::product_id.eq_any(keys(products)))
        .filter(supply::producer_id.eq(product::producer_id))
        .order(supply::id)
        .select(SupplyRow::as_select())
        .load(conn)?;
    rows.into_iter().map(SupplyRow::into_supply).collect()
}

pub(crate) fn supply(conn: &mut Conn, id: SupplyId) -> Result<Supply, Error> {
    let row = supply::table.find(Key(id)).select(SupplyRow::as_select()).first(conn).optional()?;
    row.ok_or(Error::Missing("supply"))?.into_supply()
}

pub(crate) fn lock_supply(conn: &mut Conn, id: SupplyId) -> Result<Supply, Error> {
    let row = for_update!(supply::table.find(Key(id)).select(SupplyRow::as_select()))
        .first(conn)
        .optional()?;
    row.ok_or(Error::Missing("supply"))?.into_supply()
}

pub(crate) fn add_supply(conn: &mut Conn, new: &Supply) -> Result<(), Error> {
    many::save_supplies(conn, std::slice::from_ref(new))
}

statement!(
    /// Sets what is left of a supply.
    SetSupply { id: SupplyId, available: i64, on_demand: bool } =
    "update supply set available_milli = ", [available: BigInt], ", on_demand = ", [on_demand: Bool],
    " where id = ", [id: Uid]
);

pub(crate) fn set_supply(conn: &mut Conn, changed: &Supply) -> Result<(), Error> {
    let (id, available, on_demand) = (changed.id, changed.available_milli, changed.on_demand);
    SetSupply { id, available, on_demand }.execute(conn)?;
    Ok(())
}

pub(crate) fn add_movement(conn: &mut Conn, movement: &Movement) -> Result<(), Error> {
    many::add_movements(conn, std::slice::from_ref(movement))
}
