//! The floor of a checkout: the rows that the server wrote, written again by the least that can write them.

use std::path::Path;

use crate::{
    Fault, bench::Bench, floors::bare_loop::BareLoop, floors::one_statement::OneStatement,
    load::report::Reading, machine::database::Database,
};

/// A copy of the measured database, and a way to write into it what the server wrote after the mark.
pub(crate) struct Floor {
    database: Database,
    mark: String,
    way: Way,
}

enum Way {
    Loop(BareLoop),
    Statement(OneStatement),
}

impl Floor {
    /// Notes what was written.
    pub(crate) fn of(database: Database, mark: String, folder: &Path) -> Result<Self, Fault> {
        let way = match &database {
            Database::Sqlite(path) => Way::Loop(BareLoop::of(path, &mark)?),
            Database::Postgres(cluster, name) => {
                Way::Statement(OneStatement::of(cluster, name, &mark, folder)?)
            }
        };
        Ok(Self { database, mark, way })
    }

    /// Writes the first so many orders again, and adds how fast that was.
    pub(crate) fn run(
        &self,
        bench: &Bench,
        count: usize,
        reading: &mut Reading,
    ) -> Result<(), Fault> {
        take_back(&self.database, &self.mark)?;
        match &self.way {
            Way::Loop(bare_loop) => bare_loop.run(count, reading)?,
            Way::Statement(statement) => statement.run(count, reading)?,
        }
        self.database.accept()?;
        check(bench, &self.database, &self.mark, count)
    }
}

/// Takes back every order after the one marked, and the messages of all: each supply becomes what its movements and the
/// orders that remain leave of it, and counts are of those.
pub(crate) fn take_back(database: &Database, mark: &str) -> Result<(), Fault> {
    database.run(&format!(
        "delete from order_hand_over where order_id > {mark};
         delete from order_component where order_id > {mark};
         delete from order_line where order_id > {mark};
         delete from orders where id > {mark};
         delete from outbox;
         update voucher set used = (select count(distinct c.order_id) from order_component c where c.voucher_id = voucher.id);
         update hand_over_count set orders = (select count(*) from order_hand_over o
         where o.cycle_id = hand_over_count.cycle_id and o.method_id = hand_over_count.method_id);
         update supply set available_milli = m.moved - coalesce(t.taken, 0)
         from (select supply_id, sum(delta_milli) as moved from supply_movement group by supply_id) m
         left join (select supply_id, sum(taken_milli) as taken from order_line group by supply_id) t
         on t.supply_id = m.supply_id
         where supply.id = m.supply_id and supply.available_milli <> m.moved - coalesce(t.taken, 0);"
    ))?;
    database.accept()?;
    database.settle()
}

/// That so many orders were written after the mark, and that all of the database agrees with its history.
pub(crate) fn check(
    bench: &Bench,
    database: &Database,
    mark: &str,
    count: usize,
) -> Result<(), Fault> {
    let written = database.one(&format!("select count(*) from orders where id > {mark}"))?;
    if written != count.to_string() {
        return Err(format!("{written} orders were written, not {count}").into());
    }
    bench.sillon.verify(&database.url())
}
