//! Checkouts with vouchers, decided.

use super::*;

/// The same shop with these vouchers, which the carts name.
fn with_vouchers(facts: CheckoutFacts, vouchers: &[Voucher]) -> CheckoutFacts {
    let lists = facts.lists.keys().map(|of| {
        let facts = Facts { vouchers: vouchers.to_vec(), ..shop_facts(of.0, of.1) };
        (of.clone(), Arc::new(PriceList::build(facts)))
    });
    let named: Vec<VoucherId> = vouchers.iter().map(|voucher| voucher.id).collect();
    let carts = facts.carts.clone().into_iter();
    let carts = carts.map(|(id, cart)| (id, Cart { vouchers: named.clone(), ..cart }));
    CheckoutFacts { carts: carts.collect(), lists: lists.collect(), ..facts }
}

pub(super) fn voucher(number: u64, value: VoucherValue) -> Voucher {
    Voucher {
        id: VoucherId(uuid(80 + number)),
        hub: EnterpriseId(uuid(8)),
        code: format!("CODE {number}").parse().unwrap(),
        value,
        from: None,
        until: None,
        max_uses: None,
        max_uses_each: None,
        combines: true,
        retired_at: None,
        version: 1,
    }
}

fn flat(minor: i64) -> VoucherValue {
    VoucherValue::Flat(Money::new(minor, Currency::EUR))
}

/// A checkout at what its cart comes to.
fn agreed(facts: &CheckoutFacts, checkout: Checkout) -> Checkout {
    let total = shown(facts, checkout.cart).unwrap().total;
    Checkout { agreed: Agreed::to(total), ..checkout }
}

#[test]
fn an_order_holds_what_vouchers_take_off_as_parts_that_the_hub_bears() {
    let (checkouts, facts) = market(5_000, &[vec![(1, 2)]]);
    let bare = shown(&facts, checkouts[0].cart).unwrap().total;
    let facts = with_vouchers(facts, &[voucher(1, flat(30)), voucher(2, flat(20))]);
    let checkout = agreed(&facts, checkouts.into_iter().next().unwrap());
    let outcome = place_many(&[checkout], &facts, at(5)).outcomes.remove(0);
    let Ok(Outcome::Placed(order)) = outcome else { panic!("{outcome:?}") };
    assert_eq!(order.total, bare - Money::new(50, Currency::EUR));
    let parts = order.components.iter().map(|part| part.amount);
    assert_eq!(Money::total(Currency::EUR, parts), order.total);
    let of_vouchers =
        order.components.iter().filter(|it| matches!(it.kind, ComponentKind::Voucher(_)));
    let told: Vec<_> =
        of_vouchers.map(|it| (it.payee == order.hub, &*it.label, it.amount.minor())).collect();
    assert_eq!(told, [(true, "CODE 1", -30), (true, "CODE 2", -20)]);
    assert_eq!(order.vouchers().len(), 2);
}

#[test]
fn whoever_agrees_to_the_sum_without_a_voucher_that_is_used_up_has_it() {
    let (checkouts, facts) = market(5_000, &[vec![(1, 2)]]);
    let bare = shown(&facts, checkouts[0].cart).unwrap().total;
    let once = Voucher { max_uses: Some(1), ..voucher(1, flat(30)) };
    let mut facts = with_vouchers(facts, &[once.clone(), voucher(2, flat(20))]);
    facts.voucher_uses.note(once.id, 1);
    let at_sum = |less: i64| {
        let total = bare - Money::new(less, Currency::EUR);
        let checkout = Checkout { agreed: Agreed::to(total), ..checkouts[0].clone() };
        place_many(&[checkout], &facts, at(5)).outcomes.remove(0)
    };
    assert_eq!(at_sum(50).unwrap_err().class().1, "voucher-used-up");
    assert_eq!(at_sum(30).unwrap_err().class().1, "price-changed");
    let Ok(Outcome::Placed(order)) = at_sum(20) else { panic!("it is what they agreed to") };
    assert_eq!(order.vouchers(), [VoucherId(uuid(82))].into());
}

#[test]
fn a_voucher_that_ended_meanwhile_is_told_as_a_price_that_changed() {
    let (checkouts, facts) = market(5_000, &[vec![(1, 2)]]);
    let with = with_vouchers(facts, &[voucher(1, flat(30))]);
    let mut checkout = agreed(&with, checkouts.into_iter().next().unwrap());
    let mut ended = with_vouchers(with, &[]);
    let (id, list) = (checkout.cart, ended.lists.values().next().unwrap().clone());
    let cart = ended.carts.get_mut(&id).unwrap();
    cart.vouchers = vec![VoucherId(uuid(81))];
    let mut quote = Quote::of(&list, &cart.lines, cart.choices(), None);
    quote.total = Some(checkout.agreed.total);
    quote.vouchers = vec![("CODE 1".to_owned(), Money::new(-30, Currency::EUR))];
    cart.quote = Some(quote);
    let decision = place_many(std::slice::from_ref(&checkout), &ended, at(5));
    let changed = changed_of(&decision.outcomes[0]);
    let told: Vec<_> = changed.vouchers.iter().map(|it| (it.name.as_str(), it.now)).collect();
    assert_eq!(told, [("CODE 1", None)]);
    checkout.agreed = Agreed::to(changed.total);
    let decision = place_many(&[checkout], &ended, at(5));
    assert!(matches!(decision.outcomes[0], Ok(Outcome::Placed(_))), "{decision:?}");
}

proptest! {
    #[test]
    fn a_voucher_is_never_used_more_often_than_it_may_be(
        most in 1_u32..12, before in 0_u32..12, each in 1_u32..6, wanted in vec(1_u32..4, 1..24),
    ) {
        let carts: Vec<_> = wanted.iter().map(|quantity| vec![(3, *quantity)]).collect();
        let (checkouts, facts) = market(0, &carts);
        let counted = Voucher { max_uses: Some(most), max_uses_each: Some(each), ..voucher(1, flat(10)) };
        let mut facts = with_vouchers(facts, std::slice::from_ref(&counted));
        facts.voucher_uses.note(counted.id, before);
        let checkouts: Vec<_> = checkouts.into_iter().map(|it| agreed(&facts, it)).collect();
        let outcomes = place_many(&checkouts, &facts, at(5)).outcomes;
        let placed = outcomes.iter().filter(|it| matches!(it, Ok(Outcome::Placed(_)))).count();
        let may = most.saturating_sub(before).min(each);
        prop_assert_eq!(placed, wanted.len().min(usize::try_from(may).unwrap()));
        for refused in outcomes.iter().filter_map(|it| it.as_ref().err()) {
            prop_assert!(matches!(refused.class().1, "voucher-used-up" | "voucher-used"));
        }
    }
}
