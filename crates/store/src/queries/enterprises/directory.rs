use std::collections::BTreeMap;

use diesel::{
    dsl::{exists, not},
    prelude::*,
    sql_types::BigInt,
};
use sillon_enterprises::{Coordinates, Near, Visibility};
use sillon_kernel::{EnterpriseId, Page, PageRequest, Timestamp};

use super::{
    super::super::{Conn, Db},
    enterprise::EnterpriseRow,
};
use crate::{
    Error,
    records::enterprises::{ShopEntry, ShopFilter},
    schema::tables::{enterprise, exchange, exchange_variant, order_cycle, product, variant},
    sql::ids::{Uid, keys},
    sql::statement::statement,
};

/// How many shops around a place are looked through.
const MAX_AROUND: i64 = 5_000;

statement!(
    /// The public shops near a place, of those between two latitudes, in whole numbers, as
    /// `sillon_enterprises::Coordinates` measures.
    NearShops {
        south_end: i64, north_end: i64, north: i64, east: i64, parallel: i64, reach_squared: i64, most: i64,
    } -> (Uid, BigInt, BigInt) =
    "select e.id, a.latitude_millionths, a.longitude_millionths from enterprise_address a \
     join enterprise e on e.id = a.enterprise_id where a.kind = 'physical' and a.latitude_millionths >= ",
    [south_end: BigInt], " and a.latitude_millionths <= ", [north_end: BigInt],
    " and e.sells <> 'none' and e.visibility = 'public' and (a.latitude_millionths - ", [north: BigInt],
    ") * (a.latitude_millionths - ", [north: BigInt],
    ") + ((a.longitude_millionths - ", [east: BigInt], ") * ", [parallel: BigInt],
    " / 1000000) * ((a.longitude_millionths - ", [east: BigInt], ") * ", [parallel: BigInt], " / 1000000) <= ",
    [reach_squared: BigInt], " order by e.slug limit ", [most: BigInt]
);

/// Shops, and where they are.
type Places = BTreeMap<EnterpriseId, Coordinates>;

fn near(conn: &mut Conn, around: &Near) -> Result<Places, Error> {
    let (north, reach) = (around.centre.latitude_millionths(), around.reach_millionths());
    let wanted = NearShops {
        south_end: north - reach,
        north_end: north + reach,
        north,
        east: around.centre.longitude_millionths(),
        parallel: around.centre.parallel_millionths(),
        reach_squared: reach * reach,
        most: MAX_AROUND,
    };
    let rows: Vec<(EnterpriseId, i64, i64)> = wanted.load(conn)?;
    let place = |(id, north, east): (EnterpriseId, i64, i64)| {
        let place = Coordinates::new(north, east);
        let corrupt = |_fault| Error::Corrupt { what: "place", value: id.to_string() };
        Ok((id, place.map_err(corrupt)?))
    };
    rows.into_iter().map(place).collect()
}

pub(crate) fn shops(
    conn: &mut Conn,
    wanted: &ShopFilter,
    page: &PageRequest,
    now: Timestamp,
) -> Result<Page<ShopEntry>, Error> {
    let mut found = enterprise::table
        .filter(enterprise::sells.ne("none"))
        .filter(enterprise::visibility.eq(Visibility::Public.as_str()))
        .filter(enterprise::slug.gt(page.after.clone().unwrap_or_default()))
        .into_boxed();
    let places = wanted.around.as_ref().map(|around| near(conn, around)).transpose()?;
    if let Some(places) = &places {
        let ids: Vec<EnterpriseId> = places.keys().copied().collect();
        found = found.filter(enterprise::id.eq_any(keys(&ids)));
    }
    let now = now.micros();
    if let Some(is_open) = wanted.is_open {
        let takes_orders = exists(
            exchange::table
                .inner_join(order_cycle::table)
                .filter(exchange::enterprise_id.eq(enterprise::id))
                .filter(exchange::direction.eq("outgoing"))
                .filter(order_cycle::stage.eq("open"))
                .filter(order_cycle::opens_at.le(now))
                .filter(order_cycle::closes_at.gt(now)),
        );
        found = if is_open { found.filter(takes_orders) } else { found.filter(not(takes_orders)) };
    }
    if let Some(category) = &wanted.category {
        // What a shop sells to its own customers alone is told to nobody else.
        found = found.filter(enterprise::customers_only.eq(false)).filter(exists(
            exchange_variant::table
                .inner_join(exchange::table.inner_join(order_cycle::table))
                .inner_join(variant::table.inner_join(product::table))
                .filter(exchange::enterprise_id.eq(enterprise::id))
                .filter(exchange::direction.eq("outgoing"))
                .filter(order_cycle::stage.eq_any(["upcoming", "open"]))
                .filter(order_cycle::closes_at.gt(now))
                .filter(variant::withdrawn.eq(false))
                .filter(product::withdrawn.eq(false))
                .filter(product::category.eq(category.as_str().to_owned())),
        ));
    }
    let rows: Vec<EnterpriseRow> = found
        .order(enterprise::slug)
        .limit(i64::from(page.limit) + 1)
        .select(EnterpriseRow::as_select())
        .load(conn)?;
    let entry = |row: EnterpriseRow| {
        let shop = row.into_enterprise()?;
        let place = places.as_ref().and_then(|places| places.get(&shop.id).copied());
        let distance = wanted.around.as_ref().zip(place);
        let metres = distance.map(|(around, place)| around.centre.metres_to(place));
        Ok(ShopEntry { shop, metres })
    };
    let shops = rows.into_iter().map(entry).collect::<Result<_, Error>>()?;
    Ok(Page::cut(shops, page, |of: &ShopEntry| of.shop.slug.as_str().to_owned()))
}
