use sillon_kernel::{Currency, Failure, FailureKind};

/// Why a movement cannot stand in the books.
///
/// Commands are checked before they are booked, so a client meets one of these only through a mistake of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LedgerError {
    /// A posting of nothing, or of less; the other direction is written by swapping its ends.
    #[error("a posting moves more than nothing, not {minor} minor units")]
    AmountNotPositive {
        /// What was to be moved.
        minor: i64,
    },
    /// A posting from an account to itself.
    #[error("a posting moves money between two accounts, not within one")]
    SameAccount,
    /// A transaction that moves nothing.
    #[error("a transaction has at least one posting")]
    NoPostings,
    /// A transaction that moves more than one currency.
    #[error("a transaction is of one currency, not of {} and {}", .0.code(), .1.code())]
    TwoCurrencies(Currency, Currency),
}

impl Failure for LedgerError {
    fn class(&self) -> (FailureKind, &'static str) {
        let code = match self {
            Self::AmountNotPositive { .. } => "posting-not-positive",
            Self::SameAccount => "posting-within-account",
            Self::NoPostings => "transaction-empty",
            Self::TwoCurrencies(..) => "transaction-of-two-currencies",
        };
        (FailureKind::Internal, code)
    }
}
