use sillon_cycles::{HandOverRefused, PriceRefused, ShortLine, VoucherRefused};
use sillon_kernel::{CartId, CycleId, Detail, Failure, FailureKind, OrderId, Timestamp, VariantId};
use sillon_payments::Method;

use crate::{Changed, CustomersOnly};

/// Why a checkout was refused; nothing was taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CheckoutRefused {
    /// There is no such cart, or it is somebody else's.
    #[error("there is no cart {0}")]
    NoSuchCart(CartId),
    /// The order cycle does not take orders now.
    #[error("order cycle {0} takes no orders now")]
    NotOpen(CycleId),
    /// The order cycle has all the orders it takes.
    #[error("order cycle {0} has all the orders it takes: it closed before its time")]
    CycleFull(CycleId),
    /// The cart was ordered before, under another key.
    #[error("the cart was ordered before")]
    OrderedBefore(OrderId),
    /// The hub takes no orders of guests.
    #[error("this shop takes orders of people with an account only: sign in first")]
    NoGuests,
    /// The shop is for its own customers.
    #[error(transparent)]
    CustomersOnly(#[from] CustomersOnly),
    /// Guests placed as many orders for the address as may be.
    #[error(
        "guests placed too many orders for this e-mail address: try again after {until}, or sign in"
    )]
    TooManyOrders {
        /// When it may be tried again.
        until: Timestamp,
        /// When it was refused.
        now: Timestamp,
    },
    /// The key stands for another request.
    #[error("the idempotency key was used for another request")]
    KeyReused,
    /// The cart cannot be priced.
    #[error(transparent)]
    Price(#[from] PriceRefused),
    /// The shop does not take it in this cycle, or not of whoever orders.
    #[error("this shop does not take {0} for this order; choose another way to pay")]
    PaymentNotTaken(Method),
    /// Some of it is not on sale any more.
    #[error("{}", gone_text(.0))]
    NotOffered(Vec<GoneLine>),
    /// Too little is left of some lines.
    #[error("{}", short_text(.0))]
    OutOfStock(Vec<ShortLine>),
    /// It is not handed over so.
    #[error(transparent)]
    HandOver(#[from] HandOverRefused),
    /// A voucher of it cannot be used on it.
    #[error(transparent)]
    Voucher(#[from] VoucherRefused),
    /// It is not what was agreed to: another sum, or other lines.
    #[error("{}", .0.text())]
    Changed(Box<Changed>),
}

/// What is not on sale any more, as a sentence.
fn gone_text(lines: &[GoneLine]) -> String {
    lines.iter().map(GoneLine::text).collect::<Vec<_>>().join("; ")
}

/// The short lines as a sentence.
pub(crate) fn short_text(lines: &[ShortLine]) -> String {
    lines.iter().map(ShortLine::to_string).collect::<Vec<_>>().join("; ")
}

/// What is said of a short line.
pub(crate) fn short_detail(short: &ShortLine) -> Detail {
    Detail::new(format!("lines[{}]", short.line), short.to_string())
        .with("variant", short.variant)
        .with("name", &short.name)
        .with("wanted", short.wanted)
        .with("left", short.left)
}

impl Failure for CheckoutRefused {
    fn class(&self) -> (FailureKind, &'static str) {
        match self {
            Self::NoSuchCart(_) => (FailureKind::Missing, "not-found"),
            Self::NotOpen(_) => (FailureKind::Conflict, "cycle-not-open"),
            Self::CycleFull(_) => (FailureKind::Conflict, "cycle-full"),
            Self::OrderedBefore(_) => (FailureKind::Conflict, "cart-ordered"),
            Self::NoGuests => (FailureKind::Unauthenticated, "no-guests"),
            Self::CustomersOnly(refused) => refused.class(),
            Self::TooManyOrders { .. } => (FailureKind::TooOften, "too-many-orders"),
            Self::KeyReused => (FailureKind::KeyReused, "key-reused"),
            Self::Price(refused) => refused.class(),
            Self::PaymentNotTaken(_) => (FailureKind::Invalid, "invalid-field"),
            Self::NotOffered(_) => (FailureKind::Conflict, "not-offered"),
            Self::OutOfStock(_) => (FailureKind::Conflict, "out-of-stock"),
            Self::HandOver(refused) => refused.class(),
            Self::Voucher(refused) => refused.class(),
            // The same sum of other goods, or the same goods under another name, was told by the tag of what was read.
            Self::Changed(changed) if changed.is_stale() => (FailureKind::Stale, "cart-changed"),
            Self::Changed(_) => (FailureKind::Conflict, "price-changed"),
        }
    }

    fn details(&self) -> Vec<Detail> {
        let gone = |gone: &GoneLine| {
            let detail = Detail::new(format!("lines[{}]", gone.line), gone.text());
            let detail = detail.with("variant", gone.variant);
            gone.name.as_ref().map_or(detail.clone(), |name| detail.with("name", name))
        };
        match self {
            Self::NotOffered(lines) => lines.iter().map(gone).collect(),
            Self::OutOfStock(lines) => lines.iter().map(short_detail).collect(),
            Self::Changed(changed) => changed.details(),
            Self::Price(refused) => refused.details(),
            Self::PaymentNotTaken(_) => vec![Detail::new("payment", self.to_string())],
            Self::HandOver(refused) => refused.details(),
            Self::Voucher(refused) => refused.details(),
            Self::NoSuchCart(_)
            | Self::NotOpen(_)
            | Self::CycleFull(_)
            | Self::OrderedBefore(_)
            | Self::NoGuests
            | Self::CustomersOnly(_)
            | Self::TooManyOrders { .. }
            | Self::KeyReused => Vec::new(),
        }
    }

    fn retry_after_seconds(&self) -> Option<i64> {
        let Self::TooManyOrders { until, now } = self else { return None };
        let micros = until.micros().saturating_sub(now.micros());
        Some((micros.saturating_add(999_999) / 1_000_000).max(1))
    }
}

/// A line of something that is not on sale any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoneLine {
    /// Which line of the cart, from 0.
    pub line: usize,
    /// Which variant.
    pub variant: VariantId,
    /// What it was called when it was put into the cart; none where it was not offered then either.
    pub name: Option<String>,
}

impl GoneLine {
    fn text(&self) -> String {
        let name = self.name.clone().unwrap_or_else(|| format!("variant {}", self.variant));
        format!("{name} is not on sale any more")
    }
}
