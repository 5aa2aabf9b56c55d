use sillon_kernel::{EnterpriseId, OrderId};
use uuid::Uuid;

/// An account of the trade's books. Above zero its holder has a claim; below zero it owes, or holds for others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Account {
    /// What a customer paid for an order less what has become due of it; less than zero is still to be paid.
    Order(OrderId),
    /// What has become due to a payee and has not come in; less than zero while money came before the close.
    Earned(EnterpriseId),
    /// What came in for a payee and has not been paid out.
    Payable(EnterpriseId),
    /// What has become due of deposits to whoever lent the packaging, and has not come in; less than zero while money came
    /// before the close.
    DepositDue(EnterpriseId),
    /// What came in of deposits for whoever lent the packaging, less what is paid back for what returned; less than zero
    /// where packaging returned before its deposit was paid.
    Deposit(EnterpriseId),
    /// What is to be paid back to the customer of an order.
    Refund(OrderId),
    /// What a hub paid out less what it took in; less than zero is money it holds for others.
    Till(EnterpriseId),
}

impl Account {
    /// The account of a kind and a holder, as it was stored; `None` when there is no such kind.
    pub fn new(kind: &str, holder: Uuid) -> Option<Self> {
        match kind {
            "order" => Some(Self::Order(OrderId(holder))),
            "earned" => Some(Self::Earned(EnterpriseId(holder))),
            "payable" => Some(Self::Payable(EnterpriseId(holder))),
            "deposit-due" => Some(Self::DepositDue(EnterpriseId(holder))),
            "deposit" => Some(Self::Deposit(EnterpriseId(holder))),
            "refund" => Some(Self::Refund(OrderId(holder))),
            "till" => Some(Self::Till(EnterpriseId(holder))),
            _ => None,
        }
    }

    /// The name its kind is stored and sent under.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Order(_) => "order",
            Self::Earned(_) => "earned",
            Self::Payable(_) => "payable",
            Self::DepositDue(_) => "deposit-due",
            Self::Deposit(_) => "deposit",
            Self::Refund(_) => "refund",
            Self::Till(_) => "till",
        }
    }

    /// The order or the enterprise it is kept for.
    pub fn holder(self) -> Uuid {
        match self {
            Self::Order(order) | Self::Refund(order) => order.0,
            Self::Earned(enterprise)
            | Self::Payable(enterprise)
            | Self::DepositDue(enterprise)
            | Self::Deposit(enterprise)
            | Self::Till(enterprise) => enterprise.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_found_again_by_its_kind_and_holder() {
        let holder = Uuid::from_u128(7);
        let order = Account::Order(OrderId(holder));
        let refund = Account::Refund(OrderId(holder));
        let of_enterprise = [
            Account::Earned,
            Account::Payable,
            Account::DepositDue,
            Account::Deposit,
            Account::Till,
        ];
        let of_enterprise = of_enterprise.map(|kind| kind(EnterpriseId(holder)));
        for account in of_enterprise.into_iter().chain([order, refund]) {
            assert_eq!(Account::new(account.kind(), account.holder()), Some(account));
        }
        assert_eq!(Account::new("pocket", holder), None);
    }
}
