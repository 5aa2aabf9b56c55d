//! One case, and whether an answer is what it expects.

use rust_decimal::Decimal;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

/// A case: what is given, and what it must come to.
pub(crate) struct Case {
    pub(crate) id: String,
    pub(crate) area: String,
    pub(crate) name: String,
    pub(crate) given: Value,
    pub(crate) expect: Value,
}

impl Case {
    /// The case as text, where it did not pass.
    pub(crate) fn told(&self, verdict: &Verdict) -> Option<String> {
        let (how, came) = match verdict {
            Verdict::Passed => return None,
            Verdict::Failed(came) => ("failed", came),
            Verdict::Unknown(why) => ("unknown", why),
        };
        Some(format!(
            "  {how}: {} ({}): {} was expected, and it is {came}",
            self.id, self.name, self.expect
        ))
    }
}

/// What a case came to.
#[derive(Debug)]
pub(crate) enum Verdict {
    Passed,
    /// What came instead.
    Failed(String),
    /// Why nobody can say.
    Unknown(String),
}

/// The case is of a shape nobody reads here.
#[derive(Debug)]
pub(crate) struct Unknown(pub(crate) String);

/// What an area answers to what is given: everything it can say, by the names that cases expect it under.
pub(crate) type Answered = Result<Value, Unknown>;

/// Reads what is given into a shape; fields that the shape has not make it unknown.
pub(crate) fn read<T: DeserializeOwned>(given: &Value) -> Result<T, Unknown> {
    serde_json::from_value(given.clone())
        .map_err(|fault| Unknown(format!("a shape nobody reads here: {fault}")))
}

/// Compares what is expected with the answer, field by field. A field `correct_x` is about the answer's `x`, and then what
/// others compute for it, `ofn_x`, is passed over.
pub(crate) fn compare(expect: &Value, answer: &Value) -> Verdict {
    let (Some(expect), Some(answer)) = (expect.as_object(), answer.as_object()) else {
        return Verdict::Unknown("what is expected is no object".to_owned());
    };
    let mut compared = 0;
    for (field, expected) in expect {
        if field.strip_prefix("ofn_").is_some_and(|of| has_correct(expect, of)) {
            continue;
        }
        let Some(came) = answer.get(field.strip_prefix("correct_").unwrap_or(field)) else {
            return Verdict::Unknown(format!("nothing here answers `{field}`"));
        };
        if !same(expected, came) {
            return Verdict::Failed(format!("{field}: {came}"));
        }
        compared += 1;
    }
    if compared == 0 { Verdict::Unknown("nothing is expected".to_owned()) } else { Verdict::Passed }
}

fn has_correct(expect: &Map<String, Value>, field: &str) -> bool {
    expect.contains_key(&format!("correct_{field}"))
}

/// The member of an answer whose values have no order of their own.
const ANY_ORDER: &str = "in any order";

/// An answer of several that may be expected in any order.
pub(crate) fn in_any_order(values: impl Iterator<Item = String>) -> Value {
    json!({ ANY_ORDER: values.collect::<Vec<_>>() })
}

/// Whether these are the same texts, each as often.
fn same_set(expected: &[Value], came: &Value) -> bool {
    let sorted = |values: &[Value]| {
        let mut texts: Vec<String> = values.iter().map(Value::to_string).collect();
        texts.sort();
        texts
    };
    came.as_array().is_some_and(|came| sorted(expected) == sorted(came))
}

/// Whether two values say the same; numbers do as text too, and trailing zeros say nothing.
fn same(expected: &Value, came: &Value) -> bool {
    match (expected, came) {
        (Value::Array(expected), Value::Array(came)) => {
            expected.len() == came.len()
                && expected.iter().zip(came).all(|(one, other)| same(one, other))
        }
        (Value::Array(expected), Value::Object(came)) => {
            came.get(ANY_ORDER).is_some_and(|came| same_set(expected, came))
        }
        (Value::Object(expected), Value::Object(came)) => {
            expected.len() == came.len()
                && expected
                    .iter()
                    .all(|(name, one)| came.get(name).is_some_and(|other| same(one, other)))
        }
        (expected, came) => match (number(expected), number(came)) {
            (Some(expected), Some(came)) => expected == came,
            (Some(_) | None, _) => expected == came,
        },
    }
}

/// A number, also one that is written as text.
pub(crate) fn number(value: &Value) -> Option<Decimal> {
    match value {
        Value::Number(number) => number.to_string().parse().ok(),
        Value::String(text) => text.parse().ok(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// A number that must be one.
pub(crate) fn need(value: &Value) -> Result<Decimal, Unknown> {
    number(value).ok_or_else(|| Unknown(format!("{value} is no number")))
}
