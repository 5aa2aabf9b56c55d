use std::collections::HashMap;

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd, html::push_html};

/// Markdown as HTML; what is HTML in it stands there as text.
pub(super) fn html(text: &str) -> String {
    render(text, |_| None)
}

/// Markdown as HTML, where `leads` says what becomes of a link to another file; a link it knows nothing of stays text.
pub(super) fn page(text: &str, leads: impl Fn(&str) -> Option<String>) -> String {
    render(text, leads)
}

fn render(text: &str, leads: impl Fn(&str) -> Option<String>) -> String {
    let events: Vec<Event<'_>> = Parser::new_ext(text, Options::ENABLE_TABLES).collect();
    let mut known = HashMap::new();
    let mut made = Vec::with_capacity(events.len());
    let mut drops_link = false;
    let mut rest = events.into_iter();
    let mut pending: Vec<Event<'_>> = Vec::new();
    while let Some(event) = rest.next() {
        match event {
            Event::Html(text) | Event::InlineHtml(text) => made.push(Event::Text(text)),
            Event::Start(Tag::Heading { level, classes, attrs, .. }) => {
                // The words of a heading name it, as repositories show them.
                pending.clear();
                for inner in rest.by_ref() {
                    if matches!(inner, Event::End(TagEnd::Heading(_))) {
                        break;
                    }
                    pending.push(inner);
                }
                let id = unique(anchor(&pending), &mut known);
                let id = Some(CowStr::from(id));
                made.push(Event::Start(Tag::Heading { level, id, classes, attrs }));
                made.append(&mut pending);
                made.push(Event::End(TagEnd::Heading(level)));
            }
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                let is_far = dest_url.starts_with("https://") || dest_url.starts_with('#');
                let to = if is_far { Some(dest_url.to_string()) } else { leads(&dest_url) };
                match to {
                    Some(to) => {
                        let dest_url = CowStr::from(to);
                        made.push(Event::Start(Tag::Link { link_type, dest_url, title, id }));
                    }
                    None => drops_link = true,
                }
            }
            Event::End(TagEnd::Link) if drops_link => drops_link = false,
            Event::Start(Tag::Table(columns)) => {
                made.push(Event::Html("<div class=\"wide\" tabindex=\"0\">".into()));
                made.push(Event::Start(Tag::Table(columns)));
            }
            Event::End(TagEnd::Table) => {
                made.push(Event::End(TagEnd::Table));
                made.push(Event::Html("</div>".into()));
            }
            other => made.push(other),
        }
    }
    let mut written = String::new();
    push_html(&mut written, made.into_iter());
    written.replace("<pre>", "<pre tabindex=\"0\">")
}

/// The anchor of a heading: its words in lower case with hyphens between, and nothing else that is no letter or digit.
fn anchor(heading: &[Event<'_>]) -> String {
    let mut anchor = String::new();
    for event in heading {
        if let Event::Text(text) | Event::Code(text) = event {
            for c in text.chars().flat_map(char::to_lowercase) {
                match c {
                    ' ' | '-' => anchor.push('-'),
                    c if c.is_alphanumeric() || c == '_' => anchor.push(c),
                    _ => {}
                }
            }
        }
    }
    anchor
}

/// The anchor, numbered where a heading before has it.
fn unique(anchor: String, known: &mut HashMap<String, u32>) -> String {
    let times = known.entry(anchor.clone()).or_insert(0);
    *times += 1;
    if *times == 1 { anchor } else { format!("{anchor}-{}", *times - 1) }
}
