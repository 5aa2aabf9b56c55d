use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
    time::Duration,
};

use actix_web::{dev::Payload, error::PayloadError, rt::time::Instant, web::Bytes};
use futures_util::Stream;
use tokio::time::{Sleep, sleep_until};

use super::deadlines::Deadlines;

/// A request's body that is given up when it comes too slowly: its time begins when somebody wants to read it.
pub(crate) struct TimedBody {
    body: Payload,
    deadlines: Deadlines,
    received: u64,
    begun: Option<Instant>,
    alarm: Option<Pin<Box<Sleep>>>,
}

impl TimedBody {
    /// The body with its time: read too late, it fails as timed out.
    pub(crate) fn around(body: Payload, deadlines: Deadlines) -> Payload {
        let timed = Self { body, deadlines, received: 0, begun: None, alarm: None };
        Payload::Stream { payload: Box::pin(timed) }
    }

    fn left(&self, begun: Instant) -> Instant {
        begun + self.deadlines.body(self.received).min(Duration::from_hours(24))
    }
}

impl Stream for TimedBody {
    type Item = Result<Bytes, PayloadError>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        let begun = *this.begun.get_or_insert_with(Instant::now);
        if let Poll::Ready(came) = Pin::new(&mut this.body).poll_next(context) {
            if let Some(Ok(chunk)) = &came {
                let bytes = u64::try_from(chunk.len()).unwrap_or(u64::MAX);
                this.received = this.received.saturating_add(bytes);
            }
            return Poll::Ready(came);
        }
        let deadline = this.left(begun);
        let alarm = this.alarm.get_or_insert_with(|| Box::pin(sleep_until(deadline)));
        if alarm.deadline() != deadline {
            alarm.as_mut().reset(deadline);
        }
        if alarm.as_mut().poll(context).is_pending() {
            return Poll::Pending;
        }
        Poll::Ready(Some(Err(PayloadError::Io(io::ErrorKind::TimedOut.into()))))
    }
}
