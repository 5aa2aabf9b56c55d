use sillon_identity::Pseudonym;
use sillon_kernel::{Detail, Email, EnterpriseId, Failure, Kind};
use sillon_store::{ErasedRows, Tx, Whose};

use crate::{Error, Ids, export_person::who_has};

/// What erasing a person came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erased {
    /// What stands in their place from now on.
    pub pseudonym: Pseudonym,
    /// How much was there.
    pub rows: ErasedRows,
}

/// Erases whoever has an address (GDPR, article 17): their account, and their orders as a guest.
///
/// Sessions, carts, memberships, waiting letters and kept answers are deleted. Orders stay, as the law keeps them ten years
/// (Code de commerce, L123-22), under a pseudonym; so does what the books say, which names nobody.
///
/// # Errors
///
/// [`EraseRefused`] while they own an enterprise alone or wait for an order; missing when nobody has the address.
pub fn erase_person(tx: &mut Tx<'_>, ids: &Ids, address: &Email) -> Result<Erased, Error> {
    let whose = who_has(tx, address)?;
    let erased = erase(tx, ids, &whose)?;
    if erased.rows == ErasedRows::default() {
        return Err(Error::missing("person with this e-mail address"));
    }
    Ok(erased)
}

/// Erases a person, under a pseudonym that nothing leads to.
pub(crate) fn erase(tx: &mut Tx<'_>, ids: &Ids, whose: &Whose) -> Result<Erased, Error> {
    if let Some(user) = whose.user {
        let alone = tx.personal().owned_alone(user)?;
        if !alone.is_empty() {
            return Err(EraseRefused::SoleOwner(alone).into());
        }
    }
    let now = tx.now();
    let waiting = tx.personal().under_way(&whose.orders, now)?;
    if !waiting.is_empty() {
        return Err(EraseRefused::OrdersUnderWay(waiting).into());
    }
    let pseudonym = Pseudonym::from_random(ids.bytes());
    // Another person's pseudonym may be the same, once in four thousand million: then it is drawn again.
    let rows =
        tx.erase_person(whose, &pseudonym).map_err(sillon_store::Error::into_lost_race)?;
    if let Some(address) = &whose.address {
        tx.personal().forget_answers_naming(address)?;
    }
    Ok(Erased { pseudonym, rows })
}

/// Why a person is not erased yet.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EraseRefused {
    /// They are the only owner of enterprises.
    #[error("hand over the enterprises you own alone first: name another owner, or have them closed")]
    SoleOwner(Vec<EnterpriseId>),
    /// They have orders that were not handed out yet.
    #[error("wait until your orders are handed out, or cancel them: {}", .0.join(", "))]
    OrdersUnderWay(Vec<String>),
}

impl Failure for EraseRefused {
    fn class(&self) -> (Kind, &'static str) {
        match self {
            Self::SoleOwner(_) => (Kind::Conflict, "sole-owner"),
            Self::OrdersUnderWay(_) => (Kind::Conflict, "orders-under-way"),
        }
    }

    fn details(&self) -> Vec<Detail> {
        match self {
            Self::SoleOwner(owned) => owned
                .iter()
                .map(|id| {
                    Detail::new("enterprise", "it has no other owner").with("enterprise", id)
                })
                .collect(),
            Self::OrdersUnderWay(orders) => orders
                .iter()
                .map(|order| {
                    Detail::new("order", "it was not handed out yet").with("reference", order)
                })
                .collect(),
        }
    }
}
