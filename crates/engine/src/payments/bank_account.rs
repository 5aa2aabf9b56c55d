use std::collections::BTreeSet;

use sillon_enterprises::BankAccount;
use sillon_identity::{Actor, ManageEnterprise};
use sillon_kernel::{CartId, EnterpriseId};
use sillon_orders::Order;
use sillon_payments::Method;
use sillon_store::{Repositories, Tx};

use crate::{
    Error,
    log::{account_of, note},
};

/// Says to which account an enterprise is paid by transfer, or that it has none.
///
/// Placed orders show the account as it stands, so that who pays later pays to the one that is in use.
///
/// # Errors
///
/// A refusal unless the actor owns the enterprise.
pub fn set_bank_account(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: EnterpriseId,
    account: Option<&BankAccount>,
) -> Result<(), Error> {
    let permit = actor.permit::<ManageEnterprise>(id)?;
    // Who may all everywhere may name an enterprise that is not there.
    tx.enterprises().get(permit.enterprise())?;
    // Cycles first, as checkouts lock them: how their orders may be paid may change.
    tx.cycles().touch_selling(permit.enterprise())?;
    let before = tx.profiles().bank_account(id)?.map(|before| account_of(id, before));
    if before.is_none() && account.is_none() {
        return Err(Error::missing("bank account"));
    }
    tx.profiles().set_bank_account(&permit, account)?;
    let after = account.map(|account| account_of(id, account.clone()));
    note(tx, actor, before.as_ref(), after.as_ref())
}

/// The account an order is paid to, where it is paid by transfer.
pub(crate) fn account_to_pay_to(
    tx: &mut Tx<'_>,
    order: &Order,
) -> Result<Option<BankAccount>, Error> {
    match order.payment {
        Method::BankTransfer => Ok(tx.profiles().bank_account(order.hub)?),
        Method::Cash => Ok(None),
    }
}

/// How a shop may be paid. In a cycle it may take some of it only, and its rules may show some of it to some only.
pub(crate) fn payment_methods(
    tx: &mut Tx<'_>,
    hub: EnterpriseId,
) -> Result<BTreeSet<Method>, Error> {
    Ok(Method::taken(has_account(tx, hub)?))
}

fn has_account(tx: &mut Tx<'_>, hub: EnterpriseId) -> Result<bool, Error> {
    Ok(tx.profiles().bank_account(hub)?.is_some())
}

/// Refuses to let a cart be paid by transfer where the shop says no account to pay to; one that was ordered stays so.
pub(crate) fn check_can_be_transferred(tx: &mut Tx<'_>, cart: CartId) -> Result<(), Error> {
    let hub = tx.carts().get(cart)?.hub;
    if has_account(tx, hub)? || tx.carts().ordered(cart)?.is_some() {
        return Ok(());
    }
    Err(Error::field(
        "payment",
        "this shop has no account to transfer money to; choose another way to pay",
    ))
}
