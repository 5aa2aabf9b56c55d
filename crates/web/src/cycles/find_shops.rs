use actix_web::{HttpResponse, http::StatusCode, web::Data};
use sillon_engine::{Engine, shops_with_cycles};
use sillon_kernel::{PageRequest, Slug};

use crate::{
    cycles::find_shops_page::{Asked, FindShopsPage},
    http::error::PageError,
    http::page::page,
    http::page_context::PageContext,
};

/// How many shops a page shows.
const MAX_SHOPS: u32 = 50;

/// `GET /shops`: the shops that are as somebody is looking for.
pub(crate) async fn show(
    context: PageContext,
    engine: Data<Engine>,
) -> Result<HttpResponse, PageError> {
    let asked = Asked::of(&context);
    let wanted = asked.search();
    let after = context.parameter("after").filter(|after| Slug::parse(after).is_ok());
    let request = PageRequest { after, limit: MAX_SHOPS };
    let lists = engine.lists();
    let shops = engine.read(move |tx| shops_with_cycles(tx, &lists, &wanted, &request)).await?;
    let shown = FindShopsPage::new(&context, asked, &shops, engine.clock().now());
    page(&context, StatusCode::OK, &shown)
}
