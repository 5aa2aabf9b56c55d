use sillon_identity::{
    Actor, Attempt, Device, Network, PasswordHash, Session, Token, TokenHash, Trial, User,
};
use sillon_kernel::{Email, Failure, FailureKind, Timestamp, UserId};
use sillon_store::{Repositories, Touched, Tx};

use crate::{Engine, Error, Ids, error::refusals, people::rate_limit};

/// On how many devices a person may be signed in; signing in on one more ends the session that is oldest.
const MAX_SESSIONS: i64 = 100;

/// How long a session is used before that is noted again, in seconds: requests seldom write for it.
const NOTED_EVERY_SECONDS: i64 = 5 * 60;

/// The command to open a session.
#[derive(Debug, Clone)]
pub struct SignIn {
    /// Whose account.
    pub email: Email,
    /// Its password, they say.
    pub password: String,
    /// What the device says of itself.
    pub device: Option<Device>,
    /// Where it comes from.
    pub from: Option<Network>,
}

/// A session just opened.
pub struct SignedIn {
    /// The secret that opens it, shown this once.
    pub token: Token,
    /// Until when.
    pub until: Timestamp,
    /// Whose it is.
    pub user: User,
}

impl Engine {
    /// Opens a session for whoever knows the password. Does the same, for as long, when there is no such account.
    ///
    /// # Errors
    ///
    /// [`SignInRefused`], whichever of the two was wrong; [`TooManyAttempts`](sillon_identity::TooManyAttempts) when too
    /// many were, even if these are right.
    pub async fn sign_in(&self, command: SignIn) -> Result<SignedIn, Error> {
        let SignIn { email, password, device, from } = command;
        let attempt =
            Attempt { trial: Trial::Password, address: Some(email.clone()), network: from };
        // An attempt is counted when its turn has come, so that many who are right at once do not count as guesses.
        let turn = self.hashing.turn().await;
        let (counted, limit) = (attempt.clone(), self.settings.attempts);
        let found = self
            .write(move |tx| {
                rate_limit::take(tx, &counted, limit)?;
                Ok(tx.people().find_by_email(&email)?)
            })
            .await?;
        let settings = self.settings.passwords;
        let hash = found.as_ref().map(|user| user.password.clone());
        let opens = turn.hash(move || {
            if let Some(hash) = hash {
                return hash.opens(&password);
            }
            // Spend what checking costs, so that time does not tell whether there is an account.
            drop(PasswordHash::make("nobody's password", settings));
            false
        });
        let opens = opens.await?;
        drop(turn);
        let user = found.filter(|_| opens).ok_or(SignInRefused)?;
        let token = Token::from_random(self.ids.bytes());
        let (hash, ids, lasts) = (token.hash(), self.ids(), self.settings.session_seconds);
        let (user, until) = self
            .write(move |tx| {
                let locked = tx.people().lock(user.id)?;
                // Another password was set since: it ended every session, and so it ends this one.
                if locked.password != user.password {
                    return Err(SignInRefused.into());
                }
                rate_limit::forgive(tx, &attempt, limit)?;
                let until = open_session(tx, &ids, &hash, user.id, device.clone(), lasts)?;
                Ok((locked, until))
            })
            .await?;
        Ok(SignedIn { token, until, user })
    }

    /// Ends a session; harmless when it has ended.
    ///
    /// # Errors
    ///
    /// Only what the database refuses.
    pub async fn sign_out(&self, token: &Token) -> Result<(), Error> {
        let hash = token.hash();
        self.write(move |tx| Ok(tx.sessions().end(&hash).map(drop)?)).await
    }

    /// Who shows a token.
    ///
    /// # Errors
    ///
    /// [`SignInRefused`] when it opens no session.
    pub async fn recognise(&self, token: &Token) -> Result<Actor, Error> {
        let (hash, now) = (token.hash(), self.clock().now());
        let find = move |tx: &mut Tx<'_>| Ok::<_, Error>(tx.sessions().actor(&hash, now)?);
        let (actor, seen_at) = self.store.look_up(find).await?.ok_or(SignInRefused)?;
        if seen_at <= now.plus_seconds(-NOTED_EVERY_SECONDS) {
            self.note_use(hash).await;
        }
        Ok(actor)
    }

    /// Notes that a session is used. What was asked for does not fail when that cannot be noted: the next request tries.
    async fn note_use(&self, token: TokenHash) {
        let noted = self.write(move |tx| {
            let now = tx.now();
            tx.touches(Touched::NOTHING);
            Ok(tx.sessions().touch(&token, now, now.plus_seconds(-NOTED_EVERY_SECONDS))?)
        });
        if let Err(error) = noted.await {
            tracing::debug!(%error, "that a session is used was not noted");
        }
    }
}

/// Opens a session for so many seconds; until when.
pub(crate) fn open_session(
    tx: &mut Tx<'_>,
    ids: &Ids,
    token: &TokenHash,
    user: UserId,
    device: Option<Device>,
    lasts: i64,
) -> Result<Timestamp, Error> {
    let now = tx.now();
    let until = now.plus_seconds(lasts);
    let session = Session { id: ids.next(now), user, device, opened_at: now, seen_at: now, until };
    tx.sessions().open(token, &session)?;
    tx.sessions().keep_newest(user, MAX_SESSIONS)?;
    Ok(until)
}

/// The address, the password or the token is not one we know.
#[derive(Debug, thiserror::Error)]
#[error("the e-mail address and password, or the token, are not known here")]
pub struct SignInRefused;

impl Failure for SignInRefused {
    fn class(&self) -> (FailureKind, &'static str) {
        (FailureKind::Unauthenticated, "sign-in")
    }
}

refusals!(SignInRefused);
