use serde::Serialize;
use sillon_engine::Preview;
use sillon_kernel::Quantity;
use sillon_lists::{Fault, FieldChange, PlannedLine, RowChange, Zeroed, ZeroedTerms};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::views::measures::Measure;

/// What a list would change.
#[derive(Serialize, ToSchema)]
pub(crate) struct PreviewView {
    /// How many variants, or terms of a hub, would be added.
    created: usize,
    /// How many would be changed.
    updated: usize,
    /// How many are as the list has them.
    unchanged: usize,
    /// How many rows have faults; with any, nothing would be changed.
    faulty: usize,
    /// What each sound row would do, in the order of the list.
    lines: Vec<LineView>,
    /// The supplies that would be emptied, and the terms that would have nothing left, because the list does not name them.
    zeroed: Vec<ZeroedView>,
    /// What is wrong with the other rows.
    faults: Vec<FaultView>,
    /// What would be passed over, such as a category of tax that another system has, with its first line.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<FaultView>,
}

/// What a row of a list would do to what is there.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum ListChange {
    /// Make a size that is not there yet.
    Create,
    /// Change one that is.
    Update,
    /// Say what is so already.
    Unchanged,
}

/// What a row of a list would do.
#[derive(Serialize, ToSchema)]
pub(crate) struct LineView {
    /// The line it begins at, from 1.
    line: u64,
    /// The hub whose terms it sets, in a hub's list.
    #[serde(skip_serializing_if = "Option::is_none")]
    hub: Option<Uuid>,
    producer: Uuid,
    /// What the product is called.
    name: String,
    /// What people read beside it, such as `500 g`.
    label: String,
    /// What it would do.
    change: ListChange,
    /// What it changes of what is there.
    fields: Vec<FieldView>,
}

/// A field that a row would change.
#[derive(Serialize, ToSchema)]
pub(crate) struct FieldView {
    /// The column it is listed in.
    #[schema(value_type = String)]
    field: &'static str,
    before: Option<String>,
    after: Option<String>,
}

/// A supply that would be emptied, or a hub's terms that would have nothing left.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
pub(crate) enum ZeroedView {
    Supply(ZeroedSupplyView),
    Terms(ZeroedTermsView),
}

/// A supply that would be emptied.
#[derive(Serialize, ToSchema)]
pub(crate) struct ZeroedSupplyView {
    supply: Uuid,
    /// What the product is called.
    name: String,
    /// The size that would be offered no longer, where the list names others that share its supply; left out where all of the
    /// supply would be emptied.
    #[serde(skip_serializing_if = "Option::is_none")]
    size: Option<String>,
    /// What there is of the supply.
    #[schema(value_type = Measure)]
    before: Quantity,
}

/// Terms of which a hub would have nothing left.
#[derive(Serialize, ToSchema)]
pub(crate) struct ZeroedTermsView {
    hub: Uuid,
    variant: Uuid,
    /// What the product is called.
    name: String,
    /// What people read beside it, such as `500 g`.
    label: String,
    /// The items it had of its own, or might take; none where it sold from the producer's pool.
    before: Option<i64>,
}

/// Something wrong in a list.
#[derive(Serialize, ToSchema)]
pub(crate) struct FaultView {
    /// The line, from 1.
    line: u64,
    /// The column; or `file`, `header` or `row`.
    field: String,
    /// What is wrong, and what is right.
    rule: String,
}

impl PreviewView {
    /// What a list would change, with what was passed over.
    pub(crate) fn of(preview: Preview, notes: Vec<Fault>) -> Self {
        let lines: Vec<LineView> = preview.lines.into_iter().map(LineView::from).collect();
        let count = |change| lines.iter().filter(|line| line.change == change).count();
        let mut refused: Vec<u64> = preview.faults.iter().map(|fault| fault.line).collect();
        refused.sort_unstable();
        refused.dedup();
        let supplies = preview.zeroed.into_iter().map(ZeroedView::from);
        let zeroed = supplies.chain(preview.zeroed_terms.into_iter().map(ZeroedView::from));
        Self {
            created: count(ListChange::Create),
            updated: count(ListChange::Update),
            unchanged: count(ListChange::Unchanged),
            faulty: refused.len(),
            zeroed: zeroed.collect(),
            faults: preview.faults.into_iter().map(FaultView::from).collect(),
            notes: notes.into_iter().map(FaultView::from).collect(),
            lines,
        }
    }
}

impl From<PlannedLine> for LineView {
    fn from(planned: PlannedLine) -> Self {
        let (change, fields) = match planned.change {
            RowChange::Created => (ListChange::Create, Vec::new()),
            RowChange::Updated(fields) => (ListChange::Update, fields),
            RowChange::Unchanged => (ListChange::Unchanged, Vec::new()),
        };
        Self {
            line: planned.line,
            hub: planned.hub.map(|hub| hub.0),
            producer: planned.producer.0,
            name: planned.product.into_string(),
            label: planned.label,
            change,
            fields: fields.into_iter().map(FieldView::from).collect(),
        }
    }
}

impl From<FieldChange> for FieldView {
    fn from(FieldChange { field, before, after }: FieldChange) -> Self {
        Self { field, before, after }
    }
}

impl From<Zeroed> for ZeroedView {
    fn from(Zeroed { supply, product, size, before }: Zeroed) -> Self {
        let name = product.into_string();
        Self::Supply(ZeroedSupplyView { supply: supply.0, name, size, before })
    }
}

impl From<ZeroedTerms> for ZeroedView {
    fn from(ZeroedTerms { hub, variant, product, label, before }: ZeroedTerms) -> Self {
        let (name, before) = (product.into_string(), before.count());
        Self::Terms(ZeroedTermsView { hub: hub.0, variant: variant.0, name, label, before })
    }
}

impl From<Fault> for FaultView {
    fn from(Fault { line, field, rule }: Fault) -> Self {
        Self { line, field, rule }
    }
}
