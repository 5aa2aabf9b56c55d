//! The tables as both databases have them; a test holds both against each other.

use diesel::table;

table! {
    use diesel::sql_types::{BigInt, Bool, Nullable, Text};
    use crate::sql::ids::Uid;
    user_account (id) {
        id -> Uid, email -> Text, name -> Text, password_hash -> Text, created_at -> BigInt, language -> Text,
        confirmed_at -> Nullable<BigInt>, is_administrator -> Bool,
    }
}

table! {
    use diesel::sql_types::{BigInt, Binary, Nullable, Text};
    use crate::sql::ids::Uid;
    session (token_hash) {
        token_hash -> Binary, user_id -> Uid, created_at -> BigInt, expires_at -> BigInt, id -> Uid,
        device -> Nullable<Text>, seen_at -> BigInt,
    }
}

table! {
    use diesel::sql_types::{BigInt, Binary, Nullable, Text};
    use crate::sql::ids::Uid;
    account_link (id) {
        id -> Uid, purpose -> Text, email -> Text, name -> Nullable<Text>, password_hash -> Nullable<Text>,
        secret_hash -> Nullable<Binary>, created_at -> BigInt, expires_at -> BigInt,
    }
}

table! {
    use diesel::sql_types::{BigInt, Binary, Nullable, Text};
    use crate::sql::ids::Uid;
    invitation (id) {
        id -> Uid, enterprise_id -> Uid, email -> Text, role -> Text, language -> Text, invited_by -> Nullable<Uid>,
        secret_hash -> Nullable<Binary>, created_at -> BigInt, expires_at -> BigInt,
    }
}

table! {
    use diesel::sql_types::{BigInt, Binary};
    attempt (key_hash) { key_hash -> Binary, made -> BigInt, ends_at -> BigInt, }
}

table! {
    use diesel::sql_types::{BigInt, Text};
    use crate::sql::ids::Uid;
    open_id_account (issuer, subject) { issuer -> Text, subject -> Text, user_id -> Uid, created_at -> BigInt, }
}

table! {
    use diesel::sql_types::{BigInt, Binary, Text};
    open_id_sign_in (state_hash) { state_hash -> Binary, nonce -> Text, verifier -> Text, expires_at -> BigInt, }
}

table! {
    use diesel::sql_types::{BigInt, Bool, Nullable, Text};
    use crate::sql::ids::Uid;
    enterprise (id) {
        id -> Uid, slug -> Text, name -> Text, folded_name -> Text, description -> Nullable<Text>,
        email -> Nullable<Text>, is_producer -> Bool, sells -> Text, zone -> Text, currency -> Text,
        created_at -> BigInt, short_description -> Nullable<Text>, opening_text -> Nullable<Text>, takes_guests -> Bool, takes_changes -> Bool,
        customers_only -> Bool, listed_only -> Bool, shelves -> Nullable<Text>, rules_version -> BigInt,
        contact_email -> Nullable<Text>, phone -> Nullable<Text>, website -> Nullable<Text>, social -> Text,
        properties -> Text, visibility -> Text, version -> BigInt, goods_changes -> BigInt,
    }
}

table! {
    use diesel::sql_types::{BigInt, Nullable, Text};
    use crate::sql::ids::Uid;
    enterprise_address (enterprise_id, kind) {
        enterprise_id -> Uid, kind -> Text, street -> Text, postcode -> Nullable<Text>, city -> Text, country -> Text,
        latitude_millionths -> Nullable<BigInt>, longitude_millionths -> Nullable<BigInt>,
        postcode_plain -> Nullable<Text>,
    }
}

table! {
    use diesel::sql_types::{BigInt, Nullable, Text};
    use crate::sql::ids::Uid;
    enterprise_group (id) {
        id -> Uid, slug -> Text, name -> Text, description -> Nullable<Text>, owner_person_id -> Nullable<Uid>,
        owner_enterprise_id -> Nullable<Uid>, created_at -> BigInt, version -> BigInt,
    }
}

table! {
    use diesel::sql_types::Bool;
    use crate::sql::ids::Uid;
    group_member (group_id, enterprise_id) {
        group_id -> Uid, enterprise_id -> Uid, group_agrees -> Bool, enterprise_agrees -> Bool,
    }
}

table! {
    use diesel::sql_types::{BigInt, Text};
    use crate::sql::ids::Uid;
    former_slug (slug) { slug -> Text, enterprise_id -> Uid, until -> BigInt, }
}

table! {
    use diesel::sql_types::{Nullable, Text};
    use crate::sql::ids::Uid;
    legal_identity (enterprise_id) {
        enterprise_id -> Uid, legal_name -> Text, form -> Nullable<Text>, siren -> Nullable<Text>,
        siret -> Nullable<Text>, vat_number -> Nullable<Text>, vat_regime -> Text, rna -> Nullable<Text>,
    }
}

table! {
    use diesel::sql_types::{Nullable, Text};
    use crate::sql::ids::Uid;
    bank_account (enterprise_id) { enterprise_id -> Uid, holder -> Text, iban -> Text, bic -> Nullable<Text>, }
}

table! {
    use diesel::sql_types::{Nullable, Text};
    use crate::sql::ids::Uid;
    certificate (id) {
        id -> Uid, enterprise_id -> Uid, label -> Text, body -> Nullable<Text>, number -> Nullable<Text>,
        valid_from -> Text, valid_until -> Text,
    }
}

table! {
    use diesel::sql_types::{Bool, Text};
    use crate::sql::ids::Uid;
    membership (enterprise_id, user_id) { enterprise_id -> Uid, user_id -> Uid, role -> Text, founded -> Bool, }
}

table! {
    use diesel::sql_types::{BigInt, Binary, Nullable, Text};
    use crate::sql::ids::Uid;
    api_key (id) {
        id -> Uid, enterprise_id -> Uid, name -> Text, secret_hash -> Binary, scopes -> Text, created_at -> BigInt,
        created_by -> Nullable<Uid>, expires_at -> Nullable<BigInt>, last_used_at -> Nullable<BigInt>,
        revoked_at -> Nullable<BigInt>,
    }
}

table! {
    use diesel::sql_types::{BigInt, Nullable, Text};
    use crate::sql::ids::Uid;
    shop_key (id) {
        id -> Uid, hub_id -> Uid, name -> Text, key -> Text, created_at -> BigInt, created_by -> Nullable<Uid>,
        revoked_at -> Nullable<BigInt>,
    }
}

table! {
    use diesel::sql_types::Text;
    use crate::sql::ids::Uid;
    shop_key_origin (shop_key_id, origin) { shop_key_id -> Uid, origin -> Text, }
}

table! {
    use diesel::sql_types::{BigInt, Text};
    use crate::sql::ids::Uid;
    enterprise_grant (grantor_id, grantee_id, kind) {
        grantor_id -> Uid, grantee_id -> Uid, kind -> Text, created_at -> BigInt,
    }
}

table! {
    use diesel::sql_types::{BigInt, Text};
    use crate::sql::ids::Uid;
    grant_offer (grantor_id, grantee_id, kind) {
        grantor_id -> Uid, grantee_id -> Uid, kind -> Text, created_at -> BigInt,
    }
}

table! {
    use diesel::sql_types::{BigInt, Bool, Nullable, Text};
    use crate::sql::ids::Uid;
    product (id) {
        id -> Uid, producer_id -> Uid, name -> Text, folded_name -> Text, category -> Text,
        description -> Nullable<Text>, storage -> Text, created_at -> BigInt, kind -> Nullable<Text>, prepacked -> Bool,
        allergens -> Text, ingredients -> Nullable<Text>, origin -> Nullable<Text>, origin_place -> Nullable<Text>,
        durability -> Nullable<Text>, alcohol_tenths -> Nullable<BigInt>, labels -> Text, properties -> Text,
        inherits_properties -> Bool, units -> Text, changes -> BigInt, withdrawn -> Bool,
    }
}

table! {
    use diesel::sql_types::{BigInt, Nullable, Text};
    use crate::sql::ids::Uid;
    image (id) {
        id -> Uid, enterprise_id -> Uid, product_id -> Nullable<Uid>, purpose -> Text, position -> BigInt,
        alt_text -> Nullable<Text>, created_at -> BigInt,
    }
}

table! {
    use diesel::sql_types::{BigInt, Binary, Text};
    use crate::sql::ids::Uid;
    image_rendition (image_id, rendition) {
        image_id -> Uid, rendition -> Text, width -> BigInt, height -> BigInt, media_type -> Text, content -> Binary,
    }
}

table! {
    use diesel::sql_types::{BigInt, Bool, Text};
    use crate::sql::ids::Uid;
    supply (id) {
        id -> Uid, producer_id -> Uid, product_id -> Uid, dimension -> Text, available_milli -> BigInt,
        on_demand -> Bool,
    }
}

table! {
    use diesel::sql_types::{BigInt, Text};
    use crate::sql::ids::Uid;
    supply_movement (id) { id -> Uid, supply_id -> Uid, delta_milli -> BigInt, reason -> Text, at -> BigInt, }
}

table! {
    use diesel::sql_types::{BigInt, Bool, Nullable, Text};
    use crate::sql::ids::Uid;
    variant (id) {
        id -> Uid, product_id -> Uid, supply_id -> Uid, sku -> Nullable<Text>, barcode -> Nullable<Text>,
        name -> Nullable<Text>, dimension -> Text, size_milli -> BigInt, piece_name -> Nullable<Text>,
        price_minor -> BigInt, currency -> Text, tax_category -> Text, draw_milli -> BigInt, withdrawn -> Bool,
        draw_dimension -> Nullable<Text>, deposit_minor -> Nullable<BigInt>, heaviest_milli -> Nullable<BigInt>,
        content_dimension -> Nullable<Text>, content_milli -> Nullable<BigInt>, display_as -> Nullable<Text>,
        reduced_since -> Nullable<BigInt>, deposit_kind -> Text, parts -> Nullable<Text>,
        tolerance_millionths -> Nullable<BigInt>,
    }
}

table! {
    use diesel::sql_types::{BigInt, Text};
    use crate::sql::ids::Uid;
    variant_price (variant_id, from_at) {
        variant_id -> Uid, from_at -> BigInt, price_minor -> BigInt, currency -> Text,
    }
}

table! {
    use diesel::sql_types::{BigInt, Nullable, Text};
    use crate::sql::ids::Uid;
    hub_price (variant_id, hub_id, from_at) {
        variant_id -> Uid, hub_id -> Uid, from_at -> BigInt, price_minor -> Nullable<BigInt>,
        currency -> Nullable<Text>,
    }
}

table! {
    use diesel::sql_types::{BigInt, Bool, Text};
    use crate::sql::ids::Uid;
    listing_week (producer_id, week, variant_id) {
        producer_id -> Uid, week -> Text, variant_id -> Uid, supply_id -> Uid, left_milli -> BigInt, on_demand -> Bool,
        price_minor -> BigInt, offered -> Bool,
    }
}

table! {
    use diesel::sql_types::{BigInt, Nullable, Text};
    use crate::sql::ids::Uid;
    change_log (subject_id, number) {
        subject_id -> Uid, number -> BigInt, at -> BigInt, subject_kind -> Text, part_id -> Nullable<Uid>,
        direction -> Nullable<Text>, field -> Text, before_text -> Nullable<Text>, after_text -> Nullable<Text>,
        user_id -> Nullable<Uid>, api_key_id -> Nullable<Uid>, enterprise_id -> Nullable<Uid>, item_id -> Nullable<Uid>,
        member_id -> Nullable<Uid>,
    }
}

table! {
    use diesel::sql_types::{BigInt, Nullable, Text};
    use crate::sql::ids::Uid;
    fee (id) {
        id -> Uid, enterprise_id -> Uid, name -> Text, kind -> Text, calculator -> Text, tax_millionths -> BigInt,
        retired_at -> Nullable<BigInt>, tax_of -> Nullable<Text>,
    }
}

table! {
    use diesel::sql_types::{BigInt, Bool, Nullable, Text};
    use crate::sql::ids::Uid;
    order_cycle (id) {
        id -> Uid, coordinator_id -> Uid, name -> Text, opens_at -> BigInt, closes_at -> BigInt, stage -> Text,
        staged_at -> BigInt, version -> BigInt, series_id -> Nullable<Uid>, series_day -> Nullable<Text>,
        remind_at -> Nullable<BigInt>, limit_orders -> Nullable<BigInt>, limit_minor -> Nullable<BigInt>,
        limit_currency -> Nullable<Text>, is_full -> Bool,
    }
}

table! {
    use diesel::sql_types::{BigInt, Bool, Nullable, Text};
    use crate::sql::ids::Uid;
    cycle_series (id) {
        id -> Uid, coordinator_id -> Uid, name -> Text, opens_at -> BigInt, closes_at -> BigInt, rule -> Text,
        holidays -> Nullable<Text>, on_holiday -> Nullable<Text>, days_ahead -> BigInt, is_paused -> Bool,
        made_until -> Nullable<Text>, due_at -> Nullable<BigInt>, failed_times -> Nullable<BigInt>,
        failed_since -> Nullable<BigInt>, retry_at -> Nullable<BigInt>, version -> BigInt,
        limit_orders -> Nullable<BigInt>, limit_minor -> Nullable<BigInt>, limit_currency -> Nullable<Text>,
    }
}

table! {
    use diesel::sql_types::Text;
    use crate::sql::ids::Uid;
    series_day (series_id, kind, day) { series_id -> Uid, kind -> Text, day -> Text, }
}

table! {
    use diesel::sql_types::BigInt;
    use crate::sql::ids::Uid;
    series_fee (series_id, fee_id) { series_id -> Uid, fee_id -> Uid, position -> BigInt, }
}

table! {
    use diesel::sql_types::{Nullable, Text};
    use crate::sql::ids::Uid;
    series_part (series_id, enterprise_id, direction) {
        series_id -> Uid, enterprise_id -> Uid, direction -> Text, terms -> Text, rhythm -> Nullable<Text>,
    }
}

table! {
    use diesel::sql_types::{BigInt, Text};
    use crate::sql::ids::Uid;
    series_refusal (coordinator_id, enterprise_id, direction) {
        coordinator_id -> Uid, enterprise_id -> Uid, direction -> Text, refused_at -> BigInt,
    }
}

table! {
    use diesel::sql_types::BigInt;
    use crate::sql::ids::Uid;
    cycle_failure (order_cycle_id) { order_cycle_id -> Uid, times -> BigInt, since -> BigInt, retry_at -> BigInt, }
}

table! {
    use diesel::sql_types::{BigInt, Bool, Nullable, Text};
    use crate::sql::ids::Uid;
    exchange (id) {
        id -> Uid, order_cycle_id -> Uid, enterprise_id -> Uid, direction -> Text, pick_up_from -> Nullable<BigInt>,
        pick_up_until -> Nullable<BigInt>, pick_up_text -> Nullable<Text>, carries_all -> Bool,
        cutoff_at -> Nullable<BigInt>, cut_off_at -> Nullable<BigInt>, tags -> Text,
        minimum_minor -> Nullable<BigInt>, minimum_currency -> Nullable<Text>, payments -> Text,
    }
}

table! {
    use diesel::sql_types::{BigInt, Nullable, Text};
    use crate::sql::ids::Uid;
    participation (order_cycle_id, enterprise_id, direction) {
        order_cycle_id -> Uid, enterprise_id -> Uid, direction -> Text, standing -> Text, asked_at -> BigInt,
        answered_at -> Nullable<BigInt>, terms -> Nullable<Text>,
    }
}

table! {
    use crate::sql::ids::Uid;
    exchange_variant (exchange_id, variant_id) { exchange_id -> Uid, variant_id -> Uid, }
}

table! {
    use diesel::sql_types::BigInt;
    use crate::sql::ids::Uid;
    exchange_fee (exchange_id, fee_id) { exchange_id -> Uid, fee_id -> Uid, position -> BigInt, }
}

table! {
    use diesel::sql_types::{BigInt, Nullable, Text};
    use crate::sql::ids::Uid;
    hand_over_method (id) {
        id -> Uid, hub_id -> Uid, name -> Text, kind -> Text, place -> Nullable<Text>, postcodes -> Nullable<Text>,
        told -> Nullable<Text>, calculator -> Nullable<Text>, tax_category -> Text, carries -> Text,
        capacity -> Nullable<BigInt>, retired_at -> Nullable<BigInt>, version -> BigInt, tags -> Text,
    }
}

table! {
    use diesel::sql_types::{Bool, Text};
    tax_zone (code) { code -> Text, country -> Text, postcodes -> Text, adds_tax -> Bool, }
}

table! {
    use diesel::sql_types::{Bool, Nullable, Text};
    vocabulary_term (kind, code) {
        kind -> Text, code -> Text, name_fr -> Text, name_en -> Text, name_de -> Text, other_names -> Text,
        parent -> Nullable<Text>, is_retired -> Bool,
    }
}

table! {
    use diesel::sql_types::{BigInt, Text};
    tax_rate (zone_code, tax_category, tax_name, since_at) {
        zone_code -> Text, tax_category -> Text, tax_name -> Text, since_at -> BigInt, millionths -> BigInt,
    }
}

table! {
    use diesel::sql_types::{BigInt, Bool, Nullable, Text};
    use crate::sql::ids::Uid;
    voucher (id) {
        id -> Uid, hub_id -> Uid, code -> Text, code_key -> Text, amount_minor -> Nullable<BigInt>,
        currency -> Nullable<Text>, millionths -> Nullable<BigInt>, from_at -> Nullable<BigInt>,
        until_at -> Nullable<BigInt>, max_uses -> Nullable<BigInt>, max_uses_each -> Nullable<BigInt>, combines -> Bool,
        retired_at -> Nullable<BigInt>, version -> BigInt,
    }
}

table! {
    use diesel::sql_types::{BigInt, Nullable};
    use crate::sql::ids::Uid;
    exchange_hand_over (exchange_id, method_id) {
        exchange_id -> Uid, method_id -> Uid, position -> BigInt, from_at -> Nullable<BigInt>,
        until_at -> Nullable<BigInt>,
    }
}

table! {
    use diesel::sql_types::{BigInt, Nullable, Text};
    use crate::sql::ids::Uid;
    order_hand_over (order_id) {
        order_id -> Uid, hub_id -> Uid, cycle_id -> Uid, method_id -> Uid, name -> Text, kind -> Text,
        place -> Nullable<Text>, told -> Nullable<Text>, from_at -> Nullable<BigInt>, until_at -> Nullable<BigInt>,
        street -> Nullable<Text>, postcode -> Nullable<Text>, city -> Nullable<Text>,
    }
}

table! {
    use diesel::sql_types::BigInt;
    use crate::sql::ids::Uid;
    coordinator_fee (order_cycle_id, fee_id) { order_cycle_id -> Uid, fee_id -> Uid, position -> BigInt, }
}

table! {
    use diesel::sql_types::{BigInt, Nullable, Text};
    use crate::sql::ids::Uid;
    cart (id) {
        id -> Uid, hub_id -> Uid, cycle_id -> Uid, user_id -> Nullable<Uid>, lines -> Text, created_at -> BigInt,
        updated_at -> BigInt, quote -> Nullable<Text>, hand_over_id -> Nullable<Uid>, vouchers -> Nullable<Text>,
        shop_key_id -> Nullable<Uid>, shop_key_name -> Nullable<Text>,
    }
}

table! {
    use diesel::sql_types::{BigInt, Binary, Nullable, Text};
    use crate::sql::ids::Uid;
    orders (id) {
        id -> Uid, hub_id -> Uid, cycle_id -> Uid, cart_id -> Uid, reference -> Text, user_id -> Nullable<Uid>,
        customer_name -> Text, email -> Text, phone -> Nullable<Text>, note -> Nullable<Text>, language -> Text,
        payment_method -> Text, currency -> Text, total_minor -> BigInt, placed_at -> BigInt, checkout_key -> Text,
        checkout_digest -> Binary, access_token -> Nullable<Text>, shop_key_id -> Nullable<Uid>,
        shop_key_name -> Nullable<Text>, terms -> Nullable<Text>, cancelled_at -> Nullable<BigInt>,
        named_taxes -> Nullable<Text>, at_most_minor -> Nullable<BigInt>,
    }
}

table! {
    use diesel::sql_types::Nullable;
    use crate::sql::ids::Uid;
    order_by_shop (order_id) { order_id -> Uid, ordered_by -> Nullable<Uid>, ordered_by_key -> Nullable<Uid>, }
}

table! {
    use diesel::sql_types::{BigInt, Nullable, Text};
    use crate::sql::ids::Uid;
    customer (id) {
        id -> Uid, hub_id -> Uid, email -> Text, name -> Nullable<Text>, folded -> Text, code -> Nullable<Text>,
        tags -> Text, version -> BigInt, created_at -> BigInt, phone -> Nullable<Text>, note -> Nullable<Text>,
        street -> Nullable<Text>, postcode -> Nullable<Text>, city -> Nullable<Text>,
    }
}

table! {
    use diesel::sql_types::{BigInt, Bool, Text};
    use crate::sql::ids::Uid;
    tag_rule (hub_id, number) {
        hub_id -> Uid, number -> BigInt, subject -> Text, customers -> Text, tagged -> Text, shows -> Bool,
    }
}

table! {
    use diesel::sql_types::{BigInt, Text};
    use crate::sql::ids::Uid;
    group_price (hub_id, tag, variant_id) {
        hub_id -> Uid, tag -> Text, variant_id -> Uid, price_minor -> BigInt, currency -> Text,
    }
}

table! {
    use diesel::sql_types::{BigInt, Bool, Nullable, Text};
    use crate::sql::ids::Uid;
    hub_terms (hub_id, variant_id) {
        hub_id -> Uid, variant_id -> Uid, price_minor -> Nullable<BigInt>, currency -> Nullable<Text>,
        sku -> Nullable<Text>, stock -> Text, own_id -> Nullable<Uid>, quota_id -> Nullable<Uid>,
        default_items -> Nullable<BigInt>, hidden -> Bool, changed_at -> BigInt, reduced_since -> Nullable<BigInt>,
        tags -> Text,
    }
}

table! {
    use diesel::sql_types::{BigInt, Nullable, Text};
    use crate::sql::ids::Uid;
    order_line (order_id, position) {
        order_id -> Uid, position -> BigInt, hub_id -> Uid, variant_id -> Uid, producer_id -> Uid, supply_id -> Uid,
        product_name -> Text, label -> Text, storage -> Text, dimension -> Text, quantity -> BigInt,
        draw_milli -> BigInt, taken_milli -> BigInt, price_minor -> BigInt, goods_minor -> BigInt, fees_minor -> BigInt,
        tax_millionths -> BigInt, tax_minor -> BigInt, quota_id -> Nullable<Uid>, deposit_minor -> Nullable<BigInt>,
        deposit_tax_millionths -> Nullable<BigInt>, deposit_tax_minor -> Nullable<BigInt>, withdrawal -> Nullable<Text>,
        owner_id -> Nullable<Uid>, producer_price_minor -> Nullable<BigInt>, margin_minor -> BigInt,
        margin_tax_millionths -> BigInt, margin_tax_minor -> BigInt, deposits_tax_minor -> Nullable<BigInt>,
        bundle_position -> Nullable<BigInt>,
    }
}

table! {
    use diesel::sql_types::{BigInt, Nullable, Text};
    use crate::sql::ids::Uid;
    order_bundle (order_id, position) {
        order_id -> Uid, position -> BigInt, hub_id -> Uid, variant_id -> Uid, seller_id -> Uid, supply_id -> Uid,
        product_name -> Text, label -> Text, quantity -> BigInt, taken_milli -> BigInt, quota_id -> Nullable<Uid>,
        price_minor -> BigInt,
    }
}

table! {
    use diesel::sql_types::{BigInt, Nullable};
    use crate::sql::ids::Uid;
    order_weight (order_id, position) {
        order_id -> Uid, position -> BigInt, hub_id -> Uid, expected_milli -> BigInt, heaviest_milli -> BigInt,
        tolerance_millionths -> BigInt, weighed_milli -> Nullable<BigInt>,
    }
}

table! {
    use diesel::sql_types::{BigInt, Nullable, Text};
    use crate::sql::ids::Uid;
    order_component (order_id, position) {
        order_id -> Uid, position -> BigInt, hub_id -> Uid, kind -> Text, payee_id -> Uid, fee_id -> Nullable<Uid>,
        label -> Text, amount_minor -> BigInt, allocated_minor -> BigInt, tax_millionths -> BigInt, tax_minor -> BigInt,
        vat_regime -> Nullable<Text>, voucher_id -> Nullable<Uid>,
    }
}

table! {
    use diesel::sql_types::{BigInt, Text};
    use crate::sql::ids::Uid;
    account_balance (holder, kind, currency) { holder -> Uid, kind -> Text, currency -> Text, balance_minor -> BigInt, }
}

table! {
    use diesel::sql_types::{BigInt, Nullable, Text};
    use crate::sql::ids::Uid;
    ledger_transaction (id) {
        id -> Uid, hub_id -> Uid, cause -> Text, order_id -> Nullable<Uid>, currency -> Text, at -> BigInt,
    }
}

table! {
    use diesel::sql_types::{BigInt, Text};
    use crate::sql::ids::Uid;
    posting (transaction_id, position) {
        transaction_id -> Uid, position -> BigInt, hub_id -> Uid, from_kind -> Text, from_holder -> Uid,
        to_kind -> Text, to_holder -> Uid, amount_minor -> BigInt,
    }
}

table! {
    use diesel::sql_types::{BigInt, Nullable, Text};
    use crate::sql::ids::Uid;
    deposit_return (id) {
        id -> Uid, order_id -> Uid, hub_id -> Uid, transaction_id -> Uid, currency -> Text, returned_at -> BigInt,
        recorded_by -> Nullable<Uid>, recorded_by_key -> Nullable<Uid>,
    }
}

table! {
    use diesel::sql_types::BigInt;
    use crate::sql::ids::Uid;
    deposit_return_line (return_id, line_position) {
        return_id -> Uid, line_position -> BigInt, hub_id -> Uid, order_id -> Uid, quantity -> BigInt,
        amount_minor -> BigInt, tax_minor -> BigInt,
    }
}

table! {
    use diesel::sql_types::{BigInt, Nullable, Text};
    use crate::sql::ids::Uid;
    outbox (id) {
        id -> Uid, kind -> Text, subject_id -> Uid, recipient_id -> Uid, due_at -> BigInt, attempts -> BigInt,
        sent_at -> Nullable<BigInt>, gave_up_at -> Nullable<BigInt>, last_error -> Nullable<Text>,
        lease_id -> Nullable<Uid>, leased_until -> Nullable<BigInt>, person_id -> Nullable<Uid>,
    }
}

table! {
    use diesel::sql_types::{BigInt, Binary, Text};
    use crate::sql::ids::Uid;
    idempotency (principal, key) {
        principal -> Uid, key -> Text, digest -> Binary, status -> BigInt, body -> Text, created_at -> BigInt,
    }
}
