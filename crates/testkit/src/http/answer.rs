use serde_json::Value;
use ureq::http::response::Parts;

/// What a server answered.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The request, for messages.
    asked: String,
    /// The HTTP status.
    pub status: u16,
    headers: Vec<(String, String)>,
    /// The body as it was sent.
    pub body: Vec<u8>,
}

impl Answer {
    pub(crate) fn new(asked: String, head: &Parts, body: Vec<u8>) -> Self {
        let header = |(name, value): (&ureq::http::HeaderName, &ureq::http::HeaderValue)| {
            (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        };
        let headers = head.headers.iter().map(header).collect();
        Self { asked, status: head.status.as_u16(), headers, body }
    }

    /// A header, when there is one.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// Every header of a name.
    pub fn all(&self, name: &str) -> Vec<&str> {
        let found = self.headers.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str()).collect()
    }

    /// Whether one of the headers of a name lists a value.
    pub fn lists(&self, name: &str, value: &str) -> bool {
        let headers = self.headers.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name));
        let mut values = headers.flat_map(|(_, values)| values.split(','));
        values.any(|listed| listed.trim().eq_ignore_ascii_case(value))
    }

    /// The media type, without what comes after it.
    pub fn media_type(&self) -> &str {
        self.header("content-type").unwrap_or_default().split(';').next().unwrap_or_default().trim()
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON; null when there is none.
    ///
    /// # Panics
    ///
    /// When it is something else.
    pub fn json(&self) -> Value {
        if self.body.is_empty() {
            return Value::Null;
        }
        serde_json::from_slice(&self.body).unwrap_or_else(|fault| panic!("{self}: {fault}"))
    }

    /// The text at a place in the body, as a JSON pointer has it, such as `/lines/0/name`.
    ///
    /// # Panics
    ///
    /// When there is none.
    pub fn text_at(&self, place: &str) -> String {
        let found = self.json().pointer(place).and_then(Value::as_str).map(str::to_owned);
        found.unwrap_or_else(|| panic!("no text at {place}: {self}"))
    }

    /// Checks that all went well with this status; the body.
    ///
    /// # Panics
    ///
    /// When the status is another.
    #[track_caller]
    pub fn assert(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{self}");
        self.json()
    }

    /// Checks that it is a problem with this status and code; the problem.
    ///
    /// # Panics
    ///
    /// When it is another, or not all that a problem is.
    #[track_caller]
    pub fn assert_problem(&self, status: u16, code: &str) -> Value {
        let problem = self.assert_any_problem();
        assert_eq!((self.status, self.text_at("/code").as_str()), (status, code), "{self}");
        problem
    }

    /// Checks that it is a problem as RFC 9457 has it, in the members of this API; the problem.
    ///
    /// # Panics
    ///
    /// When it is not.
    #[track_caller]
    pub fn assert_any_problem(&self) -> Value {
        assert!((400..600).contains(&self.status), "{self}");
        assert_eq!(self.media_type(), "application/problem+json", "{self}");
        let problem = self.json();
        let code = self.text_at("/code");
        let is_stable = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        assert!(!code.is_empty() && code.chars().all(is_stable), "{self}");
        assert_eq!(self.text_at("/type"), format!("urn:sillon:{code}"), "{self}");
        assert_eq!(problem.get("status"), Some(&Value::from(self.status)), "{self}");
        assert!(has_text(&problem, "title") && has_text(&problem, "detail"), "{self}");
        for error in problem.get("errors").and_then(Value::as_array).into_iter().flatten() {
            assert!(has_text(error, "field") && has_text(error, "rule"), "{self}");
        }
        let known = ["type", "title", "status", "code", "detail", "errors"];
        for (member, _) in problem.as_object().into_iter().flatten() {
            assert!(known.contains(&member.as_str()), "{member}: {self}");
        }
        if self.status == 401 {
            assert_eq!(self.header("www-authenticate"), Some("Bearer"), "{self}");
        }
        problem
    }

    /// Checks that it is a problem with a status and a code, whose first error names this field; the error.
    ///
    /// # Panics
    ///
    /// When it is another.
    #[track_caller]
    pub fn assert_fault(&self, status: u16, code: &str, field: &str) -> Value {
        let problem = self.assert_problem(status, code);
        assert_eq!(self.text_at("/errors/0/field"), field, "{self}");
        problem.pointer("/errors/0").cloned().unwrap_or_default()
    }
}

fn has_text(value: &Value, member: &str) -> bool {
    value.get(member).and_then(Value::as_str).is_some_and(|text| !text.is_empty())
}

impl std::fmt::Display for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let body: String = self.text().chars().take(1_000).collect();
        write!(f, "{} was answered {}: {body}", self.asked, self.status)
    }
}
