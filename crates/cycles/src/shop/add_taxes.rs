use sillon_kernel::{EnterpriseId, Money, Rate};

use crate::{AddedTax, PriceList, Priced, TaxesByName, taxes_by_name};

/// What one payee sells of a basket at one tax rate.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TaxedPart {
    pub(crate) payee: EnterpriseId,
    pub(crate) tax_rate: Rate,
    pub(crate) amount: Money,
}

impl PriceList {
    /// Whether prices are without tax here, which comes on top of them.
    pub fn adds_tax(&self) -> bool {
        self.added_taxes.is_some()
    }

    /// Adds the taxes on what is sold to a priced basket; none to deposits, which are paid back.
    pub(crate) fn add_taxes(&self, priced: &mut Priced) {
        let Some(taxes) = &self.added_taxes else { return };
        for part in self.taxed_parts(priced) {
            for (name, rate, amount) in taxes.on(part.payee, part.amount, part.tax_rate) {
                let same =
                    |it: &&mut AddedTax| (it.payee, &it.name, it.rate) == (part.payee, &name, rate);
                match priced.taxes.iter_mut().find(same) {
                    Some(known) => known.amount += amount,
                    None => {
                        priced.taxes.push(AddedTax { payee: part.payee, name, rate, amount });
                    }
                }
            }
        }
        priced.taxes.retain(|tax| !tax.amount.is_zero());
        priced.total += Money::total(self.currency, priced.taxes.iter().map(|tax| tax.amount));
    }

    /// What of a part is paid for it, with the taxes that are added.
    pub(crate) fn with_taxes(&self, part: &TaxedPart) -> Money {
        let taxes =
            self.added_taxes.iter().flat_map(|it| it.on(part.payee, part.amount, part.tax_rate));
        part.amount + Money::total(self.currency, taxes.map(|(.., amount)| amount))
    }

    /// What a basket comes to without its deposits: goods, margins, fees and hand-over by who is paid for them.
    pub(crate) fn taxed_parts(&self, priced: &Priced) -> Vec<TaxedPart> {
        let part = |payee, tax_rate, amount| TaxedPart { payee, tax_rate, amount };
        let mut sold = Vec::with_capacity(2 * priced.lines.len() + priced.charges.len() + 1);
        for line in &priced.lines {
            for of in self.sold(line) {
                sold.push(part(of.listing.owner, of.listing.tax, of.goods - of.margin));
                sold.push(part(self.hub, of.margin_tax_rate, of.margin));
            }
        }
        for charge in &priced.charges {
            if let Some(fee) = self.fees.get(charge.fee) {
                sold.push(part(fee.enterprise, charge.tax_rate, charge.amount));
            }
        }
        if let Some(charge) = priced.hand_over
            && let Some(offered) = self.hand_over(charge.method)
        {
            sold.push(part(self.hub, offered.tax, charge.amount));
        }
        sold
    }
}

impl PriceList {
    /// The taxes that are included in a priced basket, by name, as the order it becomes tells them.
    pub fn included_taxes(&self, priced: &Priced) -> TaxesByName {
        let mut included = Vec::new();
        for line in &priced.lines {
            for of in self.sold(line) {
                let (owner, tax) = (of.listing.owner, of.listing.tax);
                included.push((owner, tax, of.tax - of.margin_tax));
                included.push((self.hub, of.margin_tax_rate, of.margin_tax));
                included.extend(of.listing.deposit.map(|it| (owner, it.tax_rate, of.deposit_tax)));
            }
        }
        for charge in &priced.charges {
            let fee = self.fees.get(charge.fee);
            included.extend(fee.map(|fee| (fee.enterprise, charge.tax_rate, charge.tax)));
        }
        let handed_over = priced
            .hand_over
            .and_then(|charge| Some((self.hub, self.hand_over(charge.method)?.tax, charge.tax)));
        included.extend(handed_over);
        let taken_off = priced.reductions.iter().flat_map(|it| &it.parts);
        included.extend(taken_off.map(|part| (self.hub, part.tax_rate, part.tax)));
        taxes_by_name(&self.named_taxes, included)
    }
}

impl Priced {
    /// The taxes that are added to it, by name: what each comes to, whoever charges it.
    pub fn taxes_by_name(&self) -> Vec<(&str, Money)> {
        let mut told: Vec<(&str, Money)> = Vec::new();
        for tax in &self.taxes {
            match told.iter_mut().find(|(name, _)| *name == &*tax.name) {
                Some((_, amount)) => *amount += tax.amount,
                None => told.push((&tax.name, tax.amount)),
            }
        }
        told
    }
}
