use std::{fmt, str::FromStr};

use sillon_cycles::Direction;
use sillon_identity::DataClass;
use sillon_kernel::{
    ApiKeyId, CertificateId, CustomerId, CycleId, EnterpriseId, FeeId, FieldChange,
    HandOverMethodId, InvitationId, ProductId, SeriesId, ShopKeyId, SupplyId, Timestamp, UserId,
    VariantId, VoucherId, WebhookId,
};
use uuid::Uuid;

use crate::records::cycles::NoSuchCursor;

/// Declares the kinds of what is changed: the name of each, and how long its changes are known.
macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident $name:literal $class:ident;)*) => {
        /// A kind of what is changed.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum LogKind { $($(#[$doc])* $kind),* }

        impl LogKind {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$kind),*];

            /// The name it is stored and sent under.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$kind => $name),* }
            }

            /// As what its changes are kept.
            pub fn class(self) -> DataClass {
                match self { $(Self::$kind => DataClass::$class),* }
            }
        }
    };
}

kinds! {
    /// An order cycle.
    Cycle "cycle" GoodsChange;
    /// An enterprise's way into a cycle, or out of it.
    Exchange "exchange" GoodsChange;
    /// A fee.
    Fee "fee" MoneyChange;
    /// A way in which a hub hands over.
    HandOverMethod "hand-over-method" MoneyChange;
    /// What a hub takes off for a code.
    Voucher "voucher" MoneyChange;
    /// A series of cycles.
    Series "series" GoodsChange;
    /// What an enterprise is asked in the cycles of a series.
    SeriesPart "series-part" GoodsChange;
    /// A cycle that its coordinator deleted.
    DeletedCycle "deleted-cycle" GoodsChange;
    /// A series that its coordinator ended.
    DeletedSeries "deleted-series" GoodsChange;
    /// A product.
    Product "product" GoodsChange;
    /// A size of a product.
    Variant "variant" GoodsChange;
    /// What is left of a product.
    Supply "supply" GoodsChange;
    /// The terms a hub sells a size on.
    HubTerms "hub-terms" GoodsChange;
    /// What an enterprise says of itself.
    Enterprise "enterprise" RightsChange;
    /// Who an enterprise is before the law.
    LegalIdentity "legal-identity" RightsChange;
    /// The account an enterprise is paid to.
    BankAccount "bank-account" MoneyChange;
    /// A certificate an enterprise holds.
    Certificate "certificate" RightsChange;
    /// A person who acts for an enterprise.
    Member "member" RightsChange;
    /// That somebody is asked to act for an enterprise.
    Invitation "invitation" RightsChange;
    /// What an enterprise allows another.
    GrantGiven "grant-given" RightsChange;
    /// What another allows an enterprise.
    GrantReceived "grant-received" RightsChange;
    /// A machine's key.
    ApiKey "api-key" RightsChange;
    /// A shop front's key.
    ShopKey "shop-key" RightsChange;
    /// An address that is sent events.
    Webhook "webhook" RightsChange;
    /// What a hub shows to whom.
    TagRules "tag-rules" RightsChange;
    /// Somebody a hub sells to.
    Customer "customer" RightsChange;
    /// Where rates of tax are the same, and what they are.
    TaxZone "tax-zone" MoneyChange;
}

impl LogKind {
    /// Whether its changes stand in a product's history.
    pub fn is_of_product(self) -> bool {
        [Self::Product, Self::Variant, Self::Supply].contains(&self)
    }

    /// Whether its changes stand in an enterprise's history.
    pub fn is_of_enterprise(self) -> bool {
        match self {
            Self::Cycle
            | Self::Exchange
            | Self::Fee
            | Self::HandOverMethod
            | Self::Series
            | Self::SeriesPart
            | Self::Product
            | Self::Variant
            | Self::Supply
            | Self::TaxZone => false,
            Self::DeletedCycle
            | Self::DeletedSeries
            | Self::Voucher
            | Self::HubTerms
            | Self::Enterprise
            | Self::LegalIdentity
            | Self::BankAccount
            | Self::Certificate
            | Self::Member
            | Self::Invitation
            | Self::GrantGiven
            | Self::GrantReceived
            | Self::ApiKey
            | Self::ShopKey
            | Self::Webhook
            | Self::TagRules
            | Self::Customer => true,
        }
    }

    /// The kinds whose changes stand in an enterprise's history.
    pub fn of_enterprises() -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(|kind| kind.is_of_enterprise())
    }
}

/// The text names no kind of what is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it is not a kind of what changes, such as product or member")]
pub struct NoSuchLogKind;

impl FromStr for LogKind {
    type Err = NoSuchLogKind;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == text).ok_or(NoSuchLogKind)
    }
}

/// What something is of that was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogSubject {
    /// An order cycle.
    Cycle(CycleId),
    /// An enterprise's way into a cycle, or out of it.
    Exchange(CycleId, EnterpriseId, Direction),
    /// A fee.
    Fee(FeeId),
    /// A way in which a hub hands over.
    HandOverMethod(HandOverMethodId),
    /// A series of cycles.
    Series(SeriesId),
    /// What an enterprise is asked in the cycles of a series.
    SeriesPart(SeriesId, EnterpriseId, Direction),
    /// A product.
    Product(ProductId),
    /// A size of a product.
    Variant(ProductId, VariantId),
    /// What is left of a product.
    Supply(ProductId, SupplyId),
    /// A tax zone: see [`Self::tax_zone`].
    TaxZone(Uuid),
    /// Something of an enterprise.
    Of(EnterpriseId, Matter),
}

/// Something of an enterprise that changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Matter {
    /// A cycle that it deleted.
    DeletedCycle(CycleId),
    /// A series that it ended.
    DeletedSeries(SeriesId),
    /// What it takes off for a code.
    Voucher(VoucherId),
    /// The terms it sells a size on.
    HubTerms(VariantId),
    /// What it says of itself.
    Profile,
    /// Who it is before the law.
    LegalIdentity,
    /// The account it is paid to.
    BankAccount,
    /// A certificate it holds.
    Certificate(CertificateId),
    /// A person who acts for it.
    Member(UserId),
    /// That somebody is asked to act for it.
    Invitation(InvitationId),
    /// What it allows another.
    GrantGiven(EnterpriseId),
    /// What another allows it.
    GrantReceived(EnterpriseId),
    /// A machine's key to it.
    ApiKey(ApiKeyId),
    /// A shop front's key to its shop.
    ShopKey(ShopKeyId),
    /// An address that is sent its events.
    Webhook(WebhookId),
    /// What it shows to whom.
    TagRules,
    /// Somebody it sells to.
    Customer(CustomerId),
}

/// Where a change stands in the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogPlace {
    /// What kind of thing changed.
    pub kind: LogKind,
    /// Whose history it stands in: a cycle's, a fee's, a series', a product's, a tax zone's or an enterprise's.
    pub history: Uuid,
    /// The enterprise in whose history it stands, where it is one's.
    pub enterprise: Option<EnterpriseId>,
    /// Whose part it is of, or which other enterprise it concerns.
    pub part: Option<EnterpriseId>,
    /// Which way goods go, where it is of a way of theirs.
    pub direction: Option<Direction>,
    /// Which of several it is: the size, the supply, the key.
    pub item: Option<Uuid>,
    /// The person it is of.
    pub member: Option<UserId>,
}

impl LogPlace {
    fn of(kind: LogKind, history: Uuid) -> Self {
        let (enterprise, part, direction) = (None, None, None);
        Self { kind, history, enterprise, part, direction, item: None, member: None }
    }

    fn part(self, of: EnterpriseId, direction: Direction) -> Self {
        Self { part: Some(of), direction: Some(direction), ..self }
    }

    fn item(self, item: Uuid) -> Self {
        Self { item: Some(item), ..self }
    }
}

impl LogSubject {
    /// The tax zone of a code. It has no other id, and one that is said anew goes on with its history: the letters of the code are
    /// where that stands. No id of anything else is made of capitals, digits and hyphens.
    pub fn tax_zone(code: &str) -> Self {
        let mut letters = [0; 16];
        letters.iter_mut().zip(code.bytes()).for_each(|(place, letter)| *place = letter);
        Self::TaxZone(Uuid::from_bytes(letters))
    }

    /// Where its changes stand in the log.
    pub fn place(self) -> LogPlace {
        match self {
            Self::Cycle(cycle) => LogPlace::of(LogKind::Cycle, cycle.0),
            Self::Exchange(cycle, of, direction) => {
                LogPlace::of(LogKind::Exchange, cycle.0).part(of, direction)
            }
            Self::Fee(fee) => LogPlace::of(LogKind::Fee, fee.0),
            Self::HandOverMethod(method) => LogPlace::of(LogKind::HandOverMethod, method.0),
            Self::Series(series) => LogPlace::of(LogKind::Series, series.0),
            Self::SeriesPart(series, of, direction) => {
                LogPlace::of(LogKind::SeriesPart, series.0).part(of, direction)
            }
            Self::Product(product) => LogPlace::of(LogKind::Product, product.0),
            Self::Variant(product, variant) => {
                LogPlace::of(LogKind::Variant, product.0).item(variant.0)
            }
            Self::Supply(product, supply) => {
                LogPlace::of(LogKind::Supply, product.0).item(supply.0)
            }
            Self::TaxZone(history) => LogPlace::of(LogKind::TaxZone, history),
            Self::Of(enterprise, matter) => {
                LogPlace { enterprise: Some(enterprise), ..matter.place(enterprise.0) }
            }
        }
    }
}

impl Matter {
    fn place(self, history: Uuid) -> LogPlace {
        let of = |kind| LogPlace::of(kind, history);
        match self {
            Self::DeletedCycle(cycle) => of(LogKind::DeletedCycle).item(cycle.0),
            Self::DeletedSeries(series) => of(LogKind::DeletedSeries).item(series.0),
            Self::Voucher(voucher) => of(LogKind::Voucher).item(voucher.0),
            Self::HubTerms(variant) => of(LogKind::HubTerms).item(variant.0),
            Self::Profile => of(LogKind::Enterprise),
            Self::LegalIdentity => of(LogKind::LegalIdentity),
            Self::BankAccount => of(LogKind::BankAccount),
            Self::Certificate(certificate) => of(LogKind::Certificate).item(certificate.0),
            Self::Member(user) => LogPlace { member: Some(user), ..of(LogKind::Member) },
            Self::Invitation(invitation) => of(LogKind::Invitation).item(invitation.0),
            Self::GrantGiven(to) => LogPlace { part: Some(to), ..of(LogKind::GrantGiven) },
            Self::GrantReceived(by) => LogPlace { part: Some(by), ..of(LogKind::GrantReceived) },
            Self::ApiKey(key) => of(LogKind::ApiKey).item(key.0),
            Self::ShopKey(key) => of(LogKind::ShopKey).item(key.0),
            Self::Webhook(webhook) => of(LogKind::Webhook).item(webhook.0),
            Self::TagRules => of(LogKind::TagRules),
            Self::Customer(customer) => of(LogKind::Customer).item(customer.0),
        }
    }
}

/// A field that was changed, to be noted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewChange {
    /// What it is of.
    pub subject: LogSubject,
    /// What changed.
    pub change: FieldChange,
    /// The person who changed it.
    pub user: Option<UserId>,
    /// The API key that did; neither, where time did.
    pub api_key: Option<ApiKeyId>,
}

/// A field that was changed, as the log tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LoggedChange {
    /// Its number among those of its history.
    pub number: i64,
    /// When it was changed.
    pub at: Timestamp,
    /// What it is of.
    pub place: LogPlace,
    /// What the person is called whom it is of.
    pub member: Option<String>,
    /// Which field.
    pub field: String,
    /// What it said; of several things, those that went.
    pub before: Option<String>,
    /// What it says; of several things, those that came.
    pub after: Option<String>,
    /// Who changed it.
    pub by: ChangedBy,
}

/// A change by where it is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogRow {
    /// Whose history it stands in.
    pub history: Uuid,
    /// Its number there.
    pub number: i64,
}

/// Who changed something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChangedBy {
    /// The person of this name.
    Person(String),
    /// A machine, with the key of this name.
    Machine(String),
    /// Time, or whoever looks after the installation.
    Time,
}

impl ChangedBy {
    /// The names they are sent under.
    pub const NAMES: [&'static str; 3] = ["person", "machine", "time"];

    /// The name it is sent under.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Person(_) => "person",
            Self::Machine(_) => "machine",
            Self::Time => "time",
        }
    }
}

/// What somebody with a part in a cycle sees of its history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryPart {
    /// The enterprises whose parts they see.
    pub of: Vec<EnterpriseId>,
    /// Whether they see the fees on everything.
    pub sees_fees: bool,
}

/// What of an enterprise's history is wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EnterpriseHistory {
    /// Of one kind only.
    pub kind: Option<LogKind>,
    /// Kinds that are left out.
    pub without: Vec<LogKind>,
    /// Not before.
    pub from: Option<Timestamp>,
    /// Before.
    pub until: Option<Timestamp>,
}

/// Where a page of an enterprise's history ended: when a change was, in microseconds, and its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ChangeKey {
    /// When it was.
    pub at: i64,
    /// Its number.
    pub number: i64,
}

impl fmt::Display for ChangeKey {
    /// Its two parts with a colon between, as a page's cursor has them.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.at, self.number)
    }
}

impl FromStr for ChangeKey {
    type Err = NoSuchCursor;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (at, number) = text.split_once(':').ok_or(NoSuchCursor)?;
        let read = |part: &str| part.parse().map_err(|_no_number| NoSuchCursor);
        Ok(Self { at: read(at)?, number: read(number)? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_and_cursors_survive_being_written_and_read() {
        for kind in LogKind::ALL {
            assert_eq!(kind.as_str().parse(), Ok(*kind));
        }
        let key = ChangeKey { at: 1_762_000_000_000_000, number: 7 };
        assert_eq!(key.to_string().parse(), Ok(key));
        assert!("7".parse::<ChangeKey>().is_err() && "weather".parse::<LogKind>().is_err());
    }
}
