use serde::Serialize;
use sillon_engine::ReturnRecord;
use sillon_kernel::{Money, Timestamp};
use sillon_orders::ReturnedLine;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::views::{measures::Amount, schemas};

/// Packaging of an order that came back, and what is paid back for it.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReturnView {
    id: Uuid,
    lines: Vec<ReturnLineView>,
    #[schema(value_type = schemas::Instant)]
    returned_at: Timestamp,
}

/// Packaging of one line of an order.
#[derive(Serialize, ToSchema)]
pub(crate) struct ReturnLineView {
    variant: Uuid,
    quantity: u32,
    /// What is paid back for it.
    #[schema(value_type = Amount)]
    amount: Money,
    /// The tax in it, which is no longer owed.
    #[schema(value_type = Amount)]
    tax: Money,
}

impl From<&ReturnRecord> for ReturnView {
    fn from(back: &ReturnRecord) -> Self {
        Self {
            id: back.id.0,
            lines: back.lines.iter().map(ReturnLineView::from).collect(),
            returned_at: back.returned_at,
        }
    }
}

impl From<&ReturnedLine> for ReturnLineView {
    fn from(line: &ReturnedLine) -> Self {
        Self {
            variant: line.variant.0,
            quantity: line.quantity,
            amount: line.amount,
            tax: line.tax,
        }
    }
}
