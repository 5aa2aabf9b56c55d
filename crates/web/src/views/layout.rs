use sillon_kernel::{CartId, Language};
use sillon_messages::{SiteWords, Words};

use crate::{http::page_context::PageContext, views::stylesheet};

/// What stands around every page.
pub(crate) struct Layout {
    /// The code of the page's language.
    pub(crate) language: &'static str,
    /// What is said around it.
    pub(crate) site: &'static SiteWords,
    /// The title of the page.
    pub(crate) title: String,
    /// The visitor's basket.
    pub(crate) basket: Option<CartId>,
    /// The same page in each language.
    pub(crate) languages: Vec<LanguageLink>,
    /// The address of the stylesheet.
    pub(crate) stylesheet: &'static str,
}

/// The page in a language.
pub(crate) struct LanguageLink {
    /// The language's code.
    pub(crate) code: &'static str,
    /// Its name for itself.
    pub(crate) name: &'static str,
    /// The address of the page in it.
    pub(crate) href: String,
    /// Whether it is the one being read.
    pub(crate) is_current: bool,
}

impl Layout {
    /// What stands around the page at a path; the path is empty for wherever the visitor is now.
    pub(crate) fn new(context: &PageContext, path: &str, title: String) -> Self {
        Self {
            language: context.language.as_str(),
            site: &context.words.site,
            title,
            basket: context.basket,
            languages: Language::ALL
                .map(|language| LanguageLink::new(context, path, language))
                .into(),
            stylesheet: stylesheet::path(),
        }
    }
}

impl LanguageLink {
    fn new(context: &PageContext, path: &str, language: Language) -> Self {
        let and = if context.query.is_empty() { "" } else { "&" };
        Self {
            code: language.as_str(),
            name: Words::of(language).site.language_name,
            href: format!("{path}?{}{and}lang={language}", context.query),
            is_current: language == context.language,
        }
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn changing_the_language_keeps_the_page_and_its_search() {
        let links = |uri, path| {
            let context = PageContext::of(&TestRequest::with_uri(uri).to_http_request());
            Layout::new(&context, path, String::new())
                .languages
                .into_iter()
                .map(|link| link.href)
                .collect::<Vec<_>>()
        };
        assert_eq!(
            links("/carts/1", "/carts/1"),
            ["/carts/1?lang=fr", "/carts/1?lang=en", "/carts/1?lang=de"]
        );
        assert_eq!(
            links("/shops/a?q=%26&lang=en", "/shops/a"),
            ["/shops/a?q=%26&lang=fr", "/shops/a?q=%26&lang=en", "/shops/a?q=%26&lang=de"]
        );
        assert_eq!(
            links("//evil.example", ""),
            ["?lang=fr", "?lang=en", "?lang=de"],
            "never an address of another site"
        );
    }
}
