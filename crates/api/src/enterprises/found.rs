use actix_web::{HttpResponse, http::StatusCode, post, web::Data};
use serde::Deserialize;
use sillon_engine::{Engine, Founding, Ids, Tx, found};
use sillon_enterprises::Sells;
use sillon_identity::Actor;
use sillon_kernel::{Currency, Email, Name, Text, Zone};
use utoipa::ToSchema;

use crate::{
    Problem, http::auth::SignedIn, http::body::Body, http::idempotency::Once,
    views::enterprise::EnterpriseView, views::schemas,
};

/// The command to found an enterprise.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FoundingBody {
    #[schema(value_type = schemas::Name)]
    name: Name,
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 2000)]
    description: Option<Text<2000>>,
    /// Where to write to it; its owner's address when none is given.
    #[serde(default)]
    #[schema(value_type = Option<schemas::Email>)]
    email: Option<Email>,
    is_producer: bool,
    /// `none`, `own` or `any`.
    #[schema(value_type = schemas::Sells)]
    sells: Sells,
    /// Its time zone in the IANA database.
    #[serde(default = "paris")]
    #[schema(value_type = schemas::Zone, default = "Europe/Paris")]
    zone: String,
    /// Its ISO 4217 currency.
    #[serde(default = "euro")]
    #[schema(value_type = schemas::Currency, default = "EUR")]
    currency: String,
}

fn paris() -> String {
    "Europe/Paris".to_owned()
}

pub(crate) fn euro() -> String {
    "EUR".to_owned()
}

/// Reads an ISO 4217 code at the door.
pub(crate) fn read_currency(code: &str) -> Result<Currency, Problem> {
    Currency::from_code(code)
        .ok_or_else(|| Problem::field("currency", "it is not a code such as EUR"))
}

impl TryFrom<FoundingBody> for Founding {
    type Error = Problem;

    fn try_from(body: FoundingBody) -> Result<Self, Problem> {
        let zone: Zone = body
            .zone
            .parse()
            .map_err(|_fault| Problem::field("zone", "it is not a zone such as Europe/Paris"))?;
        Ok(Self {
            name: body.name,
            description: body.description,
            email: body.email,
            is_producer: body.is_producer,
            sells: body.sells,
            zone,
            currency: read_currency(&body.currency)?,
        })
    }
}

/// Founds an enterprise; whoever asks owns it.
#[utoipa::path(
    tag = "enterprises", request_body = FoundingBody, security(("session" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    responses((status = 201, description = "the enterprise", body = EnterpriseView)),
)]
#[post("/v1/enterprises")]
pub(crate) async fn found_enterprise(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    body: Body<FoundingBody>,
) -> Result<HttpResponse, Problem> {
    let (command, rules) = (Founding::try_from(body.value)?, engine.settings().accounts);
    let work = move |tx: &mut Tx<'_>, actor: &Actor, ids: &Ids| {
        found(tx, actor, ids, rules, command.clone()).map(EnterpriseView::from)
    };
    once.run(&engine, caller.actor, body.digest, StatusCode::CREATED, work).await
}
