use std::{
    env, fs,
    io::Write,
    os::unix::process::parent_id,
    path::PathBuf,
    sync::atomic::{AtomicUsize, Ordering},
};

/// How many tests of this process were left out.
static LEFT_OUT: AtomicUsize = AtomicUsize::new(0);

/// Leaves a test out for want of PostgreSQL, and says so where the test runner does not hide it.
///
/// # Panics
///
/// When `SILLON_REQUIRE_POSTGRES=1` says that PostgreSQL is to be there.
pub fn leave_out(test: &str) {
    let required = env::var("SILLON_REQUIRE_POSTGRES").is_ok_and(|value| value == "1");
    assert!(
        !required,
        "PostgreSQL server programs not found, and SILLON_REQUIRE_POSTGRES=1: {test}"
    );
    let count = LEFT_OUT.fetch_add(1, Ordering::Relaxed) + 1;
    tell(&format!("PostgreSQL server programs not found: {count} tests left out ({test})"));
    if let Some(tally) = tally() {
        let opened = fs::File::options().create(true).append(true).open(tally);
        drop(opened.and_then(|mut file| file.write_all(b"x")));
    }
}

/// Says how many tests the whole run left out, all its processes together; how many.
pub fn tell_left_out() -> u64 {
    let Some(tally) = tally() else { return 0 };
    let count = fs::metadata(&tally).map_or(0, |found| found.len());
    if count > 0 {
        tell(&format!("PostgreSQL server programs not found: {count} tests left out of this run"));
        drop(fs::remove_file(tally));
    }
    count
}

/// A file for the run, with a byte for each test left out: what one `cargo test` runs are its children.
fn tally() -> Option<PathBuf> {
    let folder = env::current_exe().ok()?.parent()?.to_owned();
    Some(folder.join(format!("tests-left-out-{}", parent_id())))
}

/// Writes past the test runner, which keeps back what `eprintln!` writes.
fn tell(line: &str) {
    drop(std::io::stderr().write_all(format!("\n{line}\n").as_bytes()));
}
