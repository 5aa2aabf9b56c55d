use std::{
    collections::{BTreeMap, BTreeSet},
    str::FromStr,
};

use sillon_kernel::{
    Detail, Failure, FailureKind, FieldValue, Fields, Money, SupplyId, Tag, Text, Timestamp,
};

/// The terms a hub sells a producer's variant on, where they are not the producer's own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HubTerms {
    /// What one item costs at this hub, tax included and before fees.
    pub price: Option<Money>,
    /// Since when the hub announces its price as reduced; from what, the history of its prices says.
    pub reduced_since: Option<Timestamp>,
    /// The hub's own code for it.
    pub sku: Option<Text<60>>,
    /// What the hub sells from.
    pub stock: HubStock,
    /// The items a reset sets the hub's own stock to; none has nothing to reset.
    pub default_stock: Option<u32>,
    /// Whether the hub leaves it out of its shop.
    pub hidden: bool,
    /// What the hub's rules know it by.
    pub tags: BTreeSet<Tag>,
    /// What one item costs customers with a tag, by the tag.
    pub group_prices: BTreeMap<Tag, Money>,
    /// Whether the producer took back the right to set them: then they are kept, and say nothing until it is given again.
    pub revoked: bool,
}

/// What a hub sells a variant from, in whole items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HubStock {
    /// The producer's pool, as far as it reaches.
    Pool,
    /// The producer's pool, and no more of it than this.
    Quota {
        /// The items it may still take.
        count: i64,
    },
    /// What the hub holds itself; the producer's pool is not touched.
    Own {
        /// The items it has.
        count: i64,
    },
    /// Got as it is ordered; the producer's pool is not touched.
    OnDemand {
        /// The items it has: below zero, what it still has to get.
        count: i64,
    },
}

/// Which of them a hub sells a variant from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum StockKind {
    /// The producer's pool.
    #[default]
    Pool,
    /// The producer's pool, up to a quota.
    Quota,
    /// What the hub holds itself.
    Own,
}

impl StockKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::Pool, Self::Quota, Self::Own];

    /// The name it is stored under.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pool => "pool",
            Self::Quota => "quota",
            Self::Own => "own",
        }
    }
}

impl FromStr for StockKind {
    type Err = NoSuchStock;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text).ok_or(NoSuchStock)
    }
}

/// The text names nothing a hub sells from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("it is not what a hub sells from: pool, quota or own")]
pub struct NoSuchStock;

impl HubStock {
    /// The stock that two settings name: whether it is on demand, and how many items there are. Neither leaves it with the
    /// producer.
    ///
    /// # Errors
    ///
    /// [`HubStockRefused::CountAlone`] for a count that is not said to be limited; [`HubStockRefused::NoCount`] for a limit
    /// without one.
    pub fn named(on_demand: Option<bool>, count: Option<i64>) -> Result<Self, HubStockRefused> {
        match (on_demand, count) {
            (None, None) => Ok(Self::Pool),
            (None, Some(_)) => Err(HubStockRefused::CountAlone),
            (Some(true), count) => Ok(Self::OnDemand { count: count.unwrap_or_default() }),
            (Some(false), Some(count)) => Ok(Self::Own { count }),
            (Some(false), None) => Err(HubStockRefused::NoCount),
        }
    }

    /// The name it is told under.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pool => "pool",
            Self::Quota { .. } => "quota",
            Self::Own { .. } => "own",
            Self::OnDemand { .. } => "on-demand",
        }
    }

    /// The counter, where there is one.
    pub fn count(self) -> Option<i64> {
        match self {
            Self::Pool => None,
            Self::Quota { count } | Self::Own { count } | Self::OnDemand { count } => Some(count),
        }
    }
}

impl Fields for HubTerms {
    fn fields(&self) -> Vec<(&'static str, FieldValue)> {
        let of_groups = self.group_prices.iter().map(|(tag, price)| format!("{tag}: {price}"));
        vec![
            ("price", FieldValue::maybe(self.price)),
            ("reduced_since", FieldValue::maybe(self.reduced_since)),
            ("sku", FieldValue::maybe(self.sku.as_ref())),
            ("stock", FieldValue::one(&self.stock.as_str())),
            ("count", FieldValue::maybe(self.stock.count())),
            ("default_stock", FieldValue::maybe(self.default_stock)),
            ("hidden", FieldValue::one(&self.hidden)),
            ("tags", FieldValue::several(&self.tags)),
            ("group_prices", FieldValue::several(of_groups)),
        ]
    }
}

impl HubTerms {
    /// Terms that change nothing.
    pub const NONE: Self = Self {
        price: None,
        reduced_since: None,
        sku: None,
        stock: HubStock::Pool,
        default_stock: None,
        hidden: false,
        tags: BTreeSet::new(),
        group_prices: BTreeMap::new(),
        revoked: false,
    };

    /// Whether they say anything now.
    pub fn are_active(&self) -> bool {
        !self.revoked
    }

    /// The terms with their stock back at the default: a limited stock of so many items, whatever it was before. Without a
    /// default they stay.
    #[must_use]
    pub fn reset(self) -> Self {
        match self.default_stock {
            Some(count) => Self { stock: HubStock::Own { count: i64::from(count) }, ..self },
            None => self,
        }
    }
}

/// The terms a hub set on a variant, with the counters it has for it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KeptTerms {
    /// Its price.
    pub price: Option<Money>,
    /// Since when it announces its price as reduced.
    pub reduced_since: Option<Timestamp>,
    /// Its code.
    pub sku: Option<Text<60>>,
    /// What it sells from.
    pub stock: StockKind,
    /// The counter of what it holds itself, also while it sells from something else.
    pub own: Option<SupplyId>,
    /// The counter of what it may take of the pool, in pieces; also while it sells from something else.
    pub quota: Option<SupplyId>,
    /// What a reset sets its own stock to, in items.
    pub default_stock: Option<u32>,
    /// Whether it leaves the variant out.
    pub hidden: bool,
    /// What its rules know the variant by.
    pub tags: BTreeSet<Tag>,
}

/// Why a hub's stock was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HubStockRefused {
    /// A number of items, but nothing says it is a limit.
    #[error("a number of items is of a stock that is the hub's own")]
    CountAlone,
    /// A limit without a number.
    #[error("a stock of the hub's own has a number of items")]
    NoCount,
}

impl Failure for HubStockRefused {
    fn class(&self) -> (FailureKind, &'static str) {
        (FailureKind::Invalid, "invalid-field")
    }

    fn details(&self) -> Vec<Detail> {
        vec![Detail::new("stock", self.to_string())]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stock_is_named_whole_or_not_at_all() {
        let named = |on_demand, count| HubStock::named(on_demand, count).is_ok();
        assert!(named(None, None) && named(Some(true), None) && named(Some(true), Some(1)));
        assert!(named(Some(false), Some(1)));
        assert!(!named(None, Some(1)) && !named(Some(false), None));
    }

    #[test]
    fn a_reset_limits_the_stock_to_its_default() {
        let terms = HubTerms { default_stock: Some(20), ..HubTerms::NONE };
        for stock in [HubStock::Pool, HubStock::Own { count: 12 }, HubStock::OnDemand { count: 0 }]
        {
            let reset = HubTerms { stock, ..terms.clone() }.reset();
            assert_eq!(reset.stock, HubStock::Own { count: 20 });
        }
        let plain = HubTerms { stock: HubStock::Own { count: 12 }, ..HubTerms::NONE };
        assert_eq!(plain.clone().reset(), plain);
    }
}
