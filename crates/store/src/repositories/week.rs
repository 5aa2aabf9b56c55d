//! What a use case can ask of the database about the farmer's week: each function is one of `queries/week`, compiled for either
//! connection.

use sillon_identity::{ManageProducts, Permit};
use sillon_kernel::{EnterpriseId, Page, SupplyId, VariantId};

use crate::{
    Error, Tx, postgres, records::week::ListedSize, repositories::declare::repositories, sqlite,
    tx::Handle,
};

repositories! {
    /// What farms list from week to week.
    Weeks in week::lists {
        /// Everything a producer sells, by product.
        fn shelf(producer: EnterpriseId) -> Vec<sillon_week::ShelfItem>;
        /// A page of what a producer sells, by product; [`Error::Missing`] when it does not sell what a page is to follow.
        fn shelf_page(producer: EnterpriseId, after: Option<VariantId>, limit: u32) -> Page<sillon_week::ShelfItem>;
        /// The latest week before one in which the producer listed anything.
        fn last_before(producer: EnterpriseId, week: sillon_kernel::IsoWeek) -> Option<sillon_kernel::IsoWeek>;
        /// What the producer listed in a week.
        fn listed(producer: EnterpriseId, week: sillon_kernel::IsoWeek) -> Vec<ListedSize>;
        /// What the producer listed in a week of some sizes.
        fn listed_of(producer: EnterpriseId, week: sillon_kernel::IsoWeek, variants: &[VariantId]) -> Vec<ListedSize>;
        /// How many items of each of the producer's sizes are ordered in cycles that are open.
        fn ordered(producer: EnterpriseId) -> Vec<(VariantId, i64)>;
        /// Begins a week's list with how everything stands, where it has not begun.
        fn begin(by: &Permit<ManageProducts>, week: sillon_kernel::IsoWeek) -> ();
        /// Takes pools out of a week's list, to note anew how they stand.
        fn unlist_pools(by: &Permit<ManageProducts>, week: sillon_kernel::IsoWeek, supplies: &[SupplyId]) -> ();
        /// Notes in a week's list what every size costs by now, and whether it is offered.
        fn list_prices(by: &Permit<ManageProducts>, week: sillon_kernel::IsoWeek) -> ();
        /// Notes what of a pool is listed in a week that has begun.
        fn list_pool(week: sillon_kernel::IsoWeek, supply: SupplyId, left_milli: i64, on_demand: bool) -> ();
        /// Notes that so much more of a pool is listed, or less.
        fn list_more(week: sillon_kernel::IsoWeek, supply: SupplyId, more_milli: i64) -> ();
        /// Notes the price of a size in a week that has begun, in minor units, and whether it is offered.
        fn list_size(by: &Permit<ManageProducts>, week: sillon_kernel::IsoWeek, variant: VariantId, price: i64, offered: bool) -> ();
    }
}
