use std::collections::{BTreeSet, HashMap};

use sillon_cycles::Direction;
use sillon_engine::{Engine, Error, exchange_or_terms, seller_of};
use sillon_enterprises::Seller;
use sillon_kernel::{CycleId, EnterpriseId, Language, Window};

use crate::views::branding::Signs;

/// What a page tells beside the price list: where and when goods are picked up, and who is paid for services.
#[derive(Debug, Clone, Default)]
pub(crate) struct Particulars {
    /// When the shop hands out.
    pub(crate) window: Option<Window>,
    /// Where, and what else to know.
    pub(crate) text: Option<String>,
    /// What the shop is recognised by.
    pub(crate) signs: Signs,
    /// Who sells.
    pub(crate) seller: Option<Seller>,
    /// Whether it takes orders of people with an account only.
    pub(crate) members_only: bool,
    /// The names of those who are paid.
    pub(crate) names: HashMap<EnterpriseId, String>,
}

impl Particulars {
    /// Reads the pick-up of a shop in a cycle, who sells there, and the names of payees.
    pub(crate) async fn read(
        engine: &Engine,
        cycle: CycleId,
        shop: EnterpriseId,
        payees: BTreeSet<EnterpriseId>,
    ) -> Result<Self, Error> {
        let read = engine.read(move |tx| {
            let names = payees
                .iter()
                .map(|payee| Ok((*payee, tx.enterprises().get(*payee)?.name.into_string())));
            let names = names.collect::<Result<_, Error>>()?;
            let pick_up = exchange_or_terms(tx, cycle, shop, Direction::Outgoing)?;
            let window = pick_up.as_ref().and_then(|pick_up| pick_up.pick_up);
            let text = pick_up.and_then(|pick_up| pick_up.pick_up_text);
            let signs = Signs::read(tx, &[shop])?.remove(&shop).unwrap_or_default();
            let seller = Some(seller_of(tx, shop)?);
            let text = text.map(sillon_kernel::Text::into_string);
            let members_only = !tx.profiles().get(shop)?.takes_guests;
            Ok(Self { window, text, signs, seller, members_only, names })
        });
        read.await
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
