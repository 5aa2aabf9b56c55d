use std::collections::HashMap;

use sillon_kernel::{Money, Timestamp, VariantId};

use crate::{Direction, Exchange, Listing};

/// What is said of goods where they come into a cycle.
#[derive(Debug)]
pub(crate) struct ComingIn(HashMap<VariantId, Said>);

/// What who brings a variant says of it; what one of several who bring it does not say does not bind.
#[derive(Debug, Clone, Copy)]
struct Said {
    /// Until when it can be ordered; of several, the last.
    cutoff: Option<Timestamp>,
    /// From which sum of orders on it is delivered; of several, the least.
    minimum: Option<Money>,
}

impl ComingIn {
    /// What incoming exchanges say of what they bring.
    pub(crate) fn of(exchanges: &[Exchange]) -> Self {
        let mut of: HashMap<VariantId, Said> = HashMap::new();
        for exchange in exchanges.iter().filter(|it| it.direction == Direction::Incoming) {
            let said = Said { cutoff: exchange.cutoff, minimum: exchange.minimum };
            for variant in &exchange.variants {
                of.entry(*variant).and_modify(|known| *known = known.or(said)).or_insert(said);
            }
        }
        Self(of)
    }

    /// Until when a listing can be ordered, or the first of its parts.
    pub(crate) fn orders_until(&self, listing: &Listing) -> Option<Timestamp> {
        self.all(listing).filter_map(|said| said.cutoff).min()
    }

    /// From which sum on a listing is delivered; of the parts of a bundle, the largest.
    pub(crate) fn minimum(&self, listing: &Listing) -> Option<Money> {
        self.all(listing).filter_map(|said| said.minimum).max_by_key(|minimum| minimum.minor())
    }

    /// What is said of a listing and of its parts.
    fn all(&self, listing: &Listing) -> impl Iterator<Item = &Said> {
        listing.with_those_in_it().filter_map(|listing| self.0.get(&listing.variant))
    }
}

impl Said {
    /// What holds where either brings it.
    fn or(self, other: Self) -> Self {
        let lesser = |(one, other): (Money, Money)| {
            if other.minor() < one.minor() { other } else { one }
        };
        Self {
            cutoff: self.cutoff.zip(other.cutoff).map(|(one, other)| one.max(other)),
            minimum: self.minimum.zip(other.minimum).map(lesser),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample::{at, eur, exchange, id, listing, piece};

    #[test]
    fn what_one_of_several_who_bring_it_does_not_ask_does_not_bind() {
        let brings = |farm, cutoff: Option<i64>, minimum: Option<&str>| Exchange {
            cutoff: cutoff.map(at),
            minimum: minimum.map(eur),
            ..exchange(Direction::Incoming, farm, [1], [])
        };
        let said = |exchanges: &[Exchange]| {
            let coming_in = ComingIn::of(exchanges);
            let listing = listing(1, "2.00", piece());
            (coming_in.orders_until(&listing), coming_in.minimum(&listing))
        };
        let one = brings(100, Some(5), Some("50"));
        assert_eq!(said(std::slice::from_ref(&one)), (Some(at(5)), Some(eur("50"))));
        let other = brings(101, Some(9), Some("30"));
        assert_eq!(said(&[one.clone(), other]), (Some(at(9)), Some(eur("30"))));
        assert_eq!(said(&[one, brings(101, None, None)]), (None, None));
        let out =
            Exchange { minimum: Some(eur("5")), ..exchange(Direction::Outgoing, 900, [1], []) };
        assert_eq!(said(&[out]), (None, None));
        assert_eq!(ComingIn::of(&[]).0.get(&id(1)).map(|_| ()), None);
    }
}
