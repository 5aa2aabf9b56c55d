use sillon_kernel::Email;

use crate::{Mail, mail::message::subject_line};

/// A letter that shows that letters arrive, in every language we write.
pub fn trial(to: Email, site: &str) -> Mail {
    let text = format!(
        "Bonjour,\n\nSi vous lisez ceci, les messages de {site} arrivent.\n\n\
         Hello,\n\nIf you read this, letters from {site} arrive.\n"
    );
    let subject = subject_line(&format!("{site}\u{a0}: message d’essai / test letter"));
    Mail { to, subject, text, reply_to: None, edition: None }
}
