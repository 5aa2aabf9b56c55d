use sillon_kernel::Language;

/// The language a visitor is spoken to in: the one asked for in the address, else the one kept from before, else the one
/// their browser prefers, else the default.
pub(crate) fn choose(
    asked: Option<Language>,
    kept: Option<&str>,
    accepted: Option<Language>,
) -> Language {
    let kept = kept.and_then(|code| code.parse().ok());
    asked.or(kept).or(accepted).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use actix_web::{http::header::ACCEPT_LANGUAGE, test::TestRequest};
    use sillon_http::accepted_language;

    use super::*;

    fn choose(asked: Option<Language>, kept: Option<&str>, accepted: Option<&str>) -> Language {
        let request = TestRequest::default();
        let request = accepted
            .into_iter()
            .fold(request, |request, header| request.insert_header((ACCEPT_LANGUAGE, header)));
        super::choose(asked, kept, accepted_language(&request.to_http_request()))
    }

    #[test]
    fn the_address_wins_over_the_cookie_and_the_cookie_over_the_browser() {
        let (fr, en) = (Language::Fr, Language::En);
        assert_eq!(choose(Some(en), Some("fr"), Some("fr")), en);
        assert_eq!(choose(None, Some("fr"), Some("en")), fr);
        assert_eq!(
            choose(None, Some("it"), Some("en")),
            en,
            "a cookie that means nothing is passed over"
        );
        assert_eq!(choose(None, None, None), fr);
    }

    #[test]
    fn a_browser_is_given_what_it_prefers_of_what_we_speak() {
        let chosen = |header| choose(None, None, Some(header));
        assert_eq!(chosen("en-GB,en;q=0.9,fr;q=0.8"), Language::En);
        assert_eq!(chosen("it-IT, it;q=0.9, fr;q=0.3, en;q=0.7"), Language::En);
        assert_eq!(chosen("EN"), Language::En);
        assert_eq!(chosen("de-AT,de;q=0.9,en;q=0.8"), Language::De);
        assert_eq!(chosen("en;q=0.5,fr;q=0.5"), Language::En, "of equals the first");
        assert_eq!(chosen("en;q=0.50,fr;q=0.505"), Language::Fr);
    }

    #[test]
    fn a_browser_that_speaks_none_of_them_or_makes_no_sense_gets_french() {
        for header in
            ["it", "", ",,;;", "*", "en;q=0", "en;q=0.000", "en;q=x", "en;q=-1", "en;q=9e9"]
        {
            assert_eq!(choose(None, None, Some(header)), Language::Fr, "{header}");
        }
    }
}
