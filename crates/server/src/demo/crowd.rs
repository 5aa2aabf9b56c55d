use std::{
    io, panic,
    sync::{
        RwLock,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

/// What a thread may pile up: there are hundreds.
const STACK_BYTES: usize = 256 * 1024;
/// How often to look how many are done.
const LOOK_EVERY: Duration = Duration::from_millis(40);

/// Does the work for every thing at once, each on a thread of its own; all begin at the same moment.
///
/// `watch` hears now and then how many are done. What came of the work stands in the order of the things.
///
/// # Errors
///
/// When a thread cannot be started.
pub(crate) fn all_at_once<T: Sync, R: Send>(
    things: &[T],
    work: impl Fn(&T) -> R + Sync,
    mut watch: impl FnMut(usize),
) -> io::Result<Vec<R>> {
    // A gate, not a barrier: were a thread not to start, the others would wait behind a barrier for ever.
    let (gate, done) = (RwLock::new(()), AtomicUsize::new(0));
    thread::scope(|scope| {
        let closed = gate.write();
        let (gate, done, work) = (&gate, &done, &work);
        let start = |thing| {
            let builder = thread::Builder::new().name("demo".to_owned()).stack_size(STACK_BYTES);
            builder.spawn_scoped(scope, move || {
                drop(gate.read());
                let came = work(thing);
                done.fetch_add(1, Ordering::Relaxed);
                came
            })
        };
        let threads: Vec<_> = things.iter().map(start).collect::<io::Result<_>>()?;
        drop(closed);
        while !threads.iter().all(thread::ScopedJoinHandle::is_finished) {
            watch(done.load(Ordering::Relaxed));
            thread::sleep(LOOK_EVERY);
        }
        let came = threads.into_iter().map(thread::ScopedJoinHandle::join);
        Ok(came.map(|came| came.unwrap_or_else(|cause| panic::resume_unwind(cause))).collect())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_stands_in_the_order_of_the_things() {
        let mut heard = Vec::new();
        let doubled = all_at_once(&[1, 2, 3], |number| 2 * number, |done| heard.push(done));
        assert_eq!(doubled.unwrap(), [2, 4, 6]);
        assert!(heard.iter().all(|done| *done <= 3));
    }
}
