use std::{fmt::Write as _, path::PathBuf};

use clap::Args;
use sillon_catalogue::{Fault, ImportRefused, Requirement, read_list};
use sillon_engine::{Stocked, stock_shop};
use sillon_kernel::{Currency, Language, Name, Zone};

use super::say;
use crate::{Settings, assemble, assemble::StartError};

/// Fills a shop from a product list.
#[derive(Debug, Args)]
pub(crate) struct Import {
    /// The list: a CSV file in Open Food Network's columns
    file: PathBuf,
    /// The shop to fill; it is founded when it is not there yet
    #[arg(long, value_name = "NAME", default_value = "Food hub")]
    shop: String,
    /// The time zone of a shop and farms that are founded
    #[arg(long, value_name = "ZONE", default_value = "Europe/Paris")]
    zone: String,
    /// The currency of the list's prices
    #[arg(long, value_name = "CODE", default_value = "EUR")]
    currency: String,
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
        let rows = read_list(&bytes, currency).map_err(|faults| told(&self, &faults))?;
        if self.dry_run {
            return say(&format!(
                "{} products would be imported; nothing was changed.",
                rows.len()
            ));
        }
        let engine = assemble(settings)?;
        let ids = engine.ids();
        let stocking = engine.write(move |tx| stock_shop(tx, &ids, &shop, &zone, currency, &rows));
        let Stocked { shop, cycle, imported, lacking } =
            actix_web::rt::System::new().block_on(stocking)?;
        say(&format!(
            "Imported {} products of {} farms: {} new, {} updated.\n\
             They are on sale in “{}” ({}) until {}.\n\
             Start `sillon serve` and open {}/shops/{}{}",
            imported.variants.len(),
            imported.producers.len(),
            imported.added,
            imported.updated,
            cycle.name,
            shop.name,
            cycle.orders.until(),
            settings.public_url(),
            shop.slug,
            warning(&lacking),
        ))
    }
}

/// What shoppers must know and are not told, for whoever means to sell from this shop.
fn warning(lacking: &[(&'static Requirement, usize)]) -> String {
    let mut said = String::new();
    for (rule, products) in lacking {
        let wants = rule.says(Language::En);
        write!(said, "\n  {products} products: {wants} ({})", rule.source)
            .expect("writing to a string cannot fail");
    }
    if said.is_empty() {
        return said;
    }
    format!("\nWarning: this shop is for trying things out. To sell from it:{said}")
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
