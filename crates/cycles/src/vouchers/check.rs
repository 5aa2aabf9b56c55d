use sillon_kernel::VoucherId;

use crate::{MAX_VOUCHERS, PriceList, Voucher, VoucherCode, VoucherRefused};

/// How often a voucher was used.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct VoucherUses {
    /// On how many orders.
    pub all: u32,
    /// On how many orders of the customer who wants to use it.
    pub by_them: u32,
}

impl PriceList {
    /// A voucher that can be used now.
    pub fn voucher(&self, id: VoucherId) -> Option<&Voucher> {
        self.vouchers.iter().find(|voucher| voucher.id == id)
    }

    /// The vouchers of codes, as a shopper types them, in their order.
    ///
    /// # Errors
    ///
    /// [`VoucherRefused`] for one that is not there, or cannot be used now, or is named twice; for too many.
    pub fn vouchers_of(&self, codes: &[VoucherCode]) -> Result<Vec<VoucherId>, VoucherRefused> {
        if codes.len() > MAX_VOUCHERS {
            return Err(VoucherRefused::TooMany);
        }
        let mut named = Vec::with_capacity(codes.len());
        for (place, code) in codes.iter().enumerate() {
            let key = code.key();
            let found = self.vouchers.iter().find(|voucher| voucher.code.key() == key);
            let code = || code.to_string();
            let id = found.ok_or_else(|| VoucherRefused::Unknown { place, code: code() })?.id;
            if named.contains(&id) {
                return Err(VoucherRefused::Twice { place, code: code() });
            }
            named.push(id);
        }
        Ok(named)
    }

    /// Those of a basket's vouchers that can still be used, so that nobody is held to what is gone.
    pub fn usable(&self, vouchers: Vec<VoucherId>) -> Vec<VoucherId> {
        vouchers.into_iter().filter(|id| self.voucher(*id).is_some()).collect()
    }

    /// Those of a basket's vouchers that take something off it, each `used` so often: nobody is shown, or held to, a sum that nobody
    /// can pay.
    pub fn vouchers_in_effect(
        &self,
        vouchers: &[VoucherId],
        used: impl Fn(VoucherId) -> VoucherUses,
    ) -> Vec<VoucherId> {
        let refused = self.voucher_refusals(vouchers, used);
        let is_refused = |place| refused.iter().any(|refused| refused.place() == Some(place));
        let kept = vouchers.iter().enumerate().filter(|(place, _)| !is_refused(*place));
        kept.map(|(_, id)| *id).collect()
    }

    /// Checks that vouchers can be used on one order, each `used` so often.
    ///
    /// # Errors
    ///
    /// [`VoucherRefused`]: one that goes with no other first, then one that was used as often as it may be.
    pub fn check_vouchers(
        &self,
        vouchers: &[VoucherId],
        used: impl Fn(VoucherId) -> VoucherUses,
    ) -> Result<(), VoucherRefused> {
        self.voucher_refusals(vouchers, used).into_iter().next().map_or(Ok(()), Err)
    }

    /// Everything that keeps vouchers from being used on one order, each `used` so often: at most one refusal for each, in the order
    /// of [`Self::check_vouchers`].
    pub fn voucher_refusals(
        &self,
        vouchers: &[VoucherId],
        used: impl Fn(VoucherId) -> VoucherUses,
    ) -> Vec<VoucherRefused> {
        let known = vouchers.iter().enumerate();
        let known = known.filter_map(|(place, id)| Some((place, self.voucher(*id)?)));
        let is_alone = |voucher: &Voucher| vouchers.len() > 1 && !voucher.combines;
        let alone =
            known.clone().filter(|(_, voucher)| is_alone(voucher)).map(|(place, voucher)| {
                VoucherRefused::Alone { place, code: voucher.code.to_string() }
            });
        let spent = known.filter(|(_, voucher)| !is_alone(voucher) && voucher.is_counted());
        let spent = spent.filter_map(|(place, voucher)| {
            let (used, code) = (used(voucher.id), voucher.code.to_string());
            if voucher.max_uses.is_some_and(|most| used.all >= most) {
                Some(VoucherRefused::UsedUp { place, code })
            } else if voucher.max_uses_each.is_some_and(|most| used.by_them >= most) {
                Some(VoucherRefused::UsedByThem { place, code })
            } else {
                None
            }
        });
        alone.chain(spent).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Facts, VoucherValue,
        sample::{at, eur, id, market, voucher},
    };

    fn list(vouchers: Vec<Voucher>) -> PriceList {
        PriceList::build(Facts { vouchers, ..market() })
    }

    fn five(number: u32) -> Voucher {
        voucher(number, VoucherValue::Flat(eur("5")))
    }

    fn codes(written: &[&str]) -> Vec<VoucherCode> {
        written.iter().map(|code| code.parse().unwrap()).collect()
    }

    #[test]
    fn a_code_is_found_as_it_is_typed_while_it_is_valid() {
        let late = Voucher { from: Some(at(10)), ..five(2) };
        let list = list(vec![five(1), late, five(3).retired(at(-1))]);
        assert_eq!(list.vouchers_of(&codes(&[" code 1"])), Ok(vec![id(1)]));
        for unknown in ["CODE 2", "CODE 3", "CODE 9"] {
            let refused = list.vouchers_of(&codes(&["CODE 1", unknown])).unwrap_err();
            let code = unknown.to_owned();
            assert_eq!(refused, VoucherRefused::Unknown { place: 1, code });
        }
        let twice = list.vouchers_of(&codes(&["CODE 1", "code 1"])).unwrap_err();
        assert_eq!(twice, VoucherRefused::Twice { place: 1, code: "code 1".to_owned() });
        assert_eq!(list.vouchers_of(&codes(&["x"; 6])), Err(VoucherRefused::TooMany));
        assert_eq!(list.changes_at, Some(at(10)), "then another can be used");
        assert_eq!(list.usable(vec![id(2), id(1)]), [id(1)]);
    }

    #[test]
    fn vouchers_go_together_where_each_of_them_says_so() {
        let with_others = Voucher { combines: true, ..five(2) };
        let list = list(vec![five(1), with_others.clone(), Voucher { id: id(3), ..with_others }]);
        let check = |ids: &[u32]| {
            let ids: Vec<VoucherId> = ids.iter().map(|number| id(*number)).collect();
            list.check_vouchers(&ids, |_| VoucherUses::default())
        };
        assert_eq!([check(&[]), check(&[1]), check(&[2, 3])], [Ok(()), Ok(()), Ok(())]);
        let alone = VoucherRefused::Alone { place: 1, code: "CODE 1".to_owned() };
        assert_eq!(check(&[2, 1]), Err(alone));
    }

    #[test]
    fn a_voucher_is_used_as_often_as_it_may_be() {
        let counted = Voucher { max_uses: Some(3), max_uses_each: Some(1), ..five(1) };
        let list = list(vec![counted]);
        let used = |all, by_them| list.check_vouchers(&[id(1)], |_| VoucherUses { all, by_them });
        let code = || "CODE 1".to_owned();
        assert_eq!(used(2, 0), Ok(()));
        assert_eq!(used(3, 0), Err(VoucherRefused::UsedUp { place: 0, code: code() }));
        assert_eq!(used(2, 1), Err(VoucherRefused::UsedByThem { place: 0, code: code() }));
    }
}
