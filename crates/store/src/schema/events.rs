//! Events, and the webhooks that are sent them, as diesel knows their tables.

use diesel::table;

table! {
    use diesel::sql_types::{BigInt, Nullable, Text};
    use crate::sql::ids::Uid;
    event (subject_id, enterprise_id, at) {
        subject_id -> Uid, enterprise_id -> Uid, at -> BigInt, kind -> Text, facts -> Text, number -> Nullable<BigInt>,
    }
}

table! {
    use diesel::sql_types::BigInt;
    use crate::sql::ids::Uid;
    event_feed (enterprise_id) { enterprise_id -> Uid, last_number -> BigInt, }
}

table! {
    use diesel::sql_types::{BigInt, Nullable, Text};
    use crate::sql::ids::Uid;
    webhook (id) {
        id -> Uid, enterprise_id -> Uid, url -> Text, kinds -> Text, secret -> Text, previous_secret -> Nullable<Text>,
        previous_until -> Nullable<BigInt>, created_at -> BigInt, set_by -> Nullable<Uid>, cursor_number -> BigInt,
        attempts -> BigInt, due_at -> BigInt, failing_since -> Nullable<BigInt>, paused_at -> Nullable<BigInt>,
        pause -> Nullable<Text>, lease_id -> Nullable<Uid>, leased_until -> Nullable<BigInt>,
    }
}

table! {
    use diesel::sql_types::{BigInt, Nullable, Text};
    use crate::sql::ids::Uid;
    webhook_delivery (id) {
        id -> Uid, webhook_id -> Uid, number -> Nullable<BigInt>, kind -> Text, attempt -> BigInt, at -> BigInt,
        milliseconds -> BigInt, status -> Nullable<BigInt>, failure -> Nullable<Text>,
    }
}

diesel::allow_tables_to_appear_in_same_query!(webhook, event_feed);
