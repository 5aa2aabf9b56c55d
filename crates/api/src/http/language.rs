use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev::Payload, http::header::ACCEPT_LANGUAGE};
use sillon_kernel::Language;

use crate::Problem;

/// The language a caller is spoken to in: what its `Accept-Language` would rather have, else the default.
pub(crate) struct Spoken(pub(crate) Language);

impl Spoken {
    /// The language of a request.
    pub(crate) fn of(request: &HttpRequest) -> Language {
        let header = request.headers().get(ACCEPT_LANGUAGE).and_then(|header| header.to_str().ok());
        header.and_then(Language::preferred).unwrap_or_default()
    }
}

impl FromRequest for Spoken {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self(Self::of(request))))
    }
}
