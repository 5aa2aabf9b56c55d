//! Changes of placed orders, as diesel knows their tables.

use diesel::table;

use super::tables::{order_bundle, order_component, order_line, order_weight};

table! {
    use diesel::sql_types::{BigInt, Bool, Nullable, Text};
    use crate::sql::ids::Uid;
    order_change (id) {
        id -> Uid, order_id -> Uid, hub_id -> Uid, cause -> Text, was_due -> Bool,
        before_minor -> BigInt, after_minor -> BigInt, transaction_id -> Nullable<Uid>, at -> BigInt,
        reason -> Nullable<Text>, changed_by -> Nullable<Uid>, changed_by_key -> Nullable<Uid>,
    }
}

table! {
    use diesel::sql_types::{BigInt, Nullable, Text};
    use crate::sql::ids::Uid;
    order_line_before (change_id, position) {
        change_id -> Uid, order_id -> Uid, position -> BigInt, hub_id -> Uid, variant_id -> Uid, producer_id -> Uid, supply_id
        -> Uid, product_name -> Text, label -> Text, storage -> Text, dimension -> Text, quantity -> BigInt,
        draw_milli -> BigInt, taken_milli -> BigInt, price_minor -> BigInt, goods_minor -> BigInt, fees_minor ->
        BigInt, tax_millionths -> BigInt, tax_minor -> BigInt, quota_id -> Nullable<Uid>, deposit_minor ->
        Nullable<BigInt>, deposit_tax_millionths -> Nullable<BigInt>, deposit_tax_minor -> Nullable<BigInt>,
        withdrawal -> Nullable<Text>, owner_id -> Nullable<Uid>, producer_price_minor -> Nullable<BigInt>,
        margin_minor -> BigInt, margin_tax_millionths -> BigInt, margin_tax_minor -> BigInt, deposits_tax_minor
        -> Nullable<BigInt>, bundle_position -> Nullable<BigInt>,
    }
}

table! {
    use diesel::sql_types::{BigInt, Nullable, Text};
    use crate::sql::ids::Uid;
    order_bundle_before (change_id, position) {
        change_id -> Uid, order_id -> Uid, position -> BigInt, hub_id -> Uid, variant_id -> Uid, seller_id -> Uid, supply_id ->
        Uid, product_name -> Text, label -> Text, quantity -> BigInt, taken_milli -> BigInt, quota_id ->
        Nullable<Uid>, price_minor -> BigInt,
    }
}

table! {
    use diesel::sql_types::{BigInt, Nullable};
    use crate::sql::ids::Uid;
    order_weight_before (change_id, position) {
        change_id -> Uid, order_id -> Uid, position -> BigInt, hub_id -> Uid, expected_milli -> BigInt,
        heaviest_milli -> BigInt, tolerance_millionths -> BigInt, weighed_milli -> Nullable<BigInt>,
    }
}

table! {
    use diesel::sql_types::{BigInt, Nullable, Text};
    use crate::sql::ids::Uid;
    order_component_before (change_id, position) {
        change_id -> Uid, order_id -> Uid, position -> BigInt, hub_id -> Uid, kind -> Text, payee_id -> Uid, fee_id ->
        Nullable<Uid>, label -> Text, amount_minor -> BigInt, allocated_minor -> BigInt, tax_millionths ->
        BigInt, tax_minor -> BigInt, vat_regime -> Nullable<Text>, voucher_id -> Nullable<Uid>,
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
diesel::allow_tables_to_appear_in_same_query!(order_change, order_line);
diesel::allow_tables_to_appear_in_same_query!(order_change, order_bundle);
diesel::allow_tables_to_appear_in_same_query!(order_change, order_component);
diesel::allow_tables_to_appear_in_same_query!(order_change, order_weight);
