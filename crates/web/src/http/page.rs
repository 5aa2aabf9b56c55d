use actix_web::{
    HttpResponse,
    cookie::Cookie,
    http::{
        StatusCode,
        header::{CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_TYPE, LOCATION, VARY},
    },
};
use askama::Template;

use crate::{http::error::PageError, http::page_context::PageContext};

/// A page that may be kept by its visitor's browser, and asked for again before it is shown.
pub(crate) fn page(
    context: &PageContext,
    status: StatusCode,
    template: &impl Template,
) -> Result<HttpResponse, PageError> {
    send(context, status, template, "private, no-cache")
}

/// A page with somebody's name on it: it is kept nowhere.
pub(crate) fn personal_page(
    context: &PageContext,
    status: StatusCode,
    template: &impl Template,
) -> Result<HttpResponse, PageError> {
    send(context, status, template, "no-store")
}

/// Sends the browser to look at another page.
pub(crate) fn look_at(path: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((LOCATION, path)).finish()
}

/// Sends the browser to look at another page, with something to remember.
pub(crate) fn look_at_with(
    path: &str,
    cookies: impl IntoIterator<Item = Cookie<'static>>,
) -> HttpResponse {
    let mut response = HttpResponse::SeeOther();
    response.insert_header((LOCATION, path));
    for cookie in cookies {
        response.cookie(cookie);
    }
    response.finish()
}

fn send(
    context: &PageContext,
    status: StatusCode,
    template: &impl Template,
    cache: &'static str,
) -> Result<HttpResponse, PageError> {
    Ok(HttpResponse::build(status)
        .insert_header((CONTENT_TYPE, "text/html; charset=utf-8"))
        .insert_header((CONTENT_LANGUAGE, context.language.as_str()))
        .insert_header((CACHE_CONTROL, cache))
        .insert_header((VARY, "accept-language, cookie"))
        .body(template.render()?))
}
