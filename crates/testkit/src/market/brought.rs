use std::collections::BTreeSet;

use sillon_catalogue::Patch;
use sillon_cycles::{
    Calculator, DeliveryAddress, Direction, ExchangePatch, HandOverChoice, HandOverKind,
    HandOverMethod, OrderCycle, OrderLimit, Postcodes, Storage, TaxCategory, Voucher, VoucherCode,
    VoucherValue,
};
use sillon_engine::{
    CartContents, OpenCart, add_hand_over, add_voucher, put_exchange, use_vouchers,
};
use sillon_identity::Actor;
use sillon_kernel::{CartId, Clock, Currency, HandOverMethodId, Money, Name, Text, Window};
use sillon_orders::{Agreed, CartLine, Checkout, HandOverWish};
use sillon_store::{Repositories, Tx};

use crate::Market;

impl Market {
    /// The hub brings orders by bicycle in its cycle, which closes at a number of them, and one of them to somebody's door, for less than
    /// it comes to.
    pub(crate) async fn an_order_is_brought(&self) {
        self.the_cycle_takes_so_many().await;
        let bicycle = self.a_bicycle_sets_out().await;
        let line = CartLine { variant: self.variant("Bread"), quantity: 1 };
        let command = OpenCart {
            shop: self.slug().await,
            cycle: Some(self.cycle),
            lines: vec![line],
            hand_over: Some(bicycle),
            postcode: None,
        };
        let opened = self.engine.open_cart(Actor::Guest, command).await;
        let cart = opened.expect("the shop sells bread").cart.id;
        let contents = self.use_a_code(cart).await;
        let total = contents.priced().expect("it has a price").total;
        let address = DeliveryAddress {
            street: Text::parse("3 place des Vosges").expect("a street"),
            postcode: Text::parse("88000").expect("a post code"),
            city: Name::parse("Épinal").expect("a town"),
        };
        let checkout = Checkout {
            hand_over: HandOverWish { method: Some(bicycle), address: Some(address) },
            agreed: Agreed::to(total),
            ..self.checkout(contents.cart.id, "brought")
        };
        self.engine.checkout(checkout).await.expect("it goes there");
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

    /// A cart on which a new code of the hub is used.
    async fn use_a_code(&self, cart: CartId) -> CartContents {
        let (lists, code) = (self.engine.lists(), "PRINTEMPS".parse::<VoucherCode>());
        let code = code.expect("a code");
        let voucher = Voucher {
            id: self.engine.ids().next(self.clock.now()),
            hub: self.shop,
            code: code.clone(),
            value: VoucherValue::Flat(Money::new(50, Currency::EUR)),
            from: None,
            until: None,
            max_uses: Some(40),
            max_uses_each: Some(1),
            combines: false,
            retired_at: None,
            version: 1,
        };
        let used = move |tx: &mut Tx<'_>| {
            add_voucher(tx, &Actor::Operator, voucher.clone())?;
            use_vouchers(tx, &lists, &Actor::Guest, cart, std::slice::from_ref(&code))
        };
        self.engine.write(used).await.expect("the code can be used")
    }

    /// A delivery of the hub, chosen in its cycle.
    async fn a_bicycle_sets_out(&self) -> HandOverMethodId {
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
            capacity: Some(40),
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
