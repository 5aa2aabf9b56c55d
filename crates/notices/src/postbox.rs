use std::{error::Error, io, path::PathBuf};

use lettre::{
    Address, Message, SmtpTransport, Transport,
    message::{
        Mailbox,
        header::{ContentType, HeaderName, HeaderValue},
    },
    transport::smtp,
};
use sillon_kernel::MessageId;

use crate::{
    Mail, PostboxSettings,
    folder::Folder,
    smtp::{credentials, refused_for_good, way_to},
};

/// Where mail is handed over. It may be shared between threads; handing over waits until the other side has answered.
#[derive(Debug)]
pub struct Postbox {
    from: Mailbox,
    way: Way,
}

#[derive(Debug)]
enum Way {
    Files(Folder),
    Smtp(SmtpTransport),
}

impl Postbox {
    /// The postbox the settings say, for mail from someone. No server is asked yet.
    ///
    /// # Errors
    ///
    /// [`OpenFailed`] when the folder cannot be made, or encryption cannot be set up.
    pub fn open(settings: PostboxSettings, from: Mailbox) -> Result<Self, OpenFailed> {
        let way = match settings {
            PostboxSettings::Files { folder: path } => {
                let folder = Folder::open(path.clone());
                Way::Files(folder.map_err(|source| OpenFailed::Folder { path, source })?)
            }
            PostboxSettings::Smtp { host, port, tls, user, password, timeout } => {
                let mut server = way_to(&host, port, tls).map_err(OpenFailed::Encryption)?;
                if let Some(user) = user {
                    server = server.credentials(credentials(user, password));
                }
                Way::Smtp(server.timeout(Some(timeout)).build())
            }
        };
        Ok(Self { from, way })
    }

    /// Hands a message over. The same message under the same id may be handed over again: it is read once.
    ///
    /// # Errors
    ///
    /// [`PostFailed`], which says whether it is worth another try.
    pub fn post(&self, id: MessageId, mail: &Mail) -> Result<(), PostFailed> {
        let message = self.sealed(id, mail)?;
        match &self.way {
            Way::Files(folder) => {
                folder.put(id, &message.formatted()).map_err(PostFailed::temporary)
            }
            Way::Smtp(server) => match server.send(&message) {
                Ok(_) => Ok(()),
                Err(error) if refused_for_good(&error) => Err(PostFailed::permanent(error)),
                Err(error) => Err(PostFailed::temporary(error)),
            },
        }
    }

    /// The message as it leaves; its id stands in it, by which a receiver knows it again.
    fn sealed(&self, id: MessageId, mail: &Mail) -> Result<Message, PostFailed> {
        let to: Address = mail.to.as_str().parse().map_err(PostFailed::permanent)?;
        // Answering machines do not answer what a machine wrote (RFC 3834).
        let automatic = HeaderValue::new(
            HeaderName::new_from_ascii_str("Auto-Submitted"),
            "auto-generated".to_owned(),
        );
        Message::builder()
            .message_id(Some(format!("<{id}@{}>", self.from.email.domain())))
            .from(self.from.clone())
            .to(Mailbox::new(None, to))
            .subject(mail.subject.as_str())
            .raw_header(automatic)
            .header(ContentType::TEXT_PLAIN)
            .body(mail.text.clone())
            .map_err(PostFailed::permanent)
    }
}

/// Why a postbox could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenFailed {
    /// The folder cannot be made.
    #[error("the mail folder {} cannot be made", path.display())]
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

/// Why a message was not handed over. The cause may hold the receiver's address: it is not for logs.
#[derive(Debug, thiserror::Error)]
pub enum PostFailed {
    /// The other side was away, busy or did not know us: the message may well be taken later.
    #[error("the message could not be handed over for now")]
    Temporary(#[source] Box<dyn Error + Send + Sync>),
    /// The message or its receiver was refused: it would be again.
    #[error("the message was refused for good")]
    Permanent(#[source] Box<dyn Error + Send + Sync>),
}

impl PostFailed {
    /// Whether it is worth another try.
    pub fn is_temporary(&self) -> bool {
        matches!(self, Self::Temporary(_))
    }

    fn temporary(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Temporary(source.into())
    }

    fn permanent(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Permanent(source.into())
    }
}

#[cfg(test)]
#[path = "postbox_tests.rs"]
mod tests;
