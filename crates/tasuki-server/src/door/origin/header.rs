//! The header of the PROXY protocol, version 2. `fuzz/src/interface.rs` reads this file, too.

use std::io;
use std::net::IpAddr;

use ppp::v2::{Addresses, Command, Header, PROTOCOL_PREFIX};

/// The part of the header that is always there, in bytes; the last two tell how much follows.
pub(super) const FIXED: usize = 16;
/// The most that follows, in bytes: addresses, and whatever else balancers tell.
const LONGEST: u16 = 2048;

/// How many bytes follow the part that is always there.
pub(super) fn follows(fixed: &[u8]) -> io::Result<usize> {
    let length = fixed.last_chunk().map_or(0, |two| u16::from_be_bytes(*two));
    if !fixed.starts_with(PROTOCOL_PREFIX) || length > LONGEST {
        return Err(io::ErrorKind::InvalidData.into());
    }
    Ok(length.into())
}

/// Whom a whole header names; none where the balancer asks by itself.
pub(super) fn named(header: &[u8]) -> io::Result<Option<IpAddr>> {
    let header = Header::try_from(header)
        .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
    Ok(match (header.command, header.addresses) {
        (Command::Proxy, Addresses::IPv4(of)) => Some(of.source_address.into()),
        (Command::Proxy, Addresses::IPv6(of)) => Some(of.source_address.into()),
        _ => None,
    })
}
