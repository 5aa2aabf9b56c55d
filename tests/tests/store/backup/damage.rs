//! Bits that flip and rows that somebody takes away are noticed, and what is whole is a whole file.

use std::{collections::BTreeMap, fs, path::Path};

use rusqlite::Connection;
use sillon_store::{Database, TableContents, contents};
use sillon_testkit::{Dice, Market, Program, Shop, TestDatabase, back_up, run};

use super::{file_at, folder};

/// The program.
const SILLON: &str = env!("CARGO_BIN_EXE_sillon-under-test");

/// How many bits are flipped, and how many rows are taken away, each alone.
const BITS: usize = 200;
const ROWS: usize = 50;

/// A file in which a market lived a week, whole in itself.
fn lived_in(to: &Path) {
    run(async {
        let market = Market::stocked(TestDatabase::sqlite()).await;
        market.live_a_week().await;
        back_up(&market.database.database, to).unwrap();
    });
}

/// What is said against a file: nothing when nobody noticed anything.
fn noticed(file: &Path) -> Option<String> {
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join("backup.db");
    match back_up(&file_at(file), &to) {
        Ok(written) if written.faults.is_empty() => None,
        Ok(written) => {
            assert!(!to.exists() && written.file.ends_with("backup.db.damaged"), "{written:?}");
            Some(written.faults.join("; "))
        }
        Err(error) => Some(error.to_string()),
    }
}

/// What a file holds, if that can still be read.
fn held(file: &Path) -> Option<BTreeMap<String, TableContents>> {
    contents(&file_at(file)).ok()
}

#[test]
fn a_flipped_bit_that_changes_what_is_stored_is_noticed() {
    let (folder, file) = folder();
    lived_in(&file);
    let whole = fs::read(&file).unwrap();
    let before = held(&file);
    assert_eq!(noticed(&file), None);
    let mut dice = Dice::new(7);
    let (mut changed, mut unnoticed) = (0, Vec::new());
    // Most of a young file is room for what is to come.
    let written: Vec<usize> = (0..whole.len()).filter(|at| whole[*at] != 0).collect();
    let flipped = folder.path().join("flipped.db");
    for _ in 0..BITS {
        let bit = written[dice.below(written.len())] * 8 + dice.below(8);
        let mut bytes = whole.clone();
        bytes[bit / 8] ^= 1 << (bit % 8);
        fs::write(&flipped, bytes).unwrap();
        if held(&flipped) != before {
            changed += 1;
            if noticed(&flipped).is_none() {
                unnoticed.push(bit);
            }
        }
    }
    assert!(changed > BITS / 20, "{changed} of {BITS} bits meant something");
    assert!(unnoticed.is_empty(), "of {changed}: {unnoticed:?}");
}

#[test]
fn a_row_taken_away_by_hand_is_noticed() {
    let (folder, file) = folder();
    lived_in(&file);
    let robbed = folder.path().join("robbed.db");
    let mut dice = Dice::new(11);
    let filled: Vec<(String, u64)> = held(&file)
        .unwrap()
        .into_iter()
        .filter_map(|(table, contents)| (contents.rows > 0).then_some((table, contents.rows)))
        .collect();
    assert!(filled.len() > 20, "{filled:?}");
    for _ in 0..ROWS {
        let (table, rows) = &filled[dice.below(filled.len())];
        let row = dice.below(usize::try_from(*rows).unwrap());
        fs::copy(&file, &robbed).unwrap();
        let by_hand = Connection::open(&robbed).unwrap();
        by_hand.pragma_update(None, "foreign_keys", false).unwrap();
        let columns: Vec<String> = by_hand
            .prepare(&format!("select name from pragma_table_info('{table}')"))
            .unwrap()
            .query_map([], |row| row.get(0))
            .unwrap()
            .map(Result::unwrap)
            .collect();
        let columns = columns.join(", ");
        let taken = by_hand
            .execute(
                &format!(
                    "delete from {table} where ({columns}) is \
                     (select {columns} from {table} limit 1 offset {row})"
                ),
                [],
            )
            .unwrap();
        drop(by_hand);
        assert_eq!(taken, 1, "{table}");
        let said = noticed(&robbed).unwrap_or_else(|| panic!("a row of {table} was not missed"));
        assert!(said.contains(table), "{table}: {said}");
    }
}

#[test]
fn what_was_changed_by_hand_is_accepted_once_somebody_looked() {
    let (folder, file) = folder();
    lived_in(&file);
    let sillon = Program::new(SILLON, &file_at(&file), folder.path());
    assert_eq!(sillon.run(&["verify"]).code, Some(0));
    let by_hand = Connection::open(&file).unwrap();
    by_hand.execute("update user_account set name = name || '!'", []).unwrap();
    drop(by_hand);
    let said = sillon.run(&["verify"]);
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(said.out.contains("what user_account holds is not what was written to it"), "{said:?}");
    assert_eq!(sillon.run(&["verify", "--accept"]).code, Some(0));
    assert_eq!(sillon.run(&["verify"]).code, Some(0));
}

#[test]
fn the_file_alone_holds_everything_once_the_server_was_asked_to_stop() {
    let db = TestDatabase::sqlite();
    let Database::Sqlite(path) = &db.database else { unreachable!("it is a file") };
    let (folder, copied) = folder();
    let sillon = Program::new(SILLON, &db.database, folder.path());
    let mut server = sillon.serve();
    let guest = server.guest();
    let shop = Shop::open(&guest, "Eggs,6,,egg,2.70,50");
    for _ in 0..20 {
        shop.order(&guest, &[("Eggs, 6 × egg", 1)]);
    }
    server.tell_to_stop();
    while !server.has_stopped() {
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    fs::copy(path, &copied).unwrap();
    let copied = contents(&file_at(&copied)).unwrap();
    assert_eq!(copied["orders"].rows, 20);
    assert_eq!(copied, contents(&db.database).unwrap());
}

#[test]
fn a_folder_keeps_its_last_backups_and_one_can_be_piped() {
    let (folder, file) = folder();
    lived_in(&file);
    let sillon = Program::new(SILLON, &file_at(&file), folder.path());
    let backups = folder.path().join("backups");
    fs::create_dir(&backups).unwrap();
    fs::write(backups.join("dear.db"), "something else").unwrap();
    for name in ["sillon-2026-01-01T000000Z.db", "sillon-2026-01-02T000000Z.db"] {
        fs::write(backups.join(name), "an old one").unwrap();
    }
    let said = sillon.run(&["backup", backups.to_str().unwrap(), "--keep", "2"]);
    assert_eq!(said.code, Some(0), "{said:?}");
    let left = super::files(&backups);
    assert_eq!(left[..2], ["dear.db", "sillon-2026-01-02T000000Z.db"]);
    assert!(
        left.len() == 3 && left[2].starts_with("sillon-20") && left[2].ends_with("Z.db"),
        "{left:?}"
    );
    let piped = std::process::Command::new("sh")
        .args(["-c", &format!("{SILLON} backup - > piped.db")])
        .current_dir(&backups)
        .env("DATABASE_URL", format!("sqlite:{}", file.display()))
        .status()
        .unwrap();
    assert!(piped.success());
    let held = |name: &str| contents(&file_at(&backups.join(name))).unwrap();
    assert_eq!(held("piped.db"), held(&left[2]));
    let refused = sillon.run(&["backup", backups.join("x.db").to_str().unwrap(), "--keep", "2"]);
    assert!(
        refused.code == Some(1) && refused.err.contains("--keep needs a folder"),
        "{refused:?}"
    );
}

#[test]
fn tallies_taken_away_by_hand_are_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("sillon.db");
    lived_in(&file);
    assert_eq!(noticed(&file), None);
    Connection::open(&file).unwrap().execute_batch("drop table __table_tally").unwrap();
    assert!(noticed(&file).unwrap().contains("tallies"));
}
