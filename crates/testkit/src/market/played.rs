use std::{
    collections::{BTreeMap, HashMap},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, AtomicUsize, Ordering},
        mpsc,
    },
};

use sillon_engine::{
    AccountRules, Engine, EngineSettings, Error, Ids, OpenCart, SeededShop, ShopToSeed, seed_shop,
    verify,
};
use sillon_identity::{Actor, PasswordSettings};
use sillon_kernel::{
    CartId, Clock, Currency, CycleId, Email, EnterpriseId, Language, ManualClock, Money, Name,
    OrderId, SupplyId, VariantId, Zone,
};
use sillon_lists::{Absent, ListRow, read_list};
use sillon_notices::{Mailbox, Mailer, MailerSettings};
use sillon_orders::{Agreed, CartLine, Checkout, Contact, HandOverWish, Order, OrderToken};
use sillon_payments::Method;
use sillon_store::{Repositories, StatementWatch, Store, StoreSettings};
use tempfile::TempDir;
use tokio::{sync::oneshot, task::JoinHandle};

use crate::TestDatabase;

/// What the farms of a market list this week.
const LIST: &str = "\
producer,name,category,units,unit_type,variant_unit_name,price,on_hand,on_demand,shipping_category,allergens
Ferme des Tilleuls,Carrots,Vegetables,500,g,,1.60,80,,Ambient,none
Ferme des Tilleuls,Carrots,Vegetables,2,kg,,5.20,,,Ambient,none
Ferme des Tilleuls,Potatoes,Vegetables,1,kg,,2.20,200,,Ambient,none
Ferme des Tilleuls,Pumpkins,Vegetables,1,,pumpkin,4.50,20,,Ambient,none
Jardin d’Awa,Lettuce,Vegetables,1,,head,1.30,120,,Chilled,none
Jardin d’Awa,Eggs,Eggs,6,,egg,2.70,60,,Ambient,eggs
Jardin d’Awa,Goat cheese,Dairy,150,g,,4.10,40,,Chilled,milk
Fournil Épi,Bread,Bakery,1,,loaf,3.90,,1,Ambient,gluten
";

/// When a market's clock starts.
const START: &str = "2026-05-04T08:00:00Z";

/// A small hub, three farms, what they list, and a cycle that takes orders: a whole engine over a test's own database.
pub struct Market {
    /// The engine.
    pub engine: Arc<Engine>,
    /// Its clock, which stands still until it is moved.
    pub clock: Arc<ManualClock>,
    /// The shop.
    pub shop: EnterpriseId,
    /// The cycle that takes orders.
    pub cycle: CycleId,
    /// What its connections prepare.
    pub watch: StatementWatch,
    /// Variants by product, the smallest size, and by product and size, such as `Carrots 2 kg`; each with its supply.
    offers: BTreeMap<String, (VariantId, SupplyId)>,
    people: AtomicU32,
    /// What carts came to when they were opened.
    shown: Mutex<HashMap<CartId, Money>>,
    mail: TempDir,
    /// The database; the last to go.
    pub database: TestDatabase,
}

impl Market {
    /// A market over a database with nothing in it.
    ///
    /// # Panics
    ///
    /// When it cannot be stocked.
    pub async fn stocked(database: TestDatabase) -> Self {
        Self::stocked_with(
            database,
            StoreSettings { readers: 2, writers: 2, lane_writers: 2, ..StoreSettings::default() },
        )
        .await
    }

    /// A market whose store has so many threads.
    ///
    /// # Panics
    ///
    /// When it cannot be stocked.
    pub async fn stocked_with(database: TestDatabase, settings: StoreSettings) -> Self {
        let clock = Arc::new(ManualClock::new(START.parse().expect("an instant")));
        let watch = StatementWatch::default();
        let mail = tempfile::tempdir().expect("a temporary folder can be made");
        let engine = Arc::new(start(&database, settings, &clock, &watch, &mail));
        let stocked = stock(&engine).await;
        let (shop, cycle) = (stocked.shop, stocked.cycle.id);
        let shown = engine
            .cached_shop(&Actor::Guest, shop.slug.as_str(), Some(cycle))
            .await
            .expect("the shop sells in its cycle");
        let mut offers = BTreeMap::new();
        let mut listings: Vec<_> =
            shown.snapshot.list.offers.iter().map(|offer| &offer.listing).collect();
        listings.sort_by_key(|listing| listing.size.milli());
        for listing in listings {
            let found = (listing.variant, listing.supply);
            offers.insert(format!("{} {}", listing.product_name, listing.label), found);
            offers.entry(listing.product_name.to_string()).or_insert(found);
        }
        let people = AtomicU32::new(0);
        let shown = Mutex::default();
        Self { engine, clock, shop: shop.id, cycle, watch, offers, people, shown, mail, database }
    }

    /// Another node over the same database.
    ///
    /// # Panics
    ///
    /// When it cannot be started.
    pub fn another_node(&self) -> Arc<Engine> {
        let settings =
            StoreSettings { readers: 1, writers: 1, lane_writers: 2, ..StoreSettings::default() };
        Arc::new(start(&self.database, settings, &self.clock, &self.watch, &self.mail))
    }

    /// The variant of a product.
    ///
    /// # Panics
    ///
    /// When the market does not list it.
    pub fn variant(&self, product: &str) -> VariantId {
        self.offer(product).0
    }

    /// The supply of a product.
    ///
    /// # Panics
    ///
    /// When the market does not list it.
    pub fn supply(&self, product: &str) -> SupplyId {
        self.offer(product).1
    }

    fn offer(&self, product: &str) -> (VariantId, SupplyId) {
        *self.offers.get(product).unwrap_or_else(|| panic!("the market lists no {product}"))
    }

    /// A guest's cart.
    ///
    /// # Panics
    ///
    /// When it cannot be opened.
    pub async fn cart(&self, wanted: &[(&str, u32)]) -> CartId {
        let line = |(product, quantity): &(&str, u32)| CartLine {
            variant: self.variant(product),
            quantity: *quantity,
        };
        self.cart_of(wanted.iter().map(line).collect()).await
    }

    /// A guest's cart of these lines.
    ///
    /// # Panics
    ///
    /// When it cannot be opened.
    pub async fn cart_of(&self, lines: Vec<CartLine>) -> CartId {
        let (shop, cycle) = (self.slug().await, Some(self.cycle));
        let command = OpenCart { shop, cycle, lines, hand_over: None, postcode: None };
        let opened = self.engine.open_cart(Actor::Guest, command).await;
        let contents = opened.expect("the shop sells in its cycle");
        if let Ok(priced) = contents.priced() {
            self.shown
                .lock()
                .expect("nobody panics with it")
                .insert(contents.cart.id, priced.total);
        }
        contents.cart.id
    }

    /// The short name of its shop.
    ///
    /// # Panics
    ///
    /// When the database refuses.
    pub async fn slug(&self) -> String {
        let shop = self.shop;
        let slug = self.engine.read(move |tx| Ok(tx.enterprises().get(shop)?.slug)).await;
        slug.expect("the shop is there").to_string()
    }

    /// What a cart came to when it was opened; nothing when that could not be said.
    fn total(&self, cart: CartId) -> Money {
        let shown = self.shown.lock().expect("nobody panics with it");
        shown.get(&cart).copied().unwrap_or(Money::zero(Currency::EUR))
    }

    /// A checkout of a cart at what it was shown at; the digest is of the cart and the key.
    ///
    /// # Panics
    ///
    /// Never: its names are names.
    pub fn checkout(&self, cart: CartId, key: &str) -> Checkout {
        let number = self.people.fetch_add(1, Ordering::Relaxed);
        let mut digest = [0; 32];
        for (byte, from) in digest.iter_mut().zip(cart.0.as_bytes().iter().chain(key.as_bytes())) {
            *byte = *from;
        }
        Checkout {
            token: OrderToken::from_random(self.engine.ids().bytes()),
            order: self.engine.ids().next::<OrderId>(self.clock.now()),
            cart,
            user: None,
            by_shop: None,
            contact: Contact {
                name: Name::parse(&format!("Shopper {number}")).expect("a name"),
                email: Email::parse(&format!("shopper{number}@example.org")).expect("an address"),
                phone: None,
                note: None,
                language: Language::Fr,
            },
            hand_over: HandOverWish::default(),
            payment: Method::Cash,
            agreed: Agreed::to(self.total(cart)),
            key: key.to_owned(),
            digest,
        }
    }

    /// Hands checkouts to the engine, and comes back when all of them stand in its queue.
    pub async fn submit(&self, wishes: Vec<Checkout>) -> Submitted {
        let (submitted, count) = (Arc::new(AtomicUsize::new(0)), wishes.len());
        let start = |command| {
            let (engine, submitted) = (Arc::clone(&self.engine), Arc::clone(&submitted));
            tokio::spawn(async move {
                submitted.fetch_add(1, Ordering::Relaxed);
                engine.checkout(command).await
            })
        };
        let started = wishes.into_iter().map(start).collect();
        while submitted.load(Ordering::Relaxed) < count {
            tokio::task::yield_now().await;
        }
        Submitted(started)
    }

    /// Locks a product's supply until the hold is released: checkouts of it queue meanwhile.
    ///
    /// # Panics
    ///
    /// When it cannot be locked.
    pub async fn hold(&self, product: &str) -> Hold {
        let (locked, is_locked) = oneshot::channel();
        let (release, released) = mpsc::channel::<()>();
        let (mut locked, supply, engine) =
            (Some(locked), self.supply(product), Arc::clone(&self.engine));
        let holding = tokio::spawn(async move {
            let hold = engine.write(move |tx| {
                tx.catalogue().lock_supply(supply)?;
                locked.take().map(|locked| locked.send(()));
                // Fails when the other side is dropped, which is what is waited for.
                released.recv().unwrap_or_default();
                Ok(())
            });
            hold.await
        });
        is_locked.await.expect("the supply is locked");
        Hold { release, holding }
    }

    /// Orders what a guest wants, under a key of its own.
    ///
    /// # Errors
    ///
    /// Why not.
    pub async fn order(&self, wanted: &[(&str, u32)]) -> Result<Order, Error> {
        let cart = self.cart(wanted).await;
        self.engine.checkout(self.checkout(cart, &cart.to_string())).await
    }

    /// How much is left of a product, in thousandths of its base unit.
    ///
    /// # Panics
    ///
    /// When it cannot be read.
    pub async fn left(&self, product: &str) -> i64 {
        let supply = self.supply(product);
        let left = self.engine.read(move |tx| Ok(tx.cycles().supplies_left(&[supply])?)).await;
        let found = left.expect("it is read").pop();
        found.expect("there is one").1.available_milli
    }

    /// Checks that every total, supply, allocation and balance is what its history comes to.
    ///
    /// # Panics
    ///
    /// When one is not.
    pub async fn assert_clean(&self) {
        let verified = self.engine.read(verify).await.expect("it is read");
        assert!(verified.is_clean(), "{verified:?}");
    }
}

/// Checkouts on their way.
pub struct Submitted(Vec<JoinHandle<Result<Order, Error>>>);

impl Submitted {
    /// What came of each, in the order they were submitted.
    ///
    /// # Panics
    ///
    /// When one of them does.
    pub async fn answers(self) -> Vec<Result<Order, Error>> {
        let mut answers = Vec::with_capacity(self.0.len());
        for started in self.0 {
            answers.push(started.await.expect("a checkout does not panic"));
        }
        answers
    }
}

/// A supply that is locked.
pub struct Hold {
    release: mpsc::Sender<()>,
    holding: JoinHandle<Result<(), Error>>,
}

impl Hold {
    /// Lets go of it.
    ///
    /// # Panics
    ///
    /// When holding it failed.
    pub async fn release(self) {
        drop(self.release);
        self.holding.await.expect("it does not panic").expect("the supply was locked");
    }
}

/// Starts an engine that writes its mail to a folder.
fn start(
    database: &TestDatabase,
    settings: StoreSettings,
    clock: &Arc<ManualClock>,
    watch: &StatementWatch,
    mail: &TempDir,
) -> Engine {
    let clock: Arc<dyn Clock> = Arc::<ManualClock>::clone(clock);
    let store = Store::open_watched(database.database.clone(), settings, clock, watch)
        .expect("the store opens");
    let from: Mailbox = "Market <market@example.org>".parse().expect("an address");
    let files = MailerSettings::Files { folder: mail.path().to_owned() };
    let mailer = Mailer::open(files, from).expect("the folder is there");
    let cheap = PasswordSettings { memory_kib: 8, passes: 1 };
    let accounts = AccountRules { confirmed_only: false, ..AccountRules::default() };
    let settings = EngineSettings { passwords: cheap, accounts, ..EngineSettings::default() };
    Engine::start(store, Ids::Random, mailer, settings).expect("the engine starts")
}

/// Fills the shop.
async fn stock(engine: &Engine) -> SeededShop {
    let rows: Vec<ListRow> =
        read_list(LIST.as_bytes(), Currency::EUR).expect("the list has no fault");
    let shop = Name::parse("Halle de la Gare").expect("a name");
    let zone: Zone = "Europe/Paris".parse().expect("a zone");
    let ids = engine.ids();
    let stocked = engine
        .write(move |tx| {
            let (currency, absent) = (Currency::EUR, Absent::Keep);
            let command = ShopToSeed { shop: &shop, zone: &zone, currency, rows: &rows, absent };
            seed_shop(tx, &ids, &command, &|_, _, _| ())
        })
        .await;
    stocked.expect("the list can be sold")
}
