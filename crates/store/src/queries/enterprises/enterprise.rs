use diesel::prelude::*;
use sillon_enterprises::{Enterprise, Sells};
use sillon_identity::{OwnedEnterprise, Role};
use sillon_kernel::{Email, EnterpriseId, Name, Slug, Text, Timestamp, UserId, currency_of, fold};

use super::super::super::{Conn, Db, dialect::read_by_ids};
use crate::{
    Error,
    error::stored,
    records::enterprises::EnterpriseBrief,
    schema::tables::{enterprise, former_slug, membership},
    sql::ids::{Key, Uid, keys},
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = enterprise)]
pub(crate) struct EnterpriseRow {
    id: EnterpriseId,
    slug: String,
    name: String,
    description: Option<String>,
    email: Option<String>,
    is_producer: bool,
    sells: String,
    zone: String,
    currency: String,
    created_at: i64,
    visibility: String,
}

impl EnterpriseRow {
    pub(crate) fn into_enterprise(self) -> Result<Enterprise, Error> {
        let corrupt = |what, value: &str| Error::Corrupt { what, value: value.to_owned() };
        let description =
            self.description.as_deref().map(|text| stored::<Text<2000>>("description", text));
        let email = self
            .email
            .as_deref()
            .map(|text| Email::kept(text).map_err(|_fault| corrupt("e-mail", text)));
        Ok(Enterprise {
            id: self.id,
            slug: Slug::parse(&self.slug).map_err(|_fault| corrupt("slug", &self.slug))?,
            name: stored("name", &self.name)?,
            description: description.transpose()?,
            is_producer: self.is_producer,
            sells: stored("what it sells", &self.sells)?,
            zone: stored("time zone", &self.zone)?,
            currency: currency_of(&self.currency)
                .ok_or_else(|| corrupt("currency", &self.currency))?,
            email: email.transpose()?,
            visibility: stored("visibility", &self.visibility)?,
            created_at: Timestamp::from_micros(self.created_at)
                .map_err(|_fault| corrupt("time", &self.slug))?,
        })
    }
}

pub(crate) fn add(conn: &mut Conn, new: &Enterprise) -> Result<(), Error> {
    diesel::insert_into(enterprise::table)
        .values((
            enterprise::id.eq(Key(new.id)),
            enterprise::slug.eq(new.slug.as_str()),
            enterprise::name.eq(new.name.as_str()),
            enterprise::folded_name.eq(fold(&new.name)),
            enterprise::description.eq(new.description.as_ref().map(Text::as_str)),
            enterprise::email.eq(new.email.as_ref().map(Email::as_str)),
            enterprise::is_producer.eq(new.is_producer),
            enterprise::sells.eq(new.sells.as_str()),
            enterprise::zone.eq(new.zone.name()),
            enterprise::currency.eq(new.currency.code()),
            enterprise::visibility.eq(new.visibility.as_str()),
            enterprise::created_at.eq(new.created_at.micros()),
        ))
        .execute(conn)?;
    Ok(())
}

pub(crate) fn get(conn: &mut Conn, id: EnterpriseId) -> Result<Enterprise, Error> {
    let row = enterprise::table
        .find(Key(id))
        .select(EnterpriseRow::as_select())
        .first(conn)
        .optional()?;
    row.ok_or(Error::Missing("enterprise"))?.into_enterprise()
}

pub(crate) fn of(conn: &mut Conn, ids: &[EnterpriseId]) -> Result<Vec<Enterprise>, Error> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<EnterpriseRow> = enterprise::table
        .filter(enterprise::id.eq_any(keys(ids)))
        .order(enterprise::id)
        .select(EnterpriseRow::as_select())
        .load(conn)?;
    rows.into_iter().map(EnterpriseRow::into_enterprise).collect()
}

pub(crate) fn find_by_slug(conn: &mut Conn, slug: &str) -> Result<Option<Enterprise>, Error> {
    // What is no slug is nobody's; and some of it, such as a zero byte, PostgreSQL does not even take as text.
    if Slug::parse(slug).is_err() {
        return Ok(None);
    }
    let named = |conn: &mut Conn, slug: &str| {
        let found = enterprise::table.filter(enterprise::slug.eq(slug));
        found.select(EnterpriseRow::as_select()).first(conn).optional()
    };
    if let Some(row) = named(conn, slug)? {
        return row.into_enterprise().map(Some);
    }
    let renamed = former_slug::table.find(slug).select(former_slug::enterprise_id);
    let renamed: Option<EnterpriseId> = renamed.first(conn).optional()?;
    renamed.map(|id| get(conn, id)).transpose()
}

pub(crate) fn slugs_taken(conn: &mut Conn, slugs: &[Slug]) -> Result<Vec<String>, Error> {
    let slugs: Vec<&str> = slugs.iter().map(Slug::as_str).collect();
    let mut taken: Vec<String> = enterprise::table
        .filter(enterprise::slug.eq_any(&slugs))
        .select(enterprise::slug)
        .load(conn)?;
    let before = former_slug::table.filter(former_slug::slug.eq_any(&slugs));
    taken.extend(before.select(former_slug::slug).load::<String>(conn)?);
    Ok(taken)
}

/// How many names are asked for at once: SQLite takes some thirty thousand.
const NAMES_AT_ONCE: usize = 10_000;

pub(crate) fn called(
    conn: &mut Conn,
    folded_names: &[String],
    ids: &[EnterpriseId],
) -> Result<Vec<Enterprise>, Error> {
    let mut found = Vec::new();
    for some in folded_names.chunks(NAMES_AT_ONCE) {
        let rows: Vec<EnterpriseRow> = enterprise::table
            .filter(enterprise::folded_name.eq_any(some))
            .select(EnterpriseRow::as_select())
            .load(conn)?;
        found.extend(rows);
    }
    for some in ids.chunks(NAMES_AT_ONCE) {
        let rows: Vec<EnterpriseRow> = enterprise::table
            .filter(enterprise::id.eq_any(keys(some)))
            .select(EnterpriseRow::as_select())
            .load(conn)?;
        found.extend(rows);
    }
    found.sort_unstable_by_key(|row| row.id);
    found.dedup_by_key(|row| row.id);
    found.into_iter().map(EnterpriseRow::into_enterprise).collect()
}

pub(crate) fn names(
    conn: &mut Conn,
    ids: &[EnterpriseId],
) -> Result<Vec<(EnterpriseId, Name)>, Error> {
    let rows: Vec<(EnterpriseId, String)> = enterprise::table
        .filter(enterprise::id.eq_any(keys(ids)))
        .select((enterprise::id, enterprise::name))
        .load(conn)?;
    rows.into_iter().map(|(id, name)| Ok((id, stored("name", &name)?))).collect()
}

pub(crate) fn producers(conn: &mut Conn) -> Result<Vec<EnterpriseId>, Error> {
    Ok(enterprise::table
        .filter(enterprise::is_producer.eq(true))
        .order((enterprise::folded_name, enterprise::id))
        .select(enterprise::id)
        .load(conn)?)
}

read_by_ids!(
    /// The enterprises of these ids, for what they list; who only refers to them does not wait.
    fn lock(EnterpriseId) -> (EnterpriseId,): (Uid) =
        select "id" from "enterprise" by "id", lock "for no key update"
);

pub(crate) fn lock_lists(conn: &mut Conn, producers: &[EnterpriseId]) -> Result<(), Error> {
    lock(conn, producers)?;
    Ok(())
}

pub(crate) fn briefs(conn: &mut Conn, ids: &[EnterpriseId]) -> Result<Vec<EnterpriseBrief>, Error> {
    let rows: Vec<(EnterpriseId, String, String)> = enterprise::table
        .filter(enterprise::id.eq_any(keys(ids)))
        .order(enterprise::id)
        .select((enterprise::id, enterprise::slug, enterprise::name))
        .load(conn)?;
    Ok(rows.into_iter().map(|(id, slug, name)| EnterpriseBrief { id, slug, name }).collect())
}

pub(crate) fn owned_by(conn: &mut Conn, owner: UserId) -> Result<Vec<OwnedEnterprise>, Error> {
    let rows = enterprise::table
        .inner_join(membership::table)
        .filter(membership::user_id.eq(Key(owner)))
        .filter(membership::role.eq(Role::Owner.as_str()))
        .order(enterprise::id)
        .select((enterprise::id, enterprise::is_producer, enterprise::sells))
        .load(conn)?;
    rows.into_iter().map(kin).collect()
}

pub(crate) fn founded_by(conn: &mut Conn, founder: UserId) -> Result<Vec<OwnedEnterprise>, Error> {
    let rows = enterprise::table
        .inner_join(membership::table)
        .filter(membership::user_id.eq(Key(founder)))
        .filter(membership::role.eq(Role::Owner.as_str()))
        .filter(membership::founded)
        .order(enterprise::id)
        .select((enterprise::id, enterprise::is_producer, enterprise::sells))
        .load(conn)?;
    rows.into_iter().map(kin).collect()
}

fn kin((id, is_producer, sells): (EnterpriseId, bool, String)) -> Result<OwnedEnterprise, Error> {
    let sells: Sells = stored("what it sells", &sells)?;
    Ok(OwnedEnterprise { id, is_producer, is_hub: sells == Sells::Any })
}

pub(crate) fn count(conn: &mut Conn) -> Result<i64, Error> {
    Ok(enterprise::table.count().get_result(conn)?)
}
