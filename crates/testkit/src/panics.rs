use std::{panic, sync::Once, thread};

use parking_lot::Mutex;

/// What panicked in this process outside of the tests themselves.
static PANICS: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Keeps account of panics from now on; what is told of them stays as it was.
pub(crate) fn count_panics() {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        let tell = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            let file = info.location().map_or("", panic::Location::file);
            // A test that fails panics, too; that is no fault of the server's.
            let of_a_test = file.starts_with("tests/") || file.contains("testkit/");
            if !of_a_test {
                let thread = thread::current().name().unwrap_or("a thread").to_owned();
                PANICS.lock().push(format!("{thread}: {info}"));
            }
            tell(info);
        }));
    });
}

/// Checks that no server of this process has panicked.
///
/// # Panics
///
/// When one has.
#[track_caller]
pub fn assert_no_panic() {
    let panics = PANICS.lock();
    assert!(panics.is_empty(), "a server panicked: {panics:#?}");
}
