use crate::TestDatabase;

/// Makes tests of async functions that take a [`TestDatabase`]: one on SQLite, one on PostgreSQL.
///
/// ```
/// # use sillon_testkit::on_both_databases;
/// on_both_databases! {
///     async fn a_new_database_is_migrated(db: TestDatabase) {
///         sillon_store::check(&db.database).unwrap();
///     }
/// }
/// ```
#[macro_export]
macro_rules! on_both_databases {
    ($($(#[$attribute:meta])* async fn $name:ident($database:ident: TestDatabase) $body:block)*) => {$(
        #[cfg(test)]
        mod $name {
            #[allow(unused_imports, reason = "not every test needs what stands around it")]
            use super::*;

            $(#[$attribute])*
            async fn run($database: $crate::TestDatabase) $body

            #[test]
            fn sqlite() {
                $crate::on_sqlite(run);
            }

            #[test]
            fn postgres() {
                $crate::on_postgres(module_path!(), run);
            }
        }
    )*};
}

/// Runs a test on a fresh SQLite file.
pub fn on_sqlite<F: Future<Output = ()>>(test: impl FnOnce(TestDatabase) -> F) {
    run(test(TestDatabase::sqlite()));
}

/// Runs a test on a fresh PostgreSQL database, or leaves it out and says so.
pub fn on_postgres<F: Future<Output = ()>>(name: &str, test: impl FnOnce(TestDatabase) -> F) {
    if let Some(database) = TestDatabase::postgres(name) {
        run(test(database));
    }
}

/// Runs async work to its end on this thread.
///
/// # Panics
///
/// As the work does.
pub fn run<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
    runtime.expect("a runtime of one thread can be made").block_on(work)
}
