//! The office's client (連携クライアント): pages that this program serves to the browser of the
//! computer on which it runs, and to nobody else.
//!
//! [`start`] takes a [`Plan`] and gives a [`Running`]; a profile that is open already gives the
//! address at which its client shows itself. Behind it, each request goes one way: `door` lets in
//! only the browser that was opened with a one-time address, `stage` sends whoever has not come so
//! far back to the guide or the log-in, and one handler under `pages/` answers. `routes` is the
//! table of all of them. What pages ask of the desk goes through `office`, and nowhere else.
//!
//! Every page works without scripts. This crate knows no SQL and no bytes of messages.

mod address;
mod answer;
mod assets;
mod bulk;
mod client;
mod door;
mod draft;
mod earlier;
mod form;
mod home;
mod keep;
mod lock;
mod log;
mod news;
mod office;
mod offices;
mod pages;
mod program;
mod receiving;
mod routes;
mod rule;
mod sending;
mod service;
mod shell;
mod show;
mod stage;
mod target;
mod unpack;
mod updates;
mod validity;
mod visit;
mod waits;
mod watch;
mod watching;

pub use lock::LockError;
pub use log::Log;
pub use offices::Offices;
pub use program::{Plan, Running, StartError, Started, start};
pub use routes::{Route, routes};
pub use stage::Needs;
