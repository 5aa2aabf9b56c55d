use std::convert::Infallible;

use actix_web::{
    FromRequest, HttpRequest,
    cookie::{Cookie, SameSite, time::Duration},
    dev::Payload,
    http::header::ACCEPT_LANGUAGE,
    web::{Data, Query},
};
use sillon_engine::Engine;
use sillon_kernel::{CartId, Language};
use sillon_orders::Order;

use crate::{language, words::Words};

/// The cookie that remembers the visitor's basket.
const CART: &str = "cart";
/// The cookie that opens an order again in the browser it was placed in.
const ORDER: &str = "order";
/// The cookie that remembers the visitor's language.
const LANGUAGE: &str = "lang";

/// Who looks at a page, as far as it changes what they see: nobody we know by name.
#[derive(Debug, Clone)]
pub(crate) struct Visit {
    /// The language they are spoken to in.
    pub(crate) language: Language,
    /// What is said in it.
    pub(crate) words: &'static Words,
    /// The language, when they asked for it just now.
    pub(crate) asked: Option<Language>,
    /// The basket they filled last.
    pub(crate) basket: Option<CartId>,
    /// What opens the order that the address is of, when it was placed in this browser.
    pub(crate) order_token: Option<String>,
    /// The query of the address without the language, as it was sent.
    pub(crate) query: String,
    /// Whether the address can be looked at again.
    pub(crate) can_return: bool,
    /// Whether cookies travel encrypted only.
    secure: bool,
}

impl Visit {
    pub(crate) fn of(request: &HttpRequest) -> Self {
        let asked = parameter(request.query_string(), LANGUAGE).and_then(|code| code.parse().ok());
        let kept = request.cookie(LANGUAGE);
        let accepted = request.headers().get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        let language = language::choose(asked, kept.as_ref().map(Cookie::value), accepted);
        Self {
            language,
            words: Words::of(language),
            asked,
            basket: request.cookie(CART).and_then(|cookie| cookie.value().parse().ok()),
            order_token: request.cookie(ORDER).map(|cookie| cookie.value().to_owned()),
            query: without_language(request.query_string()),
            can_return: request.method().is_safe(),
            secure: public_url(request).is_some_and(|url| url.starts_with("https://")),
        }
    }

    /// A value of the address's query.
    pub(crate) fn parameter(&self, name: &str) -> Option<String> {
        parameter(&self.query, name)
    }

    /// Every value of the address's query under a name.
    pub(crate) fn parameters(&self, name: &str) -> Vec<String> {
        let pairs = Query::<Vec<(String, String)>>::from_query(&self.query).ok();
        let pairs = pairs.map(Query::into_inner).unwrap_or_default().into_iter();
        pairs.filter(|(key, _)| key == name).map(|(_, value)| value).collect()
    }

    /// The cookie that remembers a basket, for longer than any cycle is open.
    pub(crate) fn keep_basket(&self, cart: CartId) -> Cookie<'static> {
        self.cookie(CART, cart.to_string(), Duration::days(30))
    }

    /// The cookie that forgets the basket.
    pub(crate) fn forget_basket(&self) -> Cookie<'static> {
        self.cookie(CART, String::new(), Duration::ZERO)
    }

    /// The cookie that remembers the language.
    pub(crate) fn keep_language(&self, language: Language) -> Cookie<'static> {
        self.cookie(LANGUAGE, language.to_string(), Duration::days(365))
    }

    /// The cookie that opens an order of a guest's again; it is sent with requests for that order only.
    pub(crate) fn keep_order(&self, order: &Order) -> Option<Cookie<'static>> {
        let token = order.token.as_ref()?.as_str().to_owned();
        let mut cookie = self.cookie(ORDER, token, Duration::days(365));
        cookie.set_path(format!("/orders/{}", order.id));
        Some(cookie)
    }

    fn cookie(&self, name: &'static str, value: String, age: Duration) -> Cookie<'static> {
        Cookie::build(name, value)
            .path("/")
            .http_only(true)
            .same_site(SameSite::Lax)
            .secure(self.secure)
            .max_age(age)
            .finish()
    }
}

impl FromRequest for Visit {
    type Error = Infallible;
    type Future = std::future::Ready<Result<Self, Infallible>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(Ok(Self::of(request)))
    }
}

/// The address people reach this installation at.
pub(crate) fn public_url(request: &HttpRequest) -> Option<&str> {
    request.app_data::<Data<Engine>>().map(|engine| engine.settings().public_url.as_str())
}

/// The first value of a name in a query.
fn parameter(query: &str, name: &str) -> Option<String> {
    let pairs = Query::<Vec<(String, String)>>::from_query(query).ok()?.into_inner();
    pairs.into_iter().find(|(key, _)| key == name).map(|(_, value)| value)
}

/// The query without its language, otherwise as it was sent.
fn without_language(query: &str) -> String {
    let others = query
        .split('&')
        .filter(|pair| !pair.is_empty() && pair.split('=').next() != Some(LANGUAGE));
    others.collect::<Vec<_>>().join("&")
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn a_visitor_is_known_by_address_and_cookies() {
        let cart = "018f0000-0000-7000-8000-000000000001";
        let request = TestRequest::with_uri("/shops/x?lang=en&q=pomme%20de%20terre&producer=")
            .cookie(Cookie::new(CART, cart))
            .cookie(Cookie::new(LANGUAGE, "fr"));
        let visit = Visit::of(&request.to_http_request());
        assert_eq!((visit.language, visit.asked), (Language::En, Some(Language::En)));
        assert_eq!(visit.basket, Some(cart.parse().unwrap()));
        assert_eq!(visit.query, "q=pomme%20de%20terre&producer=");
        assert_eq!(visit.parameter("q").as_deref(), Some("pomme de terre"));
        assert_eq!(visit.parameter("producer").as_deref(), Some(""));
        assert_eq!(visit.parameter("category"), None);
    }

    #[test]
    fn cookies_and_queries_that_mean_nothing_are_passed_over() {
        let request =
            TestRequest::with_uri("/?lang=xx&&%FF=%&lang=en").cookie(Cookie::new(CART, "';--"));
        let visit = Visit::of(&request.to_http_request());
        assert_eq!((visit.language, visit.asked, visit.basket), (Language::Fr, None, None));
        assert_eq!(visit.query, "%FF=%");
    }

    #[test]
    fn cookies_stay_on_our_site_and_out_of_reach_of_scripts() {
        let visit = Visit::of(&TestRequest::default().to_http_request());
        let cookie = visit.keep_basket("018f0000-0000-7000-8000-000000000001".parse().unwrap());
        assert_eq!((cookie.http_only(), cookie.same_site()), (Some(true), Some(SameSite::Lax)));
        assert_eq!((cookie.path(), cookie.secure()), (Some("/"), Some(false)));
        let secure = Visit { secure: true, ..visit };
        assert_eq!(secure.forget_basket().secure(), Some(true));
        assert_eq!(secure.forget_basket().max_age(), Some(Duration::ZERO));
    }
}
