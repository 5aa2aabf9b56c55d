//! A backup is one whole state, taken while the shop sells, and what it holds can be had again.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use sillon_kernel::SystemClock;
use sillon_store::{
    BackedUp, Database, Error, Store, StoreSettings, TableContents, contents, migrate, restore,
};
use sillon_testkit::{Market, TestDatabase, back_up, on_both_databases, run};
use tempfile::TempDir;

mod damage;

fn folder() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("backup.db");
    (folder, file)
}

fn file_at(path: &Path) -> Database {
    Database::Sqlite(path.to_str().unwrap().to_owned())
}

/// A backup of what is whole.
fn backup(database: &Database, to: &Path) -> Result<(), Error> {
    let written = back_up(database, to).map_err(|error| match error {
        sillon_engine::Error::Store(error) => error,
        other @ sillon_engine::Error::Refused(_) => panic!("{other:?}"),
    })?;
    assert_eq!(written, BackedUp { file: to.to_owned(), faults: Vec::new() });
    Ok(())
}

/// Restores a backup into a new file; what that holds.
fn restored(backup: &Path) -> Result<BTreeMap<String, TableContents>, Error> {
    let fresh = TestDatabase::bare_sqlite();
    restore(backup, &fresh.database, &mut |_, _| {})?;
    contents(&fresh.database)
}

fn files(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

on_both_databases! {
    async fn a_backup_is_taken_while_the_shop_sells(db: TestDatabase) {
        let market = Market::stocked(db).await;
        for _ in 0..40 {
            market.order(&[("Carrots", 1), ("Bread", 1)]).await.unwrap();
        }
        let (folder, file) = folder();
        let backing_up = {
            let (database, file) = (market.database.database.clone(), file.clone());
            tokio::task::spawn_blocking(move || backup(&database, &file))
        };
        let mut sold = 0;
        while !backing_up.is_finished() || sold == 0 {
            market.order(&[("Bread", 2)]).await.unwrap();
            sold += 1;
        }
        backing_up.await.unwrap().unwrap();
        assert_eq!(files(folder.path()), ["backup.db"]);
        let saved = contents(&file_at(&file)).unwrap();
        assert!((40..=40 + sold).contains(&saved["orders"].rows), "{} of {}", saved["orders"].rows, 40 + sold);
        assert_eq!(restored(&file).unwrap(), saved);
        assert_eq!(files(folder.path()), ["backup.db"]);
        let store = Store::open(file_at(&file), StoreSettings::default(), Arc::new(SystemClock)).unwrap();
        let verified = store.read(sillon_engine::verify).await.unwrap();
        assert!(verified.is_clean(), "{verified:?}");
    }

    async fn what_was_backed_up_is_restored_exactly(db: TestDatabase) {
        let market = Market::stocked(db).await;
        market.live_a_week().await;
        let (_folder, file) = folder();
        backup(&market.database.database, &file).unwrap();
        let before = contents(&market.database.database).unwrap();
        assert_eq!(contents(&file_at(&file)).unwrap(), before);
        let bytes = fs::read(&file).unwrap();
        let fresh = match market.database.database {
            Database::Sqlite(_) => TestDatabase::bare_sqlite(),
            Database::Postgres(_) => TestDatabase::bare_postgres("already here").unwrap(),
        };
        restore(&file, &fresh.database, &mut |_, _| {}).unwrap();
        assert_eq!(contents(&fresh.database).unwrap(), before);
        assert_eq!(fs::read(&file).unwrap(), bytes, "a backup stays as it is");
        let refused = restore(&file, &fresh.database, &mut |_, _| {});
        assert!(matches!(refused, Err(Error::NotEmpty { .. })), "{refused:?}");
    }

    async fn a_backup_takes_no_file_s_place(db: TestDatabase) {
        let (folder, file) = folder();
        fs::write(&file, "something dear").unwrap();
        let refused = backup(&db.database, &file);
        assert!(matches!(refused, Err(Error::FileExists(_))), "{refused:?}");
        assert_eq!(fs::read(&file).unwrap(), b"something dear");
        let nowhere = folder.path().join("no-such-folder").join("backup.db");
        backup(&db.database, &nowhere).unwrap_err();
        assert_eq!(files(folder.path()), ["backup.db"]);
    }
}

#[test]
fn of_two_backups_to_one_name_one_has_it_and_is_whole() {
    let (folder, file) = folder();
    let db = TestDatabase::sqlite();
    for round in 0..20 {
        let file = folder.path().join(format!("{round}.db"));
        let came: Vec<_> = std::thread::scope(|scope| {
            let both = [(); 2].map(|()| scope.spawn(|| backup(&db.database, &file)));
            both.into_iter().map(|one| one.join().unwrap()).collect()
        });
        assert_eq!(came.iter().filter(|came| came.is_ok()).count(), 1, "{came:?}");
        assert!(came.iter().any(|came| matches!(came, Err(Error::FileExists(_)))), "{came:?}");
        assert_eq!(contents(&file_at(&file)).unwrap(), contents(&db.database).unwrap());
    }
    assert_eq!(files(folder.path()).len(), 20, "nothing unfinished is left");
    assert!(!file.exists());
}

#[test]
fn what_is_not_whole_is_not_restored() {
    let (folder, file) = folder();
    run(async {
        let market = Market::stocked(TestDatabase::sqlite()).await;
        market.live_a_week().await;
        backup(&market.database.database, &file).unwrap();
    });
    let whole = fs::read(&file).unwrap();
    let cut = whole[..whole.len() / 2].to_vec();
    let mut overwritten = whole.clone();
    let middle = whole.len() / 2;
    overwritten[middle..middle + 8_192].fill(0x55);
    let wrongs = [
        ("cut", cut),
        ("overwritten", overwritten),
        ("text", b"producer,name\n".repeat(99)),
        ("empty", vec![]),
    ];
    for (name, bytes) in wrongs {
        let wrong = folder.path().join(name);
        fs::write(&wrong, bytes).unwrap();
        let fresh = TestDatabase::bare_sqlite();
        let refused = restore(&wrong, &fresh.database, &mut |_, _| {});
        assert!(matches!(refused, Err(Error::Damaged(_))), "{name}: {refused:?}");
        migrate(&fresh.database).unwrap();
        assert!(
            contents(&fresh.database).unwrap().values().all(|contents| contents.rows == 0),
            "{name}"
        );
    }
    let missing = restore(
        &folder.path().join("missing"),
        &TestDatabase::bare_sqlite().database,
        &mut |_, _| {},
    );
    assert!(matches!(missing, Err(Error::File { .. })), "{missing:?}");
    assert!(restored(&file).is_ok());
    assert_eq!(files(folder.path()), ["backup.db", "cut", "empty", "overwritten", "text"]);
}
