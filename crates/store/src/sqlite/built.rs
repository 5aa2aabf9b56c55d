//! What SQLite is built with, as what is written here counts on.

use diesel::{Connection as _, RunQueryDsl, sql_types::Text};

use super::{Conn, Db};
use crate::sql::statement::statement;

statement!(
    /// The options it was built with.
    Options {} -> (Text,) = "select compile_options from pragma_compile_options"
);

statement!(
    /// Which version it is.
    Version {} -> (Text,) = "select sqlite_version()"
);

fn options() -> Vec<String> {
    let mut conn = Conn::establish(":memory:").unwrap();
    let options: Vec<(String,)> = Options {}.load(&mut conn).unwrap();
    options.into_iter().map(|(option,)| option).collect()
}

#[test]
fn it_is_built_for_one_thread_a_connection_and_counts_no_memory() {
    let options = options();
    for wanted in ["THREADSAFE=2", "DEFAULT_MEMSTATUS=0"] {
        assert!(options.iter().any(|it| it == wanted), "{wanted}: {options:?}");
    }
}

#[test]
fn nothing_is_left_out_of_it_that_is_counted_on() {
    let options = options();
    // Keys between tables, tallies by triggers, a log that readers do not wait for, a file that is read as memory.
    for part in ["FOREIGN_KEY", "TRIGGER", "WAL", "VIRTUALTABLE", "EXPLAIN", "VACUUM"] {
        let without = format!("OMIT_{part}");
        assert!(!options.contains(&without), "{without}: {options:?}");
    }
    assert!(!options.iter().any(|it| it == "MAX_MMAP_SIZE=0"), "{options:?}");
}

#[test]
fn it_is_new_enough_for_the_migrations() {
    let mut conn = Conn::establish(":memory:").unwrap();
    let (version,): (String,) = Version {}.get_result(&mut conn).unwrap();
    let numbers: Vec<u32> = version.split('.').map(|number| number.parse().unwrap()).collect();
    // `unixepoch` came with 3.38; strict tables and columns that are dropped before it.
    assert!(numbers >= vec![3, 38], "{version}");
}
