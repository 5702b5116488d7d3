//! Addresses for platforms that are started again.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::atomic::{AtomicU16, Ordering};

use anyhow::Context as _;

/// The first port; systems give their own choice to clients from 32,768 on.
const FIRST: u16 = 10_000;
/// How many ports.
const COUNT: u16 = 20_000;

/// An address of this machine that nobody listens at, and that no client is given by chance while
/// the platform is down.
pub fn own_address() -> anyhow::Result<SocketAddr> {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    // Each process begins elsewhere.
    let mixed = std::process::id().wrapping_mul(2_654_435_761);
    let start = u16::try_from(mixed % u32::from(COUNT)).unwrap_or(0);
    for _ in 0..COUNT {
        let step = NEXT.fetch_add(1, Ordering::Relaxed) % COUNT;
        let port = FIRST + (start + step) % COUNT;
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        if TcpListener::bind(address).is_ok() {
            return Ok(address);
        }
    }
    None.context("no port is free")
}
