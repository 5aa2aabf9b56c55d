//! What the program writes is read by nobody else.
#![cfg(all(test, unix))]

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::Command,
};

use serde_json::json;
use sillon_store::Database;
use sillon_testkit::{Program, Shop};

/// The program.
const SILLON: &str = env!("CARGO_BIN_EXE_sillon-under-test");

/// Everything in a folder, and in those in it.
fn all(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder");
    let entries = entries.map(|entry| entry.expect("what is in it").path());
    entries
        .flat_map(|path| {
            if path.is_dir() { [vec![path.clone()], all(&path)].concat() } else { vec![path] }
        })
        .collect()
}

#[test]
fn nobody_else_reads_what_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let database = Database::Sqlite(at("data/sillon.db"));
    let sillon = Program::new(SILLON, &database, Path::new(&at("mail")));
    let sillon = sillon.with("SILLON_MAIL_INTERVAL_SECONDS", "1");
    let server = sillon.serve();
    let shop = Shop::open(&server.guest(), "Eggs,6,,egg,2.70,100");
    shop.order(&server.guest(), &[("Eggs, 6 × egg", 1)]);
    let arrived = || {
        all(Path::new(&at("mail")))
            .iter()
            .any(|file| file.extension().is_some_and(|end| end == "eml"))
    };
    while !arrived() {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let wanted: [&[&str]; 4] = [
        &["backup", &at("copy.db")],
        &["export", &at("list.csv")],
        &["export", &at("list.xlsx")],
        &["export-person", "lucie@example.org", "--to", &at("lucie.json")],
    ];
    for command in wanted {
        let said = sillon.run(command);
        assert_eq!(said.code, Some(0), "{said:?}");
    }
    let written = all(folder.path());
    for name in ["sillon.db", "sillon.db-wal", "copy.db", "list.csv", "list.xlsx", "lucie.json"] {
        assert!(written.iter().any(|path| path.ends_with(name)), "{name}: {written:?}");
    }
    for path in written {
        let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, if path.is_dir() { 0o700 } else { 0o600 }, "{}", path.display());
    }
}

/// A small disk: a folder in memory that only a process of ours sees.
const ON_A_SMALL_DISK: &str = r#"mount -t tmpfs -o size=40m sillon "$SMALL" && exec "$@""#;

#[test]
fn a_full_disk_is_told_and_orders_go_on_once_there_is_room() {
    let folder = tempfile::tempdir().unwrap();
    let small = folder.path().join("small");
    fs::create_dir(&small).unwrap();
    let try_to = ["-rm", "mount", "-t", "tmpfs", "sillon"];
    let may_mount = Command::new("unshare").args(try_to).arg(&small).output();
    if !may_mount.is_ok_and(|tried| tried.status.success()) {
        return eprintln!("left out: no folder in memory can be mounted here");
    }
    let database = Database::Sqlite(small.join("sillon.db").to_str().unwrap().to_owned());
    let sillon = Program::new(SILLON, &database, folder.path());
    let sillon = sillon.with("SMALL", small.to_str().unwrap());
    let sillon = sillon.within(&["unshare", "-rm", "sh", "-c", ON_A_SMALL_DISK, "sh"]);
    let server = sillon.serve();
    let guest = server.guest();
    let shop = Shop::open(&guest, "Eggs,6,,egg,2.70,100000");
    let filler = format!("/proc/{}/root{}/filler", server.id(), small.display());
    // Thirty-nine of its megabytes, and whatever is left after them.
    drop(fs::write(&filler, vec![1_u8; 39 * 1024 * 1024]));
    drop(fs::write(format!("{filler}-too"), vec![1_u8; 1024 * 1024]));
    let long = json!({"description": "carrots ".repeat(100)});
    let farm = format!("/v1/enterprises/{}", shop.farm_id);
    let refused = (0..2_000)
        .map(|_| shop.farmer.send_json("PATCH", &farm, &long))
        .find(|answer| answer.status != 200)
        .expect("the disk is full at some time");
    refused.assert_problem(503, "storage-full");
    guest.get("/health").assert_problem(503, "storage-full");
    guest.get(&format!("/v1/shops/{}/offers", Shop::SLUG)).assert(200);
    fs::remove_file(&filler).unwrap();
    shop.farmer.send_json("PATCH", &farm, &long).assert(200);
    shop.order(&guest, &[("Eggs, 6 × egg", 1)]);
    assert_eq!(guest.get("/health").status, 200);
}

#[test]
fn a_database_whose_file_is_gone_is_not_ready() {
    let (folder, mail) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let file = folder.path().join("sillon.db");
    let database = Database::Sqlite(file.to_str().unwrap().to_owned());
    let server = Program::new(SILLON, &database, mail.path()).serve();
    let guest = server.guest();
    assert_eq!(guest.get("/health/ready").status, 200);
    let away = folder.path().join("away.db");
    fs::rename(&file, &away).unwrap();
    guest.get("/health/ready").assert_problem(503, "unavailable");
    assert_eq!(guest.get("/health/live").status, 200);
    // Each by whichever reader is free: those that have the file open still read it, the others find none and make none.
    for _ in 0..20 {
        let answer = guest.get("/v1/shops/none-of-this-name/offers");
        assert!(matches!(answer.status, 404 | 503), "{}", answer.text());
    }
    assert!(!file.exists(), "a disk that comes back would find two files");
    fs::rename(&away, &file).unwrap();
    assert_eq!(guest.get("/health/ready").status, 200);
}
