use std::{
    fmt::Write as _,
    fs::File,
    io::{self, Read as _},
    path::{Path, PathBuf},
    sync::Arc,
};

use clap::Args;
use sillon_kernel::{MessageId, SystemClock, Timestamp};
use sillon_notices::Bounce;
use sillon_store::{Queued, QueuedMessage, Repositories, Store, check};

use super::{alone, say};
use crate::{Settings, assemble::StartError};

/// How many letters are read at a time.
const PAGE: i64 = 500;

/// Lists the letters that have not left, or tries some anew.
#[derive(Debug, Args)]
pub(crate) struct Letters {
    /// Try these anew from now on, by the ids that the list shows; `all` is every letter that was given up
    #[arg(long, value_name = "ID", num_args = 1..)]
    send_again: Vec<String>,
    /// Take in a mail server's report that a letter came back (RFC 3464), from a file or, where it is `-`, from standard input
    #[arg(long, value_name = "FILE", conflicts_with = "send_again")]
    came_back: Option<PathBuf>,
}

impl Letters {
    pub(crate) fn run(self, settings: &Settings) -> Result<(), StartError> {
        let database = settings.database()?;
        check(&database)?;
        let store = Store::open(database, alone(), Arc::new(SystemClock))?;
        let runtime = actix_web::rt::System::new();
        if let Some(report) = &self.came_back {
            return say(&runtime.block_on(take_in(&store, report))?);
        }
        if self.send_again.is_empty() {
            return say(&runtime.block_on(list(&store))?);
        }
        let ids = self.named()?;
        let anew = store.write(move |tx| {
            let now = tx.now();
            tx.outbox().send_again(ids.as_deref(), now)
        });
        say(&match runtime.block_on(anew)? {
            0 => "No such letter waits or was given up.".to_owned(),
            1 => "1 letter is tried anew, ten times, from now on.".to_owned(),
            many => format!("{many} letters are tried anew, ten times each, from now on."),
        })
    }

    /// The letters named; none when it is all that were given up.
    fn named(&self) -> Result<Option<Vec<MessageId>>, StartError> {
        if self.send_again == ["all"] {
            return Ok(None);
        }
        let read = |id: &String| {
            id.parse().map_err(|_fault| format!("--send-again: “{id}” is no letter’s id, nor all"))
        };
        Ok(Some(self.send_again.iter().map(read).collect::<Result<_, _>>()?))
    }
}

/// The largest report that is read, in bytes: one gives back the letter at most.
const MAX_REPORT: u64 = 1_024 * 1_024;

/// Notes that a letter came back, as a report says.
async fn take_in(store: &Store, report: &Path) -> Result<String, StartError> {
    let mut bytes = Vec::new();
    if report == Path::new("-") {
        io::stdin().take(MAX_REPORT).read_to_end(&mut bytes)?;
    } else {
        File::open(report)?.take(MAX_REPORT).read_to_end(&mut bytes)?;
    }
    let Some(bounce) = Bounce::read(&String::from_utf8_lossy(&bytes)) else {
        return Ok("This does not say that a letter of ours came back.".to_owned());
    };
    let (id, why) = (bounce.letter, bounce.why);
    let noted = store.write(move |tx| {
        let now = tx.now();
        tx.letters().came_back(id, &why, now)
    });
    Ok(if noted.await? {
        format!("Letter {id} came back: whose order or cycle it is about sees it.")
    } else {
        format!("Letter {id} is not known, or has not left.")
    })
}

async fn list(store: &Store) -> Result<String, StartError> {
    let now = store.clock().now();
    let given_up = all(store, Queued::GivenUp).await?;
    let waiting = all(store, Queued::Waiting).await?;
    let mut text = format!("{} letters wait, {} were given up.\n", waiting.len(), given_up.len());
    for letter in given_up.iter().chain(&waiting) {
        writeln!(text, "\n{}", told(letter, now))?;
    }
    Ok(text)
}

async fn all(store: &Store, which: Queued) -> Result<Vec<QueuedMessage>, StartError> {
    let mut found: Vec<QueuedMessage> = Vec::new();
    loop {
        let after = found.last().map(|letter| letter.id);
        let page = store.read(move |tx| tx.outbox().queued(which, after, PAGE)).await?;
        if page.is_empty() {
            return Ok(found);
        }
        found.extend(page);
    }
}

/// A letter on a line, and on the next one why it did not leave.
fn told(letter: &QueuedMessage, now: Timestamp) -> String {
    let written =
        letter.written_at().map_or_else(String::new, |at| format!(", {} old", span(at, now)));
    let stands = match letter.gave_up_at {
        Some(at) => format!("given up {} ago", span(at, now)),
        None if letter.is_leased => "on its way".to_owned(),
        None if letter.due_at <= now => "due now".to_owned(),
        None => format!("tried again in {}", span(now, letter.due_at)),
    };
    let tries = match letter.attempts {
        1 => "1 try".to_owned(),
        tries => format!("{tries} tries"),
    };
    let why = letter
        .last_error
        .as_ref()
        .map(|why| format!("\n    {}", why.replace(char::is_control, " ")));
    let (id, kind, subject) = (letter.id, &letter.kind, letter.subject);
    format!("{id} {kind} {subject}{written}: {stands}, {tries}{}", why.unwrap_or_default())
}

/// How long it is from one instant to another, roughly, as people say it.
fn span(from: Timestamp, until: Timestamp) -> String {
    let seconds = (until.micros() - from.micros()).max(0) / 1_000_000;
    match seconds {
        0..120 => format!("{seconds} s"),
        120..7_200 => format!("{} min", seconds / 60),
        7_200..172_800 => format!("{} h", seconds / 3_600),
        _ => format!("{} days", seconds / 86_400),
    }
}
