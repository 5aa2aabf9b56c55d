//! Chance that is the same in every run.

/// A stream of numbers that look random: xorshift64*, after Marsaglia and Vigna.
pub(crate) struct Dice(u64);

impl Dice {
    /// The stream of a number.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// A number below `most`, which is above 0.
    pub(crate) fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let drawn = self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33;
        usize::try_from(drawn).unwrap_or_default() % most
    }

    /// So many different ones of a list, or all of it.
    pub(crate) fn draw<'a, T>(&mut self, list: &'a [T], count: usize) -> Vec<&'a T> {
        let mut places: Vec<usize> = (0..list.len()).collect();
        let mut drawn = Vec::with_capacity(count);
        while drawn.len() < count && !places.is_empty() {
            let place = places.swap_remove(self.below(places.len()));
            drawn.extend(list.get(place));
        }
        drawn
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn different_ones_are_drawn_and_the_same_in_every_run() {
        let list: Vec<usize> = (0..20).collect();
        let mut drawn = Dice::new(7).draw(&list, 5);
        assert_eq!(drawn, Dice::new(7).draw(&list, 5));
        drawn.sort();
        drawn.dedup();
        assert_eq!(drawn.len(), 5);
        assert_eq!(Dice::new(7).draw(&list, 50).len(), 20);
    }
}
