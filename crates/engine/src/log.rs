use sillon_catalogue::{HubTerms, Product, Supply, TaxZone, Variant};
use sillon_cycles::{
    Exchange, Fee, HandOverMethod, OrderCycle, RuleList, Series, SeriesPart, TagRule, Voucher,
};
use sillon_enterprises::{BankAccount, Certificate, LegalIdentity, Settings};
use sillon_events::Webhook;
use sillon_identity::{Actor, ApiKey, Grant, Invitation, Role, ShopKey};
use sillon_kernel::{
    ApiKeyId, CycleId, EnterpriseId, FeeId, FieldChange, FieldValue, Fields, Revised, SeriesId,
    UserId, VariantId, field_changes,
};
use sillon_orders::Customer;
use sillon_store::{EndedKeys, LogSubject, Matter, NewChange, Repositories, Tx};

use crate::Error;

/// Something whose changes are kept.
pub(crate) trait Logged: Fields {
    /// What it is, in the log.
    fn subject(&self) -> LogSubject;
}

impl Logged for OrderCycle {
    fn subject(&self) -> LogSubject {
        LogSubject::Cycle(self.id)
    }
}

impl Logged for Fee {
    fn subject(&self) -> LogSubject {
        LogSubject::Fee(self.id)
    }
}

impl Logged for HandOverMethod {
    fn subject(&self) -> LogSubject {
        LogSubject::HandOverMethod(self.id)
    }
}

impl Logged for Series {
    fn subject(&self) -> LogSubject {
        LogSubject::Series(self.id)
    }
}

/// What an enterprise is asked in the cycles of a series.
pub(crate) struct PartOf<'p>(pub(crate) SeriesId, pub(crate) &'p SeriesPart);

impl Fields for PartOf<'_> {
    fn fields(&self) -> Vec<(&'static str, FieldValue)> {
        self.1.fields()
    }
}

impl Logged for PartOf<'_> {
    fn subject(&self) -> LogSubject {
        let (of, direction) = self.1.of();
        LogSubject::SeriesPart(self.0, of, direction)
    }
}

/// An exchange of a cycle.
pub(crate) struct ExchangeOf<'e>(pub(crate) CycleId, pub(crate) &'e Exchange);

impl Fields for ExchangeOf<'_> {
    fn fields(&self) -> Vec<(&'static str, FieldValue)> {
        self.1.fields()
    }
}

impl Logged for ExchangeOf<'_> {
    fn subject(&self) -> LogSubject {
        LogSubject::Exchange(self.0, self.1.enterprise, self.1.direction)
    }
}

/// The fees on everything in a cycle.
pub(crate) struct FeesOn<'f>(pub(crate) CycleId, pub(crate) &'f [FeeId]);

impl Fields for FeesOn<'_> {
    fn fields(&self) -> Vec<(&'static str, FieldValue)> {
        vec![("fees", FieldValue::several(self.1))]
    }
}

impl Logged for FeesOn<'_> {
    fn subject(&self) -> LogSubject {
        LogSubject::Cycle(self.0)
    }
}

impl Logged for Product {
    fn subject(&self) -> LogSubject {
        LogSubject::Product(self.id)
    }
}

impl Logged for Variant {
    fn subject(&self) -> LogSubject {
        LogSubject::Variant(self.product, self.id)
    }
}

impl Logged for Supply {
    fn subject(&self) -> LogSubject {
        LogSubject::Supply(self.product, self.id)
    }
}

impl Logged for TaxZone {
    fn subject(&self) -> LogSubject {
        LogSubject::tax_zone(&self.code)
    }
}

/// Something of an enterprise.
pub(crate) struct Of<T>(pub(crate) EnterpriseId, pub(crate) Matter, pub(crate) T);

impl<T: Fields> Fields for Of<T> {
    fn fields(&self) -> Vec<(&'static str, FieldValue)> {
        self.2.fields()
    }

    fn usual(&self) -> Vec<(&'static str, FieldValue)> {
        self.2.usual()
    }
}

impl<T: Fields> Logged for Of<T> {
    fn subject(&self) -> LogSubject {
        LogSubject::Of(self.0, self.1)
    }
}

/// What somebody may do for an enterprise.
pub(crate) struct InRole(Role);

impl Fields for InRole {
    fn fields(&self) -> Vec<(&'static str, FieldValue)> {
        vec![("role", FieldValue::one(&self.0.as_str()))]
    }
}

/// What a person may do for an enterprise.
pub(crate) fn member(of: EnterpriseId, user: UserId, role: Role) -> Of<InRole> {
    Of(of, Matter::Member(user), InRole(role))
}

/// That somebody is asked to act for an enterprise. Their address is not told: it is nobody's yet who could have it forgotten.
pub(crate) fn invited(invitation: &Invitation) -> Of<InRole> {
    Of(invitation.enterprise, Matter::Invitation(invitation.id), InRole(invitation.role))
}

impl Logged for Settings {
    fn subject(&self) -> LogSubject {
        LogSubject::Of(self.enterprise.id, Matter::Profile)
    }
}

/// Who an enterprise is before the law.
pub(crate) fn identity_of(of: EnterpriseId, identity: LegalIdentity) -> Of<LegalIdentity> {
    Of(of, Matter::LegalIdentity, identity)
}

/// The account an enterprise is paid to.
pub(crate) fn account_of(of: EnterpriseId, account: BankAccount) -> Of<BankAccount> {
    Of(of, Matter::BankAccount, account)
}

/// The terms a hub sells a size on.
pub(crate) fn terms_of(hub: EnterpriseId, variant: VariantId, terms: HubTerms) -> Of<HubTerms> {
    Of(hub, Matter::HubTerms(variant), terms)
}

impl Logged for Certificate {
    fn subject(&self) -> LogSubject {
        LogSubject::Of(self.enterprise, Matter::Certificate(self.id))
    }
}

/// The rules of a hub.
pub(crate) struct RulesOf<'r>(pub(crate) EnterpriseId, pub(crate) &'r [TagRule]);

impl Fields for RulesOf<'_> {
    fn fields(&self) -> Vec<(&'static str, FieldValue)> {
        RuleList(self.1).fields()
    }
}

impl Logged for RulesOf<'_> {
    fn subject(&self) -> LogSubject {
        LogSubject::Of(self.0, Matter::TagRules)
    }
}

impl Logged for Voucher {
    fn subject(&self) -> LogSubject {
        LogSubject::Of(self.hub, Matter::Voucher(self.id))
    }
}

impl Logged for Customer {
    fn subject(&self) -> LogSubject {
        LogSubject::Of(self.hub, Matter::Customer(self.id))
    }
}

impl Logged for ApiKey {
    fn subject(&self) -> LogSubject {
        LogSubject::Of(self.enterprise, Matter::ApiKey(self.id))
    }
}

impl Logged for ShopKey {
    fn subject(&self) -> LogSubject {
        LogSubject::Of(self.hub, Matter::ShopKey(self.id))
    }
}

impl Logged for Webhook {
    fn subject(&self) -> LogSubject {
        LogSubject::Of(self.enterprise, Matter::Webhook(self.id))
    }
}

/// Who changes something, as the log tells it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Author {
    user: Option<UserId>,
    api_key: Option<ApiKeyId>,
}

impl From<&Actor> for Author {
    fn from(actor: &Actor) -> Self {
        Self { user: actor.user(), api_key: actor.api_key() }
    }
}

impl From<UserId> for Author {
    fn from(user: UserId) -> Self {
        Self { user: Some(user), api_key: None }
    }
}

/// Notes what is otherwise now of something that the transaction has locked, or made: nothing is noted of what stays.
pub(crate) fn note<T: Logged>(
    tx: &mut Tx<'_>,
    by: impl Into<Author>,
    before: Option<&T>,
    after: Option<&T>,
) -> Result<(), Error> {
    let (changes, now) = (changes(by.into(), before, after), tx.now());
    Ok(tx.change_log().note(&changes, now)?)
}

/// Notes several things that the transaction made, all of one cycle, or of one series.
pub(crate) fn note_made<T: Logged>(
    tx: &mut Tx<'_>,
    by: impl Into<Author>,
    made: impl Iterator<Item = T>,
) -> Result<(), Error> {
    let by = by.into();
    let made = made.flat_map(|made| changes(by, None, Some(&made)));
    let (changes, now) = (made.collect::<Vec<_>>(), tx.now());
    Ok(tx.change_log().note(&changes, now)?)
}

/// Notes what is otherwise now of many things: of goods, or of the terms of one hub.
pub(crate) fn note_revised<T: Logged>(
    tx: &mut Tx<'_>,
    by: impl Into<Author>,
    revised: &[Revised<T>],
) -> Result<(), Error> {
    let by = by.into();
    let told = revised.iter().flat_map(|it| changes(by, it.before.as_ref(), Some(&it.now)));
    let (changes, now) = (told.collect::<Vec<_>>(), tx.now());
    Ok(tx.change_log().note(&changes, now)?)
}

/// Notes keys that were revoked because of something else.
pub(crate) fn note_ended_keys(
    tx: &mut Tx<'_>,
    by: impl Into<Author>,
    ended: &EndedKeys,
) -> Result<(), Error> {
    let by = by.into();
    let machines = ended.api_keys.iter().flat_map(|key| changes(by, Some(key), None));
    let shop_fronts = ended.shop_keys.iter().flat_map(|key| changes(by, Some(key), None));
    let (changes, now) = (machines.chain(shop_fronts).collect::<Vec<_>>(), tx.now());
    Ok(tx.change_log().note(&changes, now)?)
}

/// How far it is with what one enterprise allows another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum GrantStanding {
    /// It was offered, and not taken yet.
    Offered,
    /// It is allowed.
    Given,
}

impl GrantStanding {
    fn told(self) -> String {
        match self {
            Self::Offered => "offered",
            Self::Given => "given",
        }
        .to_owned()
    }
}

/// Notes for both enterprises how far it is with what one allows the other.
pub(crate) fn note_grant(
    tx: &mut Tx<'_>,
    by: impl Into<Author>,
    Grant { grantor, grantee, kind }: &Grant,
    before: Option<GrantStanding>,
    after: Option<GrantStanding>,
) -> Result<(), Error> {
    if before == after {
        return Ok(());
    }
    let [before, after] = [before, after].map(|standing| standing.map(GrantStanding::told));
    let change = FieldChange { field: kind.as_str(), before, after };
    let Author { user, api_key } = by.into();
    let sides = [
        LogSubject::Of(*grantor, Matter::GrantGiven(*grantee)),
        LogSubject::Of(*grantee, Matter::GrantReceived(*grantor)),
    ];
    let told = |subject| NewChange { subject, change: change.clone(), user, api_key };
    let now = tx.now();
    Ok(tx.change_log().note(&sides.map(told), now)?)
}

fn changes<T: Logged>(
    Author { user, api_key }: Author,
    before: Option<&T>,
    after: Option<&T>,
) -> Vec<NewChange> {
    let Some(subject) = after.or(before).map(Logged::subject) else { return Vec::new() };
    let changes = field_changes(before, after).into_iter();
    changes.map(|change| NewChange { subject, change, user, api_key }).collect()
}
