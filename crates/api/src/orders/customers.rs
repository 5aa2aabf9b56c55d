use std::collections::BTreeSet;

use actix_web::{
    HttpRequest, HttpResponse, delete, get,
    http::{StatusCode, header::ETAG},
    patch, post,
    web::{Data, Json, Path},
};
use serde::{Deserialize, Serialize};
use sillon_catalogue::Patch;
use sillon_engine::{
    CustomerFilter, Engine, Ids, Tx, add_customer, customer, customers, edit_customer,
    forget_customer,
};
use sillon_identity::Actor;
use sillon_kernel::{CustomerId, Email, EnterpriseId, Name, Tag, Text, Timestamp};
use sillon_orders::{Customer, CustomerPatch};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::{
    Problem,
    http::auth::SignedIn,
    http::body::{Body, digest},
    http::idempotency::Once,
    http::if_match::{IfMatch, Tagged, tag},
    http::query::Query,
    orders::checkout::DeliveryAddressBody,
    orders::placed::DeliveryAddressView,
    views::page::{PageQuery, PageView},
    views::schemas,
};

/// Somebody a hub sells to, as the hub knows them.
#[derive(Serialize, ToSchema)]
pub(crate) struct HubCustomerView {
    id: Uuid,
    hub: Uuid,
    #[schema(value_type = schemas::Email)]
    email: String,
    name: Option<String>,
    /// The hub's own code for them.
    code: Option<String>,
    /// What the hub's rules and prices know them by.
    #[schema(value_type = Vec<schemas::Tag>)]
    tags: BTreeSet<Tag>,
    phone: Option<String>,
    /// Where they live.
    address: Option<DeliveryAddressView>,
    /// What the hub minds of them; nobody else is shown it.
    note: Option<String>,
    /// Since when the hub knows them.
    #[schema(value_type = schemas::Instant)]
    created_at: Timestamp,
    /// Counts their changes.
    version: i64,
}

impl Tagged for HubCustomerView {
    const VERSION_AT: &'static str = "/version";
}

impl From<Customer> for HubCustomerView {
    fn from(customer: Customer) -> Self {
        Self {
            id: customer.id.0,
            hub: customer.hub.0,
            email: customer.email.to_string(),
            name: customer.name.map(Text::into_string),
            code: customer.code.map(Text::into_string),
            tags: customer.tags,
            phone: customer.phone.map(Text::into_string),
            address: customer.address.as_ref().map(DeliveryAddressView::from),
            note: customer.note.map(Text::into_string),
            created_at: customer.created_at,
            version: customer.version,
        }
    }
}

/// Which customers are wanted.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(crate) struct CustomersQuery {
    /// Those with this tag.
    #[serde(default)]
    #[param(value_type = Option<schemas::Tag>)]
    tag: Option<String>,
    /// Those with this in their address or their name.
    #[serde(default)]
    #[param(max_length = 200)]
    q: Option<String>,
    /// The `next` of the page before.
    #[serde(default)]
    after: Option<String>,
    /// How many at most, up to 500.
    #[serde(default)]
    #[param(default = 100, maximum = 500, minimum = 1)]
    limit: Option<u32>,
}

/// A hub's customers, by their addresses.
#[utoipa::path(
    tag = "customers", security(("session" = []), ("api-key" = [])), params(("id" = Uuid, Path, description = "the hub"), CustomersQuery),
    responses((status = 200, description = "a page of them", body = PageView<HubCustomerView>)),
)]
#[get("/v1/enterprises/{id}/customers")]
pub(crate) async fn list_customers(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
    query: Query<CustomersQuery>,
) -> Result<Json<PageView<HubCustomerView>>, Problem> {
    let CustomersQuery { tag, q, after, limit } = query.into_inner();
    let page = PageQuery { after, limit: limit.unwrap_or(100) };
    let request = page.into_request(|after| Email::parse(after).is_ok())?;
    let after = request.after.as_deref().and_then(|after| Email::parse(after).ok());
    let wanted = CustomerFilter {
        tag: tag.as_deref().map(read_tag).transpose()?,
        text: q.as_deref().map(str::trim).filter(|q| !q.is_empty()).map(read_words).transpose()?,
    };
    let hub = EnterpriseId(id.into_inner());
    let page = engine
        .read(move |tx| customers(tx, &caller.actor, hub, &wanted, after.as_ref(), &request))
        .await?;
    let items = page.items.into_iter().map(HubCustomerView::from).collect();
    Ok(Json(PageView { items, next: page.next }))
}

fn read_tag(text: &str) -> Result<Tag, Problem> {
    Tag::parse(text).map_err(|fault| Problem::field("tag", fault.to_string()))
}

fn read_words(text: &str) -> Result<Text<200>, Problem> {
    Text::parse(text).map_err(|fault| Problem::field("q", fault.to_string()))
}

/// A customer, as their hub knows them.
#[utoipa::path(
    tag = "customers", security(("session" = []), ("api-key" = [])), params(("id" = Uuid, Path, description = "the customer")),
    responses((status = 200, description = "the customer", body = HubCustomerView)),
)]
#[get("/v1/customers/{id}")]
pub(crate) async fn get_customer(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let id = CustomerId(id.into_inner());
    let found = engine.read(move |tx| customer(tx, &caller.actor, id)).await?;
    let etag = (ETAG, tag(found.version));
    Ok(HttpResponse::Ok().insert_header(etag).json(HubCustomerView::from(found)))
}

/// A customer to add.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HubCustomerBody {
    /// What they sign in with, if they have an account; no other customer of the hub has it.
    #[schema(value_type = schemas::Email)]
    email: Email,
    #[serde(default)]
    #[schema(value_type = Option<schemas::Name>)]
    name: Option<Name>,
    /// The hub's own code for them; no other customer of it has it.
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 60)]
    code: Option<Text<60>>,
    /// What the hub's rules and prices know them by, such as `professionals`.
    #[serde(default)]
    #[schema(value_type = Vec<schemas::Tag>, max_items = 20)]
    tags: BTreeSet<Tag>,
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 40)]
    phone: Option<Text<40>>,
    /// Where they live.
    #[serde(default)]
    address: Option<DeliveryAddressBody>,
    /// What the hub minds of them; nobody else is shown it.
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 500)]
    note: Option<Text<500>>,
}

/// Adds a customer, whether they have an account or not. What their tags show them is theirs once they are signed in with an
/// address that they confirmed.
#[utoipa::path(
    tag = "customers", request_body = HubCustomerBody, security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "the hub"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    responses((status = 201, description = "the customer", body = HubCustomerView)),
)]
#[post("/v1/enterprises/{id}/customers")]
pub(crate) async fn post_customer(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    id: Path<Uuid>,
    body: Body<HubCustomerBody>,
) -> Result<HttpResponse, Problem> {
    let hub = EnterpriseId(id.into_inner());
    let HubCustomerBody { email, name, code, tags, phone, address, note } = body.value;
    let said = CustomerPatch {
        email: Patch::Keep,
        name: Patch::Set(name),
        code: Patch::Set(code),
        tags: Patch::Set(tags),
        phone: Patch::Set(phone),
        address: Patch::Set(address.map(DeliveryAddressBody::into_address)),
        note: Patch::Set(note),
    };
    let work = move |tx: &mut Tx<'_>, actor: &Actor, ids: &Ids| {
        add_customer(tx, actor, ids, hub, (email.clone(), said.clone())).map(HubCustomerView::from)
    };
    once.run_tagged(&engine, caller.actor, body.digest, StatusCode::CREATED, work).await
}

/// What to change of a customer. A field left out is kept as it is; `null` takes away.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HubCustomerEditBody {
    #[serde(default)]
    #[schema(value_type = schemas::Email)]
    email: Patch<Email>,
    #[serde(default)]
    #[schema(value_type = Option<schemas::Name>)]
    name: Patch<Option<Name>>,
    /// The hub's own code for them.
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 60)]
    code: Patch<Option<Text<60>>>,
    /// Their tags, as a whole.
    #[serde(default)]
    #[schema(value_type = Vec<schemas::Tag>, max_items = 20)]
    tags: Patch<BTreeSet<Tag>>,
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 40)]
    phone: Patch<Option<Text<40>>>,
    /// Where they live, as a whole.
    #[serde(default)]
    #[schema(value_type = Option<DeliveryAddressBody>)]
    address: Patch<Option<DeliveryAddressBody>>,
    /// What the hub minds of them; nobody else is shown it.
    #[serde(default)]
    #[schema(value_type = Option<String>, min_length = 1, max_length = 500)]
    note: Patch<Option<Text<500>>>,
}

/// Changes what a hub says of a customer. What their tags show them changes at once, in their basket too.
#[utoipa::path(
    tag = "customers", request_body = HubCustomerEditBody, security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "the customer"),
        ("If-Match" = Option<String>, Header, description = "the `ETag` they were read with: refused when they were changed since"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    responses((status = 200, description = "the customer, under their new version", body = HubCustomerView)),
)]
#[patch("/v1/customers/{id}")]
pub(crate) async fn patch_customer(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    id: Path<Uuid>,
    read: IfMatch,
    body: Body<HubCustomerEditBody>,
) -> Result<HttpResponse, Problem> {
    let id = CustomerId(id.into_inner());
    let HubCustomerEditBody { email, name, code, tags, phone, address, note } = body.value;
    let address = match address {
        Patch::Keep => Patch::Keep,
        Patch::Set(address) => Patch::Set(address.map(DeliveryAddressBody::into_address)),
    };
    let said = CustomerPatch { email, name, code, tags, phone, address, note };
    let work = move |tx: &mut Tx<'_>, actor: &Actor, _: &Ids| {
        edit_customer(tx, actor, id, read.0, said.clone()).map(HubCustomerView::from)
    };
    once.run_tagged(&engine, caller.actor, body.digest, StatusCode::OK, work).await
}

/// Forgets a customer: what they see and pay is everybody's again. Their orders stay.
#[utoipa::path(
    tag = "customers", security(("session" = []), ("api-key" = [])), params(("id" = Uuid, Path, description = "the customer"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    responses((status = 204, description = "they are forgotten")),
)]
#[delete("/v1/customers/{id}")]
pub(crate) async fn delete_customer(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    id: Path<Uuid>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let id = CustomerId(id.into_inner());
    let work = move |tx: &mut Tx<'_>, actor: &Actor, _: &Ids| forget_customer(tx, actor, id);
    once.run(&engine, caller.actor, digest(&request, &[]), StatusCode::NO_CONTENT, work).await
}
