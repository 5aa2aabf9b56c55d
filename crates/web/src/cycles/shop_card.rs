use sillon_cycles::OrderCycle;
use sillon_engine::ListedShop;
use sillon_kernel::{Text, Timestamp};

use crate::{
    http::page_context::PageContext, views::cycle_status::CycleStatus, views::picture::ShownPicture,
};

/// A shop in a list.
pub(crate) struct ShopCard {
    pub(crate) slug: String,
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) logo: Option<ShownPicture>,
    pub(crate) cycle: Option<String>,
    pub(crate) standing: CycleStatus,
    /// How far it is, where it was looked for around somewhere.
    pub(crate) away: Option<String>,
}

impl ShopCard {
    pub(crate) fn new(
        context: &PageContext,
        (listed, cycle): &(ListedShop, Option<OrderCycle>),
        now: Timestamp,
    ) -> Self {
        let ListedShop { shop, branding, metres } = listed;
        Self {
            slug: shop.slug.to_string(),
            name: shop.name.to_string(),
            description: shop.description.clone().map(Text::into_string),
            logo: branding.logo.as_ref().map(|logo| ShownPicture::new(logo, "")),
            cycle: cycle.as_ref().map(|cycle| cycle.name.to_string()),
            standing: CycleStatus::new(context, cycle.as_ref(), &shop.zone, now),
            away: metres.map(|metres| away(context, metres)),
        }
    }
}

/// How far a shop is, in whole kilometres, and never none: the place it is looked for around is no more exact.
fn away(context: &PageContext, metres: u64) -> String {
    let words = &context.words.shops;
    let kilometres = metres.saturating_add(500) / 1_000;
    (words.away)(&(words.kilometres)(&kilometres.max(1).to_string()))
}
