use std::cmp::Ordering;

/// How many of the first `sum` cents belong to each claim, when the cents of a claim are spread evenly over the whole.
///
/// Cent `k` of a claim of `a` cents stands at `(k − ½) / a`; cents at the same point go in the order of the claims.
/// This is Webster's (Sainte-Laguë's) method: Balinski and Young, *Fair Representation*, 1982. `sum` is at most the sum of
/// the claims, and then each gets what it comes to.
pub(crate) fn apportion(sum: u64, claims: &[u64]) -> Vec<u64> {
    let whole: u128 = claims.iter().copied().map(u128::from).sum();
    if whole == 0 {
        return vec![0; claims.len()];
    }
    let mut shares: Vec<Share> =
        claims.iter().map(|claim| Share::up_to(sum, *claim, whole)).collect();
    // All cents that stand before the end are given now; those few that stand about there are settled one by one.
    let mut given: u64 = shares.iter().map(|share| share.cents).sum();
    while given > sum {
        let last = shares
            .iter_mut()
            .filter(|share| share.cents > 0)
            .max_by(|a, b| a.last().cmp(&b.last()));
        last.expect("something was given").cents -= 1;
        given -= 1;
    }
    while given < sum {
        let next = shares
            .iter_mut()
            .filter(|share| share.claim > 0)
            .min_by(|a, b| a.next().cmp(&b.next()));
        next.expect("there is a claim above zero").cents += 1;
        given += 1;
    }
    shares.into_iter().map(|share| share.cents).collect()
}

/// A claim, and how many of its cents were given.
struct Share {
    claim: u64,
    cents: u64,
}

impl Share {
    /// Gives all cents that stand at `sum / whole` of the way or before: the exact share, rounded half up.
    fn up_to(sum: u64, claim: u64, whole: u128) -> Self {
        let cents = (2 * u128::from(sum) * u128::from(claim) + whole) / (2 * whole);
        Self { claim, cents: u64::try_from(cents).expect("a share is at most the sum") }
    }

    /// Where the last cent given stands.
    fn last(&self) -> Place {
        Place { halves: 2 * u128::from(self.cents) - 1, claim: self.claim }
    }

    /// Where the next cent to give stands.
    fn next(&self) -> Place {
        Place { halves: 2 * u128::from(self.cents) + 1, claim: self.claim }
    }
}

/// The point `halves / 2 / claim` of the way.
#[derive(PartialEq, Eq)]
struct Place {
    halves: u128,
    claim: u64,
}

impl Place {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.halves * u128::from(other.claim)).cmp(&(other.halves * u128::from(self.claim)))
    }
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    /// The rule as it is told: lay out every cent, and count those before the end.
    fn laid_out(sum: usize, claims: &[u64]) -> Vec<u64> {
        let cents_of = |(index, claim): (usize, &u64)| {
            let claim = *claim;
            (1..=claim).map(move |cent| (Place { halves: u128::from(2 * cent - 1), claim }, index))
        };
        let mut cents: Vec<(Place, usize)> = claims.iter().enumerate().flat_map(cents_of).collect();
        cents.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.cmp(&b.1)));
        let mut shares = vec![0; claims.len()];
        for (_, index) in cents.into_iter().take(sum) {
            shares[index] += 1;
        }
        shares
    }

    #[test]
    fn equal_claims_are_served_in_their_order() {
        assert_eq!(apportion(10, &[100, 100, 100]), [4, 3, 3]);
        assert_eq!(apportion(11, &[100, 100, 100]), [4, 4, 3]);
        assert_eq!(apportion(1, &[0, 5, 5]), [0, 1, 0]);
        assert_eq!(apportion(0, &[3, 4]), [0, 0]);
        assert_eq!(apportion(0, &[0, 0]), [0, 0]);
        assert_eq!(apportion(0, &[]), [0_u64; 0]);
    }

    proptest! {
        #[test]
        fn shares_are_counted_as_if_every_cent_were_laid_out(claims in vec(0_u64..40, 1..9), part in 0_usize..=100) {
            let whole: u64 = claims.iter().sum();
            let sum = usize::try_from(whole).unwrap() * part / 100;
            prop_assert_eq!(apportion(u64::try_from(sum).unwrap(), &claims), laid_out(sum, &claims));
        }

        #[test]
        fn the_largest_amounts_are_shared_whole(claims in vec(0_u64..10_000_000_000, 1..300), part in 0_u64..=100) {
            let whole: u64 = claims.iter().sum();
            let sum = whole / 100 * part;
            prop_assert_eq!(apportion(sum, &claims).iter().sum::<u64>(), sum);
            prop_assert_eq!(apportion(whole, &claims), claims);
        }
    }
}
