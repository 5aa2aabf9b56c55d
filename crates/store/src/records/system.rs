use sillon_cycles::Direction;
use sillon_kernel::{
    ApiKeyId, CycleId, EnterpriseId, FeeId, FieldChange, HandOverMethodId, SeriesId, Timestamp,
    UserId,
};
use uuid::Uuid;

/// What was done for an idempotency key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredAnswer {
    /// The digest of the request.
    pub digest: [u8; 32],
    /// The status it was answered with.
    pub status: u16,
    /// The body it was answered with.
    pub body: String,
}

/// Something stored that is not what its history comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What: an order, a supply, an account.
    pub what: String,
    /// Which.
    pub id: Uuid,
    /// What should be, in minor units or thousandths.
    pub expected: i64,
    /// What is.
    pub found: i64,
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
    /// A series of cycles.
    Series(SeriesId),
    /// What an enterprise is asked in the cycles of a series.
    SeriesPart(SeriesId, EnterpriseId, Direction),
    /// A way in which a hub hands over.
    HandOverMethod(HandOverMethodId),
}

impl LogSubject {
    /// The names of all kinds.
    pub const KINDS: [&'static str; 6] =
        ["cycle", "exchange", "fee", "series", "series-part", "hand-over-method"];

    /// The name of its kind, as it is stored and sent.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Cycle(_) => "cycle",
            Self::Exchange(..) => "exchange",
            Self::Fee(_) => "fee",
            Self::Series(_) => "series",
            Self::SeriesPart(..) => "series-part",
            Self::HandOverMethod(_) => "hand-over-method",
        }
    }

    /// The cycle, the fee, the series or the method it is of.
    pub fn id(self) -> Uuid {
        match self {
            Self::Cycle(cycle) | Self::Exchange(cycle, ..) => cycle.0,
            Self::Fee(fee) => fee.0,
            Self::Series(series) | Self::SeriesPart(series, ..) => series.0,
            Self::HandOverMethod(method) => method.0,
        }
    }

    /// Whose part of the cycle it is of, where it is of one.
    pub fn part(self) -> Option<(EnterpriseId, Direction)> {
        match self {
            Self::Exchange(_, of, direction) | Self::SeriesPart(_, of, direction) => {
                Some((of, direction))
            }
            Self::Cycle(_) | Self::Fee(_) | Self::Series(_) | Self::HandOverMethod(_) => None,
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
    /// Its number among those of its cycle or fee.
    pub number: i64,
    /// When it was changed.
    pub at: Timestamp,
    /// What it is of.
    pub subject: LogSubject,
    /// Which field.
    pub field: String,
    /// What it said; of several things, those that went.
    pub before: Option<String>,
    /// What it says; of several things, those that came.
    pub after: Option<String>,
    /// Who changed it.
    pub by: ChangedBy,
}

/// Who changed something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChangedBy {
    /// The person of this name.
    Person(String),
    /// A machine, with a key of its enterprise.
    Machine,
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
            Self::Machine => "machine",
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
