use actix_web::{
    HttpResponse, delete, get,
    http::{
        StatusCode,
        header::{ETAG, VARY},
    },
    patch, post, put,
    web::{Data, Json, Path},
};
use serde::{Deserialize, Serialize};
use sillon_engine::{
    Engine, EnterpriseEdit, EnterprisePage, Ids, NewCertificate, Tx, add_certificate, edit_profile,
    enterprise_page, remove_certificate, set_legal_identity, slug_availability,
};
use sillon_enterprises::{BodyCode, Label, LegalIdentity};
use sillon_identity::Actor;
use sillon_kernel::{CertificateId, EnterpriseId, Name, Text};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    Problem,
    enterprises::profile_body::ProfileBody,
    enterprises::profile_view::{CertificateView, LegalIdentityView, ProfileView},
    http::auth::{Caller, SignedIn},
    http::body::{Body, digest},
    http::idempotency::Once,
    http::if_match::{IfMatch, tag},
    views::measures::day,
    views::schemas,
};

/// The page, tagged with its version for those who may change it.
fn respond(page: EnterprisePage) -> HttpResponse {
    let mut answer = HttpResponse::Ok();
    answer.insert_header((VARY, "Authorization"));
    if page.from_inside {
        answer.insert_header((ETAG, tag(page.profile.version)));
    }
    answer.json(ProfileView::from(page))
}

/// An enterprise: what is public for everybody, all of it for its own people.
#[utoipa::path(
    tag = "enterprises", security((), ("session" = []), ("api-key" = []), ("shop-key" = [])), params(("id" = Uuid, Path, description = "the enterprise")),
    responses((status = 200, description = "the enterprise; for its own people with an `ETag`", body = ProfileView)),
)]
#[get("/v1/enterprises/{id}")]
pub(crate) async fn get_enterprise(
    engine: Data<Engine>,
    caller: Caller,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let id = EnterpriseId(id.into_inner());
    Ok(respond(engine.read(move |tx| enterprise_page(tx, &caller.actor, id)).await?))
}

/// Changes what an enterprise says of itself.
#[utoipa::path(
    tag = "enterprises", request_body = ProfileBody, security(("session" = [])),
    params(("id" = Uuid, Path, description = "the enterprise"),
        ("If-Match" = Option<String>, Header, description = "the `ETag` it was read with: refused when it was changed since"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    responses((status = 200, description = "the enterprise, under its new version", body = ProfileView)),
)]
#[patch("/v1/enterprises/{id}")]
pub(crate) async fn patch_enterprise(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    id: Path<Uuid>,
    read: IfMatch,
    body: Body<ProfileBody>,
) -> Result<HttpResponse, Problem> {
    let id = EnterpriseId(id.into_inner());
    let edit = EnterpriseEdit::try_from(body.value)?;
    let work = move |tx: &mut Tx<'_>, actor: &Actor, _: &Ids| {
        edit_profile(tx, actor, id, read.0, edit.clone()).map(ProfileView::from)
    };
    once.run_tagged(&engine, caller.actor, body.digest, StatusCode::OK, work).await
}

/// Whether a short name is free.
#[derive(Serialize, ToSchema)]
pub(crate) struct SlugView {
    /// What was asked for, as it stands in web addresses.
    #[schema(value_type = schemas::Slug)]
    slug: String,
    /// Whether no enterprise has it, or had it.
    available: bool,
    /// The same if it is free, else one like it that is.
    #[schema(value_type = schemas::Slug)]
    suggestion: String,
}

/// Whether a short name for web addresses is free; any name may be asked for.
#[utoipa::path(
    tag = "enterprises", security(("session" = []), ("api-key" = [])),
    params(("name" = String, Path, description = "a short name, or a name to make one of")),
    responses((status = 200, description = "whether it is, and one that is", body = SlugView)),
)]
#[get("/v1/slugs/{name}")]
pub(crate) async fn get_slug(
    engine: Data<Engine>,
    _caller: SignedIn,
    name: Path<String>,
) -> Result<Json<SlugView>, Problem> {
    let name = Name::parse(&name).map_err(|fault| Problem::field("name", fault.to_string()))?;
    let found = engine.read(move |tx| slug_availability(tx, &name)).await?;
    Ok(Json(SlugView {
        slug: found.slug.to_string(),
        available: found.is_free,
        suggestion: found.suggestion.to_string(),
    }))
}

/// Who an enterprise is before the law.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LegalIdentityBody {
    #[schema(value_type = String, min_length = 1, max_length = 200)]
    legal_name: Text<200>,
    /// What it is, such as GAEC or association.
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 80)]
    form: Option<Text<80>>,
    /// Nine digits, the last of which checks the others.
    #[serde(default)]
    siren: Option<String>,
    /// Its SIREN and five digits more.
    #[serde(default)]
    siret: Option<String>,
    /// The number of an association, such as W751000123.
    #[serde(default)]
    rna: Option<String>,
    /// A number of a member state of the Union.
    #[serde(default)]
    vat_number: Option<String>,
    /// `liable`, `franchise` (art. 293 B CGI) or `flat-rate-farmer`.
    #[schema(value_type = schemas::VatRegime)]
    vat_regime: String,
}

/// Reads a number at the door.
fn number<T: std::str::FromStr<Err: std::fmt::Display>>(
    field: &'static str,
    text: Option<&String>,
) -> Result<Option<T>, Problem> {
    let read = |text: &String| {
        text.parse().map_err(|fault: T::Err| Problem::field(field, fault.to_string()))
    };
    text.map(read).transpose()
}

impl TryFrom<LegalIdentityBody> for LegalIdentity {
    type Error = Problem;

    fn try_from(body: LegalIdentityBody) -> Result<Self, Problem> {
        let vat_regime = number("vat_regime", Some(&body.vat_regime))?;
        Ok(Self {
            siren: number("siren", body.siren.as_ref())?,
            siret: number("siret", body.siret.as_ref())?,
            rna: number("rna", body.rna.as_ref())?,
            vat_number: number("vat_number", body.vat_number.as_ref())?,
            vat_regime: vat_regime.ok_or_else(|| Problem::field("vat_regime", "say which"))?,
            legal_name: body.legal_name,
            form: body.form,
        })
    }
}

/// Says who an enterprise is before the law.
#[utoipa::path(
    tag = "enterprises", request_body = LegalIdentityBody, security(("session" = [])),
    params(("id" = Uuid, Path, description = "the enterprise"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    responses((status = 200, description = "who it is", body = LegalIdentityView)),
)]
#[put("/v1/enterprises/{id}/legal-identity")]
pub(crate) async fn put_legal_identity(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    id: Path<Uuid>,
    body: Body<LegalIdentityBody>,
) -> Result<HttpResponse, Problem> {
    let id = EnterpriseId(id.into_inner());
    let identity = LegalIdentity::try_from(body.value)?;
    let work = move |tx: &mut Tx<'_>, actor: &Actor, _: &Ids| {
        set_legal_identity(tx, actor, id, identity.clone()).map(LegalIdentityView::from)
    };
    once.run(&engine, caller.actor, body.digest, StatusCode::OK, work).await
}

/// A certificate to keep.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CertificateBody {
    /// What it lets its holder claim.
    #[schema(value_type = schemas::Label)]
    label: String,
    /// The code of the body that gave it; for organic production it has one.
    #[serde(default)]
    #[schema(example = "FR-BIO-01")]
    body: Option<String>,
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 60)]
    number: Option<Text<60>>,
    /// The first day it is valid.
    #[schema(value_type = schemas::Day)]
    from: String,
    /// The last day it is valid.
    #[schema(value_type = schemas::Day)]
    until: String,
}

impl TryFrom<CertificateBody> for NewCertificate {
    type Error = Problem;

    fn try_from(body: CertificateBody) -> Result<Self, Problem> {
        let label: Option<Label> = number("label", Some(&body.label))?;
        let code: Option<BodyCode> = number("body", body.body.as_ref())?;
        Ok(Self {
            label: label.ok_or_else(|| Problem::field("label", "say which"))?,
            body: code,
            number: body.number,
            from: day("from", &body.from)?,
            until: day("until", &body.until)?,
        })
    }
}

/// Keeps a certificate of an enterprise's.
#[utoipa::path(
    tag = "enterprises", request_body = CertificateBody, security(("session" = [])),
    params(("id" = Uuid, Path, description = "the enterprise"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    responses((status = 201, description = "the certificate", body = CertificateView)),
)]
#[post("/v1/enterprises/{id}/certificates")]
pub(crate) async fn post_certificate(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    id: Path<Uuid>,
    body: Body<CertificateBody>,
) -> Result<HttpResponse, Problem> {
    let id = EnterpriseId(id.into_inner());
    let patch = NewCertificate::try_from(body.value)?;
    let work = move |tx: &mut Tx<'_>, actor: &Actor, ids: &Ids| {
        add_certificate(tx, actor, ids, id, patch.clone()).map(CertificateView::from)
    };
    once.run(&engine, caller.actor, body.digest, StatusCode::CREATED, work).await
}

/// An enterprise's certificates: those valid today, and all of them for its own people.
#[utoipa::path(
    tag = "enterprises", security((), ("session" = []), ("api-key" = []), ("shop-key" = [])), params(("id" = Uuid, Path, description = "the enterprise")),
    responses((status = 200, description = "the certificates, by label", body = Vec<CertificateView>)),
)]
#[get("/v1/enterprises/{id}/certificates")]
pub(crate) async fn list_certificates(
    engine: Data<Engine>,
    caller: Caller,
    id: Path<Uuid>,
) -> Result<Json<Vec<CertificateView>>, Problem> {
    let id = EnterpriseId(id.into_inner());
    let page = engine.read(move |tx| enterprise_page(tx, &caller.actor, id)).await?;
    Ok(Json(page.certificates.into_iter().map(CertificateView::from).collect()))
}

/// Keeps a certificate no more.
#[utoipa::path(
    tag = "enterprises", security(("session" = [])),
    params(("id" = Uuid, Path, description = "the enterprise"), ("certificate" = Uuid, Path, description = "the certificate"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    responses((status = 204, description = "it is kept no more")),
)]
#[delete("/v1/enterprises/{id}/certificates/{certificate}")]
pub(crate) async fn delete_certificate(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    path: Path<(Uuid, Uuid)>,
    request: actix_web::HttpRequest,
) -> Result<HttpResponse, Problem> {
    let (id, certificate) = path.into_inner();
    let (id, certificate) = (EnterpriseId(id), CertificateId(certificate));
    let work = move |tx: &mut Tx<'_>, actor: &Actor, _: &Ids| {
        remove_certificate(tx, actor, id, certificate)
    };
    once.run(&engine, caller.actor, digest(&request, &[]), StatusCode::NO_CONTENT, work).await
}
