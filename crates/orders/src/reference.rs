use sillon_kernel::OrderId;

/// Crockford's base 32: no I, L, O or U to mistake when read aloud.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// What people call an order: eight letters and digits made of its id's last 40 random bits, such as `7K2M-9QXD`.
///
/// Two orders of one cycle share one with a probability of 1 in 10¹² per pair; nothing relies on it being unique.
pub fn reference(order: OrderId) -> String {
    let low_bits = order.0.as_u128();
    let letter = |place: u32| {
        let index = usize::try_from((low_bits >> (5 * place)) & 31).unwrap_or_default();
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
    fn a_reference_is_short_and_follows_from_the_id() {
        assert_eq!(reference(OrderId(Uuid::from_u128(0))), "0000-0000");
        assert_eq!(reference(OrderId(Uuid::from_u128(0xFF_FFFF_FFFF))), "ZZZZ-ZZZZ");
        assert_eq!(reference(OrderId(Uuid::from_u128(33))), "0000-0011");
    }
}
