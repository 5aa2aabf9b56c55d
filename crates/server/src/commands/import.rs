use std::{fmt::Write as _, path::PathBuf};

use clap::Args;
use sillon_catalogue::Requirement;
use sillon_engine::{ListToImport, SeededShop, ShopToSeed, seed_shop};
use sillon_identity::Actor;
use sillon_kernel::{Currency, Language, Name, Zone};
use sillon_lists::{
    Absent, Fault, HubRow, ImportRefused, ListFormat, ListRequest, ListRow, ListRows, TextEncoding,
    read_any_list,
};

use super::say;
use crate::{Settings, assemble, assemble::StartError};

/// Fills a shop from a product list, or sets the terms hubs sell on from their own list.
#[derive(Debug, Args)]
pub(crate) struct Import {
    /// The list: a CSV file or a workbook (.xlsx, .ods)
    file: PathBuf,
    /// What kind of list it is: products (also ofn or sillon), foodsoft or inventory [default: as its header tells]
    #[arg(long, value_name = "KIND")]
    format: Option<String>,
    /// The farm whose goods it lists, where its rows do not say
    #[arg(long, value_name = "NAME")]
    producer: Option<String>,
    /// What its text is written in, such as windows-1252 or macintosh [default: as its bytes tell]
    #[arg(long, value_name = "NAME")]
    encoding: Option<String>,
    /// The shop to fill; it is founded when it is not there yet
    #[arg(long, value_name = "NAME", default_value = "Food hub")]
    shop: String,
    /// The time zone of a shop and farms that are founded
    #[arg(long, value_name = "ZONE", default_value = "Europe/Paris")]
    zone: String,
    /// The currency of the list's prices
    #[arg(long, value_name = "CODE", default_value = "EUR")]
    currency: String,
    /// What becomes of what the list's farms have, or its hubs have terms on, and the list does not name: keep it, or zero it
    #[arg(long, value_name = "KEEP|ZERO", default_value = "keep")]
    absent: String,
    /// Read the list and tell its faults, without changing anything
    #[arg(long)]
    dry_run: bool,
}

impl Import {
    pub(crate) fn run(self, settings: &Settings) -> Result<(), StartError> {
        let shop = Name::parse(&self.shop).map_err(|fault| format!("--shop: {fault}"))?;
        let zone: Zone = self.zone.parse().map_err(|fault| format!("--zone: {fault}"))?;
        let currency = Currency::from_code(&self.currency)
            .ok_or("--currency: it is not a code such as EUR")?;
        let bytes = std::fs::read(&self.file)
            .map_err(|fault| format!("{}: {fault}", self.file.display()))?;
        let absent = match self.absent.as_str() {
            "keep" => Absent::Keep,
            "zero" => Absent::Zero,
            _ => return Err("--absent: it is keep or zero".into()),
        };
        let rows = self.read(&bytes, currency)?;
        progress("rows read", rows.count(), rows.count());
        match rows {
            rows if self.dry_run => {
                say(&format!("{} products would be imported; nothing was changed.", rows.count()))
            }
            ListRows::Products(rows) => stock(settings, shop, zone, currency, rows, absent),
            ListRows::Inventory(rows) => set_terms(settings, rows, absent),
        }
    }

    fn read(&self, bytes: &[u8], currency: Currency) -> Result<ListRows, StartError> {
        let format = self.format.as_deref().map(str::parse::<ListFormat>).transpose();
        let producer = self.producer.as_deref().map(Name::parse).transpose();
        let encoding = self.encoding.as_deref().map(str::parse::<TextEncoding>).transpose();
        let request = ListRequest {
            currency,
            format: format.map_err(|fault| format!("--format: {fault}"))?,
            producer: producer.map_err(|fault| format!("--producer: {fault}"))?,
            encoding: encoding.map_err(|fault| format!("--encoding: {fault}"))?,
        };
        let list = read_any_list(bytes, &request);
        for note in list.notes() {
            eprintln!("  {note}");
        }
        Ok(list.whole().map_err(|faults| told(self, &faults))?)
    }
}

/// Fills a shop from producers' list.
fn stock(
    settings: &Settings,
    shop: Name,
    zone: Zone,
    currency: Currency,
    rows: Vec<ListRow>,
    absent: Absent,
) -> Result<(), StartError> {
    let engine = assemble(settings)?;
    let ids = engine.ids();
    let stocking = engine.write(move |tx| {
        let command = ShopToSeed { shop: &shop, zone: &zone, currency, rows: &rows, absent };
        seed_shop(tx, &ids, &command, &progress)
    });
    let SeededShop { shop, cycle, imported, lacking } =
        actix_web::rt::System::new().block_on(stocking)?;
    say(&format!(
        "Imported {} products of {} farms: {} new, {} updated. {} are unchanged.\n\
         They are on sale in “{}” ({}) until {}.\n\
         Start `sillon serve` and open {}/shops/{}{}",
        imported.variants.len(),
        imported.producers.len(),
        imported.added,
        imported.updated,
        imported.unchanged,
        cycle.name,
        shop.name,
        cycle.orders.until(),
        settings.public_url(),
        shop.slug,
        warning(&lacking),
    ))
}

/// Sets the terms that hubs sell on from their list, as whoever runs the installation may.
fn set_terms(settings: &Settings, rows: Vec<HubRow>, absent: Absent) -> Result<(), StartError> {
    let engine = assemble(settings)?;
    let ids = engine.ids();
    let list = ListToImport { rows: ListRows::Inventory(rows), absent };
    let setting = async {
        let rest = engine.import_up_to_last_part(&Actor::Operator, None, list).await?;
        engine.write(move |tx| rest.import(tx, &Actor::Operator, &ids)).await
    };
    let imported = actix_web::rt::System::new().block_on(setting)?;
    say(&format!(
        "Set the terms of {} hubs on {} products: {} new, {} updated. {} are unchanged, and {} have nothing left.",
        imported.hubs.len(),
        imported.variants.len(),
        imported.added,
        imported.updated,
        imported.unchanged,
        imported.zeroed,
    ))
}

/// What shoppers must know and are not told, for whoever means to sell from this shop.
fn warning(lacking: &[(&'static Requirement, usize)]) -> String {
    let mut said = String::new();
    for (rule, products) in lacking {
        let wants = rule.says(Language::En);
        let of = if *products == 0 { String::new() } else { format!("{products} products: ") };
        write!(said, "\n  {of}{wants} ({})", rule.source).expect("writing to a string cannot fail");
    }
    if said.is_empty() {
        return said;
    }
    format!("\nWarning: this shop is for trying things out. To sell from it:{said}")
}

/// How many rows make a list long enough to tell how far it is.
const LONG_ROWS: usize = 1_000;

/// Tells how far a long import is, where it does not mix with what the command says.
fn progress(what: &'static str, done: usize, all: usize) {
    if all >= LONG_ROWS {
        eprintln!("  {what}: {done} of {all}");
    }
}

/// Every fault on a line of its own.
fn told(import: &Import, faults: &[Fault]) -> String {
    let mut said = format!("{}: {}\n", import.file.display(), ImportRefused(faults.to_vec()));
    for fault in faults {
        writeln!(said, "  {fault}").expect("writing to a string cannot fail");
    }
    said.push_str("Nothing was changed.");
    said
}
