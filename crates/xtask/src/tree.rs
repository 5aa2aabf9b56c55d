use std::error::Error;
use std::path::Path;
use std::process::Command;

/// The files of the repository: what git tracks, and what it would track if added.
pub(crate) struct Tree {
    files: Vec<File>,
}

/// One file, with its path from the root, written with `/`.
pub(crate) struct File {
    pub(crate) path: String,
    /// Empty for a file that is not UTF-8.
    pub(crate) text: String,
}

impl Tree {
    /// Reads the files that git knows under `root`, leaving out ignored ones and `target/`.
    pub(crate) fn read(root: &Path) -> Result<Self, Box<dyn Error>> {
        let listed = Command::new("git")
            .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
            .current_dir(root)
            .output()?;
        if !listed.status.success() {
            return Err(String::from_utf8_lossy(&listed.stderr).into());
        }
        let mut files = Vec::new();
        for path in String::from_utf8(listed.stdout)?.split_terminator('\0') {
            let on_disk = root.join(path);
            if path.starts_with("target/") || !on_disk.is_file() {
                continue;
            }
            let text = String::from_utf8(std::fs::read(&on_disk)?).unwrap_or_default();
            files.push(File { path: path.to_owned(), text });
        }
        files.sort_by(|a, b| a.path.cmp(&b.path));
        files.dedup_by(|a, b| a.path == b.path);
        Ok(Self { files })
    }

    pub(crate) fn files(&self) -> impl Iterator<Item = &File> {
        self.files.iter()
    }

    /// Files whose path ends in `.rs`.
    pub(crate) fn rust(&self) -> impl Iterator<Item = &File> {
        self.files().filter(|file| file.extension() == "rs")
    }

    pub(crate) fn find(&self, path: &str) -> Option<&File> {
        self.files().find(|file| file.path == path)
    }

    #[cfg(test)]
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        let files = files
            .iter()
            .map(|(path, text)| File { path: (*path).to_owned(), text: (*text).to_owned() })
            .collect();
        Self { files }
    }
}

impl File {
    /// The last part of the path.
    pub(crate) fn name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// What follows the last dot of the name, or nothing.
    pub(crate) fn extension(&self) -> &str {
        self.name().rsplit_once('.').map_or("", |(_, extension)| extension)
    }

    /// The crate that the file belongs to: `api` for `crates/api/src/lib.rs`, `tests` for `tests/…`.
    pub(crate) fn crate_name(&self) -> &str {
        let path = self.path.strip_prefix("crates/").unwrap_or(&self.path);
        path.split('/').next().unwrap_or(path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_knows_its_name_extension_and_crate() {
        let tree =
            Tree::of(&[("crates/api/src/cart.rs", ""), ("tests/shop.rs", ""), ("LICENSE", "")]);
        let seen: Vec<_> =
            tree.files().map(|f| (f.name(), f.extension(), f.crate_name())).collect();
        assert_eq!(
            seen,
            [("cart.rs", "rs", "api"), ("shop.rs", "rs", "tests"), ("LICENSE", "", "LICENSE")]
        );
    }
}
