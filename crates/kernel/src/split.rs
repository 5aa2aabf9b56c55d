//! Whole things shared by weight.

use std::cmp::Reverse;

/// Shares so many whole things by weight: one share per weight, in their order, which sum to the whole. Shares are rounded down, then
/// what is left over goes one each to the largest remainders, ties first in order (Hamilton's method). `None` when there is no weight
/// above zero. No share is more than its weight where the whole is at most the sum of the weights.
///
/// # Panics
///
/// Never: no share is more than the whole.
pub fn split_whole(whole: u64, weights: &[u64]) -> Option<Vec<u64>> {
    let all: u128 = weights.iter().copied().map(u128::from).sum();
    if all == 0 {
        return None;
    }
    let floor_and_rest = |weight: &u64| {
        let product = u128::from(whole) * u128::from(*weight);
        (product / all, product % all)
    };
    let parts: Vec<(u128, u128)> = weights.iter().map(floor_and_rest).collect();
    let leftover = u128::from(whole) - parts.iter().map(|(floor, _)| floor).sum::<u128>();
    let mut by_rest: Vec<usize> = (0..parts.len()).collect();
    by_rest.sort_by_key(|index| Reverse(parts.get(*index).map(|(_, rest)| *rest)));
    let mut shares: Vec<u128> = parts.iter().map(|(floor, _)| *floor).collect();
    let lucky = usize::try_from(leftover).expect("fewer are left over than there are weights");
    for index in by_rest.into_iter().take(lucky) {
        if let Some(share) = shares.get_mut(index) {
            *share += 1;
        }
    }
    let share = |share| u64::try_from(share).expect("a share is at most the whole");
    Some(shares.into_iter().map(share).collect())
}
