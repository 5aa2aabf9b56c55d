use std::{error::Error as _, time::Duration};

use lettre::{
    address::Envelope,
    transport::smtp::{
        self,
        authentication::{Credentials, DEFAULT_MECHANISMS},
        client::{AsyncSmtpConnection, TlsParameters},
        commands::{Data, Mail, Rcpt, Rset},
        extension::{ClientId, Extension, MailBodyParameter, MailParameter},
    },
};

use crate::{Encryption, PostFailed, Step};

/// How long a server may think about a message it was given whole before it says whether it takes it: RFC 5321 §4.5.3.2.6
/// asks for ten minutes, as giving up sooner sends again what was taken.
const ANSWER_TIMEOUT: Duration = Duration::from_mins(10);

/// A mail server, and how it is spoken to.
pub(crate) struct Server {
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) tls: Tls,
    pub(crate) credentials: Option<Credentials>,
    /// How long each step may take, however the server spends the time.
    pub(crate) timeout: Duration,
}

/// How the way to a server is kept secret, set up.
pub(crate) enum Tls {
    None,
    FromTheStart(TlsParameters),
    OnceSpoken(TlsParameters),
}

impl Tls {
    pub(crate) fn to(host: &str, encryption: Encryption) -> Result<Self, smtp::Error> {
        let parameters = || TlsParameters::new(host.to_owned());
        Ok(match encryption {
            Encryption::None => Self::None,
            Encryption::StartTls => Self::OnceSpoken(parameters()?),
            Encryption::Tls => Self::FromTheStart(parameters()?),
        })
    }
}

/// A server that was greeted and knows who we are.
pub(crate) struct Conversation(AsyncSmtpConnection);

impl Server {
    /// Reaches the server, and signs in; each step done is told.
    pub(crate) async fn greet(
        &self,
        told: &mut impl FnMut(Step),
    ) -> Result<Conversation, PostFailed> {
        let hello = ClientId::default();
        let at_once = match &self.tls {
            Tls::FromTheStart(tls) => Some(tls.clone()),
            Tls::None | Tls::OnceSpoken(_) => None,
        };
        let server = (self.host.as_str(), self.port);
        let reach = AsyncSmtpConnection::connect_tokio1(server, None, &hello, at_once, None);
        let mut connection = within(self.timeout, Step::Reach, reach).await?;
        told(Step::Reach);
        if let Tls::OnceSpoken(tls) = &self.tls {
            let encrypt = connection.starttls(tls.clone(), &hello);
            within(self.timeout, Step::Encrypt, encrypt).await?;
            told(Step::Encrypt);
        }
        if let Some(credentials) = &self.credentials {
            let sign_in = connection.auth(DEFAULT_MECHANISMS, credentials);
            within(self.timeout, Step::SignIn, sign_in).await?;
            told(Step::SignIn);
        }
        Ok(Conversation(connection))
    }

    /// Hands a message over, after it was asked whether it still may be: from there on nothing can take it back.
    pub(crate) async fn hand_over(
        &self,
        Conversation(connection): &mut Conversation,
        envelope: &Envelope,
        message: &[u8],
        may_send: impl AsyncFnOnce() -> bool,
        told: &mut impl FnMut(Step),
    ) -> Result<(), PostFailed> {
        let mut options = Vec::new();
        let is_ascii = envelope.from().into_iter().chain(envelope.to()).all(|address| {
            let address: &str = address.as_ref();
            address.is_ascii()
        });
        let needs = [
            (!is_ascii, Extension::SmtpUtfEight, MailParameter::SmtpUtfEight),
            (
                !message.is_ascii(),
                Extension::EightBitMime,
                MailParameter::Body(MailBodyParameter::EightBitMime),
            ),
        ];
        for (needed, extension, option) in needs {
            if !needed {
                continue;
            }
            if !connection.server_info().supports_feature(extension) {
                let cause =
                    format!("the server does not know {extension}, which this letter needs");
                return Err(PostFailed::Broken { step: Step::Sender, cause });
            }
            options.push(option);
        }
        let sender = connection.command(Mail::new(envelope.from().cloned(), options));
        within(self.timeout, Step::Sender, sender).await?;
        told(Step::Sender);
        for receiver in envelope.to() {
            let receiver = connection.command(Rcpt::new(receiver.clone(), Vec::new()));
            within(self.timeout, Step::Receiver, receiver).await?;
        }
        told(Step::Receiver);
        within(self.timeout, Step::Announce, connection.command(Data)).await?;
        told(Step::Announce);
        if !may_send().await {
            return Err(PostFailed::Taken);
        }
        let answer = self.timeout.max(ANSWER_TIMEOUT);
        within(answer, Step::HandOver, connection.message(message)).await?;
        told(Step::HandOver);
        Ok(())
    }

    /// Ends what was begun for a message, so that the next one can follow; whether one can.
    pub(crate) async fn begin_anew(&self, Conversation(connection): &mut Conversation) -> bool {
        within(self.timeout, Step::Sender, connection.command(Rset)).await.is_ok()
    }

    /// Says goodbye; what the server answers matters no more.
    pub(crate) async fn leave(&self, Conversation(mut connection): Conversation) {
        drop(
            within(self.timeout.min(Duration::from_secs(2)), Step::Reach, connection.quit()).await,
        );
    }
}

/// Waits for a step as long as it may take.
async fn within<T>(
    time: Duration,
    step: Step,
    work: impl Future<Output = Result<T, smtp::Error>>,
) -> Result<T, PostFailed> {
    match tokio::time::timeout(time, work).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(error)) => Err(failed(step, &error)),
        Err(_elapsed) => {
            let cause = format!("no answer within {} seconds", time.as_secs());
            Err(PostFailed::Broken { step, cause })
        }
    }
}

/// What a step failed of: the server's own words, where it said any.
fn failed(step: Step, error: &smtp::Error) -> PostFailed {
    let said = error.source().map(ToString::to_string).unwrap_or_default();
    match error.status() {
        Some(code) => PostFailed::Refused { step, code: code.into(), said },
        // What it said instead may name the receiver, and is for no log.
        None if error.is_response() => {
            let cause = "the server broke off, or said what is no answer".to_owned();
            PostFailed::Broken { step, cause }
        }
        None if said.is_empty() => PostFailed::Broken { step, cause: error.to_string() },
        None => PostFailed::Broken { step, cause: said },
    }
}

/// The credentials of a user; an absent password is an empty one.
pub(crate) fn credentials(user: String, password: Option<String>) -> Credentials {
    Credentials::new(user, password.unwrap_or_default())
}
