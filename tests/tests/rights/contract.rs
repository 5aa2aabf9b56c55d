//! What the document promises of each operation, held against what is answered; and the examples it shows.

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
};

use serde_json::{Map, Value, json};
use sillon_testkit::{Answer, Contract};

/// What the document calls each kind of credential, and one of it that opens nothing.
pub(crate) const OPENS_NOTHING: [(&str, &str); 3] = [
    ("session", "QRWmlPDdLm3SQCKKqY6uA0uBi7IDuTeOJOFnGGzo7aM"),
    ("api-key", "sk_QRWmlPDdLm3SQCKKqY6uA0uBi7IDuTeOJOFnGGzo7aM"),
    ("shop-key", "pk_QRWmlPDdLm3SQCKKqY6uA0uBi7IDuTeOJOFnGGzo7aM"),
];

/// The most items of a list that an example shows.
const MAX_ITEMS: usize = 3;

/// Whether an operation refuses whoever does not say who they are.
pub(crate) fn asks_for_somebody(operation: &Value) -> bool {
    let schemes = operation["security"].as_array().expect("every operation says whom it is for");
    !schemes.is_empty() && schemes.iter().all(|scheme| scheme != &json!({}))
}

/// What the document says of an operation such as `GET /v1/me`.
fn told(name: &str) -> &'static Value {
    let operations = Contract::served().operations();
    let found = operations.into_iter().find(|(method, path, _)| format!("{method} {path}") == name);
    found.unwrap_or_else(|| panic!("{name} is not in the document")).2
}

/// Whether an operation takes a kind of credential.
pub(crate) fn takes(name: &str, scheme: &str) -> bool {
    told(name)["security"].as_array().unwrap().iter().any(|taken| taken.get(scheme).is_some())
}

/// Whether an operation refuses whoever does not say who they are.
pub(crate) fn is_for_somebody(name: &str) -> bool {
    asks_for_somebody(told(name))
}

/// What an answer has that the document does not promise.
pub(crate) fn faults(name: &str, answer: &Answer) -> Vec<String> {
    let (method, path) = name.split_once(' ').unwrap();
    Contract::served().faults(method, path, answer)
}

/// Where the document says otherwise than an operation does whom it is for. Nobody and shop fronts are refused at the door
/// where they are not named; a machine is good for what it is named for with some scope.
pub(crate) fn untold(name: &str, answers: &[(&'static str, u16)]) -> Vec<String> {
    let of = |role: &str| answers.iter().find(|(known, _)| *known == role).unwrap().1;
    let is_for_all = !is_for_somebody(name);
    let mut untold = Vec::new();
    if is_for_all == (of("anonymous") == 401) {
        untold.push(format!("{name}: anonymous is answered {}", of("anonymous")));
    }
    if is_for_all {
        return untold;
    }
    let mut machines = answers.iter().filter(|(role, _)| role.contains(" key "));
    if takes(name, "api-key") != machines.any(|(_, status)| *status < 400) {
        untold.push(format!("{name}: a machine"));
    }
    if takes(name, "shop-key") == (of("shop key") == 403) {
        untold.push(format!("{name}: a shop key is answered {}", of("shop key")));
    }
    if !takes(name, "session") {
        untold.push(format!("{name}: a person"));
    }
    untold
}

/// The examples of requests and answers that the document shows, by operation.
pub(crate) struct Examples(BTreeMap<String, Map<String, Value>>);

impl Examples {
    fn file() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/api/examples.json")
    }

    /// Those that are kept in the repository.
    pub(crate) fn kept() -> Self {
        let text = fs::read_to_string(Self::file()).unwrap();
        Self(serde_json::from_str(&text).unwrap())
    }

    /// Takes what was sent and answered as an example where there is none that fits any more.
    pub(crate) fn offer(&mut self, name: &str, sent: Option<&[u8]>, answer: &Answer) {
        if answer.status >= 300 {
            return;
        }
        let told = told(name);
        let sent = sent.and_then(shown);
        let answered = shown(&answer.body).map(|mut value| {
            shorten(&mut value);
            value
        });
        let done = told["responses"]
            .as_object()
            .unwrap()
            .iter()
            .find(|(status, _)| status.starts_with('2'));
        let done = done.map(|(status, response)| (format!("responses/{status}"), response));
        let places = [
            ("request", sent, Some(("requestBody".to_owned(), &told["requestBody"]))),
            ("answer", answered, done),
        ];
        let (method, path) = name.split_once(' ').unwrap();
        let operation = format!("/paths/{}/{}", path.replace('/', "~1"), method.to_lowercase());
        for (part, offered, place) in places {
            let Some((place, body)) = place.filter(|(_, body)| body["content"].is_object()) else {
                continue;
            };
            let kept = self.0.get(name).and_then(|parts| parts.get(part));
            let fits = |value: &Value| {
                let content = body["content"].as_object().into_iter().flatten();
                let mut of_its_type = content.filter(|(name, _)| is_of_type(value, name));
                let at = format!("{operation}/{place}");
                of_its_type.all(|(name, told)| misfits(&at, name, told, value).is_empty())
            };
            if kept.is_some_and(fits) {
                continue;
            }
            if let Some(offered) = offered {
                self.0.entry(name.to_owned()).or_default().insert(part.to_owned(), offered);
            }
        }
    }

    /// Writes them where they are to be written anew.
    pub(crate) fn keep(&self) {
        if env::var_os("SILLON_BLESS").is_some_and(|body| body == "1") {
            let served: Vec<String> = Contract::served()
                .operations()
                .into_iter()
                .map(|(method, path, _)| format!("{method} {path}"))
                .collect();
            let still: BTreeMap<_, _> =
                self.0.iter().filter(|(name, _)| served.contains(name)).collect();
            fs::write(Self::file(), format!("{}\n", serde_json::to_string_pretty(&still).unwrap()))
                .unwrap();
        }
    }
}

/// A body as an example shows it: JSON, or text; nothing for what people do not read.
fn shown(body: &[u8]) -> Option<Value> {
    if body.is_empty() {
        return None;
    }
    let json = serde_json::from_slice(body).ok();
    json.or_else(|| Some(Value::String(String::from_utf8(body.to_vec()).ok()?)))
}

/// Leaves of each list what shows how it goes on.
fn shorten(value: &mut Value) {
    match value {
        Value::Array(items) => {
            items.truncate(MAX_ITEMS);
            items.iter_mut().for_each(shorten);
        }
        Value::Object(fields) => fields.values_mut().for_each(shorten),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Whether an example is of a media type: a text of one that is text, and JSON of the others.
fn is_of_type(example: &Value, media_type: &str) -> bool {
    media_type.starts_with("text/") == example.is_string()
}

/// What of an example the schema of a media type does not allow, by the place of what has a `content`.
fn misfits(at: &str, media_type: &str, told: &Value, example: &Value) -> Vec<String> {
    let at = format!("{at}/content/{}/schema", media_type.replace('/', "~1"));
    if told["schema"].is_object() {
        Contract::served().schema_faults(&at, example)
    } else {
        Vec::new()
    }
}

/// Whether bodies of a media type are text, which an example can show.
fn is_text(media_type: &str) -> bool {
    media_type.starts_with("text/") || media_type.ends_with("json")
}

#[test]
fn every_operation_shows_what_is_sent_and_what_is_answered() {
    let mut odd = Vec::new();
    for (method, path, told) in Contract::served().operations() {
        let at = format!("/paths/{}/{}", path.replace('/', "~1"), method.to_lowercase());
        let responses = told["responses"].as_object().unwrap().iter();
        let answers = responses
            .filter(|(status, _)| status.starts_with('2'))
            .map(|(status, response)| (format!("{at}/responses/{status}"), response));
        let request = (format!("{at}/requestBody"), &told["requestBody"]);
        for (at, body) in answers.chain([request]) {
            for (media_type, content) in body["content"].as_object().into_iter().flatten() {
                if !is_text(media_type) {
                    continue;
                }
                match content.get("example") {
                    None => odd.push(format!("{at} shows no example")),
                    Some(example) => odd.extend(misfits(&at, media_type, content, example)),
                }
            }
        }
    }
    assert!(odd.is_empty(), "with SILLON_BLESS=1 this test's neighbour writes examples: {odd:#?}");
}
