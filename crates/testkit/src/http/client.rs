use std::time::Duration;

use serde_json::Value;
use ureq::{Agent, http::Request};

use crate::Answer;

/// How long one answer may take, whatever else the machine does.
const PATIENCE: Duration = Duration::from_mins(5);

/// The most an answer may hold, in bytes.
const MAX_ANSWER_BYTES: u64 = 64 * 1024 * 1024;

/// Somebody who talks to a server over HTTP, signed in or not. It waits for every answer, whatever its status.
#[derive(Debug, Clone)]
pub struct Client {
    agent: Agent,
    url: String,
    headers: Vec<(String, String)>,
}

impl Client {
    /// A guest of the server at an address such as `http://127.0.0.1:8080`.
    pub fn guest(url: &str) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .allow_non_standard_methods(true)
            .timeout_global(Some(PATIENCE))
            .build();
        Self { agent: config.into(), url: url.to_owned(), headers: Vec::new() }
    }

    /// The same, who says one more thing with every request.
    #[must_use]
    pub fn saying(&self, name: &str, value: &str) -> Self {
        let mut client = self.clone();
        client.headers.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        client.headers.push((name.to_owned(), value.to_owned()));
        client
    }

    /// The same, with an idempotency key.
    #[must_use]
    pub fn with_key(&self, key: &str) -> Self {
        self.saying("Idempotency-Key", key)
    }

    /// The same, signed in by the token of a session.
    #[must_use]
    pub fn with_token(&self, token: &str) -> Self {
        self.saying("Authorization", &format!("Bearer {token}"))
    }

    /// The same, at a server at another address.
    #[must_use]
    pub fn at(&self, url: &str) -> Self {
        Self { headers: self.headers.clone(), ..Self::guest(url) }
    }

    /// The same, on connections of its own, as somebody at another machine would be.
    #[must_use]
    pub fn elsewhere(&self) -> Self {
        self.at(&self.url)
    }

    /// Signs up and signs in.
    ///
    /// # Panics
    ///
    /// When there is such an account already.
    #[must_use]
    pub fn sign_up(&self, name: &str) -> Self {
        let email = format!("{}@example.org", name.to_lowercase());
        let password = format!("the password of {name}");
        let account = serde_json::json!({"name": name, "email": email, "password": password});
        self.post("/v1/users", &account).assert(201);
        let session = serde_json::json!({"email": email, "password": password});
        let opened = self.post("/v1/sessions", &session);
        opened.assert(201);
        self.with_token(&opened.text_at("/token"))
    }

    /// Says who an enterprise is, as whoever sells must: who before the law, where, and how it is reached.
    ///
    /// # Panics
    ///
    /// When they may not.
    pub fn say_who_sells(&self, enterprise: &str) {
        let address = serde_json::json!({
            "street": ["12 rue des Lilas"], "postcode": "88000", "city": "Épinal", "country": "FR",
        });
        let profile = serde_json::json!({
            "physical_address": address, "contact_email": "bonjour@example.org", "phone": "+33 3 29 00 00 00",
        });
        self.patch(&format!("/v1/enterprises/{enterprise}"), &profile).assert(200);
        let identity = serde_json::json!({
            "legal_name": "Association du Panier", "siren": "732829320", "vat_regime": "franchise",
        });
        self.put(&format!("/v1/enterprises/{enterprise}/legal-identity"), &identity).assert(200);
        let account = serde_json::json!({
            "holder": "Association du Panier", "iban": "FR76 3000 6000 0112 3456 7890 189",
        });
        self.put(&format!("/v1/enterprises/{enterprise}/bank-account"), &account).assert(200);
    }

    /// Asks a person to act for an enterprise, who says yes.
    ///
    /// # Panics
    ///
    /// When one of them may not.
    pub fn takes_on(&self, person: &Self, enterprise: &str, role: &str) {
        let email = person.get("/v1/me").text_at("/user/email");
        let body = serde_json::json!({"email": email, "role": role});
        self.put(&format!("/v1/enterprises/{enterprise}/members"), &body).assert(202);
        person.accepts(enterprise).assert(200);
    }

    /// Says yes to what an enterprise asks.
    ///
    /// # Panics
    ///
    /// When it asks nothing of them.
    pub fn accepts(&self, enterprise: &str) -> Answer {
        let invited = self.get("/v1/me/invitations").assert(200);
        let items = invited.get("items").and_then(Value::as_array).expect("a page");
        let by = |asked: &&Value| {
            asked.pointer("/enterprise/id").is_some_and(|found| found == enterprise)
        };
        let asked = items.iter().find(by).unwrap_or_else(|| panic!("nothing is asked: {invited}"));
        let id = asked["id"].as_str().expect("an id");
        self.post(&format!("/v1/me/invitations/{id}/acceptance"), &Value::Null)
    }

    /// Lets one enterprise have what another may allow it, and the other's people take it.
    ///
    /// # Panics
    ///
    /// When one of them may not.
    pub fn allows(&self, taker: &Self, from: &str, kind: &str, to: &str) {
        let grant = format!("/v1/enterprises/{from}/grants/{kind}/{to}");
        self.put(&grant, &Value::Null).assert(204);
        taker.put(&grant, &Value::Null).assert(204);
    }

    /// Asks for something.
    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, None)
    }

    /// Sends JSON to be added.
    pub fn post(&self, path: &str, body: &Value) -> Answer {
        self.send_json("POST", path, body)
    }

    /// Sends JSON to be put in place.
    pub fn put(&self, path: &str, body: &Value) -> Answer {
        self.send_json("PUT", path, body)
    }

    /// Sends JSON with the changes of something.
    pub fn patch(&self, path: &str, body: &Value) -> Answer {
        self.send_json("PATCH", path, body)
    }

    /// Takes something away.
    pub fn delete(&self, path: &str) -> Answer {
        self.send("DELETE", path, None)
    }

    /// Sends a product list.
    pub fn post_list(&self, list: &str) -> Answer {
        self.send("POST", "/v1/product-lists", Some(("text/csv", list.as_bytes())))
    }

    /// Sends JSON; for `null`, no body at all.
    pub fn send_json(&self, method: &str, path: &str, body: &Value) -> Answer {
        let text = body.to_string();
        let json = ("application/json", text.as_bytes());
        self.send(method, path, (!body.is_null()).then_some(json))
    }

    /// Sends the fields of a form, as a page does.
    pub fn form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        // Every byte may be written as its number.
        let encoded = |text: &str| {
            text.bytes().map(|byte| format!("%{byte:02X}")).collect::<Vec<_>>().concat()
        };
        let pair = |(name, value): &(&str, &str)| format!("{}={}", encoded(name), encoded(value));
        let body = fields.iter().map(pair).collect::<Vec<_>>().join("&");
        self.send("POST", path, Some(("application/x-www-form-urlencoded", body.as_bytes())))
    }

    /// Sends a request, with a body of a media type or without one.
    ///
    /// # Panics
    ///
    /// When there is no answer.
    pub fn send(&self, method: &str, path: &str, body: Option<(&str, &[u8])>) -> Answer {
        self.try_send(method, path, body).unwrap_or_else(|fault| panic!("{method} {path}: {fault}"))
    }

    /// Sends a request to a server that may not live to answer it.
    ///
    /// # Errors
    ///
    /// Why there is no answer.
    ///
    /// # Panics
    ///
    /// When the method, the path or a header cannot be sent at all.
    pub fn try_send(
        &self,
        method: &str,
        path: &str,
        body: Option<(&str, &[u8])>,
    ) -> Result<Answer, ureq::Error> {
        let mut request = Request::builder().method(method).uri(format!("{}{path}", self.url));
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let response = match body {
            Some((media_type, bytes)) => {
                let request = request.header("Content-Type", media_type).body(bytes);
                self.agent.run(request.expect("the request can be sent"))?
            }
            None => self.agent.run(request.body(()).expect("the request can be sent"))?,
        };
        let (head, body) = response.into_parts();
        let mut body = body;
        let bytes = body.with_config().limit(MAX_ANSWER_BYTES).read_to_vec()?;
        Ok(Answer::new(format!("{method} {path}"), &head, bytes))
    }
}
