use std::{error::Error, io, path::PathBuf, sync::Arc};

use lettre::{
    Address, Message,
    message::{
        Mailbox, MultiPart, SinglePart,
        header::{HeaderName, HeaderValue},
    },
    transport::smtp,
};
use sillon_kernel::MessageId;

use crate::{
    Mail, MailerSettings, PostFailed, Step,
    mail::folder::Folder,
    mail::smtp::{Conversation, Server, Tls, credentials},
};

/// Where mail is handed over. It may be shared between threads.
pub struct Mailer {
    from: Mailbox,
    way: Way,
}

enum Way {
    Files(Arc<Folder>),
    Smtp(Server),
}

/// What is kept from one message to the next: a connection, where there is one.
#[derive(Default)]
pub struct Session(Option<Conversation>);

impl Mailer {
    /// The mailer the settings say, for mail from someone. No server is asked yet.
    ///
    /// # Errors
    ///
    /// [`OpenFailed`] when the folder cannot be made, or encryption cannot be set up.
    pub fn open(settings: MailerSettings, from: Mailbox) -> Result<Self, OpenFailed> {
        let way = match settings {
            MailerSettings::Files { folder: path } => {
                let folder = Folder::open(path.clone());
                let folder = folder.map_err(|source| OpenFailed::Folder { path, source })?;
                Way::Files(Arc::new(folder))
            }
            MailerSettings::Smtp { host, port, tls, user, password, timeout } => {
                let tls = Tls::to(&host, tls).map_err(OpenFailed::Encryption)?;
                let credentials = user.map(|user| credentials(user, password));
                Way::Smtp(Server { host, port, tls, credentials, timeout })
            }
        };
        Ok(Self { from, way })
    }

    /// Hands a message over. Just before nothing can take it back any more, `may_send` is asked whether it still may leave.
    ///
    /// Dropped before that, nothing has left.
    ///
    /// # Errors
    ///
    /// [`PostFailed`], which says whether it would be refused again.
    pub async fn post(
        &self,
        session: &mut Session,
        id: MessageId,
        mail: &Mail,
        may_send: impl AsyncFnOnce() -> bool,
    ) -> Result<(), PostFailed> {
        self.post_telling(session, id, mail, may_send, &mut |_| ()).await
    }

    /// Hands a message over as [`Mailer::post`] does, and tells each step that a mail server has taken.
    ///
    /// # Errors
    ///
    /// As [`Mailer::post`].
    pub async fn post_telling(
        &self,
        session: &mut Session,
        id: MessageId,
        mail: &Mail,
        may_send: impl AsyncFnOnce() -> bool,
        told: &mut impl FnMut(Step),
    ) -> Result<(), PostFailed> {
        let message = self.sealed(id, mail)?;
        match &self.way {
            Way::Files(folder) => {
                if !may_send().await {
                    return Err(PostFailed::Taken);
                }
                let (folder, bytes) = (Arc::clone(folder), message.formatted());
                let put = tokio::task::spawn_blocking(move || folder.put(id, &bytes)).await;
                put.unwrap_or_else(|gone| Err(io::Error::other(gone))).map_err(PostFailed::Folder)
            }
            Way::Smtp(server) => speak(server, session, &message, may_send, told).await,
        }
    }

    /// Ends what was kept for the next message.
    pub async fn close(&self, session: Session) {
        if let (Way::Smtp(server), Some(conversation)) = (&self.way, session.0) {
            server.leave(conversation).await;
        }
    }

    /// The message as it leaves; its id stands in it, by which a receiver knows it again.
    fn sealed(&self, id: MessageId, mail: &Mail) -> Result<Message, PostFailed> {
        let unwritable = |fault: &dyn Error| PostFailed::Unwritable(fault.to_string());
        let to: Address = mail.to.as_str().parse().map_err(|fault| unwritable(&fault))?;
        // Answering machines do not answer what a machine wrote (RFC 3834).
        let automatic = header("Auto-Submitted", "auto-generated".to_owned());
        let edition = mail.edition.as_deref().map(|edition| format!(".{edition}"));
        let edition = edition.unwrap_or_default();
        let mut message = Message::builder()
            .message_id(Some(format!("<{id}{edition}@{}>", self.from.email.domain())))
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(mail.subject.as_str())
            .raw_header(automatic);
        // Mail programs show a button for it, and send that back (RFC 8058).
        if let Some(stop) = &mail.stop {
            message =
                message.raw_header(header("List-Unsubscribe", format!("<{stop}>"))).raw_header(
                    header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click".to_owned()),
                );
        }
        // Somebody else's address is no reason to keep the letter from whom it is to.
        let answer_to = mail.reply_to.as_ref().and_then(|address| address.as_str().parse().ok());
        if let Some(answer_to) = answer_to {
            message = message.reply_to(Mailbox::new(None, answer_to));
        }
        // The text first: whoever shows both shows the last (RFC 2046 §5.1.4). A message that leaves twice is the same twice.
        let both = MultiPart::alternative()
            .boundary(format!("sillon-{id}"))
            .singlepart(SinglePart::plain(mail.text.clone()))
            .singlepart(SinglePart::html(mail.html.clone()));
        message.multipart(both).map_err(|fault| unwritable(&fault))
    }
}

/// A header that lettre has no name for.
fn header(name: &'static str, value: String) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value)
}

/// Speaks to a server over the session's connection, or a new one. What is left of the connection is kept.
async fn speak(
    server: &Server,
    session: &mut Session,
    message: &Message,
    may_send: impl AsyncFnOnce() -> bool,
    told: &mut impl FnMut(Step),
) -> Result<(), PostFailed> {
    let bytes = message.formatted();
    // Asked at most once, whichever connection comes so far.
    let mut may_send = Some(may_send);
    let mut kept = session.0.take();
    loop {
        let is_kept = kept.is_some();
        let mut conversation = match kept.take() {
            Some(conversation) => conversation,
            None => server.greet(told).await?,
        };
        let ask = async || match may_send.take() {
            Some(may_send) => may_send().await,
            None => false,
        };
        let envelope = message.envelope();
        let result = server.hand_over(&mut conversation, envelope, &bytes, ask, told).await;
        let Err(failed) = result else {
            session.0 = Some(conversation);
            return Ok(());
        };
        if is_kept && failed.may_be_the_connections() {
            continue;
        }
        if failed.leaves_the_connection_whole() && server.begin_anew(&mut conversation).await {
            session.0 = Some(conversation);
        }
        return Err(failed);
    }
}

/// Why a mailer could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenFailed {
    /// The folder cannot be made.
    #[error("the mail folder {} cannot be made or written to: {source}", path.display())]
    Folder {
        /// The folder.
        path: PathBuf,
        /// What the machine says.
        #[source]
        source: io::Error,
    },
    /// The way to the server cannot be encrypted.
    #[error("encryption for the mail server cannot be set up")]
    Encryption(#[source] smtp::Error),
}

#[cfg(test)]
#[path = "mailer_tests.rs"]
mod tests;
