use actix_web::{HttpResponse, http::StatusCode, web::Data};
use sillon_engine::{Engine, ShopSearch, shops_with_cycles};
use sillon_kernel::PageRequest;

use crate::{
    cycles::shops_page::ShopsPage,
    http::error::PageError,
    http::page::{look_at, page},
    http::page_context::PageContext,
};

/// How many shops a page shows.
const MAX_SHOPS: u32 = 50;

/// `GET /`: every shop; the shop itself where there is but one.
pub(crate) async fn show(
    context: PageContext,
    engine: Data<Engine>,
) -> Result<HttpResponse, PageError> {
    let after = context.parameter("after");
    let is_first = after.is_none();
    let request = PageRequest { after, limit: MAX_SHOPS };
    let (lists, all) = (engine.lists(), ShopSearch::default());
    let shops = engine.read(move |tx| shops_with_cycles(tx, &lists, &all, &request)).await?;
    match shops.items.as_slice() {
        [(only, _)] if is_first && shops.next.is_none() => {
            Ok(look_at(&format!("/shops/{}", only.shop.slug)))
        }
        _ => {
            page(&context, StatusCode::OK, &ShopsPage::new(&context, &shops, engine.clock().now()))
        }
    }
}
