use crate::PriceList;

/// Why nothing of a price list can be ordered by those it is for, whatever they choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CannotOrder {
    /// The shop takes no way to pay, or shows them none.
    NoWayToPay,
    /// The shop has ways of hand-over, and shows them none.
    NoHandOver,
}

impl CannotOrder {
    /// Every reason.
    pub const ALL: [Self; 2] = [Self::NoWayToPay, Self::NoHandOver];

    /// The name it is sent under.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NoWayToPay => "no-way-to-pay",
            Self::NoHandOver => "no-hand-over",
        }
    }

    /// Why nothing can be ordered where there are ways to pay or not, and ways of hand-over are hidden or not.
    pub fn why(is_payable: bool, hides_hand_over: bool) -> Option<Self> {
        if hides_hand_over {
            return Some(Self::NoHandOver);
        }
        (!is_payable).then_some(Self::NoWayToPay)
    }
}

impl PriceList {
    /// Why nothing of it can be ordered, as every checkout would be refused: told before anybody fills a cart.
    pub fn cannot_order(&self) -> Option<CannotOrder> {
        CannotOrder::why(!self.payments.is_empty(), self.hides_hand_over)
    }
}
