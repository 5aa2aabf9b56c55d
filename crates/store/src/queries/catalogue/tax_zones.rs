use std::collections::{BTreeMap, BTreeSet};

use diesel::{dsl::count_star, prelude::*};
use sillon_catalogue::{RateSince, TaxRates, TaxZone, TaxZones};
use sillon_enterprises::{AddressKind, Country};
use sillon_kernel::{EnterpriseId, Rate, Timestamp};

use super::super::super::{Conn, Db};
use crate::{
    Error,
    error::{instant, stored},
    records::catalogue::SellersRates,
    schema::tables::{enterprise_address, tax_rate, tax_zone},
    sql::ids::keys,
};

type ZoneRow = (String, String, String, bool);
type RateRow = (String, String, String, i64, i64);

/// What was said of the zones of some countries; of all, without any.
fn said(conn: &mut Conn, of: Option<&BTreeSet<Country>>) -> Result<Vec<TaxZone>, Error> {
    let mut zones = tax_zone::table
        .order(tax_zone::code)
        .select((tax_zone::code, tax_zone::country, tax_zone::postcodes, tax_zone::adds_tax))
        .into_boxed::<Db>();
    if let Some(countries) = of {
        let countries: Vec<String> = countries.iter().map(|it| it.as_str().to_owned()).collect();
        zones = zones.filter(tax_zone::country.eq_any(countries));
    }
    let zones: Vec<ZoneRow> = zones.load(conn)?;
    if zones.is_empty() {
        return Ok(Vec::new());
    }
    let codes: Vec<String> = zones.iter().map(|(code, ..)| code.clone()).collect();
    let rates: Vec<RateRow> = tax_rate::table
        .filter(tax_rate::zone_code.eq_any(codes))
        .order((
            tax_rate::zone_code,
            tax_rate::tax_category,
            tax_rate::tax_name,
            tax_rate::since_at,
        ))
        .select((
            tax_rate::zone_code,
            tax_rate::tax_category,
            tax_rate::tax_name,
            tax_rate::since_at,
            tax_rate::millionths,
        ))
        .load(conn)?;
    let mut history: BTreeMap<String, Vec<RateSince>> = BTreeMap::new();
    for (zone, category, name, since, millionths) in rates {
        let name = Some(name).filter(|name| !name.is_empty());
        history.entry(zone).or_default().push(RateSince {
            category: stored("tax category", &category)?,
            tax: name.map(|name| stored("name of a tax", &name)).transpose()?,
            since: instant(since)?,
            rate: Rate::from_millionths(millionths),
        });
    }
    let zone = |(code, country, postcodes, adds_tax): ZoneRow| {
        let begins = postcodes.split(',').filter(|begin| !begin.is_empty());
        Ok(TaxZone {
            country: stored("country", &country)?,
            postcodes: begins.map(str::to_owned).collect(),
            adds_tax,
            history: history.remove(&code).unwrap_or_default(),
            code,
        })
    };
    zones.into_iter().map(zone).collect()
}

pub(crate) fn all(conn: &mut Conn) -> Result<TaxZones, Error> {
    Ok(TaxZones::known().with(said(conn, None)?))
}

pub(crate) fn say(conn: &mut Conn, zone: &TaxZone) -> Result<(), Error> {
    let postcodes = zone.postcodes.join(",");
    let place = (
        tax_zone::country.eq(zone.country.as_str().to_owned()),
        tax_zone::postcodes.eq(&postcodes),
        tax_zone::adds_tax.eq(zone.adds_tax),
    );
    diesel::insert_into(tax_zone::table)
        .values((tax_zone::code.eq(&zone.code), place.clone()))
        .on_conflict(tax_zone::code)
        .do_update()
        .set(place)
        .execute(conn)?;
    for rate in &zone.history {
        let millionths = tax_rate::millionths.eq(rate.rate.millionths());
        diesel::insert_into(tax_rate::table)
            .values((
                tax_rate::zone_code.eq(&zone.code),
                tax_rate::tax_category.eq(rate.category.as_str()),
                tax_rate::tax_name.eq(rate.tax.as_ref().map_or("", |name| name.as_str())),
                tax_rate::since_at.eq(rate.since.micros()),
                millionths,
            ))
            .on_conflict((
                tax_rate::zone_code,
                tax_rate::tax_category,
                tax_rate::tax_name,
                tax_rate::since_at,
            ))
            .do_update()
            .set(millionths)
            .execute(conn)?;
    }
    Ok(())
}

pub(crate) fn forget(conn: &mut Conn, code: &str) -> Result<bool, Error> {
    diesel::delete(tax_rate::table.filter(tax_rate::zone_code.eq(code))).execute(conn)?;
    Ok(diesel::delete(tax_zone::table.find(code)).execute(conn)? > 0)
}

pub(crate) fn postcodes_in(
    conn: &mut Conn,
    country: Country,
) -> Result<Vec<(Option<String>, i64)>, Error> {
    Ok(enterprise_address::table
        .filter(enterprise_address::kind.eq(AddressKind::Physical.as_str()))
        .filter(enterprise_address::country.eq(country.as_str()))
        .group_by(enterprise_address::postcode)
        .select((enterprise_address::postcode, count_star()))
        .load(conn)?)
}

pub(crate) fn rates_of(
    conn: &mut Conn,
    of: &[EnterpriseId],
    now: Timestamp,
) -> Result<SellersRates, Error> {
    let rows: Vec<(EnterpriseId, String, Option<String>)> = enterprise_address::table
        .filter(enterprise_address::enterprise_id.eq_any(keys(of)))
        .filter(enterprise_address::kind.eq(AddressKind::Physical.as_str()))
        .select((
            enterprise_address::enterprise_id,
            enterprise_address::country,
            enterprise_address::postcode,
        ))
        .load(conn)?;
    let place = |(of, country, postcode): (EnterpriseId, String, Option<String>)| {
        Ok((of, stored::<Country>("country", &country)?, postcode))
    };
    let places: Vec<_> = rows.into_iter().map(place).collect::<Result<_, Error>>()?;
    let known = TaxZones::known();
    // The default zone's too: it is charged where a country has none.
    let countries = places.iter().map(|(_, country, _)| *country).chain(known.default_country());
    let countries: BTreeSet<Country> = countries.collect();
    let zones = known.with(said(conn, Some(&countries))?);
    let nowhere = zones.rates_at((None, None), now);
    let mut rates: BTreeMap<EnterpriseId, TaxRates> =
        of.iter().map(|of| (*of, nowhere.clone())).collect();
    for (of, country, postcode) in places {
        rates.insert(of, zones.rates_at((Some(country), postcode.as_deref()), now));
    }
    Ok(SellersRates { rates, change_at: zones.of_countries(&countries).changes_after(now) })
}
