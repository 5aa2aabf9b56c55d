use sillon_identity::{Actor, Network};
use sillon_kernel::OrderId;
use sillon_orders::{Checkout, Order, OrderToken, Outcome};
use sillon_payments::Method;
use sillon_store::Repositories;

use crate::{
    Engine, Error, OrderWithPayments, orders::see::order,
    payments::bank_account::check_can_be_transferred, people::rate_limit,
};

impl Engine {
    /// Places a cart as an order; asked again with the same key, it is the same order.
    ///
    /// # Errors
    ///
    /// [`CheckoutRefused`](sillon_orders::CheckoutRefused), or what the database refuses; a refusal of a transfer to a shop that says no account to pay to.
    pub async fn checkout(&self, checkout: Checkout) -> Result<Order, Error> {
        let cart = checkout.cart;
        if checkout.payment == Method::BankTransfer {
            self.read(move |tx| check_can_be_transferred(tx, cart)).await?;
        }
        match self.checkouts.submit(checkout).await?? {
            Outcome::Placed(order) => Ok(*order),
            Outcome::Before(id) => self.read(move |tx| Ok(tx.orders().get(id)?)).await,
        }
    }

    /// Places a cart as an order for whoever asks, from a network: a shop front may order what is in carts of its own shop
    /// only, and of guests of one network no more is taken than the settings say.
    ///
    /// # Errors
    ///
    /// As [`Engine::checkout`]; missing when the cart is another shop's;
    /// [`TooManyAttempts`](sillon_identity::TooManyAttempts).
    pub async fn checkout_by(
        &self,
        actor: Actor,
        from: Option<Network>,
        checkout: Checkout,
    ) -> Result<Order, Error> {
        let is_guest = actor.user().is_none();
        if matches!(actor, Actor::ShopFront { .. }) {
            self.check_cart(actor, checkout.cart).await?;
        }
        if let Some(network) = from.filter(|_| is_guest) {
            let letters = self.settings.letters;
            let count = letters.of_guest_order(network);
            self.write(move |tx| rate_limit::take_all(tx, [count.clone()], letters.window_seconds))
                .await?;
        }
        self.checkout(checkout).await
    }

    /// An order as the actor may see it, who shows the token of a guest's.
    ///
    /// # Errors
    ///
    /// Missing when there is none, or it is not theirs to see.
    pub async fn order(
        &self,
        actor: Actor,
        id: OrderId,
        token: Option<String>,
    ) -> Result<OrderWithPayments, Error> {
        self.read(move |tx| order(tx, &actor, id, token.as_deref())).await
    }

    /// What will open an order that a guest places.
    pub fn order_token(&self) -> OrderToken {
        OrderToken::from_random(self.ids.bytes())
    }
}
