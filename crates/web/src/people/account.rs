use actix_web::{
    FromRequest, HttpMessage, HttpRequest, HttpResponse,
    dev::Payload,
    http::{StatusCode, header::USER_AGENT},
    web::{Data, Form},
};
use sillon_engine::{
    Acceptance, Engine, Error, InvitationSeen, NewAccount, SignIn, see_invitation,
};
use sillon_http::status_of;
use sillon_identity::{Actor, Device, Network, PasswordHash, RequestSource, Token};
use sillon_kernel::{Failure, PersonName};
use sillon_messages::AccountWords;

use crate::{
    http::error::PageError,
    http::page::personal_page,
    http::page_context::PageContext,
    people::account_page::{AccountPage, Asked, LinkForm},
};

/// What somebody typed into a form behind a link.
type Typed = Form<Vec<(String, String)>>;

/// Somebody who follows the link of a letter.
pub(crate) struct Follower {
    context: PageContext,
    secret: Token,
    network: Option<Network>,
    device: Option<Device>,
}

/// The network a request comes from, as far as requests are counted by it.
pub(crate) struct From(pub(crate) Option<Network>);

impl FromRequest for From {
    type Error = std::convert::Infallible;
    type Future = std::future::Ready<Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(Ok(Self(network_of(request))))
    }
}

fn network_of(request: &HttpRequest) -> Option<Network> {
    let known = request.extensions().get::<RequestSource>().copied();
    known.unwrap_or(RequestSource::UNKNOWN).network
}

impl FromRequest for Follower {
    type Error = std::convert::Infallible;
    type Future = std::future::Ready<Result<Self, Self::Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let context = PageContext::of(request);
        let said = request.headers().get(USER_AGENT).and_then(|said| said.to_str().ok());
        std::future::ready(Ok(Self {
            secret: Token::shown(&context.parameter("token").unwrap_or_default()),
            network: network_of(request),
            device: said.and_then(Device::said),
            context,
        }))
    }
}

impl Follower {
    fn words(&self) -> &'static AccountWords {
        &self.context.words.account
    }

    /// A form whose address carries the secret on.
    fn form(&self, page: &str, submit: &'static str) -> LinkForm {
        let plain: String =
            self.secret.as_str().chars().filter(char::is_ascii_alphanumeric).collect();
        let action = format!("/account/{page}?token={plain}");
        LinkForm { action, name: None, password: Asked::Nothing, fault: None, submit }
    }

    fn answer(&self, status: StatusCode, page: &AccountPage) -> Result<HttpResponse, PageError> {
        personal_page(&self.context, status, page)
    }

    /// Says why not, where a page can say it better than a status does.
    fn refused(&self, error: Error) -> Result<HttpResponse, PageError> {
        let (kind, code) = error.class();
        let saying = match code {
            "link-unknown" => &self.words().link_unknown,
            "too-many-attempts" => &self.words().too_often,
            "unconfirmed" => &self.words().unconfirmed,
            "too-many-enterprises" => &self.words().owns_most,
            _ => return Err(error.into()),
        };
        self.answer(status_of(kind), &AccountPage::saying(&self.context, saying))
    }
}

/// What was typed under a name.
fn typed(form: &Typed, name: &str) -> String {
    form.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone()).unwrap_or_default()
}

/// `GET /account/confirm`: asks to confirm. Following the link alone does not: programs that look into letters do that.
pub(crate) async fn show_confirm(who: Follower) -> Result<HttpResponse, PageError> {
    let (words, form) = (who.words(), who.form("confirm", who.words().confirm_now));
    let title = words.confirm.title.to_owned();
    let page = AccountPage::asking(&who.context, title, words.confirm.text, form);
    who.answer(StatusCode::OK, &page)
}

/// `POST /account/confirm`: confirms the address.
pub(crate) async fn confirm(
    who: Follower,
    engine: Data<Engine>,
) -> Result<HttpResponse, PageError> {
    match engine.confirm(&who.secret, who.network).await {
        Ok(()) => {
            who.answer(StatusCode::OK, &AccountPage::saying(&who.context, &who.words().confirmed))
        }
        Err(error) => who.refused(error),
    }
}

/// `GET /account/password`: asks for another password.
pub(crate) async fn show_password(who: Follower) -> Result<HttpResponse, PageError> {
    ask_password(&who, StatusCode::OK, None)
}

fn ask_password(
    who: &Follower,
    status: StatusCode,
    fault: Option<&'static str>,
) -> Result<HttpResponse, PageError> {
    let words = who.words();
    let form = LinkForm { password: Asked::New, fault, ..who.form("password", words.choose_now) };
    let title = words.choose.title.to_owned();
    who.answer(status, &AccountPage::asking(&who.context, title, words.choose.text, form))
}

/// `POST /account/password`: sets the password.
pub(crate) async fn set_password(
    who: Follower,
    engine: Data<Engine>,
    form: Typed,
) -> Result<HttpResponse, PageError> {
    let password = typed(&form, "password");
    if PasswordHash::check_length(&password).is_err() {
        let fault = Some(who.words().bad_password);
        return ask_password(&who, StatusCode::UNPROCESSABLE_ENTITY, fault);
    }
    match engine.reset_password(&who.secret, password, who.network).await {
        Ok(()) => {
            who.answer(StatusCode::OK, &AccountPage::saying(&who.context, &who.words().chosen))
        }
        Err(error) => who.refused(error),
    }
}

/// `GET /account/invitation`: asks whether to accept.
pub(crate) async fn show_invitation(
    who: Follower,
    engine: Data<Engine>,
) -> Result<HttpResponse, PageError> {
    match see(&who, &engine).await {
        Ok(seen) => ask_to_join(&who, &seen, StatusCode::OK, (String::new(), None)),
        Err(error) => who.refused(error),
    }
}

async fn see(who: &Follower, engine: &Engine) -> Result<InvitationSeen, Error> {
    let secret = who.secret.hash();
    engine.read(move |tx| see_invitation(tx, &secret)).await
}

fn ask_to_join(
    who: &Follower,
    seen: &InvitationSeen,
    status: StatusCode,
    (name, fault): (String, Option<&'static str>),
) -> Result<HttpResponse, PageError> {
    let words = who.words();
    let (name, password, lead) = if seen.has_account {
        (None, Asked::Theirs, words.join_with_password)
    } else {
        (Some(name), Asked::New, words.join)
    };
    let form = LinkForm { name, password, fault, ..who.form("invitation", words.join_now) };
    let title = (words.invited)(&seen.enterprise);
    who.answer(status, &AccountPage::asking(&who.context, title, lead, form))
}

/// `POST /account/invitation`: accepts, with a new account or with the password of the one there is.
pub(crate) async fn accept(
    who: Follower,
    engine: Data<Engine>,
    form: Typed,
) -> Result<HttpResponse, PageError> {
    let (name, password) = (typed(&form, "name"), typed(&form, "password"));
    let seen = match see(&who, &engine).await {
        Ok(seen) => seen,
        Err(error) => return who.refused(error),
    };
    let accepted = if seen.has_account {
        accept_as_known(&who, &engine, &seen, password).await
    } else {
        let (parsed, words) = (PersonName::parse(&name), who.words());
        let is_sound = PasswordHash::check_length(&password).is_ok();
        let (Ok(parsed), true) = (parsed, is_sound) else {
            let fault = if is_sound { words.bad_name } else { words.bad_password };
            let again = (name, Some(fault));
            return ask_to_join(&who, &seen, StatusCode::UNPROCESSABLE_ENTITY, again);
        };
        let account =
            NewAccount { name: parsed.into_name(), password, language: Some(who.context.language) };
        let input = Acceptance { account: Some(account), from: who.network };
        engine.accept_invitation(Actor::Guest, &who.secret, input).await.map(drop)
    };
    match accepted {
        Ok(()) => {
            let title = (who.words().joined)(&seen.enterprise);
            let page = AccountPage::saying_of(&who.context, title, who.words().joined_text);
            who.answer(StatusCode::OK, &page)
        }
        Err(error) if error.class().1 == "sign-in" => {
            let fault = (String::new(), Some(who.words().wrong_password));
            ask_to_join(&who, &seen, StatusCode::UNAUTHORIZED, fault)
        }
        Err(error) => who.refused(error),
    }
}

/// Accepts as whoever knows the password of the invited account: signed in for this, and no longer.
async fn accept_as_known(
    who: &Follower,
    engine: &Engine,
    seen: &InvitationSeen,
    password: String,
) -> Result<(), Error> {
    let input = SignIn {
        email: seen.email.clone(),
        password,
        device: who.device.clone(),
        from: who.network,
    };
    let session = engine.sign_in(input).await?.token;
    let actor = engine.recognise(&session).await?;
    let input = Acceptance { account: None, from: who.network };
    let accepted = engine.accept_invitation(actor, &who.secret, input).await;
    engine.sign_out(&session).await?;
    accepted.map(drop)
}
