use std::{
    fmt,
    net::SocketAddr,
    sync::atomic::{AtomicUsize, Ordering},
    time::Duration,
};

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use sillon_kernel::VariantId;
use ureq::{Agent, Body, http::Response};

/// How long an answer may take before it is given up.
const PATIENCE: Duration = Duration::from_mins(1);
/// How long a connection may rest before it is used again: the server lets go of it after five seconds.
const REST: Duration = Duration::from_secs(2);
/// How much is read or written at once: two hundred shoppers have a buffer each.
const BUFFER_BYTES: usize = 8 * 1024;

/// Someone who talks to the API over a connection of their own.
pub(crate) struct Client {
    agent: Agent,
    url: String,
    token: Option<String>,
    sent: AtomicUsize,
}

impl Client {
    /// A guest of the server at an address.
    pub(crate) fn new(server: SocketAddr) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .proxy(None)
            .input_buffer_size(BUFFER_BYTES)
            .output_buffer_size(BUFFER_BYTES)
            .max_idle_age(REST)
            .timeout_recv_response(Some(PATIENCE))
            .timeout_recv_body(Some(PATIENCE));
        let agent = config.build().new_agent();
        Self { agent, url: format!("http://{server}"), token: None, sent: AtomicUsize::new(0) }
    }

    /// The same, signed in.
    pub(crate) fn with_token(self, token: String) -> Self {
        Self { token: Some(token), ..self }
    }

    /// The token of its session, if it is signed in.
    pub(crate) fn into_token(self) -> Option<String> {
        self.token
    }

    /// How many requests it has sent.
    pub(crate) fn sent(&self) -> usize {
        self.sent.load(Ordering::Relaxed)
    }

    /// Reads what is at a path.
    pub(crate) fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, RequestFailed> {
        read(&format!("GET {path}"), &self.get_text(path)?)
    }

    /// Reads what is at a path as it is sent, such as a file.
    pub(crate) fn get_text(&self, path: &str) -> Result<String, RequestFailed> {
        let mut request = self.agent.get(format!("{}{path}", self.url));
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        self.text("GET", path, || request.call())
    }

    /// Makes something, once for its key when it has one.
    pub(crate) fn post<T: DeserializeOwned>(
        &self,
        path: &str,
        key: Option<&str>,
        body: &impl Serialize,
    ) -> Result<T, RequestFailed> {
        let body = json(body);
        let mut request = self.agent.post(format!("{}{path}", self.url));
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        let text = self.send("POST", path, request, "application/json", &body)?;
        read(&format!("POST {path}"), &text)
    }

    /// Sends a list as a file.
    pub(crate) fn post_list<T: DeserializeOwned>(
        &self,
        path: &str,
        list: &str,
    ) -> Result<T, RequestFailed> {
        let request = self.agent.post(format!("{}{path}", self.url));
        let text = self.send("POST", path, request, "text/csv", list.as_bytes())?;
        read(&format!("POST {path}"), &text)
    }

    /// Sends a picture, a PNG.
    pub(crate) fn send_picture(
        &self,
        method: &'static str,
        path: &str,
        picture: &[u8],
    ) -> Result<(), RequestFailed> {
        let url = format!("{}{path}", self.url);
        let request = if method == "PUT" { self.agent.put(url) } else { self.agent.post(url) };
        self.send(method, path, request, "image/png", picture).map(|_| ())
    }

    /// Makes something as it is said to be.
    pub(crate) fn put<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
    ) -> Result<T, RequestFailed> {
        let request = self.agent.put(format!("{}{path}", self.url));
        let text = self.send("PUT", path, request, "application/json", &json(body))?;
        read(&format!("PUT {path}"), &text)
    }

    /// Changes what is said, and leaves the rest as it is.
    pub(crate) fn patch<T: DeserializeOwned>(
        &self,
        path: &str,
        body: &impl Serialize,
    ) -> Result<T, RequestFailed> {
        let request = self.agent.patch(format!("{}{path}", self.url));
        let text = self.send("PATCH", path, request, "application/json", &json(body))?;
        read(&format!("PATCH {path}"), &text)
    }

    /// Does what a path stands for: there is nothing to say beside it.
    pub(crate) fn act<T: DeserializeOwned>(
        &self,
        method: &'static str,
        path: &str,
    ) -> Result<T, RequestFailed> {
        let url = format!("{}{path}", self.url);
        let request = if method == "PUT" { self.agent.put(url) } else { self.agent.post(url) };
        let text = self.send(method, path, request, "application/json", &[])?;
        read(&format!("{method} {path}"), &text)
    }

    fn send(
        &self,
        method: &'static str,
        path: &str,
        request: ureq::RequestBuilder<ureq::typestate::WithBody>,
        media: &str,
        body: &[u8],
    ) -> Result<String, RequestFailed> {
        let mut request = request.content_type(media);
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        self.text(method, path, || request.send(body))
    }

    /// The text of an answer, or the problem it tells.
    fn text(
        &self,
        method: &'static str,
        path: &str,
        send: impl FnOnce() -> Result<Response<Body>, ureq::Error>,
    ) -> Result<String, RequestFailed> {
        let request = || format!("{method} {path}");
        let silent = |fault: ureq::Error| RequestFailed::Silent { request: request(), fault };
        self.sent.fetch_add(1, Ordering::Relaxed);
        let mut response = send().map_err(silent)?;
        let text = response.body_mut().read_to_string().map_err(silent)?;
        if response.status().is_success() {
            return Ok(text);
        }
        let status = response.status().as_u16();
        let problem = serde_json::from_str(&text);
        let problem = problem.unwrap_or_else(|_| Problem::untold(status, text));
        Err(RequestFailed::Refused { request: request(), problem: Box::new(problem) })
    }
}

fn json(body: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(body).expect("the demo's bodies are always JSON")
}

/// Reads an answer; an empty one stands for nothing.
fn read<T: DeserializeOwned>(request: &str, text: &str) -> Result<T, RequestFailed> {
    let text = if text.is_empty() { "null" } else { text };
    serde_json::from_str(text)
        .map_err(|fault| RequestFailed::Unread { request: request.to_owned(), fault })
}

/// Why a request did not do what it was sent for.
#[derive(Debug, thiserror::Error)]
pub(crate) enum RequestFailed {
    /// The server refused it, and said why.
    #[error("{request}: {problem}")]
    Refused { request: String, problem: Box<Problem> },
    /// No answer came.
    #[error("{request}: no answer ({fault})")]
    Silent { request: String, fault: ureq::Error },
    /// The answer is not what this program reads.
    #[error("{request}: the answer cannot be read ({fault})")]
    Unread { request: String, fault: serde_json::Error },
    /// The answer is not what it should be.
    #[error("{0}")]
    Wrong(String),
}

/// A refusal as the API tells it.
#[derive(Debug, Deserialize)]
pub(crate) struct Problem {
    status: u16,
    pub(crate) code: String,
    detail: String,
    #[serde(default)]
    pub(crate) errors: Vec<ProblemError>,
}

/// One fault of a refused request.
#[derive(Debug, Deserialize)]
pub(crate) struct ProblemError {
    field: String,
    rule: String,
    #[serde(default)]
    pub(crate) variant: Option<VariantId>,
    #[serde(default)]
    pub(crate) left: Option<String>,
}

impl Problem {
    /// A refusal that is not told the way the API tells them.
    fn untold(status: u16, text: String) -> Self {
        Self { status, code: "untold".to_owned(), detail: text, errors: Vec::new() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.status, self.code, self.detail)?;
        for error in &self.errors {
            write!(f, "\n    {}: {}", error.field, error.rule)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_is_told_with_each_fault() {
        let problem: Problem = serde_json::from_str(
            r#"{"type":"urn:sillon:import","title":"Unprocessable","status":422,"code":"import","detail":"2 faults",
                "errors":[{"field":"price","rule":"it is blank","line":"3"}]}"#,
        )
        .unwrap();
        assert_eq!(problem.to_string(), "422 import: 2 faults\n    price: it is blank");
        assert_eq!(Problem::untold(502, "oops".to_owned()).to_string(), "502 untold: oops");
    }

    #[test]
    fn an_empty_answer_stands_for_nothing() {
        assert!(read::<Option<u8>>("PUT /v1", "").unwrap().is_none());
        assert!(read::<u8>("PUT /v1", "").is_err());
    }
}
