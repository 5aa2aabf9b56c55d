use serde::{Deserialize, Serialize};
use sillon_catalogue::Patch;
use sillon_cycles::OrderLimit;
use sillon_engine::Error;
use sillon_kernel::Money;
use utoipa::ToSchema;

use crate::{Problem, views::measures::Amount};

/// After how many orders, or for how much, an order cycle closes by itself before its time: at the first of the two that it comes
/// to. The order that comes to it is taken; who orders later is told that they come too late.
#[derive(Debug, Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OrderLimitView {
    /// After how many orders.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 1_000_000)]
    orders: Option<u32>,
    /// After orders for which customers pay so much in all.
    #[serde(default)]
    #[schema(value_type = Option<Amount>)]
    turnover: Option<Money>,
}

impl From<OrderLimit> for OrderLimitView {
    fn from(limit: OrderLimit) -> Self {
        Self { orders: limit.orders(), turnover: limit.turnover() }
    }
}

impl OrderLimitView {
    /// Reads a limit at the door.
    pub(crate) fn read(self) -> Result<OrderLimit, Problem> {
        OrderLimit::new(self.orders, self.turnover).map_err(|refused| Error::from(refused).into())
    }

    /// Reads what is said of a limit, which may be that there is none.
    pub(crate) fn read_patch(
        said: Patch<Option<Self>>,
    ) -> Result<Patch<Option<OrderLimit>>, Problem> {
        said.try_map(|limit| limit.map(Self::read).transpose())
    }
}
