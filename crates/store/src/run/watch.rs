use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
};

use diesel::connection::{Instrumentation, InstrumentationEvent};
use parking_lot::Mutex;

/// Watches how the connections of a store prepare their statements: a hot one is parsed once a connection.
///
/// The database's own list of prepared statements is not enough: what is parsed again for each run never enters it.
/// Watching renders every statement as text, so it is for tests and for finding what is slow, not for every day.
#[derive(Debug, Clone, Default)]
pub struct StatementWatch {
    seen: Arc<Mutex<Seen>>,
}

#[derive(Debug, Default)]
struct Seen {
    prepared: BTreeMap<String, u64>,
    reparsed: BTreeMap<String, u64>,
    runs: BTreeMap<String, u64>,
}

impl StatementWatch {
    /// The statements that were prepared and kept, and on how many connections.
    pub fn prepared(&self) -> BTreeMap<String, u64> {
        self.seen.lock().prepared.clone()
    }

    /// The statements that are parsed again for each run, and how often they ran.
    pub fn reparsed(&self) -> BTreeMap<String, u64> {
        self.seen.lock().reparsed.clone()
    }

    /// The statements with values in them that ran, and how often.
    pub fn runs(&self) -> BTreeMap<String, u64> {
        self.seen.lock().runs.clone()
    }

    /// Forgets what was seen so far; what a connection has prepared stays prepared.
    pub fn reset(&self) {
        *self.seen.lock() = Seen::default();
    }

    /// An observer for a new connection.
    pub(crate) fn observer(&self) -> impl Instrumentation + use<> {
        Observer { kept: HashSet::new(), seen: Arc::clone(&self.seen) }
    }
}

/// What one connection tells.
struct Observer {
    kept: HashSet<String>,
    seen: Arc<Mutex<Seen>>,
}

impl Instrumentation for Observer {
    fn on_connection_event(&mut self, event: InstrumentationEvent<'_>) {
        match event {
            InstrumentationEvent::CacheQuery { sql, .. } => {
                *self.seen.lock().prepared.entry(sql.to_owned()).or_default() += 1;
                self.kept.insert(sql.to_owned());
            }
            InstrumentationEvent::FinishQuery { query, .. } => {
                let text = query.to_string();
                // Only statements with binds are ever prepared; `begin` and its like are not.
                let Some((sql, _)) = text.split_once(" -- binds: ") else { return };
                let mut seen = self.seen.lock();
                *seen.runs.entry(sql.to_owned()).or_default() += 1;
                if !self.kept.contains(sql) {
                    *seen.reparsed.entry(sql.to_owned()).or_default() += 1;
                }
            }
            _ => {}
        }
    }
}
