use serde::Serialize;
use sillon_catalogue::Storage;
use sillon_cycles::{Calculator, HandOverKind, HandOverMethod, OfferedHandOver};
use sillon_kernel::Text;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::views::{measures::WindowView, schemas};

/// A way in which a shop hands over in a cycle, before anything is in a basket.
#[derive(Serialize, ToSchema)]
pub(crate) struct OfferedHandOverView {
    method: Uuid,
    name: String,
    #[serde(flatten)]
    place: HandOverPlaceView,
    /// What to know of it.
    text: Option<String>,
    /// What is paid for it; nothing when null.
    #[schema(value_type = Option<crate::views::measures::Calculator>)]
    calculator: Option<Calculator>,
    /// The tax included in its price as the shop charges it, in percent; or added to it, where the shop `adds_tax`.
    #[schema(value_type = schemas::Percent)]
    tax: String,
    /// When goods are fetched or brought, where that is said.
    window: Option<WindowView>,
    /// The goods it can carry, by how they are kept.
    #[schema(value_type = Vec<schemas::Storage>)]
    carries: Vec<Storage>,
    /// The most orders of the cycle that it takes.
    capacity: Option<u32>,
}

impl From<&OfferedHandOver> for OfferedHandOverView {
    fn from(offered: &OfferedHandOver) -> Self {
        let HandOverMethod { id, name, kind, text, calculator, carries, capacity, .. } =
            &offered.method;
        Self {
            method: id.0,
            name: name.to_string(),
            place: HandOverPlaceView::from(kind),
            text: text.as_ref().map(ToString::to_string),
            calculator: calculator.clone(),
            tax: offered.tax.percent(),
            window: offered.window.map(WindowView::from),
            carries: carries.clone(),
            capacity: *capacity,
        }
    }
}

/// Whether goods are fetched or brought, and where.
#[derive(Serialize, ToSchema)]
pub(crate) struct HandOverPlaceView {
    /// `pick-up` or `delivery`.
    #[schema(value_type = schemas::HandOverKind)]
    kind: &'static str,
    /// Where goods are fetched; null of a delivery.
    address: Option<String>,
    /// The post codes a delivery goes to, whole or begun, as `880*`; null of a pick-up.
    #[schema(value_type = Option<Vec<String>>, example = json!(["88000", "880*"]))]
    postcodes: Option<Vec<String>>,
}

impl From<&HandOverKind> for HandOverPlaceView {
    fn from(kind: &HandOverKind) -> Self {
        Self {
            kind: kind.name().as_str(),
            address: kind.address().map(Text::to_string),
            postcodes: kind.postcodes().map(|area| area.written().collect()),
        }
    }
}
