use serde::Serialize;
use sillon_kernel::{Money, Quantity, Timestamp};
use sillon_orders::{ChangedLine, OrderChange};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::views::{
    measures::{Amount, Measure},
    schemas,
};

/// A change of an order.
#[derive(Serialize, ToSchema)]
pub(crate) struct OrderChangeView {
    /// `minimum`: what everybody ordered of a producer did not come to what it delivers from; `shortage`: less came than was ordered;
    /// `customer`: they asked for it; `shop`: its people did it; `weight`: what is sold by weight was weighed.
    #[schema(value_type = schemas::ChangeCause)]
    cause: &'static str,
    /// What the shop's people said of it.
    reason: Option<String>,
    #[schema(value_type = schemas::Instant)]
    at: Timestamp,
    /// What the order came to before.
    #[schema(value_type = Amount)]
    before: Money,
    /// What it came to then.
    #[schema(value_type = Amount)]
    after: Money,
    /// What of it there is more or less of since.
    lines: Vec<ChangedLineView>,
}

/// A line of which there is more or less since a change of its order.
#[derive(Serialize, ToSchema)]
pub(crate) struct ChangedLineView {
    variant: Uuid,
    producer: Uuid,
    name: String,
    label: String,
    /// How many there were.
    before: u32,
    /// How many there were then.
    after: u32,
    /// What all of them weighed before; null where they were not weighed.
    #[schema(value_type = Option<Measure>)]
    weighed_before: Option<Quantity>,
    /// What all of them weighed then; null where they were not weighed.
    #[schema(value_type = Option<Measure>)]
    weighed: Option<Quantity>,
}

impl From<&ChangedLine> for ChangedLineView {
    fn from(line: &ChangedLine) -> Self {
        Self {
            variant: line.variant.0,
            producer: line.producer.0,
            name: line.product_name.clone(),
            label: line.label.clone(),
            before: line.before,
            after: line.after,
            weighed_before: line.weighed_before,
            weighed: line.weighed,
        }
    }
}

impl From<&OrderChange> for OrderChangeView {
    fn from(change: &OrderChange) -> Self {
        Self {
            cause: change.cause.as_str(),
            reason: change.reason.as_ref().map(ToString::to_string),
            at: change.at,
            before: change.before,
            after: change.after,
            lines: change.lines.iter().map(ChangedLineView::from).collect(),
        }
    }
}
