//! Which columns hold what people are known by, and whose each row is: the one list that exports, erasure and the test of
//! the schema go by. Every text column stands in it once, as personal or as plain.

/// What the register says of one table.
#[derive(Debug, Clone, Copy)]
pub struct Registered {
    /// The table.
    pub table: &'static str,
    /// How rows belong to a person, and what becomes of those rows when the person is erased.
    pub rows: &'static [Rows],
    /// The columns that tell of a person, and what takes their place.
    pub personal: &'static [(&'static str, Instead)],
    /// Text columns that tell of nobody.
    pub plain: &'static [&'static str],
    /// Columns that are shown to nobody, not even to the person: secrets and their hashes.
    pub hidden: &'static [&'static str],
    /// Rows that are kept as they are, whatever else is said: a condition in SQL.
    pub unless: Option<&'static str>,
}

/// Rows that belong to a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rows {
    /// How they are found.
    pub by: By,
    /// What becomes of them.
    pub fate: Fate,
}

/// How rows of a person are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// By a column that holds the id of their account.
    Account(&'static str),
    /// By a column that holds their e-mail address, which is known to be theirs.
    Address(&'static str),
    /// By a column that holds the address of their account, whether they proved that it is theirs or not.
    Login(&'static str),
    /// By a column that holds the id of a link or an invitation that was mailed to them.
    Mailed(&'static str),
    /// By a column that holds the id of an order of theirs.
    Order(&'static str),
}

/// What becomes of rows of a person who is erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// They are deleted.
    Deleted,
    /// They stay, and something else takes the place of what is personal in them; where they are found by an address, of
    /// that address only.
    Pseudonymised,
    /// They stay as they are: what is personal in them is another's.
    Kept,
}

/// What takes the place of a person's data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Instead {
    /// The pseudonym.
    Pseudonym,
    /// The pseudonym's address.
    Address,
    /// Nothing: the column may be empty.
    Nothing,
    /// An empty text.
    Blank,
    /// A digest of nothing: 32 zeros.
    Zeros,
}

const fn rows(by: By, fate: Fate) -> Rows {
    Rows { by, fate }
}

/// A table in which nobody is named.
const fn nobody(table: &'static str, plain: &'static [&'static str]) -> Registered {
    Registered { table, rows: &[], personal: &[], plain, hidden: &[], unless: None }
}

/// The register.
pub const REGISTER: &[Registered] = &[
    Registered {
        table: "user_account",
        rows: &[rows(By::Account("id"), Fate::Pseudonymised)],
        personal: &[
            ("email", Instead::Address),
            ("name", Instead::Pseudonym),
            // No password has an empty hash.
            ("password_hash", Instead::Blank),
        ],
        plain: &["language"],
        hidden: &["password_hash"],
        unless: None,
    },
    Registered {
        table: "session",
        rows: &[rows(By::Account("user_id"), Fate::Deleted)],
        personal: &[("device", Instead::Nothing)],
        plain: &[],
        hidden: &["token_hash"],
        unless: None,
    },
    Registered {
        table: "account_link",
        rows: &[rows(By::Login("email"), Fate::Deleted)],
        personal: &[
            ("email", Instead::Address),
            ("name", Instead::Pseudonym),
            ("password_hash", Instead::Blank),
        ],
        plain: &["purpose"],
        hidden: &["password_hash", "secret_hash"],
        unless: None,
    },
    Registered {
        table: "invitation",
        rows: &[
            rows(By::Address("email"), Fate::Deleted),
            // The address is of whoever they invited, and who is gone asks nobody any more.
            rows(By::Account("invited_by"), Fate::Deleted),
        ],
        personal: &[("email", Instead::Address)],
        plain: &["role", "language"],
        hidden: &["secret_hash"],
        unless: None,
    },
    Registered { hidden: &["key_hash"], ..nobody("attempt", &[]) },
    Registered {
        table: "open_id_account",
        rows: &[rows(By::Account("user_id"), Fate::Deleted)],
        personal: &[("subject", Instead::Pseudonym)],
        plain: &["issuer"],
        hidden: &[],
        unless: None,
    },
    Registered {
        hidden: &["state_hash", "nonce", "verifier"],
        ..nobody("open_id_sign_in", &["nonce", "verifier"])
    },
    Registered {
        table: "membership",
        rows: &[rows(By::Account("user_id"), Fate::Deleted)],
        personal: &[],
        plain: &["role"],
        hidden: &[],
        unless: None,
    },
    Registered {
        // What an enterprise says of itself is its own, but it may be reached at the address of one of its people.
        table: "enterprise",
        rows: &[
            rows(By::Address("email"), Fate::Pseudonymised),
            rows(By::Address("contact_email"), Fate::Pseudonymised),
        ],
        personal: &[("email", Instead::Nothing), ("contact_email", Instead::Nothing)],
        plain: &[
            "slug",
            "name",
            "folded_name",
            "description",
            "shelves",
            "sells",
            "zone",
            "currency",
            "short_description",
            "opening_text",
            "phone",
            "website",
            "social",
            "properties",
            "visibility",
        ],
        hidden: &[],
        unless: None,
    },
    Registered {
        table: "cart",
        rows: &[rows(By::Account("user_id"), Fate::Deleted)],
        personal: &[],
        plain: &["lines", "quote", "vouchers", "shop_key_name"],
        // Through whose shop front somebody came is the hub's to know.
        hidden: &["shop_key_id", "shop_key_name"],
        // Its order says that it came of it.
        unless: Some("exists (select 1 from orders where orders.cart_id = cart.id)"),
    },
    Registered {
        // What a hub knows of somebody goes with them; what they bought stays with their orders.
        table: "customer",
        rows: &[rows(By::Address("email"), Fate::Deleted)],
        personal: &[
            ("email", Instead::Address),
            ("name", Instead::Nothing),
            ("code", Instead::Nothing),
            ("phone", Instead::Nothing),
            ("note", Instead::Nothing),
            ("street", Instead::Nothing),
            ("postcode", Instead::Nothing),
            ("city", Instead::Nothing),
            ("folded", Instead::Blank),
        ],
        plain: &["tags"],
        hidden: &[],
        unless: None,
    },
    Registered {
        table: "orders",
        rows: &[rows(By::Order("id"), Fate::Pseudonymised)],
        personal: &[
            ("customer_name", Instead::Pseudonym),
            ("email", Instead::Address),
            ("phone", Instead::Nothing),
            ("note", Instead::Nothing),
            // It was made of the name and the address, too: who knows them could tell.
            ("checkout_digest", Instead::Zeros),
            ("access_token", Instead::Nothing),
        ],
        plain: &[
            "reference",
            "language",
            "payment_method",
            "currency",
            "checkout_key",
            "shop_key_name",
            "terms",
            "named_taxes",
        ],
        hidden: &[
            "checkout_key",
            "checkout_digest",
            "access_token",
            "shop_key_id",
            "shop_key_name",
            "terms",
        ],
        unless: None,
    },
    Registered {
        // Where it was brought; the post code alone says too little to be of use, and too much to stay.
        table: "order_hand_over",
        rows: &[rows(By::Order("order_id"), Fate::Pseudonymised)],
        personal: &[
            ("street", Instead::Nothing),
            ("postcode", Instead::Nothing),
            ("city", Instead::Nothing),
        ],
        plain: &["name", "kind", "place", "told"],
        hidden: &[],
        unless: None,
    },
    Registered {
        rows: &[
            rows(By::Order("order_id"), Fate::Kept),
            rows(By::Account("ticked_by"), Fate::Kept),
        ],
        ..nobody("hand_out_tick", &["tick"])
    },
    Registered {
        rows: &[
            rows(By::Order("order_id"), Fate::Kept),
            rows(By::Account("ordered_by"), Fate::Kept),
        ],
        ..nobody("order_by_shop", &[])
    },
    Registered {
        rows: &[rows(By::Order("order_id"), Fate::Kept)],
        ..nobody("order_line", &["product_name", "label", "storage", "dimension", "withdrawal"])
    },
    Registered {
        rows: &[rows(By::Order("order_id"), Fate::Kept)],
        ..nobody("order_bundle", &["product_name", "label"])
    },
    Registered { rows: &[rows(By::Order("order_id"), Fate::Kept)], ..nobody("order_weight", &[]) },
    Registered {
        rows: &[rows(By::Order("order_id"), Fate::Kept)],
        ..nobody("order_component", &["kind", "label", "vat_regime"])
    },
    Registered {
        rows: &[
            rows(By::Order("order_id"), Fate::Pseudonymised),
            rows(By::Account("changed_by"), Fate::Kept),
        ],
        personal: &[("reason", Instead::Nothing)],
        ..nobody("order_change", &["cause"])
    },
    Registered {
        rows: &[rows(By::Order("order_id"), Fate::Kept)],
        ..nobody(
            "order_line_before",
            &["product_name", "label", "storage", "dimension", "withdrawal"],
        )
    },
    Registered {
        rows: &[rows(By::Order("order_id"), Fate::Kept)],
        ..nobody("order_bundle_before", &["product_name", "label"])
    },
    Registered {
        rows: &[rows(By::Order("order_id"), Fate::Kept)],
        ..nobody("order_weight_before", &[])
    },
    Registered {
        rows: &[rows(By::Order("order_id"), Fate::Kept)],
        ..nobody("order_component_before", &["kind", "label", "vat_regime"])
    },
    Registered {
        rows: &[rows(By::Order("order_id"), Fate::Kept)],
        ..nobody("ledger_transaction", &["cause", "currency"])
    },
    // What a hub notes of money may name whom it is about.
    Registered {
        rows: &[
            rows(By::Order("order_id"), Fate::Pseudonymised),
            rows(By::Account("recorded_by"), Fate::Kept),
        ],
        personal: &[("reason", Instead::Pseudonym)],
        unless: Some("reason is null"),
        ..nobody("payment", &["method", "currency"])
    },
    Registered {
        rows: &[
            rows(By::Order("order_id"), Fate::Pseudonymised),
            rows(By::Account("recorded_by"), Fate::Kept),
        ],
        personal: &[("note", Instead::Pseudonym)],
        unless: Some("note is null"),
        ..nobody("repayment", &["method", "currency"])
    },
    Registered {
        rows: &[rows(By::Account("recorded_by"), Fate::Kept)],
        ..nobody("payout", &["method", "currency", "day", "note"])
    },
    Registered {
        rows: &[
            rows(By::Order("order_id"), Fate::Kept),
            rows(By::Account("recorded_by"), Fate::Kept),
        ],
        ..nobody("deposit_return", &["currency"])
    },
    Registered {
        rows: &[rows(By::Order("order_id"), Fate::Kept)],
        ..nobody("deposit_return_line", &[])
    },
    Registered {
        table: "outbox",
        rows: &[
            rows(By::Order("subject_id"), Fate::Deleted),
            rows(By::Mailed("subject_id"), Fate::Deleted),
            rows(By::Account("person_id"), Fate::Deleted),
        ],
        // A mail server's complaint may name the address.
        personal: &[("last_error", Instead::Nothing)],
        plain: &["kind"],
        hidden: &[],
        unless: None,
    },
    Registered {
        rows: &[rows(By::Account("user_id"), Fate::Deleted)],
        ..nobody("notice_choice", &["kind"])
    },
    Registered {
        rows: &[rows(By::Account("user_id"), Fate::Deleted)],
        ..nobody("shop_follower", &[])
    },
    Registered {
        rows: &[rows(By::Account("user_id"), Fate::Deleted)],
        hidden: &["token"],
        ..nobody("notice_token", &["token"])
    },
    nobody("order_copy", &[]),
    nobody("cycle_letter", &["kind"]),
    nobody("cycle_letter_plan", &["stage"]),
    // It tells of an order by ids, sums and its reference.
    Registered {
        rows: &[rows(By::Order("subject_id"), Fate::Kept)],
        ..nobody("event", &["kind", "facts"])
    },
    nobody("event_feed", &[]),
    // It is its enterprise's, whoever set it.
    Registered {
        rows: &[rows(By::Account("set_by"), Fate::Kept)],
        hidden: &["secret", "previous_secret"],
        ..nobody("webhook", &["url", "kinds", "secret", "previous_secret", "pause"])
    },
    nobody("webhook_delivery", &["kind", "failure"]),
    Registered {
        table: "idempotency",
        rows: &[rows(By::Account("principal"), Fate::Deleted)],
        personal: &[("body", Instead::Blank)],
        plain: &["key"],
        hidden: &["digest"],
        unless: None,
    },
    // Keys are their enterprise's, whoever made them.
    Registered {
        rows: &[rows(By::Account("created_by"), Fate::Kept)],
        hidden: &["secret_hash"],
        ..nobody("api_key", &["name", "scopes"])
    },
    Registered {
        rows: &[rows(By::Account("created_by"), Fate::Kept)],
        hidden: &["key"],
        ..nobody("shop_key", &["name", "key"])
    },
    nobody("shop_key_origin", &["origin"]),
    // Where an enterprise is and who it is before the law leave with the enterprise, not with one of its people.
    nobody(
        "enterprise_address",
        &["kind", "street", "postcode", "city", "country", "postcode_plain"],
    ),
    nobody("former_slug", &["slug"]),
    Registered {
        rows: &[rows(By::Account("owner_person_id"), Fate::Kept)],
        ..nobody("enterprise_group", &["slug", "name", "description"])
    },
    nobody("group_member", &[]),
    nobody(
        "legal_identity",
        &["legal_name", "form", "siren", "siret", "vat_number", "vat_regime", "rna"],
    ),
    nobody("bank_account", &["holder", "iban", "bic"]),
    nobody("certificate", &["label", "body", "number", "valid_from", "valid_until"]),
    nobody("enterprise_grant", &["kind"]),
    nobody("grant_offer", &["kind"]),
    nobody(
        "product",
        &[
            "name",
            "folded_name",
            "category",
            "description",
            "storage",
            "kind",
            "allergens",
            "ingredients",
            "origin",
            "origin_place",
            "durability",
            "labels",
            "properties",
            "units",
        ],
    ),
    nobody("image", &["purpose", "alt_text"]),
    nobody("image_rendition", &["rendition", "media_type"]),
    nobody("supply", &["dimension"]),
    nobody("listing_week", &["week"]),
    nobody("hub_terms", &["currency", "sku", "stock", "tags"]),
    nobody("tag_rule", &["subject", "customers", "tagged"]),
    nobody("group_price", &["tag", "currency"]),
    nobody("hub_price", &["currency"]),
    nobody("variant_price", &["currency"]),
    nobody("supply_movement", &["reason"]),
    nobody(
        "variant",
        &[
            "sku",
            "barcode",
            "name",
            "dimension",
            "piece_name",
            "currency",
            "tax_category",
            "draw_dimension",
            "content_dimension",
            "display_as",
            "parts",
            "deposit_kind",
        ],
    ),
    Registered {
        rows: &[
            rows(By::Account("user_id"), Fate::Kept),
            rows(By::Account("member_id"), Fate::Kept),
        ],
        ..nobody("change_log", &["subject_kind", "direction", "field", "before_text", "after_text"])
    },
    nobody("fee", &["name", "kind", "calculator", "tax_of"]),
    nobody("order_cycle", &["name", "stage", "series_day", "limit_currency"]),
    nobody(
        "cycle_series",
        &["name", "rule", "holidays", "on_holiday", "made_until", "limit_currency"],
    ),
    nobody("series_day", &["kind", "day"]),
    nobody("series_fee", &[]),
    nobody("series_part", &["direction", "terms", "rhythm"]),
    nobody("series_refusal", &["direction"]),
    nobody("cycle_failure", &[]),
    nobody("exchange", &["direction", "pick_up_text", "tags", "minimum_currency", "payments"]),
    nobody("participation", &["direction", "standing", "terms"]),
    nobody("exchange_variant", &[]),
    nobody("exchange_fee", &[]),
    nobody(
        "hand_over_method",
        &[
            "name",
            "kind",
            "place",
            "postcodes",
            "told",
            "calculator",
            "tax_category",
            "carries",
            "tags",
        ],
    ),
    nobody("tax_zone", &["code", "country", "postcodes"]),
    nobody(
        "vocabulary_term",
        &["kind", "code", "name_fr", "name_en", "name_de", "other_names", "parent"],
    ),
    nobody("tax_rate", &["zone_code", "tax_category", "tax_name"]),
    nobody("voucher", &["code", "code_key", "currency"]),
    nobody("hand_over_count", &[]),
    nobody("cycle_count", &["currency"]),
    nobody("exchange_hand_over", &[]),
    nobody("coordinator_fee", &[]),
    nobody("posting", &["from_kind", "to_kind"]),
    nobody("account_balance", &["kind", "currency"]),
    nobody("payment_share", &[]),
    nobody("repayment_share", &[]),
    nobody("hub_payable", &["currency"]),
    nobody("change_share", &[]),
];
