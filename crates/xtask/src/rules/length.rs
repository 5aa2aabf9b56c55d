use crate::fault::Fault;
use crate::workspace::Workspace;

const MAX_LINES: usize = 600;

/// Endings of files that people write and read; data and lock files may be as long as they are.
const WRITTEN: &[&str] = &["rs", "sql", "html", "css", "js", "md", "toml"];

/// A file is short enough to be read.
pub(crate) fn check(workspace: &Workspace) -> Vec<Fault> {
    let mut faults = Vec::new();
    for file in workspace.tree.files().filter(|file| WRITTEN.contains(&file.extension())) {
        let lines = file.text.lines().count();
        if lines > MAX_LINES {
            let advice = format!("{lines} lines, at most {MAX_LINES}; split it by noun or verb");
            faults.push(Fault::new(&file.path, MAX_LINES + 1, "file length", advice));
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(path: &str, lines: usize) -> usize {
        let workspace = Workspace::of(&[(path, &"x\n".repeat(lines))]);
        check(&workspace).len()
    }

    #[test]
    fn six_hundred_lines_pass_and_data_is_not_counted() {
        assert_eq!(faults("crates/api/src/cart.rs", MAX_LINES), 0);
        assert_eq!(faults("Cargo.lock", MAX_LINES + 1), 0);
    }

    #[test]
    fn one_more_fails() {
        assert_eq!(faults("crates/api/src/cart.rs", MAX_LINES + 1), 1);
    }
}
