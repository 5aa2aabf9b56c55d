use std::{
    sync::atomic::{AtomicI64, AtomicU64, Ordering},
    time::Duration,
};

use actix_web::{
    App, HttpResponse, HttpServer,
    dev::Server,
    web::{self, Data},
};
use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram},
    registry::{Metric, Registry},
};
use sillon_engine::{Engine, Error, Tx};
use sillon_store::Repositories;
use std::sync::Arc;

use super::connections::Connections;
use crate::assemble::StartError;

/// The bounds of the counts of request times, in seconds.
const SECONDS: [f64; 12] =
    [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

/// How long the database may take to say what waits in it.
const PATIENCE: Duration = Duration::from_secs(3);

/// What is counted of requests: how each route, as a pattern, was answered.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct RequestLabels {
    method: String,
    route: String,
    status: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct QueueLabels {
    queue: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct TaskLabels {
    task: &'static str,
}

type Requests = Family<RequestLabels, Histogram, fn() -> Histogram>;
type Gauges<L> = Family<L, Gauge<i64, AtomicI64>>;

/// What a server counts of itself, told as Prometheus reads it (`OpenMetrics` text).
pub(crate) struct Metrics {
    registry: Registry,
    requests: Requests,
    failures: Family<TaskLabels, Counter>,
    connections: Gauge,
    waiting: Gauges<QueueLabels>,
    workers: Gauges<QueueLabels>,
    running: Gauges<QueueLabels>,
    batches: Counter<u64, AtomicU64>,
    checkouts: Counter<u64, AtomicU64>,
    hashings: Counter<u64, AtomicU64>,
    database_up: Gauge,
    letters_waiting: Gauge,
    letters_given_up: Gauge,
    oldest_letter: Gauge,
    cycles_overdue: Gauge,
    memory: Gauge,
}

impl Metrics {
    pub(crate) fn new() -> Arc<Self> {
        let mut registry = Registry::with_prefix("sillon");
        let told = &mut registry;
        let requests = Requests::new_with_constructor(|| Histogram::new(SECONDS));
        Arc::new(Self {
            requests: kept(
                told,
                "http_request_seconds",
                "Time from a request's head to its answer",
                requests,
            ),
            connections: new(told, "http_connections", "Connections that are open"),
            waiting: new(told, "queue_waiting", "Work that waits for the database"),
            workers: new(told, "queue_workers", "Workers on the database"),
            running: new(told, "queue_running", "Workers on the database that are at work"),
            batches: new(told, "checkout_batches", "Batches of checkouts that were run"),
            checkouts: new(told, "checkout_commands", "Checkouts that were in them"),
            hashings: new(told, "password_hashings", "Passwords that were hashed"),
            failures: new(
                told,
                "housekeeping_failures",
                "What the server does by itself, and could not do",
            ),
            database_up: new(told, "database_up", "Whether the database answers"),
            letters_waiting: new(told, "letters_waiting", "Letters that wait to leave"),
            letters_given_up: new(told, "letters_given_up", "Letters that were given up"),
            oldest_letter: new(
                told,
                "letters_oldest_seconds",
                "For how long the oldest letter has been due",
            ),
            cycles_overdue: new(
                told,
                "cycles_overdue",
                "Order cycles that should have opened or closed",
            ),
            memory: new(told, "memory_resident_bytes", "Memory that the program has"),
            registry,
        })
    }

    /// Counts a request that was answered.
    pub(crate) fn answered(&self, method: &str, route: &str, status: u16, took: Duration) {
        let status = match status {
            ..200 => "1xx",
            200..300 => "2xx",
            300..400 => "3xx",
            400..500 => "4xx",
            500.. => "5xx",
        };
        let labels = RequestLabels { method: method_of(method), route: route.to_owned(), status };
        self.requests.get_or_create(&labels).observe(took.as_secs_f64());
    }

    /// Counts something that the server does by itself, and could not.
    pub(crate) fn failed(&self, task: &'static str) {
        self.failures.get_or_create(&TaskLabels { task }).inc();
    }

    /// Everything, as text.
    async fn told(&self, engine: &Engine, connections: &Connections) -> String {
        self.connections.set(signed(connections.count()));
        for (queue, load) in ["read", "read-large", "write"].into_iter().zip(engine.store().load())
        {
            let labels = QueueLabels { queue };
            self.waiting.get_or_create(&labels).set(signed(load.waiting));
            self.workers.get_or_create(&labels).set(signed(load.workers));
            self.running.get_or_create(&labels).set(signed(load.running));
        }
        let lane = engine.checkout_load();
        let lanes =
            [("checkout", lane), ("cart", engine.cart_load()), ("voucher", engine.voucher_load())];
        for (queue, load) in lanes {
            self.waiting.get_or_create(&QueueLabels { queue }).set(signed(load.waiting));
        }
        self.batches.inner().store(lane.batches, Ordering::Relaxed);
        self.checkouts.inner().store(lane.commands, Ordering::Relaxed);
        self.hashings.inner().store(engine.hashings(), Ordering::Relaxed);
        self.memory.set(resident_bytes().unwrap_or_default());
        let kept = tokio::time::timeout(PATIENCE, engine.read(look)).await;
        self.database_up.set(i64::from(matches!(kept, Ok(Ok(_)))));
        if let Ok(Ok(kept)) = kept {
            self.letters_waiting.set(kept.waiting);
            self.letters_given_up.set(kept.given_up);
            self.oldest_letter.set(kept.oldest_seconds);
            self.cycles_overdue.set(signed(kept.overdue));
        }
        let mut text = String::new();
        encode(&mut text, &self.registry).expect("writing to memory cannot fail");
        text
    }
}

/// A metric that a registry tells from now on.
fn new<M: Metric + Clone + Default>(told: &mut Registry, name: &str, help: &str) -> M {
    kept(told, name, help, M::default())
}

/// The metric, which a registry tells from now on.
fn kept<M: Metric + Clone>(told: &mut Registry, name: &str, help: &str, metric: M) -> M {
    told.register(name, help, metric.clone());
    metric
}

/// What waits in the database.
struct Kept {
    waiting: i64,
    given_up: i64,
    oldest_seconds: i64,
    overdue: usize,
}

fn look(tx: &mut Tx<'_>) -> Result<Kept, Error> {
    let now = tx.now();
    let (waiting, given_up) = tx.outbox().counts()?;
    let oldest = tx.outbox().oldest_due()?.unwrap_or(now);
    let oldest_seconds = (now.micros().saturating_sub(oldest.micros()) / 1_000_000).max(0);
    Ok(Kept { waiting, given_up, oldest_seconds, overdue: tx.cycles().due(now)?.len() })
}

/// A method as it is counted: whoever invents one does not make us count it.
fn method_of(method: &str) -> String {
    let known = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
    known.into_iter().find(|known| *known == method).unwrap_or("other").to_owned()
}

fn signed(count: usize) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// The memory that the program has, where the system says it (proc(5)).
fn resident_bytes() -> Option<i64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: i64 = resident.trim().strip_suffix(" kB")?.parse().ok()?;
    kib.checked_mul(1_024)
}

/// Serves the metrics at an address of their own.
///
/// # Errors
///
/// Why it cannot listen there.
pub(crate) fn serve_metrics(
    address: &str,
    metrics: Arc<Metrics>,
    engine: Data<Engine>,
    connections: Arc<Connections>,
) -> Result<Server, StartError> {
    let (metrics, connections) = (Data::from(metrics), Data::from(connections));
    let server = HttpServer::new(move || {
        App::new()
            .app_data(metrics.clone())
            .app_data(connections.clone())
            .app_data(engine.clone())
            .route("/metrics", web::get().to(tell))
    });
    let server = server.workers(1).disable_signals().shutdown_timeout(1);
    Ok(server.bind(address).map_err(|fault| format!("metrics.address: {fault}"))?.run())
}

async fn tell(
    metrics: Data<Metrics>,
    connections: Data<Connections>,
    engine: Data<Engine>,
) -> HttpResponse {
    let text = metrics.told(&engine, &connections).await;
    let media_type = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    HttpResponse::Ok().content_type(media_type).body(text)
}
