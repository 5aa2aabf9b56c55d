//! Changes of placed orders, as diesel knows their tables.

use diesel::table;

table! {
    use diesel::sql_types::{BigInt, Bool, Nullable, Text};
    use crate::sql::ids::Uid;
    order_change (id) {
        id -> Uid, order_id -> Uid, hub_id -> Uid, cause -> Text, was_due -> Bool,
        before_minor -> BigInt, after_minor -> BigInt, transaction_id -> Nullable<Uid>, at -> BigInt,
    }
}

table! {
    use diesel::sql_types::{BigInt, Text};
    use crate::sql::ids::Uid;
    order_line_before (change_id, position) {
        change_id -> Uid, order_id -> Uid, position -> BigInt, variant_id -> Uid, producer_id -> Uid, product_name -> Text, label -> Text,
        quantity -> BigInt,
    }
}

table! {
    use diesel::sql_types::{BigInt, Text};
    use crate::sql::ids::Uid;
    order_component_before (change_id, position) {
        change_id -> Uid, order_id -> Uid, position -> BigInt, payee_id -> Uid, kind -> Text, amount_minor -> BigInt,
        allocated_minor -> BigInt,
    }
}

table! {
    use diesel::sql_types::BigInt;
    use crate::sql::ids::Uid;
    change_share (change_id, position) {
        change_id -> Uid, position -> BigInt, hub_id -> Uid, order_id -> Uid, amount_minor -> BigInt,
    }
}

diesel::allow_tables_to_appear_in_same_query!(order_change, order_component_before);
