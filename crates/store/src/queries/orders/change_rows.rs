//! The rows that changes of orders come to, in the shape of their tables.

use diesel::sql_types::{BigInt, Bool, Nullable, Text};
use sillon_kernel::{ApiKeyId, EnterpriseId, OrderChangeId, OrderId, TransactionId, UserId};

use super::super::super::{Db, dialect::insertable};
use crate::{
    records::orders::NewOrderChange,
    sql::ids::{Key, Uid},
};

insertable!(OrderChangeRow, InsertOrderChanges into "order_change" {
    id: Uid as Key<OrderChangeId>,
    order_id: Uid as Key<OrderId>,
    hub_id: Uid as Key<EnterpriseId>,
    cause: Text as &'a str,
    was_due: Bool as bool,
    before_minor: BigInt as i64,
    after_minor: BigInt as i64,
    transaction_id: Nullable<Uid> as Option<Key<TransactionId>>,
    at: BigInt as i64,
    reason: Nullable<Text> as Option<&'a str>,
    changed_by: Nullable<Uid> as Option<Key<UserId>>,
    changed_by_key: Nullable<Uid> as Option<Key<ApiKeyId>>,
});

insertable!(ShareRow, InsertShares into "change_share" {
    change_id: Uid as &'a OrderChangeId,
    position: BigInt as i64,
    hub_id: Uid as Key<EnterpriseId>,
    order_id: Uid as Key<OrderId>,
    amount_minor: BigInt as i64,
});

pub(crate) fn change_row<'a>(change: &'a NewOrderChange<'_>) -> OrderChangeRow<'a> {
    OrderChangeRow {
        id: Key(change.id),
        order_id: Key(change.replaced.id),
        hub_id: Key(change.replaced.hub),
        cause: change.cause.as_str(),
        was_due: change.was_due,
        before_minor: change.replaced.total.minor(),
        after_minor: change.order.total.minor(),
        transaction_id: change.posted.as_ref().map(|posted| Key(posted.transaction.id)),
        at: change.at.micros(),
        reason: change.reason.map(sillon_kernel::Text::as_str),
        changed_by: change.changed_by.map(Key),
        changed_by_key: change.changed_by_key.map(Key),
    }
}

pub(crate) fn share_rows<'a>(change: &'a NewOrderChange<'_>) -> impl Iterator<Item = ShareRow<'a>> {
    let moved = (0_i64..).zip(&change.shares).filter(|(_, share)| !share.is_zero());
    moved.map(|(position, share)| ShareRow {
        change_id: &change.id,
        position,
        hub_id: Key(change.replaced.hub),
        order_id: Key(change.replaced.id),
        amount_minor: share.minor(),
    })
}
