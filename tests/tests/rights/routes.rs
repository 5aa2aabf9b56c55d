//! What is sent to each route: a request that is right in itself, on something nobody touched before, so that only who
//! asks can make a difference. One file an area; a new route is one entry there and its lines in the golden file, which
//! `SILLON_BLESS=1` writes.

use serde_json::Value;
use sillon_testkit::Client;

use crate::town::{Role, Town};

mod carts;
mod catalogue;
mod cycles;
mod enterprises;
mod events;
mod keys;
mod operations;
mod orders;
mod people;
mod sheets;
mod shops;

/// Every area.
const AREAS: &[&[Route]] = &[
    people::ROUTES,
    enterprises::ROUTES,
    keys::ROUTES,
    events::ROUTES,
    catalogue::ROUTES,
    cycles::ROUTES,
    sheets::ROUTES,
    shops::ROUTES,
    carts::ROUTES,
    orders::ROUTES,
    operations::ROUTES,
];

/// Every route, whatever its area.
pub(crate) fn all() -> impl Iterator<Item = &'static Route> {
    AREAS.iter().copied().flatten()
}

/// A route, and what is sent to it.
pub(crate) struct Route {
    /// Its operation in the document, such as `GET /v1/me`.
    pub(crate) operation: &'static str,
    /// What a role sends.
    pub(crate) request: fn(&Town, &Role) -> Request,
    /// A status by which it says that something is not the caller's to do, beside 401, 403 and 404.
    pub(crate) also_refuses: Option<u16>,
}

impl Route {
    const fn new(operation: &'static str, request: fn(&Town, &Role) -> Request) -> Self {
        Self { operation, request, also_refuses: None }
    }

    /// The route, which says by this status too that something is not the caller's to do.
    const fn also_refuses(self, status: u16) -> Self {
        Self { also_refuses: Some(status), ..self }
    }

    /// Whether a status answers the question who may: with yes, or with no.
    pub(crate) fn is_answer(&self, status: u16) -> bool {
        let refusals = [401, 403, 404];
        status < 400 || refusals.contains(&status) || self.also_refuses == Some(status)
    }
}

/// A request to a route.
#[derive(Default)]
pub(crate) struct Request {
    /// What stands for each `{parameter}` of the path.
    pub(crate) path: Vec<(&'static str, String)>,
    /// The query with its question mark, or nothing.
    pub(crate) query: String,
    /// The body and its media type.
    pub(crate) body: Option<(&'static str, Vec<u8>)>,
    /// Who sends it in place of the role.
    pub(crate) by: Option<Client>,
}

impl Request {
    /// A request with these values for the `{parameters}` of its path.
    pub(crate) fn to(path: &[(&'static str, &str)]) -> Self {
        let path = path.iter().map(|(parameter, value)| (*parameter, (*value).to_owned()));
        Self { path: path.collect(), ..Self::default() }
    }

    /// The request with a value for a `{parameter}`.
    fn with(mut self, parameter: &'static str, value: impl Into<String>) -> Self {
        self.path.push((parameter, value.into()));
        self
    }

    /// The request with a JSON body.
    pub(crate) fn json(self, body: &Value) -> Self {
        self.body("application/json", body.to_string())
    }

    /// The request with a body of a media type.
    pub(crate) fn body(self, media_type: &'static str, bytes: impl Into<Vec<u8>>) -> Self {
        Self { body: Some((media_type, bytes.into())), ..self }
    }

    /// The request, sent by another client of the same person.
    fn by(self, client: Client) -> Self {
        Self { by: Some(client), ..self }
    }
}

/// A request to a route without parameters.
fn plain() -> Request {
    Request::default()
}

/// A request to a route of one `{id}`.
fn at(id: impl Into<String>) -> Request {
    plain().with("id", id)
}
