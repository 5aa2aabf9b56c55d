use std::{fmt, io};

/// A step of handing a message to a mail server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Reaching the server, and being greeted by it.
    Reach,
    /// Making the way to it secret.
    Encrypt,
    /// Signing in.
    SignIn,
    /// Naming who it is from.
    Sender,
    /// Naming whom it is for.
    Receiver,
    /// Announcing the message.
    Announce,
    /// Giving the message, and hearing that it is taken.
    HandOver,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Reach => "reaching the mail server",
            Self::Encrypt => "encrypting the way to it",
            Self::SignIn => "signing in",
            Self::Sender => "naming the sender",
            Self::Receiver => "naming the receiver",
            Self::Announce => "announcing the message",
            Self::HandOver => "handing the message over",
        })
    }
}

/// Why a message was not handed over. What it displays as names no address, and is for logs; [`PostFailed::whole`] may.
#[derive(Debug, thiserror::Error)]
pub enum PostFailed {
    /// The server refused a step.
    #[error("the mail server refused at {step}: {code}{}", status(.said).map(|status| format!(" {status}")).unwrap_or_default())]
    Refused {
        /// Which.
        step: Step,
        /// Its reply code: 550.
        code: u16,
        /// What it said with it; it may name the receiver.
        said: String,
    },
    /// A step was not answered, or the way to the server broke.
    #[error("{step} failed: {cause}")]
    Broken {
        /// Which.
        step: Step,
        /// What the machine says.
        cause: String,
    },
    /// The message cannot be put into the folder.
    #[error("the letter cannot be written into the mail folder: {0}")]
    Folder(#[source] io::Error),
    /// There is no such message: what it is made of cannot be.
    #[error("the letter cannot be made: {0}")]
    Unwritable(String),
    /// Another may have sent it meanwhile: nothing was handed over.
    #[error("the letter is in other hands")]
    Taken,
}

impl PostFailed {
    /// Whether it would be refused again however often it were sent: the receiver or the message itself was refused.
    ///
    /// A server that is away, slow, does not know us, or takes nothing from our sender says nothing about the message.
    pub fn is_final(&self) -> bool {
        match self {
            Self::Refused { step, code, said } => {
                (500..600).contains(code) && refuses_the_message(*step, *code, status(said))
            }
            Self::Unwritable(_) => true,
            Self::Broken { .. } | Self::Folder(_) | Self::Taken => false,
        }
    }

    /// All that is known, the server's words with it: for whoever runs the installation, as it may name the receiver.
    pub fn whole(&self) -> String {
        match self {
            Self::Refused { step, code, said } => {
                format!("the mail server refused at {step}: {code} {}", said.trim())
            }
            Self::Broken { .. } | Self::Folder(_) | Self::Unwritable(_) | Self::Taken => {
                self.to_string()
            }
        }
    }

    /// Whether the server may be spoken to further after it.
    pub(crate) fn leaves_the_connection_whole(&self) -> bool {
        // 421: it closes the connection (RFC 5321 §3.8).
        matches!(self, Self::Refused { code, step, .. } if *code != 421 && *step != Step::Reach)
    }

    /// Whether it may be a whim of a connection that served many messages before: some servers end such.
    pub(crate) fn may_be_the_connections(&self) -> bool {
        let step = match self {
            Self::Refused { step, .. } | Self::Broken { step, .. } => *step,
            Self::Folder(_) | Self::Unwritable(_) | Self::Taken => return false,
        };
        step == Step::Sender
    }
}

/// Whether a permanent refusal is of the receiver or of the message. Servers turn us away for who we are at any step, most
/// of them where the receiver is named; the enhanced status codes tell the two apart (RFC 3463), and where there is none, the
/// code does.
fn refuses_the_message(step: Step, code: u16, status: Option<&str>) -> bool {
    let numbers = status.and_then(|status| status.strip_prefix("5."));
    match step {
        Step::Reach | Step::Encrypt | Step::SignIn | Step::Sender | Step::Announce => false,
        Step::Receiver => match numbers {
            // The receiver's address or mailbox; 1.7 and 1.8 are of the sender's.
            Some("1.7" | "1.8") => false,
            Some(numbers) => numbers.starts_with("1.") || numbers.starts_with("2."),
            // 530 and the like ask us to sign in, 552 is said of too many receivers, 554 of us.
            None => [501, 550, 551, 553].contains(&code),
        },
        Step::HandOver => match numbers {
            Some("1.7" | "1.8") => false,
            // The system is at fault, but for a message that is too large for it; or its protocol is.
            Some("3.4") => true,
            Some(numbers) => !["3.", "4.", "5."].iter().any(|of| numbers.starts_with(of)),
            None => [550, 551, 552, 553, 554].contains(&code),
        },
    }
}

/// The enhanced status code a reply begins with: `5.1.1` (RFC 2034).
fn status(said: &str) -> Option<&str> {
    let first = said.split_whitespace().next()?;
    let numbers: Vec<&str> = first.split('.').collect();
    let is_number = |text: &&str| {
        (1..=3).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    let is_one = numbers.len() == 3 && numbers.iter().all(is_number);
    (is_one && matches!(numbers.first(), Some(&"2" | &"4" | &"5"))).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_final(step: Step, code: u16, said: &str) -> bool {
        PostFailed::Refused { step, code, said: said.to_owned() }.is_final()
    }

    #[test]
    fn only_the_receiver_and_the_message_are_refused_for_good() {
        for (step, code, said) in [
            (Step::Receiver, 550, "no such person"),
            (Step::Receiver, 550, "5.1.1 <awa@example.com>: user unknown"),
            (Step::Receiver, 501, "5.1.3 bad address"),
            (Step::Receiver, 550, "5.2.1 mailbox disabled"),
            (Step::HandOver, 552, "5.3.4 message too big"),
            (Step::HandOver, 554, "rejected"),
            (Step::HandOver, 550, "5.7.1 this is spam"),
        ] {
            assert!(is_final(step, code, said), "{step}: {code} {said}");
        }
    }

    #[test]
    fn who_turns_us_away_says_nothing_about_the_message() {
        for (step, code, said) in [
            (Step::Reach, 554, "no service"),
            (Step::SignIn, 535, "5.7.8 wrong password"),
            (Step::Sender, 550, "5.1.8 sender refused"),
            (Step::Sender, 553, "sender not allowed"),
            (Step::Receiver, 554, "5.7.1 client host blocked"),
            (Step::Receiver, 550, "5.7.1 relaying denied"),
            (Step::Receiver, 550, "5.1.8 bad sender"),
            (Step::Receiver, 530, "sign in first"),
            (Step::Receiver, 452, "4.2.2 mailbox full"),
            (Step::Announce, 554, "no"),
            (Step::HandOver, 554, "5.3.0 system trouble"),
            (Step::HandOver, 451, "4.3.0 later"),
        ] {
            assert!(!is_final(step, code, said), "{step}: {code} {said}");
        }
    }

    #[test]
    fn what_is_logged_names_nobody() {
        let said = "5.1.1 <awa@example.com>: user awa unknown".to_owned();
        let failed = PostFailed::Refused { step: Step::Receiver, code: 550, said };
        assert_eq!(failed.to_string(), "the mail server refused at naming the receiver: 550 5.1.1");
        assert!(failed.whole().ends_with("550 5.1.1 <awa@example.com>: user awa unknown"));
    }
}
