#![doc = include_str!("../README.md")]

mod answer;
mod both;
mod client;
mod cluster;
mod database;
mod farmer_list;
mod goods;
mod identity_provider;
mod left_out;
mod letter;
mod mail_server;
mod market;
mod marketplace;
mod panics;
mod program;
mod script;
mod shop;
mod week;

pub use answer::Answer;
pub use both::{on_postgres, on_sqlite, run};
pub use client::Client;
pub use cluster::Cluster;
pub use database::TestDatabase;
pub use goods::{CountedIds, Dice, any_goods, exported};
pub use identity_provider::IdentityProvider;
pub use left_out::{leave_out, tell_left_out};
pub use letter::Letter;
pub use mail_server::{MailServer, Temper};
pub use market::{Hold, Market, Submitted};
pub use marketplace::Marketplace;
pub use panics::assert_no_panic;
pub use program::{Process, Program, Said};
pub use script::Script;
pub use shop::Shop;
pub use week::LEAF;
