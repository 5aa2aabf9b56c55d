use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use sillon_cycles::{
    Direction, OrderCycle, PriceList, SupplyLeft, Voucher, VoucherRefused, VoucherUses,
};
use sillon_kernel::{CycleId, EnterpriseId, HandOverMethodId, SupplyId, VariantId, VoucherId};
use sillon_orders::Order;
use sillon_store::{Error as StoreError, OrderCounts, Repositories, ReturnRecord, Tx};

use crate::{
    Error,
    cycles::{audience::audience_at, shop_cache::PriceLists},
};

/// What is locked as it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Hold {
    /// Nothing: it is only looked at.
    Nothing,
    /// All that a change moves, in the order that checkouts lock it.
    All,
}

/// What a change of an order is decided on.
pub(crate) struct ChangeFacts {
    pub(crate) cycle: OrderCycle,
    pub(crate) is_full: bool,
    pub(crate) takes_changes: bool,
    /// What the shop sells now to whoever ordered.
    pub(crate) list: Arc<PriceList>,
    /// What goods come to it from, where that is another order and not the shop.
    pub(crate) other: Option<PriceList>,
    /// What the order was before.
    pub(crate) formers: Vec<Order>,
    pub(crate) supplies: HashMap<SupplyId, SupplyLeft>,
    /// The producers whose cut-off has come.
    pub(crate) cut_off: BTreeSet<EnterpriseId>,
    /// The producers who were told what to bring.
    pub(crate) told: BTreeSet<EnterpriseId>,
    /// What of its packaging came back.
    pub(crate) returned: Vec<ReturnRecord>,
    counts: OrderCounts,
    /// The vouchers it was placed with, and how often they were used, by its customer too.
    vouchers: Vec<(Voucher, VoucherUses)>,
}

impl ChangeFacts {
    /// Reads what is known of an order and its shop; the order and its cycle are locked already, where anything is.
    pub(crate) fn read(
        tx: &mut Tx<'_>,
        lists: &PriceLists,
        order: &Order,
        basket: &[(VariantId, u32)],
        hold: Hold,
    ) -> Result<Self, Error> {
        let cycle = tx.cycles().get(order.cycle)?;
        let taken = match hold {
            Hold::All => tx.checkout().lock_taken(std::slice::from_ref(&cycle))?,
            Hold::Nothing => vec![(cycle.id, tx.cycles().taken(&cycle)?)],
        };
        let is_full =
            cycle.is_full || taken.iter().any(|(_, taken)| cycle.has_come_to_its_limit(taken));
        let counts = counts(tx, order, hold)?;
        let audience = audience_at(tx, order.hub, order.user)?;
        let list = lists.at_version(tx, cycle.id, order.hub, cycle.version, &audience)?;
        let formers = tx.order_changes().formers(order)?;
        let drawn = drawn_on(order, &formers, &list, basket);
        let supplies = match hold {
            Hold::All => tx.checkout().lock_supplies(&drawn)?,
            Hold::Nothing => tx.cycles().supplies_left(&drawn)?,
        };
        let mut vouchers = Vec::new();
        for id in named_vouchers(order) {
            let by_them = tx.vouchers().used_by(&[(id, order.customer())])?;
            let by_them = by_them.first().copied().unwrap_or_default();
            let all = counts.used.get(&id).copied().unwrap_or_default();
            vouchers.push((tx.vouchers().get(id)?, VoucherUses { all, by_them }));
        }
        let (cut_off, told) = producers_told(tx, &cycle)?;
        Ok(Self {
            is_full,
            takes_changes: tx.profiles().get(order.hub)?.takes_changes,
            list,
            other: None,
            formers,
            supplies: supplies.into_iter().collect(),
            cut_off,
            told,
            returned: tx.returns().of_order(order.id)?,
            counts,
            vouchers,
            cycle,
        })
    }

    /// Checks that the order can be handed over as it was to be, where it was cancelled or there is more in it, and uses no voucher
    /// that was used up since it used none.
    pub(crate) fn check_counts(
        &self,
        before: &Order,
        after: &Order,
        basket: &[(VariantId, u32)],
    ) -> Result<(), Error> {
        let was_cancelled = before.cancelled_at.is_some();
        if after.cancelled_at.is_none()
            && (was_cancelled || !before.is_rest(basket))
            && let Some(hand_over) = &after.hand_over
            && let Some(offered) = self.list.hand_over(hand_over.method)
        {
            let others = self.counts.handed_over.get(&(after.cycle, hand_over.method));
            // An order that stands has its place.
            let others = others.copied().filter(|_| was_cancelled).unwrap_or_default();
            let postcode = hand_over.address.as_ref().map(|address| address.postcode.as_str());
            offered.check(&self.list, basket, postcode, others)?;
        }
        let new: BTreeSet<VoucherId> = &after.vouchers() - &before.vouchers();
        for (voucher, uses) in self.vouchers.iter().filter(|(it, _)| new.contains(&it.id)) {
            let (place, code) = (0, voucher.code.to_string());
            if voucher.max_uses.is_some_and(|most| uses.all >= most) {
                return Err(VoucherRefused::UsedUp { place, code }.into());
            }
            if voucher.max_uses_each.is_some_and(|most| uses.by_them >= most) {
                return Err(VoucherRefused::UsedByThem { place, code }.into());
            }
        }
        Ok(())
    }
}

/// The vouchers an order was placed with.
fn named_vouchers(order: &Order) -> Vec<VoucherId> {
    order.terms.as_ref().map(sillon_cycles::Terms::vouchers).unwrap_or_default()
}

/// How often the order's hand-over and vouchers are counted.
fn counts(tx: &mut Tx<'_>, order: &Order, hold: Hold) -> Result<OrderCounts, StoreError> {
    let by = order.hand_over.as_ref().map(|it| (order.cycle, it.method));
    let by: Vec<(CycleId, HandOverMethodId)> = by.into_iter().collect();
    let mut vouchers = named_vouchers(order);
    vouchers.sort_unstable();
    match hold {
        Hold::All => tx.counts().lock(&by, &vouchers),
        Hold::Nothing => tx.counts().look(&by, &vouchers),
    }
}

/// The supplies and quotas that an order draws on, or would, in the order of their ids.
fn drawn_on(
    order: &Order,
    formers: &[Order],
    list: &PriceList,
    basket: &[(VariantId, u32)],
) -> Vec<SupplyId> {
    let known = std::iter::once(order).chain(formers);
    let mut drawn: BTreeSet<SupplyId> = known.flat_map(Order::supplies).collect();
    for offer in basket.iter().filter_map(|(variant, _)| list.offer(*variant)) {
        drawn.extend(offer.listing.takes(1).map(|(supply, _)| supply));
    }
    drawn.into_iter().collect()
}

/// The producers of a cycle whose cut-off has come, and those who were told what to bring: once it closed, all.
pub(crate) fn producers_told(
    tx: &mut Tx<'_>,
    cycle: &OrderCycle,
) -> Result<(BTreeSet<EnterpriseId>, BTreeSet<EnterpriseId>), Error> {
    let now = tx.now();
    let exchanges = tx.cycles().exchanges(cycle.id)?;
    let incoming = || exchanges.iter().filter(|it| it.direction == Direction::Incoming);
    let cut_off = incoming().filter(|it| it.is_cut_off(now)).map(|it| it.enterprise).collect();
    let told = if cycle.takes_orders_at(now) {
        tx.cycles().told_at_cutoff(cycle.id)?.into_iter().collect()
    } else {
        incoming().map(|it| it.enterprise).collect()
    };
    Ok((cut_off, told))
}
