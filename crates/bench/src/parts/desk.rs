//! A person's way into a server: one request after the other, in JSON.

use std::net::SocketAddr;

use serde_json::{Value, json};

use crate::{
    Fault,
    load::http::{Body, Connection, request},
};

/// A person signed in at a server.
#[derive(Clone)]
pub(crate) struct Desk {
    address: SocketAddr,
    authorization: String,
}

impl Desk {
    /// Makes an account and signs in.
    pub(crate) async fn sign_up(address: SocketAddr) -> Result<Self, Fault> {
        let mut desk = Self { address, authorization: String::new() };
        let (email, password) = ("bench@example.org", "measured side by side");
        let account = json!({ "email": email, "name": "Bench", "password": password });
        desk.post("/v1/users", &account).await?;
        let session = json!({ "email": email, "password": password });
        let session = desk.post("/v1/sessions", &session).await?;
        desk.authorization = format!("Bearer {}", text(&session, "token")?);
        Ok(desk)
    }

    /// Where the server listens.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// The same person at another server over a copy of the database.
    pub(crate) fn at(&self, address: SocketAddr) -> Self {
        Self { address, ..self.clone() }
    }

    /// Reads.
    pub(crate) async fn get(&self, path: &str) -> Result<Value, Fault> {
        json_of(&self.ask("GET", path, "application/json", None).await?)
    }

    /// Reads, whatever it is; how many bytes it has.
    pub(crate) async fn fetch(&self, path: &str) -> Result<usize, Fault> {
        Ok(self.ask("GET", path, "application/json", None).await?.len())
    }

    /// A question as it is sent, to ask over and over.
    pub(crate) fn question(&self, path: &str) -> Vec<u8> {
        request("GET", path, &[("authorization", &self.authorization)], None)
    }

    /// Makes something.
    pub(crate) async fn post(&self, path: &str, body: &Value) -> Result<Value, Fault> {
        self.write("POST", path, body).await
    }

    /// Sets something.
    pub(crate) async fn put(&self, path: &str, body: &Value) -> Result<Value, Fault> {
        self.write("PUT", path, body).await
    }

    /// Changes something.
    pub(crate) async fn patch(&self, path: &str, body: &Value) -> Result<Value, Fault> {
        self.write("PATCH", path, body).await
    }

    /// Does something that has no body.
    pub(crate) async fn command(&self, method: &str, path: &str) -> Result<(), Fault> {
        self.ask(method, path, "application/json", None).await.map(drop)
    }

    /// Hands in a list.
    pub(crate) async fn hand_in(&self, path: &str, csv: &str) -> Result<(), Fault> {
        self.ask("POST", path, "text/csv", Some(csv)).await.map(drop)
    }

    async fn write(&self, method: &str, path: &str, body: &Value) -> Result<Value, Fault> {
        json_of(&self.ask(method, path, "application/json", Some(&body.to_string())).await?)
    }

    async fn ask(
        &self,
        method: &str,
        path: &str,
        kind: &str,
        body: Option<&str>,
    ) -> Result<Vec<u8>, Fault> {
        let mut headers = vec![("content-type", kind)];
        if !self.authorization.is_empty() {
            headers.push(("authorization", &self.authorization));
        }
        let mut connection = Connection::open(self.address).await?;
        let answer = connection.ask(&request(method, path, &headers, body), Body::Kept).await?;
        if answer.status >= 300 {
            return Err(format!("{method} {path}: {}", answer.told()).into());
        }
        Ok(answer.body)
    }
}

/// The text at a name of an answer.
pub(crate) fn text(answer: &Value, name: &str) -> Result<String, Fault> {
    let found = answer.get(name).and_then(Value::as_str);
    found.map(str::to_owned).ok_or_else(|| format!("there is no {name} in {answer}").into())
}

fn json_of(body: &[u8]) -> Result<Value, Fault> {
    if body.is_empty() { Ok(Value::Null) } else { Ok(serde_json::from_slice(body)?) }
}
