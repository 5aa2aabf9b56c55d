use std::collections::BTreeMap;

use diesel::{
    dsl::{exists, not},
    prelude::*,
    sql_types::{BigInt, Text},
};
use sillon_enterprises::{
    AREA_LETTERS, AddressKind, Coordinates, KnownPlace, Near, Visibility, plain_postcode,
};
use sillon_kernel::{EnterpriseId, Page, PageRequest, Timestamp};

use super::{
    super::super::{Conn, Db},
    enterprise::EnterpriseRow,
};
use crate::{
    Error,
    error::stored,
    records::enterprises::{ShopEntry, ShopFilter, ShopsAround},
    schema::tables::{
        certificate, enterprise, enterprise_address, exchange, exchange_variant, order_cycle,
        product, variant,
    },
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

statement!(
    /// The public shops whose address has a post code, in its plain form, and does not say its place.
    ShopsWithoutPlace { postcode: String, most: i64 } -> (Uid,) =
    "select e.id from enterprise_address a join enterprise e on e.id = a.enterprise_id \
     where a.kind = 'physical' and a.postcode_plain = ", [postcode: Text],
    " and a.latitude_millionths is null and e.sells <> 'none' and e.visibility = 'public' order by e.slug limit ",
    [most: BigInt]
);

/// Shops, and where they are, as far as they say.
type Places = BTreeMap<EnterpriseId, Option<Coordinates>>;

fn around(conn: &mut Conn, wanted: &ShopsAround) -> Result<Places, Error> {
    let mut places = match wanted.place() {
        Some(place) => near(conn, place)?,
        None => Places::new(),
    };
    if let ShopsAround::Postcode(postcode, _) = wanted {
        let there =
            ShopsWithoutPlace { postcode: postcode.clone(), most: MAX_AROUND }.load(conn)?;
        places.extend(there.into_iter().map(|(id,): (EnterpriseId,)| (id, None)));
    }
    Ok(places)
}

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
        Ok((id, Some(place.map_err(corrupt)?)))
    };
    rows.into_iter().map(place).collect()
}

/// What is on sale now, or will be next, of sizes and their products.
macro_rules! on_sale {
    ($sizes:expr, $now:expr) => {
        exchange_variant::table
            .inner_join(exchange::table.inner_join(order_cycle::table))
            .inner_join($sizes)
            .filter(exchange::direction.eq("outgoing"))
            .filter(order_cycle::stage.eq_any(["upcoming", "open"]))
            .filter(order_cycle::closes_at.gt($now))
            .filter(variant::withdrawn.eq(false))
            .filter(product::withdrawn.eq(false))
    };
}

/// Whether goods may show a label: they say it, or their producer may for them.
macro_rules! may_show {
    ($label:expr) => {
        product::labels.like(format!("%{}%", $label)).or(product::inherits_properties.eq(true))
    };
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
    let places = wanted.around.as_ref().map(|wanted| around(conn, wanted)).transpose()?;
    if let Some(places) = &places {
        let ids: Vec<EnterpriseId> = places.keys().copied().collect();
        found = found.filter(enterprise::id.eq_any(keys(&ids)));
    }
    let (yesterday, tomorrow) = days_around(now);
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
    if !wanted.categories.is_empty() {
        // What a shop sells to its own customers alone is told to nobody else.
        found = found.filter(enterprise::customers_only.eq(false)).filter(exists(
            on_sale!(variant::table.inner_join(product::table), now)
                .filter(exchange::enterprise_id.eq(enterprise::id))
                .filter(product::category.eq_any(wanted.categories.clone())),
        ));
    }
    if let Some(label) = wanted.label {
        let sold = on_sale!(variant::table.inner_join(product::table), now)
            .filter(exchange::enterprise_id.eq(enterprise::id))
            .filter(may_show!(label));
        found = found.filter(enterprise::customers_only.eq(false));
        found = if label.needs_certificate() {
            let held = certificate::table
                .filter(certificate::enterprise_id.eq(product::producer_id))
                .filter(certificate::label.eq(label.as_str()))
                .filter(certificate::valid_from.le(tomorrow))
                .filter(certificate::valid_until.ge(yesterday));
            found.filter(exists(sold.filter(exists(held))))
        } else {
            found.filter(exists(sold))
        };
    }
    let rows: Vec<EnterpriseRow> = found
        .order(enterprise::slug)
        .limit(i64::from(page.limit) + 1)
        .select(EnterpriseRow::as_select())
        .load(conn)?;
    let entry = |row: EnterpriseRow| {
        let shop = row.into_enterprise()?;
        let place = places.as_ref().and_then(|places| places.get(&shop.id).copied().flatten());
        let distance = wanted.around.as_ref().and_then(ShopsAround::place).zip(place);
        let metres = distance.map(|(around, place)| around.centre.metres_to(place));
        Ok(ShopEntry { shop, metres })
    };
    let shops = rows.into_iter().map(entry).collect::<Result<_, Error>>()?;
    Ok(Page::cut(shops, page, |of: &ShopEntry| of.shop.slug.as_str().to_owned()))
}

/// The days around an instant, as certificates write them: in every zone it is one of them, or the day between.
fn days_around(now: Timestamp) -> (String, String) {
    let day = |seconds| now.plus_seconds(seconds).to_string().chars().take(10).collect::<String>();
    (day(-86_400), day(86_400))
}

/// A country, a post code, and where that is.
type PlaceRow = (String, Option<String>, Option<i64>, Option<i64>);

/// How many addresses are looked at for where a post code is.
const MAX_PLACES: i64 = 5_000;

pub(crate) fn places_like(conn: &mut Conn, postcode: &str) -> Result<Vec<KnownPlace>, Error> {
    let begins: String = plain_postcode(postcode).chars().take(AREA_LETTERS).collect();
    let mut places = enterprise_address::table
        .inner_join(enterprise::table)
        .filter(enterprise_address::kind.eq(AddressKind::Physical.as_str()))
        .filter(enterprise::visibility.eq(Visibility::Public.as_str()))
        .filter(enterprise_address::postcode_plain.ge(begins.clone()))
        .filter(enterprise_address::latitude_millionths.is_not_null())
        .into_boxed::<Db>();
    if let Some(end) = after_all_that_begin(&begins) {
        places = places.filter(enterprise_address::postcode_plain.lt(end));
    }
    let rows: Vec<PlaceRow> = places
        .order(enterprise_address::postcode_plain)
        .limit(MAX_PLACES)
        .select((
            enterprise_address::country,
            enterprise_address::postcode_plain,
            enterprise_address::latitude_millionths,
            enterprise_address::longitude_millionths,
        ))
        .load(conn)?;
    let place = |(country, postcode, north, east): PlaceRow| {
        let coordinates =
            Option::zip(north, east).and_then(|(north, east)| Coordinates::new(north, east).ok());
        let Some((postcode, place)) = postcode.zip(coordinates) else { return Ok(None) };
        Ok(Some(KnownPlace { country: stored("country", &country)?, postcode, place }))
    };
    rows.into_iter().map(place).filter_map(Result::transpose).collect()
}

/// The first text that comes after all that begin so, of letters and digits as post codes have them; none after the last.
fn after_all_that_begin(begin: &str) -> Option<String> {
    let mut letters: Vec<char> = begin.chars().collect();
    while let Some(last) = letters.pop() {
        let next = match last {
            'A'..='Y' | '0'..='8' => char::from_u32(u32::from(last) + 1),
            '9' => Some('A'),
            _ => None,
        };
        if let Some(next) = next {
            letters.push(next);
            return Some(letters.into_iter().collect());
        }
    }
    None
}
