use std::collections::HashMap;

use sillon_cycles::VoucherUses;
use sillon_kernel::{Email, UserId, VoucherId};

/// Who orders, as the uses of a voucher are counted: a person with an account, or whoever has an address.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum VoucherUser {
    /// Somebody with an account.
    Account(UserId),
    /// A guest.
    Guest(Email),
}

/// How often vouchers were used, in all and by whom.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VoucherCounts {
    all: HashMap<VoucherId, u32>,
    by: HashMap<(VoucherId, VoucherUser), u32>,
}

impl VoucherCounts {
    /// Notes how often a voucher was used in all.
    pub fn note(&mut self, voucher: VoucherId, used: u32) {
        self.all.insert(voucher, used);
    }

    /// Notes how often somebody used it.
    pub fn note_by(&mut self, voucher: VoucherId, by: VoucherUser, used: u32) {
        self.by.insert((voucher, by), used);
    }

    /// Counts one use more, by somebody at an address: whoever has an account is the same customer without it.
    pub(crate) fn count(&mut self, voucher: VoucherId, user: &VoucherUser, address: &Email) {
        *self.all.entry(voucher).or_default() += 1;
        let guest = VoucherUser::Guest(address.clone());
        if guest != *user {
            *self.by.entry((voucher, guest)).or_default() += 1;
        }
        *self.by.entry((voucher, user.clone())).or_default() += 1;
    }

    /// How often a voucher was used, in all and by somebody at an address.
    pub(crate) fn of(
        &self,
        voucher: VoucherId,
        user: &VoucherUser,
        address: &Email,
    ) -> VoucherUses {
        let by = |user: VoucherUser| self.by.get(&(voucher, user)).copied().unwrap_or_default();
        VoucherUses {
            all: self.all.get(&voucher).copied().unwrap_or_default(),
            by_them: by(user.clone()).max(by(VoucherUser::Guest(address.clone()))),
        }
    }
}
