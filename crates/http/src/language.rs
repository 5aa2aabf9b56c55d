use actix_web::{
    HttpMessage,
    http::header::{AcceptLanguage, Header, Preference, Quality},
};
use sillon_kernel::Language;

/// The language that a request's `Accept-Language` would rather have, of those we speak (RFC 9110, §12.5.4); of equals, the
/// first. `None` when it has none of them.
pub fn accepted_language(request: &impl HttpMessage) -> Option<Language> {
    let accepted = AcceptLanguage::parse(request).ok()?;
    let spoken = accepted.iter().filter_map(|range| {
        let language = match &range.item {
            Preference::Any => Language::default(),
            Preference::Specific(tag) => {
                tag.primary_language().to_ascii_lowercase().parse().ok()?
            }
        };
        (range.quality > Quality::ZERO).then_some((language, range.quality))
    });
    let best = spoken.fold(None, |best: Option<(Language, Quality)>, range| match best {
        Some(best) if best.1 >= range.1 => Some(best),
        Some(_) | None => Some(range),
    });
    best.map(|(language, _)| language)
}

#[cfg(test)]
mod tests {
    use actix_web::{http::header::ACCEPT_LANGUAGE, test::TestRequest};

    use super::*;

    #[test]
    fn what_is_preferred_of_what_we_speak_is_chosen() {
        let preferred = |header: &str| {
            let request = TestRequest::default().insert_header((ACCEPT_LANGUAGE, header));
            accepted_language(&request.to_http_request())
        };
        assert_eq!(preferred("en-GB,en;q=0.9,fr;q=0.8"), Some(Language::En));
        assert_eq!(preferred("it-IT, fr;q=0.3, en;q=0.7"), Some(Language::En));
        assert_eq!(preferred("*"), Some(Language::Fr));
        assert_eq!(preferred("it, en;q=0"), None);
        assert_eq!(preferred(",;q=x;;"), None);
    }
}
