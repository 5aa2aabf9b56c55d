//! A week of a market of our own invention, played over HTTP against a server of this process.

mod account;
mod basket;
mod calendar;
mod client;
mod crowd;
mod dice;
mod farms;
mod figures;
mod market;
mod pictures;
mod place;
mod play;
mod progress;
mod rush;
mod sale;
mod settling;
mod shelf;
mod shopper;
mod table;
mod window;
mod words;

pub(crate) use self::place::open_empty;
use self::{
    farms::{FARMS, HUB_MANAGER, PASSWORD},
    place::Place,
    play::Play,
    progress::Progress,
    words::Words,
};
use crate::{Running, assemble::StartError as Failed};

/// What a demo should be like.
pub(crate) struct DemoOptions {
    /// The port to listen on; the usual one when none is named.
    pub(crate) port: Option<u16>,
    /// How many order at once.
    pub(crate) shoppers: u32,
    /// An empty database; a new one of its own when none is named.
    pub(crate) database: Option<String>,
    /// Whether to end after the account; else the server goes on until it is stopped.
    pub(crate) exit: bool,
}

/// Plays the week, tells of it, and serves what came of it.
///
/// # Errors
///
/// The step that failed and why; or that the books are not clean in the end.
pub(crate) fn run(options: &DemoOptions) -> Result<(), Failed> {
    let words = Words::of_environment(|name| std::env::var(name).ok());
    let progress = Progress::new();
    progress.say(words.title());
    let doing = words.either("préparer la base", "preparing the database");
    let (place, engine) = progress.step(doing, || {
        let place = Place::find(options.port, options.database.as_deref())?;
        let engine = place.open()?;
        Ok::<_, Failed>((place, engine))
    })?;
    let doing = words.either("démarrer le serveur", "starting the server");
    let running = progress.step(doing, || Running::start(&place.settings, engine))?;
    if let Some(taken) = place.taken {
        progress.say(&words.port_taken(taken, running.address.port()));
    }
    progress.done(&words.started(&running.url(), &place.database()));
    let play = Play { words, progress: &progress, place: &place, running: &running };
    let (account, slug) = play.week(options.shoppers)?;
    progress.say(&account.text());
    if !options.exit {
        progress.say(&doors(words, &running.url(), &slug));
        running.wait();
    }
    if account.is_clean() {
        Ok(())
    } else {
        Err("the books do not agree with their history".into())
    }
}

/// Where to go on by hand, and as whom.
fn doors(words: Words, url: &str, slug: &str) -> String {
    use table::{Align, Table};
    let mut table = Table::new(&[Align::Left, Align::Left]);
    let mut row = |name: &str, said: String| table.row([name.to_owned(), said]);
    row(words.either("Boutique", "Shop"), format!("{url}/shops/{slug}"));
    row("API", format!("{url}/docs/"));
    let [farm, ..] = &FARMS;
    row(words.either("Ferme", "Farm"), format!("{}, {}", farm.farmer.email, farm.name));
    row(words.either("Panier", "Hub"), HUB_MANAGER.email.to_owned());
    row(words.either("Mot de passe", "Password"), PASSWORD.to_owned());
    let json = "-H 'content-type: application/json'";
    row("Session", format!("curl {url}/v1/sessions {json} \\"));
    let whom = format!(r#"{{"email":"{}","password":"{PASSWORD}"}}"#, HUB_MANAGER.email);
    row("", format!("  -d '{whom}'"));
    let heading = words.either("À vous", "Your turn");
    let stop = words.either("Ctrl-C arrête tout.", "Ctrl-C stops it all.");
    format!("{heading}\n\n{table}\n{stop}")
}
