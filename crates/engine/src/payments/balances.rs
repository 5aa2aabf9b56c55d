use sillon_identity::{Actor, ReadBooks};
use sillon_kernel::{EnterpriseId, Money};
use sillon_payments::Account;
use sillon_store::{Repositories, Tx};

use crate::Error;

/// How an enterprise stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EnterpriseBalance {
    /// Which.
    pub enterprise: EnterpriseId,
    /// Became due to it and has not been received yet; below zero while money came in before its cycle closed.
    pub earned: Money,
    /// Was received for it and has not been paid out to it.
    pub payable: Money,
    /// Became due to it for its packaging and has not been received yet.
    pub deposits_due: Money,
    /// Was received for its packaging and is paid back when that returns.
    pub deposits: Money,
    /// Lies in its till: what it received for orders at its shop.
    pub till: Money,
}

/// How an enterprise stands, in its own currency.
///
/// # Errors
///
/// A refusal unless the actor reads its books.
pub fn balance(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: EnterpriseId,
) -> Result<EnterpriseBalance, Error> {
    let permit = actor.permit::<ReadBooks>(id)?;
    let enterprise = tx.enterprises().get(permit.enterprise())?;
    let zero = Money::zero(enterprise.currency);
    let mut balance = EnterpriseBalance {
        enterprise: id,
        earned: zero,
        payable: zero,
        deposits_due: zero,
        deposits: zero,
        till: zero,
    };
    let balances = tx.books().balances(&permit)?;
    for found in balances.into_iter().filter(|found| found.amount.currency() == enterprise.currency)
    {
        match found.account {
            Account::Earned(_) => balance.earned = found.amount,
            Account::Payable(_) => balance.payable = found.amount,
            // A till's account is below zero by what lies in it: the hub holds it for others.
            Account::Till(_) => balance.till = -found.amount,
            Account::DepositDue(_) => balance.deposits_due = found.amount,
            Account::Deposit(_) => balance.deposits = found.amount,
            Account::Order(_) | Account::Refund(_) => {}
        }
    }
    Ok(balance)
}
