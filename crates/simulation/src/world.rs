use std::{
    fs,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use sha2::{Digest, Sha256};
use sillon_engine::{
    AccountRules, Answer, Engine, EngineSettings, Error, Ids, OnceKey, PriceLists, advance_cycles,
    forget_ended, run_once, verify,
};
use sillon_identity::{Actor, AttemptLimit, LetterLimit, PasswordSettings};
use sillon_kernel::{Clock, Failure, FailureKind, ManualClock, Timestamp};
use sillon_notices::{Mailbox, Mailer, MailerSettings};
use sillon_store::{Queued, Repositories, Store, StoreSettings, Tx};
use tempfile::TempDir;
use uuid::Uuid;

use crate::{Fault, dice::Dice, tally::Tally, world_files::Home};

/// How many may be asked of anybody: a season is no attack.
const NO_LIMIT: u32 = 1_000_000;

/// How many letters that wait are looked at at once.
const LETTERS_AT_ONCE: i64 = 1_000;

/// What a use case came to: an answer, or the code of its refusal.
pub(crate) type Answered = Result<String, String>;

/// An installation, its clock and its dice; and what happened so far.
pub(crate) struct World {
    pub(crate) engine: Arc<Engine>,
    pub(crate) dice: Dice,
    pub(crate) tally: Tally,
    clock: Arc<ManualClock>,
    home: Home,
    mail: TempDir,
    requests: u64,
    /// Whether anything goes wrong on purpose.
    pub(crate) is_stormy: bool,
}

/// What use cases are handed beside their command.
pub(crate) struct Tools {
    pub(crate) ids: Arc<Ids>,
    pub(crate) lists: Arc<PriceLists>,
}

/// What goes wrong with a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mishap {
    None,
    /// It is sent twice.
    Twice,
    /// The engine is lost before it answers.
    CrashBeforeAnswer,
    /// The engine is lost before it is done.
    CrashWithin,
}

impl World {
    /// Opens an installation over an empty database.
    pub(crate) fn open(home: Home, seed: u64, start: Timestamp) -> Result<Self, Fault> {
        let clock = Arc::new(ManualClock::new(start));
        let mail = tempfile::tempdir()?;
        let engine = Arc::new(start_engine(&home, &clock, &mail, 1)?);
        Ok(Self {
            engine,
            dice: Dice::new(seed),
            tally: Tally::default(),
            clock,
            home,
            mail,
            requests: 0,
            is_stormy: false,
        })
    }

    /// Where it is now.
    pub(crate) fn home(&self) -> &Home {
        &self.home
    }

    /// What time it is.
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    pub(crate) fn tools(&self) -> Tools {
        Tools { ids: self.engine.ids(), lists: self.engine.lists() }
    }

    /// Sets the clock.
    pub(crate) fn set_clock(&self, to: Timestamp) {
        self.clock.set(to);
    }

    /// Asks for something, as over the API with an idempotency key; now and then twice, or of an engine that is lost meanwhile.
    pub(crate) async fn ask<F>(
        &mut self,
        what: &str,
        actor: &Actor,
        work: F,
    ) -> Result<Answered, Fault>
    where
        F: Fn(&mut Tx<'_>, &Actor, &Tools) -> Result<String, Error> + Clone + Send + 'static,
    {
        let (once, mishap) = (self.key(actor), self.mishap());
        if mishap == Mishap::CrashWithin {
            self.crash_within(actor, &once, work.clone()).await?;
        }
        let first = self.send(actor, &once, work.clone()).await?;
        if mishap == Mishap::CrashBeforeAnswer {
            self.crash()?;
        }
        if matches!(mishap, Mishap::Twice | Mishap::CrashBeforeAnswer) {
            let again = self.send(actor, &once, work).await?;
            if again != first {
                return Err(format!("{what}: {first:?}, and asked again {again:?}").into());
            }
        }
        match &first {
            // What stands on a second line is for whoever asked alone, such as an id.
            Ok(answer) => self.tally.done(what, answer.lines().next().unwrap_or_default()),
            Err(code) => self.tally.refused(what, code),
        }
        Ok(first)
    }

    /// Reads something.
    pub(crate) async fn read<T, F>(&self, actor: &Actor, work: F) -> Result<T, Fault>
    where
        T: Send + 'static,
        F: Fn(&mut Tx<'_>, &Actor) -> Result<T, Error> + Send + 'static,
    {
        let actor = actor.clone();
        Ok(self.engine.read(move |tx| work(tx, &actor)).await?)
    }

    /// What goes wrong with the next request: mostly nothing.
    pub(crate) fn mishap(&mut self) -> Mishap {
        if !self.is_stormy {
            return Mishap::None;
        }
        match self.dice.below(2_000) {
            0..40 => self.noted("asked twice", Mishap::Twice),
            40 => self.noted("crashed before an answer", Mishap::CrashBeforeAnswer),
            41 => self.noted("crashed within a transaction", Mishap::CrashWithin),
            _ => Mishap::None,
        }
    }

    fn noted(&mut self, what: &'static str, mishap: Mishap) -> Mishap {
        self.tally.mishap(what);
        mishap
    }

    /// A key nobody used before.
    pub(crate) fn next_key(&mut self) -> String {
        self.requests = self.requests.saturating_add(1);
        format!("request-{}", self.requests)
    }

    fn key(&mut self, actor: &Actor) -> OnceKey {
        let key = self.next_key();
        let principal = actor.user().map_or(Uuid::nil(), |user| user.0);
        OnceKey { principal, digest: Sha256::digest(key.as_bytes()).into(), key }
    }

    async fn send<F>(&self, actor: &Actor, once: &OnceKey, work: F) -> Result<Answered, Fault>
    where
        F: Fn(&mut Tx<'_>, &Actor, &Tools) -> Result<String, Error> + Send + 'static,
    {
        let (actor, once, tools) = (actor.clone(), once.clone(), self.tools());
        let sent = self.engine.write(move |tx| {
            run_once(tx, Some(&once), |tx| {
                Ok(Answer { status: 200, body: work(tx, &actor, &tools)? })
            })
        });
        refused_or(sent.await.map(|answer| answer.body))
    }

    /// Does what is asked, and loses the engine before any of it is kept.
    async fn crash_within<F>(&mut self, actor: &Actor, once: &OnceKey, work: F) -> Result<(), Fault>
    where
        F: Fn(&mut Tx<'_>, &Actor, &Tools) -> Result<String, Error> + Send + 'static,
    {
        let (actor, once, tools) = (actor.clone(), once.clone(), self.tools());
        let home = self.home.clone();
        let cut_off = self.engine.write(move |tx| {
            let _lost = run_once(tx, Some(&once), |tx| {
                Ok(Answer { status: 200, body: work(tx, &actor, &tools)? })
            });
            let left = home.leave_as_killed();
            Err::<(), Error>(Error::missing(if left.is_ok() { "engine" } else { "copy" }))
        });
        let _lost = cut_off.await;
        self.go_on()
    }

    /// Loses the engine, and starts another on what is left.
    pub(crate) fn crash(&mut self) -> Result<(), Fault> {
        self.home.leave_as_killed()?;
        self.go_on()
    }

    fn go_on(&mut self) -> Result<(), Fault> {
        let next = self.home.next();
        let Ids::Counted(count) = &*self.engine.ids() else { return Err("ids are counted".into()) };
        let engine = start_engine(&next, &self.clock, &self.mail, count.load(Ordering::Relaxed))?;
        self.engine = Arc::new(engine);
        let before = std::mem::replace(&mut self.home, next);
        before.remove();
        Ok(())
    }

    /// Does all that a server does by itself: cycles open and close, letters leave, what is old is forgotten.
    pub(crate) async fn run_jobs(&mut self) -> Result<(), Fault> {
        let run = advance_cycles(&self.engine).await?;
        if run.failed > 0 {
            return Err(format!("{} cycles or series could not take their step", run.failed).into());
        }
        self.send_letters().await?;
        self.engine.forget_old().await?;
        self.engine.write(forget_ended).await?;
        Ok(())
    }

    async fn send_letters(&mut self) -> Result<(), Fault> {
        let waiting = self.waiting_letters().await?;
        for kind in &waiting {
            self.tally.letter(kind);
        }
        let run = self.engine.send_mail().await?;
        if run.put_off + run.given_up > 0 {
            return Err(format!("letters did not leave: {run:?}").into());
        }
        if !self.waiting_letters().await?.is_empty() {
            return Err("letters that are due did not leave".into());
        }
        for letter in fs::read_dir(self.mail.path())? {
            fs::remove_file(letter?.path())?;
        }
        Ok(())
    }

    /// What the letters are about that are due.
    async fn waiting_letters(&self) -> Result<Vec<String>, Fault> {
        let (mut kinds, mut after, now) = (Vec::new(), None, self.now());
        loop {
            let read = move |tx: &mut Tx<'_>| {
                Ok(tx.outbox().queued(Queued::Waiting, after, LETTERS_AT_ONCE)?)
            };
            let some = self.engine.read(read).await?;
            let Some(last) = some.last() else { return Ok(kinds) };
            after = Some(last.id);
            kinds.extend(some.into_iter().filter(|it| it.due_at <= now).map(|it| it.kind));
        }
    }

    /// Checks the whole database.
    pub(crate) async fn verify(&self) -> Result<(), Fault> {
        let verified = self.engine.read(verify).await?;
        if verified.is_clean() { Ok(()) } else { Err(verified.faults().join("\n").into()) }
    }
}

/// A refusal of the trade by its code; anything else ends the season.
pub(crate) fn refused_or<T>(answer: Result<T, Error>) -> Result<Result<T, String>, Fault> {
    match answer {
        Ok(answer) => Ok(Ok(answer)),
        Err(error) => match error.class() {
            (FailureKind::Internal | FailureKind::Busy, _) => Err(error.into()),
            (_, code) => Ok(Err(code.to_owned())),
        },
    }
}

fn start_engine(
    home: &Home,
    clock: &Arc<ManualClock>,
    mail: &TempDir,
    ids: u64,
) -> Result<Engine, Fault> {
    let clock: Arc<dyn Clock> = Arc::<ManualClock>::clone(clock);
    let few = StoreSettings { readers: 1, writers: 1, lane_writers: 1, ..StoreSettings::default() };
    let store = Store::open(home.database(), few, clock)?;
    let from: Mailbox = "Market <market@example.org>".parse()?;
    let mailer = Mailer::open(MailerSettings::Files { folder: mail.path().to_owned() }, from)?;
    let settings = EngineSettings {
        passwords: PasswordSettings { memory_kib: 8, passes: 1 },
        accounts: AccountRules { confirmed_only: false, max_owned: 1_000 },
        attempts: AttemptLimit {
            each_address: NO_LIMIT,
            each_network: NO_LIMIT,
            ..AttemptLimit::default()
        },
        letters: LetterLimit {
            each_address: NO_LIMIT,
            each_sender: NO_LIMIT,
            each_network: NO_LIMIT,
            ..LetterLimit::default()
        },
        ..EngineSettings::default()
    };
    Ok(Engine::start(store, Ids::Counted(AtomicU64::new(ids)), mailer, settings)?)
}
