//! The rows that changes come to, in the shape of their table.

use std::collections::HashMap;

use diesel::sql_types::{BigInt, Nullable, Text};
use sillon_cycles::Direction;
use sillon_kernel::{ApiKeyId, EnterpriseId, Timestamp, UserId};

use super::super::super::{Db, dialect::insertable};
use crate::{
    records::change_log::{LogPlace, NewChange},
    sql::ids::{AnyId, Key, Uid},
};

insertable!(ChangeRow, InsertChanges into "change_log" {
    subject_id: Uid as Key<AnyId>,
    number: BigInt as i64,
    at: BigInt as i64,
    subject_kind: Text as &'a str,
    part_id: Nullable<Uid> as Option<Key<EnterpriseId>>,
    direction: Nullable<Text> as Option<&'a str>,
    field: Text as &'a str,
    before_text: Nullable<Text> as Option<&'a str>,
    after_text: Nullable<Text> as Option<&'a str>,
    user_id: Nullable<Uid> as Option<Key<UserId>>,
    api_key_id: Nullable<Uid> as Option<Key<ApiKeyId>>,
    enterprise_id: Nullable<Uid> as Option<Key<EnterpriseId>>,
    item_id: Nullable<Uid> as Option<Key<AnyId>>,
    member_id: Nullable<Uid> as Option<Key<UserId>>,
});

/// The rows of changes, each numbered behind the last one of its history.
pub(crate) fn rows_of<'a>(
    changes: &[(LogPlace, &'a NewChange)],
    mut last: HashMap<AnyId, i64>,
    now: Timestamp,
) -> Vec<ChangeRow<'a>> {
    let row = |(place, new): &(LogPlace, &'a NewChange)| {
        let history = AnyId(place.history);
        let number = last.entry(history).or_default();
        *number += 1;
        ChangeRow {
            subject_id: Key(history),
            number: *number,
            at: now.micros(),
            subject_kind: place.kind.as_str(),
            part_id: place.part.map(Key),
            direction: place.direction.map(Direction::as_str),
            field: new.change.field,
            before_text: new.change.before.as_deref(),
            after_text: new.change.after.as_deref(),
            user_id: new.user.map(Key),
            api_key_id: new.api_key.map(Key),
            enterprise_id: place.enterprise.map(Key),
            item_id: place.item.map(|item| Key(AnyId(item))),
            member_id: place.member.map(Key),
        }
    };
    changes.iter().map(row).collect()
}
