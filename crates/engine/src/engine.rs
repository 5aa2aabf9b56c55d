use std::sync::Arc;

use sillon_identity::{Actor, AttemptLimit, PasswordSettings};
use sillon_images::Limits;
use sillon_kernel::{Clock, OrderId};
use sillon_notices::Postbox;
use sillon_orders::{Checkout, CheckoutRefused, Order, Outcome};
use sillon_store::{Lane, Store, Tx};
use tokio::sync::Semaphore;

use crate::{
    AccountRules, Error, Ids,
    checkout::{self, CheckoutLane},
    front::{Fronts, PriceLists},
    hashing::Hashing,
    openid::{KnownProvider, OpenIdSettings},
    orders::order,
    sellable::Stocks,
    shop_keys::ShopFronts,
};

/// How many images are drawn, or wait to be, before callers are told to come back; each holds its file meanwhile.
const MOST_IMAGES_WAITING: usize = 16;

/// What an engine is told at its start.
#[derive(Debug, Clone)]
pub struct EngineSettings {
    /// What hashing a password costs.
    pub passwords: PasswordSettings,
    /// How many passwords are hashed at once; each takes its memory.
    pub passwords_at_once: usize,
    /// What is asked of people before they act for enterprises.
    pub accounts: AccountRules,
    /// How often a password or a secret may be guessed, and a letter be asked for.
    pub attempts: AttemptLimit,
    /// The identity provider people may sign in with; none when there is none.
    pub open_id: Option<OpenIdSettings>,
    /// How many proxies stand before the server, each of which says whom it asks for.
    pub proxies: usize,
    /// How much reading one image may take.
    pub images: Limits,
    /// How many images are drawn at once; each takes its memory.
    pub images_at_once: usize,
    /// How long what a shop shows may be served without asking the database whether another node changed it, in
    /// milliseconds. This node's own changes show at once.
    pub front_max_age_ms: u64,
    /// How long a session lasts, in seconds.
    pub session_seconds: i64,
    /// The address people reach this installation at, for links in mail.
    pub public_url: String,
    /// How long a letter that did not leave waits for its second try, in seconds; for each later one twice as long.
    pub mail_retry_seconds: i64,
}

impl Default for EngineSettings {
    fn default() -> Self {
        Self {
            passwords: PasswordSettings::default(),
            passwords_at_once: 2,
            accounts: AccountRules::default(),
            attempts: AttemptLimit::default(),
            open_id: None,
            proxies: 0,
            images: Limits::default(),
            images_at_once: 1,
            front_max_age_ms: 500,
            session_seconds: 30 * 24 * 3_600,
            public_url: "http://localhost:8080".to_owned(),
            mail_retry_seconds: 60,
        }
    }
}

/// Everything a running installation is: its database behind queues, its clock, and what it remembers.
pub struct Engine {
    pub(crate) store: Store,
    pub(crate) ids: Arc<Ids>,
    pub(crate) settings: EngineSettings,
    pub(crate) hashing: Hashing,
    pub(crate) drawing: Arc<Semaphore>,
    pub(crate) images_waiting: Semaphore,
    pub(crate) fronts: Fronts,
    pub(crate) lists: Arc<PriceLists>,
    pub(crate) stocks: Arc<Stocks>,
    pub(crate) postbox: Arc<Postbox>,
    pub(crate) shop_fronts: ShopFronts,
    pub(crate) provider: KnownProvider,
    checkouts: CheckoutLane,
}

impl Engine {
    /// Starts an engine over an open store.
    ///
    /// # Errors
    ///
    /// When the checkout lane's threads cannot be started.
    pub fn start(
        store: Store,
        ids: Ids,
        postbox: Postbox,
        settings: EngineSettings,
    ) -> Result<Self, Error> {
        let ids = Arc::new(ids);
        let lists = Arc::new(PriceLists::default());
        let checkouts: Lane<Checkout, Result<Outcome, CheckoutRefused>> =
            store.lane("checkout", &checkout::decider(Arc::clone(&lists), Arc::clone(&ids)))?;
        let hashing = Hashing::new(settings.passwords_at_once);
        let drawing = Arc::new(Semaphore::new(settings.images_at_once.max(1)));
        let fronts = Fronts::new(settings.front_max_age_ms);
        Ok(Self {
            store,
            ids,
            settings,
            hashing,
            drawing,
            images_waiting: Semaphore::new(MOST_IMAGES_WAITING),
            fronts,
            lists,
            stocks: Arc::default(),
            postbox: Arc::new(postbox),
            shop_fronts: ShopFronts::default(),
            provider: KnownProvider::default(),
            checkouts,
        })
    }

    /// Runs a use case that only reads.
    ///
    /// # Errors
    ///
    /// What the use case refuses.
    pub async fn read<T, F>(&self, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnMut(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
    {
        self.store.read(work).await
    }

    /// Runs a use case that writes.
    ///
    /// # Errors
    ///
    /// What the use case refuses.
    pub async fn write<T, F>(&self, work: F) -> Result<T, Error>
    where
        T: Send + 'static,
        F: FnMut(&mut Tx<'_>) -> Result<T, Error> + Send + 'static,
    {
        self.store.write(work).await
    }

    /// Places a cart as an order; asked again with the same key, it is the same order.
    ///
    /// # Errors
    ///
    /// [`CheckoutRefused`], or what the database refuses.
    pub async fn checkout(&self, checkout: Checkout) -> Result<Order, Error> {
        match self.checkouts.submit(checkout).await?? {
            Outcome::Placed(order) => Ok(*order),
            Outcome::Before(id) => self.read(move |tx| Ok(tx.orders().get(id)?)).await,
        }
    }

    /// Places a cart as an order for whoever asks: a shop front may order what is in carts of its own shop only.
    ///
    /// # Errors
    ///
    /// As [`Engine::checkout`]; missing when the cart is another shop's.
    pub async fn checkout_by(&self, actor: Actor, checkout: Checkout) -> Result<Order, Error> {
        if matches!(actor, Actor::ShopFront { .. }) {
            self.check_cart(actor, checkout.cart).await?;
        }
        self.checkout(checkout).await
    }

    /// An order as the actor may see it.
    ///
    /// # Errors
    ///
    /// Missing when there is none, or it is not theirs to see.
    pub async fn order(
        &self,
        actor: Actor,
        id: OrderId,
    ) -> Result<crate::OrderWithPayments, Error> {
        self.read(move |tx| order(tx, &actor, id)).await
    }

    /// How many times it hashed something for a password since it started: a load worth watching, and the same for those who
    /// have an account and those who do not.
    pub fn hashings(&self) -> u64 {
        self.hashing.done()
    }

    /// The source of new ids.
    pub fn ids(&self) -> Arc<Ids> {
        Arc::clone(&self.ids)
    }

    /// The price lists it remembers, each at the version it was made from.
    pub fn lists(&self) -> Arc<PriceLists> {
        Arc::clone(&self.lists)
    }

    /// The clock.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        self.store.clock()
    }

    /// What it was told at its start.
    pub fn settings(&self) -> &EngineSettings {
        &self.settings
    }

    /// The store it works on.
    pub fn store(&self) -> &Store {
        &self.store
    }
}
