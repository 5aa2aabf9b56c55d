use serde::Serialize;
use sillon_cycles::{Calculator, PriceChange};
use sillon_kernel::{Money, Rate};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::views::measures::Amount;

/// What shoppers pay at a hub, and paid before a change.
#[derive(Serialize, ToSchema)]
#[serde(tag = "of", rename_all = "kebab-case")]
pub(crate) enum PriceChangeView {
    /// One item of a variant.
    Offer {
        shop: Uuid,
        variant: Uuid,
        /// Its name and size.
        name: String,
        /// What one cost, with the taxes where the shop adds them to its prices.
        #[schema(value_type = Amount)]
        from: Money,
        #[schema(value_type = Amount)]
        to: Money,
    },
    /// A fee on the order: null where it came or went.
    OrderFee {
        shop: Uuid,
        fee: Uuid,
        name: String,
        #[schema(value_type = Option<Object>)]
        from: Option<Calculator>,
        #[schema(value_type = Option<Object>)]
        to: Option<Calculator>,
        /// At what rate it was taxed, in percent, where the shop adds taxes to its prices; null elsewhere, and where it is taxed as the
        /// goods are.
        from_tax: Option<String>,
        /// At what rate it is taxed now.
        to_tax: Option<String>,
    },
}

impl From<PriceChange> for PriceChangeView {
    fn from(change: PriceChange) -> Self {
        match change {
            PriceChange::Offer { hub, variant, name, from, to } => {
                Self::Offer { shop: hub.0, variant: variant.0, name, from, to }
            }
            PriceChange::OrderFee { hub, fee, name, from, to, from_tax, to_tax } => {
                let percent = |rate: Option<Rate>| rate.map(Rate::percent);
                let (from_tax, to_tax) = (percent(from_tax), percent(to_tax));
                Self::OrderFee { shop: hub.0, fee: fee.0, name, from, to, from_tax, to_tax }
            }
        }
    }
}
