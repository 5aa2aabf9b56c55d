use diesel::{
    prelude::*,
    sql_types::{Bool, Text},
};
use sillon_kernel::{EnterpriseId, Timestamp, UserId};
use sillon_notices::NoticeKind;

use super::super::super::{Conn, Db};
use crate::{
    Error,
    schema::notices::{notice_choice, notice_token, order_copy, shop_follower},
    schema::tables::{membership, user_account},
    sql::ids::{Key, Uid},
    sql::statement::statement,
};

pub(crate) fn of(conn: &mut Conn, user: UserId) -> Result<Vec<(String, bool)>, Error> {
    Ok(notice_choice::table
        .filter(notice_choice::user_id.eq(Key(user)))
        .order(notice_choice::kind)
        .select((notice_choice::kind, notice_choice::wanted))
        .load(conn)?)
}

pub(crate) fn choose(
    conn: &mut Conn,
    user: UserId,
    kind: NoticeKind,
    wanted: bool,
) -> Result<(), Error> {
    diesel::insert_into(notice_choice::table)
        .values((
            notice_choice::user_id.eq(Key(user)),
            notice_choice::kind.eq(kind.as_str()),
            notice_choice::wanted.eq(wanted),
        ))
        .on_conflict((notice_choice::user_id, notice_choice::kind))
        .do_update()
        .set(notice_choice::wanted.eq(wanted))
        .execute(conn)?;
    Ok(())
}

statement!(
    /// What those who run an enterprise chose of a kind.
    ChosenAt { enterprise: EnterpriseId, kind: String } -> (Uid, Bool) =
    "select c.user_id, c.wanted from notice_choice c join membership m on m.user_id = c.user_id \
     where m.enterprise_id = ", [enterprise: Uid], " and m.role in ('owner', 'manager') and c.kind = ", [kind: Text],
    " order by c.user_id"
);

pub(crate) fn chosen_at(
    conn: &mut Conn,
    enterprise: EnterpriseId,
    kind: NoticeKind,
) -> Result<Vec<(UserId, bool)>, Error> {
    Ok(ChosenAt { enterprise, kind: kind.as_str().to_owned() }.load(conn)?)
}

pub(crate) fn first_owner(
    conn: &mut Conn,
    enterprise: EnterpriseId,
) -> Result<Option<UserId>, Error> {
    Ok(membership::table
        .inner_join(user_account::table)
        .filter(membership::enterprise_id.eq(Key(enterprise)))
        .filter(membership::role.eq("owner"))
        .order((user_account::created_at, user_account::id))
        .select(membership::user_id)
        .first(conn)
        .optional()?)
}

statement!(
    /// The hubs that somebody who runs them wants every order of.
    HubsWantingOrders { kind: String, wanted: bool } -> Uid =
    "select distinct m.enterprise_id from notice_choice c join membership m on m.user_id = c.user_id \
     where c.kind = ", [kind: Text], " and c.wanted = ", [wanted: Bool],
    " and m.role in ('owner', 'manager') order by m.enterprise_id limit 10000"
);

pub(crate) fn hubs_wanting_orders(conn: &mut Conn) -> Result<Vec<EnterpriseId>, Error> {
    let kind = NoticeKind::OrderReceived.as_str().to_owned();
    Ok(HubsWantingOrders { kind, wanted: true }.load(conn)?)
}

pub(crate) fn orders_told_until(conn: &mut Conn, hub: EnterpriseId) -> Result<Option<i64>, Error> {
    let told = order_copy::table.find(Key(hub)).select(order_copy::number);
    Ok(told.first(conn).optional()?)
}

pub(crate) fn set_orders_told(
    conn: &mut Conn,
    hub: EnterpriseId,
    from: Option<i64>,
    number: i64,
) -> Result<bool, Error> {
    let changed = match from {
        Some(from) => {
            let told = order_copy::table.find(Key(hub)).filter(order_copy::number.eq(from));
            diesel::update(told).set(order_copy::number.eq(number)).execute(conn)?
        }
        None => diesel::insert_into(order_copy::table)
            .values((order_copy::hub_id.eq(Key(hub)), order_copy::number.eq(number)))
            .on_conflict_do_nothing()
            .execute(conn)?,
    };
    Ok(changed == 1)
}

pub(crate) fn followed(conn: &mut Conn, user: UserId) -> Result<Vec<EnterpriseId>, Error> {
    Ok(shop_follower::table
        .filter(shop_follower::user_id.eq(Key(user)))
        .order((shop_follower::asked_at, shop_follower::hub_id))
        .select(shop_follower::hub_id)
        .load(conn)?)
}

pub(crate) fn follow(
    conn: &mut Conn,
    user: UserId,
    hub: EnterpriseId,
    now: Timestamp,
) -> Result<(), Error> {
    diesel::insert_into(shop_follower::table)
        .values((
            shop_follower::hub_id.eq(Key(hub)),
            shop_follower::user_id.eq(Key(user)),
            shop_follower::asked_at.eq(now.micros()),
        ))
        .on_conflict_do_nothing()
        .execute(conn)?;
    Ok(())
}

pub(crate) fn unfollow(conn: &mut Conn, user: UserId, hub: EnterpriseId) -> Result<bool, Error> {
    let asked = shop_follower::table.find((Key(hub), Key(user)));
    Ok(diesel::delete(asked).execute(conn)? == 1)
}

pub(crate) fn token(conn: &mut Conn, user: UserId) -> Result<Option<String>, Error> {
    let kept = notice_token::table.find(Key(user)).select(notice_token::token);
    Ok(kept.first(conn).optional()?)
}

pub(crate) fn keep_token(conn: &mut Conn, user: UserId, token: &str) -> Result<(), Error> {
    diesel::insert_into(notice_token::table)
        .values((notice_token::user_id.eq(Key(user)), notice_token::token.eq(token)))
        .on_conflict_do_nothing()
        .execute(conn)?;
    Ok(())
}

pub(crate) fn whose_token(conn: &mut Conn, token: &str) -> Result<Option<UserId>, Error> {
    let whose = notice_token::table.filter(notice_token::token.eq(token));
    Ok(whose.select(notice_token::user_id).first(conn).optional()?)
}
