use std::{
    collections::HashMap,
    sync::Arc,
    time::{Duration, Instant},
};

use parking_lot::Mutex;
use sillon_identity::ShopKey;

/// What this process read of shop keys a moment ago: every request of a shop front asks for it.
#[derive(Default)]
pub(crate) struct ShopFronts {
    pub(crate) keys: Remembered<Option<Arc<ShopKey>>>,
    pub(crate) origins: Remembered<bool>,
}

/// Answers by what was asked, for as long as they are believed.
pub(crate) struct Remembered<T>(Mutex<HashMap<String, (Instant, T)>>);

impl<T> Default for Remembered<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T: Clone> Remembered<T> {
    pub(crate) fn find(&self, asked: &str) -> Option<T> {
        let remembered = self.0.lock();
        let (since, answer) = remembered.get(asked)?;
        (since.elapsed() < BELIEVED).then(|| answer.clone())
    }

    pub(crate) fn keep(&self, asked: String, answer: T) {
        let mut remembered = self.0.lock();
        if remembered.len() >= MAX_REMEMBERED {
            remembered.clear();
        }
        remembered.insert(asked, (Instant::now(), answer));
    }
}

/// How many answers are remembered; beyond it all are forgotten, and asked for again.
const MAX_REMEMBERED: usize = 4_096;

/// How long this process believes what it read of shop keys: a key revoked on another node is good here for so long.
const BELIEVED: Duration = Duration::from_secs(1);
