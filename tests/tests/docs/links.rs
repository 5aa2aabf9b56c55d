//! Where the links of the documentation lead.

use std::{collections::BTreeSet, path::Path};

use super::{files, read, root};

#[test]
fn every_link_leads_somewhere() {
    let mut pages = vec![
        root().join("README.md"),
        root().join("ARCHITECTURE.md"),
        root().join("CONTRIBUTING.md"),
    ];
    files(&root().join("docs"), "md", &mut pages);
    for page in &pages {
        let text = read(page);
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if link.contains("://") {
                continue;
            }
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target =
                if file.is_empty() { page.clone() } else { page.parent().unwrap().join(file) };
            assert!(target.exists(), "{}: there is no {file}", page.display());
            assert!(
                anchor.is_empty() || anchors(&target).contains(anchor),
                "{}: no heading {link}",
                page.display()
            );
        }
    }
}

/// The addresses of a page's headings, as forges make them: lower case, without punctuation, hyphens for spaces.
fn anchors(page: &Path) -> BTreeSet<String> {
    let text = read(page);
    let headings = text
        .lines()
        .filter(|line| line.starts_with('#'))
        .map(|line| line.trim_start_matches('#').trim());
    let address = |heading: &str| -> String {
        let kept = heading.chars().filter(|c| c.is_alphanumeric() || [' ', '-', '_'].contains(c));
        kept.flat_map(char::to_lowercase).map(|c| if c == ' ' { '-' } else { c }).collect()
    };
    headings.map(address).collect()
}
