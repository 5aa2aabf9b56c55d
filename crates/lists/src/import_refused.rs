use std::fmt;

use sillon_kernel::{Detail, Failure, FailureKind};
use sillon_tables::Fault;

/// A list was refused whole, for these faults.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportRefused(pub Vec<Fault>);

impl fmt::Display for ImportRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.as_slice() {
            [] => f.write_str("the list was refused"),
            [only] => write!(f, "the list has one fault, at {only}"),
            [first, ..] => write!(f, "the list has {} faults, the first at {first}", self.0.len()),
        }
    }
}

impl std::error::Error for ImportRefused {}

impl Failure for ImportRefused {
    fn class(&self) -> (FailureKind, &'static str) {
        (FailureKind::Invalid, "import-faulty")
    }

    fn details(&self) -> Vec<Detail> {
        let detail =
            |fault: &Fault| Detail::new(&fault.field, &fault.rule).with("line", fault.line);
        self.0.iter().map(detail).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(line: u64) -> Fault {
        Fault::new(line, "price", "it is blank")
    }

    #[test]
    fn a_refusal_counts_its_faults_and_tells_the_first() {
        let one = ImportRefused(vec![fault(40)]);
        assert_eq!(one.to_string(), "the list has one fault, at line 40, price: it is blank");
        let two = ImportRefused(vec![fault(40), fault(41)]);
        assert_eq!(
            two.to_string(),
            "the list has 2 faults, the first at line 40, price: it is blank"
        );
        assert_eq!(two.class(), (FailureKind::Invalid, "import-faulty"));
        assert_eq!(two.details()[1], Detail::new("price", "it is blank").with("line", 41));
    }
}
