//! The client from outside: through its door, and in a real browser.

#![expect(
    clippy::unwrap_used,
    clippy::get_unwrap,
    clippy::panic,
    reason = "a test says where it fails"
)]

mod browser;
mod door;
mod guest;
mod line;
mod many;
mod reading;
mod routes;
mod visitor;
