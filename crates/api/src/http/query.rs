use std::{
    future::{Ready, ready},
    ops::Deref,
};

use actix_web::{FromRequest, HttpRequest, dev::Payload, http::StatusCode, web};
use serde::{Deserialize, Deserializer, de::DeserializeOwned};

use crate::Problem;

/// What an address says behind its `?`, read strictly: an unknown parameter and a wrong value are refused by the parameter's name.
pub(crate) struct Query<T>(T);

impl<T> Query<T> {
    pub(crate) fn into_inner(self) -> T {
        self.0
    }
}

impl<T> Deref for Query<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: DeserializeOwned> FromRequest for Query<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(parse(request.query_string()).map(Self))
    }
}

#[expect(clippy::disallowed_types, reason = "it is what this one is made of")]
fn parse<T: DeserializeOwned>(query: &str) -> Result<T, Problem> {
    let read = web::Query::<Read<T>>::from_query(query)
        .map_err(|fault| refused("query", &fault.to_string()))?;
    read.into_inner().0.map_err(|Fault { at, rule }| refused(&at, &rule))
}

/// Parameters that were read, or which of them could not be: serde's own errors of an address name none.
struct Read<T>(Result<T, Fault>);

struct Fault {
    at: String,
    rule: String,
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Read<T> {
    fn deserialize<D: Deserializer<'de>>(parameters: D) -> Result<Self, D::Error> {
        let read = serde_path_to_error::deserialize(parameters);
        Ok(Self(read.map_err(|fault| {
            let rule = fault.inner().to_string();
            Fault { at: fault.path().to_string(), rule }
        })))
    }
}

fn refused(at: &str, said: &str) -> Problem {
    let rule: String = said.chars().take(300).collect();
    let is_unknown = rule.starts_with("unknown field");
    let code = if is_unknown { "unknown-field" } else { "invalid-query" };
    // What is missing is at no place of the address.
    let field = if at == "." || is_unknown { named(&rule).unwrap_or("query") } else { at };
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, code, format!("{field}: {rule}"))
        .at(field, rule.clone())
}

/// The parameter that a message of serde's names, as in "missing field `cycle`".
fn named(rule: &str) -> Option<&str> {
    let (_, name) = rule.split_once('`')?;
    name.split_once('`').map(|(name, _)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Wanted {
        #[serde(default)]
        limit: Option<u32>,
        after: uuid::Uuid,
    }

    #[test]
    fn what_cannot_be_read_of_an_address_is_told_by_its_parameter() {
        let id = "0190163d-8694-739b-aea5-966c26f8ad91";
        let read = parse::<Wanted>(&format!("limit=3&after={id}")).unwrap();
        assert_eq!((read.limit, read.after.to_string()), (Some(3), id.to_owned()));
        for (query, code, field) in [
            ("after=zzz", "invalid-query", "after"),
            (&format!("after={id}&limit=many"), "invalid-query", "limit"),
            (&format!("after={id}&limit=1&limit=2"), "invalid-query", "limit"),
            ("limit=1", "invalid-query", "after"),
            (&format!("after={id}&colour=red"), "unknown-field", "colour"),
        ] {
            let problem = serde_json::to_value(parse::<Wanted>(query).unwrap_err()).unwrap();
            assert_eq!(
                (problem["code"].as_str(), problem["errors"][0]["field"].as_str()),
                (Some(code), Some(field))
            );
        }
    }
}
