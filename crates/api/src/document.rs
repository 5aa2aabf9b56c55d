//! The OpenAPI document: made from the handlers, then finished by what all operations have in common.

use std::{borrow::Cow, sync::LazyLock};

use actix_web::{HttpResponse, http::header::CACHE_CONTROL};
use serde_json::Value;
use utoipa::{
    Modify, OpenApi, PartialSchema, ToSchema,
    openapi::{
        License, OpenApi as Document, RefOr, Schema,
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};

use crate::{
    enterprises::images::ImagePlace,
    lists::files::{AbsentQuery, ExportFormat},
    routes::Operations,
    views::schemas,
};

mod examples;
mod finish;
mod problems;
mod tags;

/// The OpenAPI 3.1 document of the API, made from the handlers.
pub fn document() -> &'static Value {
    static DOCUMENT: LazyLock<Value> = LazyLock::new(|| {
        let mut document = Operations::openapi();
        DocumentInfo.modify(&mut document);
        let document = serde_json::to_value(document);
        finish::finish(document.expect("a document is always JSON"))
    });
    &DOCUMENT
}

/// The document as it is served.
pub(crate) async fn openapi_json() -> HttpResponse {
    static TEXT: LazyLock<String> = LazyLock::new(|| document().to_string());
    HttpResponse::Ok()
        .content_type("application/json")
        .insert_header((CACHE_CONTROL, "no-cache"))
        .body(TEXT.as_str())
}

/// The schemas that stand in parameters only, where nothing but this names them.
fn in_parameters() -> [(Cow<'static, str>, RefOr<Schema>); 3] {
    [
        (ImagePlace::name(), ImagePlace::schema()),
        (AbsentQuery::name(), AbsentQuery::schema()),
        (ExportFormat::name(), ExportFormat::schema()),
    ]
}

/// What the document says of the API as a whole.
struct DocumentInfo;

impl Modify for DocumentInfo {
    fn modify(&self, document: &mut Document) {
        "Sillon".clone_into(&mut document.info.title);
        let description = "The engine of short food supply chains. Amounts are decimal strings with their currency, \
                           times are RFC 3339, problems are RFC 9457 with a stable `code`. A write that carries an \
                           `Idempotency-Key` may be repeated: it happens once, and is answered the same.";
        document.info.description = Some(description.to_owned());
        env!("CARGO_PKG_VERSION").clone_into(&mut document.info.version);
        let mut licence = License::new("AGPL-3.0-or-later");
        licence.identifier = Some("AGPL-3.0-or-later".to_owned());
        document.info.license = Some(licence);
        let components = document.components.get_or_insert_default();
        for (name, schema) in schemas::closed_sets().into_iter().chain(in_parameters()) {
            components.schemas.insert(name.into_owned(), schema);
        }
        let bearer = |description: &str| {
            let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer);
            SecurityScheme::Http(bearer.description(Some(description)).build())
        };
        let schemes = [
            ("session", "The token of a person's session, which signing in answers with."),
            (
                "api-key",
                "A machine's key to an enterprise (`sk_…`), which is good for what its scopes say.",
            ),
            (
                "shop-key",
                "A shop front's key (`pk_…`), which opens one shop and the orders made there. It is no secret.",
            ),
        ];
        for (name, description) in schemes {
            components.add_security_scheme(name, bearer(description));
        }
    }
}

#[cfg(test)]
mod tests;
