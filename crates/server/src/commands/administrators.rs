use std::sync::Arc;

use clap::Args;
use sillon_engine::appoint_administrator;
use sillon_identity::Actor;
use sillon_kernel::{Email, SystemClock};
use sillon_store::{Store, check};

use super::{alone, say};
use crate::{Settings, assemble::StartError};

/// Who administers the installation.
#[derive(Debug, Args)]
pub(crate) struct AppointAdministrator {
    /// The address of the person's account
    email: String,
    /// Take the right away again
    #[arg(long)]
    withdraw: bool,
}

impl AppointAdministrator {
    /// Appoints the person, or takes the right away again; it holds from their next request on.
    pub(crate) fn run(self, settings: &Settings) -> Result<(), StartError> {
        let email =
            Email::parse(&self.email).map_err(|fault| format!("{}: {fault}", self.email))?;
        let database = settings.database()?;
        check(&database)?;
        let store = Store::open(database, alone(), Arc::new(SystemClock))?;
        let is = !self.withdraw;
        let rules = settings.engine().accounts;
        let appoint =
            store.write(move |tx| appoint_administrator(tx, &Actor::Operator, rules, &email, is));
        let user = actix_web::rt::System::new().block_on(appoint)?;
        let now =
            if is { "administers this installation now" } else { "is no administrator any more" };
        say(&format!("{} <{}> {now}.", user.name, user.email))
    }
}
