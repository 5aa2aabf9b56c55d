use actix_web::{
    HttpRequest, HttpResponse, get,
    http::{
        StatusCode,
        header::{CACHE_CONTROL, ETAG, IF_NONE_MATCH},
    },
    put,
    web::{Data, Path},
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use sillon_catalogue::{NoTermCode, Term, TermCode, TermKind, TermNames, Vocabulary};
use sillon_engine::{Engine, Ids, SayTerm, Tx, say_term, vocabulary};
use sillon_identity::Actor;
use sillon_kernel::Name;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    Problem, http::auth::SignedIn, http::body::Body, http::idempotency::Once, views::schemas,
};

/// How long an answer may be kept without asking again, in seconds.
const KEPT: &str = "public, max-age=300";

/// What people call a term.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TermNamesView {
    #[schema(value_type = schemas::Name, example = "Ustensiles")]
    fr: Name,
    #[schema(value_type = schemas::Name, example = "Kitchenware")]
    en: Name,
    #[schema(value_type = schemas::Name, example = "Küchengeräte")]
    de: Name,
}

/// A category or a property.
#[derive(Serialize, ToSchema)]
pub(crate) struct TermView {
    /// What programs call it; it stays, however the term is renamed.
    #[schema(example = "kitchenware")]
    code: String,
    names: TermNamesView,
    /// The category it is a part of, by its code; null for one that stands by itself, and for properties.
    #[schema(example = "not-food")]
    parent: Option<String>,
    /// Whether this installation said it; else it is known without being told.
    own: bool,
    /// Whether goods may not newly be said to be of it.
    retired: bool,
}

impl From<&Term> for TermView {
    fn from(term: &Term) -> Self {
        let TermNames { fr, en, de } = term.names.clone();
        Self {
            code: term.code.to_string(),
            names: TermNamesView { fr, en, de },
            parent: term.parent.as_ref().map(ToString::to_string),
            own: term.is_own,
            retired: term.is_retired,
        }
    }
}

/// What categories and properties are called.
#[derive(Serialize, ToSchema)]
pub(crate) struct VocabularyView {
    /// The shelves that goods stand on. First the groups of foods and the kinds of goods under them, whose codes are those that
    /// products are given as `product_type`; then an installation's own.
    categories: Vec<TermView>,
    /// What is said of goods, or of all that a producer makes: labels first, then an installation's own.
    properties: Vec<TermView>,
}

impl From<&Vocabulary> for VocabularyView {
    fn from(vocabulary: &Vocabulary) -> Self {
        let views = |kind| vocabulary.of(kind).map(TermView::from).collect();
        Self { categories: views(TermKind::Category), properties: views(TermKind::Property) }
    }
}

/// Every category and property that has a code, with its names: what menus are built on. Goods that are of one say its code in offers,
/// as `category_code`, and as `code` of a property.
#[utoipa::path(
    tag = "catalogue", security(()),
    responses((status = 200, description = "the vocabulary, with its `ETag`; it may be kept for some minutes", body = VocabularyView)),
)]
#[get("/v1/vocabulary")]
pub(crate) async fn get_vocabulary(
    engine: Data<Engine>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let terms = engine.read(vocabulary).await?;
    let body = serde_json::to_vec(&VocabularyView::from(&terms)).expect("views are always JSON");
    let digest: [u8; 32] = Sha256::digest(&body).into();
    let tag = digest.first_chunk().map(|bytes| Uuid::from_bytes(*bytes)).unwrap_or_default();
    let etag = format!("\"{}\"", tag.simple());
    let known = request.headers().get(IF_NONE_MATCH).and_then(|header| header.to_str().ok());
    let matches = known.is_some_and(|known| {
        known
            .split(',')
            .map(|tag| tag.trim().trim_start_matches("W/"))
            .any(|tag| tag == etag || tag == "*")
    });
    let mut response = if matches { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response.insert_header((CACHE_CONTROL, KEPT)).insert_header((ETAG, etag));
    Ok(if matches {
        response.finish()
    } else {
        response.content_type("application/json").body(body)
    })
}

/// What is said of a category or a property.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TermBody {
    names: TermNamesView,
    /// The category it is a part of, by its code; of a property, none.
    #[serde(default)]
    #[schema(example = "not-food")]
    parent: Option<String>,
    /// Whether goods may not newly be said to be of it; those that are stay so.
    #[serde(default)]
    retired: bool,
}

impl TermBody {
    fn into_term(self, kind: TermKind, code: &str) -> Result<SayTerm, Problem> {
        let refused =
            |field: &'static str| move |fault: NoTermCode| Problem::field(field, fault.to_string());
        let TermNamesView { fr, en, de } = self.names;
        Ok(SayTerm {
            kind,
            code: code.parse::<TermCode>().map_err(refused("code"))?,
            names: TermNames { fr, en, de },
            parent: self.parent.map(|code| code.parse()).transpose().map_err(refused("parent"))?,
            is_retired: self.retired,
        })
    }
}

/// Says a category of this installation's own, new or anew: for administrators. What it was called still leads to it; what is retired
/// stays on the goods that have it, and cannot be newly chosen.
#[utoipa::path(
    tag = "catalogue", request_body = TermBody, security(("session" = [])),
    params(("code" = String, Path, description = "what programs call it, such as kitchenware"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    responses((status = 200, description = "the category", body = TermView)),
)]
#[put("/v1/vocabulary/categories/{code}")]
pub(crate) async fn put_category(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    code: Path<String>,
    body: Body<TermBody>,
) -> Result<HttpResponse, Problem> {
    say(&engine, caller, once, (TermKind::Category, &code), body).await
}

/// Says a property of this installation's own, new or anew: for administrators, as a category is.
#[utoipa::path(
    tag = "catalogue", request_body = TermBody, security(("session" = [])),
    params(("code" = String, Path, description = "what programs call it, such as free-range"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    responses((status = 200, description = "the property", body = TermView)),
)]
#[put("/v1/vocabulary/properties/{code}")]
pub(crate) async fn put_property(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    code: Path<String>,
    body: Body<TermBody>,
) -> Result<HttpResponse, Problem> {
    say(&engine, caller, once, (TermKind::Property, &code), body).await
}

async fn say(
    engine: &Data<Engine>,
    caller: SignedIn,
    once: Once,
    (kind, code): (TermKind, &str),
    body: Body<TermBody>,
) -> Result<HttpResponse, Problem> {
    let said = body.value.into_term(kind, code)?;
    let work = move |tx: &mut Tx<'_>, actor: &Actor, _: &Ids| {
        say_term(tx, actor, said.clone()).map(|term| TermView::from(&term))
    };
    once.run(engine, caller.actor, body.digest, StatusCode::OK, work).await
}
