use serde::Serialize;
use sillon_orders::Partner;
use utoipa::ToSchema;
use uuid::Uuid;

/// A partner whose shop front sells for a hub.
#[derive(Serialize, ToSchema)]
pub(crate) struct PartnerView {
    /// The shop key that the shop front carries.
    key: Uuid,
    /// What the hub called the key when the cart was opened, whatever became of the key.
    #[schema(example = "The co-op's site")]
    name: String,
}

impl From<&Partner> for PartnerView {
    fn from(partner: &Partner) -> Self {
        Self { key: partner.key.0, name: partner.name.to_string() }
    }
}
