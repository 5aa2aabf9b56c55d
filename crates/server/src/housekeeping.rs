use std::{io, sync::Arc, time::Duration};

use actix_web::{rt, web::Data};
use sillon_engine::{Engine, advance_cycles, forget_ended};

use crate::{Settings, http::Metrics, mailing::Mailing};

/// How often what was written is moved into the database's own file, in seconds.
const CHECKPOINT_SECONDS: u64 = 60;

/// Starts what a server does by itself, beside answering: cycles open and close, letters and webhooks leave, old answers and
/// what has ended go, and what was written reaches the database's own file.
///
/// Any number of servers may run it over one database.
pub(crate) fn start(
    engine: &Data<Engine>,
    settings: &Settings,
    metrics: Option<Arc<Metrics>>,
) -> io::Result<Mailing> {
    let counted = metrics.clone();
    let failed = move |task: &'static str| {
        if let Some(metrics) = &counted {
            metrics.failed(task);
        }
    };
    let seconds = (settings.mail.interval_seconds, settings.webhooks.interval_seconds);
    let mailing = Mailing::start(engine.clone().into_inner(), seconds, metrics)?;
    let every = |seconds: u64| rt::time::interval(Duration::from_secs(seconds));
    let failed_cycles = failed.clone();
    let (cycles, mut turn) = (engine.clone(), every(settings.cycles.interval_seconds));
    rt::spawn(async move {
        loop {
            turn.tick().await;
            if let Err(error) = advance_cycles(&cycles).await {
                failed_cycles("cycles");
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
                    failed("forget");
                    tracing::error!(%error, "what is old was not forgotten; it is tried again");
                }
            }
            if let Err(error) = old.write(forget_ended).await {
                failed("forget");
                tracing::error!(%error, "what had ended was not forgotten; it is tried again");
            }
        }
    });
    let (file, mut turn) = (engine.clone(), every(CHECKPOINT_SECONDS));
    rt::spawn(async move {
        loop {
            turn.tick().await;
            if let Err(error) = file.checkpoint().await {
                tracing::error!(%error, "what was written stays in the log beside the file; it is tried again");
            }
        }
    });
    Ok(mailing)
}
