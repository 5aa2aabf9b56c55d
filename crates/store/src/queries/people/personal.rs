use diesel::{
    prelude::*,
    query_builder::{AstPass, Query, QueryFragment, QueryId},
    sql_types::{BigInt, Binary, Nullable, Text, Untyped},
};
use sillon_identity::Pseudonym;
use sillon_kernel::{CartId, Email, EnterpriseId, OrderId, Timestamp, UserId};
use uuid::Uuid;

use super::super::super::{Conn, Db};
use crate::{
    Error,
    copies::contents::{Row, Table, Value},
    people::personal::{Among, Values},
    schema::tables::{
        account_link, cart, exchange, idempotency, invitation, membership, order_cycle,
        order_hand_over, orders, outbox,
    },
    sql::ids::{AnyId, Key, Uid, keys},
};

/// How many ids one statement names.
const IDS_AT_ONCE: usize = 500;

/// ` where` with the rows meant.
struct Where<'a> {
    among: &'a Among<'a>,
    ids: &'a [Key<AnyId>],
}

impl QueryFragment<Db> for Where<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Db>) -> QueryResult<()> {
        out.push_sql(" where ");
        out.push_identifier(self.among.column)?;
        match &self.among.values {
            Values::Text(text) => {
                out.push_sql(" = ");
                out.push_bind_param::<Text, _>(text)?;
            }
            Values::Ids(_) => {
                let mut before = " in (";
                for id in self.ids {
                    out.push_sql(before);
                    out.push_bind_param::<Uid, _>(id)?;
                    before = ", ";
                }
                out.push_sql(")");
            }
        }
        if let Some(unless) = self.among.unless {
            out.push_sql(" and not ");
            out.push_sql(unless);
        }
        Ok(())
    }
}

/// A statement about the rows meant: its text depends on the table, so nothing of it is kept.
struct About<'a, H> {
    head: H,
    rows: Where<'a>,
}

impl<H> QueryId for About<'_, H> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl<H> Query for About<'_, H> {
    type SqlType = Untyped;
}

impl<H> RunQueryDsl<Conn> for About<'_, H> {}

impl<H: QueryFragment<Db>> QueryFragment<Db> for About<'_, H> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Db>) -> QueryResult<()> {
        self.head.walk_ast(out.reborrow())?;
        self.rows.walk_ast(out)
    }
}

/// Reads rows.
struct Select<'a>(&'a Table<'a>);

impl QueryFragment<Db> for Select<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Db>) -> QueryResult<()> {
        let mut before = "select ";
        for column in &self.0.columns {
            out.push_sql(before);
            out.push_identifier(column)?;
            before = ", ";
        }
        out.push_sql(" from ");
        out.push_identifier(self.0.name)
    }
}

/// Deletes rows.
struct Delete<'a>(&'a str);

impl QueryFragment<Db> for Delete<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Db>) -> QueryResult<()> {
        out.push_sql("delete from ");
        out.push_identifier(self.0)
    }
}

/// Puts other values into rows.
struct Replace<'a> {
    table: &'a str,
    changes: &'a [(&'a str, Value)],
}

impl QueryFragment<Db> for Replace<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Db>) -> QueryResult<()> {
        out.push_sql("update ");
        out.push_identifier(self.table)?;
        let mut before = " set ";
        for (column, value) in self.changes {
            out.push_sql(before);
            out.push_identifier(column)?;
            out.push_sql(" = ");
            match value {
                Value::Nothing => out.push_bind_param::<Nullable<Text>, Option<String>>(&None)?,
                Value::Integer(integer) => out.push_bind_param::<BigInt, _>(integer)?,
                Value::Text(text) => out.push_bind_param::<Text, _>(text)?,
                Value::Bytes(bytes) => out.push_bind_param::<Binary, _>(bytes)?,
            }
            before = ", ";
        }
        Ok(())
    }
}

/// Does something for the rows meant, so many ids at a time.
fn in_parts<T>(
    among: &Among<'_>,
    mut work: impl FnMut(Where<'_>) -> Result<T, Error>,
) -> Result<Vec<T>, Error> {
    match &among.values {
        Values::Text(_) => Ok(vec![work(Where { among, ids: &[] })?]),
        Values::Ids(ids) => {
            let part = |ids: &[Uuid]| {
                let ids: Vec<Key<AnyId>> = ids.iter().map(|id| Key(AnyId(*id))).collect();
                work(Where { among, ids: &ids })
            };
            ids.chunks(IDS_AT_ONCE).map(part).collect()
        }
    }
}

pub(crate) fn select(
    conn: &mut Conn,
    table: &Table<'_>,
    among: &Among<'_>,
) -> Result<Vec<Row>, Error> {
    let parts = in_parts(among, |rows| Ok(About { head: Select(table), rows }.load::<Row>(conn)?))?;
    Ok(parts.into_iter().flatten().collect())
}

pub(crate) fn delete(conn: &mut Conn, table: &str, among: &Among<'_>) -> Result<usize, Error> {
    let parts = in_parts(among, |rows| Ok(About { head: Delete(table), rows }.execute(conn)?))?;
    Ok(parts.into_iter().sum())
}

pub(crate) fn replace(
    conn: &mut Conn,
    table: &str,
    changes: &[(&str, Value)],
    among: &Among<'_>,
) -> Result<usize, Error> {
    let parts =
        in_parts(
            among,
            |rows| Ok(About { head: Replace { table, changes }, rows }.execute(conn)?),
        )?;
    Ok(parts.into_iter().sum())
}

pub(crate) fn orders_of(
    conn: &mut Conn,
    user: Option<UserId>,
    address: Option<&Email>,
) -> Result<Vec<OrderId>, Error> {
    let mut found: Vec<OrderId> = Vec::new();
    if let Some(user) = user {
        let own = orders::table.filter(orders::user_id.eq(Key(user)));
        found.extend(own.select(orders::id).load::<OrderId>(conn)?);
    }
    if let Some(address) = address {
        let own = orders::table.filter(orders::email.eq(address.as_str()));
        found.extend(own.select(orders::id).load::<OrderId>(conn)?);
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

pub(crate) fn links_to(conn: &mut Conn, address: &Email) -> Result<Vec<Uuid>, Error> {
    let links = account_link::table.filter(account_link::email.eq(address.as_str()));
    let links: Vec<AnyId> = links.select(account_link::id).load(conn)?;
    Ok(links.into_iter().map(|id| id.0).collect())
}

pub(crate) fn mailed_to(conn: &mut Conn, address: &Email) -> Result<Vec<Uuid>, Error> {
    let mut mailed = links_to(conn, address)?;
    let asked = invitation::table.filter(invitation::email.eq(address.as_str()));
    let asked: Vec<AnyId> = asked.select(invitation::id).load(conn)?;
    mailed.extend(asked.into_iter().map(|id| id.0));
    Ok(mailed)
}

pub(crate) fn under_way(
    conn: &mut Conn,
    ids: &[OrderId],
    now: Timestamp,
) -> Result<Vec<String>, Error> {
    let mut under_way = Vec::new();
    for ids in ids.chunks(IDS_AT_ONCE) {
        let is_open = order_cycle::stage.ne("closed").and(order_cycle::stage.ne("settled"));
        let handed_out_later = diesel::dsl::exists(
            exchange::table
                .filter(exchange::order_cycle_id.eq(orders::cycle_id))
                .filter(exchange::enterprise_id.eq(orders::hub_id))
                .filter(exchange::direction.eq("outgoing"))
                .filter(exchange::pick_up_until.gt(now.micros())),
        );
        let by_its_method = diesel::dsl::exists(
            order_hand_over::table
                .filter(order_hand_over::order_id.eq(orders::id))
                .filter(order_hand_over::until_at.gt(now.micros())),
        );
        let found: Vec<String> = orders::table
            .inner_join(order_cycle::table)
            .filter(orders::id.eq_any(keys(ids)))
            .filter(orders::cancelled_at.is_null())
            .filter(is_open.or(handed_out_later).or(by_its_method))
            .order(orders::reference)
            .select(orders::reference)
            .load(conn)?;
        under_way.extend(found);
    }
    Ok(under_way)
}

pub(crate) fn owned_alone(conn: &mut Conn, user: UserId) -> Result<Vec<EnterpriseId>, Error> {
    let owned: Vec<EnterpriseId> = membership::table
        .filter(membership::user_id.eq(Key(user)))
        .filter(membership::role.eq("owner"))
        .order(membership::enterprise_id)
        .select(membership::enterprise_id)
        .load(conn)?;
    let shared: Vec<EnterpriseId> = membership::table
        .filter(membership::enterprise_id.eq_any(keys(&owned)))
        .filter(membership::user_id.ne(Key(user)))
        .filter(membership::role.eq("owner"))
        .select(membership::enterprise_id)
        .load(conn)?;
    Ok(owned.into_iter().filter(|owned| !shared.contains(owned)).collect())
}

pub(crate) fn forget_answers_naming(conn: &mut Conn, address: &Email) -> Result<usize, Error> {
    let pattern: String = address
        .as_str()
        .chars()
        .flat_map(|c| if "%_\\".contains(c) { vec!['\\', c] } else { vec![c] })
        .collect();
    let naming = idempotency::body.like(format!("%{pattern}%")).escape('\\');
    Ok(diesel::delete(idempotency::table.filter(naming)).execute(conn)?)
}

pub(crate) fn idle_carts(
    conn: &mut Conn,
    after: Option<CartId>,
    before: Timestamp,
    most: i64,
) -> Result<Vec<CartId>, Error> {
    let ordered = diesel::dsl::exists(orders::table.filter(orders::cart_id.eq(cart::id)));
    Ok(cart::table
        .filter(cart::id.gt(Key(after.unwrap_or(CartId(Uuid::nil())))))
        .filter(cart::updated_at.lt(before.micros()))
        .filter(diesel::dsl::not(ordered))
        .order(cart::id)
        .limit(most)
        .select(cart::id)
        .load(conn)?)
}

pub(crate) fn remove_carts(
    conn: &mut Conn,
    ids: &[CartId],
    before: Timestamp,
) -> Result<usize, Error> {
    // Asked once more of each: it may have been changed or ordered since it was found.
    let ordered = diesel::dsl::exists(orders::table.filter(orders::cart_id.eq(cart::id)));
    let idle = cart::table
        .filter(cart::id.eq_any(keys(ids)))
        .filter(cart::updated_at.lt(before.micros()))
        .filter(diesel::dsl::not(ordered));
    Ok(diesel::delete(idle).execute(conn)?)
}

pub(crate) fn forget_letters(conn: &mut Conn, before: Timestamp) -> Result<usize, Error> {
    let old = outbox::sent_at.lt(before.micros()).or(outbox::gave_up_at.lt(before.micros()));
    Ok(diesel::delete(outbox::table.filter(old)).execute(conn)?)
}

pub(crate) fn with_contact(
    conn: &mut Conn,
    before: Timestamp,
    most: i64,
) -> Result<Vec<OrderId>, Error> {
    let address = order_hand_over::table
        .filter(order_hand_over::order_id.eq(orders::id))
        .filter(order_hand_over::street.is_not_null());
    let is_brought = diesel::dsl::exists(address);
    Ok(orders::table
        .filter(orders::placed_at.lt(before.micros()))
        .filter(orders::phone.is_not_null().or(orders::note.is_not_null()).or(is_brought))
        .order(orders::id)
        .limit(most)
        .select(orders::id)
        .load(conn)?)
}

pub(crate) fn forget_contact(conn: &mut Conn, ids: &[OrderId]) -> Result<usize, Error> {
    let nowhere = (
        order_hand_over::street.eq(None::<String>),
        order_hand_over::postcode.eq(None::<String>),
        order_hand_over::city.eq(None::<String>),
    );
    let brought = order_hand_over::table.filter(order_hand_over::order_id.eq_any(keys(ids)));
    diesel::update(brought).set(nowhere).execute(conn)?;
    let nothing = (orders::phone.eq(None::<String>), orders::note.eq(None::<String>));
    Ok(diesel::update(orders::table.filter(orders::id.eq_any(keys(ids))))
        .set(nothing)
        .execute(conn)?)
}

pub(crate) fn named_before(
    conn: &mut Conn,
    before: Timestamp,
    after: Option<&(String, OrderId)>,
    most: i64,
) -> Result<Vec<(OrderId, String)>, Error> {
    let (address, order) = after.cloned().unwrap_or((String::new(), OrderId(Uuid::nil())));
    let later = orders::email.eq(address.clone()).and(orders::id.gt(Key(order)));
    Ok(orders::table
        .filter(orders::placed_at.lt(before.micros()))
        .filter(orders::email.not_like(format!("%@{}", Pseudonym::DOMAIN)))
        .filter(orders::email.gt(address).or(later))
        .order((orders::email, orders::id))
        .limit(most)
        .select((orders::id, orders::email))
        .load(conn)?)
}
