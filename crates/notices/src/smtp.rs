use lettre::{
    SmtpTransport,
    transport::smtp::{self, PoolConfig, SmtpTransportBuilder, authentication::Credentials},
};

use crate::Encryption;

/// The most connections held to a server at once.
const MOST_CONNECTIONS: u32 = 4;

/// Codes by which a server turns us away for who we are, not the message for what it is (RFC 4954 §6).
const NOT_SIGNED_IN: [u16; 4] = [530, 534, 535, 538];

/// The way to a server; connections are made when there is something to send, and kept for the next.
pub(crate) fn way_to(
    host: &str,
    port: u16,
    tls: Encryption,
) -> Result<SmtpTransportBuilder, smtp::Error> {
    let way = match tls {
        Encryption::None => SmtpTransport::builder_dangerous(host),
        Encryption::StartTls => SmtpTransport::starttls_relay(host)?,
        Encryption::Tls => SmtpTransport::relay(host)?,
    };
    Ok(way.port(port).pool_config(PoolConfig::new().max_size(MOST_CONNECTIONS)))
}

/// The credentials of a user; an absent password is an empty one.
pub(crate) fn credentials(user: String, password: Option<String>) -> Credentials {
    Credentials::new(user, password.unwrap_or_default())
}

/// Whether the server refused the message for good: sent again, it would be refused again.
///
/// A server that is away, slow, wrongly set up or does not know us says nothing about the message.
pub(crate) fn refused_for_good(error: &smtp::Error) -> bool {
    let code = error.status().map(u16::from);
    error.is_permanent() && code.is_none_or(|code| !NOT_SIGNED_IN.contains(&code))
}
