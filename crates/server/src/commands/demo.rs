use clap::{Args, value_parser};

use crate::{
    assemble::StartError,
    demo::{self, DemoOptions},
};

/// Plays a week of a market.
#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// End after the account, with status 0 when every check is clean
    #[arg(long)]
    exit: bool,
    /// Where to listen [default: 8080, or a free port when that is taken]
    #[arg(long)]
    port: Option<u16>,
    /// How many people order at the same moment; the farms bring goods for as many
    #[arg(long, value_name = "NUMBER", default_value_t = 200, value_parser = value_parser!(u32).range(1..=400))]
    shoppers: u32,
    /// An empty database to play in, written as for any other command; it is kept [default: a new file, removed at the end]
    #[arg(long, value_name = "URL")]
    database: Option<String>,
}

impl Demo {
    pub(crate) fn run(self) -> Result<(), StartError> {
        let Self { exit, port, shoppers, database } = self;
        demo::run(&DemoOptions { port, shoppers, database, exit })
    }
}
