use actix_web::{HttpResponse, http::StatusCode};
use askama::Template;
use sillon_kernel::OrderId;
use sillon_messages::{PageErrorWords, Saying};
use uuid::Uuid;

use crate::{
    http::error::{self, PageError},
    http::page_context::PageContext,
    views::layout::Layout,
};

/// What went wrong, in plain words, and where to go on.
#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    layout: Layout,
    words: &'static PageErrorWords,
    saying: &'static Saying,
    /// The order a cart was placed as.
    order: Option<OrderId>,
    /// The number to tell whoever runs the shop.
    incident: Option<Uuid>,
}

/// Whether a response says in HTML what it has to say, or need not say anything.
pub(crate) fn speaks(response: &HttpResponse) -> bool {
    let content = response.headers().get("content-type").and_then(|value| value.to_str().ok());
    let refuses = response.status().is_client_error() || response.status().is_server_error();
    !refuses || content.is_some_and(|content| content.starts_with("text/html"))
}

/// The page that explains a response to the visitor.
pub(crate) fn write(
    context: &PageContext,
    status: StatusCode,
    page_error: Option<&PageError>,
    incident: Option<Uuid>,
) -> Result<String, askama::Error> {
    let words = &context.words.page_error;
    let saying = error::saying(words, status, page_error.map_or("", PageError::code));
    let order = match page_error {
        Some(PageError::Ordered { order, .. }) => Some(*order),
        Some(PageError::Engine(_) | PageError::Foreign | PageError::Unwritten(_)) | None => None,
    };
    // What cannot be looked at again in another language leads home.
    let path = if context.can_return { "" } else { "/" };
    let layout = Layout::new(context, path, saying.title.to_owned());
    ErrorPage { layout, words, saying, order, incident }.render()
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;
    use sillon_kernel::FailureKind;

    use super::*;

    #[test]
    fn a_visitor_reads_what_went_wrong_in_their_language() {
        let context =
            PageContext::of(&TestRequest::with_uri("/orders/x?lang=en").to_http_request());
        let page = write(&context, StatusCode::NOT_FOUND, None, None).unwrap();
        assert!(
            page.contains(r#"<html lang="en">"#) && page.contains("<h1>There is no such page</h1>")
        );
        assert!(page.contains(r#"href="?lang=fr""#));
    }

    #[test]
    fn a_cart_that_was_ordered_leads_to_its_order() {
        let context = PageContext::of(&TestRequest::post().uri("/carts/x").to_http_request());
        let order: OrderId = "018f0000-0000-7000-8000-000000000001".parse().unwrap();
        let page_error = PageError::Ordered { order, kind: FailureKind::Conflict };
        let page = write(&context, StatusCode::CONFLICT, Some(&page_error), None).unwrap();
        assert!(
            page.contains(&format!("/orders/{order}"))
                && page.contains("Ce panier est déjà commandé")
        );
        assert!(page.contains(r#"href="/?lang=en""#), "a form cannot be looked at again");
    }
}
