//! The demonstration: a town on this machine, and one month in it.
//!
//! A platform on embedded defaults, a care-management office, a home-help office and a day-service
//! office that also rents equipment. Plans go out, actuals come back, and then everything is
//! checked: files byte for byte, signatures and receipts without asking the platform.
//!
//! `town` brings the town up, `month` plays the month and keeps in [`Delivery`]s what was sent,
//! `checks` compares that with what is found (pure functions), and `report` lays out what people
//! read; the sentences themselves, Japanese and English, stand in `words`. Nothing here is an
//! imitation: the offices work with `tasuki-desk`, as `tasuki` does, and `clients` leaves the pages of
//! two of them open.
//!
//! [`Delivery`]: delivery::Delivery

mod accounts;
mod args;
mod calendar;
mod checks;
mod clients;
mod delivery;
mod directory;
mod failure;
mod folder;
mod lang;
mod leaflet;
mod letter;
mod look;
mod month;
mod news;
mod notices;
mod report;
mod run;
mod support;
mod town;
mod width;
mod words;

pub use run::main;
