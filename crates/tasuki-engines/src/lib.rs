//! Real engines for tests and measurements.
//!
//! [`PostgresServer`] is a server of one's own, from the programs that are installed on this
//! machine: it listens on a socket in a folder of its own and ends with its owner.

mod postgres;

pub use postgres::{Keeping, PostgresServer};
