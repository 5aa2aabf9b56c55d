use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use sillon_catalogue::Patch;
use sillon_kernel::{
    Currency, Detail, EnterpriseId, Failure, FailureKind, FeeId, FieldValue, Fields, Name, Rate,
    Timestamp,
};

use crate::{Calculator, CalculatorRefused, FeeTax};

/// What an enterprise charges on top of the goods.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fee {
    /// Its id.
    pub id: FeeId,
    /// Who is paid it.
    pub enterprise: EnterpriseId,
    /// What people call it.
    pub name: Name,
    /// What it is for.
    pub kind: FeeKind,
    /// How much it is.
    pub calculator: Calculator,
    /// The tax included in its amount, or added to it where prices are without.
    pub tax: FeeTax,
    /// Since when nothing new names it; what names it keeps it.
    pub retired_at: Option<Timestamp>,
}

impl Fields for Fee {
    fn fields(&self) -> Vec<(&'static str, FieldValue)> {
        let calculator = serde_json::to_string(&self.calculator);
        vec![
            ("name", FieldValue::one(&self.name)),
            ("kind", FieldValue::one(&self.kind)),
            ("calculator", FieldValue::maybe(calculator.ok())),
            ("tax", FieldValue::one(&self.tax)),
            ("retired_at", FieldValue::maybe(self.retired_at)),
        ]
    }
}

/// How a fee should be otherwise. What is not said stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FeePatch {
    /// What people call it.
    pub name: Patch<Name>,
    /// What it is for.
    pub kind: Patch<FeeKind>,
    /// How much it is.
    pub calculator: Patch<Calculator>,
    /// The tax included in its amount.
    pub tax: Patch<FeeTax>,
}

impl Fee {
    /// Whether it is charged on each item and thus part of the price shown; otherwise once per order.
    pub fn is_per_item(&self) -> bool {
        self.calculator.is_per_item()
    }

    /// The fee that a patch makes of it.
    #[must_use]
    pub fn patched(self, patch: FeePatch) -> Self {
        Self {
            name: patch.name.over(self.name),
            kind: patch.kind.over(self.kind),
            calculator: patch.calculator.over(self.calculator),
            tax: patch.tax.over(self.tax),
            ..self
        }
    }

    /// Whether another charges something else, or of something else's tax: what those who agreed to it agreed to.
    pub fn differs_in_terms(&self, other: &Self) -> bool {
        self.calculator != other.calculator || self.tax != other.tax
    }

    /// The fee, which nothing new names from now on; a second time changes nothing.
    #[must_use]
    pub fn retired(self, now: Timestamp) -> Self {
        Self { retired_at: self.retired_at.or(Some(now)), ..self }
    }

    /// Checks the fee at the door, for use in a currency.
    ///
    /// # Errors
    ///
    /// [`FeeRefused`] when the calculator or the tax rate is out of bounds.
    pub fn check(&self, currency: Currency) -> Result<(), FeeRefused> {
        self.calculator.check(currency)?;
        let fits = |rate: &Rate| *rate >= Rate::ZERO && *rate <= Rate::from_bps(10_000);
        match self.tax.rate().filter(|rate| !fits(rate)) {
            Some(rate) => Err(FeeRefused::Tax(rate)),
            None => Ok(()),
        }
    }
}

/// What a fee is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FeeKind {
    /// Making up the orders.
    Packing,
    /// Bringing the goods.
    Transport,
    /// Running it all.
    Admin,
    /// Selling.
    Sales,
    /// Raising money for something.
    Fundraising,
}

impl FeeKind {
    /// Every kind.
    pub const ALL: [Self; 5] =
        [Self::Packing, Self::Transport, Self::Admin, Self::Sales, Self::Fundraising];

    /// The name it is stored and sent under.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Packing => "packing",
            Self::Transport => "transport",
            Self::Admin => "admin",
            Self::Sales => "sales",
            Self::Fundraising => "fundraising",
        }
    }
}

impl fmt::Display for FeeKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for FeeKind {
    type Err = NoSuchFeeKind;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "packing" => Ok(Self::Packing),
            "transport" => Ok(Self::Transport),
            "admin" => Ok(Self::Admin),
            "sales" => Ok(Self::Sales),
            "fundraising" => Ok(Self::Fundraising),
            other => Err(NoSuchFeeKind(other.chars().take(20).collect())),
        }
    }
}

/// The text names no kind of fee.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not a kind of fee: packing, transport, admin, sales or fundraising")]
pub struct NoSuchFeeKind(String);

/// Why a fee was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FeeRefused {
    /// Its calculator is out of bounds.
    #[error(transparent)]
    Calculator(#[from] CalculatorRefused),
    /// No such tax can be included in an amount.
    #[error("a tax of {0} is not between 0 and 100 %")]
    Tax(Rate),
}

impl Failure for FeeRefused {
    fn class(&self) -> (FailureKind, &'static str) {
        match self {
            Self::Calculator(refused) => refused.class(),
            Self::Tax(_) => (FailureKind::Invalid, "fee-tax"),
        }
    }

    fn details(&self) -> Vec<Detail> {
        match self {
            Self::Calculator(refused) => refused.details(),
            Self::Tax(_) => vec![Detail::new("tax", self.to_string())],
        }
    }
}

#[cfg(test)]
mod tests {
    use sillon_kernel::Money;

    use super::*;

    #[test]
    fn kinds_are_read_as_they_are_written() {
        let kinds = [
            FeeKind::Packing,
            FeeKind::Transport,
            FeeKind::Admin,
            FeeKind::Sales,
            FeeKind::Fundraising,
        ];
        for kind in kinds {
            assert_eq!(kind.as_str().parse(), Ok(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
        }
        assert!("tips".parse::<FeeKind>().is_err());
    }

    #[test]
    fn a_fee_includes_a_tax_between_nothing_and_its_price() {
        let with_tax = |tax| Fee {
            id: format!("{:032x}", 1).parse().unwrap(),
            enterprise: format!("{:032x}", 2).parse().unwrap(),
            name: Name::parse("Transport").unwrap(),
            kind: FeeKind::Transport,
            calculator: Calculator::FlatRate(Money::new(200, Currency::EUR)),
            tax: FeeTax::Rate(tax),
            retired_at: None,
        };
        assert_eq!(with_tax(Rate::from_bps(2000)).check(Currency::EUR), Ok(()));
        for tax in [Rate::from_bps(-10_000), Rate::from_bps(10_001)] {
            assert_eq!(with_tax(tax).check(Currency::EUR), Err(FeeRefused::Tax(tax)));
        }
        let refused = with_tax(Rate::ZERO).check(Currency::CHF).unwrap_err();
        assert_eq!(refused.class(), (FailureKind::Invalid, "fee-currency"));
    }

    #[test]
    fn a_patch_says_what_changes_and_only_sums_and_tax_are_terms() {
        let fee = crate::sample::fee(1, Calculator::PercentOfTotal(Rate::from_bps(500)));
        assert_eq!(fee.clone().patched(FeePatch::default()), fee);
        let name = Patch::Set(Name::parse("Van").unwrap());
        let renamed = fee.clone().patched(FeePatch {
            name,
            kind: Patch::Set(FeeKind::Transport),
            ..FeePatch::default()
        });
        assert_eq!((renamed.name.as_str(), renamed.kind), ("Van", FeeKind::Transport));
        assert!(!fee.differs_in_terms(&renamed));
        let dearer = Patch::Set(Calculator::PercentOfTotal(Rate::from_bps(600)));
        let dearer = fee.clone().patched(FeePatch { calculator: dearer, ..FeePatch::default() });
        let taxed = FeePatch { tax: Patch::Set(FeeTax::Goods), ..FeePatch::default() };
        assert!(fee.differs_in_terms(&dearer) && fee.differs_in_terms(&fee.clone().patched(taxed)));
        let [first, later] = [1, 2].map(|micros| Timestamp::from_micros(micros).unwrap());
        assert_eq!(fee.retired(first).retired(later).retired_at, Some(first));
    }
}
