//! What was paid, paid back and paid out, as diesel knows its tables.

use diesel::table;

use super::tables::enterprise;

table! {
    use diesel::sql_types::{BigInt, Nullable, Text};
    use crate::sql::ids::Uid;
    payment (id) {
        id -> Uid, order_id -> Uid, hub_id -> Uid, transaction_id -> Uid, method -> Text, amount_minor -> BigInt,
        currency -> Text, received_at -> BigInt, recorded_by -> Nullable<Uid>, recorded_by_key -> Nullable<Uid>,
        reverses_id -> Nullable<Uid>, reason -> Nullable<Text>,
    }
}

table! {
    use diesel::sql_types::BigInt;
    use crate::sql::ids::Uid;
    payment_share (payment_id, position) {
        payment_id -> Uid, position -> BigInt, hub_id -> Uid, order_id -> Uid, amount_minor -> BigInt,
    }
}

table! {
    use diesel::sql_types::{BigInt, Nullable, Text};
    use crate::sql::ids::Uid;
    repayment (id) {
        id -> Uid, order_id -> Uid, hub_id -> Uid, transaction_id -> Uid, method -> Text, amount_minor -> BigInt,
        overpaid_minor -> BigInt, currency -> Text, note -> Nullable<Text>, reverses_id -> Nullable<Uid>,
        repaid_at -> BigInt, recorded_by -> Nullable<Uid>, recorded_by_key -> Nullable<Uid>,
    }
}

table! {
    use diesel::sql_types::BigInt;
    use crate::sql::ids::Uid;
    repayment_share (repayment_id, position) {
        repayment_id -> Uid, position -> BigInt, hub_id -> Uid, order_id -> Uid, amount_minor -> BigInt,
    }
}

table! {
    use diesel::sql_types::{BigInt, Nullable, Text};
    use crate::sql::ids::Uid;
    payout (id) {
        id -> Uid, hub_id -> Uid, payee_id -> Uid, transaction_id -> Uid, method -> Text, amount_minor -> BigInt,
        currency -> Text, day -> Text, note -> Nullable<Text>, reverses_id -> Nullable<Uid>, paid_at -> BigInt,
        recorded_by -> Nullable<Uid>, recorded_by_key -> Nullable<Uid>,
    }
}

table! {
    use diesel::sql_types::{BigInt, Text};
    use crate::sql::ids::Uid;
    hub_payable (hub_id, payee_id, currency) {
        hub_id -> Uid, payee_id -> Uid, currency -> Text, balance_minor -> BigInt,
    }
}

diesel::allow_tables_to_appear_in_same_query!(hub_payable, enterprise);
