//! What is known of a person, read and erased as the register says.

use std::collections::{BTreeMap, HashSet};

use serde_json::{Map, Value as Json};
use sillon_identity::Pseudonym;
use sillon_kernel::{Email, OrderId, Timestamp, UserId};
use uuid::Uuid;

use crate::{
    Error, Tx,
    copies::contents::{Row, Table, Value},
    people::register::{By, Fate, Instead, REGISTER, Registered},
    postgres,
    schema::describe::{ColumnKind, SchemaDescription},
    sqlite,
    tx::Handle,
};

/// A person, by all that their rows are found by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Whose {
    /// Their account.
    pub user: Option<UserId>,
    /// The e-mail address of their account, whether they proved that it is theirs or not.
    pub login: Option<Email>,
    /// Their e-mail address, where it is known to be theirs.
    pub address: Option<Email>,
    /// The links and invitations that were mailed to them.
    pub mailed: Vec<Uuid>,
    /// Their orders.
    pub orders: Vec<OrderId>,
}

/// Every row about a person, by table; a row is an object of its columns.
pub type PersonalRows = BTreeMap<&'static str, Vec<Map<String, Json>>>;

/// What erasing a person came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ErasedRows {
    /// How many rows were deleted.
    pub deleted: usize,
    /// In how many rows a pseudonym took the person's place.
    pub pseudonymised: usize,
}

/// Which rows of a table: those whose column holds one of these.
pub(crate) struct Among<'a> {
    pub(crate) column: &'static str,
    pub(crate) values: Values<'a>,
    /// A condition in SQL of rows that are left out.
    pub(crate) unless: Option<&'static str>,
}

/// What a column holds.
pub(crate) enum Values<'a> {
    Ids(&'a [Uuid]),
    Text(&'a str),
}

impl Tx<'_> {
    /// Every row about a person.
    ///
    /// # Errors
    ///
    /// What the database refuses.
    pub fn personal_rows(&mut self, whose: &Whose) -> Result<PersonalRows, Error> {
        let schema = schema(&mut self.handle)?;
        let mut found = PersonalRows::new();
        for registered in REGISTER {
            let Some(described) = schema.tables.get(registered.table) else { continue };
            let table = Table::new(registered.table, described);
            let mut seen = HashSet::new();
            for rows in registered.rows {
                let ids = ids_of(whose, rows.by);
                let Some(among) = among(whose, rows.by, &ids) else { continue };
                for row in select(&mut self.handle, &table, &among)? {
                    if seen.insert(row.clone()) {
                        let shown = shown(
                            registered,
                            &table,
                            described.columns.iter().map(|column| column.kind),
                            row,
                        );
                        found.entry(registered.table).or_default().push(shown);
                    }
                }
            }
        }
        Ok(found)
    }

    /// Erases a person: their rows are deleted, or a pseudonym takes their place, as the register says.
    ///
    /// # Errors
    ///
    /// What the database refuses.
    pub fn erase_person(
        &mut self,
        whose: &Whose,
        pseudonym: &Pseudonym,
    ) -> Result<ErasedRows, Error> {
        let schema = schema(&mut self.handle)?;
        let mut erased = ErasedRows::default();
        // What refers to others goes before them.
        for (name, _) in schema.in_dependency_order().into_iter().rev() {
            let Some(registered) = REGISTER.iter().find(|registered| registered.table == name)
            else {
                continue;
            };
            for rows in registered.rows {
                let ids = ids_of(whose, rows.by);
                let Some(mut among) = among(whose, rows.by, &ids) else { continue };
                among.unless = registered.unless;
                match rows.fate {
                    Fate::Deleted => erased.deleted += delete(&mut self.handle, name, &among)?,
                    Fate::Pseudonymised => {
                        let changes: Vec<(&str, Value)> = registered
                            .personal
                            .iter()
                            .filter(|(column, _)| match rows.by {
                                By::Address(found_by) => *column == found_by,
                                By::Account(_) | By::Login(_) | By::Order(_) | By::Mailed(_) => {
                                    true
                                }
                            })
                            .map(|(column, instead)| (*column, value(*instead, pseudonym)))
                            .collect();
                        erased.pseudonymised += replace(&mut self.handle, name, &changes, &among)?;
                    }
                    Fate::Kept => {}
                }
            }
        }
        Ok(erased)
    }
}

fn schema(handle: &mut Handle<'_>) -> Result<SchemaDescription, Error> {
    match handle {
        Handle::Pg(conn) => postgres::inspect::schema(conn),
        Handle::Lite(conn) => sqlite::inspect::schema(conn),
    }
}

fn select(
    handle: &mut Handle<'_>,
    table: &Table<'_>,
    among: &Among<'_>,
) -> Result<Vec<Row>, Error> {
    match handle {
        Handle::Pg(conn) => postgres::queries::people::personal::select(conn, table, among),
        Handle::Lite(conn) => sqlite::queries::people::personal::select(conn, table, among),
    }
}

fn delete(handle: &mut Handle<'_>, table: &str, among: &Among<'_>) -> Result<usize, Error> {
    match handle {
        Handle::Pg(conn) => postgres::queries::people::personal::delete(conn, table, among),
        Handle::Lite(conn) => sqlite::queries::people::personal::delete(conn, table, among),
    }
}

fn replace(
    handle: &mut Handle<'_>,
    table: &str,
    changes: &[(&str, Value)],
    among: &Among<'_>,
) -> Result<usize, Error> {
    match handle {
        Handle::Pg(conn) => {
            postgres::queries::people::personal::replace(conn, table, changes, among)
        }
        Handle::Lite(conn) => {
            sqlite::queries::people::personal::replace(conn, table, changes, among)
        }
    }
}

/// The ids that rows of a person are found by.
fn ids_of(whose: &Whose, by: By) -> Vec<Uuid> {
    match by {
        By::Account(_) => whose.user.iter().map(|user| user.0).collect(),
        By::Order(_) => whose.orders.iter().map(|order| order.0).collect(),
        By::Mailed(_) => whose.mailed.clone(),
        By::Address(_) | By::Login(_) => Vec::new(),
    }
}

/// Which rows are the person's; none when they have nothing to be found by.
fn among<'a>(whose: &'a Whose, by: By, ids: &'a [Uuid]) -> Option<Among<'a>> {
    let (column, values) = match by {
        By::Account(column) | By::Order(column) | By::Mailed(column) => (column, Values::Ids(ids)),
        By::Login(column) => (column, Values::Text(whose.login.as_ref()?.as_str())),
        By::Address(column) => (column, Values::Text(whose.address.as_ref()?.as_str())),
    };
    let is_none = matches!(values, Values::Ids([]));
    (!is_none).then_some(Among { column, values, unless: None })
}

fn value(instead: Instead, pseudonym: &Pseudonym) -> Value {
    match instead {
        Instead::Pseudonym => Value::Text(pseudonym.as_str().to_owned()),
        Instead::Address => Value::Text(pseudonym.address()),
        Instead::Nothing => Value::Nothing,
        Instead::Blank => Value::Text(String::new()),
        Instead::Zeros => Value::Bytes(vec![0; 32]),
    }
}

/// A row as an object: ids and times as people's programs read them, JSON as JSON, and nothing that is hidden.
fn shown(
    registered: &Registered,
    table: &Table<'_>,
    kinds: impl Iterator<Item = ColumnKind>,
    row: Row,
) -> Map<String, Json> {
    let cells = table.columns.iter().zip(kinds).zip(row.0);
    let cells = cells.filter(|((column, _), _)| !registered.hidden.contains(column));
    cells.map(|((column, kind), value)| ((*column).to_owned(), cell(column, kind, value))).collect()
}

fn cell(column: &str, kind: ColumnKind, value: Value) -> Json {
    match value {
        Value::Nothing => Json::Null,
        Value::Integer(micros) if column == "at" || column.ends_with("_at") => {
            Timestamp::from_micros(micros).map_or(micros.into(), |at| at.to_string().into())
        }
        Value::Integer(integer) => integer.into(),
        Value::Text(text) if text.starts_with(['{', '[']) => {
            serde_json::from_str(&text).unwrap_or(Json::String(text))
        }
        Value::Text(text) => text.into(),
        Value::Bytes(bytes) => match Uuid::from_slice(&bytes) {
            Ok(id) if kind == ColumnKind::Bytes => id.to_string().into(),
            _ => Json::Null,
        },
    }
}
