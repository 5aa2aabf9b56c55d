//! The tables of the day at the hub.

use diesel::table;

table! {
    use diesel::sql_types::{BigInt, Nullable, Text};
    use crate::sql::ids::Uid;
    hand_out_tick (order_id, variant_id, bundle) {
        order_id -> Uid, variant_id -> Uid, bundle -> BigInt, tick -> Text, ticked_at -> BigInt,
        ticked_by -> Nullable<Uid>, ticked_by_key -> Nullable<Uid>,
    }
}
