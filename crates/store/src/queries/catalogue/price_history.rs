use std::collections::{BTreeMap, HashMap};

use diesel::{
    dsl::max,
    prelude::*,
    sql_types::{BigInt, Nullable, Text},
};
use sillon_catalogue::{PriceHistory, Variant};
use sillon_kernel::{EnterpriseId, Money, Page, PageRequest, Revised, Timestamp, VariantId};

use super::super::{
    super::{Conn, Db},
    catalogue::products::{read_currency, read_price},
};
use crate::{
    Error, PriceSpan, PricedBy,
    error::instant,
    records::system::Difference,
    schema::tables::{hub_price, variant_price},
    sql::ids::{AnyId, Key, Uid, keys},
    sql::statement::statement,
};

/// How many rows go in one statement: SQLite takes some thirty thousand values.
const ROWS_AT_ONCE: usize = 2_000;

/// A price that applies to a variant from an instant on.
type NewPrice = (VariantId, i64, Money);

/// The prices that saving these variants sets: of those that are new, and of those that have another now.
///
/// Instants of a variant only go up, also where the clocks of two nodes do not agree.
pub(crate) fn changed(
    conn: &mut Conn,
    saved: &[Revised<Variant>],
    now: Timestamp,
) -> Result<Vec<NewPrice>, Error> {
    let is_priced = |it: &&Revised<Variant>| {
        it.before.as_ref().is_none_or(|before| before.price != it.now.price)
    };
    let priced: Vec<&Variant> = saved.iter().filter(is_priced).map(|it| &it.now).collect();
    let mut changed = Vec::with_capacity(priced.len());
    for some in priced.chunks(ROWS_AT_ONCE) {
        let ids: Vec<VariantId> = some.iter().map(|variant| variant.id).collect();
        let last: Vec<(VariantId, Option<i64>)> = variant_price::table
            .filter(variant_price::variant_id.eq_any(keys(&ids)))
            .group_by(variant_price::variant_id)
            .select((variant_price::variant_id, max(variant_price::from_at)))
            .load(conn)?;
        let last: HashMap<_, _> = last.into_iter().collect();
        let from = |id| match last.get(&id).copied().flatten() {
            Some(last) if last >= now.micros() => last + 1,
            Some(_) | None => now.micros(),
        };
        changed.extend(some.iter().map(|variant| (variant.id, from(variant.id), variant.price)));
    }
    Ok(changed)
}

/// Writes down prices that were set.
pub(crate) fn add(conn: &mut Conn, changed: &[NewPrice]) -> Result<(), Error> {
    let row = |(id, from, price): &NewPrice| {
        (
            variant_price::variant_id.eq(Key(*id)),
            variant_price::from_at.eq(*from),
            variant_price::price_minor.eq(price.minor()),
            variant_price::currency.eq(price.currency().code()),
        )
    };
    for some in changed.chunks(ROWS_AT_ONCE) {
        let rows: Vec<_> = some.iter().map(row).collect();
        diesel::insert_into(variant_price::table).values(rows).execute(conn)?;
    }
    Ok(())
}

statement!(
    /// Writes down what a hub sells a variant at from now on, unless it does already.
    AddHubPrice { hub: EnterpriseId, variant: VariantId, price: Option<i64>, currency: Option<&'static str>, now: i64 } =
    "insert into hub_price (variant_id, hub_id, from_at, price_minor, currency) select ", [variant: Uid], ", ",
    [hub: Uid], ", case when h.last_at >= ", [now: BigInt], " then h.last_at + 1 else ", [now: BigInt], " end, ",
    [price: Nullable<BigInt>], ", ", [currency: Nullable<Text>],
    " from (select max(from_at) as last_at from hub_price where variant_id = ", [variant: Uid], " and hub_id = ",
    [hub: Uid], ") h where coalesce((select l.price_minor from hub_price l where l.variant_id = ", [variant: Uid],
    " and l.hub_id = ", [hub: Uid], " order by l.from_at desc limit 1), -1) <> coalesce(", [price: Nullable<BigInt>], ", -1)"
);

/// Writes down what a hub sells a variant at on terms of its own; without a price, at its producer's.
pub(crate) fn add_hubs(
    conn: &mut Conn,
    hub: EnterpriseId,
    variant: VariantId,
    price: Option<Money>,
    now: Timestamp,
) -> Result<(), Error> {
    let (minor, currency) = (price.map(Money::minor), price.map(|price| price.currency().code()));
    AddHubPrice { hub, variant, price: minor, currency, now: now.micros() }.execute(conn)?;
    Ok(())
}

/// Hubs' terms with the goods they are on, whether the producer lets the hub set prices, and the last price written down.
const TERMS_AND_LAST_PRICE: &str = "from hub_terms t join variant v on v.id = t.variant_id join product p on p.id = v.product_id \
     left join enterprise_grant g on g.grantor_id = p.producer_id and g.grantee_id = t.hub_id \
     and g.kind = 'set-hub-prices' \
     left join hub_price l on l.variant_id = t.variant_id and l.hub_id = t.hub_id and l.from_at = (select \
     max(x.from_at) from hub_price x where x.variant_id = t.variant_id and x.hub_id = t.hub_id)";

statement!(
    /// Writes down what a hub sells at on its terms in force, of each variant of which that is not what was written last.
    AddHubPrices { hub: EnterpriseId, now: i64 } =
    "insert into hub_price (variant_id, hub_id, from_at, price_minor, currency) select f.variant_id, f.hub_id, \
     case when f.last_at >= ", [now: BigInt], " then f.last_at + 1 else ", [now: BigInt], " end, \
     case when f.lets = 1 then f.price_minor end, case when f.lets = 1 then f.currency end from ( \
     select t.variant_id, t.hub_id, t.price_minor, t.currency, l.from_at as last_at, l.price_minor as last_minor, \
     case when p.producer_id = t.hub_id or g.kind is not null then 1 else 0 end as lets \
     ", (TERMS_AND_LAST_PRICE),
    " where t.hub_id = ", [hub: Uid], ") f where coalesce(f.last_minor, -1) \
     <> coalesce(case when f.lets = 1 then f.price_minor end, -1)"
);

/// Writes down what a hub sells at, now that it set many terms, or that a producer lets it set some, or no longer does.
pub(crate) fn add_all_hubs(
    conn: &mut Conn,
    hub: EnterpriseId,
    now: Timestamp,
) -> Result<(), Error> {
    AddHubPrices { hub, now: now.micros() }.execute(conn)?;
    Ok(())
}

statement!(
    /// The prices of a variant that began before an instant, the producer's and one hub's, the latest first.
    PageOfPrices { variant: VariantId, hub: Option<EnterpriseId>, before: i64, by: &'static str, most: i64 } ->
    (Text, BigInt, Nullable<BigInt>, Nullable<BigInt>, Nullable<Text>) =
    "select s.seller, s.from_at, s.until_at, s.price_minor, s.currency from (\
     select 'producer' as seller, from_at, lead(from_at) over (order by from_at) as until_at, price_minor, currency \
     from variant_price where variant_id = ", [variant: Uid],
    " union all select 'hub', from_at, lead(from_at) over (order by from_at), price_minor, currency \
     from hub_price where variant_id = ", [variant: Uid], " and hub_id = ", [hub: Nullable<Uid>],
    ") s where s.from_at < ", [before: BigInt], " or (s.from_at = ", [before: BigInt], " and s.seller < ", [by: Text],
    ") order by s.from_at desc, s.seller desc limit ", [most: BigInt]
);

type SpanRow = (String, i64, Option<i64>, Option<i64>, Option<String>);

fn read_span((by, from, until, minor, currency): SpanRow) -> Result<PriceSpan, Error> {
    let corrupt = || Error::Corrupt { what: "seller", value: by.clone() };
    Ok(PriceSpan {
        by: PricedBy::named(&by).ok_or_else(corrupt)?,
        price: read_price(minor, currency.as_deref())?,
        from: instant(from)?,
        until: until.map(instant).transpose()?,
    })
}

pub(crate) fn page(
    conn: &mut Conn,
    variant: VariantId,
    hub: Option<EnterpriseId>,
    request: &PageRequest,
) -> Result<Page<PriceSpan>, Error> {
    let ended = request.after.as_deref().and_then(PriceSpan::ended_at);
    let (before, by) = ended.map_or((i64::MAX, ""), |(at, by)| (at.micros(), by.as_str()));
    let most = i64::from(request.limit) + 1;
    let rows: Vec<SpanRow> = PageOfPrices { variant, hub, before, by, most }.load(conn)?;
    let spans = rows.into_iter().map(read_span).collect::<Result<_, _>>()?;
    Ok(Page::cut(spans, request, PriceSpan::cursor))
}

pub(crate) fn since(
    conn: &mut Conn,
    variants: &[VariantId],
    hub: Option<EnterpriseId>,
    from: Timestamp,
) -> Result<BTreeMap<VariantId, PriceHistory>, Error> {
    let mut histories = BTreeMap::new();
    for some in variants.chunks(ROWS_AT_ONCE) {
        let producers = producers_since(conn, some, from)?;
        let mut hubs = match hub {
            Some(hub) => hubs_since(conn, some, hub, from)?,
            None => BTreeMap::new(),
        };
        histories.extend(producers.into_iter().map(|(variant, history)| {
            let own = hubs.remove(&variant).unwrap_or_default();
            (variant, history.under(&own))
        }));
    }
    Ok(histories)
}

/// What a hub sold these variants at from before their reductions on, each announced since an instant.
pub(crate) fn before(
    conn: &mut Conn,
    hub: EnterpriseId,
    announced: &BTreeMap<VariantId, Timestamp>,
) -> Result<BTreeMap<VariantId, PriceHistory>, Error> {
    let Some(first) = announced.values().min() else { return Ok(BTreeMap::new()) };
    let variants: Vec<VariantId> = announced.keys().copied().collect();
    since(conn, &variants, Some(hub), PriceHistory::needed_from(*first))
}

/// The producers' prices from an instant on, with the one that applied then.
fn producers_since(
    conn: &mut Conn,
    variants: &[VariantId],
    from: Timestamp,
) -> Result<BTreeMap<VariantId, PriceHistory>, Error> {
    let applied: Vec<Option<i64>> = variant_price::table
        .filter(variant_price::variant_id.eq_any(keys(variants)))
        .filter(variant_price::from_at.le(from.micros()))
        .group_by(variant_price::variant_id)
        .select(max(variant_price::from_at))
        .load(conn)?;
    // Of another variant this may name a price too many, from before the one that applied: it says nothing of later ones.
    let applied = variant_price::from_at.eq_any(applied.into_iter().flatten().collect::<Vec<_>>());
    let rows: Vec<(VariantId, i64, i64, String)> = variant_price::table
        .filter(variant_price::variant_id.eq_any(keys(variants)))
        .filter(variant_price::from_at.gt(from.micros()).or(applied))
        .select((
            variant_price::variant_id,
            variant_price::from_at,
            variant_price::price_minor,
            variant_price::currency,
        ))
        .load(conn)?;
    let mut histories: BTreeMap<VariantId, PriceHistory> = BTreeMap::new();
    for (variant, from, minor, currency) in rows {
        let price = Money::new(minor, read_currency(&currency)?);
        histories.entry(variant).or_default().add(instant(from)?, price);
    }
    Ok(histories)
}

/// A hub's own prices, by when they began to apply.
type OwnPrices = BTreeMap<Timestamp, Option<Money>>;

/// A hub's own prices from an instant on, with the one that applied then.
fn hubs_since(
    conn: &mut Conn,
    variants: &[VariantId],
    hub: EnterpriseId,
    from: Timestamp,
) -> Result<BTreeMap<VariantId, OwnPrices>, Error> {
    let applied: Vec<Option<i64>> = hub_price::table
        .filter(hub_price::variant_id.eq_any(keys(variants)))
        .filter(hub_price::hub_id.eq(Key(hub)))
        .filter(hub_price::from_at.le(from.micros()))
        .group_by(hub_price::variant_id)
        .select(max(hub_price::from_at))
        .load(conn)?;
    let applied = hub_price::from_at.eq_any(applied.into_iter().flatten().collect::<Vec<_>>());
    let rows: Vec<(VariantId, i64, Option<i64>, Option<String>)> = hub_price::table
        .filter(hub_price::variant_id.eq_any(keys(variants)))
        .filter(hub_price::hub_id.eq(Key(hub)))
        .filter(hub_price::from_at.gt(from.micros()).or(applied))
        .select((
            hub_price::variant_id,
            hub_price::from_at,
            hub_price::price_minor,
            hub_price::currency,
        ))
        .load(conn)?;
    let mut own: BTreeMap<VariantId, OwnPrices> = BTreeMap::new();
    for (variant, from, minor, currency) in rows {
        let price = read_price(minor, currency.as_deref())?;
        own.entry(variant).or_default().insert(instant(from)?, price);
    }
    Ok(own)
}

statement!(
    /// Prices that are not the last of their history: the producers', those of hubs' terms in force, and hubs' without terms.
    Differences {} -> (Text, Uid, BigInt, BigInt) =
    "select 'price', v.id, coalesce(l.price_minor, -1), v.price_minor from variant v \
     left join variant_price l on l.variant_id = v.id \
     and l.from_at = (select max(x.from_at) from variant_price x where x.variant_id = v.id) \
     where l.price_minor is null or l.price_minor <> v.price_minor or l.currency <> v.currency \
     union all \
     select 'hub price', d.variant_id, d.expected, d.found from ( \
     select t.variant_id, coalesce(l.price_minor, -1) as expected, case when p.producer_id = t.hub_id \
     or g.kind is not null then coalesce(t.price_minor, -1) else -1 end as found \
     ", (TERMS_AND_LAST_PRICE), ") d \
     where d.expected <> d.found \
     union all \
     select 'hub price', l.variant_id, l.price_minor, -1 from hub_price l where l.price_minor is not null \
     and l.from_at = (select max(x.from_at) from hub_price x where x.variant_id = l.variant_id and x.hub_id = l.hub_id) \
     and not exists (select 1 from hub_terms t where t.hub_id = l.hub_id and t.variant_id = l.variant_id)"
);

pub(crate) fn differences(conn: &mut Conn) -> Result<Vec<Difference>, Error> {
    let rows: Vec<(String, AnyId, i64, i64)> = Differences {}.load(conn)?;
    let read = |(what, id, expected, found): (String, AnyId, i64, i64)| Difference {
        what,
        id: id.0,
        expected,
        found,
    };
    Ok(rows.into_iter().map(read).collect())
}
