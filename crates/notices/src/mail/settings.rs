use std::{fmt, path::PathBuf, str::FromStr, time::Duration};

/// Where mail goes.
#[derive(Clone, PartialEq, Eq)]
pub enum MailerSettings {
    /// Into a folder, one `.eml` file per message: for trying things out, or for another program to send.
    Files {
        /// The folder; it is made when it is not there.
        folder: PathBuf,
    },
    /// To a server, by SMTP.
    Smtp {
        /// The server's name.
        host: String,
        /// The port it listens on.
        port: u16,
        /// How the way to it is kept secret.
        tls: Encryption,
        /// Who signs in; nobody, when the server asks nobody.
        user: Option<String>,
        /// The password of who signs in.
        password: Option<String>,
        /// How long each step of the exchange may take.
        timeout: Duration,
    },
}

impl fmt::Debug for MailerSettings {
    /// Shows everything but the password.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Files { folder } => f.debug_struct("Files").field("folder", folder).finish(),
            Self::Smtp { host, port, tls, user, password, timeout } => f
                .debug_struct("Smtp")
                .field("host", host)
                .field("port", port)
                .field("tls", tls)
                .field("user", user)
                .field("password", &password.as_ref().map(|_| "…"))
                .field("timeout", timeout)
                .finish(),
        }
    }
}

/// How the way to a mail server is kept secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encryption {
    /// Not at all: for a server on the same machine.
    None,
    /// From the first command on, as servers on port 587 do; a server that cannot gets no mail (RFC 3207).
    StartTls,
    /// From the first byte on, as servers on port 465 do (RFC 8314).
    Tls,
}

impl Encryption {
    /// Every way.
    pub const ALL: [Self; 3] = [Self::None, Self::StartTls, Self::Tls];

    /// The name it is set under.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::StartTls => "start-tls",
            Self::Tls => "tls",
        }
    }
}

impl FromStr for Encryption {
    type Err = NoSuchEncryption;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Self::ALL.into_iter().find(|encryption| encryption.as_str() == text);
        found.ok_or_else(|| NoSuchEncryption(text.chars().take(20).collect()))
    }
}

/// The text names no way to keep mail secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a way to encrypt we know: none, start-tls or tls")]
pub struct NoSuchEncryption(String);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_never_shown() {
        let settings = MailerSettings::Smtp {
            host: "mail.example.org".into(),
            port: 465,
            tls: Encryption::Tls,
            user: Some("sillon".into()),
            password: Some("hunter2".into()),
            timeout: Duration::from_secs(20),
        };
        let shown = format!("{settings:?}");
        assert!(shown.contains("mail.example.org") && !shown.contains("hunter2"), "{shown}");
    }

    #[test]
    fn an_encryption_is_read_from_its_name() {
        for encryption in Encryption::ALL {
            assert_eq!(encryption.as_str().parse(), Ok(encryption));
        }
        assert!("ssl".parse::<Encryption>().is_err());
    }
}
