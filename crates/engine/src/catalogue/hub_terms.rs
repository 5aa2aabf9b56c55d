use std::collections::{BTreeMap, BTreeSet};

use sillon_catalogue::{
    HubStock, HubTerms, KeptTerms, NotCompliant, Patch, Product, StockKind, Supply, Variant,
    announced_since, not_reduced,
};
use sillon_cycles::MAX_TAGS;
use sillon_identity::{Actor, Coordinate, OwnedEnterprise, Permit};
use sillon_kernel::{
    Currency, EnterpriseId, Failure, FailureKind, Money, Page, PageRequest, Quantity, SupplyId,
    Tag, Text, Timestamp, VariantId,
};
use sillon_store::{Repositories, Tx};

use crate::{
    Error, Ids,
    catalogue::reductions::is_reduced_at,
    catalogue::supply::set_supply,
    error::refusals,
    log::{note, terms_of},
};

/// What a hub wants of the terms it sells a variant on; what it does not speak of stays as it is.
#[derive(Debug, Clone, Default)]
pub struct HubTermsPatch {
    /// Its price; none is the producer's.
    pub price: Patch<Option<Money>>,
    /// Whether it announces its price as reduced.
    pub reduced: Patch<bool>,
    /// Its code; none is the producer's.
    pub sku: Patch<Option<Text<60>>>,
    /// What it sells from, with what there is from now on.
    pub stock: Patch<StockSource>,
    /// What a reset sets its own stock to.
    pub default_stock: Patch<Option<u32>>,
    /// Whether it leaves the variant out of its shop.
    pub hidden: Patch<bool>,
    /// What its rules know the variant by.
    pub tags: Patch<BTreeSet<Tag>>,
    /// What one item costs customers with a tag, by the tag; all of them.
    pub group_prices: Patch<BTreeMap<Tag, Money>>,
}

/// What a hub wants to sell from, in items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StockSource {
    /// The producer's pool.
    Pool,
    /// The producer's pool, and no more of it than this.
    Quota {
        /// How many it may still take.
        items: u32,
    },
    /// What it holds itself.
    Own {
        /// How many it has.
        items: u32,
        /// Whether it gets as many as are ordered.
        on_demand: bool,
    },
}

impl From<HubStock> for StockSource {
    fn from(stock: HubStock) -> Self {
        let items = |count: i64| u32::try_from(count.max(0)).unwrap_or(u32::MAX);
        match stock {
            HubStock::Pool => Self::Pool,
            HubStock::Quota { count } => Self::Quota { items: items(count) },
            HubStock::Own { count } => Self::Own { items: items(count), on_demand: false },
            HubStock::OnDemand { count } => Self::Own { items: items(count), on_demand: true },
        }
    }
}

/// A variant a hub may sell, whether its producer lets it set terms, and the right to set them for the hub.
struct TermsTarget {
    by: Permit<Coordinate>,
    variant: Variant,
    product: Product,
    lets: bool,
}

/// The terms a hub sells a variant on; they are revoked while its producer does not let it set any.
///
/// # Errors
///
/// A refusal unless the actor coordinates for the hub; missing when there is no such variant it may sell.
pub fn hub_terms(
    tx: &mut Tx<'_>,
    actor: &Actor,
    hub: EnterpriseId,
    variant: VariantId,
) -> Result<HubTerms, Error> {
    let ground = ground(tx, actor, hub, variant)?;
    let kept = tx.hub_terms().find(hub, variant)?.unwrap_or_default();
    told(tx, &ground, &kept)
}

/// The terms a hub sells a size on, with what it is.
#[derive(Debug, Clone)]
pub struct ListedTerms {
    /// Which size.
    pub variant: Variant,
    /// What it is a size of.
    pub product: Product,
    /// The terms.
    pub terms: HubTerms,
}

/// A page of the terms that a hub set, of one producer's goods or of all, the oldest sizes first.
///
/// # Errors
///
/// A refusal unless the actor coordinates for the hub.
pub fn all_hub_terms(
    tx: &mut Tx<'_>,
    actor: &Actor,
    hub: EnterpriseId,
    producer: Option<EnterpriseId>,
    after: Option<VariantId>,
    request: &PageRequest,
) -> Result<Page<ListedTerms>, Error> {
    let by = actor.permit::<Coordinate>(hub)?;
    let page = tx.hub_terms().page(&by, producer, after, request)?;
    let mut listed = Vec::with_capacity(page.items.len());
    for (variant, kept) in page.items {
        // What its producer does not let the hub sell any more is kept, and no concern of the hub's.
        let Some(target) = target(tx, by, variant)? else { continue };
        let terms = told(tx, &target, &kept)?;
        listed.push(ListedTerms { variant: target.variant, product: target.product, terms });
    }
    Ok(Page { items: listed, next: page.next })
}

/// The most sizes whose terms are set at once.
pub(crate) const MAX_TERMS_SET: usize = 100;

/// Sets the terms a hub sells several sizes on, as [`put_terms`] does: all of them, or none.
///
/// # Errors
///
/// A field's for a size that is named twice, or for too many; as [`put_terms`] for the first that cannot be so.
pub fn put_all_terms(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    hub: EnterpriseId,
    all: Vec<(VariantId, HubTermsPatch)>,
) -> Result<BTreeMap<VariantId, HubTerms>, Error> {
    check_named(all.iter().map(|(variant, _)| *variant))?;
    let mut wanted = BTreeMap::new();
    for (place, (variant, patch)) in all.into_iter().enumerate() {
        let ground = checked(tx, actor, (hub, variant), &patch);
        let within = |refused: Error| refused.within(format!("variants[{place}].terms"));
        wanted.insert(variant, (place, ground.map_err(within)?, patch));
    }
    tx.cycles().touch_carrying(&wanted.keys().copied().collect::<Vec<_>>())?;
    let set = |(variant, (place, ground, patch))| {
        let set = set_terms(tx, actor, ids, &ground, patch);
        Ok((variant, set.map_err(|refused| refused.within(format!("variants[{place}].terms")))?))
    };
    wanted.into_iter().map(set).collect()
}

/// Sets a hub's own stock of several sizes back to its default, as [`reset_terms`] does: of all of them, or of none.
///
/// # Errors
///
/// As [`put_all_terms`]; a fault where there is no default.
pub fn reset_all_terms(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    hub: EnterpriseId,
    variants: Vec<VariantId>,
) -> Result<BTreeMap<VariantId, HubTerms>, Error> {
    check_named(variants.iter().copied())?;
    let mut wanted = BTreeMap::new();
    for (place, variant) in variants.into_iter().enumerate() {
        let reset = checked_reset(tx, actor, (hub, variant));
        let reset = reset.map_err(|refused| refused.within(format!("variants[{place}]")))?;
        wanted.insert(variant, reset);
    }
    tx.cycles().touch_carrying(&wanted.keys().copied().collect::<Vec<_>>())?;
    let set =
        |(variant, (ground, patch))| Ok((variant, set_terms(tx, actor, ids, &ground, patch)?));
    wanted.into_iter().map(set).collect()
}

/// Checks that each of several sizes is named once, and that they are not too many.
fn check_named(named: impl ExactSizeIterator<Item = VariantId>) -> Result<(), Error> {
    let count = named.len();
    let variants: BTreeSet<VariantId> = named.collect();
    if (1..=MAX_TERMS_SET).contains(&count) && variants.len() == count {
        return Ok(());
    }
    let rule = format!("each size is named once, from 1 to {MAX_TERMS_SET} of them");
    Err(Error::field("variants", rule))
}

/// Sets the terms a hub sells a variant on.
///
/// # Errors
///
/// As [`hub_terms`]; [`TermsRefused`] when the producer does not let it; a fault of a field.
pub fn put_terms(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    hub: EnterpriseId,
    variant: VariantId,
    patch: HubTermsPatch,
) -> Result<HubTerms, Error> {
    let ground = checked(tx, actor, (hub, variant), &patch)?;
    tx.cycles().touch_carrying(&[variant])?;
    set_terms(tx, actor, ids, &ground, patch)
}

/// A size whose terms may be set as is wanted. It is asked before anything is locked for it.
fn checked(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (hub, variant): (EnterpriseId, VariantId),
    patch: &HubTermsPatch,
) -> Result<TermsTarget, Error> {
    let ground = ground(tx, actor, hub, variant)?;
    check_patch(tx, &ground, patch)?;
    Ok(ground)
}

/// Refuses terms that a hub may not set on a size.
fn check_patch(tx: &mut Tx<'_>, ground: &TermsTarget, patch: &HubTermsPatch) -> Result<(), Error> {
    let hub = ground.by.enterprise();
    if !ground.lets {
        return Err(TermsRefused(hub).into());
    }
    let currency = tx.enterprises().get(hub)?.currency;
    check_prices(patch, currency)?;
    if patch.tags.said().is_some_and(|tags| tags.len() > MAX_TAGS) {
        return Err(Error::field("tags", format!("there are at most {MAX_TAGS}")));
    }
    let counts =
        matches!(patch.stock, Patch::Set(StockSource::Own { .. } | StockSource::Quota { .. }));
    if counts && ground.product.producer == hub {
        return Err(Error::field("stock", "goods of the hub's own are counted in their pool"));
    }
    Ok(())
}

/// Sets the terms on a size whose cycles are locked: cycles come before supplies, as checkouts lock them.
fn set_terms(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    ground: &TermsTarget,
    patch: HubTermsPatch,
) -> Result<HubTerms, Error> {
    let (hub, variant) = (ground.by.enterprise(), ground.variant.id);
    let old = tx.hub_terms().find(hub, variant)?.unwrap_or_default();
    let before = told(tx, ground, &old)?;
    let price = patch.price.over(old.price);
    let reduced_since = reduced_since(tx, hub, ground, &old, price, patch.reduced.said().copied())?;
    let mut kept = KeptTerms {
        price,
        reduced_since,
        sku: patch.sku.over(old.sku),
        default_stock: patch.default_stock.over(old.default_stock),
        hidden: patch.hidden.over(old.hidden),
        tags: patch.tags.over(old.tags),
        ..old
    };
    match patch.stock {
        Patch::Keep => {}
        Patch::Set(StockSource::Pool) => kept.stock = StockKind::Pool,
        Patch::Set(StockSource::Quota { items }) => {
            let left = Quantity::pieces(items);
            kept.quota = Some(counter(tx, ids, hub, ground, kept.quota, left, false)?);
            kept.stock = StockKind::Quota;
        }
        Patch::Set(StockSource::Own { items, on_demand }) => {
            let left = ground.variant.draw.times(items);
            kept.own = Some(counter(tx, ids, hub, ground, kept.own, left, on_demand)?);
            kept.stock = StockKind::Own;
        }
    }
    let now = tx.now();
    tx.hub_terms().save(&ground.by, variant, &kept, now)?;
    if let Patch::Set(prices) = patch.group_prices {
        let prices: Vec<(Tag, Money)> = prices.into_iter().collect();
        tx.shop_rules().set_prices(&ground.by, variant, &prices)?;
    }
    let after = told(tx, ground, &kept)?;
    note_terms(tx, actor, (hub, variant), before, after.clone())?;
    Ok(after)
}

fn note_terms(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (hub, variant): (EnterpriseId, VariantId),
    before: HubTerms,
    after: HubTerms,
) -> Result<(), Error> {
    let [before, after] = [before, after].map(|terms| terms_of(hub, variant, terms));
    note(tx, actor, Some(&before), Some(&after))
}

/// Refuses prices in another currency than the hub sells in, and too many of them.
fn check_prices(patch: &HubTermsPatch, currency: Currency) -> Result<(), Error> {
    let of_groups = patch.group_prices.said();
    if of_groups.is_some_and(|prices| prices.len() > MAX_TAGS) {
        return Err(Error::field("group_prices", format!("there are at most {MAX_TAGS}")));
    }
    let own = patch.price.said().into_iter().flatten().map(|price| ("price", price));
    let of_groups = of_groups.into_iter().flat_map(BTreeMap::values);
    let mut prices = own.chain(of_groups.map(|price| ("group_prices", price)));
    match prices.find(|(_, price)| price.currency() != currency) {
        Some((field, _)) => {
            Err(Error::field(field, format!("this hub sells in {}", currency.code())))
        }
        None => Ok(()),
    }
}

/// Since when the hub announces a price as reduced, as it says or said; refused where that is no reduction of what it sold
/// at.
fn reduced_since(
    tx: &mut Tx<'_>,
    hub: EnterpriseId,
    ground: &TermsTarget,
    old: &KeptTerms,
    price: Option<Money>,
    says: Option<bool>,
) -> Result<Option<Timestamp>, Error> {
    let Some(price) = price else {
        let rule = "a hub reduces a price of its own; the producer's is the producer's to reduce";
        return if says == Some(true) { Err(Error::field("reduced", rule)) } else { Ok(None) };
    };
    let was = (old.price, old.reduced_since);
    let since = announced_since(was, price, says, tx.now());
    if let Some(since) = since
        && !is_reduced_at(tx, hub, ground.variant.id, price, since)?
    {
        return Err(NotCompliant(vec![not_reduced(&ground.product, &ground.variant)]).into());
    }
    Ok(since)
}

/// A hub sells a variant on its producer's terms again. What it counted itself is forgotten.
///
/// # Errors
///
/// As [`hub_terms`]; missing when it has none of its own.
pub fn drop_terms(
    tx: &mut Tx<'_>,
    actor: &Actor,
    hub: EnterpriseId,
    variant: VariantId,
) -> Result<(), Error> {
    let ground = ground(tx, actor, hub, variant)?;
    tx.cycles().touch_carrying(&[variant])?;
    let old = tx.hub_terms().find(hub, variant)?.ok_or(Error::missing("terms"))?;
    let before = told(tx, &ground, &old)?;
    let now = tx.now();
    tx.hub_terms().remove(&ground.by, variant, now)?;
    tx.shop_rules().set_prices(&ground.by, variant, &[])?;
    note_terms(tx, actor, (hub, variant), before, HubTerms::NONE)
}

/// Sets a hub's own stock back to its default: from then on it is limited, whatever it was.
///
/// # Errors
///
/// As [`put_terms`]; a fault when there is no default.
pub fn reset_terms(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    hub: EnterpriseId,
    variant: VariantId,
) -> Result<HubTerms, Error> {
    let (ground, patch) = checked_reset(tx, actor, (hub, variant))?;
    tx.cycles().touch_carrying(&[variant])?;
    set_terms(tx, actor, ids, &ground, patch)
}

/// What a reset of a size's stock sets.
fn checked_reset(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (hub, variant): (EnterpriseId, VariantId),
) -> Result<(TermsTarget, HubTermsPatch), Error> {
    let ground = ground(tx, actor, hub, variant)?;
    let kept = tx.hub_terms().find(hub, variant)?.unwrap_or_default();
    let terms = told(tx, &ground, &kept)?;
    if terms.default_stock.is_none() {
        return Err(Error::field("default_stock", "there is none to reset to"));
    }
    let stock = Patch::Set(StockSource::from(terms.reset().stock));
    let patch = HubTermsPatch { stock, ..HubTermsPatch::default() };
    check_patch(tx, &ground, &patch)?;
    Ok((ground, patch))
}

/// What the actor may know: that the hub may sell the variant.
fn ground(
    tx: &mut Tx<'_>,
    actor: &Actor,
    hub: EnterpriseId,
    variant: VariantId,
) -> Result<TermsTarget, Error> {
    let by = actor.permit::<Coordinate>(hub)?;
    target(tx, by, variant)?.ok_or(Error::missing("variant"))
}

/// A size that a hub may sell; none where it may not.
fn target(
    tx: &mut Tx<'_>,
    by: Permit<Coordinate>,
    variant: VariantId,
) -> Result<Option<TermsTarget>, Error> {
    let hub = by.enterprise();
    let variant = tx.catalogue().variant(variant)?;
    let product = tx.catalogue().product(variant.product)?;
    let producer = product.producer;
    let trust = tx.grants().of_to(producer, &[hub])?;
    let lets = trust
        .lets_set_prices(&OwnedEnterprise { id: producer, is_producer: true, is_hub: false }, hub);
    let may_sell = lets || trust.product_rights(producer, hub).is_some();
    Ok(may_sell.then_some(TermsTarget { by, variant, product, lets }))
}

/// A counter of the hub's, set to what there is: the one it has, where that measures the same, or a new one.
fn counter(
    tx: &mut Tx<'_>,
    ids: &Ids,
    hub: EnterpriseId,
    ground: &TermsTarget,
    known: Option<SupplyId>,
    left: Quantity,
    on_demand: bool,
) -> Result<SupplyId, Error> {
    let known = known.map(|known| tx.catalogue().lock_supply(known)).transpose()?;
    let supply = if let Some(known) = known.filter(|known| known.dimension == left.dimension()) {
        known
    } else {
        let supply = Supply {
            id: ids.next(tx.now()),
            producer: hub,
            product: ground.product.id,
            dimension: left.dimension(),
            available_milli: 0,
            on_demand: false,
        };
        tx.catalogue().add_supply(&supply)?;
        supply
    };
    set_supply(tx, ids, &supply, left.milli(), on_demand, "count")?;
    Ok(supply.id)
}

/// The terms with what there is.
fn told(tx: &mut Tx<'_>, ground: &TermsTarget, kept: &KeptTerms) -> Result<HubTerms, Error> {
    let group_prices = tx.shop_rules().prices_of(ground.by.enterprise(), ground.variant.id)?;
    let mut find = |id: Option<SupplyId>| id.map(|id| tx.catalogue().supply(id)).transpose();
    let counters = Counters { own: find(kept.own)?, quota: find(kept.quota)? };
    let terms = terms_as_kept(kept, &counters, ground.variant.draw, ground.lets);
    Ok(HubTerms { group_prices: group_prices.into_iter().collect(), ..terms })
}

/// The counters a hub has for a variant.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    /// Of what it holds itself.
    pub(crate) own: Option<Supply>,
    /// Of what it may take of the pool.
    pub(crate) quota: Option<Supply>,
}

/// Terms with what their counters say, but for the prices of groups, on a variant of which one item takes `draw`; a counter of another dimension says
/// nothing.
pub(crate) fn terms_as_kept(
    kept: &KeptTerms,
    counters: &Counters,
    draw: Quantity,
    lets: bool,
) -> HubTerms {
    let counted = |supply: &Option<Supply>, draw: Quantity| {
        let supply = supply.as_ref().filter(|supply| supply.dimension == draw.dimension());
        supply.map_or((0, false), |it| (it.available_milli / draw.milli(), it.on_demand))
    };
    let stock = match kept.stock {
        StockKind::Pool => HubStock::Pool,
        StockKind::Quota => {
            HubStock::Quota { count: counted(&counters.quota, Quantity::pieces(1)).0 }
        }
        StockKind::Own => match counted(&counters.own, draw) {
            (count, true) => HubStock::OnDemand { count },
            (count, false) => HubStock::Own { count },
        },
    };
    HubTerms {
        price: kept.price,
        reduced_since: kept.reduced_since,
        sku: kept.sku.clone(),
        stock,
        default_stock: kept.default_stock,
        hidden: kept.hidden,
        tags: kept.tags.clone(),
        group_prices: BTreeMap::new(),
        revoked: !lets,
    }
}

/// A hub may set no terms on a producer's goods: the producer does not let it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the producer does not let enterprise {0} set terms of its own: it grants set-hub-prices")]
pub struct TermsRefused(EnterpriseId);

impl Failure for TermsRefused {
    fn class(&self) -> (FailureKind, &'static str) {
        (FailureKind::Forbidden, "terms-not-granted")
    }
}

refusals!(TermsRefused);
