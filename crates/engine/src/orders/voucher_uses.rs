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
    let known = vouchers.iter().filter_map(|id| list.voucher(*id));
    let count = |voucher: &Voucher| {
        let all = voucher.max_uses.map(|_| tx.vouchers().used(voucher.id)).transpose()?;
        let of_them = by.filter(|_| voucher.max_uses_each.is_some());
        let by_them = of_them.map(|by| tx.vouchers().used_by(voucher.id, by)).transpose()?;
        let uses =
            VoucherUses { all: all.unwrap_or_default(), by_them: by_them.unwrap_or_default() };
        Ok((voucher.id, uses))
    };
    known.filter(|voucher| voucher.is_counted()).map(count).collect()
}

/// How often one of them was used; never, where it is not among them.
pub(crate) fn uses_of(counted: &[(VoucherId, VoucherUses)], id: VoucherId) -> VoucherUses {
    counted.iter().find(|(of, _)| *of == id).map(|(_, uses)| *uses).unwrap_or_default()
}
