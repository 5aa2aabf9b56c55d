use sillon_catalogue::Patch;
use sillon_cycles::{
    Calculator, DeliveryAddress, Direction, ExchangePatch, HandOverChoice, HandOverKind,
    HandOverMethod, Postcodes, Storage, TaxCategory,
};
use sillon_engine::{OpenCart, add_hand_over, put_exchange};
use sillon_identity::Actor;
use sillon_kernel::{Clock, Currency, HandOverMethodId, Money, Name, Text, Window};
use sillon_orders::{Agreed, CartLine, Checkout, HandOverWish};
use sillon_store::Tx;

use crate::Market;

impl Market {
    /// The hub brings orders by bicycle in its cycle, and one of them to somebody's door.
    pub(crate) async fn an_order_is_brought(&self) {
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
        let contents = opened.expect("the shop sells bread");
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
