use actix_web::{HttpResponse, http::StatusCode, web::Data};
use sillon_cycles::{OrderCycle, ShopCycles};
use sillon_engine::{Engine, Error};
use sillon_enterprises::Enterprise;
use sillon_kernel::{Page, PageRequest};

use crate::{
    cycles::shops_page::ShopsPage,
    http::error::Trouble,
    http::page::{look_at, page},
    http::page_context::Visit,
    views::branding::Signs,
};

/// How many shops a page shows.
const MAX_SHOPS: u32 = 50;

/// `GET /`: every shop; the shop itself where there is but one.
pub(crate) async fn show(visit: Visit, engine: Data<Engine>) -> Result<HttpResponse, Trouble> {
    let after = visit.parameter("after");
    let is_first = after.is_none();
    let shops = read(&engine, PageRequest { after, limit: MAX_SHOPS }).await?;
    match shops.items.as_slice() {
        [(only, ..)] if is_first && shops.next.is_none() => {
            Ok(look_at(&format!("/shops/{}", only.slug)))
        }
        _ => page(&visit, StatusCode::OK, &ShopsPage::new(&visit, &shops, engine.clock().now())),
    }
}

/// Shops, each with the cycle that matters most to shoppers, and what it is recognised by.
async fn read(
    engine: &Engine,
    request: PageRequest,
) -> Result<Page<(Enterprise, Option<OrderCycle>, Signs)>, Error> {
    let read = engine.read(move |tx| {
        let found = tx.enterprises().shops(&request)?;
        let ids: Vec<_> = found.items.iter().map(|shop| shop.id).collect();
        let mut signs = Signs::read(tx, &ids)?;
        let shops = found.items.into_iter().filter(Enterprise::is_shop);
        let with_cycle = shops.map(|shop| {
            let cycles = ShopCycles::at(shop.id, tx.cycles().of_hub(shop.id)?, tx.now());
            let signs = signs.remove(&shop.id).unwrap_or_default();
            Ok((shop, cycles.current().cloned(), signs))
        });
        Ok(Page { items: with_cycle.collect::<Result<_, Error>>()?, next: found.next })
    });
    read.await
}
