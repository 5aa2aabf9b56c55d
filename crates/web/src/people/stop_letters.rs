use actix_web::{
    FromRequest, HttpRequest, HttpResponse, dev::Payload, http::StatusCode, web::Data,
};
use sillon_engine::{Engine, StopLetters, stop_letters};
use sillon_http::status_of;
use sillon_identity::Token;
use sillon_kernel::Failure;

use crate::{
    http::error::PageError,
    http::page::personal_page,
    http::page_context::PageContext,
    people::account_page::{AccountPage, Asked, LinkForm},
};

/// Somebody who follows the link of a letter that they want no more of.
pub(crate) struct Stopping {
    context: PageContext,
    token: Token,
    /// Of a shop or of a kind; nothing, where the address names neither.
    stop: Option<StopLetters>,
}

impl FromRequest for Stopping {
    type Error = std::convert::Infallible;
    type Future = std::future::Ready<Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let context = PageContext::of(request);
        let shop = context.parameter("shop").and_then(|shop| shop.parse().ok());
        let kind = context.parameter("kind").and_then(|kind| kind.parse().ok());
        let ended = shop.map(StopLetters::Of).or(kind.map(StopLetters::Kind));
        let token = Token::shown(&context.parameter("token").unwrap_or_default());
        std::future::ready(Ok(Self { context, token, stop: ended }))
    }
}

impl Stopping {
    /// Where the form is sent: to the address that was followed.
    fn action(&self) -> String {
        let token: String =
            self.token.as_str().chars().filter(char::is_ascii_alphanumeric).collect();
        let of = match self.stop {
            Some(StopLetters::Of(shop)) => format!("&shop={shop}"),
            Some(StopLetters::Kind(kind)) => format!("&kind={}", kind.as_str()),
            None => String::new(),
        };
        format!("/letters/stop?token={token}{of}")
    }

    fn unknown(&self, status: StatusCode) -> Result<HttpResponse, PageError> {
        let saying = &self.context.words.account.link_unknown;
        personal_page(&self.context, status, &AccountPage::saying(&self.context, saying))
    }
}

/// `GET /letters/stop`: asks whether to. Following the link alone ends nothing: programs that look into letters do that.
pub(crate) async fn show(who: Stopping) -> Result<HttpResponse, PageError> {
    if who.stop.is_none() {
        return who.unknown(StatusCode::NOT_FOUND);
    }
    let words = &who.context.words.account;
    let form = LinkForm {
        action: who.action(),
        name: None,
        password: Asked::Nothing,
        fault: None,
        submit: words.stop_now,
    };
    let title = words.stop.title.to_owned();
    let page = AccountPage::asking(&who.context, title, words.stop.text, form);
    personal_page(&who.context, StatusCode::OK, &page)
}

/// `POST /letters/stop`: ends them, for whoever presses the button there, or the one that their mail program shows (RFC 8058).
pub(crate) async fn stop(who: Stopping, engine: Data<Engine>) -> Result<HttpResponse, PageError> {
    let Some(stop) = who.stop else { return who.unknown(StatusCode::NOT_FOUND) };
    let token = who.token.clone();
    match engine.write(move |tx| stop_letters(tx, &token, stop)).await {
        Ok(()) => {
            let saying = &who.context.words.account.stopped;
            let page = AccountPage::saying(&who.context, saying);
            personal_page(&who.context, StatusCode::OK, &page)
        }
        Err(error) if error.class().1 == "link-unknown" => who.unknown(status_of(error.class().0)),
        Err(error) => Err(error.into()),
    }
}
