use std::{fs::OpenOptions, io::Write as _, path::PathBuf};

use clap::{Args, ValueEnum};
use sillon_engine::{ExportRequest, export_list, producer_called};
use sillon_identity::Actor;
use sillon_kernel::Name;
use sillon_lists::{Delimiter, Layout};
use sillon_store::Repositories;

use super::{must_exist, say};
use crate::{Settings, assemble, assemble::StartError};

/// Writes what farms list.
#[derive(Debug, Args)]
pub(crate) struct Export {
    /// The file to write; it must not be there yet
    file: PathBuf,
    /// Only what this farm lists, by its name or its id
    #[arg(long, value_name = "NAME")]
    producer: Option<String>,
    /// Every field, or the columns of Open Food Network alone
    #[arg(long, value_enum, default_value_t = Format::Sillon)]
    format: Format,
    /// Part the cells of a CSV file by semicolons, as spreadsheets want where the decimal mark is a comma
    #[arg(long)]
    semicolons: bool,
}

/// Which columns the list has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Every field, so that an import makes the same catalogue
    Sillon,
    /// The columns of Open Food Network
    Ofn,
}

impl Export {
    pub(crate) fn run(self, settings: &Settings) -> Result<(), StartError> {
        let is_workbook = self.file.extension().is_some_and(|end| end.eq_ignore_ascii_case("xlsx"));
        let layout = if is_workbook {
            Layout::Workbook
        } else {
            Layout::Csv(Delimiter::where_decimal_comma(self.semicolons))
        };
        let request = ExportRequest { layout, is_ofn: self.format == Format::Ofn };
        must_exist(&settings.database()?)?;
        let engine = assemble(settings)?;
        let name = self.producer.as_deref().map(Name::parse).transpose();
        let name = name.map_err(|fault| format!("--producer: {fault}"))?;
        let exporting = engine.read(move |tx| {
            let producers = match &name {
                None => tx.enterprises().producers()?,
                Some(name) => vec![producer_called(tx, &Actor::Operator, name)?],
            };
            Ok((producers.len(), export_list(tx, &Actor::Operator, &producers, request)?))
        });
        let (producers, list) = actix_web::rt::System::new().block_on(exporting)?;
        let named = |fault: std::io::Error| format!("{}: {fault}", self.file.display());
        // What is there already may be the only copy of something.
        let mut file =
            OpenOptions::new().write(true).create_new(true).open(&self.file).map_err(named)?;
        file.write_all(&list).and_then(|()| file.sync_all()).map_err(named)?;
        say(&format!("What {producers} farms list is in {}.", self.file.display()))
    }
}
