use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use diesel::connection::{Instrumentation, InstrumentationEvent};

use crate::StatementWatch;

/// Whether a worker's connection waits for its database, and since when: a server that falls silent would be waited for
/// without end, as the client library has no deadline for an answer.
#[derive(Debug)]
pub(crate) struct Pulse {
    begun: Instant,
    /// When the statement that runs was sent, in milliseconds since then, plus one; 0 while none runs.
    sent_ms: AtomicU64,
}

impl Pulse {
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self { begun: Instant::now(), sent_ms: AtomicU64::new(0) })
    }

    /// A statement is sent.
    fn wait(&self) {
        self.sent_ms.store(self.now_ms().saturating_add(1), Ordering::Relaxed);
    }

    /// It was answered.
    fn go_on(&self) {
        self.sent_ms.store(0, Ordering::Relaxed);
    }

    /// For how long an answer has been waited for.
    pub(crate) fn waits_for(&self) -> Duration {
        match self.sent_ms.load(Ordering::Relaxed) {
            0 => Duration::ZERO,
            sent => Duration::from_millis(self.now_ms().saturating_sub(sent - 1)),
        }
    }

    fn now_ms(&self) -> u64 {
        u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// What tells the pulse of a connection's statements, and whoever else watches them.
    pub(crate) fn observer(
        self: &Arc<Self>,
        watch: Option<&StatementWatch>,
    ) -> impl Instrumentation + use<> {
        let also = watch.map(|watch| -> Box<dyn Instrumentation> { Box::new(watch.observer()) });
        Observer { pulse: Arc::clone(self), also }
    }
}

struct Observer {
    pulse: Arc<Pulse>,
    also: Option<Box<dyn Instrumentation>>,
}

impl Instrumentation for Observer {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        match event {
            InstrumentationEvent::StartQuery { .. } => self.pulse.wait(),
            InstrumentationEvent::FinishQuery { .. } => self.pulse.go_on(),
            _ => {}
        }
        if let Some(also) = &mut self.also {
            also.on_connection_event(event);
        }
    }
}
