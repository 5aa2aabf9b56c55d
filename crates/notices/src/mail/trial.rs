use sillon_kernel::{Email, Language};

use crate::{Mail, letters::html, letters::part::Part, mail::message::subject_line};

/// A letter that shows that letters arrive, in every language we write.
pub fn trial(to: Email, site: &str) -> Mail {
    let said = [
        "Bonjour,".to_owned(),
        format!("Si vous lisez ceci, les messages de {site} arrivent."),
        "Hello,".to_owned(),
        format!("If you read this, letters from {site} arrive."),
    ];
    let text = said.join("\n\n") + "\n";
    let html = html::of(Language::Fr, &said.map(Part::Paragraph));
    let subject = subject_line(&format!("{site}\u{a0}: message d’essai / test letter"));
    Mail { to, subject, text, html, reply_to: None, edition: None, stop: None }
}
