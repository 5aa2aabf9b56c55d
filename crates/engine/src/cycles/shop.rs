use std::sync::{Arc, atomic::Ordering};

use sillon_kernel::CycleId;

use crate::{
    Engine, Error, Front,
    cycles::shop_cache::{Checked, read_front},
};

impl Engine {
    /// What a shop shows: in the cycle asked for, or in the one it sells in now, or will next.
    ///
    /// # Errors
    ///
    /// Missing when there is no such shop, or it does not sell in such a cycle.
    pub async fn front(&self, slug: &str, cycle: Option<CycleId>) -> Result<Arc<Front>, Error> {
        let (known, now) = (self.fronts.find(slug, cycle), self.clock().now());
        if let Some(front) =
            known.as_ref().and_then(|kept| self.fronts.fresh(kept, self.store.changes(), now))
        {
            return Ok(front);
        }
        let kept = known.unwrap_or_else(|| self.fronts.find_or_add(slug, cycle));
        // One rebuilds; whoever came meanwhile finds it fresh.
        let _rebuilding = kept.rebuilding.lock().await;
        let changes = self.store.changes();
        if let Some(front) = self.fronts.fresh(&kept, changes, now) {
            return Ok(front);
        }
        // Counted before anything is read: a change that comes meanwhile is seen or read, or both.
        let old = kept.front.lock().as_ref().map(|checked| Arc::clone(&checked.front));
        let (begun, of_old) = (changes.begun(), old.as_ref().map(|old| old.changes_in(changes)));
        let (lists, wanted) = (Arc::clone(&self.lists), slug.to_owned());
        self.fronts.reads.fetch_add(1, Ordering::Relaxed);
        let read = self.read(move |tx| read_front(tx, &lists, &wanted, cycle)).await;
        let new = match read {
            Ok(new) => new,
            Err(error) => {
                self.fronts.forget(slug, cycle);
                return Err(error);
            }
        };
        let of_same =
            of_old.filter(|_| old.as_ref().is_some_and(|old| old.shows_of_the_same(&new)));
        let of_new = || {
            let of_new = new.changes_in(changes);
            // Something changed as it was read, perhaps of this: then it is read again next time.
            if changes.begun() == begun { of_new } else { of_new.wrapping_sub(1) }
        };
        let counted = of_same.unwrap_or_else(of_new);
        let front = match old {
            Some(old) if old.shows_the_same(&new) => old,
            Some(_) | None => Arc::new(new),
        };
        let checked = Checked { front: Arc::clone(&front), changes: counted, of_anything: None };
        *kept.front.lock() = Some(checked);
        kept.checked_ms.store(self.fronts.now_ms(), Ordering::Release);
        Ok(front)
    }

    /// How often the database was read for what shops show.
    pub fn front_reads(&self) -> u64 {
        self.fronts.reads.load(Ordering::Relaxed)
    }
}
