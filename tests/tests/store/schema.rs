//! The schemas of both databases, and the way to them and back.

use sillon_store::{
    Database, contents, describe_schema, migrate, migration_names, revert_migrations, run_by_hand,
};
use sillon_testkit::{Market, TestDatabase, on_both_databases};

#[test]
fn both_databases_have_the_same_schema() {
    let Some(postgres) = TestDatabase::postgres("both_databases_have_the_same_schema") else {
        return;
    };
    let sqlite = TestDatabase::sqlite();
    let lite = describe_schema(&sqlite.database).unwrap();
    let pg = describe_schema(&postgres.database).unwrap();
    assert!(
        lite.tables.keys().eq(pg.tables.keys()),
        "{:?} {:?}",
        lite.tables.keys(),
        pg.tables.keys()
    );
    for (name, table) in &lite.tables {
        let other = &pg.tables[name];
        assert_eq!(table.columns, other.columns, "{name}");
        assert_eq!(table.primary_key, other.primary_key, "{name}");
        assert_eq!(table.unique, other.unique, "{name}");
        assert_eq!(table.foreign_keys, other.foreign_keys, "{name}");
        assert_eq!(table.indexes, other.indexes, "{name}");
        assert_eq!(table.checks, other.checks, "{name}");
    }
    assert_eq!(lite, pg);
    assert_eq!(migration_names(&sqlite.database), migration_names(&postgres.database));
}

#[test]
fn a_schema_is_described_whole() {
    let schema = describe_schema(&TestDatabase::sqlite().database).unwrap();
    let exchange = &schema.tables["exchange"];
    assert_eq!(exchange.primary_key, ["id"]);
    assert!(
        exchange
            .unique
            .iter()
            .any(|unique| unique == &["order_cycle_id", "enterprise_id", "direction"])
    );
    assert!(
        exchange
            .foreign_keys
            .iter()
            .any(|key| key.table == "enterprise" && key.references == ["id"])
    );
    assert_eq!(exchange.checks.len(), 7);
    assert_eq!(exchange.indexes["exchange_by_enterprise"].columns, ["enterprise_id", "direction"]);
    let waiting = &schema.tables["outbox"].indexes["outbox_waiting"];
    assert_eq!(waiting.predicate.as_deref(), Some("sent_at is null and gave_up_at is null"));
    let keys = &schema.tables["idempotency"].primary_key;
    assert_eq!(keys, &["principal", "key"]);
}

/// The statements of a file of the migration whose name ends so.
fn statements(database: &Database, ending: &str, file: &str) -> String {
    let folder = match database {
        Database::Sqlite(_) => "sqlite",
        Database::Postgres(_) => "postgres",
    };
    let all = migration_names(database);
    let name = all.iter().find(|name| name.ends_with(ending)).unwrap();
    std::fs::read_to_string(format!("../migrations/{folder}/{name}/{file}")).unwrap()
}

on_both_databases! {
    async fn what_was_ordered_before_is_counted_as_counts_begin(db: TestDatabase) {
        let market = Market::stocked(db).await;
        market.live_a_week().await;
        let kept = &market.database.database;
        let placed = contents(kept).unwrap();
        for file in ["down.sql", "up.sql"] {
            run_by_hand(kept, &statements(kept, "_order_counts", file)).unwrap();
        }
        let recounted = contents(kept).unwrap();
        for table in ["voucher", "hand_over_count", "cycle_count"] {
            assert_eq!((&recounted[table], recounted[table].rows), (&placed[table], 1), "{table}");
        }
    }


    async fn migrations_can_be_undone_and_done_again(db: TestDatabase) {
        let first = describe_schema(&db.database).unwrap();
        assert!(first.tables.len() > 20);
        let undone = revert_migrations(&db.database).unwrap();
        assert_eq!(undone.len(), migration_names(&db.database).len());
        assert!(describe_schema(&db.database).unwrap().tables.is_empty());
        let done = migrate(&db.database).unwrap();
        assert_eq!(done.len(), undone.len());
        assert_eq!(describe_schema(&db.database).unwrap(), first);
        assert_eq!(migrate(&db.database).unwrap(), Vec::<String>::new());
    }
}
