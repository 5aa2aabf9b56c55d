use sillon_kernel::{EnterpriseId, UserId};
use sillon_notices::NoticeKind;
use sillon_store::{OutboxMessage, Repositories, Subject, Tx};

use crate::{Error, Ids};

/// An enterprise that a letter is to, and which of its people, where it is to one.
pub(crate) type To = (EnterpriseId, Option<UserId>);

/// Has a letter written to whoever it is about: it leaves once the transaction is done.
pub(crate) fn have_written(tx: &mut Tx<'_>, ids: &Ids, subject: Subject) -> Result<(), Error> {
    push(tx, ids, subject, [None])
}

/// Has a letter written to these people, each by themselves.
pub(crate) fn have_written_to(
    tx: &mut Tx<'_>,
    ids: &Ids,
    subject: Subject,
    people: &[UserId],
) -> Result<(), Error> {
    push(tx, ids, subject, people.iter().copied().map(Some))
}

/// Has a letter written to an enterprise: to its address, unless its first owner, who speaks for that, wants no such letters;
/// and to each other of its owners and managers who asked for them.
pub(crate) fn tell(
    tx: &mut Tx<'_>,
    ids: &Ids,
    of: EnterpriseId,
    subject: Subject,
) -> Result<(), Error> {
    let kind = kind_of(subject);
    let chosen = tx.notices().chosen_at(of, kind)?;
    // Hardly anybody chooses, and then nothing more is read.
    let speaker = if chosen.is_empty() { None } else { tx.notices().first_owner(of)? };
    let (of_speaker, of_others): (Vec<_>, Vec<_>) =
        chosen.into_iter().partition(|(user, _)| Some(*user) == speaker);
    let said = of_speaker.first().map(|(_, wanted)| *wanted);
    let to_address = said.unwrap_or(kind.is_wanted_by_default()).then_some(None);
    let others = of_others.into_iter().filter(|(_, wanted)| *wanted).map(|(user, _)| Some(user));
    push(tx, ids, subject, to_address.into_iter().chain(others))
}

/// The kind of letter, as people choose which they get.
pub(crate) fn kind_of(subject: Subject) -> NoticeKind {
    match subject {
        Subject::OrderPlaced(_) | Subject::OrderChanged(..) | Subject::PaidBack(..) => {
            NoticeKind::Order
        }
        Subject::AccountLink(_) | Subject::PasswordChanged(_) | Subject::Invitation(_) => {
            NoticeKind::Account
        }
        Subject::OrderCancelled(..) => NoticeKind::OrderCancelled,
        Subject::OrderReceived(..) | Subject::OrderMoved(..) => NoticeKind::OrderReceived,
        Subject::MinimumMissed(..) => NoticeKind::MinimumMissed,
        Subject::HarvestSheet(..) | Subject::LessToBring(..) => NoticeKind::Harvest,
        Subject::AskedToTakePart(..) | Subject::RemindedToAnswer(..) => NoticeKind::Asked,
        Subject::NotAnnounced(..) | Subject::CycleLate(_) | Subject::SeriesLate(_) => {
            NoticeKind::CycleTrouble
        }
        Subject::CycleFull(_) => NoticeKind::CycleFull,
        Subject::Left { .. } => NoticeKind::Left,
        Subject::PaidOut(..) => NoticeKind::PaidOut,
        Subject::WebhookPaused(..) => NoticeKind::WebhookPaused,
        Subject::CycleOpened(..) => NoticeKind::CycleOpened,
        Subject::ClosingSoon(..) => NoticeKind::ClosingSoon,
        Subject::PickUpSoon(_) => NoticeKind::PickUpSoon,
        Subject::Welcome(_) => NoticeKind::Welcome,
    }
}

fn push(
    tx: &mut Tx<'_>,
    ids: &Ids,
    subject: Subject,
    people: impl IntoIterator<Item = Option<UserId>>,
) -> Result<(), Error> {
    let now = tx.now();
    let letter =
        |person| OutboxMessage { id: ids.next(now), subject, person, due_at: now, attempts: 0 };
    let letters: Vec<OutboxMessage> = people.into_iter().map(letter).collect();
    Ok(tx.outbox().push(&letters)?)
}
