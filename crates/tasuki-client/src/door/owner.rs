//! Whose connection it is, as the kernel of Linux tells.

use std::net::{IpAddr, SocketAddr, SocketAddrV4};
use std::os::linux::fs::MetadataExt as _;

/// Where the kernel lists connections. A socket of IPv6 that speaks IPv4 stands in the second alone.
const TABLES: [&str; 2] = ["/proc/net/tcp", "/proc/net/tcp6"];

/// How often the kernel is asked: its tables may skip a line while others come and go.
const LOOKS: usize = 3;

/// Whether the other end of the connection to `own` belongs to the user who runs this program. Where
/// the kernel tells nothing (its tables are hidden in some containers), it is taken for the user's
/// own; where it tells of others only, it is not.
pub(super) fn is_own(peer: SocketAddr, own: SocketAddr) -> bool {
    let (Some(peer), Some(own)) = (on_loopback(peer), on_loopback(own)) else {
        return false;
    };
    let Ok(this) = fs_err::metadata("/proc/self") else {
        return true;
    };
    (0..LOOKS)
        .find_map(|_| {
            let tables = TABLES.iter();
            let tables: Vec<String> = tables
                .filter_map(|table| fs_err::read_to_string(table).ok())
                .collect();
            belongs(&tables, peer, own, this.st_uid())
        })
        .unwrap_or(false)
}

/// Whether the user `this` has the connection from `peer` to `own`; none where the tables do not hold
/// it.
fn belongs(tables: &[String], peer: SocketAddrV4, own: SocketAddrV4, this: u32) -> Option<bool> {
    if tables.is_empty() {
        return Some(true);
    }
    let owner = tables.iter().find_map(|table| owner(table, peer, own))?;
    Some(owner == this)
}

/// The address as one of IPv4, if it is one of this computer.
fn on_loopback(address: SocketAddr) -> Option<SocketAddrV4> {
    match address.ip().to_canonical() {
        IpAddr::V4(ip) if ip.is_loopback() => Some(SocketAddrV4::new(ip, address.port())),
        _ => None,
    }
}

/// The user id of the connection from `local` to `remote`.
fn owner(table: &str, local: SocketAddrV4, remote: SocketAddrV4) -> Option<u32> {
    let (local, remote) = (written(local), written(remote));
    table.lines().skip(1).find_map(|line| {
        let fields: Vec<&str> = line.split_ascii_whitespace().collect();
        let is = |at: usize, wanted: &[String; 2]| {
            let field = fields.get(at);
            field.is_some_and(|field| wanted.iter().any(|one| one == field))
        };
        let is_it = is(1, &local) && is(2, &remote);
        is_it.then(|| fields.get(7)?.parse().ok()).flatten()
    })
}

/// An address as the tables write it: alone, and mapped into IPv6 (`::ffff:127.0.0.1`). The kernel
/// writes words of 32 bits in the order of the computer.
fn written(address: SocketAddrV4) -> [String; 2] {
    let ip = u32::from_ne_bytes(address.ip().octets());
    let mapped = u32::from_ne_bytes([0, 0, 0xff, 0xff]);
    let port = address.port();
    [
        format!("{ip:08X}:{port:04X}"),
        format!("{:016X}{mapped:08X}{ip:08X}:{port:04X}", 0),
    ]
}

#[cfg(all(test, target_endian = "little"))]
mod tests {
    use std::net::Ipv4Addr;

    use super::*;

    const TABLE: &str = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:0FA0 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 1 1
   1: 0100007F:9C40 0200007F:0FA0 01 00000000:00000000 00:00000000 00000000  1002        0 4 1
   2: 0100007F:9C40 0100007F:0FA0 01 00000000:00000000 00:00000000 00000000  1001        0 2 1
   3: 0100007F:0FA0 0100007F:9C40 01 00000000:00000000 00:00000000 00000000  1000        0 3 1
";
    const TABLE_6: &str = "  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000000000000000000001000000:9C41 00000000000000000000000001000000:0FA0 01 00000000:00000000 00:00000000 00000000  1000        0 5 1
   1: 0000000000000000FFFF00000100007F:9C41 0000000000000000FFFF00000100007F:0FA0 01 00000000:00000000 00:00000000 00000000  1001        0 6 1
";

    fn at(port: u16) -> SocketAddrV4 {
        SocketAddrV4::new(Ipv4Addr::LOCALHOST, port)
    }

    #[test]
    fn the_other_ends_user_is_found() {
        assert_eq!(owner(TABLE, at(40000), at(4000)), Some(1001));
        assert_eq!(owner(TABLE, at(4000), at(40000)), Some(1000));
        assert_eq!(owner(TABLE, at(40001), at(4000)), None);
        assert_eq!(owner("", at(1), at(2)), None);
    }

    #[test]
    fn a_socket_of_the_other_kind_is_found_too() {
        let tables = [TABLE.to_owned(), TABLE_6.to_owned()];
        assert_eq!(belongs(&tables, at(40001), at(4000), 1001), Some(true));
        assert_eq!(belongs(&tables, at(40001), at(4000), 1000), Some(false));
    }

    #[test]
    fn who_is_in_no_table_is_not_let_in_unless_there_is_none() {
        let tables = [TABLE.to_owned()];
        assert_eq!(belongs(&tables, at(40001), at(4000), 1000), None);
        assert_eq!(belongs(&[], at(40001), at(4000), 1000), Some(true));
    }

    #[test]
    fn only_this_computer_is_asked_for() {
        let far = "192.0.2.1:40000".parse().unwrap();
        assert!(!is_own(far, at(4000).into()));
        // Nobody has this connection.
        assert!(!is_own(at(1).into(), at(2).into()));
    }
}
