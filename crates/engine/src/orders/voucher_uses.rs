use sillon_cycles::{PriceList, Voucher, VoucherUses};
use sillon_kernel::VoucherId;
use sillon_orders::VoucherUser;
use sillon_store::{Repositories, Tx};

use crate::Error;

/// How often each of the vouchers was used, of those whose uses are counted.
pub(crate) fn counted_uses(
    tx: &mut Tx<'_>,
    list: &PriceList,
    vouchers: &[VoucherId],
    by: Option<&VoucherUser>,
) -> Result<Vec<(VoucherId, VoucherUses)>, Error> {
    let counted = vouchers.iter().filter(|id| list.voucher(**id).is_some_and(Voucher::is_counted));
    counted.map(|id| Ok((*id, tx.vouchers().uses(*id, by)?))).collect()
}

/// How often one of them was used; never, where it is not among them.
pub(crate) fn uses_of(counted: &[(VoucherId, VoucherUses)], id: VoucherId) -> VoucherUses {
    counted.iter().find(|(of, _)| *of == id).map(|(_, uses)| *uses).unwrap_or_default()
}
