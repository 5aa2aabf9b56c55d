use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use sillon_http::accepted_language;
use sillon_kernel::Language;

use crate::Problem;

/// The language a caller is spoken to in: what its `Accept-Language` would rather have, else the default.
pub(crate) struct RequestLanguage(pub(crate) Language);

impl RequestLanguage {
    /// The language of a request.
    pub(crate) fn of(request: &HttpRequest) -> Language {
        accepted_language(request).unwrap_or_default()
    }
}

impl FromRequest for RequestLanguage {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Ok(Self(Self::of(request))))
    }
}
