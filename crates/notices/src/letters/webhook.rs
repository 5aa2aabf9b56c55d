use sillon_kernel::Language;
use sillon_messages::Words;

use crate::{
    letters::letter::{Letter, Written},
    letters::notice::WebhookPaused,
};

/// A webhook is paused: the subject, and the letter to whose it is.
pub(crate) fn paused(
    language: Language,
    WebhookPaused { name, host }: &WebhookPaused,
) -> (String, Written) {
    let words = &Words::of(language).letters;
    let letter = Letter::to(name, language)
        .paragraph(&(words.webhook.news)(host))
        .paragraph(words.webhook.nothing_lost)
        .paragraph(words.webhook.what_to_do)
        .sign(words.see_you, name);
    (words.webhook.subject.to_owned(), letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whose_a_webhook_is_reads_where_it_leads_and_that_nothing_is_lost() {
        let told = WebhookPaused { name: "Town hub".into(), host: "shop.example.org".into() };
        let (subject, Written { text, .. }) = paused(Language::En, &told);
        assert_eq!(subject, "A webhook is paused");
        assert!(text.contains("shop.example.org") && text.contains("No event is lost"), "{text}");
        let (_, Written { text, .. }) = paused(Language::De, &told);
        assert!(text.contains("seit fünf Tagen"), "{text}");
    }
}
