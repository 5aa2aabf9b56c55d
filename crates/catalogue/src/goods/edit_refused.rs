use sillon_kernel::{Detail, Failure, FailureKind};

/// An edit breaks rules: each field, and the rule it breaks.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", self.said())]
pub struct EditRefused(pub Vec<(&'static str, String)>);

impl EditRefused {
    /// One field that breaks a rule.
    pub fn field(field: &'static str, rule: impl Into<String>) -> Self {
        Self(vec![(field, rule.into())])
    }

    fn said(&self) -> String {
        let faults = self.0.iter().map(|(field, rule)| format!("{field}: {rule}"));
        faults.collect::<Vec<_>>().join("; ")
    }
}

impl Failure for EditRefused {
    fn class(&self) -> (FailureKind, &'static str) {
        (FailureKind::Invalid, "invalid-field")
    }

    fn details(&self) -> Vec<Detail> {
        self.0.iter().map(|(field, rule)| Detail::new(*field, rule)).collect()
    }
}

/// The fields of an edit that break rules, as they are found.
#[derive(Default)]
pub struct FieldFaults(Vec<(&'static str, String)>);

impl FieldFaults {
    /// Notes the rule a field breaks, if it does.
    pub fn unless(&mut self, kept: bool, field: &'static str, rule: impl Into<String>) {
        if !kept {
            self.0.push((field, rule.into()));
        }
    }

    /// Whether a rule of a field was broken.
    pub fn has(&self, field: &str) -> bool {
        self.0.iter().any(|(broken, _)| *broken == field)
    }

    /// Each field with the rule it breaks.
    pub fn into_vec(self) -> Vec<(&'static str, String)> {
        self.0
    }

    /// What was edited, if nothing is wrong with it.
    ///
    /// # Errors
    ///
    /// [`EditRefused`] with every field that breaks a rule.
    pub fn or<T>(self, edited: T) -> Result<T, EditRefused> {
        if self.0.is_empty() { Ok(edited) } else { Err(EditRefused(self.0)) }
    }
}
