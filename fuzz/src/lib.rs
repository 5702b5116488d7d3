//! What must hold for every sequence of bytes; each target of `fuzz_targets` calls one function.
//!
//! The crates are taken as their users see them. A broken promise is a panic, which the fuzzer
//! reports.

mod check;
mod convert;
mod file_name;
mod input;
mod interface;
mod marker;
mod pki;
mod raw;
mod seal;
mod tables;
mod terms;
mod text;
mod uploads;
mod words;

pub use check::check;
pub use convert::convert;
pub use file_name::file_name;
pub use interface::interface;
pub use pki::pki;
pub use raw::raw;
pub use seal::seal;
pub use tables::tables;
pub use terms::terms;
pub use uploads::uploads;
pub use words::words;
