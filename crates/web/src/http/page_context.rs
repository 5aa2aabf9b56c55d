#![expect(
    clippy::disallowed_types,
    reason = "pairs of words are read, which nothing is wrong with"
)]

use std::{collections::HashMap, convert::Infallible};

use actix_web::{
    FromRequest, HttpRequest,
    cookie::{Cookie, SameSite, time::Duration},
    dev::Payload,
    web::{Data, Query},
};
use sha2::{Digest, Sha256};
use sillon_cycles::OrderCycle;
use sillon_engine::Engine;
use sillon_http::accepted_language;
use sillon_kernel::{CartId, CycleId, EnterpriseId, Language, Timestamp};
use sillon_messages::Words;
use sillon_orders::Order;

use crate::http::language;

/// The cookie that remembers the basket the visitor filled last.
const CART: &str = "cart";
/// The cookie that opens an order again in the browser it was placed in.
const ORDER: &str = "order";
/// What the names of the cookies begin with that remember the basket of each shop and cycle.
const CART_OF: &str = "cart_";
/// What the query calls the cycle of a shop.
pub(crate) const CYCLE: &str = "cycle";
/// How long a basket is remembered at most, in seconds: longer than most cycles are open.
const LONGEST_SECONDS: i64 = 30 * 24 * 3_600;
/// The cookie that remembers the visitor's language.
const LANGUAGE: &str = "lang";

/// Who looks at a page, as far as it changes what they see: nobody we know by name.
#[derive(Debug, Clone)]
pub(crate) struct PageContext {
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
    /// The baskets they filled at each shop and in each cycle, by the name of their cookie.
    baskets: HashMap<String, CartId>,
    /// The query of the address without the language, as it was sent.
    pub(crate) query: String,
    /// Whether the address can be looked at again.
    pub(crate) can_return: bool,
    /// Whether cookies travel encrypted only.
    secure: bool,
}

impl PageContext {
    pub(crate) fn of(request: &HttpRequest) -> Self {
        let asked = parameter(request.query_string(), LANGUAGE).and_then(|code| code.parse().ok());
        let kept = request.cookie(LANGUAGE);
        let kept_code = kept.as_ref().map(Cookie::value);
        let language = language::choose(asked, kept_code, accepted_language(request));
        Self {
            language,
            words: Words::of(language),
            asked,
            basket: request.cookie(CART).and_then(|cookie| cookie.value().parse().ok()),
            order_token: request.cookie(ORDER).map(|cookie| cookie.value().to_owned()),
            baskets: baskets(request),
            query: without_language(request.query_string()),
            can_return: request.method().is_safe(),
            secure: public_url(request).is_some_and(|url| url.starts_with("https://")),
        }
    }

    /// A value of the address's query.
    pub(crate) fn parameter(&self, name: &str) -> Option<String> {
        parameter(&self.query, name)
    }

    /// The cycle of a shop that the address asks for.
    pub(crate) fn cycle(&self) -> Option<CycleId> {
        self.parameter(CYCLE)?.parse().ok()
    }

    /// Every value of the address's query under a name.
    pub(crate) fn parameters(&self, name: &str) -> Vec<String> {
        let pairs = Query::<Vec<(String, String)>>::from_query(&self.query).ok();
        let pairs = pairs.map(Query::into_inner).unwrap_or_default().into_iter();
        pairs.filter(|(key, _)| key == name).map(|(_, value)| value).collect()
    }

    /// The basket they filled at a shop in a cycle. Whoever was here before each shop had one of its own has but one, which
    /// may be another shop's.
    pub(crate) fn basket_at(&self, shop: EnterpriseId, cycle: CycleId) -> Option<CartId> {
        match self.baskets.get(&basket_name(shop, cycle)) {
            None if self.baskets.is_empty() => self.basket,
            found => found.copied(),
        }
    }

    /// The cookies that remember a basket until its cycle is over: as the shop's in the cycle, and as the one filled last.
    pub(crate) fn keep_basket(
        &self,
        cart: CartId,
        (shop, cycle): (EnterpriseId, &OrderCycle),
        now: Timestamp,
    ) -> Vec<Cookie<'static>> {
        let left = (cycle.orders.until().micros() - now.micros()) / 1_000_000;
        let age = Duration::seconds(left.clamp(0, LONGEST_SECONDS));
        let names = [basket_name(shop, cycle.id), CART.to_owned()];
        names.map(|name| self.cookie(name, cart.to_string(), age)).into()
    }

    /// The cookies that forget a basket; other baskets stay.
    pub(crate) fn forget_basket(&self, cart: CartId) -> Vec<Cookie<'static>> {
        let of_shops = self.baskets.iter().filter(|(_, kept)| **kept == cart);
        let last = (self.basket == Some(cart)).then(|| CART.to_owned());
        let names = of_shops.map(|(name, _)| name.clone()).chain(last);
        names.map(|name| self.cookie(name, String::new(), Duration::ZERO)).collect()
    }

    /// The cookie that remembers the language.
    pub(crate) fn keep_language(&self, language: Language) -> Cookie<'static> {
        self.cookie(LANGUAGE.to_owned(), language.to_string(), Duration::days(365))
    }

    /// The cookie that opens an order of a guest's again; it is sent with requests for that order only.
    pub(crate) fn keep_order(&self, order: &Order) -> Option<Cookie<'static>> {
        let token = order.token.as_ref()?.as_str().to_owned();
        let mut cookie = self.cookie(ORDER.to_owned(), token, Duration::days(365));
        cookie.set_path(format!("/orders/{}", order.id));
        Some(cookie)
    }

    fn cookie(&self, name: String, value: String, age: Duration) -> Cookie<'static> {
        Cookie::build(name, value)
            .path("/")
            .http_only(true)
            .same_site(SameSite::Lax)
            .secure(self.secure)
            .max_age(age)
            .finish()
    }
}

impl FromRequest for PageContext {
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

/// The name of the cookie that remembers the basket of a shop in a cycle: short, as every request carries them all.
fn basket_name(shop: EnterpriseId, cycle: CycleId) -> String {
    let digest = Sha256::new().chain_update(shop.0).chain_update(cycle.0).finalize();
    digest.iter().take(6).fold(CART_OF.to_owned(), |name, byte| format!("{name}{byte:02x}"))
}

/// The baskets that cookies remember.
fn baskets(request: &HttpRequest) -> HashMap<String, CartId> {
    let Ok(cookies) = request.cookies() else { return HashMap::new() };
    let kept = cookies.iter().filter(|cookie| cookie.name().starts_with(CART_OF));
    kept.filter_map(|kept| Some((kept.name().to_owned(), kept.value().parse().ok()?))).collect()
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
    use crate::sample::id;

    #[test]
    fn a_visitor_is_known_by_address_and_cookies() {
        let cart = "018f0000-0000-7000-8000-000000000001";
        let request = TestRequest::with_uri("/shops/x?lang=en&q=pomme%20de%20terre&producer=")
            .cookie(Cookie::new(CART, cart))
            .cookie(Cookie::new(LANGUAGE, "fr"));
        let context = PageContext::of(&request.to_http_request());
        assert_eq!((context.language, context.asked), (Language::En, Some(Language::En)));
        assert_eq!(context.basket, Some(cart.parse().unwrap()));
        assert_eq!(context.query, "q=pomme%20de%20terre&producer=");
        assert_eq!(context.parameter("q").as_deref(), Some("pomme de terre"));
        assert_eq!(context.parameter("producer").as_deref(), Some(""));
        assert_eq!(context.parameter("category"), None);
    }

    #[test]
    fn cookies_and_queries_that_mean_nothing_are_passed_over() {
        let request =
            TestRequest::with_uri("/?lang=xx&&%FF=%&lang=en").cookie(Cookie::new(CART, "';--"));
        let context = PageContext::of(&request.to_http_request());
        assert_eq!((context.language, context.asked, context.basket), (Language::Fr, None, None));
        assert_eq!(context.query, "%FF=%");
    }

    #[test]
    fn cookies_stay_on_our_site_and_out_of_reach_of_scripts() {
        let context = PageContext::of(&TestRequest::default().to_http_request());
        let cart: CartId = "018f0000-0000-7000-8000-000000000001".parse().unwrap();
        let cycle = crate::sample::shop().cycle;
        let now = cycle.orders.from();
        let cookie = context.keep_basket(cart, (id(900), &cycle), now).remove(0);
        assert_eq!((cookie.http_only(), cookie.same_site()), (Some(true), Some(SameSite::Lax)));
        assert_eq!((cookie.path(), cookie.secure()), (Some("/"), Some(false)));
        let secure = PageContext { secure: true, basket: Some(cart), ..context };
        let forgotten = secure.forget_basket(cart).remove(0);
        assert_eq!((forgotten.secure(), forgotten.max_age()), (Some(true), Some(Duration::ZERO)));
    }

    /// A visitor with these cookies.
    fn with(cookies: &[Cookie<'static>]) -> PageContext {
        let request = cookies
            .iter()
            .fold(TestRequest::default(), |request, cookie| request.cookie(cookie.clone()));
        PageContext::of(&request.to_http_request())
    }

    #[test]
    fn every_shop_and_cycle_has_a_basket_of_its_own() {
        let cycle = crate::sample::shop().cycle;
        let other = OrderCycle { id: id(2), ..cycle.clone() };
        let (now, context) = (cycle.orders.from(), with(&[]));
        let [a, b, c] = [1, 2, 3].map(id::<CartId>);
        let of = |context: &PageContext| {
            let at = |shop, cycle: &OrderCycle| context.basket_at(id(shop), cycle.id);
            [at(900, &cycle), at(901, &cycle), at(900, &other)]
        };
        let mut kept = context.keep_basket(a, (id(900), &cycle), now);
        kept.extend(context.keep_basket(b, (id(901), &cycle), now));
        assert_eq!(of(&with(&kept)), [Some(a), Some(b), None]);
        kept.extend(context.keep_basket(c, (id(900), &other), now));
        let context = with(&kept);
        assert_eq!(of(&context), [Some(a), Some(b), Some(c)]);
        let forgotten: Vec<String> =
            context.forget_basket(b).iter().map(|cookie| cookie.name().to_owned()).collect();
        assert_eq!(forgotten, [kept[2].name()], "and no other");
        let before = with(&[Cookie::new(CART, a.to_string())]);
        assert_eq!(of(&before), [Some(a); 3], "kept before each shop had its own");
    }

    #[test]
    fn a_basket_is_remembered_until_its_cycle_is_over() {
        let cycle = crate::sample::shop().cycle;
        let age = |now| with(&[]).keep_basket(id(1), (id(900), &cycle), now)[0].max_age();
        let until = cycle.orders.until();
        assert_eq!(age(until.plus_seconds(-60)), Some(Duration::seconds(60)));
        assert_eq!(age(until.plus_seconds(60)), Some(Duration::ZERO));
        assert_eq!(age(until.plus_seconds(-90 * 24 * 3_600)), Some(Duration::days(30)));
    }
}
