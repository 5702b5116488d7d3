//! What must hold for every sequence of bytes; each target of `fuzz_targets` calls one function.
//!
//! The standard is taken as its users see it. A broken promise is a panic, which the fuzzer reports.

mod check;
mod convert;
mod file_name;
mod input;
mod marker;
mod raw;

pub use check::check;
pub use convert::convert;
pub use file_name::file_name;
pub use raw::raw;
