//! What is told alike of what is offered and of what is in it.

use serde::Serialize;
use sillon_cycles::LabelClaim;
use sillon_enterprises::BodyCode;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::views::schemas;

/// A label, and who certified it.
#[derive(Serialize, ToSchema)]
pub(crate) struct LabelView<'a> {
    /// Such as `organic`.
    #[schema(value_type = schemas::Label)]
    label: &'a str,
    /// The code of the control body, such as `FR-BIO-01`.
    body: Option<&'a str>,
}

/// Whose goods they are.
#[derive(Serialize, ToSchema)]
pub(crate) struct ProducerView<'a> {
    pub(crate) id: Uuid,
    pub(crate) name: &'a str,
}

/// A label as it may be shown today.
pub(crate) fn label_view(claim: &LabelClaim) -> LabelView<'_> {
    LabelView { label: claim.label.as_str(), body: claim.body.as_ref().map(BodyCode::as_str) }
}
