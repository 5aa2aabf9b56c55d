use actix_web::{
    HttpResponse,
    http::StatusCode,
    post, put,
    web::{Data, Path},
};
use serde::{Deserialize, Serialize};
use sillon_catalogue::{Enterprise, Sells};
use sillon_engine::{Engine, Founding, Ids, Tx, appoint, found};
use sillon_identity::{Actor, Role};
use sillon_kernel::{Currency, Email, EnterpriseId, Name, Slug, Text, Zone};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{Problem, body::Body, caller::SignedIn, once::Once};

/// A farm, a hub, or both.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EnterpriseView {
    id: Uuid,
    #[schema(value_type = String)]
    slug: Slug,
    #[schema(value_type = String)]
    name: Name,
    #[schema(value_type = Option<String>)]
    description: Option<Text<2000>>,
    /// Whether it makes goods.
    is_producer: bool,
    /// Nothing, its own goods, or anybody's.
    #[schema(value_type = String, example = "any")]
    sells: Sells,
    /// Its time zone in the IANA database.
    zone: String,
    currency: &'static str,
}

impl From<Enterprise> for EnterpriseView {
    fn from(enterprise: Enterprise) -> Self {
        Self {
            id: enterprise.id.0,
            slug: enterprise.slug,
            name: enterprise.name,
            description: enterprise.description,
            is_producer: enterprise.is_producer,
            sells: enterprise.sells,
            zone: enterprise.zone.name().to_owned(),
            currency: enterprise.currency.code(),
        }
    }
}

/// The wish to found an enterprise.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FoundingBody {
    #[schema(value_type = String, max_length = 120)]
    name: Name,
    #[serde(default)]
    #[schema(value_type = Option<String>, max_length = 2000)]
    description: Option<Text<2000>>,
    /// Where to write to it; its owner's address when none is given.
    #[serde(default)]
    #[schema(value_type = Option<String>)]
    email: Option<Email>,
    is_producer: bool,
    /// `none`, `own` or `any`.
    #[schema(value_type = String, example = "any")]
    sells: Sells,
    /// Its time zone in the IANA database.
    #[serde(default = "paris")]
    #[schema(default = "Europe/Paris")]
    zone: String,
    /// Its ISO 4217 currency.
    #[serde(default = "euro")]
    #[schema(default = "EUR")]
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
    responses((status = 201, description = "the enterprise", body = EnterpriseView),
        (status = "default", description = "a problem", body = Problem, content_type = "application/problem+json")),
)]
#[post("/v1/enterprises")]
pub(crate) async fn found_enterprise(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    body: Body<FoundingBody>,
) -> Result<HttpResponse, Problem> {
    let wish = Founding::try_from(body.value)?;
    let most = engine.settings().most_enterprises_owned;
    let work = move |tx: &mut Tx<'_>, actor: &Actor, ids: &Ids| {
        found(tx, actor, ids, most, wish.clone()).map(EnterpriseView::from)
    };
    once.run(&engine, caller.actor, body.digest, StatusCode::CREATED, work).await
}

/// Who should act for an enterprise, and as what.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct MemberBody {
    #[schema(value_type = String)]
    email: Email,
    /// `owner` or `manager`.
    #[schema(example = "manager")]
    role: String,
}

/// Lets a person act for the enterprise.
#[utoipa::path(
    tag = "enterprises", request_body = MemberBody, security(("session" = [])),
    params(("id" = Uuid, Path, description = "the enterprise")),
    responses((status = 204, description = "they act for it now"),
        (status = "default", description = "a problem", body = Problem, content_type = "application/problem+json")),
)]
#[put("/v1/enterprises/{id}/members")]
pub(crate) async fn put_member(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    id: Path<Uuid>,
    body: Body<MemberBody>,
) -> Result<HttpResponse, Problem> {
    let id = EnterpriseId(id.into_inner());
    let role: Role =
        body.value.role.parse().map_err(|fault| Problem::field("role", format!("{fault}")))?;
    let email = body.value.email;
    let work = move |tx: &mut Tx<'_>, actor: &Actor, _: &Ids| appoint(tx, actor, id, &email, role);
    once.run(&engine, caller.actor, body.digest, StatusCode::NO_CONTENT, work).await
}
