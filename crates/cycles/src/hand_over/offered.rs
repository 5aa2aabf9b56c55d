use sillon_catalogue::TaxRates;
use sillon_kernel::{HandOverMethodId, Money, Rate, Window};

use crate::{Exchange, HandOverMethod};

/// A way in which a shop hands over in a cycle, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfferedHandOver {
    /// The method.
    pub method: HandOverMethod,
    /// When goods are fetched or brought.
    pub window: Option<Window>,
    /// The tax included in its price, as the hub charges it.
    pub tax: Rate,
}

/// What a hand-over comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HandOverCharge {
    /// By which method.
    pub method: HandOverMethodId,
    /// What it comes to.
    pub amount: Money,
    /// The tax included in it.
    pub tax: Money,
}

/// The ways in which a hub hands over in a cycle, out of all its `methods`: those that its outgoing exchange names, or all that
/// are not retired where it names none, taxed at its rates. One without a window of its own has the exchange's.
///
/// Source: Open Food Network, where no selection means every method.
pub fn offered(
    methods: Vec<HandOverMethod>,
    exchange: &Exchange,
    rates: &TaxRates,
) -> Vec<OfferedHandOver> {
    let offer = |method: HandOverMethod, window: Option<Window>| OfferedHandOver {
        tax: rates.of(method.tax),
        window: window.or(exchange.pick_up),
        method,
    };
    if exchange.hand_over.is_empty() {
        let in_use = methods.into_iter().filter(|method| method.retired_at.is_none());
        return in_use.map(|method| offer(method, None)).collect();
    }
    let chosen = |id: HandOverMethodId| methods.iter().find(|it| it.id == id).cloned();
    let choices = exchange.hand_over.iter();
    choices.filter_map(|choice| Some(offer(chosen(choice.method)?, choice.window))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Direction, HandOverChoice,
        sample::{at, exchange, id, pick_up, window},
    };

    fn names(methods: Vec<HandOverMethod>, exchange: &Exchange) -> Vec<HandOverMethodId> {
        offered(methods, exchange, &TaxRates::default())
            .into_iter()
            .map(|it| it.method.id)
            .collect()
    }

    #[test]
    fn a_hub_that_chooses_none_offers_all_it_has_as_the_exchange_says() {
        let methods = vec![pick_up(1, None), pick_up(2, None).retired(at(1)), pick_up(3, None)];
        let plain = Exchange {
            pick_up: Some(window(30, 40)),
            ..exchange(Direction::Outgoing, 900, [], [])
        };
        assert_eq!(names(methods.clone(), &plain), [id(1), id(3)]);
        assert!(
            offered(methods, &plain, &TaxRates::default())
                .iter()
                .all(|it| it.window == Some(window(30, 40)))
        );
        assert_eq!(names(Vec::new(), &plain), []);
    }

    #[test]
    fn a_hub_that_chooses_offers_these_each_when_it_says() {
        let methods = vec![pick_up(1, None), pick_up(2, None).retired(at(1)), pick_up(3, None)];
        let choice = |method, at| HandOverChoice { method: id(method), window: at };
        let chosen = Exchange {
            pick_up: Some(window(30, 40)),
            hand_over: vec![choice(3, Some(window(50, 60))), choice(2, None), choice(9, None)],
            ..exchange(Direction::Outgoing, 900, [], [])
        };
        let offered = offered(methods, &chosen, &TaxRates::default());
        let told: Vec<_> = offered.into_iter().map(|it| (it.method.id, it.window)).collect();
        assert_eq!(told, [(id(3), Some(window(50, 60))), (id(2), Some(window(30, 40)))]);
    }
}
