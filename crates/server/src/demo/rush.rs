use std::{collections::HashMap, net::SocketAddr, time::Duration};

use sillon_kernel::{Currency, Money, VariantId};

use super::{
    Failed,
    basket::Basket,
    client::{Client, RequestFailed},
    crowd::all_at_once,
    market::{Market, sign_up},
    sale::Sale,
    shelf::wares,
    shopper::{Offers, Placed, Shopper, Visit},
};

/// One shopper in so many has an account; the others order as guests.
const ONE_ACCOUNT_IN: usize = 20;

/// What came of everybody ordering at once.
pub(crate) struct Rush {
    /// The orders, in the order of the shoppers.
    pub(crate) orders: Vec<Placed>,
    pub(crate) shoppers: usize,
    /// How many checkouts were refused because something had just been sold.
    pub(crate) refusals: usize,
    /// Who ordered after a refusal, what was left.
    pub(crate) came_back: usize,
    /// Who left without an order.
    pub(crate) gave_up: usize,
    /// What nothing is left of, and how many refusals named it, the most wanted first.
    pub(crate) sold_out: Vec<(String, usize)>,
    pub(crate) requests: usize,
    pub(crate) took: Duration,
    /// How long each checkout took to be answered, in microseconds, the shortest first.
    pub(crate) checkout_micros: Vec<u64>,
}

/// The shoppers, those with an account signed in.
pub(crate) fn gather(server: SocketAddr, count: usize) -> Result<Vec<Shopper>, Failed> {
    let wares = wares();
    let shopper = |number| Shopper { number, basket: Basket::of(number, &wares), token: None };
    let mut shoppers: Vec<Shopper> = (0..count).map(shopper).collect();
    let members: Vec<&Basket> =
        shoppers.iter().step_by(ONE_ACCOUNT_IN).map(|shopper| &shopper.basket).collect();
    let join = |basket: &&Basket| sign_up(server, &basket.name, &basket.email);
    let signed_in = all_at_once(&members, join, |_| {})?;
    let signed_in = signed_in.into_iter().collect::<Result<Vec<Client>, RequestFailed>>()?;
    for (shopper, client) in shoppers.iter_mut().step_by(ONE_ACCOUNT_IN).zip(signed_in) {
        shopper.token = client.into_token();
    }
    Ok(shoppers)
}

/// Lets everybody order at once; `watch` hears how many are done.
pub(crate) fn rush(
    server: SocketAddr,
    market: &Market,
    sale: &Sale,
    shoppers: &[Shopper],
    watch: impl FnMut(usize),
) -> Result<Rush, Failed> {
    let visit = |shopper: &Shopper| {
        let came = shopper.visit(Client::new(server), &market.slug);
        came.map_err(|trouble| format!("{}: {trouble}", shopper.basket.name))
    };
    let visits = all_at_once(shoppers, visit, watch)?;
    let visits = visits.into_iter().collect::<Result<Vec<Visit>, String>>()?;
    let path = format!("/v1/shops/{}/offers?cycle={}", market.slug, sale.id);
    let shown: Offers = Client::new(server).get(&path)?;
    Ok(Rush::of(visits, &shown))
}

impl Rush {
    fn of(visits: Vec<Visit>, shown: &Offers) -> Self {
        let refused = |visit: &&Visit| !visit.refusals.is_empty();
        let mut checkout_micros: Vec<u64> =
            visits.iter().flat_map(|visit| visit.checkout_micros.iter().copied()).collect();
        checkout_micros.sort_unstable();
        Self {
            shoppers: visits.len(),
            refusals: visits.iter().map(|visit| visit.refusals.len()).sum(),
            came_back: visits.iter().filter(refused).filter(|visit| visit.placed.is_some()).count(),
            gave_up: visits.iter().filter(|visit| visit.placed.is_none()).count(),
            sold_out: sold_out(&visits, shown),
            requests: visits.iter().map(|visit| visit.requests).sum(),
            took: took(&visits),
            checkout_micros,
            orders: visits.into_iter().filter_map(|visit| visit.placed).collect(),
        }
    }

    /// What the orders come to.
    pub(crate) fn total(&self) -> Money {
        Money::total(Currency::EUR, self.orders.iter().map(|order| order.total))
    }
}

/// From when the first came until the last left.
fn took(visits: &[Visit]) -> Duration {
    let began = visits.iter().map(|visit| visit.began).min();
    let ended = visits.iter().map(|visit| visit.ended).max();
    began.zip(ended).map_or(Duration::ZERO, |(began, ended)| ended.duration_since(began))
}

/// What the shop shows nothing left of, and how many refusals named it, the most wanted first.
fn sold_out(visits: &[Visit], shown: &Offers) -> Vec<(String, usize)> {
    let mut named: HashMap<VariantId, usize> = HashMap::new();
    for variant in visits.iter().flat_map(|visit| visit.refusals.iter().flatten()) {
        *named.entry(*variant).or_default() += 1;
    }
    let gone = shown.offers.iter().filter(|offer| offer.available == Some(0));
    let gone = gone.map(|offer| {
        let refusals = named.get(&offer.variant).copied().unwrap_or_default();
        (format!("{} ({})", offer.name, offer.label), refusals)
    });
    let mut gone: Vec<(String, usize)> = gone.collect();
    gone.sort_by_key(|(_, refusals)| std::cmp::Reverse(*refusals));
    gone
}
