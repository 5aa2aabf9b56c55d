use std::collections::HashMap;

use sillon_identity::Actor;
use sillon_kernel::{EnterpriseId, Language, VariantId};
use sillon_store::{Repositories, Tx};
use sillon_week::{Choices, WeekChanged, WeekPreview, preview_week};

use crate::{Error, Ids, week::page::WeekSession};

/// A farmer's list, and what was chosen where it may mean several sizes.
#[derive(Debug, Clone)]
pub struct WeekList {
    /// The text.
    pub text: String,
    /// What was chosen, by line.
    pub choices: Choices,
    /// The digest of the preview that was looked at; none when nobody looked.
    pub digest: Option<String>,
    /// The language of what is said.
    pub language: Language,
}

/// A list as it is understood, or was carried out.
#[derive(Debug)]
pub struct ListedWeek {
    /// The farm's shelf before.
    pub desk: WeekSession,
    /// What each line comes to.
    pub preview: WeekPreview,
    /// A name for what the preview shows without any choice.
    pub digest: String,
    /// How many items of each size are ordered in cycles that are open.
    pub ordered: HashMap<VariantId, i64>,
}

/// Says what a list would change.
///
/// # Errors
///
/// A refusal unless the actor reads the farm's products.
pub fn preview_week_list(
    tx: &mut Tx<'_>,
    actor: &Actor,
    producer: EnterpriseId,
    list: &WeekList,
) -> Result<ListedWeek, Error> {
    let desk = WeekSession::open(tx, actor, producer)?;
    let ordered = tx.week().ordered(producer)?.into_iter().collect();
    let (preview, digest) = read(&desk, list);
    Ok(ListedWeek { desk, preview, digest, ordered })
}

/// Carries a list out, all of it or nothing, and notes it as this week's.
///
/// # Errors
///
/// A refusal unless the actor manages the farm's products; [`WeekChanged`] when the list comes to something else than in the
/// preview that was looked at; [`sillon_week::WeekRefused`] with every fault by its line.
pub fn apply_week_list(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    producer: EnterpriseId,
    list: &WeekList,
) -> Result<ListedWeek, Error> {
    let (mut desk, permit) = WeekSession::lock_open(tx, actor, producer)?;
    let (mut preview, mut digest) = read(&desk, list);
    if desk.lock(tx, &preview.effect)? {
        (preview, digest) = read(&desk, list);
    }
    if list.digest.as_ref().is_some_and(|seen| *seen != digest) {
        return Err(WeekChanged.into());
    }
    let preview = preview.accept(&desk.shelf, list.language)?;
    let ordered = tx.week().ordered(producer)?.into_iter().collect();
    desk.carry_out(tx, (actor, &permit), ids, &preview.effect)?;
    Ok(ListedWeek { desk, preview, digest, ordered })
}

/// The preview of a list, and the digest of the one without choices, which a person looked at before choosing.
fn read(desk: &WeekSession, list: &WeekList) -> (WeekPreview, String) {
    let unchosen = preview_week(&list.text, &Choices::new(), &desk.shelf);
    let digest = unchosen.digest(&desk.shelf);
    if list.choices.is_empty() {
        return (unchosen, digest);
    }
    (preview_week(&list.text, &list.choices, &desk.shelf), digest)
}
