use std::collections::{BTreeSet, HashMap};

use sillon_engine::{Branding, Engine, Error, ShopDetails, shop_details};
use sillon_enterprises::Seller;
use sillon_kernel::{CycleId, EnterpriseId, Language, Name, Text, Window};

/// What a page tells beside the price list: where and when goods are picked up, and who is paid for services.
#[derive(Debug, Clone, Default)]
pub(crate) struct DetailsView {
    /// When the shop hands out.
    pub(crate) window: Option<Window>,
    /// Where, and what else to know.
    pub(crate) text: Option<String>,
    /// What the shop is recognised by.
    pub(crate) branding: Branding,
    /// Who sells.
    pub(crate) seller: Option<Seller>,
    /// Whether it takes orders of people with an account only.
    pub(crate) members_only: bool,
    /// The names of those who are paid.
    pub(crate) names: HashMap<EnterpriseId, String>,
}

impl From<ShopDetails> for DetailsView {
    fn from(read: ShopDetails) -> Self {
        let named = |(id, name): (EnterpriseId, Name)| (id, name.into_string());
        Self {
            window: read.pick_up,
            text: read.pick_up_text.map(Text::into_string),
            branding: read.branding,
            seller: Some(read.seller),
            members_only: !read.takes_guests,
            names: read.names.into_iter().map(named).collect(),
        }
    }
}

impl DetailsView {
    /// Reads the pick-up of a shop in a cycle, who sells there, and the names of payees.
    pub(crate) async fn read(
        engine: &Engine,
        cycle: CycleId,
        shop: EnterpriseId,
        payees: BTreeSet<EnterpriseId>,
    ) -> Result<Self, Error> {
        let read = engine.read(move |tx| shop_details(tx, cycle, shop, &payees)).await?;
        Ok(read.into())
    }

    /// Where shoppers write to the shop, if it says so.
    pub(crate) fn contact_email(&self) -> Option<String> {
        self.seller.as_ref()?.contact.email.as_ref().map(ToString::to_string)
    }

    /// Who sells, line by line.
    pub(crate) fn seller_lines(&self, language: Language) -> Vec<String> {
        self.seller.as_ref().map(|seller| seller.lines(language)).unwrap_or_default()
    }
}
