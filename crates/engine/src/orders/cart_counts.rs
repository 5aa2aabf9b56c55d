use std::collections::{BTreeSet, HashMap};

use sillon_cycles::VoucherUses;
use sillon_kernel::{CycleId, HandOverMethodId, UserId, VoucherId};
use sillon_orders::VoucherUser;
use sillon_store::{Error as StoreError, Repositories, Tx};

use crate::orders::cart_contents::CartContents;

/// Notes what carts come up against: how many orders of their cycle are handed over as they are to be, and how often their vouchers
/// were used, in all and by whoever asks. What is not counted is not read, and all of it is read at once.
pub(crate) fn count<'c>(
    tx: &mut Tx<'_>,
    carts: impl IntoIterator<Item = (&'c mut CartContents, Option<UserId>)>,
) -> Result<(), StoreError> {
    let carts: Vec<(&mut CartContents, Option<UserId>)> = carts.into_iter().collect();
    let hand_overs = carts.iter().filter_map(|(cart, _)| handed_over(cart));
    let hand_overs: BTreeSet<(CycleId, HandOverMethodId)> = hand_overs.collect();
    let vouchers: BTreeSet<VoucherId> =
        carts.iter().flat_map(|(cart, _)| counted(cart)).map(|(voucher, _)| voucher).collect();
    let counts = tx.counts().look(&Vec::from_iter(hand_overs), &Vec::from_iter(vouchers))?;
    let pairs: Vec<(VoucherId, VoucherUser)> =
        carts.iter().flat_map(|(cart, who)| of_people(cart, *who)).collect();
    let by_them = if pairs.is_empty() { Vec::new() } else { tx.vouchers().used_by(&pairs)? };
    let by_them: HashMap<(VoucherId, VoucherUser), u32> = pairs.into_iter().zip(by_them).collect();
    for (cart, who) in carts {
        if let Some(of) = handed_over(cart) {
            cart.handed_over = counts.handed_over.get(&of).copied().unwrap_or_default();
        }
        let by = cart.cart.user.or(who).map(VoucherUser::Account);
        let uses = |(voucher, _): (VoucherId, bool)| {
            let by_them = by.clone().and_then(|by| by_them.get(&(voucher, by)).copied());
            let all = counts.used.get(&voucher).copied().unwrap_or_default();
            (voucher, VoucherUses { all, by_them: by_them.unwrap_or_default() })
        };
        cart.voucher_uses = counted(cart).into_iter().map(uses).collect();
    }
    Ok(())
}

/// The way in which a cart is to be handed over, where only so many orders may be.
fn handed_over(of: &CartContents) -> Option<(CycleId, HandOverMethodId)> {
    let counted = of.hand_over().filter(|it| it.method.capacity.is_some())?;
    Some((of.cart.cycle, counted.method.id))
}

/// The vouchers of a cart whose uses are counted, and whether they are for each customer.
fn counted(of: &CartContents) -> Vec<(VoucherId, bool)> {
    let known = of.cart.vouchers.iter().filter_map(|id| of.snapshot.list.voucher(*id));
    let counted = known.filter(|voucher| voucher.is_counted());
    counted.map(|voucher| (voucher.id, voucher.max_uses_each.is_some())).collect()
}

/// The vouchers of a cart that are for so many orders of each customer, with whose it is, as far as that is known.
fn of_people(of: &CartContents, who: Option<UserId>) -> Vec<(VoucherId, VoucherUser)> {
    let Some(user) = of.cart.user.or(who) else { return Vec::new() };
    let of_each = counted(of).into_iter().filter(|(_, is_of_each)| *is_of_each);
    of_each.map(|(voucher, _)| (voucher, VoucherUser::Account(user))).collect()
}
