use std::io::{self, IsTerminal, Write};

use super::Failed;

/// Tells at the terminal what is being done, and what came of it.
pub(crate) struct Progress {
    /// Whether a line can be written over: else only what is done is told.
    live: bool,
}

impl Progress {
    pub(crate) fn new() -> Self {
        Self { live: io::stdout().is_terminal() }
    }

    /// Does a step: its name is shown while it is done, and named when it fails.
    pub(crate) fn step<T, E: Into<Failed>>(
        &self,
        doing: &str,
        work: impl FnOnce() -> Result<T, E>,
    ) -> Result<T, Failed> {
        self.over(&format!("  … {doing}"));
        work().map_err(|fault| {
            self.over("");
            format!("{doing}: {}", fault.into()).into()
        })
    }

    /// Shows how far a step is.
    pub(crate) fn count(&self, doing: &str, done: usize, of: usize) {
        self.over(&format!("  … {doing} {done}/{of}"));
    }

    /// Tells that a step is done, and what came of it.
    pub(crate) fn done(&self, said: &str) {
        self.say(&format!("  ✓ {said}"));
    }

    /// Tells something.
    pub(crate) fn say(&self, text: &str) {
        self.over("");
        // Whoever reads may have gone away; the demo goes on.
        drop(writeln!(io::stdout().lock(), "{text}"));
    }

    /// Writes over the line that stands there.
    fn over(&self, text: &str) {
        if self.live {
            let mut out = io::stdout().lock();
            drop(write!(out, "\r\u{1b}[2K{text}").and_then(|()| out.flush()));
        }
    }
}
