//! The platform as its clients see it: real server, real certificates, real files.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::allow_attributes,
    reason = "tests"
)]

mod account;
mod app_sessions;
mod authority;
mod backup;
mod balancer;
mod blindness;
mod certificates;
mod chain;
mod client;
mod contents;
mod coverage;
mod deploy;
mod desk;
mod directory;
mod ending;
mod envelopes;
mod events;
mod figures;
mod full_disk;
mod heads;
mod interface;
mod invented;
mod isolation;
mod kill;
mod learnt;
mod licences;
mod limits;
mod lists;
mod lockout;
mod money;
mod openapi;
mod operations;
mod problems;
mod program;
mod protocol;
mod range;
mod reload;
mod repeated;
mod requests;
mod retention;
mod rules;
mod senders;
mod sessions;
mod several;
mod sites;
mod sizes;
mod slow;
mod standing;
mod terminals;
mod town;
mod traces;
mod transfers;
mod withdrawal;
