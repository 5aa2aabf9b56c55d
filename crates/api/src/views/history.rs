use serde::Serialize;
use sillon_engine::{ChangedBy, HistoryPage, LoggedChange};
use sillon_kernel::Timestamp;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{views::enterprise::EnterpriseBriefView, views::page::PageView, views::schemas};

/// A field that was changed.
#[derive(Serialize, ToSchema)]
pub(crate) struct ChangeView {
    /// When.
    #[schema(value_type = schemas::Instant)]
    at: Timestamp,
    /// What it is of, such as `cycle`, `variant` or `member`.
    #[schema(value_type = schemas::LogSubject)]
    of: &'static str,
    /// Which of several: the size, the supply, the key, the deleted cycle; null where there is one only.
    id: Option<Uuid>,
    /// What people call that, or the person it is of; null where it has no name, or none any more.
    called: Option<String>,
    /// Whose part of a cycle it is of, or which other enterprise it concerns; null where it is of the whole.
    enterprise: Option<EnterpriseBriefView>,
    /// `incoming` or `outgoing`.
    #[schema(value_type = Option<schemas::Direction>)]
    direction: Option<&'static str>,
    /// Which field.
    field: String,
    /// What it said; of several things, those that went.
    before: Option<String>,
    /// What it says; of several things, those that came.
    after: Option<String>,
    /// Who changed it: `person`, `machine` or `time`.
    #[schema(value_type = schemas::ChangedBy)]
    by: &'static str,
    /// The person's name.
    person: Option<String>,
    /// The name of the machine's key.
    key: Option<String>,
}

impl From<HistoryPage> for PageView<ChangeView> {
    fn from(HistoryPage { page, names, called }: HistoryPage) -> Self {
        let change = |change: LoggedChange| {
            let place = change.place;
            let called = place.item.and_then(|item| called.get(&item).cloned());
            let by = change.by.as_str();
            let (person, key) = match change.by {
                ChangedBy::Person(name) => (Some(name), None),
                ChangedBy::Machine(name) => (None, Some(name)),
                ChangedBy::Time => (None, None),
            };
            ChangeView {
                at: change.at,
                of: place.kind.as_str(),
                id: place.item,
                called: change.member.or(called),
                enterprise: place.part.and_then(|of| names.get(&of).cloned()).map(Into::into),
                direction: place.direction.map(sillon_cycles::Direction::as_str),
                field: change.field,
                before: change.before,
                after: change.after,
                by,
                person,
                key,
            }
        };
        Self { items: page.items.into_iter().map(change).collect(), next: page.next }
    }
}
