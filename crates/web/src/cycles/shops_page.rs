use askama::Template;
use sillon_cycles::OrderCycle;
use sillon_engine::ListedShop;
use sillon_kernel::{Page, Text, Timestamp};
use sillon_messages::Words;

use crate::{
    http::page_context::PageContext, views::cycle_status::CycleStatus, views::layout::Layout,
    views::picture::ShownPicture,
};

/// The shops of this installation.
#[derive(Template)]
#[template(path = "shops.html")]
pub(crate) struct ShopsPage {
    layout: Layout,
    words: &'static Words,
    shops: Vec<ShopCard>,
    /// Where the list goes on; a slug, so it needs no encoding.
    next: Option<String>,
}

/// A shop in the list.
struct ShopCard {
    slug: String,
    name: String,
    description: Option<String>,
    logo: Option<ShownPicture>,
    cycle: Option<String>,
    standing: CycleStatus,
}

impl ShopsPage {
    pub(crate) fn new(
        context: &PageContext,
        shops: &Page<(ListedShop, Option<OrderCycle>)>,
        now: Timestamp,
    ) -> Self {
        let card =
            |(ListedShop { shop, branding, .. }, cycle): &(ListedShop, Option<OrderCycle>)| {
                ShopCard {
                    slug: shop.slug.to_string(),
                    name: shop.name.to_string(),
                    description: shop.description.clone().map(Text::into_string),
                    logo: branding.logo.as_ref().map(|logo| ShownPicture::new(logo, "")),
                    cycle: cycle.as_ref().map(|cycle| cycle.name.to_string()),
                    standing: CycleStatus::new(context, cycle.as_ref(), &shop.zone, now),
                }
            };
        Self {
            layout: Layout::new(context, "/", context.words.shops.title.to_owned()),
            words: context.words,
            shops: shops.items.iter().map(card).collect(),
            next: shops.next.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use sillon_engine::Branding;
    use sillon_enterprises::Enterprise;

    use super::*;
    use crate::sample::{self, at, context};

    #[test]
    fn the_list_names_each_shop_and_until_when_it_sells() {
        let sample = sample::shop();
        let quiet =
            Enterprise { name: "Les Quatre Saisons".parse().unwrap(), ..sample.shop.clone() };
        let listed = |shop| ListedShop { shop, branding: Branding::default(), metres: None };
        let shops = Page {
            items: vec![(listed(sample.shop), Some(sample.cycle)), (listed(quiet), None)],
            next: Some("m".to_owned()),
        };
        let page =
            ShopsPage::new(&context("/"), &shops, at("2026-05-10T00:00:00Z")).render().unwrap();
        assert!(page.contains("Commandes jusqu’au mardi 12 mai 2026 à 20\u{a0}h\u{a0}00"));
        assert!(
            page.contains("Les Quatre Saisons") && page.contains("Aucune vente n’est annoncée")
        );
        assert!(page.contains("Les fermes &#60;du coin&#62;"), "what people write is escaped");
        assert!(page.contains(r#"href="/?after=m""#));
    }
}
