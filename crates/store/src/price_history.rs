use std::collections::BTreeMap;

use sillon_catalogue::PriceHistory;
use sillon_kernel::{EnterpriseId, Money, Page, PageRequest, Timestamp, VariantId};

use crate::{Error, Tx, postgres, repositories::declare::repositories, sqlite, tx::Handle};

/// A price that applied for a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PriceSpan {
    /// Who sold at it.
    pub by: PricedBy,
    /// The price; none where a hub went back to its producer's.
    pub price: Option<Money>,
    /// The first instant it applied.
    pub from: Timestamp,
    /// The first instant it did not; none while it applies.
    pub until: Option<Timestamp>,
}

/// Whose price it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum PricedBy {
    /// A hub's, on terms of its own.
    Hub,
    /// The producer's.
    Producer,
}

impl PricedBy {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Hub, Self::Producer];

    /// The name it is sent under.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Hub => "hub",
            Self::Producer => "producer",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|by| by.as_str() == name)
    }
}

impl PriceSpan {
    /// What a page that ends with it is followed by.
    pub(crate) fn cursor(&self) -> String {
        format!("{}-{}", self.from.micros(), self.by.as_str())
    }

    /// Where a page ended, read from its cursor.
    pub(crate) fn ended_at(cursor: &str) -> Option<(Timestamp, PricedBy)> {
        let (at, by) = cursor.rsplit_once('-')?;
        Some((Timestamp::from_micros(at.parse().ok()?).ok()?, PricedBy::named(by)?))
    }

    /// Whether a text is a cursor of pages of prices.
    pub fn is_cursor(text: &str) -> bool {
        Self::ended_at(text).is_some()
    }
}

repositories! {
    /// What variants were sold at. Prices are written down where they are set, by whatever sets them.
    PricesBefore in catalogue::price_history {
        /// A page of the producer's prices of a variant and of one hub's, the latest first.
        fn page(variant: VariantId, hub: Option<EnterpriseId>, page: &PageRequest) -> Page<PriceSpan>;
        /// The prices that applied to each variant from an instant on: at a hub, or at its producer's.
        fn since(variants: &[VariantId], hub: Option<EnterpriseId>, from: Timestamp) -> BTreeMap<VariantId, PriceHistory>;
        /// Variants, and hubs' terms, whose price is not the last of its history.
        fn differences() -> Vec<crate::Difference>;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_as_it_was_written() {
        let from: Timestamp = "1969-12-31T00:00:00Z".parse().unwrap();
        for by in [PricedBy::Hub, PricedBy::Producer] {
            let span = PriceSpan { by, price: None, from, until: None };
            assert_eq!(PriceSpan::ended_at(&span.cursor()), Some((from, by)));
        }
        for text in ["", "-", "12", "12-", "x-hub", "12-shop"] {
            assert!(!PriceSpan::is_cursor(text), "{text}");
        }
    }
}
