use actix_web::{
    get,
    web::{Data, Json, Path},
};
use serde::Serialize;
use sillon_cycles::{Warning, WarningKind};
use sillon_engine::{CycleChecklist, Engine, cycle_checklist};
use sillon_kernel::{CycleId, Language, VariantId};
use sillon_messages::Words;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    Problem,
    catalogue::compliance::{MissingView, SaysView},
    http::auth::SignedIn,
    views::enterprise::EnterpriseBriefView,
    views::schemas,
};

/// What is to be looked at before a cycle opens.
#[derive(Serialize, ToSchema)]
pub(crate) struct CycleChecklistView {
    /// Whether nothing is to be looked at.
    is_clear: bool,
    /// What shoppers must know and are not told: the cycle is not published without it.
    missing: Vec<MissingView>,
    /// What nobody is held to.
    warnings: Vec<WarningView>,
}

/// Something of a cycle that whoever runs it would want to know.
#[derive(Serialize, ToSchema)]
pub(crate) struct WarningView {
    /// Of what kind it is; it never changes.
    #[schema(value_type = schemas::CycleWarning)]
    kind: &'static str,
    /// Whose part of the cycle it is of; null where it is of the whole cycle.
    enterprise: Option<EnterpriseBriefView>,
    /// `incoming` or `outgoing`.
    #[schema(value_type = Option<schemas::Direction>)]
    direction: Option<&'static str>,
    /// The bundle it is of, where it is of one.
    bundle: Option<NamedGoodsView>,
    /// What of the bundle is missing: it comes in with nobody.
    missing_part: Option<NamedGoodsView>,
    says: SaysView,
}

/// A size by name.
#[derive(Serialize, ToSchema)]
pub(crate) struct NamedGoodsView {
    variant: Uuid,
    /// Its product with its size.
    #[schema(example = "Carrots (500 g)")]
    name: String,
}

fn says(kind: WarningKind, language: Language) -> &'static str {
    Words::of(language).cycle_warnings.of(kind.as_str())
}

impl From<CycleChecklist> for CycleChecklistView {
    fn from(found: CycleChecklist) -> Self {
        let CycleChecklist { missing, warnings, names, goods } = found;
        let named = |of: Option<VariantId>| {
            let of = of?;
            Some(NamedGoodsView { variant: of.0, name: goods.get(&of)?.clone() })
        };
        let view = |Warning { kind, part, bundle, missing }: Warning| WarningView {
            kind: kind.as_str(),
            enterprise: part
                .and_then(|(of, _)| names.get(&of).cloned())
                .map(EnterpriseBriefView::from),
            direction: part.map(|(_, direction)| direction.as_str()),
            bundle: named(bundle),
            missing_part: named(missing),
            says: SaysView::of(|language| says(kind, language)),
        };
        Self {
            is_clear: missing.is_empty() && warnings.is_empty(),
            missing: missing.into_iter().map(MissingView::from).collect(),
            warnings: warnings.into_iter().map(view).collect(),
        }
    }
}

/// What is to be looked at before a cycle opens, and while it is open: what shoppers must know and are not told, and what
/// nobody is held to.
#[utoipa::path(
    tag = "cycles", security(("session" = []), ("api-key" = [])), params(("id" = Uuid, Path, description = "the cycle")),
    responses((status = 200, description = "what is to be looked at", body = CycleChecklistView)),
)]
#[get("/v1/cycles/{id}/checklist")]
pub(crate) async fn get_checklist(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
) -> Result<Json<CycleChecklistView>, Problem> {
    let id = CycleId(id.into_inner());
    Ok(Json(engine.read(move |tx| cycle_checklist(tx, &caller.actor, id)).await?.into()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_warning_is_a_sentence_in_every_language() {
        for kind in WarningKind::ALL {
            for language in Language::ALL {
                assert!(says(kind, language).contains(' '), "{}", kind.as_str());
            }
        }
    }
}
