use sillon_kernel::{Detail, Failure, FailureKind};

/// The most vouchers of one order.
pub const MAX_VOUCHERS: usize = 5;

/// Why a voucher cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VoucherRefused {
    /// The hub has no such code, or not now.
    #[error("no voucher “{code}” can be used here now")]
    Unknown {
        /// Its place among those named, from 0.
        place: usize,
        /// As it was typed.
        code: String,
    },
    /// It is named twice.
    #[error("“{code}” is named twice")]
    Twice {
        /// The second place, from 0.
        place: usize,
        /// The code.
        code: String,
    },
    /// It is for orders that use no other.
    #[error("“{code}” cannot be used with another voucher")]
    Alone {
        /// Its place, from 0.
        place: usize,
        /// The code.
        code: String,
    },
    /// More than an order may have.
    #[error("an order uses at most {MAX_VOUCHERS} vouchers")]
    TooMany,
    /// It was used as often as it may be.
    #[error("“{code}” was used as often as it may be")]
    UsedUp {
        /// Its place, from 0.
        place: usize,
        /// The code.
        code: String,
    },
    /// This customer used it as often as they may.
    #[error("“{code}” was used by you as often as you may")]
    UsedByThem {
        /// Its place, from 0.
        place: usize,
        /// The code.
        code: String,
    },
}

impl VoucherRefused {
    /// The codes of what keeps a voucher that a cart names from being used.
    pub const CODES: [&'static str; 3] = ["voucher-alone", "voucher-used-up", "voucher-used"];

    /// The code it is about.
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Unknown { code, .. }
            | Self::Twice { code, .. }
            | Self::Alone { code, .. }
            | Self::UsedUp { code, .. }
            | Self::UsedByThem { code, .. } => Some(code),
            Self::TooMany => None,
        }
    }

    /// Which of the vouchers it is about, from 0.
    pub fn place(&self) -> Option<usize> {
        match self {
            Self::Unknown { place, .. }
            | Self::Twice { place, .. }
            | Self::Alone { place, .. }
            | Self::UsedUp { place, .. }
            | Self::UsedByThem { place, .. } => Some(*place),
            Self::TooMany => None,
        }
    }
}

impl Failure for VoucherRefused {
    fn class(&self) -> (FailureKind, &'static str) {
        match self {
            Self::Unknown { .. } => (FailureKind::Invalid, "voucher-unknown"),
            Self::Twice { .. } => (FailureKind::Invalid, "voucher-twice"),
            Self::TooMany => (FailureKind::Invalid, "too-many-vouchers"),
            Self::Alone { .. } => (FailureKind::Conflict, "voucher-alone"),
            Self::UsedUp { .. } => (FailureKind::Conflict, "voucher-used-up"),
            Self::UsedByThem { .. } => (FailureKind::Conflict, "voucher-used"),
        }
    }

    fn details(&self) -> Vec<Detail> {
        let field =
            self.place().map_or_else(|| "vouchers".to_owned(), |it| format!("vouchers[{it}]"));
        vec![Detail::new(field, self.to_string())]
    }
}
