//! The rows that new carts come to, and those of the supplies they draw on.

use diesel::sql_types::{BigInt, Bool, Nullable, Text};
use sillon_kernel::{CartId, CycleId, EnterpriseId, HandOverMethodId, ShopKeyId, SupplyId, UserId};
use sillon_orders::Cart;

use super::super::{
    super::{
        Conn, Db,
        dialect::{insertable, read_by_ids},
    },
    orders::cart_quote::StoredQuote,
};
use crate::sql::ids::{Key, Uid};

/// The texts of a cart's row.
pub(crate) struct CartTexts {
    lines: String,
    quote: Option<String>,
    vouchers: Option<String>,
}

impl CartTexts {
    pub(crate) fn of(cart: &Cart) -> Self {
        Self {
            lines: lines_text(cart),
            quote: cart.quote.as_ref().map(StoredQuote::text),
            vouchers: vouchers_text(cart),
        }
    }

    /// The row of the cart whose texts they are.
    pub(crate) fn row<'a>(&'a self, cart: &'a Cart) -> CartRow<'a> {
        let at = cart.updated_at.micros();
        CartRow {
            id: Key(cart.id),
            hub_id: Key(cart.hub),
            cycle_id: Key(cart.cycle),
            user_id: cart.user.map(Key),
            lines: &self.lines,
            created_at: at,
            updated_at: at,
            quote: self.quote.as_deref(),
            hand_over_id: cart.hand_over.map(Key),
            vouchers: self.vouchers.as_deref(),
            shop_key_id: cart.partner.as_ref().map(|partner| Key(partner.key)),
            shop_key_name: cart.partner.as_ref().map(|partner| partner.name.as_str()),
        }
    }
}

/// The lines as they are stored: one JSON text, as they are read and written whole.
fn lines_text(cart: &Cart) -> String {
    serde_json::to_string(&cart.lines).expect("ids and numbers are always JSON")
}

/// The vouchers as they are stored: one JSON text, where there are any.
fn vouchers_text(cart: &Cart) -> Option<String> {
    let text = || serde_json::to_string(&cart.vouchers).expect("ids are always JSON");
    (!cart.vouchers.is_empty()).then(text)
}

insertable!(CartRow, InsertCarts into "cart" {
    id: Uid as Key<CartId>,
    hub_id: Uid as Key<EnterpriseId>,
    cycle_id: Uid as Key<CycleId>,
    user_id: Nullable<Uid> as Option<Key<UserId>>,
    lines: Text as &'a str,
    created_at: BigInt as i64,
    updated_at: BigInt as i64,
    quote: Nullable<Text> as Option<&'a str>,
    hand_over_id: Nullable<Uid> as Option<Key<HandOverMethodId>>,
    vouchers: Nullable<Text> as Option<&'a str>,
    shop_key_id: Nullable<Uid> as Option<Key<ShopKeyId>>,
    shop_key_name: Nullable<Text> as Option<&'a str>,
});

/// A supply, how much is left of it, and whether it is made on demand.
pub(crate) type SupplyRow = (SupplyId, i64, bool);

read_by_ids!(
    /// What is left of supplies, for whoever only looks.
    pub(crate) fn supplies(SupplyId) -> SupplyRow: (Uid, BigInt, Bool) =
        select "id, available_milli, on_demand" from "supply" by "id"
);
