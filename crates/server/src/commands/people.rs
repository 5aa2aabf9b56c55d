use std::path::PathBuf;

use actix_web::rt::System;
use clap::Args;
use sillon_engine::{Erased, OwnedAlone};
use sillon_kernel::{Email, SystemClock};
use sillon_store::Store;

use super::{alone, must_exist, say};
use crate::{Settings, assemble, assemble::StartError};

/// Writes all that is known of a person.
#[derive(Debug, Args)]
pub(crate) struct Export {
    /// Their e-mail address: of their account, or of orders as a guest
    email: String,
    /// The file to write, in place of the standard output; it must not be there yet
    #[arg(long, value_name = "FILE")]
    to: Option<PathBuf>,
}

impl Export {
    pub(crate) fn run(self, settings: &Settings) -> Result<(), StartError> {
        let address = read_address(&self.email)?;
        let database = settings.database()?;
        must_exist(&database)?;
        let store = Store::open(database, alone(), std::sync::Arc::new(SystemClock))?;
        let reading = store.read(move |tx| sillon_engine::export_person(tx, &address));
        let data = System::new().block_on(reading)?;
        if data.is_empty() {
            return Err(format!("nothing is known of {}", self.email).into());
        }
        let text = serde_json::to_string_pretty(&data)?;
        let Some(path) = self.to else { return say(&text) };
        let at = path.display();
        let file = std::fs::File::create_new(&path).map_err(|fault| format!("{at}: {fault}"))?;
        std::io::Write::write_all(&mut &file, text.as_bytes())
            .and_then(|()| file.sync_all())
            .map_err(|fault| format!("{at}: {fault}"))?;
        say(&format!("All that is known of {} is in {at}.", self.email))
    }
}

/// Erases a person.
#[derive(Debug, Args)]
pub(crate) struct Erase {
    /// Their e-mail address: of their account, or of orders as a guest
    email: String,
    /// Close the enterprises that nobody else owns, in place of refusing
    #[arg(long)]
    close_enterprises: bool,
}

impl Erase {
    pub(crate) fn run(self, settings: &Settings) -> Result<(), StartError> {
        let address = read_address(&self.email)?;
        must_exist(&settings.database()?)?;
        let engine = assemble(settings)?;
        let ids = engine.ids();
        let alone =
            if self.close_enterprises { OwnedAlone::Closed } else { OwnedAlone::HandedOver };
        let erasing =
            engine.write(move |tx| sillon_engine::erase_person(tx, &ids, &address, alone));
        let Erased { pseudonym, rows } = System::new().block_on(erasing)?;
        say(&format!(
            "{} is erased: {} rows were deleted, in {} “{}” stands in their place.",
            self.email,
            rows.deleted,
            rows.pseudonymised,
            pseudonym.as_str(),
        ))
    }
}

fn read_address(text: &str) -> Result<Email, StartError> {
    Email::parse(text).map_err(|fault| format!("{text}: {fault}").into())
}
