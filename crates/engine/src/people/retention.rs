use std::collections::BTreeMap;

use sillon_identity::{DataClass, Pseudonym};
use sillon_kernel::{OrderId, Timestamp};
use sillon_store::{LogKind, Repositories, Tx, Whose};

use crate::{Engine, Error};

/// How many rows are looked for, and changed, at a time: others write in between.
const MAX_AT_ONCE: i64 = 500;

/// What was forgotten, because it had been kept as long as it is needed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Forgotten {
    /// Answers kept for idempotency keys.
    pub answers: i64,
    /// Letters that had left.
    pub letters: usize,
    /// Events that programs were told.
    pub events: usize,
    /// Tries to tell webhooks something.
    pub deliveries: usize,
    /// Carts nobody ordered.
    pub carts: usize,
    /// Orders that say no more how to reach their customer.
    pub contacts: usize,
    /// Orders that name their customer no more.
    pub customers: usize,
    /// Changes that are known no more: who made them, from what to what.
    pub changes: usize,
}

impl Engine {
    /// Forgets what the table of retention says has had its time. What is to be forgotten is looked for where nobody waits
    /// for it; any number of nodes may do so at once.
    ///
    /// Each class is taken alone, and of orders each customer: what fails is told in the log, and holds up nothing else.
    ///
    /// # Errors
    ///
    /// The first failure, once all else was forgotten.
    pub async fn forget_old(&self) -> Result<Forgotten, Error> {
        let mut forgotten = Forgotten::default();
        let mut first = None;
        if let Some(oldest) = self.oldest(DataClass::Answer) {
            let done = self.write(move |tx| Ok(tx.idempotency().forget_before(oldest)?)).await;
            forgotten.answers = kept(&mut first, "answers", done);
        }
        if let Some(oldest) = self.oldest(DataClass::Letter) {
            let done = self.write(move |tx| Ok(tx.personal().forget_letters(oldest)?)).await;
            forgotten.letters = kept(&mut first, "letters", done);
        }
        if let Some(oldest) = self.oldest(DataClass::Event) {
            let done = self.forget_events(oldest).await;
            forgotten.events = kept(&mut first, "events", done);
        }
        if let Some(oldest) = self.oldest(DataClass::Delivery) {
            let done = self.write(move |tx| Ok(tx.webhooks().forget_deliveries(oldest)?)).await;
            forgotten.deliveries = kept(&mut first, "deliveries", done);
        }
        if let Some(oldest) = self.oldest(DataClass::Cart) {
            let done = self.forget_carts(oldest).await;
            forgotten.carts = kept(&mut first, "carts", done);
        }
        if let Some(oldest) = self.oldest(DataClass::HandOver) {
            let done = self.forget_contacts(oldest).await;
            forgotten.contacts = kept(&mut first, "contacts", done);
        }
        if let Some(oldest) = self.oldest(DataClass::Customer) {
            let done = self.forget_customers(oldest).await;
            forgotten.customers = kept(&mut first, "customers", done);
        }
        for kind in LogKind::ALL {
            let Some(oldest) = self.oldest(kind.class()) else { continue };
            let done = self.forget_changes(*kind, oldest).await;
            forgotten.changes += kept(&mut first, "changes", done);
        }
        first.map_or(Ok(forgotten), Err)
    }

    /// Reads beside the reads that somebody waits for.
    async fn look<T, F>(&self, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnMut(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
    {
        self.store.read_large(work).await
    }

    /// What is older than this was kept long enough.
    fn oldest(&self, class: DataClass) -> Option<Timestamp> {
        class.seconds().map(|seconds| self.clock().now().plus_seconds(-seconds))
    }

    async fn forget_changes(&self, kind: LogKind, oldest: Timestamp) -> Result<usize, Error> {
        let mut forgotten = 0;
        loop {
            let find = move |tx: &mut Tx<'_>| Ok(tx.change_log().old(kind, oldest, MAX_AT_ONCE)?);
            let old = self.look(find).await?;
            if old.is_empty() {
                return Ok(forgotten);
            }
            forgotten += self.write(move |tx| Ok(tx.change_log().forget(&old)?)).await?;
        }
    }

    async fn forget_events(&self, oldest: Timestamp) -> Result<usize, Error> {
        let mut forgotten = 0;
        for of in self.look(|tx| Ok(tx.events().feeds()?)).await? {
            loop {
                let forget =
                    move |tx: &mut Tx<'_>| Ok(tx.events().forget(of, oldest, MAX_AT_ONCE)?);
                let gone = self.write(forget).await?;
                forgotten += gone;
                if gone == 0 {
                    break;
                }
            }
        }
        Ok(forgotten)
    }

    async fn forget_carts(&self, oldest: Timestamp) -> Result<usize, Error> {
        let (mut forgotten, mut after) = (0, None);
        loop {
            let idle = self
                .look(move |tx| Ok(tx.personal().idle_carts(after, oldest, MAX_AT_ONCE)?))
                .await?;
            after = idle.last().copied();
            if after.is_none() {
                return Ok(forgotten);
            }
            forgotten +=
                self.write(move |tx| Ok(tx.personal().remove_carts(&idle, oldest)?)).await?;
        }
    }

    async fn forget_contacts(&self, oldest: Timestamp) -> Result<usize, Error> {
        let mut forgotten = 0;
        loop {
            let found =
                self.look(move |tx| Ok(tx.personal().with_contact(oldest, MAX_AT_ONCE)?)).await?;
            if found.is_empty() {
                return Ok(forgotten);
            }
            forgotten += self.write(move |tx| Ok(tx.personal().forget_contact(&found)?)).await?;
        }
    }

    /// One pseudonym for each address: who ordered what together can still be told, not who it was.
    async fn forget_customers(&self, oldest: Timestamp) -> Result<usize, Error> {
        let (mut forgotten, mut after, mut first) = (0, None, None);
        loop {
            let from = after.clone();
            let found = self
                .look(move |tx| {
                    Ok(tx.personal().named_before(oldest, from.as_ref(), MAX_AT_ONCE)?)
                })
                .await?;
            let Some((last, address)) = found.last() else {
                return first.map_or(Ok(forgotten), Err);
            };
            after = Some((address.clone(), *last));
            let mut by_address: BTreeMap<String, Vec<OrderId>> = BTreeMap::new();
            for (order, address) in found {
                by_address.entry(address).or_default().push(order);
            }
            for orders in by_address.into_values() {
                let (count, earliest) = (orders.len(), orders.first().copied());
                let pseudonym = Pseudonym::from_random(self.ids.bytes());
                let whose =
                    Whose { user: None, login: None, address: None, orders, mailed: Vec::new() };
                let done =
                    self.write(move |tx| Ok(tx.erase_person(&whose, &pseudonym).map(drop)?)).await;
                match done {
                    Ok(()) => forgotten += count,
                    Err(error) => {
                        let order = earliest.map(|order| order.to_string()).unwrap_or_default();
                        tracing::error!(order.id = order, %error, "a customer was not forgotten");
                        first.get_or_insert(error);
                    }
                }
            }
        }
    }
}

/// What was done; or nothing, and the failure told, and kept when it is the first.
fn kept<T: Default>(first: &mut Option<Error>, what: &str, done: Result<T, Error>) -> T {
    done.unwrap_or_else(|error| {
        tracing::error!(what, %error, "what is old was not forgotten; it is tried again");
        first.get_or_insert(error);
        T::default()
    })
}
