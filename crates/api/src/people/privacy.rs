use actix_web::{
    HttpResponse, delete, get,
    http::header::{CACHE_CONTROL, CONTENT_DISPOSITION},
    web::Data,
};
use serde::{Deserialize, Serialize};
use sillon_engine::{Engine, OwnedAlone, PersonalData, export_me};
use utoipa::ToSchema;

use crate::{
    Problem, http::auth::SignedIn, http::body::Body, http::origin::Origin, views::schemas,
};

/// All that is known of a person.
#[derive(Serialize, ToSchema)]
pub(crate) struct PersonalDataView {
    /// When it was gathered.
    #[schema(value_type = schemas::Instant)]
    at: sillon_kernel::Timestamp,
    /// Every row about them, by table; amounts are in minor units, quantities in thousandths.
    #[schema(value_type = Object)]
    tables: sillon_engine::PersonalRows,
}

impl From<PersonalData> for PersonalDataView {
    fn from(data: PersonalData) -> Self {
        Self { at: data.at, tables: data.tables }
    }
}

/// All that is known of whoever asks, as a file to keep or to take elsewhere.
#[utoipa::path(
    tag = "people", security(("session" = [])),
    responses((status = 200, description = "all of it", body = PersonalDataView)),
)]
#[get("/v1/me/export")]
pub(crate) async fn export(
    engine: Data<Engine>,
    caller: SignedIn,
) -> Result<HttpResponse, Problem> {
    let data = engine.read(move |tx| export_me(tx, &caller.actor)).await?;
    Ok(HttpResponse::Ok()
        .insert_header((CACHE_CONTROL, "no-store"))
        .insert_header((CONTENT_DISPOSITION, "attachment; filename=\"sillon-my-data.json\""))
        .json(PersonalDataView::from(data)))
}

/// The command to be erased.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ErasureBody {
    /// The password, to make sure that it is meant.
    password: String,
    /// That enterprises nobody else owns are closed: they hide from the public, their keys end, and administrators have them.
    /// Without it, whoever owns one alone is answered `last-owner`.
    #[serde(default)]
    close_enterprises: bool,
}

impl ErasureBody {
    fn alone(&self) -> OwnedAlone {
        if self.close_enterprises { OwnedAlone::Closed } else { OwnedAlone::HandedOver }
    }
}

/// Erases the account of whoever asks, for ever. Orders stay, as the law has them kept, under a pseudonym.
#[utoipa::path(
    tag = "people", request_body = ErasureBody, security(("session" = [])),
    responses((status = 204, description = "nothing leads to the person any more")),
)]
#[delete("/v1/me")]
pub(crate) async fn erase(
    engine: Data<Engine>,
    caller: SignedIn,
    from: Origin,
    body: Body<ErasureBody>,
) -> Result<HttpResponse, Problem> {
    let alone = body.value.alone();
    engine.erase_me(&caller.actor, body.value.password, alone, from.network).await?;
    Ok(HttpResponse::NoContent().finish())
}
