use sillon_identity::{
    AccountLink, Actor, Attempt, AttemptLimit, Chosen, LinkPurpose, Network, PasswordError,
    PasswordHash, Trial, User,
};
use sillon_kernel::{Detail, Email, Failure, FailureKind, Language, Name, Timestamp, UserId};
use sillon_store::{Error as StoreError, Repositories, Subject, Tx};

use crate::{Engine, Error, Ids, error::refusals, outbox::queue::have_written, people::rate_limit};

/// How long a letter may wait in the outbox before its link is of no use, in seconds: longer than it is tried to be sent.
const LETTER_WAITS_SECONDS: i64 = 24 * 3_600;

/// The command to have an account.
#[derive(Debug, Clone)]
pub struct SignUp {
    /// Where to write to the person.
    pub email: Email,
    /// What they are called.
    pub name: Name,
    /// The password they chose.
    pub password: String,
    /// What letters to them are written in.
    pub language: Language,
    /// Where it comes from.
    pub from: Option<Network>,
}

impl Engine {
    /// Makes an account.
    ///
    /// Where addresses are confirmed, an address that has an account is answered as a new one would be, after the same work;
    /// what there is to say is said in a letter to whoever reads there.
    ///
    /// # Errors
    ///
    /// [`SignUpRefused`] when the password cannot be used, or, where addresses are not confirmed, the address has an
    /// account; [`TooManyAttempts`](sillon_identity::TooManyAttempts) when too many letters were asked for.
    pub async fn sign_up(&self, command: SignUp) -> Result<User, Error> {
        PasswordHash::check_length(&command.password).map_err(SignUpRefused::Password)?;
        let is_confirmed_by_letter = self.settings.accounts.confirmed_only;
        if is_confirmed_by_letter {
            self.count(&letter_to(&command.email, command.from)).await?;
        }
        let settings = self.settings.passwords;
        let password = command.password;
        let turn = self.hashing.turn().await;
        let hashed = turn.hash(move || PasswordHash::make(&password, settings)).await?;
        let hash = hashed.map_err(SignUpRefused::Password)?;
        let ids = self.ids();
        self.write(move |tx| {
            let user = User {
                id: ids.next(tx.now()),
                email: command.email.clone(),
                name: command.name.clone(),
                password: hash.clone(),
                created_at: tx.now(),
                language: command.language,
                confirmed_at: None,
            };
            if is_confirmed_by_letter {
                tx.people().add_if_free(&user)?;
                let chosen = Chosen { name: user.name.clone(), password: hash.clone() };
                queue_link(tx, &ids, LinkPurpose::Confirm, &user.email, Some(chosen))?;
                return Ok(user);
            }
            match tx.people().add(&user) {
                Ok(()) => Ok(user),
                Err(StoreError::Duplicate(_)) => Err(SignUpRefused::HasAccount.into()),
                Err(error) => Err(error.into()),
            }
        })
        .await
    }
}

impl Engine {
    /// What the actor reads: the language that was said, else their account's.
    ///
    /// # Errors
    ///
    /// What the database refuses.
    pub async fn language_of(
        &self,
        actor: &Actor,
        said: Option<Language>,
    ) -> Result<Language, Error> {
        match (said, actor.user()) {
            (Some(said), _) => Ok(said),
            (None, Some(user)) => self.read(move |tx| Ok(tx.people().get(user)?.language)).await,
            (None, None) => Ok(Language::default()),
        }
    }
}

/// Mails the actor a letter to confirm their address with; nothing when they have confirmed it.
///
/// # Errors
///
/// A refusal for guests; [`TooManyAttempts`](sillon_identity::TooManyAttempts) when too many letters were asked for.
pub fn ask_to_confirm(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    limit: AttemptLimit,
    from: Option<Network>,
) -> Result<(), Error> {
    let user = tx.people().get(actor.person()?)?;
    if user.confirmed_at.is_some() {
        return Ok(());
    }
    rate_limit::take(tx, &letter_to(&user.email, from), limit)?;
    queue_link(tx, ids, LinkPurpose::Confirm, &user.email, None)
}

/// The attempt to have a letter sent to an address.
pub(crate) fn letter_to(email: &Email, from: Option<Network>) -> Attempt {
    Attempt { trial: Trial::Letter, address: Some(email.clone()), network: from }
}

/// Queues a letter with a link to an address, whether it has an account or not: what becomes of it is decided when it is
/// written, and nobody who waits for the answer can tell.
pub(crate) fn queue_link(
    tx: &mut Tx<'_>,
    ids: &Ids,
    purpose: LinkPurpose,
    email: &Email,
    chosen: Option<Chosen>,
) -> Result<(), Error> {
    let now: Timestamp = tx.now();
    let link = AccountLink {
        id: ids.next(now),
        purpose,
        email: email.clone(),
        chosen,
        created_at: now,
        expires_at: now.plus_seconds(LETTER_WAITS_SECONDS),
    };
    tx.account_links().add(&link)?;
    have_written(tx, ids, Subject::AccountLink(link.id))
}

/// Queues the letter that tells a person of their new password.
pub(crate) fn tell_of_password(tx: &mut Tx<'_>, ids: &Ids, user: UserId) -> Result<(), Error> {
    have_written(tx, ids, Subject::PasswordChanged(user))
}

/// Why no account was made.
#[derive(Debug, thiserror::Error)]
pub enum SignUpRefused {
    /// The password cannot be used.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// The address has an account.
    #[error("this e-mail address has an account already")]
    HasAccount,
}

impl Failure for SignUpRefused {
    fn class(&self) -> (FailureKind, &'static str) {
        match self {
            Self::Password(_) => (FailureKind::Invalid, "password"),
            Self::HasAccount => (FailureKind::Conflict, "has-account"),
        }
    }

    fn details(&self) -> Vec<Detail> {
        match self {
            Self::Password(_) => vec![Detail::new("password", self.to_string())],
            Self::HasAccount => vec![Detail::new("email", self.to_string())],
        }
    }
}

refusals!(SignUpRefused);
