//! The floor of checkouts on PostgreSQL: its own load generator, and one statement that writes the same rows.

use std::{
    fs,
    path::{Path, PathBuf},
    rc::Rc,
};

use sillon_testkit::Cluster;

use crate::{
    Fault,
    floors::pgbench::Pgbench,
    load::report::Reading,
    load::spread::{micros_each, millis},
    machine::cpu::{self, Meter},
    machine::database::psql,
};

/// A database that holds what is to be written, and the script that writes it.
pub(crate) struct OneStatement {
    cluster: Rc<Cluster>,
    name: String,
    script: PathBuf,
}

impl OneStatement {
    /// Notes the orders after the mark.
    pub(crate) fn of(
        cluster: &Rc<Cluster>,
        name: &str,
        mark: &str,
        folder: &Path,
    ) -> Result<Self, Fault> {
        psql(cluster, name, &NOTE_SALES.replace("MARK", mark))?;
        let script = folder.join("checkout.sql");
        fs::write(&script, STATEMENT)?;
        Ok(Self { cluster: Rc::clone(cluster), name: name.to_owned(), script })
    }

    /// Writes the first so many from as many clients as the reading has, and adds how fast that was.
    pub(crate) fn run(&self, count: usize, reading: &mut Reading) -> Result<(), Fault> {
        let Self { cluster, name, script } = self;
        let folder = script.parent().ok_or("the script lies in no folder")?;
        let (clients, turns) = (reading.clients, count / reading.clients);
        let server = cluster.server();
        let used = Meter::start(|| cpu::of_family(server));
        let outcome = Pgbench { cluster, name, script, folder, clients, turns }.run()?;
        reading.postgres.add(micros_each(used.used(), outcome.count));
        reading.rate.add(outcome.rate);
        reading.half.add(millis(outcome.half));
        reading.most.add(millis(outcome.most));
        Ok(())
    }
}

/// Notes each order after the mark as one row that holds all its rows as they are, so that reading them costs about what
/// sending them would; in a schema of its own, as whoever checks the database looks at every table of the server's.
const NOTE_SALES: &str = "
create schema floor;
create table floor.sale (
    number     bigint            primary key,
    placed     orders[]          not null,
    lines      order_line[]      not null,
    components order_component[] not null,
    messages   outbox[]          not null,
    supplies   uuid[]            not null,
    taken      bigint[]          not null
);
alter table floor.sale alter placed set storage plain, alter lines set storage plain,
    alter components set storage plain, alter messages set storage plain;
insert into floor.sale
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
const STATEMENT: &str = r"\set number :client_id + :clients * :turn
\set turn :turn + 1
with sale as (select * from floor.sale where number = :number),
taken as (
    update supply s set available_milli = s.available_milli - t.milli
    from sale, unnest(sale.supplies, sale.taken) t (id, milli) where s.id = t.id returning 1),
placed as (insert into orders select o.* from sale, unnest(sale.placed) o returning 1),
lines as (insert into order_line select l.* from sale, unnest(sale.lines) l returning 1),
components as (insert into order_component select c.* from sale, unnest(sale.components) c returning 1)
insert into outbox select m.* from sale, unnest(sale.messages) m;
";
