//! What stands around every request, pages and API alike: who asks, by when it is answered, and what is written down of it.

mod connections;
mod deadlines;
mod limits;
mod metrics;
mod middleware;
mod pieces;
mod rate_limit;
mod request_id;
mod timed_body;

pub(crate) use connections::Connections;
pub(crate) use deadlines::Deadlines;
pub(crate) use limits::{Limits, hold_back};
pub(crate) use metrics::{Metrics, serve_metrics};
pub(crate) use middleware::{RequestRules, around_request};
