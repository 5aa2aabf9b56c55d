//! The floor of checkouts on SQLite: one thread that writes the same rows, many orders a commit.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use rusqlite::{Connection, params_from_iter, types::Value};

use crate::{
    Fault,
    load::report::Reading,
    load::spread::{micros_each, per_second},
    machine::cpu::{self, Meter},
    machine::database::connect,
};

/// How many orders the loop commits at a time.
pub(crate) const COMMITTED_AT_ONCE: usize = 32;

/// The tables a checkout writes, and the column that tells the order.
const TABLES: [(&str, &str); 4] = [
    ("orders", "id"),
    ("order_line", "order_id"),
    ("order_component", "order_id"),
    ("outbox", "subject_id"),
];

/// A file, and what is to be written into it.
pub(crate) struct BareLoop {
    path: PathBuf,
    sales: Vec<Sale>,
}

/// What one checkout writes.
#[derive(Default)]
struct Sale {
    taken: Vec<[Value; 2]>,
    rows: Vec<(usize, Vec<Value>)>,
}

impl BareLoop {
    /// Notes the orders after the mark.
    pub(crate) fn of(path: &Path, mark: &str) -> Result<Self, Fault> {
        Ok(Self { path: path.to_owned(), sales: sales(&connect(path)?, mark)? })
    }

    /// Writes the first so many, and adds how fast that was.
    pub(crate) fn run(&self, count: usize, reading: &mut Reading) -> Result<(), Fault> {
        let sales = self.sales.get(..count).ok_or("fewer orders were noted")?;
        let connection = connect(&self.path)?;
        let used = Meter::start(|| cpu::of_process(std::process::id()));
        let elapsed = write_all(&connection, sales)?;
        reading.rate.add(per_second(count, elapsed));
        reading.server.add(micros_each(used.used(), count));
        Ok(())
    }
}

/// Reads the orders after the mark, each with all its rows.
fn sales(connection: &Connection, mark: &str) -> Result<Vec<Sale>, Fault> {
    let mut sales: BTreeMap<Vec<u8>, Sale> = BTreeMap::new();
    for (table, (name, key)) in TABLES.iter().enumerate() {
        let query = format!("select {key}, t.* from {name} t where {key} > {mark}");
        for (order, row) in rows(connection, &query)? {
            sales.entry(order).or_default().rows.push((table, row));
        }
    }
    let taken = format!(
        "select order_id, supply_id, sum(taken_milli) from order_line where order_id > {mark}
         group by order_id, supply_id"
    );
    for (order, row) in rows(connection, &taken)? {
        if let [supply, milli] = row.as_slice() {
            sales.entry(order).or_default().taken.push([milli.clone(), supply.clone()]);
        }
    }
    Ok(sales.into_values().collect())
}

/// A row and the order it belongs to.
type RowOfOrder = (Vec<u8>, Vec<Value>);

/// Rows whose first column is an order's id.
fn rows(connection: &Connection, query: &str) -> Result<Vec<RowOfOrder>, Fault> {
    let mut statement = connection.prepare(query)?;
    let columns = statement.column_count();
    let read = statement.query_map((), |row| {
        let values = (1..columns).map(|column| row.get(column)).collect::<Result<_, _>>()?;
        Ok((row.get(0)?, values))
    })?;
    Ok(read.collect::<Result<_, _>>()?)
}

/// Writes the orders; how long it took.
fn write_all(connection: &Connection, sales: &[Sale]) -> Result<Duration, Fault> {
    let insert = |(table, row): &(usize, Vec<Value>)| {
        let name = TABLES.get(*table).map_or("", |(name, _)| name);
        format!("insert into {name} values ({})", vec!["?"; row.len()].join(", "))
    };
    let mut inserts = [const { String::new() }; TABLES.len()];
    for row in sales.first().into_iter().flat_map(|sale| &sale.rows) {
        if let Some(text) = inserts.get_mut(row.0) {
            *text = insert(row);
        }
    }
    let take = "update supply set available_milli = available_milli - ? where id = ?";
    let begun = Instant::now();
    for together in sales.chunks(COMMITTED_AT_ONCE) {
        connection.prepare_cached("begin immediate")?.execute(())?;
        for sale in together {
            for taken in &sale.taken {
                connection.prepare_cached(take)?.execute(params_from_iter(taken))?;
            }
            for (table, row) in &sale.rows {
                let insert = inserts.get(*table).map_or("", String::as_str);
                connection.prepare_cached(insert)?.execute(params_from_iter(row))?;
            }
        }
        connection.prepare_cached("commit")?.execute(())?;
    }
    Ok(begun.elapsed())
}
