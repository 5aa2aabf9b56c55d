//! What can be asked of the database about who sells, and what ties it to cycles.

use std::collections::BTreeSet;

use sillon_enterprises::{Seller, Sells, Tie};
use sillon_identity::{ManageEnterprise, Permit};
use sillon_kernel::{EnterpriseId, ProductId};

use crate::{Error, Tx, postgres, repositories::declare::repositories, sqlite, tx::Handle};

repositories! {
    /// Who sells, as shoppers must be told, and what ties it to cycles.
    Sellers in enterprises::sellers {
        /// The enterprises as sellers, by id.
        fn of(ids: &[EnterpriseId]) -> Vec<Seller>;
        /// Whether goods go out to the enterprise in a cycle that is published and not closed.
        fn is_selling(shop: EnterpriseId) -> bool;
        /// The producer's packed products that such a cycle offers; at most 500.
        fn packed_on_sale(producer: EnterpriseId) -> Vec<ProductId>;
        /// What ties the enterprise to such cycles.
        fn ties(of: EnterpriseId) -> BTreeSet<Tie>;
        /// Takes out of drafts what an enterprise of this kind may not bring or sell.
        fn leave_drafts(by: &Permit<ManageEnterprise>, is_producer: bool, sells: Sells) -> ();
    }
}
