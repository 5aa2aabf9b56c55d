use sillon_catalogue::Missing;
use sillon_kernel::{Detail, Failure, FailureKind, Language};
use sillon_tables::Fault;

/// A list would take away, of goods on sale, what the law wants shoppers to know: what is missing, by the line that speaks of it.
#[derive(Debug, thiserror::Error)]
#[error("what the law wants shoppers to know would be missing {} times of goods on sale", .0.len())]
pub struct NotCompliantList(pub Vec<(u64, Missing)>);

impl Failure for NotCompliantList {
    fn class(&self) -> (FailureKind, &'static str) {
        (FailureKind::Invalid, "not-compliant")
    }

    fn details(&self) -> Vec<Detail> {
        self.0.iter().map(|(line, missing)| missing.detail().with("line", line)).collect()
    }
}

/// What is missing as a fault of the line that speaks of it.
pub fn not_compliant(missing: &Missing, line: u64) -> Fault {
    let said = missing.rule.says(Language::En);
    let rule = match &missing.product {
        Some((_, name)) => format!("{name}: {said}"),
        None => said.to_owned(),
    };
    Fault::new(line, missing.rule.field, rule)
}
