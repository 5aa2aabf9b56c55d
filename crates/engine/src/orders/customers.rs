use sillon_identity::{Actor, ManageCustomers, Permit, ReadCustomers};
use sillon_kernel::{CustomerId, Email, EnterpriseId, Page, PageRequest, UserId};
use sillon_orders::{Customer, CustomerPatch, CustomerRefused};
use sillon_store::{CustomerFilter, Repositories, Tx};

use crate::{ChangedSince, Error, Ids, log::note};

/// A page of a hub's customers, by their addresses.
///
/// # Errors
///
/// A refusal unless the actor reads them.
pub fn customers(
    tx: &mut Tx<'_>,
    actor: &Actor,
    hub: EnterpriseId,
    wanted: &CustomerFilter,
    after: Option<&Email>,
    request: &PageRequest,
) -> Result<Page<Customer>, Error> {
    let permit = actor.permit::<ReadCustomers>(hub)?;
    Ok(tx.customers().page(&permit, wanted, after, request)?)
}

/// A customer, as their hub knows them.
///
/// # Errors
///
/// Missing when there is none, or the actor does not read those of the hub.
pub fn customer(tx: &mut Tx<'_>, actor: &Actor, id: CustomerId) -> Result<Customer, Error> {
    let customer = tx.customers().get(id)?;
    if !actor.may::<ReadCustomers>(customer.hub) {
        return Err(Error::missing("customer"));
    }
    Ok(customer)
}

/// Adds a customer of a hub, whether they have an account or not.
///
/// # Errors
///
/// A refusal unless the actor manages the hub's customers, and the enterprise is a shop; [`CustomerRefused`].
pub fn add_customer(
    tx: &mut Tx<'_>,
    actor: &Actor,
    ids: &Ids,
    hub: EnterpriseId,
    (email, rest): (Email, CustomerPatch),
) -> Result<Customer, Error> {
    let permit = actor.permit::<ManageCustomers>(hub)?;
    if !tx.enterprises().get(hub)?.is_shop() {
        return Err(Error::field("enterprise", "it sells nothing, so it has no customers"));
    }
    let now = tx.now();
    let blank = Customer {
        id: ids.next(now),
        hub,
        email,
        name: None,
        code: None,
        tags: std::collections::BTreeSet::new(),
        phone: None,
        address: None,
        note: None,
        version: 0,
        created_at: now,
    };
    let new = blank.patched(rest);
    check(tx, &permit, &new)?;
    tx.customers().add(&permit, &new)?;
    note(tx, actor, None, Some(&new))?;
    Ok(new)
}

/// Changes what a hub says of a customer; what the patch leaves out stays.
///
/// # Errors
///
/// Missing when there is none, or the actor may not know of them; a refusal unless the actor manages the hub's customers;
/// [`CustomerRefused`]; [`ChangedSince`] when somebody else changed them since the version that the actor read.
pub fn edit_customer(
    tx: &mut Tx<'_>,
    actor: &Actor,
    id: CustomerId,
    read: Option<i64>,
    patch: CustomerPatch,
) -> Result<Customer, Error> {
    let before = customer(tx, actor, id)?;
    let permit = actor.permit::<ManageCustomers>(before.hub)?;
    if read.is_some_and(|read| read != before.version) {
        return Err(ChangedSince.into());
    }
    let edited = before.clone().patched(patch);
    check(tx, &permit, &edited)?;
    if !tx.customers().save(&permit, &edited)? {
        return Err(ChangedSince.into());
    }
    note(tx, actor, Some(&before), Some(&edited))?;
    Ok(edited)
}

/// Forgets a customer: what they see and pay is everybody's again. Their orders stay.
///
/// # Errors
///
/// As [`edit_customer`].
pub fn forget_customer(tx: &mut Tx<'_>, actor: &Actor, id: CustomerId) -> Result<(), Error> {
    let known = customer(tx, actor, id)?;
    let permit = actor.permit::<ManageCustomers>(known.hub)?;
    tx.customers().remove(&permit, id)?;
    note(tx, actor, Some(&known), None)
}

/// Refuses what another customer of the hub has.
fn check(tx: &mut Tx<'_>, by: &Permit<ManageCustomers>, of: &Customer) -> Result<(), Error> {
    of.check()?;
    let others = tx.customers().like(by, &of.email, of.code.as_ref())?;
    let mut others = others.into_iter().filter(|other| other.id != of.id).peekable();
    if others.peek().is_none() {
        return Ok(());
    }
    let is_known = others.any(|other| other.email == of.email);
    Err(if is_known { CustomerRefused::AddressKnown } else { CustomerRefused::CodeTaken }.into())
}

/// The account of a customer who proved that its address is theirs.
pub(crate) fn account_of(tx: &mut Tx<'_>, of: &Customer) -> Result<Option<UserId>, Error> {
    let user = tx.people().find_by_email(&of.email)?;
    Ok(user.filter(|user| user.confirmed_at.is_some()).map(|user| user.id))
}
