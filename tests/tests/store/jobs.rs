//! Use cases share transactions and yet stand alone.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
    mpsc,
};

use sillon_identity::{PasswordHash, User};
use sillon_kernel::{Email, Language, Name, SystemClock, Timestamp, UserId};
use sillon_store::{
    Batch, Database, Decide, Error, Repositories, Store, StoreSettings, Touched, Tx, UseCaseError,
    Within,
};
use sillon_testkit::{Market, TestDatabase, on_both_databases};
use tokio::task::JoinHandle;
use uuid::Uuid;

/// Why a use case of these tests did not happen.
#[derive(Debug)]
enum Why {
    Store(Error),
    Refused,
    Lost,
}

impl From<Error> for Why {
    fn from(error: Error) -> Self {
        Self::Store(error)
    }
}

impl UseCaseError for Why {
    fn is_lost_race(&self) -> bool {
        match self {
            Self::Store(error) => error.is_lost_race(),
            Self::Refused => false,
            Self::Lost => true,
        }
    }
}

fn open(db: &TestDatabase, writers: usize) -> Arc<Store> {
    let settings =
        StoreSettings { readers: 1, writers, lane_writers: 1, ..StoreSettings::default() };
    Arc::new(Store::open(db.database.clone(), settings, Arc::new(SystemClock)).unwrap())
}

fn user(number: u128) -> User {
    User {
        id: UserId(Uuid::from_u128(number)),
        email: Email::parse(&format!("person{number}@example.org")).unwrap(),
        name: Name::parse("Person").unwrap(),
        password: PasswordHash("none".to_owned()),
        created_at: Timestamp::from_micros(0).unwrap(),
        language: Language::Fr,
        confirmed_at: None,
    }
}

async fn is_there(store: &Store, number: u128) -> bool {
    match store.read(move |tx| tx.people().get(user(number).id)).await {
        Ok(_) => true,
        Err(Error::Missing(_)) => false,
        Err(error) => panic!("{error}"),
    }
}

/// Keeps the store's one writer busy until it is let go, so that what comes meanwhile is run as one batch.
async fn busy(store: &Arc<Store>) -> (mpsc::Sender<()>, JoinHandle<Result<(), Error>>) {
    let (started, has_started) = tokio::sync::oneshot::channel();
    let (release, released) = mpsc::channel();
    let (mut started, store) = (Some(started), Arc::clone(store));
    let work = move |_: &mut Tx<'_>| {
        started.take().map(|started| started.send(()));
        released.recv().unwrap_or_default();
        Ok(())
    };
    let working = tokio::spawn(async move { store.write(work).await });
    has_started.await.unwrap();
    (release, working)
}

/// Queues a use case; it stands in the queue when this comes back.
async fn queue<T: Send + 'static>(
    store: &Arc<Store>,
    work: impl FnMut(&mut Tx<'_>) -> Result<T, Why> + Send + 'static,
) -> JoinHandle<Result<T, Why>> {
    let (store, queued) = (Arc::clone(store), Arc::new(AtomicU32::new(0)));
    let counted = Arc::clone(&queued);
    let queued_work = tokio::spawn(async move {
        counted.fetch_add(1, Ordering::Relaxed);
        store.write(work).await
    });
    while queued.load(Ordering::Relaxed) == 0 {
        tokio::task::yield_now().await;
    }
    queued_work
}

on_both_databases! {
    async fn a_refused_use_case_leaves_nothing_and_undoes_nobody_else_s(db: TestDatabase) {
        let store = open(&db, 1);
        let before = store.commits();
        let (release, working) = busy(&store).await;
        let add = |number| move |tx: &mut Tx<'_>| Ok(tx.people().add(&user(number))?);
        let first = queue(&store, add(1)).await;
        let refused = queue(&store, |tx| {
            tx.people().add(&user(2))?;
            Err::<(), Why>(Why::Refused)
        });
        let refused = refused.await;
        let duplicate = queue(&store, add(1)).await;
        let last = queue(&store, add(3)).await;
        drop(release);
        working.await.unwrap().unwrap();
        first.await.unwrap().unwrap();
        last.await.unwrap().unwrap();
        assert!(matches!(refused.await.unwrap(), Err(Why::Refused)));
        assert!(matches!(duplicate.await.unwrap(), Err(Why::Store(Error::Duplicate(_)))));
        assert_eq!([is_there(&store, 1).await, is_there(&store, 2).await, is_there(&store, 3).await], [true, false, true]);
        // SQLite commits what was queued together once, PostgreSQL each on its own; what was refused, not at all.
        let commits = match db.database {
            Database::Sqlite(_) => 2,
            Database::Postgres(_) => 3,
        };
        assert_eq!(store.commits() - before, commits);
    }

    async fn what_a_lane_of_single_statements_writes_is_kept_and_what_is_refused_is_not(db: TestDatabase) {
        let store = open(&db, 1);
        let before = store.commits();
        let tries = AtomicU32::new(0);
        let decide: Arc<Decide<u128, bool>> = Arc::new(move |tx, numbers| {
            // What lost a race is run again, here too.
            if numbers == [2] && tries.fetch_add(1, Ordering::Relaxed) == 0 {
                tx.people().add(&user(1)).map_err(Error::into_lost_race)?;
            }
            let wanted: Vec<u128> = numbers.iter().copied().filter(|number| *number != 9).collect();
            for number in &wanted {
                tx.people().add(&user(*number))?;
            }
            let answers = numbers.iter().map(|number| *number != 9).collect();
            Ok(Batch { answers, wrote: !wanted.is_empty(), touched: Touched::NOTHING })
        });
        let lane = store.lane("test", Within::Nothing, &decide).unwrap();
        assert!(lane.submit(1).await.unwrap());
        assert!(matches!(lane.submit(1).await, Err(Error::Duplicate(_))));
        assert!(!lane.submit(9).await.unwrap());
        assert!(lane.submit(2).await.unwrap());
        assert_eq!([is_there(&store, 1).await, is_there(&store, 2).await, is_there(&store, 9).await], [true, true, false]);
        assert_eq!(store.commits() - before, 2);
    }

    async fn a_panicking_use_case_fails_alone(db: TestDatabase) {
        let store = open(&db, 1);
        let (release, working) = busy(&store).await;
        let first = queue(&store, |tx| Ok(tx.people().add(&user(1))?)).await;
        let panicking = queue(&store, |tx| {
            tx.people().add(&user(2))?;
            panic!("a use case of this test panics")
        });
        let panicking: JoinHandle<Result<(), Why>> = panicking.await;
        let last = queue(&store, |tx| Ok(tx.people().add(&user(3))?)).await;
        drop(release);
        working.await.unwrap().unwrap();
        first.await.unwrap().unwrap();
        last.await.unwrap().unwrap();
        assert!(matches!(panicking.await.unwrap(), Err(Why::Store(Error::Panicked))));
        let alone: Result<(), Why> = store.write(|_| panic!("a use case of this test panics")).await;
        assert!(matches!(alone, Err(Why::Store(Error::Panicked))));
        assert_eq!([is_there(&store, 1).await, is_there(&store, 2).await, is_there(&store, 3).await], [true, false, true]);
        let reading: Result<(), Error> = store.read(|_| panic!("a use case of this test panics")).await;
        assert!(matches!(reading, Err(Error::Panicked)));
        assert!(is_there(&store, 3).await);
    }

    async fn a_lane_goes_on_while_use_cases_panic(db: TestDatabase) {
        let store = open(&db, 1);
        let decide: Arc<Decide<u128, u128>> = Arc::new(|tx, numbers| {
            for number in numbers {
                assert_ne!(*number, 0, "a command of this test panics");
                tx.people().add(&user(*number))?;
            }
            Ok(Batch { answers: numbers.to_vec(), wrote: true, touched: Touched::Anything })
        });
        let lane = Arc::new(store.lane("test", Within::Transaction, &decide).unwrap());
        let panicking = {
            let store = Arc::clone(&store);
            tokio::spawn(async move {
                for _ in 0..100 {
                    let came: Result<(), Error> = store.write(|_| panic!("a use case of this test panics")).await;
                    assert!(matches!(came, Err(Error::Panicked)));
                }
            })
        };
        for number in 1..=100 {
            assert_eq!(lane.submit(number).await.unwrap(), number);
        }
        panicking.await.unwrap();
        assert!(matches!(lane.submit(0).await, Err(Error::Panicked)));
        assert_eq!(lane.submit(101).await.unwrap(), 101);
        assert!(is_there(&store, 100).await && is_there(&store, 101).await);
    }

    async fn a_lost_race_is_run_again(db: TestDatabase) {
        let store = open(&db, 1);
        let tries = Arc::new(AtomicU32::new(0));
        let counted = Arc::clone(&tries);
        let won = store.write(move |tx| {
            tx.people().add(&user(1))?;
            if counted.fetch_add(1, Ordering::Relaxed) < 3 { Err(Why::Lost) } else { Ok(()) }
        });
        won.await.unwrap();
        assert_eq!(tries.load(Ordering::Relaxed), 4);
        assert!(is_there(&store, 1).await);
        let never: Result<(), Why> = store.write(|_| Err(Why::Lost)).await;
        assert!(matches!(never, Err(Why::Store(Error::LostRace(_)))));
    }

    async fn two_use_cases_that_wait_for_each_other_both_happen(db: TestDatabase) {
        let market = Market::stocked(db).await;
        let (carrots, eggs) = (market.supply("Carrots"), market.supply("Eggs"));
        let take = |first, second| {
            let engine = Arc::clone(&market.engine);
            tokio::spawn(async move {
                let both = engine.write(move |tx| {
                    tx.catalogue().lock_supply(first)?;
                    std::thread::sleep(std::time::Duration::from_millis(100));
                    Ok(tx.catalogue().lock_supply(second)?)
                });
                both.await
            })
        };
        let (one, other) = (take(carrots, eggs), take(eggs, carrots));
        one.await.unwrap().unwrap();
        other.await.unwrap().unwrap();
    }

    async fn a_full_queue_says_so_at_once(db: TestDatabase) {
        let store = open(&db, 1);
        let (release, working) = busy(&store).await;
        let mut queued = Vec::new();
        for _ in 0..4_096 {
            queued.push(queue(&store, |_| Ok(())).await);
        }
        let refused: Result<(), Error> = store.write(|_| Ok(())).await;
        assert!(matches!(refused, Err(Error::Busy)), "{refused:?}");
        drop(release);
        working.await.unwrap().unwrap();
        for done in queued {
            done.await.unwrap().unwrap();
        }
        store.write(|_| Ok::<_, Error>(())).await.unwrap();
    }

    async fn a_reader_writes_nothing_and_sees_one_state(db: TestDatabase) {
        let store = open(&db, 1);
        let refused = store.read(|tx| tx.people().add(&user(1))).await;
        assert!(matches!(refused, Err(Error::Database(_))), "{refused:?}");
        let (begun, has_begun) = tokio::sync::oneshot::channel();
        let (go_on, may_go_on) = mpsc::channel::<()>();
        let (mut begun, reader) = (Some(begun), Arc::clone(&store));
        let reading = tokio::spawn(async move {
            let twice = reader.read(move |tx| {
                let before = tx.people().find_by_email(&user(2).email)?;
                begun.take().map(|begun| begun.send(()));
                may_go_on.recv().unwrap_or_default();
                Ok::<_, Error>((before, tx.people().find_by_email(&user(2).email)?))
            });
            twice.await
        });
        has_begun.await.unwrap();
        store.write(|tx| tx.people().add(&user(2))).await.unwrap();
        drop(go_on);
        assert_eq!(reading.await.unwrap().unwrap(), (None, None));
        assert!(is_there(&store, 2).await);
    }

    async fn only_what_is_kept_counts_as_a_commit(db: TestDatabase) {
        let store = open(&db, 1);
        let before = store.commits();
        store.write(|tx| tx.people().add(&user(1))).await.unwrap();
        store.read(|tx| tx.people().get(user(1).id)).await.unwrap();
        store.write(|_| Err::<(), _>(Why::Refused)).await.unwrap_err();
        store.write(|tx| tx.people().add(&user(1))).await.unwrap_err();
        assert_eq!(store.commits() - before, 1);
    }

    async fn a_cut_connection_is_opened_again(db: TestDatabase) {
        let store = open(&db, 2);
        let decide: Arc<Decide<u128, u128>> = Arc::new(|tx, numbers| {
            for number in numbers {
                tx.people().add(&user(*number))?;
            }
            Ok(Batch { answers: numbers.to_vec(), wrote: true, touched: Touched::Anything })
        });
        let lane = store.lane("test", Within::Transaction, &decide).unwrap();
        for round in 1..=3 {
            for number in [1, 2, 3, 4] {
                store.write(move |tx| tx.people().add(&user(round * 10 + number))).await.unwrap();
            }
            assert_eq!(lane.submit(round * 10).await.unwrap(), round * 10);
            assert!(is_there(&store, round * 10).await && is_there(&store, round * 10 + 4).await);
            store.look_up(move |tx| tx.people().get(user(round * 10).id)).await.unwrap();
            db.cut_connections();
            store.look_up(move |tx| tx.people().get(user(round * 10).id)).await.unwrap();
        }
    }
}
