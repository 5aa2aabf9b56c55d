/// Numbers that look thrown and are the same for the same seed (`SplitMix64`, by Sebastiano Vigna).
pub(crate) struct Dice(u64);

impl Dice {
    /// Dice for one thing among many: the same number of the same market throws the same.
    pub(crate) fn new(seed: u64, number: usize) -> Self {
        let number = u64::try_from(number).unwrap_or(u64::MAX);
        Self(seed ^ number.wrapping_mul(0xd134_2543_de82_ef95))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below another, which is above zero.
    pub(crate) fn below(&mut self, most: u32) -> u32 {
        let thrown = self.next() % u64::from(most.max(1));
        u32::try_from(thrown).unwrap_or_default()
    }

    /// One of several things, at least one.
    pub(crate) fn one_of<'a, T>(&mut self, things: &'a [T]) -> &'a T {
        let count = u32::try_from(things.len()).unwrap_or(u32::MAX);
        let place = usize::try_from(self.below(count)).unwrap_or_default();
        things.get(place).expect("there is something to choose from")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_throws_the_same() {
        let throw = |seed, number| {
            let mut dice = Dice::new(seed, number);
            [dice.below(1_000), dice.below(1_000), dice.below(1_000)]
        };
        assert_eq!(throw(7, 3), throw(7, 3));
        assert_ne!(throw(7, 3), throw(7, 4));
        assert_ne!(throw(7, 3), throw(8, 3));
    }

    #[test]
    fn a_throw_stays_below_its_bound_and_reaches_all_of_it() {
        let mut dice = Dice::new(1, 0);
        let mut met = [false; 6];
        for _ in 0..200 {
            let thrown = usize::try_from(dice.below(6)).unwrap();
            met[thrown] = true;
        }
        assert_eq!(met, [true; 6]);
    }
}
