use sha2::{Digest, Sha256};
use sillon_kernel::OrderId;

/// Crockford's base 32: no I, L, O or U to mistake when read aloud.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// What people call an order: eight letters and digits made of a digest of its id, such as `7K2M-9QXD`.
///
/// It tells nothing of the id, which opens a guest's order to whoever knows it. Two orders of one cycle share a reference
/// with a probability of 1 in 10¹² per pair; nothing relies on it being unique.
pub fn reference(order: OrderId) -> String {
    let digest = Sha256::digest(order.0.as_bytes());
    let bits = digest.iter().take(5).fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
    let letter = |place: u32| {
        let index = usize::try_from((bits >> (5 * place)) & 31).unwrap_or_default();
        LETTERS.get(index).map_or('0', |letter| char::from(*letter))
    };
    let written: String = (0..8).rev().map(letter).collect();
    let (first, second) = written.split_at(4);
    format!("{first}-{second}")
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn a_reference_is_short_and_follows_from_the_id_alone() {
        let of = |number| reference(OrderId(Uuid::from_u128(number)));
        assert_eq!(of(1), of(1));
        assert_ne!(of(1), of(2));
        let (first, second) = of(1).split_once('-').map(|(a, b)| (a.len(), b.len())).unwrap();
        assert_eq!((first, second), (4, 4));
        assert!(of(1).bytes().all(|byte| byte == b'-' || LETTERS.contains(&byte)));
    }
}
