use std::{collections::BTreeSet, fs, path::Path};

use super::{guides, pages};

/// The values of an attribute in a page.
fn attributes<'p>(page: &'p str, name: &str) -> Vec<&'p str> {
    let opens = format!(" {name}=\"");
    let parts = page.split(opens.as_str()).skip(1);
    parts.filter_map(|rest| rest.split('"').next()).collect()
}

/// An anchor as a page has it, from an address, where what is no ASCII is percent-encoded.
fn decoded(anchor: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = anchor.bytes();
    while let Some(byte) = rest.next() {
        let hex =
            |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        match byte {
            b'%' => {
                let (high, low) = (rest.next().unwrap(), rest.next().unwrap());
                bytes.push(hex(high).unwrap() * 16 + hex(low).unwrap());
            }
            byte => bytes.push(byte),
        }
    }
    String::from_utf8(bytes).unwrap()
}

#[test]
fn every_link_of_a_page_leads_to_something() {
    let pages = pages();
    let mut lost = Vec::new();
    for (path, page) in &pages {
        for to in attributes(page, "href") {
            let (to, anchor) = to.split_once('#').map_or((to, None), |(to, at)| (to, Some(at)));
            let target = if to.is_empty() { path.as_str() } else { to };
            let is_elsewhere = to.starts_with("https://") || to.starts_with("data:");
            if is_elsewhere || ["/openapi.json", "/docs/docs.css"].contains(&target) {
                continue;
            }
            let Some(target) = pages.get(target) else {
                lost.push(format!("{path}: {to}"));
                continue;
            };
            if anchor
                .is_some_and(|anchor| !attributes(target, "id").contains(&decoded(anchor).as_str()))
            {
                lost.push(format!("{path}: {to}#{}", anchor.unwrap()));
            }
        }
    }
    assert!(lost.is_empty(), "{lost:#?}");
}

#[test]
fn pages_need_no_script_and_take_nothing_from_elsewhere() {
    for (path, page) in pages() {
        assert!(!page.contains("<script") && !page.contains(" style=\""), "{path}");
        let sources = attributes(&page, "src");
        assert!(sources.is_empty(), "{path}: {sources:?}");
        let ids = attributes(&page, "id");
        let apart: BTreeSet<&str> = ids.iter().copied().collect();
        assert_eq!(ids.len(), apart.len(), "{path} has an id twice");
        assert!(page.contains("<h1"), "{path} has no heading");
    }
}

#[test]
fn every_route_stands_on_a_page() {
    let pages = pages();
    let overview = &pages["/docs/"];
    let document = crate::document();
    for (path, operations) in document["paths"].as_object().unwrap() {
        for (_, operation) in operations.as_object().unwrap() {
            let tag = operation["tags"][0].as_str().unwrap();
            let id = operation["operationId"].as_str().unwrap();
            let page = &pages[&format!("/docs/routes/{tag}")];
            assert!(page.contains(&format!("id=\"{id}\"")), "{id}");
            assert!(overview.contains(&format!("href=\"/docs/routes/{tag}#{id}\"")), "{id} {path}");
        }
    }
}

#[test]
fn every_guide_is_served() {
    // What is for whoever works on the program, and the index that the overview takes the place of.
    let left_out = ["README", "performance"];
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    let known: BTreeSet<&str> = guides::all().iter().map(|guide| guide.name).collect();
    for (folder, prefix) in [(folder.clone(), ""), (folder.join("fr"), "fr/")] {
        for file in fs::read_dir(folder).unwrap() {
            let file = file.unwrap().file_name().into_string().unwrap();
            let Some(name) = file.strip_suffix(".md") else { continue };
            let name = format!("{prefix}{name}");
            assert!(known.contains(name.as_str()) || left_out.contains(&name.as_str()), "{name}");
        }
    }
}
