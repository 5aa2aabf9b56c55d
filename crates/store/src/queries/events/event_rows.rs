//! The rows that events come to, in the shape of their table.

use diesel::sql_types::{BigInt, Text};
use sillon_events::Happened;
use sillon_kernel::EnterpriseId;

use super::super::super::{Db, dialect::insertable};
use crate::sql::ids::{AnyId, Key, Uid};

insertable!(EventRow, InsertEvents into "event" {
    subject_id: Uid as Key<AnyId>,
    enterprise_id: Uid as Key<EnterpriseId>,
    at: BigInt as i64,
    kind: Text as &'a str,
    facts: Text as &'a str,
});

/// The row of the first event of a subject.
pub(crate) fn first_row(happened: &Happened) -> EventRow<'_> {
    EventRow {
        subject_id: Key(AnyId(happened.subject)),
        enterprise_id: Key(happened.enterprise),
        at: happened.at.micros(),
        kind: happened.kind.as_str(),
        facts: &happened.facts,
    }
}
