use std::{fs, path::Path, sync::Arc, thread, time::Duration};

use sillon_engine::{
    Engine, Error as EngineError, Ids, StopMail, Tx, Verified, WebhookRun, advance_cycles,
    appoint_administrator, verify,
};
use sillon_identity::Actor;
use sillon_kernel::{Clock, Email, ManualClock, SystemClock};
use sillon_server::{Running, Settings, assemble_with};
use sillon_store::{Database, Repositories};
use tempfile::TempDir;

use crate::{Client, Letter, TestDatabase, panics::count_panics, run};

/// A market as the world meets it: a server of its own, reached over HTTP, over a test's own database.
///
/// Hashing a password costs next to nothing, letters are put into a folder, and what a server does by itself it does once,
/// when it starts; after that [`Marketplace::move_clock`] and [`Marketplace::deliver`] do it when a test says so.
pub struct Marketplace {
    running: Option<Running>,
    settings: Settings,
    time: Time,
    mail: TempDir,
    /// The database; the last to go.
    pub database: TestDatabase,
}

/// Where a market's time and ids come from.
enum Time {
    /// The machine's clock and randomness.
    Real,
    /// A clock that is moved by hand; the first server counts its ids.
    Told(Arc<ManualClock>),
}

impl Marketplace {
    /// A market on the machine's clock, over a database with nothing in it.
    ///
    /// # Panics
    ///
    /// When it cannot be started.
    pub fn open(database: TestDatabase) -> Self {
        Self::start(database, Time::Real)
    }

    /// A market whose clock stands at an instant until it is moved, and whose ids are counted: the same requests get the
    /// same answers, to the byte.
    ///
    /// # Panics
    ///
    /// When it cannot be started.
    pub fn open_at(database: TestDatabase, start: &str) -> Self {
        let start = start.parse().expect("an instant such as 2026-05-04T08:00:00Z");
        Self::start(database, Time::Told(Arc::new(ManualClock::new(start))))
    }

    /// A market like that of [`Marketplace::open_at`] whose settings these variables change, such as
    /// `("SILLON_ENTERPRISES_MAX_OWNED", "2")`.
    ///
    /// # Panics
    ///
    /// When it cannot be started.
    pub fn open_told(database: TestDatabase, start: &str, variables: &[(&str, &str)]) -> Self {
        let start = start.parse().expect("an instant such as 2026-05-04T08:00:00Z");
        Self::start_told(database, Time::Told(Arc::new(ManualClock::new(start))), variables)
    }

    /// A market by the system's clock whose server is told settings by these environment variables.
    ///
    /// # Panics
    ///
    /// When a server cannot be started.
    pub fn open_now(database: TestDatabase, variables: &[(&str, &str)]) -> Self {
        Self::start_told(database, Time::Real, variables)
    }

    fn start(database: TestDatabase, time: Time) -> Self {
        Self::start_told(database, time, &[])
    }

    fn start_told(database: TestDatabase, time: Time, variables: &[(&str, &str)]) -> Self {
        count_panics();
        let mail = tempfile::tempdir().expect("a temporary folder can be made");
        let settings = settings(&database.database, mail.path(), variables);
        let mut market = Self { running: None, settings, time, mail, database };
        let ids = match &market.time {
            Time::Real => Ids::Random,
            Time::Told(_) => Ids::counted(),
        };
        market.running = Some(market.server(ids));
        market
    }

    /// Where its server listens.
    pub fn url(&self) -> String {
        self.running().url()
    }

    /// A guest at this market.
    pub fn guest(&self) -> Client {
        Client::guest(&self.url())
    }

    /// A person with an account here, signed in.
    pub fn person(&self, name: &str) -> Client {
        self.guest().sign_up(name)
    }

    /// The engine of its server.
    pub fn engine(&self) -> Arc<Engine> {
        Arc::clone(&self.running().engine)
    }

    /// Makes a person an administrator, as the operator does from the command line.
    ///
    /// # Panics
    ///
    /// When no account has the address.
    pub fn appoint_administrator(&self, email: &str) {
        self.administers(email, true);
    }

    /// Takes that right away again.
    ///
    /// # Panics
    ///
    /// When no account has the address.
    pub fn withdraw_administrator(&self, email: &str) {
        self.administers(email, false);
    }

    fn administers(&self, email: &str, is: bool) {
        let email = Email::parse(email).expect("an address");
        let rules = self.engine().settings().accounts;
        let appoint = move |tx: &mut Tx<'_>| {
            appoint_administrator(tx, &Actor::Operator, rules, &email, is).map(drop)
        };
        aside(|| run(self.engine().write(appoint))).expect("the operator may");
    }

    /// Stops its server.
    pub fn stop(&mut self) {
        self.running = None;
    }

    /// Lets servers started from now on look every second for what is due, as they do outside of tests.
    pub fn look_every_second(&mut self) {
        self.settings.cycles.interval_seconds = 1;
        self.settings.mail.interval_seconds = 1;
        self.settings.webhooks.interval_seconds = 1;
    }

    /// Starts its server again.
    ///
    /// # Panics
    ///
    /// When it cannot be started.
    pub fn restart(&mut self) {
        self.running = None;
        self.running = Some(self.another_server());
    }

    /// Another server over the same database, clock and folder of letters.
    ///
    /// # Panics
    ///
    /// When it cannot be started.
    pub fn another_server(&self) -> Running {
        self.server(Ids::Random)
    }

    fn server(&self, ids: Ids) -> Running {
        let clock: Arc<dyn Clock> = match &self.time {
            Time::Real => Arc::new(SystemClock),
            Time::Told(clock) => Arc::<ManualClock>::clone(clock),
        };
        let engine = assemble_with(&self.settings, clock, ids).expect("the engine starts");
        Running::start(&self.settings, engine).expect("the server starts")
    }

    /// Moves the clock to an instant, and opens and closes the cycles that are due by then; how many.
    ///
    /// # Panics
    ///
    /// When the market is on the machine's clock.
    pub fn move_clock(&self, to: &str) -> usize {
        self.set_clock(to);
        aside(|| run(advance_cycles(&self.engine()))).expect("cycles are advanced").advanced
    }

    /// Moves the clock to an instant, and nothing else.
    ///
    /// # Panics
    ///
    /// When the market is on the machine's clock.
    pub fn set_clock(&self, to: &str) {
        let Time::Told(clock) = &self.time else { panic!("the machine's clock is not moved") };
        clock.set(to.parse().expect("an instant such as 2026-05-04T08:00:00Z"));
    }

    /// Sends the letters that wait; how many left.
    ///
    /// # Panics
    ///
    /// When one could not be sent.
    pub fn deliver(&self) -> usize {
        let mail = aside(|| run(self.engine().send_mail())).expect("the outbox can be read");
        assert_eq!((mail.put_off, mail.given_up), (0, 0), "every letter leaves");
        mail.sent
    }

    /// Sends webhooks what waits for them; how many events were taken, and how many tries failed.
    ///
    /// # Panics
    ///
    /// When they cannot be read.
    pub fn send_events(&self) -> (usize, usize) {
        let run = aside(|| run(send_events(&self.engine()))).expect("events can be read");
        (run.taken, run.failed)
    }

    /// The folder that letters are put into.
    pub fn mail(&self) -> &Path {
        self.mail.path()
    }

    /// The letters that left, by whom they are for; without those that welcome enterprises, with which every market begins.
    pub fn letters(&self) -> Vec<Letter> {
        let all = Letter::all(self.mail.path()).into_iter();
        all.filter(|letter| !letter.is_welcome()).collect()
    }

    /// Sends the letters that wait, and takes them and all that left before out of the folder, by whom they are for.
    ///
    /// # Panics
    ///
    /// When one could not be sent, or the folder cannot be emptied.
    pub fn take_letters(&self) -> Vec<Letter> {
        // A server that has just started may be sending some of them itself.
        while self.outbox().0 > 0 {
            if self.deliver() == 0 {
                thread::sleep(Duration::from_millis(10));
            }
        }
        let letters = self.letters();
        for entry in fs::read_dir(self.mail.path()).expect("the folder is there") {
            fs::remove_file(entry.expect("the folder can be read").path())
                .expect("it can be emptied");
        }
        letters
    }

    /// How many messages wait in the outbox, and how many were given up.
    ///
    /// # Panics
    ///
    /// When it cannot be read.
    pub fn outbox(&self) -> (i64, i64) {
        aside(|| run(self.engine().read(|tx| Ok(tx.outbox().counts()?))))
            .expect("the outbox can be read")
    }

    /// What a check of the whole database finds.
    ///
    /// # Panics
    ///
    /// When it cannot be checked.
    pub fn verify(&self) -> Verified {
        aside(|| run(self.engine().read(verify))).expect("the database can be checked")
    }

    /// Checks that every total, supply, allocation and balance is what its history comes to, and that no server panicked.
    ///
    /// # Panics
    ///
    /// When one is not, or one has.
    #[track_caller]
    pub fn assert_clean(&self) {
        let verified = self.verify();
        assert!(verified.is_clean(), "{verified:?}");
        crate::assert_no_panic();
    }

    fn running(&self) -> &Running {
        self.running.as_ref().expect("the server was not stopped")
    }
}

impl Drop for Marketplace {
    fn drop(&mut self) {
        // The server goes before the database it works on.
        self.running = None;
    }
}

/// An engine over a market's database whose clock stands at an instant, told settings by these variables: for a node that is a
/// process of its own.
///
/// # Panics
///
/// When it cannot be started.
pub fn engine_at(
    database: &Database,
    mail: &Path,
    now: &str,
    variables: &[(&str, &str)],
) -> Engine {
    let now = now.parse().expect("an instant such as 2026-05-04T08:00:00Z");
    let clock = Arc::new(ManualClock::new(now));
    assemble_with(&settings(database, mail, variables), clock, Ids::Random)
        .expect("the engine starts")
}

/// Sends webhooks what waits for them, until nothing does.
///
/// # Errors
///
/// As [`Engine::send_events_until`].
pub async fn send_events(engine: &Engine) -> Result<WebhookRun, EngineError> {
    let (_nobody, stop) = StopMail::pair();
    engine.send_events_until(&stop).await
}

/// Works on a thread of its own, so that it may wait for async work wherever it is called from.
fn aside<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    thread::scope(|scope| scope.spawn(work).join()).expect("the work does not panic")
}

/// The address of a database, as settings have it.
pub(crate) fn url_of(database: &Database) -> String {
    match database {
        Database::Sqlite(path) => format!("sqlite:{path}"),
        Database::Postgres(url) => url.clone(),
    }
}

/// The variables a test's server is set by: a free port, cheap passwords, letters as files.
pub(crate) fn variables(database: &Database, mail: &Path) -> Vec<(String, String)> {
    let folder = mail.to_str().expect("a temporary folder has a plain name");
    let url = url_of(database);
    let variables = [
        ("DATABASE_URL", url.as_str()),
        ("SILLON_DATABASE_READERS", "2"),
        ("SILLON_DATABASE_WRITERS", "2"),
        ("SILLON_SERVER_PORT", "0"),
        ("SILLON_SERVER_WORKERS", "2"),
        ("SILLON_SERVER_PUBLIC_URL", "https://market.example.org"),
        ("SILLON_PASSWORDS_MEMORY_KIB", "64"),
        ("SILLON_PASSWORDS_PASSES", "1"),
        ("SILLON_ACCOUNTS_REQUIRE_CONFIRMED_EMAIL", "false"),
        // Tests order for one person as often as they like, unless they say otherwise.
        ("SILLON_LETTERS_EACH_ADDRESS", "100000"),
        ("SILLON_LETTERS_EACH_SENDER", "100000"),
        ("SILLON_ENTERPRISES_MAX_OWNED", "1000"),
        ("SILLON_MAIL_FOLDER", folder),
        // Tests ask as fast as they can, and say so where they ask too often.
        ("SILLON_LIMITS_NETWORK_PER_SECOND", "0"),
        ("SILLON_LIMITS_KEY_PER_SECOND", "0"),
        ("SILLON_LIMITS_SHOP_FRONT_PER_SECOND", "0"),
        ("SILLON_LOG_ACCESS", "false"),
    ];
    variables.map(|(name, value)| (name.to_owned(), value.to_owned())).into()
}

fn settings(database: &Database, mail: &Path, told: &[(&str, &str)]) -> Settings {
    let once_an_hour = [
        "SILLON_CYCLES_INTERVAL_SECONDS",
        "SILLON_MAIL_INTERVAL_SECONDS",
        "SILLON_WEBHOOKS_INTERVAL_SECONDS",
    ];
    let once_an_hour = once_an_hour.map(|name| (name.to_owned(), "3600".to_owned()));
    let told = told.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    let variables = variables(database, mail).into_iter().chain(once_an_hour).chain(told);
    Settings::load(None, variables).expect("these are settings")
}
