use actix_web::{HttpResponse, http::StatusCode, post, web::Data};
use serde::{Deserialize, Serialize};
use sillon_catalogue::{Enterprise, Sells};
use sillon_engine::{Engine, Founding, Ids, Tx, found};
use sillon_identity::Actor;
use sillon_images::Purpose;
use sillon_kernel::{Currency, Email, EnterpriseId, Name, Picture, Slug, Text, Zone};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    Problem, enterprises::images::ImageView, http::auth::SignedIn, http::body::Body,
    http::idempotency::Once, views::schemas,
};

/// A farm, a hub, or both.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EnterpriseView {
    id: Uuid,
    #[schema(value_type = schemas::Slug)]
    slug: Slug,
    #[schema(value_type = schemas::Name)]
    name: Name,
    #[schema(value_type = Option<String>, min_length = 1, max_length = 2000)]
    description: Option<Text<2000>>,
    /// Whether it makes goods.
    is_producer: bool,
    /// Nothing, its own goods, or anybody's.
    #[schema(value_type = schemas::Sells)]
    sells: Sells,
    /// Its time zone in the IANA database.
    #[schema(value_type = schemas::Zone)]
    zone: String,
    #[schema(value_type = schemas::Currency)]
    currency: &'static str,
    /// Its sign.
    logo: Option<ImageView>,
    /// The wide picture at the head of its page.
    banner: Option<ImageView>,
}

impl EnterpriseView {
    /// The view of an enterprise with those of these images that are its own.
    pub(crate) fn with_images(
        enterprise: Enterprise,
        images: &[(EnterpriseId, Purpose, Picture)],
    ) -> Self {
        let shown = |wanted: Purpose| {
            let of = images.iter().find(|(of, is, _)| *of == enterprise.id && *is == wanted);
            of.map(|(_, _, picture)| ImageView::from(picture))
        };
        let (logo, banner) = (shown(Purpose::Logo), shown(Purpose::Banner));
        Self { logo, banner, ..enterprise.into() }
    }
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
            logo: None,
            banner: None,
        }
    }
}

/// The wish to found an enterprise.
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
    let (wish, rules) = (Founding::try_from(body.value)?, engine.settings().accounts);
    let work = move |tx: &mut Tx<'_>, actor: &Actor, ids: &Ids| {
        found(tx, actor, ids, rules, wish.clone()).map(EnterpriseView::from)
    };
    once.run(&engine, caller.actor, body.digest, StatusCode::CREATED, work).await
}
