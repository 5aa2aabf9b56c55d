//! Which tables hang together, and which are asked of in one statement.

use diesel::{allow_tables_to_appear_in_same_query, joinable};

use super::payments::{payment, payment_share};
use super::tables::{
    api_key, bank_account, cart, certificate, change_log, coordinator_fee, customer, cycle_failure,
    cycle_series, enterprise, enterprise_address, enterprise_grant, exchange, exchange_fee,
    exchange_hand_over, exchange_variant, fee, group_price, hub_price, hub_terms, image,
    image_rendition, ledger_transaction, legal_identity, listing_week, membership, order_component,
    order_cycle, order_hand_over, order_line, order_weight, orders, participation, posting,
    product, series_day, series_fee, series_part, series_refusal, shop_key, shop_key_origin,
    supply, supply_movement, tag_rule, user_account, variant, variant_price,
};

joinable!(exchange -> order_cycle (order_cycle_id));
joinable!(shop_key_origin -> shop_key (shop_key_id));
joinable!(variant -> product (product_id));
joinable!(variant -> supply (supply_id));
joinable!(supply -> product (product_id));
joinable!(hub_terms -> variant (variant_id));
joinable!(listing_week -> variant (variant_id));
joinable!(product -> enterprise (producer_id));
joinable!(enterprise_address -> enterprise (enterprise_id));
joinable!(image_rendition -> image (image_id));
joinable!(participation -> order_cycle (order_cycle_id));
joinable!(exchange_variant -> exchange (exchange_id));
joinable!(exchange_variant -> variant (variant_id));
joinable!(exchange_fee -> fee (fee_id));
joinable!(exchange_fee -> exchange (exchange_id));
joinable!(coordinator_fee -> fee (fee_id));
joinable!(membership -> user_account (user_id));
joinable!(membership -> enterprise (enterprise_id));
joinable!(orders -> order_cycle (cycle_id));
joinable!(order_line -> orders (order_id));
joinable!(order_component -> orders (order_id));
allow_tables_to_appear_in_same_query!(
    variant,
    variant_price,
    hub_price,
    product,
    image,
    image_rendition,
    supply,
    listing_week,
    enterprise,
    customer,
    tag_rule,
    group_price,
    exchange,
    exchange_variant,
    exchange_fee,
    exchange_hand_over,
    order_hand_over,
    coordinator_fee,
    fee,
    order_cycle,
    cycle_series,
    series_day,
    series_fee,
    series_part,
    series_refusal,
    change_log,
    cycle_failure,
    participation,
    user_account,
    cart,
    orders,
    order_line,
    order_weight,
    order_component,
    membership,
    api_key,
    shop_key,
    shop_key_origin,
    payment,
    payment_share,
    ledger_transaction,
    posting,
    supply_movement,
    hub_terms,
    enterprise_grant,
    enterprise_address,
    certificate,
    bank_account,
    legal_identity,
);
