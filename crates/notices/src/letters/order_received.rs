use sillon_kernel::{Language, Money, Window, Zone};
use sillon_messages::Words;

use crate::{
    OrderLineText,
    letters::letter::{Letter, Written},
    letters::order_placed,
};

/// That a customer ordered at a hub, or changed an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderReceived {
    /// The hub's name.
    pub hub: String,
    /// The order's reference.
    pub reference: String,
    /// The customer's name.
    pub customer: String,
    /// How the customer is reached, a line each.
    pub contact: Vec<String>,
    /// What the customer wrote with it.
    pub note: Option<String>,
    /// Whether it is an order that they changed.
    pub is_changed: bool,
    /// What is in it.
    pub lines: Vec<OrderLineText>,
    /// What comes on top.
    pub charges: Vec<(String, Money)>,
    /// What of the total is paid back when packaging returns.
    pub deposits: Money,
    /// What it comes to.
    pub total: Money,
    /// Whether it is brought.
    pub is_brought: bool,
    /// When it is handed over.
    pub window: Option<Window>,
    /// Where, in the hub's words.
    pub place: Option<String>,
    /// The zone times are told in.
    pub zone: Zone,
    /// Whether it is paid in cash.
    pub is_cash: bool,
}

/// A customer ordered: the subject, and the letter to the hub.
pub(crate) fn letter(language: Language, told: &OrderReceived) -> (String, Written) {
    let words = &Words::of(language).letters;
    let said = &words.order_received;
    let OrderReceived { hub, reference, customer, contact, note, is_changed, lines, .. } = told;
    let OrderReceived { charges, deposits, total, is_brought, window, place, zone, .. } = told;
    let (subject, news) = if *is_changed {
        (said.subject_changed, said.news_changed)
    } else {
        (said.subject, said.news)
    };
    let note: Vec<String> = note.iter().cloned().collect();
    let meeting = if *is_brought { words.order.delivery } else { words.order.pick_up };
    let letter = Letter::to(hub, language)
        .paragraph(&news(customer, reference))
        .table(order_placed::table(language, lines, charges, *deposits, *total))
        .lines(said.note, &note)
        .meeting(meeting, *window, zone, place.as_deref())
        .paragraph(if told.is_cash { said.cash } else { said.transfer })
        .lines(said.to_reach, contact)
        .paragraph(said.switch)
        .sign(words.see_you, hub);
    (subject(reference, customer), letter)
}
