//! Who gets which letters, as diesel knows the tables.

use diesel::table;

table! {
    use diesel::sql_types::{Bool, Text};
    use crate::sql::ids::Uid;
    notice_choice (user_id, kind) { user_id -> Uid, kind -> Text, wanted -> Bool, }
}

table! {
    use diesel::sql_types::BigInt;
    use crate::sql::ids::Uid;
    shop_follower (hub_id, user_id) { hub_id -> Uid, user_id -> Uid, asked_at -> BigInt, }
}

table! {
    use diesel::sql_types::Text;
    use crate::sql::ids::Uid;
    notice_token (user_id) { user_id -> Uid, token -> Text, }
}

table! {
    use diesel::sql_types::BigInt;
    use crate::sql::ids::Uid;
    order_copy (hub_id) { hub_id -> Uid, number -> BigInt, }
}

table! {
    use diesel::sql_types::{BigInt, Nullable, Text};
    use crate::sql::ids::Uid;
    cycle_letter (id) {
        id -> Uid, cycle_id -> Uid, hub_id -> Uid, kind -> Text, about_at -> BigInt, due_at -> BigInt,
        reached -> Nullable<Uid>, done_at -> Nullable<BigInt>,
    }
}

table! {
    use diesel::sql_types::{BigInt, Text};
    use crate::sql::ids::Uid;
    cycle_letter_plan (cycle_id) { cycle_id -> Uid, stage -> Text, closes_at -> BigInt, }
}
