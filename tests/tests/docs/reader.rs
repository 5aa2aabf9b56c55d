//! A reader of the pages, who does what they say.

use std::{collections::BTreeMap, sync::Arc};

use serde_json::{Value, json};
use sillon_engine::{Engine, advance_cycles};
use sillon_testkit::{Answer, Client, LEAF, Marketplace, run};

use super::{Block, Request, blocks};

/// Somebody who does what pages say, and keeps what they tell to keep.
pub(super) struct Reader {
    engine: Arc<Engine>,
    client: Client,
    pub(super) names: BTreeMap<String, String>,
}

impl Reader {
    pub(super) fn new(market: &Marketplace) -> Self {
        Self { engine: market.engine(), client: market.guest(), names: BTreeMap::new() }
    }

    /// Sends every request of the pages, in order, and compares each answer with the block that follows.
    pub(super) fn play(&mut self, pages: &[&str]) {
        for page in pages {
            let mut blocks = blocks(page).into_iter().peekable();
            let mut count = 0;
            while let Some(block) = blocks.next() {
                let Some(request) = block.request() else { continue };
                let answer = self.send(&request, &format!("{page}:{}", block.line));
                // What the server does by itself, it does before the reader has read on.
                run(advance_cycles(&self.engine)).unwrap();
                let expected = blocks.next_if(Block::is_answer);
                let fits = match &expected {
                    Some(expected) => self.compare(expected, &answer),
                    None => success(&answer),
                };
                fits.unwrap_or_else(|fault| {
                    panic!("{page}:{}: {fault}\n{answer}\n{}", block.line, answer.text())
                });
                count += 1;
            }
            assert!(count > 0, "{page} asks for nothing");
        }
    }

    fn send(&self, request: &Request, place: &str) -> Answer {
        let mut client = self.client.clone();
        let mut media_type = "application/json".to_owned();
        for (name, value) in &request.headers {
            let value = self.filled(value, place);
            if name == "Content-Type" {
                media_type = value;
            } else {
                client = client.saying(name, &value);
            }
        }
        let body = request.body.as_ref().map(|body| self.filled(body, place));
        let body = body.as_ref().map(String::as_bytes).or(request.is_picture.then_some(LEAF));
        let body = body.map(|body| (media_type.as_str(), body));
        client.send(&request.method, &self.filled(&request.path, place), body)
    }

    /// The text with every `{{name}}` and `$name` as what was kept under it.
    fn filled(&self, text: &str, place: &str) -> String {
        let mut names: Vec<_> = self.names.iter().collect();
        names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        let text = names.into_iter().fold(text.to_owned(), |text, (name, value)| {
            text.replace(&format!("{{{{{name}}}}}"), value).replace(&format!("${name}"), value)
        });
        assert!(
            !text.contains("{{") && !text.contains('$'),
            "{place}: nothing was kept under a name in {text}"
        );
        text
    }

    fn compare(&mut self, expected: &Block, answer: &Answer) -> Result<(), String> {
        if expected.language == "csv" {
            success(answer)?;
            let found = answer.text().trim_start_matches('\u{feff}').replace("\r\n", "\n");
            let wanted = self.filled(&expected.text, "a file");
            return if found.trim_end() == wanted {
                Ok(())
            } else {
                Err(format!("{wanted}\n  was expected"))
            };
        }
        if expected.language == "json" {
            success(answer)?;
            return self.fit(&json_of(&expected.text)?, &answer.json(), "");
        }
        let (head, body) = expected.text.split_once("\n\n").unwrap_or((&expected.text, ""));
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1)).unwrap_or_default();
        if status != answer.status.to_string() {
            return Err(format!("{status} was expected"));
        }
        for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
            self.fit(&json!(value), &json!(answer.header(name)), name)?;
        }
        if body.is_empty() {
            return if answer.body.is_empty() {
                Ok(())
            } else {
                Err("no body was expected".to_owned())
            };
        }
        self.fit(&json_of(body)?, &answer.json(), "")
    }

    /// Whether what was found is what a page shows, `…` standing for anything.
    fn fit(&mut self, wanted: &Value, found: &Value, place: &str) -> Result<(), String> {
        match (wanted, found) {
            (Value::String(text), _) if text == "…" => Ok(()),
            (Value::String(text), _) if text.starts_with("{{") => {
                let name = text.trim_matches(['{', '}']);
                let found = found.as_str().ok_or(format!("{place}: {name} is no text"))?;
                let kept = self.names.entry(name.to_owned()).or_insert_with(|| found.to_owned());
                if kept == found { Ok(()) } else { Err(format!("{place}: {name} is {kept}")) }
            }
            (Value::Object(wanted), Value::Object(found)) => {
                let all = wanted.contains_key("…");
                if let Some(more) = found.keys().find(|name| !all && !wanted.contains_key(*name)) {
                    return Err(format!("{place}.{more} is not shown"));
                }
                let mut shown = wanted.iter().filter(|(name, _)| *name != "…");
                shown.try_for_each(|(name, wanted)| {
                    let found = found.get(name).ok_or(format!("{place}.{name} is not there"))?;
                    self.fit(wanted, found, &format!("{place}.{name}"))
                })
            }
            (Value::Array(wanted), Value::Array(found)) => {
                let open =
                    wanted.last().is_some_and(|last| last == "…") && wanted.len() != found.len();
                let shown = if open { &wanted[..wanted.len() - 1] } else { &wanted[..] };
                if found.len() < shown.len() || (!open && found.len() > shown.len()) {
                    return Err(format!("{place} has {} items", found.len()));
                }
                let mut pairs = shown.iter().zip(found).enumerate();
                pairs.try_for_each(|(at, (wanted, found))| {
                    self.fit(wanted, found, &format!("{place}[{at}]"))
                })
            }
            (wanted, found) if wanted == found => Ok(()),
            (wanted, found) => Err(format!("{place} is {found}, not {wanted}")),
        }
    }
}

fn success(answer: &Answer) -> Result<(), String> {
    if (200..300).contains(&answer.status) {
        Ok(())
    } else {
        Err("a success was expected".to_owned())
    }
}

fn json_of(text: &str) -> Result<Value, String> {
    serde_json::from_str(text).map_err(|fault| format!("the page shows no JSON: {fault}"))
}
