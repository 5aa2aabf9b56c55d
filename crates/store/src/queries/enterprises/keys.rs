use std::collections::HashMap;

use diesel::prelude::*;
use sillon_identity::{ApiKey, ManageKeys, Origin, Permit, Scope, ShopKey, TokenHash};
use sillon_kernel::{ApiKeyId, EnterpriseId, ShopKeyId, Timestamp, UserId};

use uuid::Uuid;

use super::super::{
    super::Conn,
    events::webhooks::{pause_all, pause_set_by},
};
use crate::{
    Error,
    error::stored,
    records::enterprises::EndedKeys,
    schema::tables::{api_key, membership, shop_key, shop_key_origin, user_account},
    sql::ids::{AnyId, Key, keys},
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = api_key)]
struct ApiKeyRow {
    id: ApiKeyId,
    enterprise_id: EnterpriseId,
    name: String,
    scopes: String,
    created_at: i64,
    created_by: Option<UserId>,
    expires_at: Option<i64>,
    last_used_at: Option<i64>,
}

impl ApiKeyRow {
    fn into_key(self) -> Result<ApiKey, Error> {
        let scopes = self.scopes.split(' ').filter(|scope| !scope.is_empty());
        Ok(ApiKey {
            id: self.id,
            enterprise: self.enterprise_id,
            name: stored("name", &self.name)?,
            scopes: scopes.map(|scope| stored("scope", scope)).collect::<Result<_, _>>()?,
            created_at: time(self.created_at)?,
            created_by: self.created_by,
            expires_at: self.expires_at.map(time).transpose()?,
            last_used_at: self.last_used_at.map(time).transpose()?,
        })
    }
}

fn time(micros: i64) -> Result<Timestamp, Error> {
    Timestamp::from_micros(micros)
        .map_err(|_fault| Error::Corrupt { what: "time", value: micros.to_string() })
}

pub(crate) fn add_api_key(
    conn: &mut Conn,
    by: &Permit<ManageKeys>,
    key: &ApiKey,
    secret: &TokenHash,
) -> Result<(), Error> {
    by.must_be_for(key.enterprise);
    let scopes: Vec<&str> = key.scopes.iter().map(|scope| Scope::as_str(*scope)).collect();
    diesel::insert_into(api_key::table)
        .values((
            api_key::id.eq(Key(key.id)),
            api_key::enterprise_id.eq(Key(key.enterprise)),
            api_key::name.eq(key.name.as_str()),
            api_key::secret_hash.eq(secret.0.as_slice()),
            api_key::scopes.eq(scopes.join(" ")),
            api_key::created_at.eq(key.created_at.micros()),
            api_key::created_by.eq(key.created_by.map(Key)),
            api_key::expires_at.eq(key.expires_at.map(Timestamp::micros)),
            api_key::last_used_at.eq(key.last_used_at.map(Timestamp::micros)),
        ))
        .execute(conn)?;
    Ok(())
}

pub(crate) fn api_keys(conn: &mut Conn, by: &Permit<ManageKeys>) -> Result<Vec<ApiKey>, Error> {
    let rows: Vec<ApiKeyRow> = api_key::table
        .filter(api_key::enterprise_id.eq(Key(by.enterprise())))
        .filter(api_key::revoked_at.is_null())
        .order((api_key::created_at, api_key::id))
        .select(ApiKeyRow::as_select())
        .load(conn)?;
    rows.into_iter().map(ApiKeyRow::into_key).collect()
}

pub(crate) fn find_api_key(conn: &mut Conn, secret: &TokenHash) -> Result<Option<ApiKey>, Error> {
    let row = api_key::table
        .filter(api_key::secret_hash.eq(secret.0.as_slice()))
        .filter(api_key::revoked_at.is_null())
        .select(ApiKeyRow::as_select())
        .first(conn)
        .optional()?;
    row.map(ApiKeyRow::into_key).transpose()
}

pub(crate) fn note_use(conn: &mut Conn, id: ApiKeyId, now: Timestamp) -> Result<(), Error> {
    diesel::update(api_key::table.find(Key(id)))
        .set(api_key::last_used_at.eq(now.micros()))
        .execute(conn)?;
    Ok(())
}

pub(crate) fn revoke_api_key(
    conn: &mut Conn,
    by: &Permit<ManageKeys>,
    id: ApiKeyId,
    now: Timestamp,
) -> Result<bool, Error> {
    let key = api_key::table
        .filter(api_key::id.eq(Key(id)))
        .filter(api_key::enterprise_id.eq(Key(by.enterprise())))
        .filter(api_key::revoked_at.is_null());
    let revoked = diesel::update(key).set(api_key::revoked_at.eq(now.micros())).execute(conn)?;
    Ok(revoked == 1)
}

type ShopKeyRow = (ShopKeyId, EnterpriseId, String, String, i64, Option<UserId>);

const SHOP_KEY: (
    shop_key::id,
    shop_key::hub_id,
    shop_key::name,
    shop_key::key,
    shop_key::created_at,
    shop_key::created_by,
) = (
    shop_key::id,
    shop_key::hub_id,
    shop_key::name,
    shop_key::key,
    shop_key::created_at,
    shop_key::created_by,
);

fn read_shop_key(row: ShopKeyRow, origins: Vec<Origin>) -> Result<ShopKey, Error> {
    let (id, hub, name, key, created_at, created_by) = row;
    let (name, created_at) = (stored("name", &name)?, time(created_at)?);
    Ok(ShopKey { id, hub, name, key, origins, created_at, created_by })
}

fn read_origin(text: &str) -> Result<Origin, Error> {
    Origin::parse(text).map_err(|_fault| Error::Corrupt { what: "origin", value: text.to_owned() })
}

pub(crate) fn add_shop_key(
    conn: &mut Conn,
    by: &Permit<ManageKeys>,
    key: &ShopKey,
) -> Result<(), Error> {
    by.must_be_for(key.hub);
    diesel::insert_into(shop_key::table)
        .values((
            shop_key::id.eq(Key(key.id)),
            shop_key::hub_id.eq(Key(key.hub)),
            shop_key::name.eq(key.name.as_str()),
            shop_key::key.eq(&key.key),
            shop_key::created_at.eq(key.created_at.micros()),
            shop_key::created_by.eq(key.created_by.map(Key)),
        ))
        .execute(conn)?;
    let origin = |origin: &Origin| {
        (
            shop_key_origin::shop_key_id.eq(Key(key.id)),
            shop_key_origin::origin.eq(origin.to_string()),
        )
    };
    for origin in key.origins.iter().map(origin) {
        diesel::insert_into(shop_key_origin::table).values(origin).execute(conn)?;
    }
    Ok(())
}

pub(crate) fn shop_keys(conn: &mut Conn, by: &Permit<ManageKeys>) -> Result<Vec<ShopKey>, Error> {
    let hub = by.enterprise();
    let rows: Vec<ShopKeyRow> = shop_key::table
        .filter(shop_key::hub_id.eq(Key(hub)))
        .filter(shop_key::revoked_at.is_null())
        .order((shop_key::created_at, shop_key::id))
        .select(SHOP_KEY)
        .load(conn)?;
    let listed: Vec<(ShopKeyId, String)> = shop_key_origin::table
        .inner_join(shop_key::table)
        .filter(shop_key::hub_id.eq(Key(hub)))
        .filter(shop_key::revoked_at.is_null())
        .order(shop_key_origin::origin)
        .select((shop_key_origin::shop_key_id, shop_key_origin::origin))
        .load(conn)?;
    let mut origins: HashMap<ShopKeyId, Vec<Origin>> = HashMap::new();
    for (key, origin) in listed {
        origins.entry(key).or_default().push(read_origin(&origin)?);
    }
    rows.into_iter()
        .map(|row| {
            let origins = origins.remove(&row.0).unwrap_or_default();
            read_shop_key(row, origins)
        })
        .collect()
}

pub(crate) fn find_shop_key(conn: &mut Conn, key: &str) -> Result<Option<ShopKey>, Error> {
    // A key has an origin at least.
    let rows: Vec<(ShopKeyRow, String)> = shop_key::table
        .inner_join(shop_key_origin::table)
        .filter(shop_key::key.eq(key))
        .filter(shop_key::revoked_at.is_null())
        .order(shop_key_origin::origin)
        .select((SHOP_KEY, shop_key_origin::origin))
        .load(conn)?;
    let origins = rows.iter().map(|(_, origin)| read_origin(origin)).collect::<Result<_, _>>()?;
    rows.into_iter().next().map(|(row, _)| read_shop_key(row, origins)).transpose()
}

pub(crate) fn revoke_shop_key(
    conn: &mut Conn,
    by: &Permit<ManageKeys>,
    id: ShopKeyId,
    now: Timestamp,
) -> Result<bool, Error> {
    let key = shop_key::table
        .filter(shop_key::id.eq(Key(id)))
        .filter(shop_key::hub_id.eq(Key(by.enterprise())))
        .filter(shop_key::revoked_at.is_null());
    let revoked = diesel::update(key).set(shop_key::revoked_at.eq(now.micros())).execute(conn)?;
    Ok(revoked == 1)
}

pub(crate) fn is_origin_known(conn: &mut Conn, origin: &str) -> Result<bool, Error> {
    let known: Option<ShopKeyId> = shop_key_origin::table
        .inner_join(shop_key::table)
        .filter(shop_key_origin::origin.eq(origin))
        .filter(shop_key::revoked_at.is_null())
        .select(shop_key::id)
        .first(conn)
        .optional()?;
    Ok(known.is_some())
}

pub(crate) fn end_made_by(
    conn: &mut Conn,
    maker: UserId,
    now: Timestamp,
) -> Result<EndedKeys, Error> {
    let administers: Option<bool> = user_account::table
        .find(Key(maker))
        .select(user_account::is_administrator)
        .first(conn)
        .optional()?;
    if administers == Some(true) {
        return Ok(EndedKeys::default());
    }
    let owned: Vec<EnterpriseId> = membership::table
        .filter(membership::user_id.eq(Key(maker)))
        .filter(membership::role.eq("owner"))
        .select(membership::enterprise_id)
        .load(conn)?;
    pause_set_by(conn, maker, &owned, now)?;
    let machines: Vec<ApiKeyRow> = api_key::table
        .filter(api_key::created_by.eq(Key(maker)))
        .filter(api_key::revoked_at.is_null())
        .order(api_key::id)
        .select(ApiKeyRow::as_select())
        .load(conn)?;
    let shop_fronts: Vec<ShopKeyRow> = shop_key::table
        .filter(shop_key::created_by.eq(Key(maker)))
        .filter(shop_key::revoked_at.is_null())
        .order(shop_key::id)
        .select(SHOP_KEY)
        .load(conn)?;
    let machines = machines.into_iter().filter(|key| !owned.contains(&key.enterprise_id));
    let shop_fronts = shop_fronts.into_iter().filter(|(_, hub, ..)| !owned.contains(hub));
    end(conn, machines.collect(), shop_fronts.collect(), now)
}

pub(crate) fn end_all(
    conn: &mut Conn,
    enterprise: EnterpriseId,
    now: Timestamp,
) -> Result<EndedKeys, Error> {
    pause_all(conn, enterprise, now)?;
    let machines = api_key::table
        .filter(api_key::enterprise_id.eq(Key(enterprise)))
        .filter(api_key::revoked_at.is_null())
        .order(api_key::id)
        .select(ApiKeyRow::as_select())
        .load(conn)?;
    let shop_fronts = shop_key::table
        .filter(shop_key::hub_id.eq(Key(enterprise)))
        .filter(shop_key::revoked_at.is_null())
        .order(shop_key::id)
        .select(SHOP_KEY)
        .load(conn)?;
    end(conn, machines, shop_fronts, now)
}

/// Revokes keys; those that no other transaction revoked meanwhile.
fn end(
    conn: &mut Conn,
    machines: Vec<ApiKeyRow>,
    shop_fronts: Vec<ShopKeyRow>,
    now: Timestamp,
) -> Result<EndedKeys, Error> {
    let mut ended = EndedKeys::default();
    for row in machines {
        let key = api_key::table.filter(api_key::id.eq(Key(row.id)));
        let open = key.filter(api_key::revoked_at.is_null());
        if diesel::update(open).set(api_key::revoked_at.eq(now.micros())).execute(conn)? == 1 {
            ended.api_keys.push(row.into_key()?);
        }
    }
    for row in shop_fronts {
        let key = shop_key::table.filter(shop_key::id.eq(Key(row.0)));
        let open = key.filter(shop_key::revoked_at.is_null());
        if diesel::update(open).set(shop_key::revoked_at.eq(now.micros())).execute(conn)? == 1 {
            let origins: Vec<String> = shop_key_origin::table
                .filter(shop_key_origin::shop_key_id.eq(Key(row.0)))
                .order(shop_key_origin::origin)
                .select(shop_key_origin::origin)
                .load(conn)?;
            let origins = origins.iter().map(|origin| read_origin(origin));
            let origins = origins.collect::<Result<_, _>>()?;
            ended.shop_keys.push(read_shop_key(row, origins)?);
        }
    }
    Ok(ended)
}

pub(crate) fn names(conn: &mut Conn, ids: &[Uuid]) -> Result<Vec<(Uuid, String)>, Error> {
    let ids: Vec<AnyId> = ids.iter().copied().map(AnyId).collect();
    let machines: Vec<(AnyId, String)> = api_key::table
        .filter(api_key::id.eq_any(keys(&ids)))
        .select((api_key::id, api_key::name))
        .load(conn)?;
    let shop_fronts: Vec<(AnyId, String)> = shop_key::table
        .filter(shop_key::id.eq_any(keys(&ids)))
        .select((shop_key::id, shop_key::name))
        .load(conn)?;
    Ok(machines.into_iter().chain(shop_fronts).map(|(id, name)| (id.0, name)).collect())
}
