//! The floor of a close: the bare statements that give the same answer, on the same data.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use rusqlite::Connection;
use sillon_testkit::Cluster;

use crate::{
    Fault,
    machine::database::{Database, connect, psql},
};

/// What is compared: the close itself, then what is read of it.
pub(crate) const STEPS: [&str; 3] = ["close", "harvest sheets", "packing list"];

/// How long each step takes as bare SQL.
pub(crate) fn run(database: &Database, cycle: &str) -> Result<[Duration; 3], Fault> {
    let scripts = scripts(database, cycle);
    match database {
        Database::Sqlite(path) => in_process(path, &scripts),
        Database::Postgres(cluster, name) => in_psql(cluster, name, &scripts),
    }
}

/// The statements of each step, in the database's own words.
fn scripts(database: &Database, cycle: &str) -> [String; 3] {
    let (cycle, id, begin) = match database {
        Database::Sqlite(_) => {
            (format!("x'{}'", cycle.replace('-', "")), "randomblob(16)", "begin immediate")
        }
        Database::Postgres(..) => (format!("'{cycle}'"), "gen_random_uuid()", "begin"),
    };
    [CLOSE, HARVEST, PACKING]
        .map(|script| script.replace("BEGIN", begin).replace("CYCLE", &cycle).replace("RANDOM", id))
}

/// Runs the steps in this process, reading every column of every row.
fn in_process(path: &Path, scripts: &[String; 3]) -> Result<[Duration; 3], Fault> {
    let connection = connect(path)?;
    let mut times = [Duration::ZERO; 3];
    for (script, time) in scripts.iter().zip(&mut times) {
        let begun = Instant::now();
        if script.starts_with("begin") {
            connection.execute_batch(script)?;
        } else {
            read(&connection, script)?;
        }
        *time = begun.elapsed();
    }
    Ok(times)
}

fn read(connection: &Connection, query: &str) -> Result<usize, Fault> {
    let mut statement = connection.prepare(query)?;
    let columns = statement.column_count();
    let mut rows = statement.query(())?;
    let mut bytes = 0;
    while let Some(row) = rows.next()? {
        for column in 0..columns {
            bytes += row.get_ref(column)?.as_bytes_or_null().ok().flatten().map_or(8, <[u8]>::len);
        }
    }
    Ok(bytes)
}

/// Runs the steps in PostgreSQL's own client, rows in the quickest form it has, timed by itself.
fn in_psql(cluster: &Cluster, name: &str, scripts: &[String; 3]) -> Result<[Duration; 3], Fault> {
    let mut times = [Duration::ZERO; 3];
    for (script, time) in scripts.iter().zip(&mut times) {
        let statements = if script.starts_with("begin") {
            script.clone()
        } else {
            format!("copy ({}) to stdout;", script.trim_end_matches([';', '\n']))
        };
        let asked = format!("set jit = off;\n\\o /dev/null\n\\timing on\n{statements}\n");
        *time = told_times(&psql(cluster, name, &asked)?);
    }
    Ok(times)
}

/// The sum of lines such as `Time: 12.345 ms`.
fn told_times(said: &str) -> Duration {
    let time = |line: &str| {
        let millis = line.strip_prefix("Time: ")?.split(' ').next()?;
        let (whole, thousandths) = millis.split_once('.')?;
        let micros: u64 = format!("{whole}{thousandths:0<3}").parse().ok()?;
        Some(Duration::from_micros(micros))
    };
    said.lines().filter_map(time).sum()
}

const CLOSE: &str = "BEGIN;
update order_cycle set stage = 'closed', staged_at = 1, version = version + 1 where id = CYCLE;
insert into ledger_transaction (id, hub_id, cause, order_id, currency, at)
select o.id, o.hub_id, 'due', o.id, o.currency, 1 from orders o where o.cycle_id = CYCLE;
insert into posting (transaction_id, position, hub_id, from_kind, from_holder, to_kind, to_holder, amount_minor)
select t.order_id, t.position, t.hub_id, 'order', t.order_id, 'earned', t.payee_id, t.amount
from (select c.order_id, c.payee_id, c.hub_id, min(c.position) as position, cast(sum(c.amount_minor) as bigint) as amount
    from order_component c join orders o on o.id = c.order_id where o.cycle_id = CYCLE
    group by c.order_id, c.payee_id, c.hub_id) t where t.amount > 0;
insert into outbox (id, kind, subject_id, recipient_id, due_at, attempts)
select RANDOM, 'harvest-sheet', CYCLE, p.producer_id, 1, 0
from (select distinct l.producer_id from order_line l join orders o on o.id = l.order_id where o.cycle_id = CYCLE) p;
commit;
";

const HARVEST: &str = "
select t.producer_id, e.name, t.product_name, t.label, v.sku, t.dimension, t.currency, t.items, t.milli, t.goods
from (select l.producer_id, l.variant_id, l.product_name, l.label, l.dimension, o.currency,
    sum(l.quantity) as items, sum(l.quantity * l.draw_milli) as milli, sum(l.goods_minor) as goods
    from order_line l join orders o on o.id = l.order_id where o.cycle_id = CYCLE
    group by l.producer_id, l.variant_id, l.product_name, l.label, l.dimension, o.currency) t
join enterprise e on e.id = t.producer_id join variant v on v.id = t.variant_id
order by t.producer_id, t.product_name, t.label;
";

const PACKING: &str = "
select o.id, o.reference, o.customer_name, o.phone, e.name, l.product_name, l.label, l.storage, l.quantity
from orders o join order_line l on l.order_id = o.id join enterprise e on e.id = l.producer_id
where o.cycle_id = CYCLE
order by o.customer_name, o.reference, o.id, l.storage, e.name, l.product_name, l.label;
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_times_psql_tells_are_summed() {
        let said = "Time: 1.250 ms\nx\nTime: 1001.5 ms (00:01.002)\n";
        assert_eq!(told_times(said), Duration::from_micros(1_002_750));
    }
}
