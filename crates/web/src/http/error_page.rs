use actix_web::{HttpResponse, http::StatusCode};
use askama::Template;
use sillon_kernel::OrderId;
use sillon_messages::{Saying, TroubleWords};
use uuid::Uuid;

use crate::{
    http::error::{self, Trouble},
    http::page_context::Visit,
    views::layout::Layout,
};

/// What went wrong, in plain words, and where to go on.
#[derive(Template)]
#[template(path = "trouble.html")]
struct TroublePage {
    layout: Layout,
    words: &'static TroubleWords,
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
    visit: &Visit,
    status: StatusCode,
    trouble: Option<&Trouble>,
    incident: Option<Uuid>,
) -> Result<String, askama::Error> {
    let words = &visit.words.trouble;
    let saying = error::saying(words, status, trouble.map_or("", Trouble::code));
    let order = match trouble {
        Some(Trouble::Ordered { order, .. }) => Some(*order),
        Some(Trouble::Engine(_) | Trouble::Foreign | Trouble::Unwritten(_)) | None => None,
    };
    // What cannot be looked at again in another language leads home.
    let path = if visit.can_return { "" } else { "/" };
    let layout = Layout::new(visit, path, saying.title.to_owned());
    TroublePage { layout, words, saying, order, incident }.render()
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;
    use sillon_kernel::Kind;

    use super::*;

    #[test]
    fn a_visitor_reads_what_went_wrong_in_their_language() {
        let visit = Visit::of(&TestRequest::with_uri("/orders/x?lang=en").to_http_request());
        let page = write(&visit, StatusCode::NOT_FOUND, None, None).unwrap();
        assert!(
            page.contains(r#"<html lang="en">"#) && page.contains("<h1>There is no such page</h1>")
        );
        assert!(page.contains(r#"href="?lang=fr""#));
    }

    #[test]
    fn a_cart_that_was_ordered_leads_to_its_order() {
        let visit = Visit::of(&TestRequest::post().uri("/carts/x").to_http_request());
        let order: OrderId = "018f0000-0000-7000-8000-000000000001".parse().unwrap();
        let trouble = Trouble::Ordered { order, kind: Kind::Conflict };
        let page = write(&visit, StatusCode::CONFLICT, Some(&trouble), None).unwrap();
        assert!(
            page.contains(&format!("/orders/{order}"))
                && page.contains("Ce panier est déjà commandé")
        );
        assert!(page.contains(r#"href="/?lang=en""#), "a form cannot be looked at again");
    }
}
