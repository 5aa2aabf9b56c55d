use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use sillon_cycles::{OrderCycle, ShopSnapshot, VoucherCode};
use sillon_enterprises::Enterprise;
use sillon_identity::{Actor, Count, LetterLimit, Network, TooManyAttempts};
use sillon_kernel::{CartId, CycleId, EnterpriseId};
use sillon_orders::{Cart, PlacedBefore, Quote};
use sillon_store::{Batch, Decide, Error as StoreError, Lane, Repositories, Touched, Tx};

use crate::{
    Error, PriceLists,
    cycles::audience::{audience_at, check_open_to},
    orders::cart_access::check_can_fill,
    orders::cart_contents::CartContents,
    orders::cart_counts::count,
    people::rate_limit::take_all,
};

/// Codes to use on a cart, and who asks.
#[derive(Debug, Clone)]
pub(crate) struct Naming {
    pub(crate) actor: Actor,
    /// The network they ask from, where codes that are tried from it are counted.
    pub(crate) from: Option<Network>,
    pub(crate) cart: CartId,
    pub(crate) codes: Vec<VoucherCode>,
}

/// What the naming of codes comes to.
pub(crate) type VoucherLane = Lane<Naming, Result<CartContents, Error>>;

/// The voucher lane's work: codes are used on many carts by one read and one write.
pub(crate) fn namer(
    lists: Arc<PriceLists>,
    letters: LetterLimit,
) -> Arc<Decide<Naming, Result<CartContents, Error>>> {
    Arc::new(move |tx, namings| {
        let mut answers = Vec::with_capacity(namings.len());
        let mut wrote = false;
        for round in rounds(namings) {
            for (naming, answer) in round.iter().zip(use_on_many(tx, &lists, letters, &round)?) {
                wrote |= answer.is_ok() || naming.is_counted();
                answers.push(answer);
            }
        }
        Ok(Batch { answers, wrote, touched: Touched::NOTHING })
    })
}

/// Namings in their order, those of one cart each in a round of its own: a later one finds what the earlier one wrote.
fn rounds(namings: &[Naming]) -> Vec<Vec<&Naming>> {
    let mut rounds: Vec<Vec<&Naming>> = Vec::new();
    let mut named: BTreeSet<CartId> = BTreeSet::new();
    for naming in namings {
        if let Some(round) = rounds.last_mut().filter(|_| named.insert(naming.cart)) {
            round.push(naming);
        } else {
            named = BTreeSet::from([naming.cart]);
            rounds.push(vec![naming]);
        }
    }
    rounds
}

impl Naming {
    /// Whether what is tried is counted.
    fn is_counted(&self) -> bool {
        self.from.is_some() && !self.codes.is_empty()
    }

    /// The tally that what is tried is counted in.
    fn tally(&self, letters: LetterLimit) -> Option<Count> {
        let counted = self.from.filter(|_| self.is_counted());
        counted.map(|network| letters.of_voucher_code(network))
    }
}

/// Sets the vouchers that are to be used on a cart, by their codes, in their order; none, without one.
///
/// # Errors
///
/// As [`fill_cart`](crate::fill_cart); [`sillon_cycles::VoucherRefused`] for a code that cannot be used, or not with the others.
pub fn use_vouchers(
    tx: &mut Tx<'_>,
    lists: &PriceLists,
    actor: &Actor,
    id: CartId,
    codes: &[VoucherCode],
) -> Result<CartContents, Error> {
    tx.touches(Touched::NOTHING);
    let naming = Naming { actor: actor.clone(), from: None, cart: id, codes: codes.to_vec() };
    let used = use_on_many(tx, lists, LetterLimit::default(), &[&naming])?.pop();
    used.unwrap_or(Err(Error::missing("cart")))
}

/// Uses codes on carts, each another, or not: as many answers as namings, in their order.
fn use_on_many(
    tx: &mut Tx<'_>,
    lists: &PriceLists,
    letters: LetterLimit,
    namings: &[&Naming],
) -> Result<Vec<Result<CartContents, Error>>, StoreError> {
    let ground = Ground::read(tx, letters, namings)?;
    let mut named = Vec::with_capacity(namings.len());
    for naming in namings {
        let tally = naming.tally(letters);
        match tally.as_ref().and_then(|tally| ground.full.get(&tally.key)) {
            Some(full) => named.push((Err(Error::from(*full)), None)),
            None => named.push((answered(name(tx, lists, &ground, naming))?, tally)),
        }
    }
    let known = named.iter_mut().zip(namings);
    let known = known.filter_map(|((it, _), by)| Some((&mut it.as_mut().ok()?.contents, by)));
    count(tx, known.map(|(contents, by)| (contents, by.actor.user())))?;
    let (mut answers, mut guessed) = (Vec::with_capacity(namings.len()), BTreeSet::new());
    for (named, tally) in named {
        let answer = named.and_then(Named::checked);
        answers.push(match tally {
            Some(tally) => counted(tx, letters, (answer, tally), &mut guessed)?,
            None => answer,
        });
    }
    write(tx, &mut answers)?;
    Ok(answers)
}

/// An answer to codes that were tried. A guess is made when it is counted, and nobody is told of one that is not: whoever knows a code
/// has guessed nothing, and writes nothing to the tally that all of their network share.
fn counted(
    tx: &mut Tx<'_>,
    letters: LetterLimit,
    (answer, tally): (Result<CartContents, Error>, Count),
    guessed: &mut BTreeSet<[u8; 32]>,
) -> Result<Result<CartContents, Error>, StoreError> {
    if answer.is_err() {
        guessed.insert(tally.key);
        let counted = answered(take_all(tx, [tally], letters.window_seconds))?;
        return Ok(counted.and(answer));
    }
    // Others of its network guessed beside it.
    let guessed = Vec::from_iter(guessed.contains(&tally.key).then_some(tally.key));
    let full = full_tallies(tx, &guessed, tally.most)?.into_values().next();
    Ok(full.map_or(answer, |full| Err(full.into())))
}

/// What is an answer to one of them, and no trouble of the database's.
fn answered<T>(came: Result<T, Error>) -> Result<Result<T, Error>, StoreError> {
    match came {
        Err(Error::Store(error)) if !matches!(error, StoreError::Missing(_)) => Err(error),
        answer => Ok(answer),
    }
}

/// Writes the carts of those that came to something, and notes what is left of what they draw on.
fn write(tx: &mut Tx<'_>, answers: &mut [Result<CartContents, Error>]) -> Result<(), StoreError> {
    let named = || answers.iter().flatten();
    let carts: Vec<&Cart> = named().map(|contents| &contents.cart).collect();
    if carts.is_empty() {
        return Ok(());
    }
    let drawn_on: BTreeSet<_> = named().flat_map(CartContents::drawn_on).collect();
    let left = tx.carts().set_lines(&carts, &Vec::from_iter(drawn_on))?;
    let left = HashMap::from_iter(left);
    answers.iter_mut().flatten().for_each(|contents| contents.note_left(&left));
    Ok(())
}

/// A cart with the vouchers that were named.
struct Named {
    contents: CartContents,
    /// Whether one was named that it did not have.
    has_more: bool,
}

impl Named {
    /// The contents, if all of the vouchers can be used. What is only taken out needs no leave: else a code that was used up meanwhile
    /// would keep another in.
    fn checked(self) -> Result<CartContents, Error> {
        let Self { mut contents, has_more } = self;
        if has_more {
            contents.check_vouchers()?;
        }
        let list = &contents.snapshot.list;
        let cart = contents.cart.at(list);
        let quote = Quote::of(list, &cart.lines, cart.choices(), cart.quote.as_ref());
        contents.cart = Cart { quote: Some(quote), ..cart };
        Ok(contents)
    }
}

/// What namings are decided on: the carts under lock, their shops and cycles, and which networks tried too many codes.
struct Ground {
    carts: HashMap<CartId, Cart>,
    ordered: HashMap<CartId, PlacedBefore>,
    places: HashMap<(EnterpriseId, CycleId), (Enterprise, OrderCycle)>,
    full: BTreeMap<[u8; 32], TooManyAttempts>,
}

impl Ground {
    fn read(
        tx: &mut Tx<'_>,
        letters: LetterLimit,
        namings: &[&Naming],
    ) -> Result<Self, StoreError> {
        let tallies = namings.iter().filter_map(|naming| naming.tally(letters));
        let tallies: BTreeSet<[u8; 32]> = tallies.map(|tally| tally.key).collect();
        let full = full_tallies(tx, &Vec::from_iter(tallies), letters.each_network)?;
        let ids: BTreeSet<CartId> = namings.iter().map(|naming| naming.cart).collect();
        let (carts, ordered) = tx.checkout().lock_carts(&Vec::from_iter(ids))?;
        let places: BTreeSet<_> = carts.iter().map(|cart| (cart.hub, cart.cycle)).collect();
        let sold = if places.is_empty() { Vec::new() } else { tx.cycles().sold_by(&places)? };
        let place = |place: (Enterprise, OrderCycle)| ((place.0.id, place.1.id), place);
        Ok(Self {
            carts: carts.into_iter().map(|cart| (cart.id, cart)).collect(),
            ordered: ordered.into_iter().collect(),
            places: sold.into_iter().map(place).collect(),
            full,
        })
    }
}

/// What is told of those of some tallies that are full.
fn full_tallies(
    tx: &mut Tx<'_>,
    keys: &[[u8; 32]],
    most: u32,
) -> Result<BTreeMap<[u8; 32], TooManyAttempts>, StoreError> {
    if keys.is_empty() {
        return Ok(BTreeMap::new());
    }
    let now = tx.now();
    let full = tx.attempts().full(keys, most, now)?.into_iter();
    Ok(full.map(|(key, until)| (key, TooManyAttempts { until, now })).collect())
}

/// The cart of a naming with the vouchers of its codes, at what its shop shows; what of them is used is still to be counted.
fn name(
    tx: &mut Tx<'_>,
    lists: &PriceLists,
    ground: &Ground,
    naming: &Naming,
) -> Result<Named, Error> {
    let actor = &naming.actor;
    let cart = ground.carts.get(&naming.cart).cloned().ok_or(Error::missing("cart"))?;
    let ordered = ground.ordered.get(&cart.id).map(|before| (before.order, before.user));
    check_can_fill(actor, &cart, ordered)?;
    let (shop, cycle) = match ground.places.get(&(cart.hub, cart.cycle)) {
        Some(place) => place.clone(),
        // It sells in the cycle no more.
        None => (tx.enterprises().get(cart.hub)?, tx.cycles().get(cart.cycle)?),
    };
    let audience = audience_at(tx, shop.id, actor.user())?;
    let list = lists.at_version(tx, cycle.id, shop.id, cycle.version, &audience)?;
    check_open_to(&list)?;
    let vouchers = list.vouchers_of(&naming.codes)?;
    let has_more = vouchers.iter().any(|voucher| !cart.vouchers.contains(voucher));
    let cart = Cart { vouchers, updated_at: tx.now(), ..cart };
    let snapshot = ShopSnapshot { shop, cycle, list, left: HashMap::new(), at: tx.now() };
    Ok(Named { contents: CartContents::new(cart, snapshot), has_more })
}
