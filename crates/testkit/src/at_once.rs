use std::{sync::Barrier, thread};

/// Lets many do something at the same moment, each on a thread of its own; what came of each, in their order.
///
/// # Panics
///
/// When one of them does.
pub fn at_once<T: Send>(many: usize, act: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let barrier = Barrier::new(many);
    let one = |number| {
        barrier.wait();
        act(number)
    };
    let one = &one;
    thread::scope(|scope| {
        let all: Vec<_> = (0..many).map(|number| scope.spawn(move || one(number))).collect();
        all.into_iter().map(|one| one.join().expect("it went well")).collect()
    })
}
