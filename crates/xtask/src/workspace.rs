use std::error::Error;
use std::path::{Path, PathBuf};

use cargo_metadata::MetadataCommand;

use crate::tree::Tree;

/// What the rules look at: the files, and the crates with the arrows they declare.
pub(crate) struct Workspace {
    pub(crate) tree: Tree,
    pub(crate) crates: Vec<Crate>,
}

/// A member of the workspace. Names of our own crates are without their `sillon-`.
pub(crate) struct Crate {
    pub(crate) name: String,
    /// The crate's folder from the root: `crates/api`.
    pub(crate) folder: String,
    /// Names of our crates it depends on, for whatever purpose: also for tests and builds.
    pub(crate) ours: Vec<String>,
    /// Names of foreign packages it depends on, likewise.
    pub(crate) foreign: Vec<String>,
}

const PREFIX: &str = "sillon-";

impl Workspace {
    /// Reads the workspace that the current folder lies in.
    pub(crate) fn read() -> Result<Self, Box<dyn Error>> {
        let metadata = MetadataCommand::new().no_deps().exec()?;
        let root = PathBuf::from(metadata.workspace_root.as_std_path());
        let mut crates = Vec::new();
        for package in metadata.workspace_packages() {
            let name = package.name.to_string();
            let folder = package.manifest_path.parent().ok_or("a manifest has a folder")?;
            let names = package.dependencies.iter().map(|dependency| dependency.name.as_str());
            crates.push(Crate::new(&name, &relative(folder.as_std_path(), &root)?, names));
        }
        Ok(Self { tree: Tree::read(&root)?, crates })
    }
}

impl Crate {
    /// A crate from its package name, its folder and the packages it depends on.
    pub(crate) fn new<'a>(
        package: &str,
        folder: &str,
        dependencies: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let mut this = Self {
            name: short(package).to_owned(),
            folder: folder.to_owned(),
            ours: vec![],
            foreign: vec![],
        };
        for name in dependencies {
            match name.strip_prefix(PREFIX) {
                Some(ours) => this.ours.push(ours.to_owned()),
                None => this.foreign.push(name.to_owned()),
            }
        }
        this
    }

    /// The path of its manifest.
    pub(crate) fn manifest(&self) -> String {
        format!("{}/Cargo.toml", self.folder)
    }
}

impl Workspace {
    /// A workspace of these files and of no crate.
    #[cfg(test)]
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        Self { tree: Tree::of(files), crates: Vec::new() }
    }

    /// The line of a crate's manifest that names `package`, or 1 when none does.
    pub(crate) fn line_naming(&self, krate: &Crate, package: &str) -> usize {
        let names = |line: &str| {
            line.strip_prefix(package)
                .is_some_and(|rest| rest.starts_with(['.', ' ', '=']) && rest.contains('='))
        };
        let manifest = self.tree.find(&krate.manifest());
        manifest.and_then(|file| file.text.lines().position(names)).map_or(1, |index| index + 1)
    }
}

fn short(package: &str) -> &str {
    package.strip_prefix(PREFIX).unwrap_or(package)
}

fn relative(folder: &Path, root: &Path) -> Result<String, Box<dyn Error>> {
    let inside = folder.strip_prefix(root)?;
    Ok(inside.to_str().ok_or("a folder's name is UTF-8")?.replace('\\', "/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_crates_are_told_from_foreign_ones() {
        let api = Crate::new("sillon-api", "crates/api", ["sillon-engine", "serde"]);
        assert_eq!((api.name.as_str(), api.manifest().as_str()), ("api", "crates/api/Cargo.toml"));
        assert_eq!((api.ours, api.foreign), (vec!["engine".to_owned()], vec!["serde".to_owned()]));
    }

    #[test]
    fn an_arrow_is_found_in_the_manifest() {
        let text = "[dependencies]\nserde_json.workspace = true\nserde = \"1\"\n";
        let api = Crate::new("sillon-api", "crates/api", ["serde"]);
        let workspace = Workspace::of(&[("crates/api/Cargo.toml", text)]);
        assert_eq!(workspace.line_naming(&api, "serde"), 3);
        assert_eq!(workspace.line_naming(&api, "tokio"), 1);
    }
}
