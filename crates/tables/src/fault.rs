use std::{collections::HashSet, fmt};

/// The most faults told of one list; whoever has more to mend than that has another problem.
pub const MAX_FAULTS: usize = 1_000;

/// One thing wrong in a list, and what is right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The line in the file as an editor numbers it, from 1; of a row over several lines, the first.
    pub line: u64,
    /// The column, or `file`, `header` or `row` where it is about more than a cell.
    pub field: String,
    /// What was wrong, what was written, and what is right, in a plain sentence.
    pub rule: String,
}

impl Fault {
    /// A fault at a line.
    pub fn new(line: u64, field: &str, rule: impl Into<String>) -> Self {
        Self { line, field: field.to_owned(), rule: rule.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, {}: {}", self.line, self.field, self.rule)
    }
}

/// The faults found so far, [`MAX_FAULTS`] at most; and what was passed over that is none.
#[derive(Debug, Default)]
pub struct Faults {
    found: Vec<Fault>,
    is_cut: bool,
    notes: Vec<Fault>,
    noted: HashSet<(String, String)>,
}

impl Faults {
    /// Notes a fault, while there is room.
    pub fn add(&mut self, line: u64, field: &str, rule: impl Into<String>) {
        if self.found.len() < MAX_FAULTS {
            self.found.push(Fault { line, field: field.to_owned(), rule: rule.into() });
        } else if !self.is_cut {
            self.is_cut = true;
            let rule = format!(
                "there are more than {MAX_FAULTS} faults: mend those above, then try again"
            );
            self.found.pop();
            self.found.push(Fault { line, field: "file".to_owned(), rule });
        }
    }

    /// Notes a fault that was made elsewhere.
    pub fn take(&mut self, fault: Fault) {
        self.add(fault.line, &fault.field, fault.rule);
    }

    /// Notes what is passed over, once for each text in a column.
    pub fn note(&mut self, line: u64, field: &str, text: &str, rule: impl FnOnce() -> String) {
        let is_new =
            self.notes.len() < MAX_FAULTS && self.noted.insert((field.to_owned(), text.to_owned()));
        if is_new {
            self.notes.push(Fault::new(line, field, rule()));
        }
    }

    /// What was passed over.
    pub fn take_notes(&mut self) -> Vec<Fault> {
        std::mem::take(&mut self.notes)
    }

    /// Whether more were found than are told, so that looking on is of no use.
    pub fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// The faults, in the order they were found.
    pub fn into_vec(self) -> Vec<Fault> {
        self.found
    }
}

/// What was written, fit for a message: its first 40 characters on one line.
pub fn shown(text: &str) -> String {
    let on_one_line = |c: char| if c.is_control() { ' ' } else { c };
    let start: String = text.chars().take(40).map(on_one_line).collect();
    if text.chars().nth(40).is_some() {
        format!("“{start}…”")
    } else {
        format!("“{start}”")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_beyond_the_most_are_said_once() {
        let mut faults = Faults::default();
        (1..=1_000).for_each(|line| faults.add(line, "price", "it is blank"));
        assert!(!faults.is_cut(), "a thousand faults are all told");
        (1_001..1_100).for_each(|line| faults.add(line, "price", "it is blank"));
        let told = faults.into_vec();
        assert_eq!(told.len(), MAX_FAULTS);
        assert_eq!((told[999].line, told[999].field.as_str()), (1_001, "file"));
    }

    #[test]
    fn what_was_written_is_shown_short_and_on_one_line() {
        assert_eq!(shown("a\nb"), "“a b”");
        assert_eq!(shown(&"é".repeat(41)), format!("“{}…”", "é".repeat(40)));
    }
}
