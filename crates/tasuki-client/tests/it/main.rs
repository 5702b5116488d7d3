//! The client from outside: through its door, and in a real browser.

mod browser;
mod door;
mod guest;
mod routes;
mod visitor;
