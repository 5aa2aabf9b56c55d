use sillon_cycles::{DeliveryAddress, HandOverKindName, PriceList, Priced};
use sillon_kernel::{HandOverMethodId, Name, Text, Window};

use crate::Checkout;

/// How an order is handed over, as it was told when it was placed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderHandOver {
    /// By which method.
    pub method: HandOverMethodId,
    /// What that was called.
    pub name: Name,
    /// Whether the goods are fetched or brought.
    pub kind: HandOverKindName,
    /// Where they are fetched.
    pub place: Option<Text<200>>,
    /// What was said of it.
    pub text: Option<Text<500>>,
    /// When, where that was said.
    pub window: Option<Window>,
    /// Where they are brought; none once it was forgotten.
    pub address: Option<DeliveryAddress>,
}

impl OrderHandOver {
    /// The hand-over of the order that a priced cart becomes; none where none was chosen.
    pub(crate) fn of(checkout: &Checkout, list: &PriceList, priced: &Priced) -> Option<Self> {
        let offered = list.hand_over(priced.hand_over?.method)?;
        let method = &offered.method;
        let is_brought = method.kind.postcodes().is_some();
        Some(Self {
            method: method.id,
            name: method.name.clone(),
            kind: method.kind.name(),
            place: method.kind.address().cloned(),
            text: method.text.clone(),
            window: offered.window,
            address: checkout.hand_over.address.clone().filter(|_| is_brought),
        })
    }

    /// Whether the goods are brought.
    pub fn is_brought(&self) -> bool {
        self.kind == HandOverKindName::Delivery
    }

    /// Where to go, or where it comes, and what else was said: a line each.
    pub fn lines(&self) -> Vec<String> {
        let address = self.address.as_ref().map(DeliveryAddress::line);
        let place = self.place.as_ref().map(ToString::to_string);
        let text = self.text.as_ref().map(ToString::to_string);
        [Some(self.name.to_string()), place, address, text].into_iter().flatten().collect()
    }
}
