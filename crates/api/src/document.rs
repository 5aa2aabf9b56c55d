use utoipa::{
    Modify, OpenApi,
    openapi::{
        License, OpenApi as Document,
        security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};

use crate::routes::Operations;

/// The OpenAPI 3.1 document of the API, made from the handlers.
pub fn document() -> Document {
    Operations::openapi()
}

/// What the document says of the API as a whole.
pub(crate) struct DocumentInfo;

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
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer);
        let bearer = bearer.description(Some(
            "The token of a person's session, or a machine's API key (`sk_…`), which is good for what its scopes say.",
        ));
        components.add_security_scheme("session", SecurityScheme::Http(bearer.build()));
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_operation_says_what_it_does_and_how_it_may_fail() {
        let document = serde_json::to_value(super::document()).unwrap();
        assert_eq!(document["openapi"], "3.1.0");
        let paths = document["paths"].as_object().unwrap();
        assert!(paths.len() > 25);
        for (path, operations) in paths {
            for (method, operation) in operations.as_object().unwrap() {
                assert!(
                    operation["summary"].as_str().is_some_and(|text| !text.is_empty()),
                    "{method} {path}"
                );
                let responses = operation["responses"].as_object().unwrap();
                assert!(responses.contains_key("default"), "{method} {path} names no problem");
            }
        }
    }
}
