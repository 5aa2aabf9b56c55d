//! What the document calls the values of the trade: every closed set with its names, and every kind of text with its bounds.
//!
//! A field names its schema in place of its Rust type, `#[schema(value_type = Option<schemas::Role>)]`; the names come from
//! the domain's own list of them, so that the document cannot fall behind.

use std::borrow::Cow;

use serde_json::{Value, json};
use sillon_catalogue as catalogue;
use sillon_cycles as cycles;
use sillon_engine as engine;
use sillon_enterprises as enterprises;
use sillon_events as events;
use sillon_identity as identity;
use sillon_kernel as kernel;
use sillon_lists as lists;
use sillon_logistics as logistics;
use sillon_notices as notices;
use sillon_week as week;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{RefOr, Schema},
};

/// A schema from its JSON.
fn schema(json: Value) -> RefOr<Schema> {
    RefOr::T(serde_json::from_value(json).unwrap_or_default())
}

/// Declares a schema for each closed set: its name in the document, what it is, and the names it has.
macro_rules! closed_sets {
    ($($(#[doc = $doc:literal])+ $name:ident = $names:expr;)*) => {
        $(
            $(#[doc = $doc])+
            pub(crate) enum $name {}

            impl PartialSchema for $name {
                fn schema() -> RefOr<Schema> {
                    let names: Vec<String> = $names;
                    let description = [$($doc.trim()),+].join(" ");
                    schema(json!({"type": "string", "enum": names, "description": description}))
                }
            }

            impl ToSchema for $name {
                fn name() -> Cow<'static, str> {
                    Cow::Borrowed(stringify!($name))
                }
            }
        )*

        /// Every closed set with its schema, also those that stand in parameters only.
        pub(crate) fn closed_sets() -> Vec<(Cow<'static, str>, RefOr<Schema>)> {
            vec![$((<$name as ToSchema>::name(), <$name as PartialSchema>::schema())),*]
        }
    };
}

/// The names of all values of a set.
fn names<T: Copy>(all: &[T], name: impl Fn(T) -> &'static str) -> Vec<String> {
    all.iter().map(|value| name(*value).to_owned()).collect()
}

/// Every code of so many capital letters that is known.
fn codes(letters: usize, is_known: impl Fn(&str) -> bool) -> Vec<String> {
    let longer = |codes: Vec<String>| -> Vec<String> {
        codes
            .iter()
            .flat_map(|code| ('A'..='Z').map(move |letter| format!("{code}{letter}")))
            .collect()
    };
    let all = (0..letters).fold(vec![String::new()], |codes, _| longer(codes));
    all.into_iter().filter(|code| is_known(code)).collect()
}

closed_sets! {
    /// How an order is paid: in cash at the hand-over, or by bank transfer.
    PaymentMethod = names(&sillon_payments::Method::ALL, sillon_payments::Method::as_str);
    /// Why an order changed.
    ChangeCause = names(&sillon_orders::ChangeCause::ALL, sillon_orders::ChangeCause::as_str);
    /// How what comes is shared when less comes than was ordered.
    ShareRule = names(&sillon_orders::ShareRule::ALL, sillon_orders::ShareRule::as_str);
    /// A kind of letter, as people choose which they get.
    NoticeKind = names(&notices::NoticeKind::ALL, notices::NoticeKind::as_str);
    /// Whom letters of a kind are for.
    NoticeAudience = names(&notices::Audience::ALL, notices::Audience::as_str);
    /// Why letters of a kind are sent whether they are wanted or not.
    NoticeFixed = names(&notices::Fixed::ALL, notices::Fixed::as_str);
    /// What became of a letter.
    LetterState = ["waiting", "sent", "failed"].map(str::to_owned).into();
    /// What a person is to an enterprise.
    Role = names(&identity::Role::ALL, identity::Role::as_str);
    /// What a machine's key is good for.
    Scope = names(identity::Scope::ALL, identity::Scope::as_str);
    /// What one enterprise may allow another.
    GrantKind = names(&identity::GrantKind::ALL, identity::GrantKind::as_str);
    /// A language people are spoken to in, as ISO 639-1 has it.
    Language = names(&kernel::Language::ALL, kernel::Language::as_str);
    /// A unit of measure.
    Unit = names(&kernel::Unit::ALL, kernel::Unit::symbol);
    /// A unit that prices are compared in (directive 98/6/EC).
    PriceUnit = names(&kernel::Dimension::ALL, |of| of.price_unit().symbol());
    /// A currency, as ISO 4217 has it.
    Currency = codes(3, |code| kernel::Currency::from_code(code).is_some());
    /// A country, as ISO 3166-1 has it.
    Country = codes(2, |code| code.parse::<enterprises::Country>().is_ok());
    /// How cold goods must be kept.
    Storage = names(&catalogue::Storage::ALL, catalogue::Storage::as_str);
    /// One of the fourteen allergens of Regulation (EU) No 1169/2011, Annex II.
    Allergen = names(&catalogue::Allergen::ALL, catalogue::Allergen::as_str);
    /// A label that goods may claim.
    Label = names(&enterprises::Label::ALL, enterprises::Label::as_str);
    /// Which rate of value-added tax goods are sold at.
    TaxCategory = names(&catalogue::TaxCategory::ALL, catalogue::TaxCategory::as_str);
    /// What a deposit is paid for: what holds the goods and is taxed as they are, or an aid for their transport.
    DepositKind = names(&catalogue::DepositKind::ALL, catalogue::DepositKind::as_str);
    /// What a product is, in the Data Food Consortium's taxonomy.
    ProductType = catalogue::ProductType::all().map(|known| known.as_str().to_owned()).collect();
    /// A group of foods that the law has rules of its own for.
    FoodGroup = names(&catalogue::FoodGroup::ALL, catalogue::FoodGroup::as_str);
    /// What a durability is a date of.
    DurabilityKind = names(&catalogue::Durability::KINDS, |kind| kind);
    /// Who finds an enterprise.
    Visibility = names(&enterprises::Visibility::ALL, enterprises::Visibility::as_str);
    /// What an enterprise sells: nothing, its own goods, or anybody's.
    Sells = names(&enterprises::Sells::ALL, enterprises::Sells::as_str);
    /// What the shelves of a shop stand by.
    ShelvesBy = names(&["category", "producer"], |by| by);
    /// How an enterprise stands to value-added tax: liable, in franchise (art. 293 B CGI), or a farmer at the flat rate.
    VatRegime = names(&kernel::VatRegime::ALL, kernel::VatRegime::as_str);
    /// A rule of what shoppers must be told.
    ComplianceRule = catalogue::rule_ids().map(str::to_owned).collect();
    /// A kind of product list.
    ListFormat = names(&lists::ListFormat::ALL, lists::ListFormat::as_str);
    /// What may be wrong in a line of a farmer's week.
    WeekFaultCode = names(week::Rule::CODES, |code| code);
    /// What a fee is taxed as: at the rate of a category, or as the goods it is charged on.
    FeeTaxedAs = cycles::FeeTax::words().map(str::to_owned).collect();
    /// What a fee is for.
    FeeKind = names(&cycles::FeeKind::ALL, cycles::FeeKind::as_str);
    /// The part of a cycle that a fee sits on.
    FeeSide = names(&cycles::Side::ALL, cycles::Side::as_str);
    /// Whether goods are fetched or brought.
    HandOverKind = names(&cycles::HandOverKindName::ALL, cycles::HandOverKindName::as_str);
    /// Why nothing can be ordered at a shop in a cycle by whoever looks, whatever they choose: it can be paid in no way, or it has ways
    /// of hand-over and shows them none.
    CannotOrder = names(&cycles::CannotOrder::ALL, cycles::CannotOrder::as_str);
    /// Why a cart cannot be handed over as it is to be, as its checkout would be refused.
    HandOverRefusal = names(&cycles::HandOverRefused::CODES, |code| code);
    /// Why a voucher that a cart names cannot be used on it.
    VoucherRefusal = names(&cycles::VoucherRefused::CODES, |code| code);
    /// How far an order cycle is.
    CycleStage = names(&cycles::Stage::NAMES, |stage| stage);
    /// Whose public holidays count.
    PublicHolidays = names(&cycles::PublicHolidays::ALL, cycles::PublicHolidays::as_str);
    /// What becomes of a cycle whose goods would be handed out on a public holiday.
    OnHoliday = names(&cycles::OnHoliday::ALL, cycles::OnHoliday::as_str);
    /// How an enterprise stands that is asked to take part in a cycle.
    ParticipationStanding = names(&cycles::Standing::ALL, cycles::Standing::as_str);
    /// What became of a line of an order at its hand-over.
    Tick = names(&logistics::Tick::ALL, logistics::Tick::as_str);
    /// How an order stands.
    OrderStanding = names(&engine::OrderStanding::ALL, engine::OrderStanding::as_str);
    /// What whoever runs an order cycle would want to know of it.
    CycleWarning = names(&cycles::WarningKind::ALL, cycles::WarningKind::as_str);
    /// What happened, as programs are told it.
    EventType = names(events::EventKind::ALL, events::EventKind::as_str);
    /// What an event is about.
    EventSubjectKind = names(&events::SubjectKind::ALL, events::SubjectKind::as_str);
    /// Why a webhook is sent nothing: somebody said so, it took nothing for five days, or who set it may set none any more.
    WebhookPause = names(&events::PauseReason::ALL, events::PauseReason::as_str);
    /// Why something that was sent to a webhook was not taken.
    DeliveryFailure = names(events::DeliveryFailure::ALL, events::DeliveryFailure::as_str);
    /// Who changed something.
    ChangedBy = names(&sillon_engine::ChangedBy::NAMES, |by| by);
    /// What something is of that was changed.
    LogSubject = names(sillon_engine::LogKind::ALL, sillon_engine::LogKind::as_str);
    /// What of an enterprise something is of that was changed.
    EnterpriseLogSubject = sillon_engine::LogKind::of_enterprises().map(|kind| kind.as_str().to_owned()).collect();
    /// Which way goods go, seen from the cycle.
    Direction = names(&cycles::Direction::ALL, cycles::Direction::as_str);
    /// What a rule shows or hides.
    RuleSubject = names(&cycles::RuleSubject::ALL, cycles::RuleSubject::as_str);
    /// What a part of an order's total is for: goods, a fee in the prices of the lines, a fee on top of them, the hand-over,
    /// what a voucher takes off, or packaging that is paid back when it returns.
    ComponentKind = names(&sillon_orders::ComponentKind::NAMES, |kind| kind);
    /// Whose price it is.
    PricedBy = names(&sillon_engine::PricedBy::ALL, sillon_engine::PricedBy::as_str);
    /// In which order to pack.
    PackingOrder = names(&sillon_logistics::PackBy::ALL, sillon_logistics::PackBy::as_str);
    /// In which order to hand over.
    HandOverOrder = names(&sillon_logistics::HandOverBy::ALL, sillon_logistics::HandOverBy::as_str);
    /// One of the sizes every picture is kept in.
    Rendition = names(&kernel::Rendition::ALL, kernel::Rendition::as_str);
}

/// Declares a schema for each kind of text that is told by its shape. The document has them in place, not by name.
macro_rules! texts {
    ($($(#[$doc:meta])+ $name:ident = $schema:tt;)*) => {
        $(
            $(#[$doc])+
            pub(crate) enum $name {}

            impl PartialSchema for $name {
                fn schema() -> RefOr<Schema> {
                    schema(json!($schema))
                }
            }

            impl ToSchema for $name {
                fn name() -> Cow<'static, str> {
                    Cow::Borrowed(stringify!($name))
                }
            }
        )*

        /// Every kind of text with its schema.
        pub(crate) fn texts() -> Vec<(&'static str, Value)> {
            vec![$((stringify!($name), json!($schema))),*]
        }
    };
}

texts! {
    /// A name of something.
    Name = {"type": "string", "minLength": 1, "maxLength": 120};
    /// An e-mail address.
    Email = {"type": "string", "format": "email", "maxLength": 254};
    /// A short name in web addresses.
    Slug = {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$", "maxLength": 60};
    /// An instant.
    Instant = {"type": "string", "format": "date-time"};
    /// A day.
    Day = {"type": "string", "format": "date"};
    /// A week, as ISO 8601 has it.
    Week = {"type": "string", "pattern": "^[0-9]{4}-W[0-9]{2}$", "example": "2026-W47"};
    /// A plain decimal number.
    Decimal = {"type": "string", "pattern": "^-?[0-9]+(\\.[0-9]+)?$", "maxLength": 24};
    /// A percentage.
    Percent = {"type": "string", "pattern": "^-?[0-9]+(\\.[0-9]{1,4})?$", "maxLength": 24, "example": "5.5"};
    /// An address on the web.
    WebAddress = {"type": "string", "format": "uri", "maxLength": 300};
    /// A telephone number as people write it.
    Phone = {"type": "string", "maxLength": 40, "example": "+33 3 29 00 00 00"};
    /// The number under a bar code, as it is printed: a GTIN of 8, 12, 13 or 14 digits.
    Gtin = {"type": "string", "pattern": "^[0-9]([ -]?[0-9]){7,13}$", "example": "3760123450010"};
    /// The secret of a link that was mailed.
    Secret = {"type": "string", "minLength": 1, "maxLength": 200};
    /// A word that a hub's rules know something by.
    Tag = {"type": "string", "minLength": 1, "maxLength": 40, "example": "members"};
    /// A time zone in the IANA database.
    Zone = {"type": "string", "minLength": 1, "maxLength": 60, "example": "Europe/Paris"};
}

/// A named practice or fact.
#[derive(ToSchema)]
#[schema(example = json!({"name": "Irrigation", "value": "rain water"}))]
#[expect(dead_code, reason = "it is the schema of a type of the catalogue")]
pub(crate) struct Property {
    #[schema(value_type = Name)]
    name: String,
    #[schema(min_length = 1, max_length = 200)]
    value: Option<String>,
}

/// Where an enterprise is found on a social network.
#[derive(ToSchema)]
#[schema(example = json!({"network": "Mastodon", "address": "https://social.example.org/@ferme"}))]
#[expect(dead_code, reason = "it is the schema of a type of the catalogue")]
pub(crate) struct SocialLink {
    /// Which network, as people call it.
    #[schema(min_length = 1, max_length = 40)]
    network: String,
    /// Its page there.
    #[schema(value_type = WebAddress)]
    address: String,
}
