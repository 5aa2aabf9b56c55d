//! The floor of a checkout: the rows that the server wrote, written again by the least that can write them.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use rusqlite::{Connection, params_from_iter, types::Value};

use crate::{
    Fault,
    cpu::{self, Meter},
    database::{Database, connect},
    pgbench::Pgbench,
    report::Reading,
    spread::{micros_each, millis, per_second},
};

/// How many orders the bare loop commits at a time.
pub(crate) const COMMITTED_AT_ONCE: usize = 32;

/// The tables a checkout writes, and the column that tells the order.
const TABLES: [(&str, &str); 4] = [
    ("orders", "id"),
    ("order_line", "order_id"),
    ("order_component", "order_id"),
    ("outbox", "subject_id"),
];

/// Takes back every order after the one marked, and the messages of all: each supply becomes what its movements and the
/// orders that remain leave of it.
pub(crate) fn take_back(database: &Database, mark: &str) -> Result<(), Fault> {
    database.run(&format!(
        "delete from order_component where order_id > {mark};
         delete from order_line where order_id > {mark};
         delete from orders where id > {mark};
         delete from outbox;
         update supply set available_milli = m.moved - coalesce(t.taken, 0)
         from (select supply_id, sum(delta_milli) as moved from supply_movement group by supply_id) m
         left join (select supply_id, sum(taken_milli) as taken from order_line group by supply_id) t
         on t.supply_id = m.supply_id
         where supply.id = m.supply_id and supply.available_milli <> m.moved - coalesce(t.taken, 0);"
    ))?;
    database.settle()
}

/// A copy of the measured database, and what the server wrote into it after the mark.
pub(crate) struct Floor {
    database: Database,
    mark: String,
    way: Way,
}

/// How the rows are written.
enum Way {
    /// One thread, many orders a commit.
    Loop(Vec<Sale>),
    /// One statement an order.
    Statement(PathBuf),
}

/// What one checkout writes.
#[derive(Default)]
struct Sale {
    taken: Vec<[Value; 2]>,
    rows: Vec<(usize, Vec<Value>)>,
}

impl Floor {
    /// Notes what was written, and takes it back.
    pub(crate) fn of(database: Database, mark: String, folder: &Path) -> Result<Self, Fault> {
        let way = match &database {
            Database::Sqlite(path) => Way::Loop(sales(&connect(path)?, &mark)?),
            Database::Postgres(..) => {
                database.run(&NOTE_SALES.replace("MARK", &mark))?;
                let script = folder.join("checkout.sql");
                fs::write(&script, ONE_STATEMENT)?;
                Way::Statement(script)
            }
        };
        Ok(Self { database, mark, way })
    }

    /// Writes the first so many orders again, and adds how fast that was.
    pub(crate) fn run(&self, count: usize, reading: &mut Reading) -> Result<(), Fault> {
        take_back(&self.database, &self.mark)?;
        match (&self.database, &self.way) {
            (Database::Sqlite(path), Way::Loop(sales)) => {
                let sales = sales.get(..count).ok_or("fewer orders were noted")?;
                let own = Meter::start(|| cpu::of_process(std::process::id()));
                let elapsed = write_all(&connect(path)?, sales)?;
                reading.rate.add(per_second(count, elapsed));
                reading.server.add(micros_each(own.used(), count));
            }
            (Database::Postgres(cluster, name), Way::Statement(script)) => {
                let server = Meter::start(|| self.database.cpu());
                let (clients, turns) = (reading.clients, count / reading.clients);
                let folder = script.parent().ok_or("the script lies in no folder")?;
                let outcome = Pgbench { cluster, name, script, folder, clients, turns }.run()?;
                reading.rate.add(outcome.rate);
                reading.half.add(millis(outcome.half));
                reading.most.add(millis(outcome.most));
                reading.postgres.add(micros_each(server.used(), outcome.count));
            }
            (Database::Sqlite(_), Way::Statement(_)) | (Database::Postgres(..), Way::Loop(_)) => {}
        }
        self.check(count)
    }

    /// That all of it was written, whole.
    fn check(&self, count: usize) -> Result<(), Fault> {
        let mark = &self.mark;
        let whole = format!(
            "select count(*) from orders o where o.id > {mark}
             and o.total_minor = (select sum(amount_minor) from order_component c where c.order_id = o.id)"
        );
        let written = self.database.one(&whole)?;
        if written == count.to_string() {
            Ok(())
        } else {
            Err(format!("the floor wrote {written} orders, not {count}").into())
        }
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

/// Notes each order after the mark as one row that holds all its rows as they are, so that reading them costs about what
/// sending them would.
const NOTE_SALES: &str = "
create table floor_sale (
    number     bigint            primary key,
    placed     orders[]          not null,
    lines      order_line[]      not null,
    components order_component[] not null,
    messages   outbox[]          not null,
    supplies   uuid[]            not null,
    taken      bigint[]          not null
);
alter table floor_sale alter placed set storage plain, alter lines set storage plain,
    alter components set storage plain, alter messages set storage plain;
insert into floor_sale
select row_number() over (order by o.id) - 1, array[o], l.rows, c.rows, array[m], s.ids, s.taken
from orders o
join (select order_id, array_agg(l order by position) as rows from order_line l group by order_id) l
on l.order_id = o.id
join (select order_id, array_agg(c order by position) as rows from order_component c group by order_id) c
on c.order_id = o.id
join outbox m on m.subject_id = o.id
join (select order_id, array_agg(supply_id order by supply_id) as ids, array_agg(taken order by supply_id) as taken
    from (select order_id, supply_id, sum(taken_milli)::bigint as taken from order_line group by order_id, supply_id) t
    group by order_id) s on s.order_id = o.id
where o.id > MARK;
";

/// Writes the next order of a client.
const ONE_STATEMENT: &str = r"\set number :client_id + :clients * :turn
\set turn :turn + 1
with sale as (select * from floor_sale where number = :number),
taken as (
    update supply s set available_milli = s.available_milli - t.milli
    from sale, unnest(sale.supplies, sale.taken) t (id, milli) where s.id = t.id returning 1),
placed as (insert into orders select o.* from sale, unnest(sale.placed) o returning 1),
lines as (insert into order_line select l.* from sale, unnest(sale.lines) l returning 1),
components as (insert into order_component select c.* from sale, unnest(sale.components) c returning 1)
insert into outbox select m.* from sale, unnest(sale.messages) m;
";
