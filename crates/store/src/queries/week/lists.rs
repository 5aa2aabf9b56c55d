use diesel::{
    dsl::max,
    prelude::*,
    sql_types::{BigInt, Bool, Text},
};
use sillon_identity::{ManageProducts, Permit};
use sillon_kernel::{
    EnterpriseId, IsoWeek, Money, Page, PageRequest, ProductId, SupplyId, VariantId,
};
use sillon_week::{ItemState, ShelfItem, ShelfProduct};

use super::super::{
    super::{Conn, Db},
    catalogue::products::{SupplyRow, read_json},
    catalogue::variants::VariantRow,
};
use crate::{
    Error,
    error::stored,
    records::week::ListedSize,
    schema::tables::{listing_week, product, supply, variant},
    sql::ids::{IDS_AT_ONCE, Key, Uid, keys},
    sql::statement::statement,
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = product)]
struct NamedRow {
    id: ProductId,
    name: String,
    category: String,
    kind: Option<String>,
    units: String,
}

/// A size with its product and its pool.
type ShelfRow = (VariantRow, NamedRow, SupplyRow);

fn read_item((variant, product, supply): ShelfRow) -> Result<ShelfItem, Error> {
    let (variant, supply) = (variant.into_variant()?, supply.into_supply()?);
    let product = ShelfProduct {
        id: product.id,
        name: stored("name", &product.name)?,
        category: stored("category", &product.category)?,
        kind: product.kind.map(|kind| stored("product type", &kind)).transpose()?,
        units: read_json("named units", &product.units)?,
    };
    Ok(ShelfItem::new(product, variant, &supply))
}

pub(crate) fn shelf(conn: &mut Conn, producer: EnterpriseId) -> Result<Vec<ShelfItem>, Error> {
    let rows: Vec<ShelfRow> = variant::table
        .inner_join(product::table)
        .inner_join(supply::table)
        .filter(product::producer_id.eq(Key(producer)))
        .filter(product::withdrawn.eq(false))
        .order((product::folded_name, variant::dimension, variant::size_milli, variant::id))
        .select((VariantRow::as_select(), NamedRow::as_select(), SupplyRow::as_select()))
        .load(conn)?;
    rows.into_iter().map(read_item).collect()
}

pub(crate) fn shelf_page(
    conn: &mut Conn,
    producer: EnterpriseId,
    after: Option<VariantId>,
    limit: u32,
) -> Result<Page<ShelfItem>, Error> {
    let of_producer = variant::table
        .inner_join(product::table)
        .inner_join(supply::table)
        .filter(product::producer_id.eq(Key(producer)))
        .filter(product::withdrawn.eq(false))
        .order((product::folded_name, variant::dimension, variant::size_milli, variant::id))
        .limit(i64::from(limit) + 1)
        .select((VariantRow::as_select(), NamedRow::as_select(), SupplyRow::as_select()));
    let rows: Vec<ShelfRow> = match after {
        None => of_producer.load(conn)?,
        Some(last) => {
            let place: Option<(String, String, i64)> = variant::table
                .inner_join(product::table)
                .filter(variant::id.eq(Key(last)))
                .filter(product::producer_id.eq(Key(producer)))
                .select((product::folded_name, variant::dimension, variant::size_milli))
                .first(conn)
                .optional()?;
            let (name, measure, size) = place.ok_or(Error::Missing("page after this one"))?;
            let of_name = product::folded_name.eq(name.clone());
            let of_measure = variant::dimension.eq(measure.clone());
            let larger = variant::size_milli
                .gt(size)
                .or(variant::size_milli.eq(size).and(variant::id.gt(Key(last))));
            let later = variant::dimension.gt(measure).or(of_measure.and(larger));
            let beyond = product::folded_name.gt(name.clone()).or(of_name.and(later));
            // The first condition lets an index begin where the page does.
            of_producer.filter(product::folded_name.ge(name)).filter(beyond).load(conn)?
        }
    };
    let items = rows.into_iter().map(read_item).collect::<Result<_, _>>()?;
    let request = PageRequest { after: None, limit };
    Ok(Page::cut(items, &request, |item: &ShelfItem| item.variant.to_string()))
}

/// A size as it was listed.
#[derive(Queryable, Selectable)]
#[diesel(table_name = listing_week)]
struct ListedRow {
    variant_id: VariantId,
    left_milli: i64,
    on_demand: bool,
    price_minor: i64,
    offered: bool,
}

fn read_listed((row, currency): (ListedRow, String)) -> Result<ListedSize, Error> {
    let ListedRow { variant_id, left_milli, on_demand, price_minor, offered } = row;
    let price =
        Money::new(price_minor, super::super::catalogue::products::read_currency(&currency)?);
    Ok(ListedSize {
        variant: variant_id,
        standing: ItemState { left_milli, on_demand, price, offered },
    })
}

pub(crate) fn listed(
    conn: &mut Conn,
    producer: EnterpriseId,
    week: IsoWeek,
) -> Result<Vec<ListedSize>, Error> {
    let rows: Vec<(ListedRow, String)> = listing_week::table
        .inner_join(variant::table)
        .filter(listing_week::producer_id.eq(Key(producer)))
        .filter(listing_week::week.eq(week.to_string()))
        .order(listing_week::variant_id)
        .select((ListedRow::as_select(), variant::currency))
        .load(conn)?;
    rows.into_iter().map(read_listed).collect()
}

pub(crate) fn listed_of(
    conn: &mut Conn,
    producer: EnterpriseId,
    week: IsoWeek,
    variants: &[VariantId],
) -> Result<Vec<ListedSize>, Error> {
    let rows: Vec<(ListedRow, String)> = listing_week::table
        .inner_join(variant::table)
        .filter(listing_week::producer_id.eq(Key(producer)))
        .filter(listing_week::week.eq(week.to_string()))
        .filter(listing_week::variant_id.eq_any(keys(variants)))
        .select((ListedRow::as_select(), variant::currency))
        .load(conn)?;
    rows.into_iter().map(read_listed).collect()
}

pub(crate) fn last_before(
    conn: &mut Conn,
    producer: EnterpriseId,
    week: IsoWeek,
) -> Result<Option<IsoWeek>, Error> {
    let last: Option<String> = listing_week::table
        .filter(listing_week::producer_id.eq(Key(producer)))
        .filter(listing_week::week.lt(week.to_string()))
        .select(max(listing_week::week))
        .first(conn)?;
    last.map(|week| stored("week", &week)).transpose()
}

statement!(
    /// Notes how every size of a producer stands, of those not yet in the week's list.
    Begin { producer: EnterpriseId, week: String } =
    "insert into listing_week (producer_id, week, variant_id, supply_id, left_milli, on_demand, price_minor, offered) \
     select p.producer_id, ", [week: Text], ", v.id, v.supply_id, s.available_milli, s.on_demand, v.price_minor, \
     not v.withdrawn from product p join variant v on v.product_id = p.id join supply s on s.id = v.supply_id \
     where p.producer_id = ", [producer: Uid], " on conflict do nothing"
);

pub(crate) fn begin(
    conn: &mut Conn,
    by: &Permit<ManageProducts>,
    week: IsoWeek,
) -> Result<(), Error> {
    Begin { producer: by.enterprise(), week: week.to_string() }.execute(conn)?;
    Ok(())
}

pub(crate) fn unlist_pools(
    conn: &mut Conn,
    by: &Permit<ManageProducts>,
    week: IsoWeek,
    supplies: &[SupplyId],
) -> Result<(), Error> {
    for some in supplies.chunks(IDS_AT_ONCE) {
        let listed = listing_week::table
            .filter(listing_week::producer_id.eq(Key(by.enterprise())))
            .filter(listing_week::week.eq(week.to_string()))
            .filter(listing_week::supply_id.eq_any(keys(some)));
        diesel::delete(listed).execute(conn)?;
    }
    Ok(())
}

statement!(
    /// Sets what each size in a week's list costs by now, what it is sold from, and whether it is offered.
    ListPrices { producer: EnterpriseId, week: String } =
    "update listing_week set price_minor = v.price_minor, offered = not v.withdrawn, supply_id = v.supply_id \
     from variant v where v.id = listing_week.variant_id and listing_week.producer_id = ", [producer: Uid],
    " and listing_week.week = ", [week: Text]
);

pub(crate) fn list_prices(
    conn: &mut Conn,
    by: &Permit<ManageProducts>,
    week: IsoWeek,
) -> Result<(), Error> {
    ListPrices { producer: by.enterprise(), week: week.to_string() }.execute(conn)?;
    Ok(())
}

statement!(
    /// Sets what of a pool is in a week's list.
    ListPool { supply: SupplyId, week: String, left: i64, on_demand: bool } =
    "update listing_week set left_milli = ", [left: BigInt], ", on_demand = ", [on_demand: Bool],
    " where supply_id = ", [supply: Uid], " and week = ", [week: Text]
);

statement!(
    /// Adds to what of a pool is in a week's list, or takes from it down to nothing.
    ListMore { supply: SupplyId, week: String, more: i64, again: i64 } =
    "update listing_week set left_milli = case when left_milli + ", [more: BigInt], " > 0 then left_milli + ",
    [again: BigInt], " else 0 end where supply_id = ", [supply: Uid], " and week = ", [week: Text]
);

statement!(
    /// Sets the price of a size in a week's list, and whether it is offered.
    ListSize { producer: EnterpriseId, week: String, variant: VariantId, price: i64, offered: bool } =
    "update listing_week set price_minor = ", [price: BigInt], ", offered = ", [offered: Bool],
    " where producer_id = ", [producer: Uid], " and week = ", [week: Text], " and variant_id = ", [variant: Uid]
);

pub(crate) fn list_pool(
    conn: &mut Conn,
    week: IsoWeek,
    supply: SupplyId,
    left: i64,
    on_demand: bool,
) -> Result<(), Error> {
    ListPool { supply, week: week.to_string(), left, on_demand }.execute(conn)?;
    Ok(())
}

pub(crate) fn list_more(
    conn: &mut Conn,
    week: IsoWeek,
    supply: SupplyId,
    more: i64,
) -> Result<(), Error> {
    ListMore { supply, week: week.to_string(), more, again: more }.execute(conn)?;
    Ok(())
}

pub(crate) fn list_size(
    conn: &mut Conn,
    by: &Permit<ManageProducts>,
    week: IsoWeek,
    variant: VariantId,
    price: i64,
    offered: bool,
) -> Result<(), Error> {
    ListSize { producer: by.enterprise(), week: week.to_string(), variant, price, offered }
        .execute(conn)?;
    Ok(())
}

statement!(
    /// How many items of each of a producer's sizes are ordered in cycles that are open.
    Ordered {
        producer: EnterpriseId, goods_of: EnterpriseId, maker: EnterpriseId, bundles_of: EnterpriseId
    } -> (Uid, BigInt) =
    "select t.variant_id, cast(sum(t.quantity) as bigint) from ( \
     select l.variant_id, l.quantity from exchange x \
     join order_cycle c on c.id = x.order_cycle_id and c.stage = 'open' \
     join orders o on o.cycle_id = c.id join order_line l on l.order_id = o.id \
     where x.direction = 'incoming' and x.enterprise_id = ", [producer: Uid],
    " and l.producer_id = ", [goods_of: Uid], " union all select b.variant_id, b.quantity from exchange x \
     join order_cycle c on c.id = x.order_cycle_id and c.stage = 'open' \
     join orders o on o.cycle_id = c.id join order_bundle b on b.order_id = o.id \
     where x.direction = 'incoming' and x.enterprise_id = ", [maker: Uid],
    " and b.seller_id = ", [bundles_of: Uid], ") t group by t.variant_id"
);

pub(crate) fn ordered(
    conn: &mut Conn,
    producer: EnterpriseId,
) -> Result<Vec<(VariantId, i64)>, Error> {
    Ok(Ordered { producer, goods_of: producer, maker: producer, bundles_of: producer }
        .load(conn)?)
}
