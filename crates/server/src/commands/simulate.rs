use std::time::Instant;

use clap::{Args, value_parser};
use sillon_simulation::{Plan, WeekDone, play};
use sillon_store::Database;

use super::say;
use crate::{assemble::StartError, demo::open_empty};

/// Plays a season from a seed.
#[derive(Debug, Args)]
pub(crate) struct Simulate {
    /// What the dice fall from: the same seed comes to the same
    #[arg(long, default_value_t = Plan::SEASON.seed)]
    seed: u64,
    /// How many weeks
    #[arg(long, default_value_t = Plan::SEASON.weeks, value_parser = value_parser!(u32).range(1..=520))]
    weeks: u32,
    /// How many hubs sell
    #[arg(long, default_value_t = Plan::SEASON.hubs, value_parser = value_parser!(u32).range(1..=50))]
    hubs: u32,
    /// How many farms bring goods
    #[arg(long, default_value_t = Plan::SEASON.farms, value_parser = value_parser!(u32).range(1..=500))]
    farms: u32,
    /// How many people have an account
    #[arg(long, default_value_t = Plan::SEASON.customers, value_parser = value_parser!(u32).range(1..=50_000))]
    customers: u32,
    /// An empty database to play in, written as for any other command; it is kept [default: a new file, removed at the end]
    #[arg(long, value_name = "URL")]
    database: Option<String>,
}

impl Simulate {
    pub(crate) fn run(self) -> Result<(), StartError> {
        let Self { seed, weeks, hubs, farms, customers, database } = self;
        let plan = Plan { seed, weeks, hubs, farms, customers };
        let database = database.map(|url| url.parse::<Database>()).transpose()?;
        if let Some(database) = &database {
            open_empty(database)?;
        }
        say(&format!("{plan}"))?;
        let began = Instant::now();
        let mut told = |week: &WeekDone| {
            // Whoever reads may have gone away; the season goes on.
            drop(say(&format!("{week} ({} s)", began.elapsed().as_secs())));
        };
        let season = play(&plan, database.as_ref(), &mut told);
        let summary = actix_web::rt::System::new().block_on(season)?;
        say(&format!("\n{summary}"))
    }
}
