use actix_web::{
    Error, HttpRequest, HttpResponse,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::{
        StatusCode,
        header::{
            CACHE_CONTROL, CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderMap,
            HeaderName, HeaderValue, REFERRER_POLICY, VARY, X_CONTENT_TYPE_OPTIONS,
        },
    },
    middleware::Next,
};

use crate::{
    http::error::PageError,
    http::error_page,
    http::origin,
    http::page_context::{self, PageContext},
};

/// What every response carries. The referrer policy keeps order addresses from other sites, and still lets browsers name
/// the origin of our own forms.
const PROTECTION: [(HeaderName, &str); 3] = [
    (
        CONTENT_SECURITY_POLICY,
        "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'",
    ),
    (X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (REFERRER_POLICY, "same-origin"),
];

/// What happens around every page: forms of other sites are refused, failures become pages in the visitor's language,
/// which is remembered when they asked for it, and browsers are told to be careful.
pub(crate) async fn around(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse, Error> {
    let context = PageContext::of(request.request());
    let response =
        if origin::is_foreign(request.request(), page_context::public_url(request.request())) {
            request.into_response(HttpResponse::from_error(PageError::Foreign))
        } else {
            next.call(request).await?.map_into_boxed_body()
        };
    let (request, response) = response.into_parts();
    Ok(ServiceResponse::new(request, finish(&context, response)))
}

/// The page for an address that leads nowhere.
pub async fn not_found(request: HttpRequest) -> HttpResponse {
    finish(&PageContext::of(&request), HttpResponse::NotFound().finish())
}

/// The page that says why a request is refused before it comes to any page.
pub fn trouble_at(request: &HttpRequest, status: StatusCode) -> HttpResponse {
    finish(&PageContext::of(request), HttpResponse::new(status))
}

fn finish(context: &PageContext, response: HttpResponse) -> HttpResponse {
    let mut response =
        if error_page::speaks(&response) { response } else { explain(context, response) };
    for (name, value) in PROTECTION {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    let asked = context.asked.map(|language| context.keep_language(language));
    if let Some(Err(error)) = asked.map(|cookie| response.add_cookie(&cookie)) {
        tracing::error!(%error, "the language could not be kept");
    }
    response
}

/// Says in the visitor's language why there is no page.
fn explain(context: &PageContext, response: HttpResponse) -> HttpResponse {
    let status = response.status();
    let page_error = response.error().and_then(|error| error.as_error::<PageError>());
    let incident = page_error.and_then(PageError::incident);
    if incident.is_none() && status.is_server_error() {
        let error = response.error().map(ToString::to_string).unwrap_or_default();
        tracing::error!(status = status.as_u16(), error, "no page could be shown");
    }
    let page = error_page::write(context, status, page_error, incident);
    let mut response = response.set_body(BoxBody::new(page.unwrap_or_default()));
    describe(response.headers_mut(), context);
    response
}

/// What a page of failure is: for this visitor, this once.
fn describe(headers: &mut HeaderMap, context: &PageContext) {
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static(context.language.as_str()));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(VARY, HeaderValue::from_static("accept-language, cookie"));
}

#[cfg(test)]
mod tests {
    use actix_web::{body::to_bytes, test::TestRequest};

    use super::*;

    #[actix_web::test]
    async fn an_address_that_leads_nowhere_gets_a_page_that_browsers_are_careful_with() {
        let request = TestRequest::with_uri("/nowhere?lang=en").to_http_request();
        let response = not_found(request).await;
        assert_eq!(response.status(), 404);
        assert_eq!(response.headers().get("x-content-type-options").unwrap(), "nosniff");
        assert!(
            response
                .headers()
                .get("content-security-policy")
                .unwrap()
                .to_str()
                .unwrap()
                .contains("'none'")
        );
        let kept: Vec<String> = response.cookies().map(|cookie| cookie.to_string()).collect();
        assert!(
            matches!(kept.as_slice(), [one] if one.starts_with("lang=en; HttpOnly; SameSite=Lax")),
            "{kept:?}"
        );
        let body = to_bytes(response.into_body()).await.unwrap();
        assert!(std::str::from_utf8(&body).unwrap().contains("There is no such page"));
    }

    #[test]
    fn a_page_that_explains_itself_is_left_alone() {
        let context = PageContext::of(&TestRequest::default().to_http_request());
        let shown = HttpResponse::Conflict().content_type("text/html; charset=utf-8").body("short");
        assert!(finish(&context, shown).headers().get("content-language").is_none());
    }
}
