//! Whoever sends or takes slowly is given up, and costs little until then.

use std::{
    io::Write,
    thread,
    time::{Duration, Instant},
};

use sillon_testkit::{Program, TestDatabase};

use crate::bounds::{
    SILLON,
    raw::{all, connect, ends_within, head, status},
};

/// Deadlines short enough to be waited for.
const SHORT: [(&str, &str); 6] = [
    ("SILLON_SERVER_HEAD_SECONDS", "2"),
    ("SILLON_SERVER_BODY_SECONDS", "3"),
    ("SILLON_SERVER_MIN_BYTES_PER_SECOND", "200000"),
    ("SILLON_SERVER_WRITE_SECONDS", "2"),
    ("SILLON_SERVER_IDLE_SECONDS", "2"),
    ("SILLON_SERVER_WORKERS", "2"),
];

/// How many answers are asked for and not taken: more than fit into the system's own buffers.
const REQUESTS: usize = 120;

fn program(database: &TestDatabase, mail: &tempfile::TempDir) -> Program {
    let program = Program::new(SILLON, &database.database, mail.path());
    SHORT.iter().fold(program, |program, (name, value)| program.with(name, value))
}

#[test]
fn five_hundred_slow_bodies_cost_little_and_are_gone_in_time() {
    let (database, mail) = (TestDatabase::sqlite(), tempfile::tempdir().unwrap());
    let server = program(&database, &mail).serve();
    server.guest().get("/v1/shops").assert(200);
    let announced = b"Content-Type: application/json\r\nContent-Length: 250000\r\n";
    let start = [head("POST", "/v1/users", announced), vec![b' '; 200_000]].concat();
    let begun = Instant::now();
    let mut slow: Vec<_> = (0..500).map(|_| connect(server.url())).collect();
    for one in &mut slow {
        // The server need not take more than it has room for.
        one.set_nonblocking(true).unwrap();
        drop(one.write(&start));
    }
    let mut longest = Duration::ZERO;
    for _ in 0..5 {
        let asked = Instant::now();
        server.guest().get("/v1/shops").assert(200);
        longest = longest.max(asked.elapsed());
        for one in &mut slow {
            drop(one.write(b" "));
        }
        thread::sleep(Duration::from_millis(300));
    }
    assert!(longest < Duration::from_secs(2), "another waited {longest:?}");
    if let Some(during) = server.memory_kib() {
        assert!(during < 200 * 1024, "{during} KiB");
    }
    for one in &mut slow {
        one.set_nonblocking(false).unwrap();
        assert!(ends_within(one, Duration::from_secs(30)));
    }
    assert!(begun.elapsed() < Duration::from_mins(1), "{:?}", begun.elapsed());
    server.guest().get("/v1/shops").assert(200);
    drop(slow);
    let ended = Instant::now();
    while let Some(after) = server.memory_kib().filter(|after| *after >= 120 * 1024) {
        assert!(ended.elapsed() < Duration::from_secs(30), "{after} KiB after");
        thread::sleep(Duration::from_millis(200));
    }
}

#[test]
fn a_body_that_trickles_is_answered_with_408() {
    let (database, mail) = (TestDatabase::sqlite(), tempfile::tempdir().unwrap());
    let server = program(&database, &mail).serve();
    for (path, kind, wanted) in [
        ("/v1/users", "application/json", "\"code\":\"too-slow\""),
        ("/shops/x/cart", "application/x-www-form-urlencoded", "text/html"),
    ] {
        let mut one = connect(server.url());
        let announced = format!("Content-Type: {kind}\r\nContent-Length: 1000\r\n");
        one.write_all(&head("POST", path, announced.as_bytes())).unwrap();
        let mut other = one.try_clone().unwrap();
        let trickle = thread::spawn(move || {
            // Until the server has had enough of it.
            while other.write_all(b" ").is_ok() {
                thread::sleep(Duration::from_millis(200));
            }
        });
        let said = all(&mut one);
        assert!(said.starts_with("HTTP/1.1 408 ") && said.contains(wanted), "{said}");
        trickle.join().unwrap();
    }
}

#[test]
fn heads_that_trickle_and_connections_that_idle_are_cut_off() {
    let (database, mail) = (TestDatabase::sqlite(), tempfile::tempdir().unwrap());
    let server = program(&database, &mail).serve();
    let trickle = |first: &[u8]| {
        let mut one = connect(server.url());
        one.write_all(first).unwrap();
        if !first.is_empty() {
            assert_eq!(status(&mut one).0, 200);
        }
        let mut other = one.try_clone().unwrap();
        thread::spawn(move || {
            for byte in b"GET /v1/shops HTTP/1.1\r\nX-Long: ".iter().chain(&[b'a'; 400]) {
                if other.write_all(&[*byte]).is_err() {
                    return;
                }
                thread::sleep(Duration::from_millis(100));
            }
        });
        one
    };
    let get = head("GET", "/v1/shops", b"");
    // The first head, and the second on a connection that has had an answer.
    for mut one in [trickle(b""), trickle(&get)] {
        assert!(ends_within(&mut one, Duration::from_secs(20)));
    }
    let mut idle = connect(server.url());
    idle.write_all(&get).unwrap();
    assert_eq!(status(&mut idle).0, 200);
    assert!(ends_within(&mut idle, Duration::from_secs(20)));
    server.guest().get("/v1/shops").assert(200);
}

#[test]
fn who_does_not_take_an_answer_is_cut_off_and_costs_little() {
    let (database, mail) = (TestDatabase::sqlite(), tempfile::tempdir().unwrap());
    let server = program(&database, &mail).serve();
    let whole = server.guest().get("/openapi.json").body.len();
    let before = server.memory_kib();
    let get = head("GET", "/openapi.json", b"");
    let lazy: Vec<_> = (0..60)
        .map(|_| {
            let mut one = connect(server.url());
            one.write_all(&get.repeat(REQUESTS)).unwrap();
            one
        })
        .collect();
    thread::sleep(Duration::from_millis(1_500));
    if let (Some(before), Some(during)) = (before, server.memory_kib()) {
        assert!(during < before + 80 * 1024, "{before} KiB before, {during} KiB during");
    }
    // Longer than the answers have, whatever fitted into the system's own buffers.
    thread::sleep(Duration::from_secs(15));
    for mut one in lazy {
        one.set_read_timeout(Some(Duration::from_secs(1))).unwrap();
        let (mut came, mut some) = (0, vec![0; 1 << 16]);
        while let Ok(bytes @ 1..) = std::io::Read::read(&mut one, &mut some) {
            came += bytes;
        }
        assert!(came < whole * REQUESTS, "all of it came: {came} bytes");
    }
}
