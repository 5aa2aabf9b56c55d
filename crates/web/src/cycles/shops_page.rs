use askama::Template;
use sillon_cycles::OrderCycle;
use sillon_engine::ListedShop;
use sillon_kernel::{Page, Timestamp};
use sillon_messages::Words;

use crate::{cycles::shop_card::ShopCard, http::page_context::PageContext, views::layout::Layout};

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

impl ShopsPage {
    pub(crate) fn new(
        context: &PageContext,
        shops: &Page<(ListedShop, Option<OrderCycle>)>,
        now: Timestamp,
    ) -> Self {
        Self {
            layout: Layout::new(context, "/", context.words.shops.title.to_owned()),
            words: context.words,
            shops: shops.items.iter().map(|shop| ShopCard::new(context, shop, now)).collect(),
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
        assert!(page.contains(r#"href="/shops">Trouver une boutique"#));
    }
}
