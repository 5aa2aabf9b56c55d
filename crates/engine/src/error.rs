use sillon_kernel::{Detail, Failure, FailureKind};
use sillon_store as store;
use uuid::Uuid;

/// What a domain crate refuses, whatever it is.
pub type Refusal = Box<dyn Failure + Send + Sync>;

/// Why a use case did not happen; nothing of it was kept.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The database, or what it holds.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// A rule of the trade.
    #[error("{0}")]
    Refused(Refusal),
}

impl Error {
    /// Something is not there, or the caller may not know that it is.
    pub fn missing(what: &'static str) -> Self {
        Self::Store(store::Error::Missing(what))
    }

    /// The number under which the log says what went wrong, where that is for whoever runs this to know and for nobody else: our
    /// own mistakes, and a database that is not to be had. None for what callers are told themselves.
    pub fn incident(&self) -> Option<Uuid> {
        let is_ours = match self {
            Self::Store(error) => error.is_ours_to_mend(),
            Self::Refused(refusal) => refusal.class().0 == FailureKind::Internal,
        };
        is_ours.then(|| {
            let incident = Uuid::now_v7();
            tracing::error!(%incident, error = ?self, "a request failed");
            incident
        })
    }

    /// A field of the command breaks a rule.
    pub fn field(field: &'static str, rule: impl Into<String>) -> Self {
        Self::Refused(Box::new(FieldRefused { field, rule: rule.into() }))
    }

    /// The same, of one of several things that a command is about: whoever sent it is told which.
    pub(crate) fn within(self, place: impl Into<String>) -> Self {
        match self {
            Self::Refused(refusal) => {
                Self::Refused(Box::new(RefusedWithin { place: place.into(), refusal }))
            }
            Self::Store(error) => Self::Store(error),
        }
    }
}

impl store::UseCaseError for Error {
    fn is_lost_race(&self) -> bool {
        matches!(self, Self::Store(error) if error.is_lost_race())
    }
}

impl Failure for Error {
    fn class(&self) -> (FailureKind, &'static str) {
        match self {
            Self::Store(error) => error.class(),
            Self::Refused(refusal) => refusal.class(),
        }
    }

    fn details(&self) -> Vec<Detail> {
        match self {
            Self::Store(error) => error.details(),
            Self::Refused(refusal) => refusal.details(),
        }
    }

    fn retry_after_seconds(&self) -> Option<i64> {
        match self {
            Self::Store(error) => error.retry_after_seconds(),
            Self::Refused(refusal) => refusal.retry_after_seconds(),
        }
    }
}

/// A field of a command breaks a rule.
#[derive(Debug, thiserror::Error)]
#[error("{field}: {rule}")]
struct FieldRefused {
    field: &'static str,
    rule: String,
}

impl Failure for FieldRefused {
    fn class(&self) -> (FailureKind, &'static str) {
        (FailureKind::Invalid, "invalid-field")
    }

    fn details(&self) -> Vec<Detail> {
        vec![Detail::new(self.field, &self.rule)]
    }
}

/// One of several things that a command is about is refused.
#[derive(Debug, thiserror::Error)]
#[error("{place}: {refusal}")]
struct RefusedWithin {
    place: String,
    refusal: Refusal,
}

impl Failure for RefusedWithin {
    fn class(&self) -> (FailureKind, &'static str) {
        self.refusal.class()
    }

    fn details(&self) -> Vec<Detail> {
        let details = self.refusal.details();
        if details.is_empty() {
            return vec![Detail::new(&self.place, self.refusal.to_string())];
        }
        let within =
            |detail: Detail| Detail { field: format!("{}.{}", self.place, detail.field), ..detail };
        details.into_iter().map(within).collect()
    }

    fn retry_after_seconds(&self) -> Option<i64> {
        self.refusal.retry_after_seconds()
    }
}

/// Lets a use case refuse with something. What a use case refuses itself says so beside itself; what domain functions refuse
/// stands below.
macro_rules! refusals {
    ($($refusal:path),* $(,)?) => {$(
        impl From<$refusal> for $crate::Error {
            fn from(refusal: $refusal) -> Self {
                Self::Refused(Box::new(refusal))
            }
        }
    )*};
}
pub(crate) use refusals;

refusals! {
    sillon_catalogue::EditRefused,
    sillon_enterprises::CertificateRefused,
    sillon_lists::ImportRefused,
    sillon_week::WeekChanged,
    sillon_week::WeekRefused,
    sillon_week::WeekRowsRefused,
    sillon_enterprises::KindRefused,
    sillon_enterprises::LegalRefused,
    sillon_enterprises::NotYourGroup,
    sillon_catalogue::NotCompliant,
    sillon_lists::NotCompliantList,
    sillon_cycles::AnswerRefused,
    sillon_cycles::AskRefused,
    sillon_cycles::CloseRefused,
    sillon_cycles::ExchangeRefused,
    sillon_cycles::FeeRefused,
    sillon_cycles::FeesRefused,
    sillon_cycles::HandOverChoiceRefused,
    sillon_cycles::HandOverMethodRefused,
    sillon_cycles::HandOverRefused,
    sillon_cycles::MoveRefused,
    sillon_cycles::OrderLimitRefused,
    sillon_cycles::OpenRefused,
    sillon_cycles::PartRefused,
    sillon_cycles::PriceRefused,
    sillon_cycles::PublishRefused,
    sillon_cycles::ReopenRefused,
    sillon_cycles::RulesRefused,
    sillon_cycles::SeriesRefused,
    sillon_cycles::VoucherMalformed,
    sillon_cycles::VoucherRefused,
    sillon_identity::InvitationRefused,
    sillon_identity::LastOwner,
    sillon_identity::LinkUnknown,
    sillon_identity::OwnershipRefused,
    sillon_identity::IdTokenRefused,
    sillon_identity::PermitRefused,
    sillon_identity::TooManyAttempts,
    sillon_images::ImageRefused,
    sillon_orders::CartRefused,
    sillon_orders::ChangeRefused,
    sillon_orders::CheckoutRefused,
    sillon_orders::MayNotChange,
    sillon_orders::NothingShort,
    sillon_orders::CustomerRefused,
    sillon_orders::CustomersOnly,
    sillon_orders::ReturnRefused,
    sillon_payments::AllocateRefused,
    sillon_payments::PayOutRefused,
    sillon_payments::ReversalRefused,
}
