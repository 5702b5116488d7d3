//! A real browser for tests of pages: Debian's Chromium without a window, and axe-core.
//!
//! [`Browser::start`] gives one with a profile of its own; [`Browser::driver`] is what `thirtyfour`
//! makes of it. `cargo xtask test` installs Chromium, its driver, a Japanese font and axe-core.
//! This crate knows no site and no platform, so that tests of pages alone are quick to build.

mod axe;
mod browser;
mod pictures;
mod process;
mod window;

pub use axe::Violation;
pub use browser::Browser;
pub use pictures::{Pictures, Still};
pub use thirtyfour;
pub use window::Window;
