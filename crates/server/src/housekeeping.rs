use std::{io, time::Duration};

use actix_web::{rt, web::Data};
use sillon_engine::{Engine, advance_cycles, forget_ended};

use crate::{Settings, mailing::Mailing};

/// Starts what a server does by itself, beside answering: cycles open and close, letters leave, old answers and
/// what has ended go.
///
/// Any number of servers may run it over one database.
pub(crate) fn start(engine: &Data<Engine>, settings: &Settings) -> io::Result<Mailing> {
    let mailing = Mailing::start(engine.clone().into_inner(), settings.mail.interval_seconds)?;
    let every = |seconds: u64| rt::time::interval(Duration::from_secs(seconds));
    let (cycles, mut turn) = (engine.clone(), every(settings.cycles.interval_seconds));
    rt::spawn(async move {
        loop {
            turn.tick().await;
            if let Err(error) = advance_cycles(&cycles).await {
                tracing::error!(%error, "order cycles were not advanced; they are tried again");
            }
        }
    });
    let (old, mut turn) = (engine.clone(), every(3_600));
    rt::spawn(async move {
        loop {
            turn.tick().await;
            match old.forget_old().await {
                Ok(forgotten) => {
                    tracing::debug!(?forgotten, "what was kept long enough is forgotten");
                }
                Err(error) => {
                    tracing::error!(%error, "what is old was not forgotten; it is tried again");
                }
            }
            if let Err(error) = old.write(forget_ended).await {
                tracing::error!(%error, "what had ended was not forgotten; it is tried again");
            }
        }
    });
    Ok(mailing)
}
