use clap::Args;
use sillon_engine::Ids;
use sillon_kernel::{Clock as _, Email, SystemClock};
use sillon_notices::{Mailbox, Mailer, MailerSettings, Session, Step, trial};

use super::say;
use crate::{Settings, assemble::StartError};

/// Sends a letter to try out the settings.
#[derive(Debug, Args)]
pub(crate) struct TestLetter {
    /// Whom to
    address: String,
}

impl TestLetter {
    /// Hands the letter over at once, and tells each step; no database is asked.
    pub(crate) fn run(self, settings: &Settings) -> Result<(), StartError> {
        let to =
            Email::parse(&self.address).map_err(|fault| format!("{}: {fault}", self.address))?;
        let (mailer, from) = (settings.mailer()?, settings.sender()?);
        let mut tell = |step| drop(say(&told(step, &mailer, &from, &to)));
        let open = Mailer::open(mailer.clone(), from.clone())?;
        let mail = trial(to.clone(), &settings.public_url());
        let (id, mut session) = (Ids::Random.next(SystemClock.now()), Session::default());
        let post = open.post_telling(&mut session, id, &mail, async || true, &mut tell);
        let posted = actix_web::rt::System::new().block_on(post);
        match (posted, &mailer) {
            (Err(failed), _) => Err(format!("it ended there: {}", failed.whole()).into()),
            (Ok(()), MailerSettings::Files { folder }) => say(&format!(
                "The letter is {id}.eml in {}. mail.delivery is \"files\": nothing is sent to anybody.",
                folder.display()
            )),
            (Ok(()), MailerSettings::Smtp { .. }) => {
                say(&format!("Now look whether it has arrived at {to}."))
            }
        }
    }
}

/// What a step that succeeded means.
fn told(step: Step, mailer: &MailerSettings, from: &Mailbox, to: &Email) -> String {
    let MailerSettings::Smtp { host, port, user, .. } = mailer else { return String::new() };
    match step {
        Step::Reach => format!("Reached {host} at port {port}; it greets us."),
        Step::Encrypt => "The way to it is encrypted, and its certificate is good.".to_owned(),
        Step::SignIn => format!("Signed in as {}.", user.as_deref().unwrap_or_default()),
        Step::Sender => format!("It takes letters from {}.", from.email),
        Step::Receiver => format!("It takes letters to {to}."),
        Step::Announce => "It waits for the letter.".to_owned(),
        Step::HandOver => "It has taken the letter.".to_owned(),
    }
}
