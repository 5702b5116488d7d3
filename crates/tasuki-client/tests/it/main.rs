//! The client from outside: through its door, and in a real browser.

#![expect(
    clippy::unwrap_used,
    clippy::get_unwrap,
    clippy::panic,
    reason = "a test says where it fails"
)]
#![expect(
    clippy::print_stdout,
    reason = "a test tells how many actions a clerk needs, and how long a page takes"
)]

mod alive;
mod browser;
mod bulk;
mod choosing;
mod desktop;
mod door;
mod expired;
mod first_load;
mod guest;
mod jobs;
mod keyboard;
mod letters;
mod line;
mod login;
mod many;
mod month;
mod offices;
mod passwords;
mod printing;
mod proxy;
mod reading;
mod round;
mod routes;
mod rule;
mod sending;
mod settings;
mod support;
mod unsent;
mod updates;
mod visitor;
mod writing;
