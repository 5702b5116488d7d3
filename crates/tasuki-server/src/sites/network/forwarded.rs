//! Whom proxies name in a header. `fuzz/src/interface.rs` reads this file, too.

use std::net::{IpAddr, SocketAddr};

/// Who asked the first of the trusted proxies, by the values of the header in their order; none if
/// nobody is named there, or it cannot be read.
///
/// Each proxy adds to the end of the header who asked it. What stands left of the first address
/// that is no trusted proxy was written by that one, who may have invented it.
pub(super) fn asker<'a>(
    values: impl DoubleEndedIterator<Item = &'a str>,
    is_trusted: impl Fn(IpAddr) -> bool,
) -> Option<IpAddr> {
    values
        .flat_map(|value| value.split(','))
        .map(|text| address(text.trim()))
        .rev()
        .find(|address| address.is_none_or(|address| !is_trusted(address)))
        .flatten()
}

/// An address, with or without a port.
fn address(text: &str) -> Option<IpAddr> {
    let with_port = |text: &str| text.parse().ok().map(|socket: SocketAddr| socket.ip());
    let alone = text.parse().ok().or_else(|| with_port(text));
    alone.map(|address: IpAddr| address.to_canonical())
}
