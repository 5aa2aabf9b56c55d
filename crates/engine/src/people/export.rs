use serde::Serialize;
use sillon_identity::Actor;
use sillon_kernel::{Email, Timestamp, UserId};
use sillon_store::{PersonalRows, Repositories, Tx, Whose};

use crate::Error;

/// All that is known of a person, for them to read and to take elsewhere (GDPR, articles 15 and 20).
#[derive(Debug, Clone, Serialize)]
pub struct PersonalData {
    /// When it was gathered.
    pub at: Timestamp,
    /// Every row about them, by table: amounts in minor units, quantities in thousandths, times as RFC 3339.
    pub tables: PersonalRows,
}

impl PersonalData {
    /// Whether nothing at all is known.
    pub fn is_empty(&self) -> bool {
        self.tables.is_empty()
    }
}

/// All that is known of the person who asks.
///
/// # Errors
///
/// A refusal for whoever is no person.
pub fn export_me(tx: &mut Tx<'_>, actor: &Actor) -> Result<PersonalData, Error> {
    let user = actor.person()?;
    let mut whose = who_is(tx, user)?;
    if whose.address.is_none() {
        // Until the address is proved to be theirs, what names it elsewhere may be another's: their own account it is.
        whose = Whose { login: None, mailed: Vec::new(), ..whose };
    }
    gather(tx, &whose)
}

/// All that is known of whoever has an address: of their account, if there is one, and of orders as a guest.
///
/// # Errors
///
/// What the database refuses.
pub fn export_person(tx: &mut Tx<'_>, address: &Email) -> Result<PersonalData, Error> {
    let whose = who_has(tx, address)?;
    gather(tx, &whose)
}

fn gather(tx: &mut Tx<'_>, whose: &Whose) -> Result<PersonalData, Error> {
    Ok(PersonalData { at: tx.now(), tables: tx.personal_rows(whose)? })
}

/// The person of an account. What carries their address is theirs only once they proved that the address is.
pub(crate) fn who_is(tx: &mut Tx<'_>, user: UserId) -> Result<Whose, Error> {
    let account = tx.people().get(user)?;
    let login = account.email;
    let address = account.confirmed_at.map(|_proved| login.clone());
    let orders = tx.personal().orders_of(Some(user), address.as_ref())?;
    // An invitation to an address that is not known to be theirs waits for whoever reads there.
    let mailed = match &address {
        Some(address) => tx.personal().mailed_to(address)?,
        None => tx.personal().links_to(&login)?,
    };
    Ok(Whose { user: Some(user), login: Some(login), address, orders, mailed })
}

/// Whoever has an address, as the operator of the installation found out.
pub(crate) fn who_has(tx: &mut Tx<'_>, address: &Email) -> Result<Whose, Error> {
    let user = tx.people().find_by_email(address)?.map(|account| account.id);
    let orders = tx.personal().orders_of(user, Some(address))?;
    let mailed = tx.personal().mailed_to(address)?;
    let address = Some(address.clone());
    Ok(Whose { user, login: address.clone(), address, orders, mailed })
}
