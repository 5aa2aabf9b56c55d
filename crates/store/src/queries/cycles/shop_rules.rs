use std::collections::BTreeSet;

use diesel::{
    prelude::*,
    sql_types::{BigInt, Bool, Text},
};
use sillon_cycles::{Audience, Direction, ShopRules, TagRule};
use sillon_identity::{Coordinate, Permit};
use sillon_kernel::{CycleId, EnterpriseId, Money, Tag, VariantId};

use super::super::{
    super::{Conn, Db},
    catalogue::products::{read_currency, read_json, write_json},
};
use crate::{
    Error,
    error::stored,
    records::cycles::StoredRules,
    schema::tables::{enterprise, exchange, group_price, tag_rule},
    sql::ids::{Key, Uid, keys},
    sql::statement::statement,
};

/// Tags as they are stored.
pub(crate) fn tags_text(tags: &BTreeSet<Tag>) -> String {
    write_json(tags)
}

pub(crate) fn of(conn: &mut Conn, hub: EnterpriseId) -> Result<StoredRules, Error> {
    let row: Option<(bool, bool, i64)> = enterprise::table
        .find(Key(hub))
        .select((enterprise::customers_only, enterprise::listed_only, enterprise::rules_version))
        .first(conn)
        .optional()?;
    let (customers_only, listed_only, version) = row.ok_or(Error::Missing("enterprise"))?;
    let rows: Vec<(String, String, String, bool)> = tag_rule::table
        .filter(tag_rule::hub_id.eq(Key(hub)))
        .order(tag_rule::number)
        .select((tag_rule::subject, tag_rule::customers, tag_rule::tagged, tag_rule::shows))
        .load(conn)?;
    let read = |(subject, customers, tagged, shows): (String, String, String, bool)| {
        Ok(TagRule {
            subject: stored("what a rule is about", &subject)?,
            customers: read_json("tags", &customers)?,
            tagged: read_json("tags", &tagged)?,
            shows,
        })
    };
    let rules = rows.into_iter().map(read).collect::<Result<_, Error>>()?;
    Ok(StoredRules { rules: ShopRules { customers_only, listed_only, rules }, version })
}

statement!(
    /// The next version of a hub's rules, unless somebody else changed them since the one that was read.
    NextRules { hub: EnterpriseId, read: i64 } =
    "update enterprise set rules_version = rules_version + 1 where id = ", [hub: Uid],
    " and rules_version = ", [read: BigInt]
);

pub(crate) fn replace(
    conn: &mut Conn,
    by: &Permit<Coordinate>,
    rules: &[TagRule],
    read: i64,
) -> Result<bool, Error> {
    let hub = by.enterprise();
    if (NextRules { hub, read }).execute(conn)? == 0 {
        return Ok(false);
    }
    diesel::delete(tag_rule::table.filter(tag_rule::hub_id.eq(Key(hub)))).execute(conn)?;
    let rows = (0_i64..).zip(rules).map(|(number, rule)| {
        (
            tag_rule::hub_id.eq(Key(hub)),
            tag_rule::number.eq(number),
            tag_rule::subject.eq(rule.subject.as_str()),
            tag_rule::customers.eq(tags_text(&rule.customers)),
            tag_rule::tagged.eq(tags_text(&rule.tagged)),
            tag_rule::shows.eq(rule.shows),
        )
    });
    diesel::insert_into(tag_rule::table).values(rows.collect::<Vec<_>>()).execute(conn)?;
    Ok(true)
}

pub(crate) fn cycle_tags(
    conn: &mut Conn,
    hub: EnterpriseId,
    cycles: &[CycleId],
) -> Result<Vec<(CycleId, BTreeSet<Tag>)>, Error> {
    let rows: Vec<(CycleId, String)> = exchange::table
        .filter(exchange::order_cycle_id.eq_any(keys(cycles)))
        .filter(exchange::enterprise_id.eq(Key(hub)))
        .filter(exchange::direction.eq(Direction::Outgoing.as_str()))
        .filter(exchange::tags.ne("[]"))
        .select((exchange::order_cycle_id, exchange::tags))
        .load(conn)?;
    rows.into_iter().map(|(cycle, tags)| Ok((cycle, read_json("tags", &tags)?))).collect()
}

statement!(
    /// Whether a hub has a price for customers with a tag.
    Priced { hub: EnterpriseId, tag: String } -> Bool =
    "select exists (select 1 from group_price where hub_id = ", [hub: Uid], " and tag = ", [tag: Text], ")"
);

pub(crate) fn has_prices(conn: &mut Conn, hub: EnterpriseId, tag: &Tag) -> Result<bool, Error> {
    let tag = tag.as_str().to_owned();
    Ok(Priced { hub, tag }.get_result(conn)?)
}

/// The lowest price a hub has for an audience, of each variant it has one for.
pub(crate) fn group_prices(
    conn: &mut Conn,
    hub: EnterpriseId,
    audience: &Audience,
) -> Result<Vec<(VariantId, Money)>, Error> {
    let tags: Vec<&str> = audience.tags.iter().map(Tag::as_str).collect();
    if tags.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<(VariantId, i64, String)> = group_price::table
        .filter(group_price::hub_id.eq(Key(hub)))
        .filter(group_price::tag.eq_any(tags))
        .order((group_price::variant_id, group_price::price_minor.desc()))
        .select((group_price::variant_id, group_price::price_minor, group_price::currency))
        .load(conn)?;
    let read = |(variant, minor, currency): (VariantId, i64, String)| {
        Ok((variant, Money::new(minor, read_currency(&currency)?)))
    };
    rows.into_iter().map(read).collect()
}

pub(crate) fn prices_of(
    conn: &mut Conn,
    hub: EnterpriseId,
    variant: VariantId,
) -> Result<Vec<(Tag, Money)>, Error> {
    let rows: Vec<(String, i64, String)> = group_price::table
        .filter(group_price::variant_id.eq(Key(variant)))
        .filter(group_price::hub_id.eq(Key(hub)))
        .order(group_price::tag)
        .select((group_price::tag, group_price::price_minor, group_price::currency))
        .load(conn)?;
    let read = |(tag, minor, currency): (String, i64, String)| {
        Ok((stored("tag", &tag)?, Money::new(minor, read_currency(&currency)?)))
    };
    rows.into_iter().map(read).collect()
}

pub(crate) fn set_prices(
    conn: &mut Conn,
    by: &Permit<Coordinate>,
    variant: VariantId,
    prices: &[(Tag, Money)],
) -> Result<(), Error> {
    let hub = by.enterprise();
    let old = group_price::table
        .filter(group_price::variant_id.eq(Key(variant)))
        .filter(group_price::hub_id.eq(Key(hub)));
    diesel::delete(old).execute(conn)?;
    let rows = prices.iter().map(|(tag, price)| {
        (
            group_price::hub_id.eq(Key(hub)),
            group_price::tag.eq(tag.as_str()),
            group_price::variant_id.eq(Key(variant)),
            group_price::price_minor.eq(price.minor()),
            group_price::currency.eq(price.currency().code()),
        )
    });
    diesel::insert_into(group_price::table).values(rows.collect::<Vec<_>>()).execute(conn)?;
    Ok(())
}
