use sillon_cycles::{Voucher, VoucherCode, VoucherPatch};
use sillon_identity::{Actor, Coordinate, Network, ReadCycles};
use sillon_kernel::{
    CartId, EnterpriseId, Failure, FailureKind, Page, PageRequest, Timestamp, VoucherId,
};
use sillon_store::{Error as StoreError, Repositories, Tx};

use crate::{
    CartContents, Engine, Error, cycles::changes::check_read, enterprises::selling::selling,
    error::refusals, log::note, orders::use_vouchers::Naming,
};

/// The most vouchers of a hub that are not retired: all of them stand beside what its shop sells.
pub const MAX_VOUCHERS_IN_USE: i64 = 1_000;

/// Adds a voucher: whoever names its code has it taken off their order, in every cycle the hub sells in.
///
/// # Errors
///
/// A refusal unless the actor coordinates for the hub; a conflict where it sells nothing;
/// [`sillon_cycles::VoucherMalformed`] for what is out of bounds; [`CodeTaken`]; [`TooManyVouchers`].
pub fn add_voucher(tx: &mut Tx<'_>, actor: &Actor, voucher: Voucher) -> Result<Voucher, Error> {
    let permit = actor.permit::<Coordinate>(voucher.hub)?;
    let hub = selling(tx, permit.enterprise())?;
    voucher.check(hub.currency)?;
    // Cycles before vouchers, as checkouts lock them.
    tx.cycles().touch_on_sale(hub.id)?;
    if tx.vouchers().by_code(hub.id, &voucher.code.key())?.is_some() {
        return Err(CodeTaken.into());
    }
    check_number(tx, hub.id)?;
    match tx.vouchers().add(&permit, &voucher) {
        // Somebody added the same code at the same moment.
        Err(StoreError::Duplicate(_)) => return Err(CodeTaken.into()),
        added => added?,
    }
    note(tx, actor, None, Some(&voucher))?;
    Ok(voucher)
}

/// Checks that a hub may have one more in use.
fn check_number(tx: &mut Tx<'_>, hub: EnterpriseId) -> Result<(), Error> {
    let now = tx.now();
    let has_room = tx.vouchers().count(hub, now)? < MAX_VOUCHERS_IN_USE;
    if has_room { Ok(()) } else { Err(TooManyVouchers.into()) }
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
/// [`sillon_cycles::VoucherMalformed`] for what is out of bounds.
pub fn edit_voucher(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: VoucherId,
    read: Option<i64>,
    patch: VoucherPatch,
) -> Result<(Voucher, u32), Error> {
    let changed = change(tx, actor, id, read, |voucher, _| voucher.patched(patch))?;
    let used = tx.vouchers().used(id)?;
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
    tx.cycles().touch_on_sale(permit.enterprise())?;
    let before = tx.vouchers().lock(id)?;
    check_read(before.version, read)?;
    let changed = change(before.clone(), tx.now());
    if changed == before {
        return Ok(before);
    }
    changed.check(currency)?;
    let now = tx.now();
    let is_over = |of: &Voucher| of.until.is_some_and(|until| until <= now);
    if is_over(&before) && !is_over(&changed) {
        check_number(tx, changed.hub)?;
    }
    let changed = Voucher { version: before.version + 1, ..changed };
    tx.vouchers().save(&permit, &changed)?;
    note(tx, actor, Some(&before), Some(&changed))?;
    Ok(changed)
}

impl Engine {
    /// Sets the vouchers that are to be used on a cart, for whoever asks from a network: from each no more codes are tried than the
    /// settings say, so that none is found by guessing.
    ///
    /// # Errors
    ///
    /// As [`use_vouchers`](crate::use_vouchers); [`TooManyAttempts`](sillon_identity::TooManyAttempts).
    pub async fn use_vouchers(
        &self,
        actor: Actor,
        from: Option<Network>,
        id: CartId,
        codes: Vec<VoucherCode>,
    ) -> Result<CartContents, Error> {
        self.namings.submit(Naming { actor, from, cart: id, codes }).await?
    }
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
