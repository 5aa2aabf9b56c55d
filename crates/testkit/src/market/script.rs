use std::{collections::BTreeMap, fmt::Write};

use serde_json::Value;

use crate::{Answer, Client, Marketplace};

/// A story of a market as a table of plain text: who, does what, and what comes of it.
///
/// ```text
/// # A line that begins so is a heading.
/// Awa   | POST /v1/carts {"shop": "panier"}               | 201 cart := id
/// Awa   | POST /v1/carts/$cart/checkout key=k {"contact": … | 201 total.amount = 12.50
///       |                                                 | lines[name=Honey].quantity = 1
/// clock | 2026-05-06T18:00:00Z                            | 1 advanced
/// post  | delivers                                        | 3 letters
/// ```
///
/// A row without a name goes on from the one above. `name := place` remembers a value, which `$name` then stands for;
/// `place = value` expects one, where a place is a path of members, `[3]`, `[name=Honey]` or `#` for how many; and
/// `text = @name` expects a text given beside the table. Whoever posts a session is signed in by it.
pub struct Script<'m> {
    market: &'m Marketplace,
    people: BTreeMap<String, Client>,
    texts: BTreeMap<&'static str, String>,
    names: BTreeMap<String, String>,
    transcript: String,
}

impl<'m> Script<'m> {
    /// A story at a market, with texts that the table names.
    pub fn at(market: &'m Marketplace, texts: &[(&'static str, &str)]) -> Self {
        Self {
            market,
            people: BTreeMap::new(),
            texts: texts.iter().map(|(name, text)| (*name, (*text).to_owned())).collect(),
            names: BTreeMap::new(),
            transcript: String::new(),
        }
    }

    /// Plays a table to its end; every request and its answer, as they were.
    ///
    /// # Panics
    ///
    /// When something else comes of a row than it expects.
    pub fn play(mut self, table: &str) -> String {
        for row in rows(table) {
            self.step(&row);
        }
        self.transcript
    }

    fn step(&mut self, row: &Row) {
        let does = self.filled(row.does.trim());
        let (came, expects) = row.expects.split_once([' ', ';']).unwrap_or((&row.expects, ""));
        match row.who.as_str() {
            "clock" => assert_eq!(self.market.move_clock(&does).to_string(), came, "{row:?}"),
            "post" => assert_eq!(self.market.deliver().to_string(), came, "{row:?}"),
            who => {
                let answer = self.ask(who, &does);
                assert_eq!(answer.status.to_string(), came, "{row:?}: {answer}");
                if answer.status >= 400 {
                    answer.assert_any_problem();
                }
                for expected in expects.split(';').map(str::trim).filter(|text| !text.is_empty()) {
                    self.check(expected, &answer, row);
                }
            }
        }
    }

    /// Sends a request such as `PUT /v1/carts/1 key=k {"lines": []}`.
    fn ask(&mut self, who: &str, does: &str) -> Answer {
        let (method, rest) = does.split_once(' ').expect("a method and a path");
        let (path, rest) = rest.split_once(' ').unwrap_or((rest, ""));
        let guest = || self.market.guest();
        let mut client = self.people.entry(who.to_owned()).or_insert_with(guest).clone();
        let mut rest = rest.trim();
        if let Some(keyed) = rest.strip_prefix("key=") {
            let (key, after) = keyed.split_once(' ').unwrap_or((keyed, ""));
            client = client.with_key(key);
            rest = after.trim();
        }
        let body = match rest.strip_prefix('@') {
            Some(name) => Some(("text/csv", self.text(name))),
            None => (!rest.is_empty()).then(|| ("application/json", rest.to_owned())),
        };
        let sent = body.as_ref().map(|(media_type, text)| (*media_type, text.as_bytes()));
        let answer = client.send(method, path, sent);
        if method == "POST" && path == "/v1/sessions" && answer.status == 201 {
            self.people.insert(who.to_owned(), client.with_token(&answer.text_at("/token")));
        }
        let (status, media_type) = (answer.status, answer.media_type());
        let text = answer.text();
        writeln!(self.transcript, "{who}: {does}\n{status} {media_type}\n{text}\n")
            .expect("writing to a string cannot fail");
        answer
    }

    fn check(&mut self, expected: &str, answer: &Answer, row: &Row) {
        if let Some((name, place)) = expected.split_once(" := ") {
            let found = shown(&answer.json(), place);
            self.names.insert(name.trim().to_owned(), found);
        } else {
            let (place, wanted) = expected.split_once(" = ").expect("`place = value`");
            let (found, wanted) = match wanted.strip_prefix('@') {
                Some(name) => {
                    let text = answer.text();
                    (text.trim_start_matches('\u{feff}').replace("\r\n", "\n"), self.text(name))
                }
                None => (shown(&answer.json(), place.trim()), self.filled(wanted)),
            };
            assert_eq!(found, wanted, "{place}: {row:?}: {answer}");
        }
    }

    fn text(&self, name: &str) -> String {
        let text =
            self.texts.get(name.trim()).unwrap_or_else(|| panic!("no text is called {name}"));
        self.filled(text)
    }

    /// The text with every `$name` as what it stands for.
    fn filled(&self, text: &str) -> String {
        // Longer names first, so that `$cart` is not found in `$cart_of_awa`.
        let mut names: Vec<_> = self.names.iter().collect();
        names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        let fill = |text: String, (name, value): (&String, &String)| {
            text.replace(&format!("${name}"), value)
        };
        names.into_iter().fold(text.to_owned(), fill)
    }
}

#[derive(Debug, Default)]
struct Row {
    who: String,
    does: String,
    expects: String,
}

fn rows(table: &str) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    let lines = table.lines().map(str::trim);
    for line in lines.filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let mut cells = line.split('|').map(str::trim);
        let cells = (cells.next(), cells.next(), cells.next().unwrap_or_default(), cells.next());
        let (Some(who), Some(does), expects, None) = cells else {
            panic!("a row has two or three cells: {line}");
        };
        if who.is_empty() {
            let row = rows.last_mut().expect("the first row has a name");
            row.does = [&row.does, does].join(" ");
            row.expects.push_str(if row.expects.is_empty() { "" } else { "; " });
            row.expects.push_str(expects);
        } else {
            rows.push(Row {
                who: who.to_owned(),
                does: does.to_owned(),
                expects: expects.to_owned(),
            });
        }
    }
    rows
}

/// What stands at a place, as people write it: texts as they are, everything else as JSON.
fn shown(value: &Value, place: &str) -> String {
    let found = steps(place).into_iter().try_fold(value.clone(), |value, step| at(&value, step));
    match found {
        Some(Value::String(text)) => text,
        Some(other) => other.to_string(),
        None => format!("nothing at {place}"),
    }
}

/// The steps of a place: `offers[name=Honey].price` are `offers`, `[name=Honey]`, `price`.
fn steps(place: &str) -> Vec<&str> {
    let mut steps = Vec::new();
    let mut rest = place;
    while !rest.is_empty() {
        let end = if rest.starts_with('[') {
            rest.find(']').map(|end| end + 1)
        } else {
            rest.find(['.', '['])
        };
        let (step, after) = rest.split_at(end.unwrap_or(rest.len()));
        steps.push(step);
        rest = after.trim_start_matches('.');
    }
    steps
}

fn at(value: &Value, step: &str) -> Option<Value> {
    if step == "#" {
        return value.as_array().map(|items| items.len().into());
    }
    let Some(inner) = step.strip_prefix('[').and_then(|step| step.strip_suffix(']')) else {
        return value.get(step).cloned();
    };
    if let Ok(index) = inner.parse::<usize>() {
        return value.get(index).cloned();
    }
    let wanted: Vec<(&str, &str)> =
        inner.split('&').filter_map(|pair| pair.trim().split_once('=')).collect();
    let fits = |item: &&Value| wanted.iter().all(|(place, text)| shown(item, place) == *text);
    value.as_array()?.iter().find(fits).cloned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn places_are_found_by_member_by_number_and_by_what_stands_there() {
        let value = json!({"offers": [
            {"name": "Honey", "label": "250 g", "price": {"amount": "6.50"}},
            {"name": "Honey", "label": "1 kg", "left": 3},
        ]});
        let shown = |place| shown(&value, place);
        assert_eq!(shown("offers[name=Honey].price.amount"), "6.50");
        assert_eq!(shown("offers[name=Honey & label=1 kg].left"), "3");
        assert_eq!(shown("offers[1].label"), "1 kg");
        assert_eq!(shown("offers.#"), "2");
        assert_eq!(shown("offers[name=Mead].left"), "nothing at offers[name=Mead].left");
    }

    #[test]
    fn a_row_goes_on_in_the_next() {
        let rows = rows("# One\nAwa | GET /a | 200\n | | b = 1\nBo | GET /c | 404");
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0].expects, "200; b = 1");
    }
}
