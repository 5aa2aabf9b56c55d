use std::{sync::Arc, time::Duration};

use sillon_identity::{AttemptLimit, LetterLimit, PasswordSettings};
use sillon_images::Limits;
use sillon_kernel::Clock;
use sillon_notices::Mailer;
use sillon_orders::{Checkout, CheckoutRefused, Outcome};
use sillon_store::{Lane, LaneLoad, Store, Tx, Within};
use tokio::sync::Semaphore;

use crate::{
    AccountRules, AskLimits, Error, Ids, WebhookSettings,
    catalogue::assortment::Stocks,
    cycles::shop_cache::{PriceLists, ShopCache},
    enterprises::known_origins::ShopFronts,
    events::post::{MAX_PINGS, Poster},
    intake::{Intake, IntakeLimits, MAX_IMAGES_WAITING},
    orders::checkout::{self, CheckoutLane},
    orders::open_carts::{self, CartLane},
    orders::use_vouchers::{self, VoucherLane},
    people::open_id::{KnownProvider, OpenIdSettings},
    people::password_hashing::Hashing,
};

/// How long the database may take to say that it is there.
const HEALTH_PATIENCE: Duration = Duration::from_secs(3);

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
    /// How much of what strangers type may be sent to people.
    pub letters: LetterLimit,
    /// The identity provider people may sign in with; none when there is none.
    pub open_id: Option<OpenIdSettings>,
    /// How much reading one image may take.
    pub images: Limits,
    /// How many images are drawn at once; each takes its memory.
    pub images_at_once: usize,
    /// How much is taken in at once of what people send.
    pub intake: IntakeLimits,
    /// How long what a shop shows may be served without asking the database whether another node changed it, in
    /// milliseconds. This node's own changes show at once.
    pub shop_max_age_ms: u64,
    /// How long a session lasts, in seconds.
    pub session_seconds: i64,
    /// The address people reach this installation at, for links in mail.
    pub public_url: String,
    /// How long a letter that did not leave waits for its second try, in seconds; for each later one twice as long.
    pub mail_retry_seconds: i64,
    /// How webhooks are sent.
    pub webhooks: WebhookSettings,
}

impl Default for EngineSettings {
    fn default() -> Self {
        Self {
            passwords: PasswordSettings::default(),
            passwords_at_once: 2,
            accounts: AccountRules::default(),
            attempts: AttemptLimit::default(),
            letters: LetterLimit::default(),
            open_id: None,
            images: Limits::default(),
            images_at_once: 1,
            intake: IntakeLimits::default(),
            shop_max_age_ms: 500,
            session_seconds: 30 * 24 * 3_600,
            public_url: "http://localhost:8080".to_owned(),
            mail_retry_seconds: 60,
            webhooks: WebhookSettings::default(),
        }
    }
}

impl EngineSettings {
    /// What bounds asking people.
    pub fn ask_limits(&self) -> AskLimits {
        AskLimits { accounts: self.accounts, attempts: self.attempts, letters: self.letters }
    }
}

/// Everything a running installation is: its database behind queues, its clock, and what it remembers.
pub struct Engine {
    pub(crate) store: Store,
    pub(crate) ids: Arc<Ids>,
    pub(crate) settings: EngineSettings,
    pub(crate) hashing: Hashing,
    pub(crate) drawing: Arc<Semaphore>,
    pub(crate) images_waiting: Arc<Semaphore>,
    pub(crate) intake: Intake,
    pub(crate) shops: ShopCache,
    pub(crate) lists: Arc<PriceLists>,
    pub(crate) stocks: Arc<Stocks>,
    pub(crate) mailer: Arc<Mailer>,
    pub(crate) poster: Poster,
    pub(crate) pings: Arc<Semaphore>,
    pub(crate) shop_fronts: ShopFronts,
    pub(crate) provider: KnownProvider,
    pub(crate) checkouts: CheckoutLane,
    pub(crate) openings: CartLane,
    pub(crate) namings: VoucherLane,
}

impl Engine {
    /// Starts an engine over an open store.
    ///
    /// # Errors
    ///
    /// When the threads of its lanes cannot be started.
    pub fn start(
        store: Store,
        ids: Ids,
        mailer: Mailer,
        settings: EngineSettings,
    ) -> Result<Self, Error> {
        let ids = Arc::new(ids);
        let lists = Arc::new(PriceLists::default());
        let checkouts: Lane<Checkout, Result<Outcome, CheckoutRefused>> = store.lane(
            "checkout",
            Within::Transaction,
            &checkout::decider(Arc::clone(&lists), Arc::clone(&ids), settings.letters),
        )?;
        let openings: CartLane = store.lane(
            "cart",
            Within::Nothing,
            &open_carts::opener(Arc::clone(&lists), Arc::clone(&ids)),
        )?;
        let namings: VoucherLane = store.lane(
            "voucher",
            Within::Transaction,
            &use_vouchers::namer(Arc::clone(&lists), settings.letters),
        )?;
        let hashing = Hashing::new(settings.passwords_at_once);
        let drawing = Arc::new(Semaphore::new(settings.images_at_once.max(1)));
        let intake = Intake::new(settings.intake);
        let shops = ShopCache::new(settings.shop_max_age_ms);
        let poster = Poster::new(settings.webhooks);
        Ok(Self {
            store,
            ids,
            settings,
            hashing,
            drawing,
            images_waiting: Arc::new(Semaphore::new(MAX_IMAGES_WAITING)),
            intake,
            shops,
            lists,
            stocks: Arc::default(),
            mailer: Arc::new(mailer),
            poster,
            pings: Arc::new(Semaphore::new(MAX_PINGS)),
            shop_fronts: ShopFronts::default(),
            provider: KnownProvider::default(),
            checkouts,
            openings,
            namings,
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

    /// Moves what was written into the database's own file, as far as nobody reads what was there before.
    ///
    /// # Errors
    ///
    /// What the database refuses.
    pub async fn checkpoint(&self) -> Result<(), Error> {
        Ok(self.store.checkpoint().await?)
    }

    /// Leaves the database's file whole in itself, when nothing more will be asked.
    pub fn close(&self) {
        self.store.close();
    }

    /// Whether it can serve: the database answers, and its schema is this program's.
    ///
    /// # Errors
    ///
    /// Why not, soon: whoever asks has a deadline too.
    pub async fn check(&self) -> Result<(), Error> {
        Ok(self.store.check(HEALTH_PATIENCE).await?)
    }

    /// What its checkout lane has done, and what waits for it.
    pub fn checkout_load(&self) -> LaneLoad {
        self.checkouts.load()
    }

    /// What its cart lane has done, and what waits for it.
    pub fn cart_load(&self) -> LaneLoad {
        self.openings.load()
    }

    /// What its voucher lane has done, and what waits for it.
    pub fn voucher_load(&self) -> LaneLoad {
        self.namings.load()
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
