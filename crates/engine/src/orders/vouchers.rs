use sillon_cycles::{PriceList, Voucher, VoucherCode, VoucherPatch};
use sillon_identity::{Actor, Coordinate, ReadCycles};
use sillon_kernel::{
    CartId, EnterpriseId, Failure, FailureKind, Page, PageRequest, Timestamp, VoucherId,
};
use sillon_orders::{Cart, VoucherUser};
use sillon_store::{Repositories, Tx};

use crate::{
    CartContents, Error, PriceLists,
    cycles::changes::check_read,
    enterprises::selling::selling,
    error::refusals,
    log::note,
    orders::carts::write_cart,
    orders::voucher_uses::{counted_uses, uses_of},
};

/// The most vouchers of a hub that are not retired: all of them stand beside what its shop sells.
pub const MAX_VOUCHERS_IN_USE: i64 = 1_000;

/// Adds a voucher: whoever names its code has it taken off their order, in every cycle the hub sells in.
///
/// # Errors
///
/// A refusal unless the actor coordinates for the hub; a conflict where it sells nothing;
/// [`sillon_cycles::VoucherMisformed`] for what is out of bounds; [`CodeTaken`]; [`TooManyVouchers`].
pub fn add_voucher(tx: &mut Tx<'_>, actor: &Actor, voucher: Voucher) -> Result<Voucher, Error> {
    let permit = actor.permit::<Coordinate>(voucher.hub)?;
    let hub = selling(tx, permit.enterprise())?;
    voucher.check(hub.currency)?;
    // Cycles before vouchers, as checkouts lock them; whoever adds another waits here.
    tx.cycles().touch_selling(hub.id)?;
    if tx.vouchers().by_code(hub.id, &voucher.code.key())?.is_some() {
        return Err(CodeTaken.into());
    }
    if tx.vouchers().count(hub.id)? >= MAX_VOUCHERS_IN_USE {
        return Err(TooManyVouchers.into());
    }
    tx.vouchers().add(&permit, &voucher)?;
    note(tx, actor, None, Some(&voucher))?;
    Ok(voucher)
}

/// A page of a hub's vouchers, the oldest first, with those that are retired, each with how many orders used it.
///
/// # Errors
///
/// A refusal unless the actor reads the hub's cycles.
pub fn vouchers(
    tx: &mut Tx<'_>,
    actor: &Actor,
    of: EnterpriseId,
    after: Option<VoucherId>,
    request: &PageRequest,
) -> Result<Page<(Voucher, u32)>, Error> {
    let permit = actor.permit::<ReadCycles>(of)?;
    Ok(tx.vouchers().page(&permit, after, request)?)
}

/// Changes when a voucher is valid, and for whom. What it takes off, and its code, stay: orders and leaflets name them.
///
/// # Errors
///
/// A refusal unless the actor coordinates for its hub; [`ChangedSince`](crate::ChangedSince) when another version was `read`;
/// [`sillon_cycles::VoucherMisformed`] for what is out of bounds.
pub fn edit_voucher(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: VoucherId,
    read: Option<i64>,
    patch: VoucherPatch,
) -> Result<(Voucher, u32), Error> {
    let changed = change(tx, actor, id, read, |voucher, _| voucher.patched(patch))?;
    let used = tx.vouchers().uses(id, None)?.all;
    Ok((changed, used))
}

/// Retires a voucher: no order uses it any more, and baskets that name it forget it. Its code is never used for another.
///
/// # Errors
///
/// As [`edit_voucher`].
pub fn retire_voucher(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: VoucherId,
    read: Option<i64>,
) -> Result<(), Error> {
    change(tx, actor, id, read, Voucher::retired).map(drop)
}

fn change(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: VoucherId,
    read: Option<i64>,
    change: impl FnOnce(Voucher, Timestamp) -> Voucher,
) -> Result<Voucher, Error> {
    let permit = actor.permit::<Coordinate>(tx.vouchers().get(id)?.hub)?;
    let currency = tx.enterprises().get(permit.enterprise())?.currency;
    // Cycles before vouchers, as checkouts lock them.
    tx.cycles().touch_selling(permit.enterprise())?;
    let before = tx.vouchers().lock(id)?;
    check_read(before.version, read)?;
    let changed = change(before.clone(), tx.now());
    if changed == before {
        return Ok(before);
    }
    changed.check(currency)?;
    let changed = Voucher { version: before.version + 1, ..changed };
    tx.vouchers().save(&permit, &changed)?;
    note(tx, actor, Some(&before), Some(&changed))?;
    Ok(changed)
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
    let account = actor.user().map(VoucherUser::Account);
    write_cart(tx, lists, actor, id, |tx, cart, list| {
        let vouchers = list.vouchers_of(codes)?;
        check_uses(tx, list, &vouchers, account.as_ref())?;
        Ok(Cart { vouchers, ..cart })
    })
}

/// Checks that vouchers can be used together, and once more. Of a guest it is not known yet who they are.
fn check_uses(
    tx: &mut Tx<'_>,
    list: &PriceList,
    vouchers: &[VoucherId],
    by: Option<&VoucherUser>,
) -> Result<(), Error> {
    let counted = counted_uses(tx, list, vouchers, by)?;
    Ok(list.check_vouchers(vouchers, |id| uses_of(&counted, id))?)
}

/// The hub has, or had, another voucher of the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the hub has, or had, another voucher of this code: choose another word")]
pub struct CodeTaken;

impl Failure for CodeTaken {
    fn class(&self) -> (FailureKind, &'static str) {
        (FailureKind::Conflict, "code-taken")
    }
}

/// The hub has as many vouchers as it may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a hub has at most {MAX_VOUCHERS_IN_USE} vouchers in use: retire one first")]
pub struct TooManyVouchers;

impl Failure for TooManyVouchers {
    fn class(&self) -> (FailureKind, &'static str) {
        (FailureKind::Conflict, "too-many-vouchers-in-use")
    }
}

refusals!(CodeTaken, TooManyVouchers);
