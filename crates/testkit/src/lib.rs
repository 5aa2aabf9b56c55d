#![doc = include_str!("../README.md")]

mod at_once;
mod http;
mod market;
mod panics;
mod servers;

pub use at_once::at_once;
pub use http::answer::Answer;
pub use http::client::Client;
pub use http::contract::Contract;
pub use http::letter::Letter;
pub use market::goods::{CountedIds, Dice, any_goods, exported};
pub use market::marketplace::{Marketplace, engine_at, send_events};
pub use market::played::{Hold, Market, Submitted};
pub use market::script::Script;
pub use market::shop::Shop;
pub use market::week::LEAF;
pub use panics::assert_no_panic;
pub use servers::backed_up::back_up;
pub use servers::between::Between;
pub use servers::both::{on_postgres, on_sqlite, run};
pub use servers::cluster::Cluster;
pub use servers::database::TestDatabase;
pub use servers::identity_provider::IdentityProvider;
pub use servers::left_out::{leave_out, tell_left_out};
pub use servers::mail_server::{MailServer, Temper};
pub use servers::program::{CommandOutput, Process, Program};
pub use servers::receiver::{Heard, Manner, Receiver};
