use std::sync::Arc;

use sillon_engine::{Engine, Ids};
use sillon_kernel::{Clock, SystemClock};
use sillon_notices::Mailer;
use sillon_store::Store;

use crate::Settings;

/// What keeps a program from starting, in words for whoever runs it.
pub(crate) type StartError = Box<dyn std::error::Error + Send + Sync>;

/// Opens the database and starts an engine over it, on the system's clock and randomness.
///
/// # Errors
///
/// What keeps it from starting, in words for whoever runs it.
pub fn assemble(settings: &Settings) -> Result<Engine, StartError> {
    assemble_with(settings, Arc::new(SystemClock), Ids::Random)
}

/// Like [`assemble`], on another clock and another source of ids.
///
/// # Errors
///
/// What keeps it from starting, in words for whoever runs it.
pub fn assemble_with(
    settings: &Settings,
    clock: Arc<dyn Clock>,
    ids: Ids,
) -> Result<Engine, StartError> {
    let store = Store::open(settings.database()?, settings.store(), clock)?;
    let mailer = Mailer::open(settings.mailer()?, settings.sender()?)?;
    Ok(Engine::start(store, ids, mailer, settings.engine())?)
}
