//! What a database's schema is, in words both databases share.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    Database, Error, postgres,
    run::connection::{Connection, Use},
    sqlite,
};

/// A schema: what its tables hold and what they refuse.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SchemaDescription {
    /// The tables by name, without the list of migrations.
    pub tables: BTreeMap<String, TableDescription>,
}

/// A table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TableDescription {
    /// Its columns, in order.
    pub columns: Vec<ColumnDescription>,
    /// The columns that tell its rows apart.
    pub primary_key: Vec<String>,
    /// Sets of columns no two rows have alike.
    pub unique: BTreeSet<Vec<String>>,
    /// What it refers to.
    pub foreign_keys: BTreeSet<ForeignKey>,
    /// Indexes made for speed, by name.
    pub indexes: BTreeMap<String, IndexDescription>,
    /// The checks its rows pass, as [`words`] tells them, sorted.
    pub checks: Vec<String>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnDescription {
    /// Its name.
    pub name: String,
    /// What it holds.
    pub kind: ColumnKind,
    /// Whether it may hold nothing.
    pub is_nullable: bool,
}

/// What a column holds, as far as both databases tell it apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// A number; a truth value is 0 or 1.
    Integer,
    /// Text.
    Text,
    /// Bytes; an id is 16 of them.
    Bytes,
}

/// Columns that name a row of another table.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ForeignKey {
    /// The columns.
    pub columns: Vec<String>,
    /// The other table.
    pub table: String,
    /// Its columns.
    pub references: Vec<String>,
}

/// An index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexDescription {
    /// Its columns, in order.
    pub columns: Vec<String>,
    /// Whether no two rows have them alike.
    pub is_unique: bool,
    /// Which rows it has, as [`words`] tells it; all when there is none.
    pub predicate: Option<String>,
}

/// Describes the schema of a database as it stands.
///
/// # Errors
///
/// What the database refuses; [`Error::Corrupt`] for a column of a type we do not use.
pub fn describe_schema(database: &Database) -> Result<SchemaDescription, Error> {
    match &mut Connection::to(database, Use::Read)? {
        Connection::Pg(conn) => postgres::inspect::schema(conn),
        Connection::Lite(conn) => sqlite::inspect::schema(conn),
    }
}

impl SchemaDescription {
    /// A table to fill in.
    pub(crate) fn table(&mut self, name: &str) -> &mut TableDescription {
        self.tables.entry(name.to_owned()).or_default()
    }

    /// The tables such that each comes after those it refers to.
    pub(crate) fn in_dependency_order(&self) -> Vec<(&str, &TableDescription)> {
        let mut ordered: Vec<(&str, &TableDescription)> = Vec::with_capacity(self.tables.len());
        while ordered.len() < self.tables.len() {
            let is_placed = |name: &str| ordered.iter().any(|(placed, _)| *placed == name);
            let may_come = |name: &str, table: &TableDescription| {
                let mut needed = table.foreign_keys.iter().map(|key| key.table.as_str());
                !is_placed(name) && needed.all(|needed| needed == name || is_placed(needed))
            };
            let next = self.tables.iter().find(|(name, table)| may_come(name, table));
            let (name, table) = next.expect("our tables refer to each other in no circle");
            ordered.push((name, table));
        }
        ordered
    }
}

/// A condition as its words: lower case, without brackets, commas and type casts, and with PostgreSQL's
/// `= any (array[…])` told as `in`, so that what one database keeps of it reads like what the other keeps.
///
/// As brackets are left out, it tells conditions apart only as well as their words do.
pub fn words(condition: &str) -> String {
    let mut words = split(condition);
    while let Some(at) = words.iter().position(|word| word == "::") {
        words.drain(at..(at + 2).min(words.len()));
    }
    while let Some(at) = words.windows(3).position(|three| three == ["=", "any", "array"]) {
        words.splice(at..at + 3, ["in".to_owned()]);
    }
    // A list of one is kept as an equation.
    let is_literal = |word: Option<&String>| word.is_some_and(|word| word.starts_with('\''));
    for at in 0..words.len() {
        if words.get(at).is_some_and(|word| word == "in")
            && is_literal(words.get(at + 1))
            && !is_literal(words.get(at + 2))
            && let Some(word) = words.get_mut(at)
        {
            "=".clone_into(word);
        }
    }
    words.join(" ")
}

/// Names, numbers, texts in quotation marks, and runs of signs.
fn split(condition: &str) -> Vec<String> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let is_left_out = |c: char| c.is_whitespace() || "()[],\"".contains(c);
    let mut words = Vec::new();
    let mut rest = condition.trim_start_matches(is_left_out);
    while let Some(first) = rest.chars().next() {
        let length = if first == '\'' {
            rest.get(1..).and_then(|text| text.find('\'')).map(|end| end + 2)
        } else if is_word(first) {
            rest.find(|c| !is_word(c))
        } else {
            rest.find(|c| is_word(c) || is_left_out(c) || c == '\'')
        };
        let (word, after) = rest.split_at(length.unwrap_or(rest.len()));
        words.push(if first == '\'' { word.to_owned() } else { word.to_lowercase() });
        rest = after.trim_start_matches(is_left_out);
    }
    words
}

/// The conditions that follow a keyword in a statement, each within its own brackets: `check (…)`.
pub(crate) fn conditions<'s>(statement: &'s str, keyword: &str) -> Vec<&'s str> {
    let mut found = Vec::new();
    let mut rest = statement;
    while let Some(at) = rest.to_ascii_lowercase().find(keyword) {
        let (before, after) = rest.split_at(at + keyword.len());
        let is_whole = !before[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        rest = after;
        if let Some(bracketed) = after.trim_start().strip_prefix('(').filter(|_| is_whole)
            && let Some(end) = closing(bracketed)
        {
            let (condition, after) = bracketed.split_at(end);
            found.push(condition);
            rest = after;
        }
    }
    found
}

/// Where the bracket closes that was open before the text began.
fn closing(text: &str) -> Option<usize> {
    let (mut depth, mut is_quoted) = (1_u32, false);
    for (at, sign) in text.char_indices() {
        match sign {
            '\'' => is_quoted = !is_quoted,
            '(' if !is_quoted => depth += 1,
            ')' if !is_quoted => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_databases_tell_a_check_in_the_same_words() {
        let pairs = [
            (
                "sells in ('none', 'own')",
                "CHECK ((sells = ANY (ARRAY['none'::text, 'own'::text])))",
            ),
            ("kind in ('a-b')", "CHECK ((kind = 'a-b'::text))"),
            ("length(currency) = 3", "CHECK ((length(currency) = 3))"),
            ("(a is null) = (b is null)", "CHECK (((a IS NULL) = (b IS NULL)))"),
            ("a <> b or c<=0", "CHECK (((a <> b) OR (c <= 0)))"),
        ];
        for (lite, pg) in pairs {
            assert_eq!(format!("check {}", words(lite)), words(pg));
        }
        assert_ne!(words("a in ('x')"), words("a in ('X')"));
        assert_ne!(words("a > 0"), words("a >= 0"));
    }

    #[test]
    fn conditions_are_found_within_their_own_brackets() {
        let table =
            "create table t (recheck integer, a text check (a in (')', 'b')), check(a <> 'c'))";
        assert_eq!(conditions(table, "check"), ["a in (')', 'b')", "a <> 'c'"]);
    }

    #[test]
    fn a_table_comes_after_those_it_refers_to() {
        let mut schema = SchemaDescription::default();
        let to = |table: &str| ForeignKey {
            columns: vec![],
            table: table.to_owned(),
            references: vec![],
        };
        schema.table("a").foreign_keys.insert(to("c"));
        schema.table("b").foreign_keys.insert(to("b"));
        schema.table("c").foreign_keys.insert(to("b"));
        let ordered = schema.in_dependency_order();
        assert_eq!(ordered.iter().map(|(name, _)| *name).collect::<Vec<_>>(), ["b", "c", "a"]);
    }
}
