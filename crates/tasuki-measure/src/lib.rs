//! What `tasuki-bench` and `tasuki-load` share.
//!
//! A [`seat::Seat`] is an office with its certificate and session that speaks HTTP/1.1 over mutual
//! TLS with as little work as possible, because it shares the machine with the platform that is
//! measured; its [`letters`] are sealed before the clock starts. [`platform::Platform`] is the
//! platform in a process of its own, [`machine`] tells what a process took, [`parts`] what that went
//! into, [`limits`] what the machine can do at all, and [`figures`] holds latencies.

pub mod connection;
pub mod figures;
mod handshake;
pub mod letters;
pub mod limits;
pub mod machine;
pub mod news;
pub mod parts;
pub mod platform;
pub mod renewal;
pub mod seat;
pub mod tls;
