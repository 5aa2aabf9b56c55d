use std::{
    collections::{BTreeSet, HashMap, HashSet, hash_map::Entry},
    sync::Arc,
};

use sillon_identity::LetterLimit;
use sillon_kernel::{CartId, CycleId, EnterpriseId, SupplyId};
use sillon_orders::{Checkout, CheckoutFacts, CheckoutRefused, Guests, Outcome, place_many};
use sillon_store::{Batch, Decide, Error, Lane, NewOrder, Repositories, Touched, Tx};

use crate::{
    Ids, cycles::audience::audience_of, cycles::shop_cache::PriceLists, events::tell::order_placed,
};

/// What a checkout comes to.
pub(crate) type CheckoutLane = Lane<Checkout, Result<Outcome, CheckoutRefused>>;

/// The checkout lane's work: lock, read, decide, write; many checkouts, one commit.
pub(crate) fn decider(
    lists: Arc<PriceLists>,
    ids: Arc<Ids>,
    letters: LetterLimit,
) -> Arc<Decide<Checkout, Result<Outcome, CheckoutRefused>>> {
    Arc::new(move |tx, checkouts| {
        let facts = read_ground(tx, &lists, letters, checkouts)?;
        let decision = place_many(checkouts, &facts, tx.now());
        let now = tx.now();
        let terms: Vec<Option<String>> = decision.outcomes.iter().map(terms_of).collect();
        let outcomes = decision.outcomes.iter().zip(&terms);
        let accepted =
            checkouts.iter().zip(outcomes).filter_map(
                |(checkout, (outcome, terms))| match outcome {
                    Ok(Outcome::Placed(order)) => Some(NewOrder {
                        order,
                        key: &checkout.key,
                        digest: &checkout.digest,
                        message: ids.next(now),
                        happened: order_placed(order),
                        terms: terms.as_deref(),
                        by_shop: checkout.by_shop,
                    }),
                    Ok(Outcome::Before(_)) | Err(_) => None,
                },
            );
        let placed: Vec<NewOrder<'_>> = accepted.collect();
        if !placed.is_empty() {
            let limited = facts.taken_in.keys().copied().collect();
            tx.checkout().write(&placed, &decision.taken, &limited)?;
        }
        let touched = Touched::Left(touched_by(&placed));
        Ok(Batch { wrote: !placed.is_empty(), answers: decision.outcomes, touched })
    })
}

/// What an order that was placed is priced on, as it is stored.
fn terms_of(outcome: &Result<Outcome, CheckoutRefused>) -> Option<String> {
    match outcome {
        Ok(Outcome::Placed(order)) => {
            let terms = order.terms.as_ref()?;
            Some(
                serde_json::to_string(terms)
                    .expect("terms have text for keys, and are always JSON"),
            )
        }
        Ok(Outcome::Before(_)) | Err(_) => None,
    }
}

/// Reads, under lock, how many orders are handed over as the checkouts choose, and how often the vouchers were used that they name:
/// all that their orders will be counted in, in the order of ids.
fn read_counts(
    tx: &mut Tx<'_>,
    checkouts: &[Checkout],
    facts: &mut CheckoutFacts,
) -> Result<(), Error> {
    let (mut chosen, mut named, mut by) = (BTreeSet::new(), BTreeSet::new(), HashSet::new());
    for checkout in checkouts {
        let Some(cart) = facts.carts.get(&checkout.cart) else { continue };
        let Some(list) = facts.list(cart, checkout) else { continue };
        let method =
            checkout.wanted_hand_over(cart, list).filter(|it| list.hand_over(*it).is_some());
        chosen.extend(method.map(|method| (cart.cycle, method)));
        for voucher in cart.vouchers.iter().filter_map(|id| list.voucher(*id)) {
            named.insert(voucher.id);
            if voucher.max_uses_each.is_some() {
                by.insert((voucher.id, checkout.customer(cart)));
            }
        }
    }
    let counts = tx.counts().lock(&Vec::from_iter(chosen), &Vec::from_iter(named))?;
    facts.handed_over = counts.handed_over;
    for (voucher, used) in counts.used {
        facts.voucher_uses.note(voucher, used);
    }
    // Counted after the vouchers are locked, by a statement of its own: it sees what whoever held them has placed.
    let by = Vec::from_iter(by);
    let used = if by.is_empty() { Vec::new() } else { tx.vouchers().used_by(&by)? };
    for ((voucher, customer), used) in by.into_iter().zip(used) {
        facts.voucher_uses.note_by(voucher, customer, used);
    }
    Ok(())
}

/// The supplies and quotas of which something was ordered, made on demand or not.
fn touched_by(placed: &[NewOrder<'_>]) -> Vec<SupplyId> {
    let lines = placed.iter().flat_map(|place| &place.order.lines);
    let of_lines = lines.flat_map(|line| std::iter::once(line.supply).chain(line.quota));
    let bundles = placed.iter().flat_map(|place| &place.order.bundles);
    let of_bundles = bundles.flat_map(|it| std::iter::once(it.supply).chain(it.quota));
    let supplies: BTreeSet<SupplyId> = of_lines.chain(of_bundles).collect();
    supplies.into_iter().collect()
}

/// Reads under lock everything the checkouts are decided on: carts, cycles, price lists, then supplies in id order.
fn read_ground(
    tx: &mut Tx<'_>,
    lists: &PriceLists,
    letters: LetterLimit,
    checkouts: &[Checkout],
) -> Result<CheckoutFacts, Error> {
    let wanted: BTreeSet<CartId> = checkouts.iter().map(|checkout| checkout.cart).collect();
    let (carts, placed) = tx.checkout().lock_carts(&Vec::from_iter(wanted))?;
    let cycles: BTreeSet<CycleId> = carts.iter().map(|cart| cart.cycle).collect();
    let cycles = tx.checkout().share_cycles(&Vec::from_iter(cycles))?;
    let taken_in = tx.checkout().lock_taken(&cycles)?;
    let mut facts = CheckoutFacts {
        taken_in: taken_in.into_iter().collect(),
        placed: placed.into_iter().collect(),
        cycles: cycles.into_iter().map(|cycle| (cycle.id, cycle)).collect(),
        ..CheckoutFacts::default()
    };
    let hub_of: HashMap<CartId, EnterpriseId> =
        carts.iter().map(|cart| (cart.id, cart.hub)).collect();
    let guests = checkouts.iter().filter(|it| it.user.is_none() && it.by_shop.is_none());
    let guests: BTreeSet<(EnterpriseId, &str)> = guests
        .filter_map(|guest| Some((*hub_of.get(&guest.cart)?, guest.contact.email.as_str())))
        .collect();
    if !guests.is_empty() {
        let since = tx.now().plus_seconds(-letters.window_seconds);
        let mut guests_placed = HashMap::new();
        for guest in tx.checkout().guests(&Vec::from_iter(guests), since)? {
            if !guest.are_taken {
                facts.members_only.insert(guest.hub);
            }
            guests_placed.extend(guest.placed.map(|placed| ((guest.hub, guest.address), placed)));
        }
        facts.guests = Guests {
            most: letters.each_address,
            window_seconds: letters.window_seconds,
            placed: guests_placed,
        };
    }
    facts.carts = carts.into_iter().map(|cart| (cart.id, cart)).collect();
    read_lists(tx, lists, checkouts, &mut facts)?;
    read_counts(tx, checkouts, &mut facts)?;
    let supplies: BTreeSet<SupplyId> = checkouts
        .iter()
        .filter_map(|checkout| {
            let cart = facts.carts.get(&checkout.cart)?;
            Some((cart, facts.list(cart, checkout)?))
        })
        .flat_map(|(cart, list)| cart.lines.iter().filter_map(|line| list.offer(line.variant)))
        .flat_map(|offer| offer.listing.takes(1).map(|(supply, _)| supply))
        .collect();
    let supplies = tx.checkout().lock_supplies(&Vec::from_iter(supplies))?;
    facts.supplies = HashMap::from_iter(supplies);
    Ok(facts)
}

/// Reads what each cart's shop shows to whoever orders it.
fn read_lists(
    tx: &mut Tx<'_>,
    lists: &PriceLists,
    checkouts: &[Checkout],
    facts: &mut CheckoutFacts,
) -> Result<(), Error> {
    for checkout in checkouts {
        let Some(cart) = facts.carts.get(&checkout.cart) else { continue };
        let (cycle, hub) = (cart.cycle, cart.hub);
        let Some(version) = facts.cycles.get(&cycle).map(|cycle| cycle.version) else { continue };
        if let Some(buyer) = checkout.buyer()
            && !facts.audiences.contains_key(&(hub, buyer))
        {
            facts.audiences.insert((hub, buyer), audience_of(tx, hub, buyer)?);
        }
        let audience = facts.audience(hub, checkout.buyer());
        if let Entry::Vacant(place) = facts.lists.entry((cycle, hub, audience)) {
            let list = lists.at_version(tx, cycle, hub, version, &place.key().2)?;
            place.insert(list);
        }
    }
    Ok(())
}
