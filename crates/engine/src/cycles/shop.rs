use std::sync::{Arc, atomic::Ordering};

use sillon_cycles::Audience;
use sillon_identity::Actor;
use sillon_kernel::CycleId;
use sillon_store::Repositories;

use crate::{
    CachedShop, Engine, Error,
    cycles::audience::audience_at,
    cycles::shop_cache::{Checked, ShopView, read_shop},
};

impl Engine {
    /// What a shop shows whoever asks: in the cycle asked for, or in the one it sells in now, or will next.
    ///
    /// # Errors
    ///
    /// Missing when there is no such shop, or it does not sell in such a cycle, or not to them.
    pub async fn cached_shop(
        &self,
        actor: &Actor,
        slug: &str,
        cycle: Option<CycleId>,
    ) -> Result<Arc<CachedShop>, Error> {
        let audience = self.audience(actor, slug).await?;
        self.cached_view(slug, ShopView { cycle, audience }).await
    }

    /// The audience that whoever asks belongs to at the shop of a slug.
    async fn audience(&self, actor: &Actor, slug: &str) -> Result<Audience, Error> {
        let Some(user) = actor.user() else { return Ok(Audience::PUBLIC) };
        let slug = slug.to_owned();
        self.read(move |tx| {
            let shop = tx.enterprises().find_by_slug(&slug)?.ok_or(Error::missing("shop"))?;
            Ok(audience_at(tx, shop.id, Some(user))?)
        })
        .await
    }

    async fn cached_view(&self, slug: &str, view: ShopView) -> Result<Arc<CachedShop>, Error> {
        let (known, now) = (self.shops.find(slug, &view), self.clock().now());
        if let Some(shop) =
            known.as_ref().and_then(|kept| self.shops.fresh(kept, self.store.changes(), now))
        {
            return Ok(shop);
        }
        let kept = known.unwrap_or_else(|| self.shops.find_or_add(slug, &view));
        // One rebuilds; whoever came meanwhile finds it fresh.
        let _rebuilding = kept.rebuilding.lock().await;
        let changes = self.store.changes();
        if let Some(shop) = self.shops.fresh(&kept, changes, now) {
            return Ok(shop);
        }
        // Counted before anything is read: a change that comes meanwhile is seen or read, or both.
        let old = kept.shop.lock().as_ref().map(|checked| Arc::clone(&checked.shop));
        let (begun, of_old) = (changes.begun(), old.as_ref().map(|old| old.changes_in(changes)));
        let (lists, wanted, seen) = (Arc::clone(&self.lists), slug.to_owned(), view.clone());
        self.shops.reads.fetch_add(1, Ordering::Relaxed);
        let read = self.read(move |tx| read_shop(tx, &lists, &wanted, &seen)).await;
        let new = match read {
            Ok(new) => new,
            Err(error) => {
                self.shops.forget(slug, &view);
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
        let shop = match old {
            Some(old) if old.shows_the_same(&new) => old,
            Some(old) => Arc::new(new.after(&old)),
            None => Arc::new(new),
        };
        let checked = Checked { shop: Arc::clone(&shop), changes: counted, of_anything: None };
        *kept.shop.lock() = Some(checked);
        kept.checked_ms.store(self.shops.now_ms(), Ordering::Release);
        Ok(shop)
    }

    /// How often the database was read for what shops show.
    pub fn shop_reads(&self) -> u64 {
        self.shops.reads.load(Ordering::Relaxed)
    }
}
