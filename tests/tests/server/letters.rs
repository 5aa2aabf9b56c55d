//! Letters arrive, each once, whatever becomes of the mail server and of those who send.

use std::{
    env,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use serde_json::json;
use sillon_engine::Ids;
use sillon_identity::{PasswordHash, User};
use sillon_kernel::{Clock as _, Email, Language, MessageId, Name, SystemClock};
use sillon_store::{
    OutboxMessage, Queued, QueuedMessage, Repositories, Store, StoreSettings, Subject,
};
use sillon_testkit::{
    MailServer, Marketplace, Process, Program, Shop, Temper, TestDatabase, on_both_databases,
};

/// The program.
const SILLON: &str = env!("CARGO_BIN_EXE_sillon-under-test");

/// How many letters the long test sends, unless `SILLON_LETTERS` says another number: 1000 is its long form.
const LETTERS: usize = 80;

/// How long something may take that comes about by itself, whatever else the machine does.
const PATIENCE: Duration = Duration::from_mins(5);

/// Waits for something that comes about by itself.
#[track_caller]
fn wait_until(what: &str, mut is_so: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !is_so() {
        assert!(begun.elapsed() < PATIENCE, "{what} in time");
        thread::sleep(Duration::from_millis(5));
    }
}

/// An outbox, a mail server, and the program between them.
struct Desk {
    store: Store,
    sillon: Program,
    post: MailServer,
    folder: tempfile::TempDir,
}

impl Desk {
    fn over(db: &TestDatabase) -> Self {
        let settings =
            StoreSettings { readers: 1, writers: 1, lane_writers: 1, ..StoreSettings::default() };
        let store = Store::open(db.database.clone(), settings, Arc::new(SystemClock)).unwrap();
        let post = MailServer::start();
        let folder = tempfile::tempdir().unwrap();
        let listens_at = post.port().to_string();
        let told = [
            ("SILLON_MAIL_DELIVERY", "smtp"),
            ("SILLON_MAIL_HOST", "127.0.0.1"),
            ("SILLON_MAIL_PORT", listens_at.as_str()),
            ("SILLON_MAIL_ENCRYPTION", "none"),
            ("SILLON_MAIL_INTERVAL_SECONDS", "1"),
            ("SILLON_MAIL_RETRY_SECONDS", "1"),
            ("SILLON_MAIL_TIMEOUT_SECONDS", "20"),
            ("SILLON_SERVER_SHUTDOWN_SECONDS", "5"),
        ];
        let sillon = Program::new(SILLON, &db.database, folder.path());
        let sillon =
            told.into_iter().fold(sillon, |program, (name, value)| program.with(name, value));
        Self { store, sillon, post, folder }
    }

    /// Puts so many letters to one person into the outbox; their ids.
    async fn write(&self, many: usize) -> Vec<MessageId> {
        let now = SystemClock.now();
        let user = User {
            id: Ids::Random.next(now),
            email: Email::parse("awa@example.org").unwrap(),
            name: Name::parse("Awa").unwrap(),
            password: PasswordHash("none".to_owned()),
            created_at: now,
            language: Language::Fr,
            confirmed_at: None,
        };
        let message = || OutboxMessage {
            id: Ids::Random.next(now),
            subject: Subject::PasswordChanged(user.id),
            person: None,
            due_at: now,
            attempts: 0,
        };
        let letters: Vec<OutboxMessage> = (0..many).map(|_| message()).collect();
        let ids = letters.iter().map(|letter| letter.id).collect();
        let write = self.store.write(move |tx| {
            tx.people().add_if_free(&user)?;
            tx.outbox().push(&letters)
        });
        write.await.unwrap();
        ids
    }

    async fn counts(&self) -> (i64, i64) {
        self.store.read(|tx| tx.outbox().counts()).await.unwrap()
    }

    async fn queued(&self, which: Queued) -> Vec<QueuedMessage> {
        self.store.read(move |tx| tx.outbox().queued(which, None, 10)).await.unwrap()
    }

    async fn wait_until_nothing_waits(&self) {
        let begun = Instant::now();
        while self.counts().await.0 > 0 {
            assert!(begun.elapsed() < PATIENCE, "every letter leaves in time");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Waits until the mail server has taken so many messages.
    fn wait_for(&self, many: usize) {
        wait_until("letters arrive", || self.post.taken().len() >= many);
    }

    /// How often each of these letters has arrived.
    fn arrived(&self, ids: &[MessageId]) -> Vec<usize> {
        let taken = self.post.taken();
        let id = |id: &MessageId| format!("<{id}@localhost.localdomain>");
        ids.iter().map(|letter| taken.get(&id(letter)).copied().unwrap_or_default()).collect()
    }
}

/// Waits until a server that was told to stop has; how long that took.
fn stop(server: &mut Process) -> Duration {
    let begun = Instant::now();
    server.tell_to_stop();
    wait_until("the server stops", || server.has_stopped());
    begun.elapsed()
}

on_both_databases! {
    // 1,000 letters: SILLON_LETTERS=1000 cargo test -p sillon-tests --test server each_letter
    async fn each_letter_arrives_once_but_for_one_at_each_kill(db: TestDatabase) {
        let many = env::var("SILLON_LETTERS").map_or(LETTERS, |many| many.parse().unwrap());
        let desk = Desk::over(&db);
        let ids = desk.write(many).await;
        desk.post.be(Temper::Slow(Duration::from_millis(5)));
        let (mut one, mut other) = (desk.sillon.serve(), desk.sillon.serve());
        desk.wait_for(many / 4);
        for temper in [Temper::NotFromUs, Temper::Closed, Temper::Dying] {
            // Each letter is tried once or twice meanwhile, of its ten times.
            desk.post.be(temper);
            thread::sleep(Duration::from_millis(1_200));
        }
        desk.post.be(Temper::SlowToAnswer(Duration::from_millis(50)));
        desk.wait_for(many / 2);
        // Told to stop while it hands a letter over, a node hears the answer, and that is all it does.
        let slow = Temper::SlowToAnswer(Duration::from_millis(1_500));
        desk.post.be(slow);
        wait_until("a letter is on its way", || desk.post.in_hand() > 0);
        stop(&mut other);
        other = desk.sillon.serve();
        desk.post.be(Temper::Kind);
        desk.wait_for(many * 3 / 4);
        assert!(desk.arrived(&ids).iter().all(|times| *times <= 1), "none was doubled without a kill");
        // Killed while it hands a letter over, a node has no time to note it.
        desk.post.be(slow);
        wait_until("letters are on their way", || desk.post.in_hand() > 1);
        one.kill();
        one = desk.sillon.serve();
        desk.post.be(Temper::Kind);
        desk.wait_until_nothing_waits().await;
        let arrived = desk.arrived(&ids);
        assert!(arrived.iter().all(|times| *times >= 1), "{arrived:?}");
        let doubles = arrived.iter().sum::<usize>() - many;
        assert!(doubles <= 1, "{doubles} letters arrived twice at one kill: {arrived:?}");
        assert_eq!(desk.counts().await, (0, 0), "none was given up");
        drop((one, other));
    }

    async fn a_node_that_slept_past_its_lease_sends_nothing(db: TestDatabase) {
        let desk = Desk::over(&db);
        desk.post.be(Temper::Slow(Duration::from_secs(1)));
        let ids = desk.write(1).await;
        let sleeper = desk.sillon.serve();
        wait_until("it speaks to the mail server", || desk.post.greeted() > 0);
        // In the middle of it, and of nothing it does with the database: it waits for the mail server.
        thread::sleep(Duration::from_millis(500));
        sleeper.pause();
        desk.post.be(Temper::Kind);
        let other = desk.sillon.serve();
        desk.wait_until_nothing_waits().await;
        sleeper.go_on();
        // What it holds against is asked again before it leaves: time for it to do so.
        wait_until("it goes on", || sleeper.guest().get("/health").status == 200);
        thread::sleep(Duration::from_secs(2));
        assert_eq!(desk.arrived(&ids), [1]);
        drop(other);
    }

    async fn a_stop_does_not_wait_for_a_silent_mail_server(db: TestDatabase) {
        let desk = Desk::over(&db);
        desk.post.be(Temper::Silent);
        desk.write(1).await;
        let mut server = desk.sillon.serve();
        wait_until("the letter is handed over", || desk.post.in_hand() > 0);
        let took = stop(&mut server);
        // A mail server is given ten minutes to say whether it took a letter.
        assert!(took < Duration::from_mins(2), "it took {took:?} of the 5 seconds it was given");
        let waiting = desk.queued(Queued::Waiting).await;
        assert_eq!((waiting.len(), waiting[0].attempts, waiting[0].is_leased), (1, 1, false));
        assert!(waiting[0].last_error.as_deref().unwrap().contains("stopped before"), "{waiting:?}");
    }

    async fn whoever_turns_us_away_is_tried_again_and_a_stranger_is_not(db: TestDatabase) {
        let desk = Desk::over(&db);
        desk.post.be(Temper::Closed);
        desk.write(1).await;
        let server = desk.sillon.serve();
        let begun = Instant::now();
        let tries = loop {
            let waiting = desk.queued(Queued::Waiting).await;
            if let Some(letter) = waiting.iter().find(|letter| letter.attempts > 1) {
                break letter.clone();
            }
            assert!(begun.elapsed() < PATIENCE, "it is tried twice in time");
            tokio::time::sleep(Duration::from_millis(50)).await;
        };
        let why = tries.last_error.unwrap();
        assert_eq!(why, "the mail server refused at reaching the mail server: 554 5.3.2 not today");
        desk.post.be(Temper::NoSuchPerson);
        desk.wait_until_nothing_waits().await;
        let given_up = desk.queued(Queued::GivenUp).await;
        let why = given_up[0].last_error.as_deref().unwrap();
        assert_eq!(why, "the mail server refused at naming the receiver: 550 5.1.1 nobody of that name");
        // Whoever runs the installation reads why, and sends it again once it is mended.
        let listed = desk.sillon.run(&["letters"]);
        assert_eq!(listed.code, Some(0), "{listed:?}");
        for said in ["0 letters wait, 1 were given up.", "password-changed", "given up ", why] {
            assert!(listed.out.contains(said), "{said}: {}", listed.out);
        }
        desk.post.be(Temper::Kind);
        let id = given_up[0].id.to_string();
        let again = desk.sillon.run(&["letters", "--send-again", &id]);
        assert!(again.out.starts_with("1 letter is tried anew"), "{again:?}");
        desk.wait_until_nothing_waits().await;
        assert_eq!((desk.counts().await, desk.post.taken().len()), ((0, 0), 1));
        let none = desk.sillon.run(&["letters", "--send-again", "all"]);
        assert!(none.out.starts_with("No such letter"), "{none:?}");
        let unread = desk.sillon.run(&["letters", "--send-again", "some"]);
        assert_eq!(unread.code, Some(1), "{unread:?}");
        drop(server);
    }

    async fn a_letter_that_comes_back_later_is_given_up_as_its_report_says(db: TestDatabase) {
        let desk = Desk::over(&db);
        let id = desk.write(1).await[0];
        let report = desk.folder.path().join("report.eml");
        let said = |of: &str| format!(
            "Message-ID: <report@mail.example.org>\r\n\r\nFinal-Recipient: rfc822; awa@example.org\r\nAction: failed\r\n\
             Status: 5.2.1\r\nDiagnostic-Code: smtp; 550 5.2.1 mailbox\r\n disabled\r\n\r\nMessage-ID: <{of}@localhost.localdomain>\r\n"
        );
        let take_in = |text: &str| {
            std::fs::write(&report, text).unwrap();
            desk.sillon.run(&["letters", "--came-back", report.to_str().unwrap()])
        };
        let early = take_in(&said(&id.to_string()));
        assert!(early.out.contains("has not left"), "{early:?}");
        let server = desk.sillon.serve();
        desk.wait_until_nothing_waits().await;
        let noted = take_in(&said(&id.to_string()));
        assert_eq!((noted.code, noted.out.contains("came back")), (Some(0), true), "{noted:?}");
        let given_up = desk.queued(Queued::GivenUp).await;
        assert_eq!(given_up[0].last_error.as_deref(), Some("550 5.2.1 mailbox disabled"));
        let other = take_in("I am away until Monday.\r\n");
        assert!(other.out.contains("does not say"), "{other:?}");
        drop(server);
    }

    async fn a_letter_is_in_one_pair_of_hands(db: TestDatabase) {
        let desk = Desk::over(&db);
        let id = desk.write(1).await[0];
        let now = SystemClock.now();
        let (mine, other) = (Ids::Random.next(now), Ids::Random.next(now));
        let done = desk.store.write(move |tx| {
            let until = now.plus_seconds(20);
            let outbox = &mut tx.outbox();
            assert_eq!(outbox.claim(now, mine, until)?.map(|letter| letter.id), Some(id));
            assert_eq!(outbox.claim(now, other, until)?, None);
            assert!(outbox.renew(id, mine, until)? && !outbox.renew(id, other, until)?);
            // Whose lease has ended may renew it, until somebody else has it.
            let later = now.plus_seconds(21);
            assert!(outbox.renew(id, mine, later)?);
            let later = now.plus_seconds(60);
            assert_eq!(outbox.claim(later, other, later.plus_seconds(20))?.map(|letter| letter.id), Some(id));
            assert!(!outbox.renew(id, mine, later)?);
            // What another says of it is passed over; what left has left, whoever says so.
            outbox.failed(id, mine, "not mine", None, later)?;
            outbox.release(id, mine)?;
            assert_eq!(outbox.counts()?, (1, 0));
            assert!(outbox.renew(id, other, later)?);
            outbox.sent(id, later)?;
            outbox.failed(id, other, "too late", None, later)?;
            assert_eq!(outbox.counts()?, (0, 0));
            Ok::<_, sillon_store::Error>(())
        });
        done.await.unwrap();
    }

    async fn a_farm_reads_its_owner_s_language_and_a_shopper_their_account_s(db: TestDatabase) {
        let market = Marketplace::open(db);
        let (lucie, marc) = (market.person("Lucie"), market.person("Marc"));
        marc.send_json("PATCH", "/v1/me", &json!({"language": "en"})).assert(200);
        let shop = Shop::run_by(lucie, marc, "Eggs,6,,egg,2.70,100", "2100-01-01T00:00:00Z");
        let farm = format!("/v1/enterprises/{}", shop.farm_id);
        shop.farmer.send_json("PATCH", &farm, &json!({"email": "desk@farm.example"})).assert(200);
        let awa = market.person("Awa");
        awa.send_json("PATCH", "/v1/me", &json!({"language": "en"})).assert(200);
        shop.order(&awa, &[("Eggs, 6 × egg", 1)]);
        shop.order(&market.guest(), &[("Eggs, 6 × egg", 1)]);
        shop.close().assert(200);
        let letters = market.take_letters();
        let begins = |start: &str| letters.iter().filter(|letter| letter.text.starts_with(start)).count();
        assert_eq!((begins("Hello Awa"), begins("Bonjour Awa")), (1, 1), "{letters:?}");
        let farm = letters.iter().find(|letter| letter.to.contains("desk@farm.example")).unwrap();
        assert!(farm.text.starts_with("Hello Ferme des Tilleuls"), "{}", farm.text);
    }
}

#[test]
fn a_test_letter_tells_each_step() {
    let db = TestDatabase::sqlite();
    let desk = Desk::over(&db);
    let send = || desk.sillon.run(&["test-letter", "awa@example.org"]);
    let said = send();
    assert_eq!(said.code, Some(0), "{said:?}");
    for step in [
        "Reached 127.0.0.1",
        "takes letters from sillon@",
        "takes letters to awa@",
        "has taken the letter",
    ] {
        assert!(said.out.contains(step), "{step}: {}", said.out);
    }
    assert!(desk.post.messages()[0].contains("To: awa@example.org"));
    desk.post.be(Temper::NoSuchPerson);
    let said = send();
    assert_eq!(said.code, Some(1), "{said:?}");
    assert!(
        said.err
            .contains("it ended there: the mail server refused at naming the receiver: 550 5.1.1"),
        "{said:?}"
    );
    desk.post.be(Temper::Closed);
    let said = send();
    assert!(said.err.contains("554 5.3.2 not today") && said.code == Some(1), "{said:?}");
    assert_eq!(desk.sillon.run(&["test-letter", "nobody"]).code, Some(1));
}
