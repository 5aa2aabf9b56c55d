use std::{
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    thread,
    time::Duration,
};

use sillon_engine::{Engine, MailStop, StopMail};
use tokio::{runtime, sync::oneshot, time};

use crate::http::Metrics;

/// How much longer than it was told a run of the outbox is waited for at a stop.
const GRACE: Duration = Duration::from_millis(500);

/// The thread from which letters and webhooks leave. It is one of its own, so that a mail server that is slow, or a name that is looked
/// up for long, keeps nothing else from running, or from ending.
pub(crate) struct Mailing {
    stop: Arc<StopMail>,
    ended: oneshot::Receiver<()>,
}

impl Mailing {
    /// Starts to look for letters that are due, and for events that webhooks are to be sent, each every so many seconds.
    pub(crate) fn start(
        engine: Arc<Engine>,
        (letters_seconds, webhooks_seconds): (u64, u64),
        metrics: Option<Arc<Metrics>>,
    ) -> io::Result<Self> {
        let (stop, heard) = StopMail::pair();
        let (end, ended) = oneshot::channel::<()>();
        let runtime = runtime::Builder::new_current_thread().enable_all().build()?;
        thread::Builder::new().name("mail".to_owned()).spawn(move || {
            let [letters, webhooks] = [letters_seconds, webhooks_seconds].map(Duration::from_secs);
            // A panic is our mistake; the letters that can leave do all the same.
            while catch_unwind(AssertUnwindSafe(|| {
                let metrics = metrics.as_deref();
                runtime.block_on(async {
                    tokio::join!(
                        send(&engine, letters, &heard, metrics),
                        tell(&engine, webhooks, &heard, metrics),
                    )
                });
            }))
            .is_err()
            {
                tracing::error!("sending letters or webhooks panicked; it is begun anew");
                thread::sleep(letters);
            }
            // The last word of a name server is not waited for.
            runtime.shutdown_background();
            drop(engine);
            drop(end);
        })?;
        Ok(Self { stop: Arc::new(stop), ended })
    }

    /// Who tells it to stop.
    pub(crate) fn stop(&self) -> Arc<StopMail> {
        Arc::clone(&self.stop)
    }

    /// Waits until it has stopped, so long and no longer; it is told to, unless it was already.
    pub(crate) async fn end(self, within: Duration) {
        self.stop.within(within);
        if time::timeout(within + GRACE, self.ended).await.is_err() {
            tracing::warn!(
                "letters or webhooks are still being sent; what is not noted as sent leaves once more"
            );
        }
    }
}

async fn send(engine: &Engine, interval: Duration, stop: &MailStop, metrics: Option<&Metrics>) {
    let mut turn = time::interval(interval);
    while !stop.is_asked() {
        tokio::select! {
            _ = turn.tick() => {}
            () = stop.heard() => return,
        }
        if let Err(error) = engine.send_mail_until(stop).await {
            if let Some(metrics) = metrics {
                metrics.failed("letters");
            }
            tracing::error!(%error, "letters were not sent; they are tried again");
        }
    }
}

async fn tell(engine: &Engine, interval: Duration, stop: &MailStop, metrics: Option<&Metrics>) {
    let mut turn = time::interval(interval);
    while !stop.is_asked() {
        tokio::select! {
            _ = turn.tick() => {}
            () = stop.heard() => return,
        }
        if let Err(error) = engine.send_events_until(stop).await {
            if let Some(metrics) = metrics {
                metrics.failed("webhooks");
            }
            tracing::error!(%error, "webhooks were not sent; they are tried again");
        }
    }
}
