use sillon_kernel::{Currency, Dimension, Money, Quantity};

/// What a line is charged on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ChargedLine {
    /// The listed price of one item.
    pub(crate) price: Money,
    /// What one item is.
    pub(crate) size: Quantity,
    /// How many items.
    pub(crate) quantity: u32,
    /// What is charged of the weight of all items, where they are weighed: what they are expected to weigh, until they are.
    pub(crate) weight: Option<Quantity>,
    /// What all items come to before fees.
    pub(crate) goods: Money,
}

impl ChargedLine {
    /// What all items weigh; nothing is known of what is sold by volume or piece.
    pub(crate) fn weighs(&self) -> Option<Quantity> {
        let size = Some(self.size).filter(|size| size.dimension() == Dimension::Weight);
        self.weight.or_else(|| Some(size?.times(self.quantity)))
    }
}

/// What the goods of an order come to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OrderGoods {
    /// By what was weighed.
    pub(crate) charged: Money,
    /// By what is expected of what is weighed.
    pub(crate) expected: Money,
}

impl OrderGoods {
    /// What all lines of an order come to.
    pub(crate) fn of(lines: &[ChargedLine], currency: Currency) -> Self {
        let sum = |of: fn(&ChargedLine) -> Money| Money::total(currency, lines.iter().map(of));
        Self { charged: sum(|it| it.goods), expected: sum(|it| it.price.times(it.quantity)) }
    }

    /// Goods of which nothing is weighed.
    #[cfg(test)]
    pub(crate) fn certain(goods: Money) -> Self {
        Self { charged: goods, expected: goods }
    }
}
