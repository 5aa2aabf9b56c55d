use actix_web::{
    HttpRequest,
    http::header::{HOST, HeaderMap, HeaderName, ORIGIN},
};

/// Whether a request that changes something was sent by a page of another site.
///
/// Browsers say where a form comes from in `Sec-Fetch-Site`, older ones in `Origin`; a client that says neither is no
/// browser, and cannot be made to act by a page its user happens to look at.
pub(crate) fn is_foreign(request: &HttpRequest, public_url: Option<&str>) -> bool {
    !request.method().is_safe() && comes_from_elsewhere(request.headers(), public_url)
}

fn comes_from_elsewhere(headers: &HeaderMap, public_url: Option<&str>) -> bool {
    // The browser compares whole origins itself, so it is right also behind a proxy that changes the host.
    if let Some(site) = text(headers, &HeaderName::from_static("sec-fetch-site")) {
        return site != "same-origin" && site != "none";
    }
    let Some(origin) = text(headers, &ORIGIN) else { return false };
    let host = authority(origin);
    let ours = [text(headers, &HOST), public_url.and_then(authority)];
    host.is_none_or(|host| !ours.into_iter().flatten().any(|ours| ours.eq_ignore_ascii_case(host)))
}

/// A header as text; what is not text is nothing we would send.
fn text<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    headers.get(name).map(|value| value.to_str().unwrap_or("null"))
}

/// The host and port of `https://host:port/path`; nothing of `null`, which browsers send for origins they keep secret.
fn authority(url: &str) -> Option<&str> {
    let (_, rest) = url.split_once("://")?;
    rest.split('/').next()
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn post(headers: &[(&'static str, &'static str)]) -> bool {
        let request = TestRequest::post().insert_header(("host", "shop.example.org"));
        let request =
            headers.iter().fold(request, |request, header| request.insert_header(*header));
        is_foreign(&request.to_http_request(), Some("https://public.example.org"))
    }

    #[test]
    fn forms_of_our_own_pages_and_clients_that_are_no_browsers_pass() {
        assert!(!post(&[]));
        assert!(!post(&[("sec-fetch-site", "same-origin")]));
        assert!(!post(&[("origin", "https://shop.example.org")]));
        assert!(
            !post(&[("origin", "https://public.example.org")]),
            "behind a proxy that changes the host"
        );
        assert!(!post(&[("sec-fetch-site", "same-origin"), ("origin", "https://inner:8080")]));
    }

    #[test]
    fn forms_of_other_sites_do_not() {
        assert!(post(&[("sec-fetch-site", "cross-site")]));
        assert!(post(&[("sec-fetch-site", "same-site")]));
        assert!(post(&[("origin", "https://evil.example")]));
        assert!(post(&[("origin", "https://shop.example.org:8443")]));
        assert!(post(&[("origin", "https://shop.example.org.evil.example")]));
        assert!(post(&[("origin", "null")]));
    }

    #[test]
    fn reading_is_free_for_all() {
        let request =
            TestRequest::get().insert_header(("sec-fetch-site", "cross-site")).to_http_request();
        assert!(!is_foreign(&request, None));
    }
}
