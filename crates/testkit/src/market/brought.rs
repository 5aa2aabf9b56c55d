use std::collections::BTreeSet;

use sillon_catalogue::Patch;
use sillon_cycles::{
    Calculator, DeliveryAddress, Direction, ExchangePatch, HandOverChoice, HandOverKind,
    HandOverMethod, OrderCycle, OrderLimit, Postcodes, Storage, TaxCategory, Voucher, VoucherCode,
    VoucherValue,
};
use sillon_engine::{CartContents, OpenCart, add_hand_over, add_voucher, put_exchange};
use sillon_identity::Actor;
use sillon_kernel::{
    CartId, Clock, Currency, HandOverMethodId, Money, Name, Text, VoucherId, Window,
};
use sillon_orders::{Agreed, CartLine, Checkout, HandOverWish};
use sillon_store::{Repositories, Tx};

use crate::Market;

impl Market {
    /// The hub brings orders by bicycle in its cycle, which closes at a number of them, and one of them to somebody's door, for less than
    /// it comes to.
    pub(crate) async fn an_order_is_brought(&self) {
        self.the_cycle_takes_so_many().await;
        let bicycle = self.a_bicycle_sets_out(40).await;
        let cart = self.cart_to_bring("Bread", bicycle).await;
        self.a_code("PRINTEMPS", 40).await;
        let contents = self.use_code(cart, "PRINTEMPS").await;
        let checkout = self.checkout_as_shown(&contents, "brought");
        self.engine.checkout(checkout).await.expect("it goes there");
    }

    /// A guest's cart with one of a product, to be handed over in a way.
    ///
    /// # Panics
    ///
    /// When the shop does not sell it, or not so.
    pub async fn cart_to_bring(&self, product: &str, method: HandOverMethodId) -> CartId {
        let line = CartLine { variant: self.variant(product), quantity: 1 };
        let command = OpenCart {
            shop: self.slug().await,
            cycle: Some(self.cycle),
            lines: vec![line],
            hand_over: Some(method),
            postcode: None,
        };
        let opened = self.engine.open_cart(Actor::Guest, command).await;
        opened.expect("the shop sells it").cart.id
    }

    /// A checkout of a cart at what its contents come to, brought to somebody's door where that was chosen.
    ///
    /// # Panics
    ///
    /// When it has no price.
    pub fn checkout_as_shown(&self, contents: &CartContents, key: &str) -> Checkout {
        let total = contents.priced().expect("it has a price").total;
        let address = DeliveryAddress {
            street: Text::parse("3 place des Vosges").expect("a street"),
            postcode: Text::parse("88000").expect("a post code"),
            city: Name::parse("Épinal").expect("a town"),
        };
        let method = contents.cart.hand_over;
        Checkout {
            hand_over: HandOverWish { method, address: method.map(|_| address) },
            agreed: Agreed::to(total),
            ..self.checkout(contents.cart.id, key)
        }
    }

    /// The cycle has a limit that nobody comes to.
    async fn the_cycle_takes_so_many(&self) {
        let cycle = self.cycle;
        let limit = OrderLimit::new(Some(10_000), None).expect("a number of orders");
        let set = move |tx: &mut Tx<'_>| {
            let (cycle, now) = (tx.cycles().lock(cycle)?, tx.now());
            Ok(tx.cycles().save(&OrderCycle { limit: Some(limit), ..cycle }, now)?)
        };
        self.engine.write(set).await.expect("it is there");
    }

    /// A code of the hub that takes half a euro off so many orders, of each customer one.
    ///
    /// # Panics
    ///
    /// When the hub has it already.
    pub async fn a_code(&self, code: &str, max_uses: u32) -> VoucherId {
        let id = self.engine.ids().next(self.clock.now());
        let voucher = Voucher {
            id,
            hub: self.shop,
            code: code.parse::<VoucherCode>().expect("a code"),
            value: VoucherValue::Flat(Money::new(50, Currency::EUR)),
            from: None,
            until: None,
            max_uses: Some(max_uses),
            max_uses_each: Some(1),
            combines: false,
            retired_at: None,
            version: 1,
        };
        let added = move |tx: &mut Tx<'_>| add_voucher(tx, &Actor::Operator, voucher.clone());
        self.engine.write(added).await.expect("it is a new one");
        id
    }

    /// A guest's cart on which a code of the hub is used.
    ///
    /// # Panics
    ///
    /// When it cannot be used.
    pub async fn use_code(&self, cart: CartId, code: &str) -> CartContents {
        let codes = vec![code.parse::<VoucherCode>().expect("a code")];
        let used = self.engine.use_vouchers(Actor::Guest, None, cart, codes).await;
        used.expect("the code can be used")
    }

    /// A delivery of the hub, chosen in its cycle, that takes so many orders.
    ///
    /// # Panics
    ///
    /// When the cycle takes no changes.
    pub async fn a_bicycle_sets_out(&self, capacity: u32) -> HandOverMethodId {
        let (ids, shop, cycle) = (self.engine.ids(), self.shop, self.cycle);
        let bicycle = HandOverMethod {
            id: ids.next(self.clock.now()),
            hub: shop,
            name: Name::parse("By bicycle").expect("a name"),
            kind: HandOverKind::Delivery {
                postcodes: Postcodes::parse(["88000", "881*"]).expect("post codes"),
            },
            text: None,
            calculator: Some(Calculator::FlatRate(Money::new(300, Currency::EUR))),
            tax: TaxCategory::Standard,
            carries: Storage::ALL.into(),
            capacity: Some(capacity),
            tags: BTreeSet::new(),
            retired_at: None,
            version: 1,
        };
        let id = bicycle.id;
        let from = self.clock.now().plus_seconds(8 * 24 * 3_600);
        let window = Window::new(from, from.plus_seconds(7_200)).expect("two hours");
        let command = ExchangePatch {
            hand_over: Patch::Set(vec![HandOverChoice { method: id, window: Some(window) }]),
            ..ExchangePatch::plain(shop, Direction::Outgoing)
        };
        let set = move |tx: &mut Tx<'_>| {
            add_hand_over(tx, &Actor::Operator, bicycle.clone())?;
            put_exchange(tx, &Actor::Operator, &ids, cycle, command.clone()).map(drop)
        };
        self.engine.write(set).await.expect("the operator may");
        id
    }
}
