use sillon_cycles::CannotOrder;
use sillon_messages::Words;

/// Why nothing can be ordered by whoever looks, whatever they choose.
pub(crate) fn why_not(words: &'static Words, why: CannotOrder) -> &'static str {
    match why {
        CannotOrder::NoWayToPay => words.shop.no_way_to_pay,
        CannotOrder::NoHandOver => words.hand_over.none_for_you,
    }
}
