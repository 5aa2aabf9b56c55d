use sillon_identity::{Actor, PasswordError, PasswordHash, Token, User};
use sillon_kernel::{Detail, Email, Failure, Kind, Name, Timestamp};
use sillon_store::Error as StoreError;

use crate::{Engine, Error};

/// The wish to have an account.
#[derive(Debug, Clone)]
pub struct SignUp {
    /// Where to write to the person.
    pub email: Email,
    /// What they are called.
    pub name: Name,
    /// The password they chose.
    pub password: String,
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
    /// Makes an account.
    ///
    /// # Errors
    ///
    /// [`SignUpRefused`] when the password cannot be used, or the address has an account.
    pub async fn sign_up(&self, wish: SignUp) -> Result<User, Error> {
        let settings = self.settings.passwords;
        let password = wish.password;
        let hashed = self.hashing(move || PasswordHash::make(&password, settings)).await?;
        let hash = hashed.map_err(SignUpRefused::Password)?;
        let ids = self.ids();
        self.write(move |tx| {
            let user = User {
                id: ids.next(tx.now()),
                email: wish.email.clone(),
                name: wish.name.clone(),
                password: hash.clone(),
                created_at: tx.now(),
            };
            match tx.people().add(&user) {
                Ok(()) => Ok(user),
                Err(StoreError::Duplicate(_)) => Err(SignUpRefused::HasAccount.into()),
                Err(error) => Err(error.into()),
            }
        })
        .await
    }

    /// Opens a session for whoever knows the password. Takes as long when there is no such account.
    ///
    /// # Errors
    ///
    /// [`SignInRefused`], whichever of the two was wrong.
    pub async fn sign_in(&self, email: Email, password: String) -> Result<SignedIn, Error> {
        let found = self.read(move |tx| Ok(tx.people().find_by_email(&email)?)).await?;
        let settings = self.settings.passwords;
        let hash = found.as_ref().map(|user| user.password.clone());
        let opens = self.hashing(move || {
            if let Some(hash) = hash {
                return hash.opens(&password);
            }
            // Spend what checking costs, so that time does not tell whether there is an account.
            drop(PasswordHash::make("nobody's password", settings));
            false
        });
        let opens = opens.await?;
        let user = found.filter(|_| opens).ok_or(SignInRefused)?;
        let token = Token::from_random(self.ids.bytes());
        let (hash, id, lasts) = (token.hash(), user.id, self.settings.session_seconds);
        let until = self
            .write(move |tx| {
                let until = tx.now().plus_seconds(lasts);
                let now = tx.now();
                tx.people().open_session(&hash, id, now, until)?;
                Ok(until)
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
        self.write(move |tx| Ok(tx.people().end_session(&hash).map(drop)?)).await
    }

    /// Who shows a token.
    ///
    /// # Errors
    ///
    /// [`SignInRefused`] when it opens no session.
    pub async fn recognise(&self, token: &Token) -> Result<Actor, Error> {
        let hash = token.hash();
        self.read(move |tx| {
            let now = tx.now();
            let user = tx.people().session_user(&hash, now)?.ok_or(SignInRefused)?;
            let memberships = tx.people().memberships(user)?;
            let delegations = tx.grants().delegations(user)?;
            let is_administrator = tx.people().is_administrator(user)?;
            Ok(Actor::Person { user, memberships, delegations, is_administrator })
        })
        .await
    }

    /// Hashes where it is bounded: off the threads that serve, so many at once.
    async fn hashing<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Error> {
        let permit = self.hashing.acquire().await;
        let done = tokio::task::spawn_blocking(work).await;
        drop(permit);
        done.map_err(|_fault| Error::Store(StoreError::Panicked))
    }
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
    fn class(&self) -> (Kind, &'static str) {
        match self {
            Self::Password(_) => (Kind::Invalid, "password"),
            Self::HasAccount => (Kind::Conflict, "has-account"),
        }
    }

    fn details(&self) -> Vec<Detail> {
        match self {
            Self::Password(_) => vec![Detail::new("password", self.to_string())],
            Self::HasAccount => vec![Detail::new("email", self.to_string())],
        }
    }
}

/// The address, the password or the token is not one we know.
#[derive(Debug, thiserror::Error)]
#[error("the e-mail address and password, or the token, are not known here")]
pub struct SignInRefused;

impl Failure for SignInRefused {
    fn class(&self) -> (Kind, &'static str) {
        (Kind::Unauthenticated, "sign-in")
    }
}
