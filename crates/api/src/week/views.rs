use std::collections::HashMap;

use serde::Serialize;
use sillon_catalogue::label;
use sillon_engine::{CopiedWeek, ListedWeek, WeekDone, WeekPage};
use sillon_kernel::{Language, Money, Quantity, VariantId};
use sillon_week::{ItemState, LineKind, Shelf, ShelfItem, WeekEntry, WeekFault, WeekLine};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::views::schemas;

use crate::views::measures::{Amount, Measure};

/// How a size stands, or would.
#[derive(Serialize, ToSchema)]
pub(crate) struct StandingView {
    /// Whole items that can still be sold; null when it is made as it is ordered.
    items: Option<u32>,
    /// What is left of its pool, which all sizes of the product may share.
    #[schema(value_type = Measure)]
    available: Quantity,
    on_demand: bool,
    #[schema(value_type = Amount)]
    price: Money,
    /// Whether it is offered this week.
    offered: bool,
}

impl StandingView {
    fn of(item: &ShelfItem, standing: ItemState) -> Self {
        Self {
            items: (!standing.on_demand).then(|| item.items(standing.left_milli)),
            available: Quantity::from_milli(standing.left_milli, item.draw.dimension()),
            on_demand: standing.on_demand,
            price: standing.price,
            offered: standing.offered,
        }
    }
}

/// A size of a farm's, as it stands.
#[derive(Serialize, ToSchema)]
pub(crate) struct WeekItemView {
    variant: Uuid,
    product: Uuid,
    /// The product's name.
    name: String,
    /// What people read beside it, such as `500 g`.
    label: String,
    /// How it is written in a list.
    written: String,
    /// The pool it is sold from; sizes with the same share it.
    supply: Uuid,
    #[serde(flatten)]
    now: StandingView,
    /// How it was listed last week; null when it was not.
    last: Option<StandingView>,
}

impl From<ShelfItem> for WeekItemView {
    fn from(item: ShelfItem) -> Self {
        Self {
            variant: item.variant.0,
            product: item.product.0,
            name: item.product_name.to_string(),
            label: label(item.name.as_ref(), item.display_as.as_ref(), &item.size),
            written: item.written(),
            supply: item.supply.0,
            now: StandingView::of(&item, item.now),
            last: item.last.map(|last| StandingView::of(&item, last)),
        }
    }
}

/// A part of a farm's week.
#[derive(Serialize, ToSchema)]
pub(crate) struct WeekPageView {
    /// This week, where the farm is, such as `2026-W48`.
    #[schema(value_type = schemas::Week)]
    week: String,
    /// The latest week before it in which the farm listed anything; null when there is none.
    #[schema(value_type = Option<schemas::Week>)]
    last_week: Option<String>,
    /// The sizes, by product.
    items: Vec<WeekItemView>,
    /// The cursor to ask for the next page with; null on the last.
    next: Option<String>,
}

impl From<WeekPage> for WeekPageView {
    fn from(page: WeekPage) -> Self {
        Self {
            week: page.week.to_string(),
            last_week: page.last.map(|week| week.to_string()),
            items: page.items.items.into_iter().map(WeekItemView::from).collect(),
            next: page.items.next,
        }
    }
}

/// What changes of a size, or would.
#[derive(Serialize, ToSchema)]
pub(crate) struct WeekEntryView {
    variant: Uuid,
    /// As it is written in a list.
    written: String,
    /// Items ordered in cycles that are open, beside those that are left.
    ordered: i64,
    before: StandingView,
    after: StandingView,
}

/// A size, and how it is written.
#[derive(Serialize, ToSchema)]
pub(crate) struct SuggestionView {
    variant: Uuid,
    written: String,
}

/// What is wrong in a line.
#[derive(Serialize, ToSchema)]
pub(crate) struct WeekFaultView {
    /// The rule's code, which never changes.
    #[schema(value_type = schemas::WeekFaultCode)]
    code: &'static str,
    /// What is wrong, as a plain sentence.
    rule: String,
    /// What may have been meant, the likeliest first.
    suggestions: Vec<SuggestionView>,
}

impl WeekFaultView {
    fn of(fault: WeekFault, language: Language) -> Self {
        Self {
            code: fault.rule.code(),
            rule: fault.sentence(language),
            suggestions: fault
                .suggestions
                .into_iter()
                .map(|it| SuggestionView { variant: it.variant.0, written: it.written })
                .collect(),
        }
    }
}

/// What was made of a line of a list.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum WeekLineState {
    /// It changes something.
    Changes,
    /// It says what is so already.
    Unchanged,
    /// It is to be confirmed by a choice.
    Guessed,
    /// Something is wrong in it.
    Faulty,
    /// It says nothing of goods.
    PassedOver,
}

/// A line of a list, and what was made of it.
#[derive(Serialize, ToSchema)]
pub(crate) struct WeekLineView {
    /// Its number, from 1.
    line: u32,
    /// As it was written.
    text: String,
    /// What was made of it.
    state: WeekLineState,
    /// What it says of each size.
    entries: Vec<WeekEntryView>,
    /// Other sizes whose pool it sets with theirs.
    shares_with: Vec<SuggestionView>,
    faults: Vec<WeekFaultView>,
}

/// A list as it is understood.
#[derive(Serialize, ToSchema)]
pub(crate) struct WeekListView {
    /// The week it is for.
    #[schema(value_type = schemas::Week)]
    week: String,
    /// A name for this preview: with it, the list is carried out only if it still comes to the same.
    digest: String,
    /// Every line that is not blank.
    lines: Vec<WeekLineView>,
}

/// Makes views of sizes.
struct Shown<'s> {
    items: HashMap<VariantId, &'s ShelfItem>,
    ordered: &'s HashMap<VariantId, i64>,
    language: Language,
}

impl<'s> Shown<'s> {
    fn of(shelf: &'s Shelf, ordered: &'s HashMap<VariantId, i64>, language: Language) -> Self {
        let items = shelf.items().iter().map(|item| (item.variant, item)).collect();
        Self { items, ordered, language }
    }

    fn entries(&self, entries: &[WeekEntry]) -> Vec<WeekEntryView> {
        let view = |entry: &WeekEntry| {
            let item = self.items.get(&entry.variant)?;
            Some(WeekEntryView {
                variant: entry.variant.0,
                written: item.written(),
                ordered: self.ordered.get(&entry.variant).copied().unwrap_or_default(),
                before: StandingView::of(item, entry.before),
                after: StandingView::of(item, entry.after),
            })
        };
        entries.iter().filter_map(view).collect()
    }

    fn named(&self, variants: &[VariantId]) -> Vec<SuggestionView> {
        let items = variants.iter().filter_map(|variant| self.items.get(variant));
        let view =
            |item: &&ShelfItem| SuggestionView { variant: item.variant.0, written: item.written() };
        items.map(view).collect()
    }

    fn line(&self, line: &WeekLine) -> WeekLineView {
        let (state, entries, shares_with, faults) = match &line.kind {
            LineKind::PassedOver => (WeekLineState::PassedOver, Vec::new(), Vec::new(), Vec::new()),
            LineKind::Faulty(faults) => {
                (WeekLineState::Faulty, Vec::new(), Vec::new(), faults.clone())
            }
            LineKind::Read(read) => {
                let state = match (read.guessed, read.is_unchanged()) {
                    (true, _) => WeekLineState::Guessed,
                    (false, true) => WeekLineState::Unchanged,
                    (false, false) => WeekLineState::Changes,
                };
                (state, self.entries(&read.entries), self.named(&read.shares_with), Vec::new())
            }
        };
        let faults = faults.into_iter().map(|fault| WeekFaultView::of(fault, self.language));
        WeekLineView {
            line: line.number,
            text: line.text.clone(),
            state,
            entries,
            shares_with,
            faults: faults.collect(),
        }
    }
}

impl WeekListView {
    pub(crate) fn of(listed: &ListedWeek, language: Language) -> Self {
        let shown = Shown::of(&listed.desk.shelf, &listed.ordered, language);
        Self {
            week: listed.desk.week.to_string(),
            digest: listed.digest.clone(),
            lines: listed.preview.lines.iter().map(|line| shown.line(line)).collect(),
        }
    }
}

/// Rows that were written.
#[derive(Serialize, ToSchema)]
pub(crate) struct WeekRowsView {
    /// The week they are noted in.
    #[schema(value_type = schemas::Week)]
    week: String,
    /// Each size, as it stood and as it stands.
    entries: Vec<WeekEntryView>,
}

impl From<WeekDone> for WeekRowsView {
    fn from(done: WeekDone) -> Self {
        let shown = Shown::of(&done.desk.shelf, &done.ordered, Language::default());
        Self { week: done.desk.week.to_string(), entries: shown.entries(&done.entries) }
    }
}

/// What beginning from another week changes.
#[derive(Serialize, ToSchema)]
pub(crate) struct WeekCopyView {
    /// This week.
    #[schema(value_type = schemas::Week)]
    week: String,
    /// The week that is copied.
    #[schema(value_type = Option<schemas::Week>)]
    from: Option<String>,
    /// A name for this copy: with it, it is carried out only if it still comes to the same.
    digest: String,
    /// Each size that was listed then, as it stands and as it would.
    entries: Vec<WeekEntryView>,
    /// Sizes that were offered then, were withdrawn since, and are offered again.
    withdrawn_since: Vec<SuggestionView>,
    /// Sizes that are new since then, and are left as they are.
    new_since: Vec<SuggestionView>,
}

impl From<CopiedWeek> for WeekCopyView {
    fn from(copied: CopiedWeek) -> Self {
        let shown = Shown::of(&copied.desk.shelf, &copied.ordered, Language::default());
        Self {
            week: copied.desk.week.to_string(),
            from: copied.desk.last.map(|week| week.to_string()),
            digest: copied.copy.digest(),
            entries: shown.entries(&copied.copy.entries),
            withdrawn_since: shown.named(&copied.copy.withdrawn_since),
            new_since: shown.named(&copied.copy.new_since),
        }
    }
}
