//! Copies from one database to another are exact, and forget no table.

use std::{collections::BTreeMap, sync::Arc};

use sillon_catalogue::{RateSince, TaxCategory, TaxZone, TaxZones, Term, TermKind, TermNames};
use sillon_enterprises::Country;
use sillon_kernel::{CartId, Name, Rate, SystemClock, Timestamp};
use sillon_orders::Cart;
use sillon_store::{
    Copied, Database, Error, Repositories, Store, StoreSettings, TableContents, contents, copy,
    describe_schema, migrate, run_by_hand,
};
use sillon_testkit::{Market, TestDatabase, on_both_databases, run};
use uuid::Uuid;

/// More rows than are copied at once.
const MANY: u128 = 2_345;

/// A row for each table that the week leaves empty.
const LEFT_EMPTY: [&str; 8] = [
    "insert into notice_choice (user_id, kind, wanted) select id, 'welcome', (1 = 1) from user_account limit 1",
    "insert into shop_follower (hub_id, user_id, asked_at) select e.id, u.id, 0 from enterprise e, user_account u limit 1",
    "insert into notice_token (user_id, token) select id, 'token' from user_account limit 1",
    "insert into order_copy (hub_id, number) select id, 1 from enterprise limit 1",
    "insert into cycle_letter (id, cycle_id, hub_id, kind, about_at, due_at) \
     select id, id, coordinator_id, 'closing-soon', 0, 0 from order_cycle limit 1",
    "insert into cycle_letter_plan (cycle_id, stage, closes_at) select id, 'open', 0 from order_cycle limit 1",
    "insert into hand_out_tick (order_id, variant_id, bundle, tick, ticked_at) \
     select order_id, variant_id, 0, 'left', 0 from order_line limit 1",
    "insert into order_by_shop (order_id) select id from orders limit 1",
];

/// A market after a week, with a table of many rows.
async fn filled(db: TestDatabase) -> Market {
    let market = Market::stocked(db).await;
    market.live_a_week().await;
    let cart = market.cart(&[("Bread", 1)]).await;
    let rate = RateSince {
        category: TaxCategory::Reduced,
        tax: None,
        since: Timestamp::from_micros(0).unwrap(),
        rate: Rate::from_bps(550),
    };
    let zone = TaxZone {
        code: TaxZones::DEFAULT.to_owned(),
        country: Country::FR,
        postcodes: vec![],
        adds_tax: false,
        history: vec![rate],
    };
    let name = |text: &str| Name::parse(text).unwrap();
    let term = Term {
        kind: TermKind::Category,
        code: "kitchenware".parse().unwrap(),
        names: TermNames { fr: name("Ustensiles"), en: name("Kitchenware"), de: name("Töpfe") },
        other_names: vec![name("Pots")],
        parent: "not-food".parse().ok(),
        is_own: true,
        is_retired: true,
    };
    let add = move |tx: &mut sillon_store::Tx<'_>| {
        tx.tax_zones().say(&zone)?;
        tx.terms().say(&term)?;
        let cart = tx.carts().get(cart)?;
        for number in 0..MANY {
            tx.carts()
                .add(&[&Cart { id: CartId(Uuid::from_u128(number << 64)), ..cart.clone() }], &[])?;
        }
        Ok(())
    };
    market.engine.write(add).await.unwrap();
    for statement in LEFT_EMPTY {
        run_by_hand(&market.database.database, statement).unwrap();
    }
    market
}

fn copied(from: &Database, to: &Database) -> Copied {
    let mut told: BTreeMap<String, u64> = BTreeMap::new();
    let copied = copy(from, to, &mut |table, rows| {
        told.insert(table.to_owned(), rows);
    });
    let copied = copied.unwrap();
    assert_eq!(told, copied.tables.iter().cloned().collect());
    copied
}

async fn assert_clean(database: &Database) {
    let store =
        Store::open(database.clone(), StoreSettings::default(), Arc::new(SystemClock)).unwrap();
    let verified = store.read(sillon_engine::verify).await.unwrap();
    assert!(verified.is_clean(), "{verified:?}");
}

on_both_databases! {
    async fn a_copy_within_one_kind_is_exact(db: TestDatabase) {
        let market = filled(db).await;
        let other = match market.database.database {
            Database::Sqlite(_) => TestDatabase::sqlite(),
            Database::Postgres(_) => TestDatabase::postgres("already here").unwrap(),
        };
        let copied = copied(&market.database.database, &other.database);
        let source = contents(&market.database.database).unwrap();
        assert_eq!(contents(&other.database).unwrap(), source);
        let counts: BTreeMap<String, u64> = copied.tables.iter().cloned().collect();
        assert_eq!(counts, source.into_iter().map(|(table, contents)| (table, contents.rows)).collect());
        assert_clean(&other.database).await;
    }

    async fn no_table_is_forgotten(db: TestDatabase) {
        let market = filled(db).await;
        let found = contents(&market.database.database).unwrap();
        let empty = found.iter().filter(|(_, contents)| contents.rows == 0).map(|(table, _)| table);
        assert_eq!(empty.collect::<Vec<_>>(), Vec::<&String>::new(), "a week leaves something in every table");
        let schema = describe_schema(&market.database.database).unwrap();
        assert!(schema.tables.keys().eq(found.keys()));
    }

    async fn a_copy_goes_only_into_an_empty_database(db: TestDatabase) {
        let market = Market::stocked(db).await;
        let before = contents(&market.database.database).unwrap();
        let other = Market::stocked(TestDatabase::sqlite()).await;
        let refused = copy(&other.database.database, &market.database.database, &mut |_, _| {});
        assert!(matches!(&refused, Err(Error::NotEmpty { table }) if table == "enterprise"), "{refused:?}");
        assert_eq!(contents(&market.database.database).unwrap(), before);
    }
}

#[test]
fn there_and_back_again_is_the_same() {
    let Some(postgres) = TestDatabase::postgres("there_and_back_again_is_the_same") else { return };
    run(async {
        let market = filled(TestDatabase::sqlite()).await;
        let back = TestDatabase::sqlite();
        let there = copied(&market.database.database, &postgres.database);
        assert_eq!(copied(&postgres.database, &back.database), there);
        assert!(there.rows() > u64::try_from(MANY).unwrap());
        let first: BTreeMap<String, TableContents> = contents(&market.database.database).unwrap();
        assert_eq!(contents(&postgres.database).unwrap(), first);
        assert_eq!(contents(&back.database).unwrap(), first);
        assert_clean(&postgres.database).await;
        assert_clean(&back.database).await;
    });
}

#[test]
fn a_copy_needs_this_program_s_schema_on_both_sides() {
    let (old, new) = (TestDatabase::bare_sqlite(), TestDatabase::sqlite());
    let refused_as = |is: fn(&Error) -> bool| {
        for (from, to) in [(&old, &new), (&new, &old)] {
            let refused = copy(&from.database, &to.database, &mut |_, _| {}).unwrap_err();
            assert!(is(&refused), "{refused:?}");
        }
    };
    refused_as(|refused| matches!(refused, Error::NoDatabase(_)));
    let Database::Sqlite(path) = &old.database else { unreachable!("it is a file") };
    std::fs::write(path, []).unwrap();
    refused_as(|refused| matches!(refused, Error::Older { .. }));
    migrate(&old.database).unwrap();
    assert_eq!(copied(&old.database, &new.database).rows(), 0);
    let Some(postgres) =
        TestDatabase::bare_postgres("a_copy_needs_this_program_s_schema_on_both_sides")
    else {
        return;
    };
    let refused = copy(&new.database, &postgres.database, &mut |_, _| {});
    assert!(matches!(refused, Err(Error::Older { .. })), "{refused:?}");
}
