use std::{
    fs,
    io::{BufRead, BufReader, Write},
    net::{Ipv4Addr, TcpListener, TcpStream},
    sync::mpsc::{Receiver, Sender, channel},
    thread,
    time::Duration,
};

use sillon_kernel::Email;
use uuid::Uuid;

use super::*;
use crate::Encryption;

const ID: MessageId = MessageId(Uuid::from_u128(42));

fn from() -> Mailbox {
    "Le Panier d’Épinal <panier@example.org>".parse().unwrap()
}

fn mail(text: &str) -> Mail {
    Mail {
        to: Email::parse("awa@example.com").unwrap(),
        subject: "Your order R-1042".into(),
        text: text.into(),
        html: format!("<p>{}</p>", text.replace('\n', " ")),
        reply_to: None,
        edition: None,
        stop: None,
    }
}

/// Hands a message over, to whoever takes it.
fn post(mailer: &Mailer, id: MessageId, mail: &Mail) -> Result<(), PostFailed> {
    post_on(mailer, &mut Session::default(), id, mail, true)
}

fn post_on(
    mailer: &Mailer,
    session: &mut Session,
    id: MessageId,
    mail: &Mail,
    may_send: bool,
) -> Result<(), PostFailed> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(mailer.post(session, id, mail, async || may_send))
}

/// A mail server in a thread: it takes one connection, and answers `verdict` to every receiver.
struct Server {
    port: u16,
    heard: Receiver<String>,
}

impl Server {
    fn new(verdict: &'static str, password_verdict: &'static str) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let (tell, heard) = channel();
        thread::spawn(move || {
            let (stream, _) = listener.accept().unwrap();
            drop(listener);
            converse(&stream, verdict, password_verdict, &tell);
        });
        Self { port, heard }
    }

    fn settings(&self, tls: Encryption, user: Option<&str>) -> MailerSettings {
        MailerSettings::Smtp {
            host: Ipv4Addr::LOCALHOST.to_string(),
            port: self.port,
            tls,
            user: user.map(str::to_owned),
            password: user.map(|_| "wrong".to_owned()),
            timeout: Duration::from_secs(5),
        }
    }

    fn mailer(&self) -> Mailer {
        Mailer::open(self.settings(Encryption::None, None), from()).unwrap()
    }

    /// Everything the server heard so far that starts like this.
    fn heard(&self, start: &str) -> Vec<String> {
        self.heard.try_iter().filter(|line| line.starts_with(start)).collect()
    }
}

/// Answers commands until the other side leaves; each line heard is told.
fn converse(stream: &TcpStream, verdict: &str, password_verdict: &str, tell: &Sender<String>) {
    let mut answers = stream;
    let mut say = |reply: &str| answers.write_all(format!("{reply}\r\n").as_bytes());
    let mut in_message = false;
    let _ = say("220 test ESMTP");
    for line in BufReader::new(stream).lines().map_while(Result::ok) {
        let _ = tell.send(line.clone());
        let command = line.split([' ', ':']).next().unwrap_or_default();
        let said = match (in_message, command) {
            (true, ".") => {
                in_message = false;
                say("250 taken")
            }
            (true, _) => Ok(()),
            (false, "EHLO") => say("250-test\r\n250-8BITMIME\r\n250 AUTH PLAIN"),
            (false, "RCPT") => say(verdict),
            (false, "AUTH") => say(password_verdict),
            (false, "DATA") => {
                in_message = true;
                say("354 go on")
            }
            (false, _) => say("250 ok"),
        };
        if said.is_err() {
            return;
        }
    }
}

#[test]
fn a_message_becomes_a_file_and_a_repeated_one_replaces_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mail");
    let mailer = Mailer::open(MailerSettings::Files { folder: path.clone() }, from()).unwrap();
    post(&mailer, ID, &mail("First.\n")).unwrap();
    post(&mailer, ID, &mail("Second.\n")).unwrap();

    let files: Vec<_> =
        fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(files, ["00000000-0000-0000-0000-00000000002a.eml"]);
    let text = fs::read_to_string(path.join(&files[0])).unwrap();
    for line in [
        "Message-ID: <00000000-0000-0000-0000-00000000002a@example.org>\r\n",
        "To: awa@example.com\r\n",
        "Subject: Your order R-1042\r\n",
        "Auto-Submitted: auto-generated\r\n",
        "\r\n\r\nSecond.\r\n",
    ] {
        assert!(text.contains(line), "{line} in {text}");
    }
}

#[test]
fn a_folder_that_is_gone_is_worth_another_try() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mail");
    let mailer = Mailer::open(MailerSettings::Files { folder: path.clone() }, from()).unwrap();
    fs::remove_dir(&path).unwrap();
    assert!(!post(&mailer, ID, &mail("Hello.")).unwrap_err().is_final());
}

#[test]
fn a_folder_that_cannot_be_made_is_told_at_once() {
    let file = tempfile::NamedTempFile::new().unwrap();
    let settings = MailerSettings::Files { folder: file.path().join("mail") };
    assert!(matches!(Mailer::open(settings, from()), Err(OpenFailed::Folder { .. })));
}

#[test]
fn a_server_takes_mail_after_mail_over_one_connection() {
    let server = Server::new("250 ok", "235 ok");
    let mailer = server.mailer();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let mut session = Session::default();
        let (first, again) =
            (mail("Hello.\n.\nA line of a single point ends no message.\n"), mail("Again.\n"));
        mailer.post(&mut session, ID, &first, async || true).await.unwrap();
        mailer
            .post(&mut session, MessageId(Uuid::from_u128(43)), &again, async || true)
            .await
            .unwrap();
    });

    let heard: Vec<String> = server.heard("");
    let count = |wanted: &str| heard.iter().filter(|line| line.as_str() == wanted).count();
    assert_eq!(count("MAIL FROM:<panier@example.org>"), 2);
    assert_eq!(count("RCPT TO:<awa@example.com>"), 2);
    assert_eq!(count("Message-ID: <00000000-0000-0000-0000-00000000002a@example.org>"), 1);
    assert_eq!(count("Message-ID: <00000000-0000-0000-0000-00000000002b@example.org>"), 1);
    assert_eq!(count("A line of a single point ends no message."), 1);
}

#[test]
fn a_receiver_nobody_knows_is_refused_for_good() {
    let failed = post(&Server::new("550 no such person", "235 ok").mailer(), ID, &mail("Hello."));
    assert!(failed.unwrap_err().is_final());
}

#[test]
fn a_busy_server_is_worth_another_try() {
    let failed = post(&Server::new("451 come back later", "235 ok").mailer(), ID, &mail("Hello."));
    assert!(!failed.unwrap_err().is_final());
}

#[test]
fn a_wrong_password_says_nothing_about_the_message() {
    let server = Server::new("250 ok", "535 who are you");
    let mailer = Mailer::open(server.settings(Encryption::None, Some("sillon")), from()).unwrap();
    assert!(!post(&mailer, ID, &mail("Hello.")).unwrap_err().is_final());
    assert_eq!(server.heard("AUTH PLAIN").len(), 1);
}

#[test]
fn a_server_that_is_away_is_worth_another_try() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let (_, heard) = channel();
    let server = Server { port: listener.local_addr().unwrap().port(), heard };
    drop(listener);
    assert!(!post(&server.mailer(), ID, &mail("Hello.")).unwrap_err().is_final());
}

#[test]
fn a_server_that_cannot_encrypt_gets_no_mail_when_it_has_to() {
    let server = Server::new("250 ok", "235 ok");
    let mailer =
        Mailer::open(server.settings(Encryption::StartTls, Some("sillon")), from()).unwrap();
    assert!(!post(&mailer, ID, &mail("Hello.")).unwrap_err().is_final());
    let heard = server.heard("");
    assert!(
        !heard.iter().any(|line| line.starts_with("AUTH") || line.starts_with("MAIL")),
        "{heard:?}"
    );
}

#[test]
fn a_message_in_other_hands_is_not_handed_over() {
    let server = Server::new("250 ok", "235 ok");
    let failed = post_on(&server.mailer(), &mut Session::default(), ID, &mail("Hello."), false);
    assert!(matches!(failed, Err(PostFailed::Taken)), "{failed:?}");
    assert_eq!(server.heard("Message-ID").len(), 0);
    let folder = tempfile::tempdir().unwrap();
    let files = MailerSettings::Files { folder: folder.path().join("mail") };
    let mailer = Mailer::open(files, from()).unwrap();
    let failed = post_on(&mailer, &mut Session::default(), ID, &mail("Hello."), false);
    assert!(matches!(failed, Err(PostFailed::Taken)), "{failed:?}");
    assert_eq!(fs::read_dir(folder.path().join("mail")).unwrap().count(), 0);
}

#[test]
fn an_answer_goes_to_the_hub_and_a_new_link_is_another_message() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mail");
    let mailer = Mailer::open(MailerSettings::Files { folder: path.clone() }, from()).unwrap();
    let hub = Email::parse("bonjour@hub.example").unwrap();
    let mail = mail("Hello.").answered_by(Some(hub)).in_edition("1f2e".into());
    let stop = Some(format!("https://hub.example/letters/stop?token={}", "5ec2e7".repeat(10)));
    let mail = Mail { stop, ..mail };
    post(&mailer, ID, &mail).unwrap();
    let file = path.join("00000000-0000-0000-0000-00000000002a.eml");
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains("Reply-To: bonjour@hub.example\r\n"), "{text}");
    assert!(text.contains("00000000002a.1f2e@example.org>\r\n"), "{text}");
    let text = text.replace("\r\n ", " ");
    assert!(
        text.contains("List-Unsubscribe: <https://hub.example/letters/stop?token=5ec2e7"),
        "{text}"
    );
    assert!(text.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"), "{text}");
}

#[cfg(unix)]
#[test]
fn letters_are_read_by_nobody_else() {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data").join("mail");
    let mailer = Mailer::open(MailerSettings::Files { folder: path.clone() }, from()).unwrap();
    post(&mailer, ID, &mail("Hello.")).unwrap();
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&path), 0o700);
    assert_eq!(mode(&path.join("00000000-0000-0000-0000-00000000002a.eml")), 0o600);
}
