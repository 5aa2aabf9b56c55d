//! A small order for the tests of this crate.

use sillon_cycles::Deposit;
use sillon_kernel::{
    CartId, Currency, CycleId, Email, EnterpriseId, Language, Money, Name, OrderId, Quantity, Rate,
    SupplyId, Timestamp, VariantId,
};
use sillon_payments::Method;
use uuid::Uuid;

use crate::{Contact, HubMargin, Order, OrderLine};

/// An order of so many of some variants at a euro each, with or without a deposit.
pub(crate) fn order(lines: &[(u32, u32, Option<Deposit>)]) -> Order {
    let id = |number: u32| Uuid::from_u128(u128::from(number));
    let eur = |minor| Money::new(minor, Currency::EUR);
    let line =
        |(position, (variant, quantity, deposit)): (u32, &(u32, u32, Option<Deposit>))| OrderLine {
            position,
            variant: VariantId(id(*variant)),
            producer: EnterpriseId(id(100)),
            owner: EnterpriseId(id(100)),
            supply: SupplyId(id(*variant)),
            product_name: "Miel".into(),
            label: "250 g".into(),
            storage: "ambient".into(),
            quantity: *quantity,
            draw: Quantity::pieces(1),
            taken_milli: Quantity::pieces(*quantity).milli(),
            quota: None,
            price: eur(100),
            producer_price: eur(100),
            goods: eur(100).times(*quantity),
            margin: HubMargin { amount: eur(0), tax_rate: Rate::ZERO, tax: eur(0) },
            fees: eur(0),
            tax_rate: Rate::ZERO,
            tax: eur(0),
            deposit: *deposit,
            withdrawal: None,
            deposit_tax: deposit.map_or(eur(0), |deposit| deposit.tax_of(*quantity)),
            bundle: None,
            weighing: None,
            weighed: None,
        };
    let lines: Vec<OrderLine> = (0..).zip(lines).map(line).collect();
    Order {
        id: OrderId(id(1)),
        hub: EnterpriseId(id(900)),
        cycle: CycleId(id(1)),
        cart: CartId(id(1)),
        reference: "R-1".to_owned(),
        user: None,
        token: None,
        partner: None,
        contact: Contact {
            name: Name::parse("Awa").unwrap(),
            email: Email::parse("awa@example.org").unwrap(),
            phone: None,
            note: None,
            language: Language::Fr,
        },
        hand_over: None,
        payment: Method::Cash,
        total: Money::total(Currency::EUR, lines.iter().map(|line| line.total() + line.deposits())),
        at_most: None,
        lines,
        bundles: Vec::new(),
        components: Vec::new(),
        terms: None,
        named_taxes: Vec::new(),
        placed_at: Timestamp::from_micros(0).unwrap(),
        cancelled_at: None,
    }
}
