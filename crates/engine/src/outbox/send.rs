//! Letters leave: each from one node's hands at a time, and once, but for one whose node is killed at the moment it leaves.

use std::{
    pin::pin,
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use futures_util::{StreamExt as _, stream::FuturesUnordered};
use sillon_kernel::{LeaseId, MessageId};
use sillon_notices::{PostFailed, Session};
use sillon_store::{OutboxMessage, Repositories, Touched, Tx};
use tokio::{sync::watch, time};

use crate::{Engine, Error};

/// How long a letter is in a node's hands without word of it, in seconds: that long it waits when the node dies.
const LEASE_SECONDS: i64 = 20;
/// How often a node that is alive renews its hold.
const RENEWAL: Duration = Duration::from_secs(4);
/// How long the others wait for a letter that a server does not answer, before they go past it.
const PATIENCE: Duration = Duration::from_mins(1);
/// How many letters are in a node's hands at once: one, but for those that others went past.
const MAX_IN_HAND: usize = 4;
/// How soon something new is looked for while letters are in hand.
const LOOK_AGAIN: Duration = Duration::from_secs(2);
/// How often a letter is tried before it is given up.
const MAX_ATTEMPTS: i64 = 10;
/// How soon it is noted again that a letter left, when the database did not take it.
const NOTE_AGAIN: Duration = Duration::from_secs(1);

/// What a run of the outbox came to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MailRun {
    /// Messages that left.
    pub sent: usize,
    /// Messages that will be tried again.
    pub put_off: usize,
    /// Messages that were given up.
    pub given_up: usize,
}

/// The word to stop, for a run of the outbox: by when it must have ended.
#[derive(Debug, Clone)]
pub struct MailStop(watch::Receiver<Option<time::Instant>>);

/// Who says the word.
#[derive(Debug)]
pub struct StopMail(watch::Sender<Option<time::Instant>>);

impl StopMail {
    /// Somebody to say it, and those who hear.
    pub fn pair() -> (Self, MailStop) {
        let (say, hear) = watch::channel(None);
        (Self(say), MailStop(hear))
    }

    /// Lets runs end within a time: no letter is begun, what has not been handed over is given back at once, and the answer
    /// to what has been is waited for as long. Said twice, the sooner end holds.
    pub fn within(&self, time: Duration) {
        let end = time::Instant::now() + time;
        self.0.send_modify(|known| *known = Some(known.map_or(end, |known| known.min(end))));
    }
}

impl MailStop {
    /// Whether the word was said.
    pub fn is_asked(&self) -> bool {
        self.0.borrow().is_some()
    }

    /// Comes when the word is said.
    pub async fn heard(&self) {
        self.asked().await;
    }

    /// By when to have ended, once the word is said.
    async fn asked(&self) -> time::Instant {
        let mut hear = self.0.clone();
        match hear.wait_for(Option::is_some).await.map(|deadline| *deadline) {
            Ok(Some(deadline)) => deadline,
            // Nobody is left to say it.
            Ok(None) | Err(_) => std::future::pending().await,
        }
    }

    /// Comes when a letter must be let go of: at once, unless it is being handed over.
    async fn lets_go(&self, is_leaving: &AtomicBool) {
        let deadline = self.asked().await;
        if is_leaving.load(Ordering::Relaxed) {
            time::sleep_until(deadline).await;
        }
    }
}

/// What became of a letter.
enum Outcome {
    Left,
    /// Another has it; or it is nobody's, as it was.
    Untouched,
    Failed {
        is_final: bool,
        logged: String,
        kept: String,
    },
}

struct Delivered {
    id: MessageId,
    session: Session,
    outcome: Counted,
}

#[derive(Clone, Copy)]
enum Counted {
    Sent,
    PutOff,
    GivenUp,
    Nothing,
}

impl Engine {
    /// Sends what waits in the outbox and is due, until nothing is. Run by any number of nodes.
    ///
    /// # Errors
    ///
    /// What the database refuses; messages already sent are noted.
    pub async fn send_mail(&self) -> Result<MailRun, Error> {
        let (_nobody, stop) = StopMail::pair();
        self.send_mail_until(&stop).await
    }

    /// Sends what waits in the outbox as [`Engine::send_mail`] does, until nothing is due or it is told to stop.
    ///
    /// # Errors
    ///
    /// As [`Engine::send_mail`].
    pub async fn send_mail_until(&self, stop: &MailStop) -> Result<MailRun, Error> {
        let (mut run, mut sessions) = (MailRun::default(), Vec::new());
        let mut in_hand = FuturesUnordered::new();
        let came = loop {
            let claimed = if stop.is_asked() { Ok(None) } else { self.claim().await };
            match claimed {
                Err(error) => break Err(error),
                Ok(None) if in_hand.is_empty() => break Ok(()),
                Ok(None) => {
                    if let Ok(Some(done)) = time::timeout(LOOK_AGAIN, in_hand.next()).await {
                        sessions.push(run.count(done).1);
                    }
                }
                Ok(Some((message, lease))) => {
                    let session = sessions.pop().unwrap_or_default();
                    in_hand.push(self.deliver(message, lease, session, stop));
                    let mut patience = pin!(time::sleep(PATIENCE));
                    loop {
                        let is_full = in_hand.len() >= MAX_IN_HAND;
                        tokio::select! {
                            Some(done) = in_hand.next() => {
                                let (id, session) = run.count(done);
                                sessions.push(session);
                                if id == message.id {
                                    break;
                                }
                            }
                            () = &mut patience, if !is_full => break,
                        }
                    }
                }
            }
        };
        while let Some(done) = in_hand.next().await {
            sessions.push(run.count(done).1);
        }
        for session in sessions {
            self.mailer.close(session).await;
        }
        came.map(|()| run)
    }

    /// The next letter that is due, with this node's hold on it.
    async fn claim(&self) -> Result<Option<(OutboxMessage, LeaseId)>, Error> {
        let ids = self.ids();
        self.write(move |tx| {
            let now = tx.now();
            let lease = ids.next(now);
            tx.touches(Touched::NOTHING);
            let claimed = tx.outbox().claim(now, lease, now.plus_seconds(LEASE_SECONDS))?;
            Ok(claimed.map(|message| (message, lease)))
        })
        .await
    }

    /// Writes a letter and hands it over, and notes what came of it.
    async fn deliver(
        &self,
        message: OutboxMessage,
        lease: LeaseId,
        mut session: Session,
        stop: &MailStop,
    ) -> Delivered {
        let id = message.id;
        let is_leaving = AtomicBool::new(false);
        let outcome = tokio::select! {
            biased;
            outcome = self.write_and_post(&message, lease, &mut session, &is_leaving) => outcome,
            () = stop.lets_go(&is_leaving) => Outcome::stopped(&is_leaving),
            never = self.keep_hold(id, lease) => match never {},
        };
        let outcome = match outcome {
            Outcome::Left => {
                self.note_sent(id, stop).await;
                Counted::Sent
            }
            Outcome::Untouched => {
                let given_back = self.write(move |tx| Ok(tx.outbox().release(id, lease)?)).await;
                if let Err(error) = given_back {
                    tracing::warn!(message.id = %id, %error, "a letter is given back when its lease ends");
                }
                Counted::Nothing
            }
            Outcome::Failed { is_final, logged, kept } => {
                self.note_failed(&message, lease, is_final, &logged, kept).await
            }
        };
        Delivered { id, session, outcome }
    }

    async fn write_and_post(
        &self,
        message: &OutboxMessage,
        lease: LeaseId,
        session: &mut Session,
        is_leaving: &AtomicBool,
    ) -> Outcome {
        let mail = match self.letter(message).await {
            Ok(Some(mail)) => mail,
            // Nobody to write to, or nothing to say any more.
            Ok(None) => return Outcome::Left,
            Err(error) => {
                let logged = format!("the letter cannot be written: {error}");
                return Outcome::Failed { is_final: false, kept: logged.clone(), logged };
            }
        };
        let may_send = async || {
            let holds = self.renew(message.id, lease).await.unwrap_or(false);
            is_leaving.store(holds, Ordering::Relaxed);
            holds
        };
        match self.mailer.post(session, message.id, &mail, may_send).await {
            Ok(()) => Outcome::Left,
            Err(PostFailed::Taken) => Outcome::Untouched,
            Err(failed) => Outcome::Failed {
                is_final: failed.is_final(),
                logged: failed.to_string(),
                kept: failed.whole(),
            },
        }
    }

    /// Keeps a letter in this node's hands while it has it. Whether it still does is asked before the letter leaves.
    async fn keep_hold(&self, id: MessageId, lease: LeaseId) -> std::convert::Infallible {
        loop {
            time::sleep(RENEWAL).await;
            if let Err(error) = self.renew(id, lease).await {
                tracing::warn!(message.id = %id, %error, "the hold on a letter was not renewed");
            }
        }
    }

    async fn renew(&self, id: MessageId, lease: LeaseId) -> Result<bool, Error> {
        self.write(move |tx| {
            let until = tx.now().plus_seconds(LEASE_SECONDS);
            tx.touches(Touched::NOTHING);
            Ok(tx.outbox().renew(id, lease, until)?)
        })
        .await
    }

    /// Notes that a letter left, until the database takes it: what is not noted is sent once more.
    async fn note_sent(&self, id: MessageId, stop: &MailStop) {
        let noted = async {
            while let Err(error) = self.write(move |tx| note_sent(tx, id)).await {
                tracing::error!(message.id = %id, %error, "a letter left, and that is not noted yet");
                time::sleep(NOTE_AGAIN).await;
            }
        };
        let last_moment = async { time::sleep_until(stop.asked().await).await };
        tokio::select! {
            biased;
            () = noted => {}
            () = last_moment => tracing::error!(message.id = %id, "a letter left unnoted: it leaves once more"),
        }
    }

    /// Puts a letter off, longer each time, or gives it up; what that is counted as.
    async fn note_failed(
        &self,
        message: &OutboxMessage,
        lease: LeaseId,
        is_final: bool,
        logged: &str,
        kept: String,
    ) -> Counted {
        let (id, attempts) = (message.id, message.attempts + 1);
        let again = !is_final && attempts < MAX_ATTEMPTS;
        if again {
            tracing::warn!(message.id = %id, attempts, why = logged, "a letter did not leave; it is tried again");
        } else {
            tracing::error!(
                message.id = %id, attempts, why = logged,
                "a letter is given up; `sillon letters` lists it, and sends it again"
            );
        }
        let wait = self.settings.mail_retry_seconds << doublings(attempts);
        let noted = self.write(move |tx| {
            let now = tx.now();
            let next = again.then(|| now.plus_seconds(wait));
            tx.touches(Touched::NOTHING);
            Ok(tx.outbox().failed(id, lease, &kept, next, now)?)
        });
        if let Err(error) = noted.await {
            tracing::error!(message.id = %id, %error, "that a letter did not leave is not noted; it is tried again");
        }
        if again { Counted::PutOff } else { Counted::GivenUp }
    }
}

/// How often the first wait is doubled after so many tries.
fn doublings(attempts: i64) -> i64 {
    (attempts - 1).clamp(0, MAX_ATTEMPTS)
}

fn note_sent(tx: &mut Tx<'_>, id: MessageId) -> Result<(), Error> {
    let now = tx.now();
    tx.touches(Touched::NOTHING);
    Ok(tx.outbox().sent(id, now)?)
}

impl Outcome {
    /// What becomes of a letter that is let go of.
    fn stopped(is_leaving: &AtomicBool) -> Self {
        if !is_leaving.load(Ordering::Relaxed) {
            return Self::Untouched;
        }
        let why = "the program was stopped before the mail server said whether it took the letter";
        Self::Failed { is_final: false, logged: why.to_owned(), kept: why.to_owned() }
    }
}

impl MailRun {
    fn count(&mut self, done: Delivered) -> (MessageId, Session) {
        match done.outcome {
            Counted::Sent => self.sent += 1,
            Counted::PutOff => self.put_off += 1,
            Counted::GivenUp => self.given_up += 1,
            Counted::Nothing => {}
        }
        (done.id, done.session)
    }
}
