use std::collections::BTreeSet;

use actix_web::{
    HttpResponse, get,
    http::{StatusCode, header::ETAG},
    put,
    web::{Data, Path},
};
use serde::{Deserialize, Serialize};
use sillon_cycles::{RuleSubject, TagRule};
use sillon_engine::{Engine, Ids, StoredRules, Tx, put_tag_rules, tag_rules};
use sillon_identity::Actor;
use sillon_kernel::{EnterpriseId, Tag};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::{
    Problem,
    http::auth::SignedIn,
    http::body::Body,
    http::idempotency::Once,
    http::if_match::{IfMatch, Tagged, tag},
    views::schemas,
};

/// A rule: what bears any of these tags is shown to some customers, or hidden from them.
#[derive(Clone, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TagRuleBody {
    /// What it is about: the hub's part in cycles, by the tags of the outgoing exchange; sizes, by the tags of the hub's terms; ways
    /// of hand-over, by their tags; or ways to pay, each of which bears its name as its tag.
    #[schema(value_type = schemas::RuleSubject)]
    subject: RuleSubject,
    /// Whom it is for: customers with any of these tags; everybody, where there are none. Those weigh less, but of goods.
    #[serde(default)]
    #[schema(value_type = Vec<schemas::Tag>, max_items = 20)]
    customers: BTreeSet<Tag>,
    /// What it decides of: whatever has any of these tags.
    #[schema(value_type = Vec<schemas::Tag>, min_items = 1, max_items = 20)]
    tagged: BTreeSet<Tag>,
    /// Whether it shows it, or hides it.
    shows: bool,
}

impl From<TagRuleBody> for TagRule {
    fn from(body: TagRuleBody) -> Self {
        let TagRuleBody { subject, customers, tagged, shows } = body;
        Self { subject, customers, tagged, shows }
    }
}

impl From<TagRule> for TagRuleBody {
    fn from(rule: TagRule) -> Self {
        let TagRule { subject, customers, tagged, shows } = rule;
        Self { subject, customers, tagged, shows }
    }
}

/// A hub's rules, the weightiest first.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TagRulesBody {
    #[schema(max_items = 100)]
    rules: Vec<TagRuleBody>,
}

/// A hub's rules, the weightiest first.
#[derive(Serialize, ToSchema)]
pub(crate) struct TagRulesView {
    rules: Vec<TagRuleBody>,
    /// Counts their changes.
    version: i64,
}

impl Tagged for TagRulesView {
    const VERSION_AT: &'static str = "/version";
}

impl From<StoredRules> for TagRulesView {
    fn from(stored: StoredRules) -> Self {
        let rules = stored.rules.rules.into_iter().map(TagRuleBody::from).collect();
        Self { rules, version: stored.version }
    }
}

/// By which rules a hub shows or hides cycles, goods, ways of hand-over and ways to pay.
#[utoipa::path(
    tag = "customers", security(("session" = []), ("api-key" = [])), params(("id" = Uuid, Path, description = "the hub")),
    responses((status = 200, description = "its rules", body = TagRulesView)),
)]
#[get("/v1/enterprises/{id}/tag-rules")]
pub(crate) async fn get_tag_rules(
    engine: Data<Engine>,
    caller: SignedIn,
    id: Path<Uuid>,
) -> Result<HttpResponse, Problem> {
    let hub = EnterpriseId(id.into_inner());
    let rules = engine.read(move |tx| tag_rules(tx, &caller.actor, hub)).await?;
    let etag = (ETAG, tag(rules.version));
    Ok(HttpResponse::Ok().insert_header(etag).json(TagRulesView::from(rules)))
}

/// Replaces them, as a whole. The first rule that is for a customer decides, else the first of those for everybody; of goods,
/// any rule that shows outweighs those that hide. What no rule speaks of is shown.
#[utoipa::path(
    tag = "customers", request_body = TagRulesBody, security(("session" = []), ("api-key" = [])),
    params(("id" = Uuid, Path, description = "the hub"),
        ("If-Match" = Option<String>, Header, description = "the `ETag` they were read with: refused when they were changed since"),
        ("Idempotency-Key" = Option<String>, Header, description = "the same for a repeat: it happens once")),
    responses((status = 200, description = "the rules, under their new version", body = TagRulesView)),
)]
#[put("/v1/enterprises/{id}/tag-rules")]
pub(crate) async fn put_tag_rules_of(
    engine: Data<Engine>,
    caller: SignedIn,
    once: Once,
    id: Path<Uuid>,
    read: IfMatch,
    body: Body<TagRulesBody>,
) -> Result<HttpResponse, Problem> {
    let hub = EnterpriseId(id.into_inner());
    let rules: Vec<TagRule> = body.value.rules.into_iter().map(TagRule::from).collect();
    let work = move |tx: &mut Tx<'_>, actor: &Actor, _: &Ids| {
        put_tag_rules(tx, actor, hub, read.0, &rules).map(TagRulesView::from)
    };
    once.run_tagged(&engine, caller.actor, body.digest, StatusCode::OK, work).await
}
