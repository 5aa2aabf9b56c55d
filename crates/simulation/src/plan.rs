use std::fmt;

/// What a season is made of. The same plan comes to the same summary.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// What the dice fall from.
    pub seed: u64,
    /// How many weeks it has.
    pub weeks: u32,
    /// How many hubs sell.
    pub hubs: u32,
    /// How many farms bring goods.
    pub farms: u32,
    /// How many people have an account to order with.
    pub customers: u32,
}

impl Plan {
    /// A whole season: a year of three hubs, forty farms and six hundred customers.
    pub const SEASON: Self = Self { seed: 1, weeks: 52, hubs: 3, farms: 40, customers: 600 };

    /// The smallest one worth playing: two weeks of one hub, three farms and ten customers.
    pub const SMALL: Self = Self { seed: 1, weeks: 2, hubs: 1, farms: 3, customers: 10 };
}

impl fmt::Display for Plan {
    /// The command that plays it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { seed, weeks, hubs, farms, customers } = self;
        write!(
            f,
            "sillon simulate --seed {seed} --weeks {weeks} --hubs {hubs} --farms {farms} --customers {customers}"
        )
    }
}
