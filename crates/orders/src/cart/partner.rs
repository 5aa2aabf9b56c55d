use sillon_kernel::{Name, ShopKeyId};

/// Whose shop front somebody orders through, where it is not the shop's own: a hub's partner, as its shop key tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Partner {
    /// The shop key that the shop front carries.
    pub key: ShopKeyId,
    /// What the hub called it when the cart was opened; whatever becomes of the key, orders say this.
    pub name: Name,
}
