//! Letters are read back from a mail server that others wrote: aiosmtpd, with Python's own reader of mail.
//!
//! Left out, by name, where there is none: `pip install aiosmtpd`, and `SILLON_PYTHON` where it is not `python3` that has it.

use std::{
    env,
    io::{BufRead as _, BufReader, Lines},
    net::TcpListener,
    process::{Child, ChildStdout, Command, Stdio},
};

use serde_json::{Value, json};
use sillon_testkit::{Program, Shop, on_both_databases};

const SILLON: &str = env!("CARGO_BIN_EXE_sillon-under-test");

/// The server, in a process that ends with the test.
struct Aiosmtpd {
    process: Child,
    told: Lines<BufReader<ChildStdout>>,
    port: u16,
}

impl Aiosmtpd {
    /// Starts one; none, where it is not installed.
    fn start() -> Option<Self> {
        let python = env::var("SILLON_PYTHON").unwrap_or_else(|_| "python3".to_owned());
        let asked =
            Command::new(&python).args(["-c", "import aiosmtpd"]).stderr(Stdio::null()).status();
        let is_there = asked.is_ok_and(|status| status.success());
        if !is_there {
            return None;
        }
        let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/server/real_mail_server.py");
        let mut process = Command::new(&python)
            .args([script, &free.to_string()])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut told = BufReader::new(process.stdout.take().unwrap()).lines();
        assert_eq!(told.next().unwrap().unwrap(), "listening");
        Some(Self { process, told, port: free })
    }

    /// The next message that it took.
    fn next(&mut self) -> Value {
        serde_json::from_str(&self.told.next().unwrap().unwrap()).unwrap()
    }
}

impl Drop for Aiosmtpd {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// The letters of a first order, as they arrive: which they are for whom, and what is in each.
fn arrived(post: &mut Aiosmtpd, many: usize) -> Vec<Value> {
    (0..many).map(|_| post.next()).collect()
}

on_both_databases! {
    async fn letters_arrive_whole_in_two_forms_at_a_mail_server_of_others(db: TestDatabase) {
        let Some(mut post) = Aiosmtpd::start() else {
            eprintln!("left out: letters_arrive_whole_in_two_forms_at_a_mail_server_of_others (no aiosmtpd)");
            return;
        };
        let folder = tempfile::tempdir().unwrap();
        let port = post.port.to_string();
        let told = [
            ("SILLON_MAIL_DELIVERY", "smtp"),
            ("SILLON_MAIL_HOST", "127.0.0.1"),
            ("SILLON_MAIL_PORT", port.as_str()),
            ("SILLON_MAIL_ENCRYPTION", "none"),
            ("SILLON_MAIL_INTERVAL_SECONDS", "1"),
            ("SILLON_CYCLES_INTERVAL_SECONDS", "1"),
            ("SILLON_SERVER_PUBLIC_URL", "https://panier.example.org"),
        ];
        let sillon = Program::new(SILLON, &db.database, folder.path());
        let sillon = told.into_iter().fold(sillon, |program, (name, value)| program.with(name, value));
        let server = sillon.serve();
        let shop = Shop::open(&server.guest(), "Œufs de la ferme,6,,œuf,2.70,100");
        let welcomes = arrived(&mut post, 2);
        assert!(welcomes.iter().all(|it| it["subject"].as_str().unwrap().starts_with("Bienvenue, ")), "{welcomes:?}");
        let awa = server.guest().sign_up("Awa");
        awa.put(&format!("/v1/me/followed-shops/{}", shop.hub_id), &json!(null)).assert(200);
        shop.order(&awa, &[("Œufs de la ferme, 6 × œuf", 2)]);
        let letters = arrived(&mut post, 1);
        for letter in welcomes.iter().chain(&letters) {
            assert_eq!(letter["kinds"], json!(["multipart/alternative", "text/plain", "text/html"]));
            assert_eq!((letter["defects"].clone(), letter["headers"]["auto-submitted"].clone()),
                (json!([]), json!("auto-generated")));
            let (text, html) = (letter["text"].as_str().unwrap(), letter["html"].as_str().unwrap());
            assert!(html.contains("<html lang=\"fr\">") && !html.contains("<img"), "{html}");
            for line in text.lines().filter(|line| !line.contains("---") && !line.contains("://")) {
                for word in line.split_whitespace() {
                    let word = word.replace('&', "&amp;").replace('\'', "&#39;").replace('"', "&quot;");
                    assert!(html.contains(&word), "{word} of {text} in {html}");
                }
            }
        }
        let text = letters[0]["text"].as_str().unwrap().replace('\u{a0}', " ");
        for said in ["Œufs de la ferme, 6 œufs", "0,47 €/pièce", "5,60 €"] {
            assert!(text.contains(said), "{said}: {text}");
        }
        drop(server);
    }
}
