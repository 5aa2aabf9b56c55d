//! The load generator: clients that each ask, wait for the answer, and ask again.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    net::SocketAddr,
    rc::Rc,
    time::{Duration, Instant},
};

use hdrhistogram::Histogram;
use tokio::{
    sync::Barrier,
    task::{JoinSet, LocalSet},
};

use crate::{
    Fault,
    load::http::{Answer, Body, Connection},
};

/// The longest an answer is told to have taken: ten minutes.
const LONGEST_MICROS: u64 = 600_000_000;

/// Requests, made ready before the clock starts.
#[derive(Clone)]
pub(crate) struct Work {
    requests: Rc<Vec<Vec<u8>>>,
    until: Until,
    follow: Vec<Follow>,
}

/// When work is done.
#[derive(Clone, Copy)]
enum Until {
    /// After so many requests, each sent once, whoever of the clients comes first.
    Sent(usize),
    /// After a while, in which they are sent over and over in turn.
    Over(Duration),
}

/// The request that an answer leads to, by the place of the request it answers.
pub(crate) type Follow = fn(&Answer, usize) -> Result<Vec<u8>, Fault>;

impl Work {
    /// All of some requests, each once.
    pub(crate) fn all(requests: Vec<Vec<u8>>) -> Self {
        let count = requests.len();
        Self::first(Rc::new(requests), count)
    }

    /// The first so many of some requests, each once.
    pub(crate) fn first(requests: Rc<Vec<Vec<u8>>>, count: usize) -> Self {
        Self { requests, until: Until::Sent(count), follow: Vec::new() }
    }

    /// Some requests in turn, over and over, for a while.
    pub(crate) fn again(requests: Rc<Vec<Vec<u8>>>, during: Duration) -> Self {
        Self { requests, until: Until::Over(during), follow: Vec::new() }
    }

    /// After each request the one its answer leads to: all of them are one, timed and counted together.
    pub(crate) fn then(mut self, follow: Follow) -> Self {
        self.follow.push(follow);
        self
    }
}

/// What a run of the load came to.
pub(crate) struct Outcome {
    /// How many answers came.
    pub(crate) answers: usize,
    /// From the first request to the last answer.
    pub(crate) elapsed: Duration,
    /// How long each answer took, in microseconds.
    pub(crate) latency: Histogram<u64>,
    /// How many answers had each status.
    pub(crate) statuses: BTreeMap<u16, usize>,
    /// The answers whose bodies were kept, by the request's place.
    pub(crate) kept: Vec<(usize, Answer)>,
}

impl Outcome {
    /// The time within which so many percent of the answers came.
    pub(crate) fn percentile(&self, percent: f64) -> Duration {
        Duration::from_micros(self.latency.value_at_percentile(percent))
    }

    /// Nothing, when every answer had the status; else the first that had another.
    pub(crate) fn expect(&self, status: u16) -> Result<(), Fault> {
        if self.statuses.keys().all(|found| *found == status) {
            return Ok(());
        }
        let other = self.kept.iter().find(|(_, answer)| answer.status != status);
        let other = other.map_or_else(String::new, |(_, answer)| answer.told());
        Err(format!("{status} was expected of every answer, but: {:?} {other}", self.statuses)
            .into())
    }
}

/// Sends requests from so many clients at once, each over a connection of its own that is open before the clock starts.
///
/// The first request of each client is the one of its own place, so that as many requests as clients are sent by one each.
pub(crate) async fn drive(
    address: SocketAddr,
    clients: usize,
    work: Work,
    body: Body,
) -> Result<Outcome, Fault> {
    let shared = Rc::new(Shared {
        work,
        body,
        barrier: Barrier::new(clients),
        next: Cell::new(clients),
        started: Cell::new(None),
        ended: Cell::new(Instant::now()),
        latency: RefCell::new(Histogram::new_with_max(LONGEST_MICROS, 3)?),
        statuses: RefCell::default(),
        kept: RefCell::default(),
    });
    let mut running = JoinSet::new();
    let local = LocalSet::new();
    for first in 0..clients {
        let connection = Connection::open(address).await?;
        running.spawn_local_on(client(Rc::clone(&shared), first, connection), &local);
    }
    local
        .run_until(async {
            while let Some(ended) = running.join_next().await {
                ended??;
            }
            Ok::<(), Fault>(())
        })
        .await?;
    drop(local);
    let shared = Rc::into_inner(shared).ok_or("a client still runs")?;
    let started = shared.started.get().ok_or("no client started")?;
    let statuses = shared.statuses.into_inner();
    Ok(Outcome {
        answers: statuses.values().sum(),
        elapsed: shared.ended.get().duration_since(started),
        latency: shared.latency.into_inner(),
        statuses,
        kept: shared.kept.into_inner(),
    })
}

/// What the clients share; they all run on one thread.
struct Shared {
    work: Work,
    body: Body,
    barrier: Barrier,
    next: Cell<usize>,
    started: Cell<Option<Instant>>,
    ended: Cell<Instant>,
    latency: RefCell<Histogram<u64>>,
    statuses: RefCell<BTreeMap<u16, usize>>,
    kept: RefCell<Vec<(usize, Answer)>>,
}

impl Shared {
    /// The request at a place; none when the work is done.
    fn request(&self, place: usize, started: Instant) -> Option<&[u8]> {
        let Work { requests, until, .. } = &self.work;
        match until {
            Until::Sent(count) => requests.get(..*count)?.get(place),
            Until::Over(during) if started.elapsed() < *during => {
                requests.get(place.checked_rem(requests.len())?)
            }
            Until::Over(_) => None,
        }
        .map(Vec::as_slice)
    }

    fn note(&self, place: usize, took: Duration, answer: Answer) {
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        self.latency.borrow_mut().saturating_record(micros);
        *self.statuses.borrow_mut().entry(answer.status).or_default() += 1;
        if !answer.body.is_empty() {
            self.kept.borrow_mut().push((place, answer));
        }
    }
}

async fn client(shared: Rc<Shared>, first: usize, mut connection: Connection) -> Result<(), Fault> {
    shared.barrier.wait().await;
    let started = shared.started.get().unwrap_or_else(Instant::now);
    shared.started.set(Some(started));
    let mut place = first;
    while let Some(request) = shared.request(place, started) {
        let asked = Instant::now();
        let follows = &shared.work.follow;
        // What leads to another is read.
        let body = |left: usize| if left == 0 { shared.body } else { Body::Kept };
        let mut answer = connection.ask(request, body(follows.len())).await?;
        for (done, follow) in (1..).zip(follows) {
            answer = connection.ask(&follow(&answer, place)?, body(follows.len() - done)).await?;
        }
        let answered = Instant::now();
        shared.ended.set(answered);
        shared.note(place, answered.duration_since(asked), answer);
        place = shared.next.replace(shared.next.get() + 1);
    }
    Ok(())
}
