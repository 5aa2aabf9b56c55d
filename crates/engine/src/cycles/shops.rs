use std::collections::{BTreeSet, HashMap};

use sillon_cycles::{CannotOrder, Direction, OfferedHandOver, RuleSubject, ShopCycles, offered};
use sillon_enterprises::{Enterprise, Seller};
use sillon_identity::Actor;
use sillon_kernel::{CycleId, EnterpriseId, Name, Text, VatRegime, Window};
use sillon_payments::Method;
use sillon_store::{Repositories, Tx};

use crate::{
    Branding, Engine, Error, catalogue::compliance::seller_of, cycles::audience::audience_at,
    cycles::exchanges_seen::exchange_or_terms, cycles::shop_cache::shop_cycles,
    enterprises::branding::branding_of, payments::bank_account::payment_methods,
};

/// A shop: what it says of itself, whatever it sells.
#[derive(Debug, Clone)]
pub struct ShopProfile {
    /// The shop.
    pub shop: Enterprise,
    /// What it is recognised by.
    pub branding: Branding,
    /// Who sells.
    pub seller: Seller,
    /// The cycles it sells in: now, next, and before.
    pub cycles: ShopCycles,
    /// The ways in which it hands over in the cycle it shows, as it charges them.
    pub hand_over: Vec<OfferedHandOver>,
    /// Whether people may order here without an account.
    pub takes_guests: bool,
    /// Whether it sells to customers it knows alone.
    pub customers_only: bool,
    /// Whether whoever looks is one of those.
    pub is_customer: bool,
    /// How an order may be paid here, in the cycle it shows.
    pub payments: BTreeSet<Method>,
    /// Why nothing can be ordered in that cycle by whoever looks, whatever they choose.
    pub cannot_order: Option<CannotOrder>,
}

/// A shop by its short name, as the actor may visit it.
///
/// # Errors
///
/// Missing when there is no such shop; forbidden on the page of another's shop front.
pub fn shop(tx: &mut Tx<'_>, actor: &Actor, slug: &str) -> Result<ShopProfile, Error> {
    let shop = tx.enterprises().find_by_slug(slug)?.filter(Enterprise::is_open_shop);
    let shop = shop.ok_or(Error::missing("shop"))?;
    Engine::check_visit(actor, &shop)?;
    let audience = audience_at(tx, shop.id, actor.user())?;
    let rules = tx.shop_rules().of(shop.id)?.rules;
    let profile = tx.profiles().get(shop.id)?;
    let cycles = shop_cycles(tx, shop.id, &audience)?;
    let shown = cycles.open.first().or(cycles.upcoming.first()).map(|cycle| cycle.id);
    let mut hand_over = shown
        .filter(|_| audience.is_customer || !profile.customers_only)
        .map(|cycle| offered_in(tx, cycle, shop.id))
        .transpose()?
        .unwrap_or_default();
    let is_any = !hand_over.is_empty();
    hand_over.retain(|it| rules.show(&audience, RuleSubject::HandOver, &it.method.tags));
    let named = shown.map(|cycle| tx.cycles().payments_named(cycle, shop.id)).transpose()?;
    let named = named.unwrap_or_default();
    let mut payments = payment_methods(tx, shop.id)?;
    payments.retain(|method| {
        (named.is_empty() || named.contains(method)) && rules.show_payment(&audience, *method)
    });
    let hides_hand_over = is_any && hand_over.is_empty();
    let cannot_order = shown.and_then(|_| CannotOrder::why(!payments.is_empty(), hides_hand_over));
    Ok(ShopProfile {
        hand_over,
        cannot_order,
        branding: branding_of(tx, &[shop.id])?.remove(&shop.id).unwrap_or_default(),
        seller: seller_of(tx, shop.id)?,
        cycles,
        takes_guests: profile.takes_guests,
        customers_only: profile.customers_only,
        is_customer: audience.is_customer,
        payments,
        shop,
    })
}

/// The ways in which a shop hands over in a cycle.
fn offered_in(
    tx: &mut Tx<'_>,
    cycle: CycleId,
    shop: EnterpriseId,
) -> Result<Vec<OfferedHandOver>, Error> {
    // Most shops have none, and then nothing of the cycle is read.
    let methods = tx.hand_overs().of_hubs(&[shop])?;
    if methods.is_empty() {
        return Ok(Vec::new());
    }
    let exchange = exchange_or_terms(tx, cycle, shop, Direction::Outgoing)?;
    let Some(exchange) = exchange else { return Ok(Vec::new()) };
    let regime = tx.profiles().legal_identity(shop)?.map(|identity| identity.vat_regime);
    let now = tx.now();
    let rates = tx.tax_zones().rates_of(&[shop], now)?.rates.remove(&shop).unwrap_or_default();
    let mut offered = offered(methods, &exchange, &rates);
    for it in &mut offered {
        it.tax = VatRegime::rate_of(regime, it.tax);
    }
    Ok(offered)
}

/// What shoppers are told of a shop in a cycle, beside what it sells there.
#[derive(Debug, Clone)]
pub struct ShopDetails {
    /// What it is recognised by.
    pub branding: Branding,
    /// Who sells.
    pub seller: Seller,
    /// Whether people may order here without an account.
    pub takes_guests: bool,
    /// When it hands out.
    pub pick_up: Option<Window>,
    /// Where, and what else to know.
    pub pick_up_text: Option<Text<500>>,
    /// The names of those who are paid for services.
    pub names: HashMap<EnterpriseId, Name>,
}

/// What shoppers are told of a shop in a cycle, with the names of those who are paid there.
///
/// # Errors
///
/// Missing when there is no such shop, or none of those who are paid.
pub fn shop_details(
    tx: &mut Tx<'_>,
    cycle: CycleId,
    shop: EnterpriseId,
    payees: &BTreeSet<EnterpriseId>,
) -> Result<ShopDetails, Error> {
    let names = payees.iter().map(|payee| Ok((*payee, tx.enterprises().get(*payee)?.name)));
    let names = names.collect::<Result<_, Error>>()?;
    let exchange = exchange_or_terms(tx, cycle, shop, Direction::Outgoing)?;
    Ok(ShopDetails {
        branding: branding_of(tx, &[shop])?.remove(&shop).unwrap_or_default(),
        seller: seller_of(tx, shop)?,
        takes_guests: tx.profiles().get(shop)?.takes_guests,
        pick_up: exchange.as_ref().and_then(|exchange| exchange.pick_up),
        pick_up_text: exchange.and_then(|exchange| exchange.pick_up_text),
        names,
    })
}
