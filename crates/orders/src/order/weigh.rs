use std::collections::BTreeMap;

use sillon_cycles::{Choices, Weighing, WeightRefused, weight_of_other_items};
use sillon_kernel::{Detail, Failure, FailureKind, Money, Quantity, VariantId};

use crate::{ChangeRefused, Component, Order, OrderLine, order::change::carried_over};

/// What somebody weighed of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineWeight {
    /// Which size.
    pub variant: VariantId,
    /// How many items were weighed, where that is said: all that are in it.
    pub items: Option<u32>,
    /// What all of them weigh.
    pub weight: Quantity,
    /// Whether it is so, however far it is from what is expected.
    pub certain: bool,
}

impl OrderLine {
    /// What is charged of the weight of its items: what was weighed, up to the most; until then what is expected.
    pub fn charged_weight(&self) -> Option<Quantity> {
        let weighing = self.weighing?;
        let weight = self.weighed.unwrap_or_else(|| weighing.estimate(self.quantity));
        Some(weighing.charged(self.quantity, weight))
    }
}

impl Order {
    /// Checks what somebody weighed of it: a size that is weighed, as many as are in it, and what they plausibly weigh.
    ///
    /// # Errors
    ///
    /// [`NotWeighed`].
    pub fn check_weight(&self, said: &LineWeight) -> Result<(), NotWeighed> {
        let (line, weighing) = self.weighed_line(said.variant)?;
        if let Some(items) = said.items.filter(|items| *items != line.quantity) {
            return Err(NotWeighed::OtherItems { items, ordered: line.quantity });
        }
        Ok(weighing.check((line.quantity, line.price), said.weight, said.certain)?)
    }

    /// Whether something in it is sold by weight, and was not weighed yet.
    pub fn is_to_be_weighed(&self) -> bool {
        self.lines.iter().any(|line| line.weighing.is_some() && line.weighed.is_none())
    }

    /// The line of a size that is weighed.
    ///
    /// # Errors
    ///
    /// [`NotWeighed::NotInIt`] and [`NotWeighed::ByItsPrice`].
    pub fn weighed_line(&self, variant: VariantId) -> Result<(&OrderLine, Weighing), NotWeighed> {
        let of_it = |line: &&OrderLine| line.variant == variant;
        let by_itself = |line: &&OrderLine| line.bundle.is_none();
        let line = self.lines.iter().filter(of_it).find(by_itself);
        let line = line.or_else(|| self.lines.iter().find(of_it)).ok_or(NotWeighed::NotInIt)?;
        Ok((line, line.weighing.ok_or(NotWeighed::ByItsPrice)?))
    }

    /// The order by what was weighed of it, on the terms it was placed on: line, fees, hand-over, vouchers and tax follow the weight,
    /// deposits do not. What was weighed before and is not named weighs what it did; the last weight of a line counts.
    ///
    /// # Errors
    ///
    /// [`ChangeRefused`]: where it would come to more than its customer agreed to, too.
    pub fn weighed_as(&self, weights: &[(VariantId, Quantity)]) -> Result<Self, ChangeRefused> {
        let terms = self.terms.as_ref().ok_or(ChangeRefused::TermsUnknown)?;
        let basket = self.basket();
        let were = self.weights_of(&basket);
        let mut now: BTreeMap<VariantId, Quantity> = were.iter().copied().collect();
        now.extend(weights.iter().copied());
        let now: Vec<(VariantId, Quantity)> = now.into_iter().collect();
        let (vouchers, hand_over) = (terms.vouchers(), self.hand_over.as_ref());
        let hand_over = hand_over.map(|it| it.method);
        let choices = Choices { hand_over, vouchers: &vouchers, weights: &now };
        let list = terms.price_list(&self.ordered(terms, &[]));
        let (list, priced) = list.price_weighed(&basket, choices, &were, &self.charged())?;
        let order = self.priced_as(&list, &priced);
        let Self { lines, bundles, .. } = order;
        let order = Self {
            lines: self.in_place(lines, &bundles, |_| false),
            bundles: self.holding(bundles, |_| false),
            components: carried_over(&self.components, order.components),
            ..order
        };
        match self.at_most {
            Some(at_most) if order.total.minor() > at_most.minor() => {
                Err(ChangeRefused::AboveAgreed { total: order.total, at_most })
            }
            _ => Ok(order),
        }
    }

    /// What of it is not what its weights come to on the terms it was placed on: what it is, what it should be, what it is now.
    pub fn weighed_otherwise(&self) -> Vec<(&'static str, Money, Money)> {
        // What cannot be priced is not known to be wrong.
        let Ok(again) = self.weighed_as(&[]) else { return Vec::new() };
        let of_line = |line: &OrderLine| [line.goods, line.margin.amount, line.fees, line.tax];
        let lines = again.lines.iter().flat_map(of_line);
        let lines = lines.zip(self.lines.iter().flat_map(of_line));
        let of_part = |part: &Component| [part.amount, part.tax];
        let parts = again.components.iter().flat_map(of_part);
        let parts = parts.zip(self.components.iter().flat_map(of_part));
        let told = |what| move |(expected, found)| (what, expected, found);
        let all = lines.map(told("line by weight")).chain(parts.map(told("part by weight")));
        let total = std::iter::once(("total by weight", again.total, self.total));
        all.chain(total).filter(|(_, expected, found)| expected != found).collect()
    }

    /// What so many of each weigh that were weighed: as much for each item as it was.
    pub(crate) fn weights_of(&self, basket: &[(VariantId, u32)]) -> Vec<(VariantId, Quantity)> {
        let weight = |line: &OrderLine| {
            let (weighing, weight) = (line.weighing?, line.weighed?);
            let (_, items) = basket.iter().find(|(variant, _)| *variant == line.variant)?;
            let weighed = Some((weight, line.quantity));
            let weight = weight_of_other_items(weighed, *items, weighing.expected);
            Some((line.variant, weight))
        };
        let by_itself = self.lines.iter().filter(|line| line.bundle.is_none());
        by_itself.filter_map(weight).collect()
    }
}

/// Why what somebody weighed is not taken.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotWeighed {
    /// There is none of it in the order.
    #[error("there is none of it in this order")]
    NotInIt,
    /// It is sold at its price, whatever it weighs.
    #[error(
        "it is sold at its price, whatever it weighs: by the piece, in a bundle, or as it was ordered then"
    )]
    ByItsPrice,
    /// Others are in the order.
    #[error(
        "{items} were weighed, and {ordered} are in the order: those that did not come are a shortage"
    )]
    OtherItems {
        /// How many were weighed.
        items: u32,
        /// How many are in the order.
        ordered: u32,
    },
    /// It is no weight of so many.
    #[error(transparent)]
    Weight(#[from] WeightRefused),
}

impl Failure for NotWeighed {
    fn class(&self) -> (FailureKind, &'static str) {
        match self {
            Self::NotInIt => (FailureKind::Conflict, "not-in-order"),
            Self::ByItsPrice => (FailureKind::Conflict, "not-weighed"),
            Self::OtherItems { .. } => (FailureKind::Conflict, "other-items"),
            Self::Weight(refused) => refused.class(),
        }
    }

    fn details(&self) -> Vec<Detail> {
        match self {
            Self::NotInIt | Self::ByItsPrice => vec![Detail::new("variant", self.to_string())],
            Self::OtherItems { ordered, .. } => {
                vec![Detail::new("items", self.to_string()).with("ordered", ordered)]
            }
            Self::Weight(refused) => refused.details(),
        }
    }
}
