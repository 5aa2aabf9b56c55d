use std::{fmt, fs, path::Path};

use sillon_kernel::Timestamp;
use sillon_store::{Database, migrate};

use crate::{
    Fault, Plan, Summary,
    calendar::{Moment, ends_a_month, founded_at, moments},
    desk::{after_close, hand_out, pay_farms, put_right},
    farms::list_week,
    figures::sum_up,
    founding::found_town,
    lists::read_feed,
    rush::rush,
    shopping::shop,
    town::Town,
    world::World,
    world_files::Home,
};

/// Plays a season over an empty database, or in a file of its own where none is named; `progress` hears of every week.
///
/// Of an SQLite file that is named, what the season comes to is left there.
///
/// # Errors
///
/// [`SeasonFailed`] with the week, what was wrong, and the command that plays it again.
pub async fn play(
    plan: &Plan,
    database: Option<&Database>,
    progress: &mut dyn FnMut(&WeekDone),
) -> Result<Summary, SeasonFailed> {
    let mut week = 0;
    let played = play_in(plan, database, progress, &mut week).await;
    played.map_err(|why| SeasonFailed { plan: *plan, week, why })
}

async fn play_in(
    plan: &Plan,
    database: Option<&Database>,
    progress: &mut dyn FnMut(&WeekDone),
    week: &mut u32,
) -> Result<Summary, Fault> {
    let folder = tempfile::Builder::new().prefix("sillon-season-").tempdir()?;
    let home = match database {
        Some(Database::Postgres(url)) => Home::Server(url.clone()),
        Some(Database::Sqlite(_)) | None => {
            Home::File { folder: folder.path().to_owned(), life: 0 }
        }
    };
    migrate(&made(&home)?)?;
    let mut world = World::open(home, plan.seed, founded_at())?;
    let mut town = found_town(&mut world, plan).await?;
    world.verify().await?;
    world.is_stormy = true;
    let mut asleep = 0;
    for number in 0..plan.weeks {
        *week = number.saturating_add(1);
        play_week(&mut world, &mut town, number, &mut asleep).await?;
        world.verify().await?;
        progress(&WeekDone::of(&world, *week, plan.weeks));
    }
    world.is_stormy = false;
    world.run_jobs().await?;
    read_feeds(&mut world, &mut town).await?;
    world.verify().await?;
    let summary = sum_up(&mut world, &town, plan).await?;
    if let Some(Database::Sqlite(path)) = database {
        world.engine.close();
        fs::copy(world.home().file(), path)?;
    }
    Ok(summary)
}

/// The database, in a folder that is there.
fn made(home: &Home) -> Result<Database, Fault> {
    let database = home.database();
    if let Database::Sqlite(path) = &database {
        fs::create_dir_all(Path::new(path).parent().unwrap_or(Path::new(".")))?;
    }
    Ok(database)
}

async fn play_week(
    world: &mut World,
    town: &mut Town,
    week: u32,
    asleep: &mut u32,
) -> Result<(), Fault> {
    for (at, moment) in moments(week) {
        pass_to(world, at);
        if *asleep == 0 && world.dice.once_in(30) {
            *asleep = world.dice.between(1, 16);
            world.tally.mishap("jobs slept");
        }
        if *asleep > 0 {
            *asleep -= 1;
        } else {
            world.run_jobs().await?;
        }
        live(world, town, (week, moment)).await?;
        if world.dice.once_in(40) {
            world.tally.mishap("crashed between requests");
            world.crash()?;
        }
    }
    read_feeds(world, town).await
}

/// Moves the clock to a moment, unless it is later already; now and then it jumps.
fn pass_to(world: &mut World, at: Timestamp) {
    const HOUR: i64 = 3_600;
    let to = world.now().max(at);
    let to = match world.dice.below(120) {
        0 => {
            world.tally.mishap("the clock jumped ahead");
            to.plus_seconds(30 * HOUR)
        }
        1..4 => {
            world.tally.mishap("the clock was put back");
            to.plus_seconds(-60)
        }
        _ => to,
    };
    world.set_clock(to);
}

/// What everybody does at a moment.
async fn live(
    world: &mut World,
    town: &mut Town,
    (week, moment): (u32, Moment),
) -> Result<(), Fault> {
    if moment == Moment::Listing {
        for (number, farm) in town.farms.iter().enumerate() {
            list_week(world, farm, (number % 2 == 0) == (week % 2 == 0)).await?;
        }
    }
    for place in 0..town.hubs.len() {
        let Some(hub) = town.hubs.get_mut(place) else { continue };
        match moment {
            Moment::Shopping => {
                shop(world, (hub, &town.farms), &mut town.customers, place).await?;
            }
            Moment::Rush => {
                let customers = town.customers.iter().filter(|customer| customer.hub == place);
                rush(world, hub, &customers.collect::<Vec<_>>()).await?;
            }
            Moment::Closed => after_close(world, hub).await?,
            Moment::HandOver => hand_out(world, hub).await?,
            Moment::Desk => put_right(world, hub).await?,
            Moment::Payday if ends_a_month(week) => pay_farms(world, hub).await?,
            Moment::Listing | Moment::Payday | Moment::Count => {}
        }
    }
    Ok(())
}

async fn read_feeds(world: &mut World, town: &mut Town) -> Result<(), Fault> {
    for hub in &mut town.hubs {
        read_feed(world, hub).await?;
    }
    Ok(())
}

/// How far a season is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeekDone {
    /// The week that is over and was found clean, the first being 1.
    pub week: u32,
    /// How many there are.
    pub weeks: u32,
    /// How many orders were placed so far.
    pub orders: u64,
    /// How much was refused so far.
    pub refused: u64,
    /// How many letters left so far.
    pub letters: u64,
    /// The digest of all that happened so far.
    pub digest: String,
}

impl WeekDone {
    fn of(world: &World, week: u32, weeks: u32) -> Self {
        Self {
            week,
            weeks,
            orders: world.tally.count("ordered"),
            refused: world.tally.refusals(),
            letters: world.tally.letters_left(),
            digest: world.tally.digest(),
        }
    }
}

impl fmt::Display for WeekDone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { week, weeks, orders, refused, letters, digest } = self;
        let digest: String = digest.chars().take(8).collect();
        write!(
            f,
            "week {week:>2} of {weeks}: {orders} orders, {refused} refused, {letters} letters; clean; {digest}"
        )
    }
}

/// A season that came to something that must not be.
#[derive(Debug, thiserror::Error)]
#[error("week {week} from seed {}: {why}\nIt comes again with `{plan}`", plan.seed)]
pub struct SeasonFailed {
    /// What was played.
    pub plan: Plan,
    /// In which week, the first being 1; 0 before the first.
    pub week: u32,
    /// What was wrong.
    #[source]
    pub why: Fault,
}

#[cfg(test)]
mod tests {
    use std::io::{Write as _, stdout};

    use super::*;

    /// Tells whoever runs the tests, past the test runner.
    fn tell(what: &dyn fmt::Display) {
        writeln!(stdout().lock(), "{what}").unwrap();
    }

    fn played(plan: &Plan) -> Summary {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let told = &mut |week: &WeekDone| tell(week);
        runtime.block_on(play(plan, None, told)).unwrap_or_else(|failed| panic!("{failed}"))
    }

    /// What the environment says, such as `4 1 10 2 12 80`: seed and how many to try, weeks, hubs, farms, customers.
    #[test]
    fn many_seeds() {
        let Ok(told) = std::env::var("SILLON_SEASONS") else { return };
        let told: Vec<u32> = told.split_whitespace().map(|word| word.parse().unwrap()).collect();
        let [seed, many, weeks, hubs, farms, customers] = told[..] else { panic!("six numbers") };
        for seed in (seed..seed + many).map(u64::from) {
            tell(&played(&Plan { seed, weeks, hubs, farms, customers }));
        }
    }

    #[test]
    fn the_same_plan_comes_to_the_same_and_another_seed_to_something_else() {
        let first = played(&Plan::SMALL);
        assert_eq!(first, played(&Plan::SMALL));
        assert_ne!(first.digest, played(&Plan { seed: 2, ..Plan::SMALL }).digest);
    }
}
