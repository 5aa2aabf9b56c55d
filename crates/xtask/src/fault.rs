use std::fmt;

/// One place that breaks a house rule, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Fault {
    pub(crate) path: String,
    /// Counted from 1.
    pub(crate) line: usize,
    pub(crate) rule: &'static str,
    pub(crate) advice: String,
}

impl Fault {
    pub(crate) fn new(
        path: impl Into<String>,
        line: usize,
        rule: &'static str,
        advice: impl Into<String>,
    ) -> Self {
        Self { path: path.into(), line, rule, advice: advice.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}: {}", self.path, self.line, self.rule, self.advice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_reads_as_place_rule_and_advice() {
        let fault = Fault::new("crates/api/src/cart.rs", 7, "leftovers", "finish it");
        assert_eq!(fault.to_string(), "crates/api/src/cart.rs:7: leftovers: finish it");
    }
}
