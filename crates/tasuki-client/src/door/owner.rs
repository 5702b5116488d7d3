//! Whose connection it is, as the kernel of Linux tells.

use std::net::SocketAddr;
use std::os::linux::fs::MetadataExt as _;

/// Whether the other end of the connection belongs to the user who runs this program. Where the
/// kernel tells nothing (its table is hidden in some containers), it is taken for the user's own.
pub(super) fn is_own(peer: SocketAddr, port: u16) -> bool {
    if !peer.ip().is_loopback() {
        return false;
    }
    let (Ok(table), Ok(this)) = (
        fs_err::read_to_string("/proc/net/tcp"),
        fs_err::metadata("/proc/self"),
    ) else {
        return true;
    };
    owner(&table, peer.port(), port).is_none_or(|owner| owner == this.st_uid())
}

/// The user id of the connection from the port `local` to the port `remote` of this computer.
fn owner(table: &str, local: u16, remote: u16) -> Option<u32> {
    table.lines().skip(1).find_map(|line| {
        let fields: Vec<&str> = line.split_ascii_whitespace().collect();
        let port = |at: usize| {
            let (_, port) = fields.get(at)?.rsplit_once(':')?;
            u16::from_str_radix(port, 16).ok()
        };
        let is_it = port(1) == Some(local) && port(2) == Some(remote);
        is_it.then(|| fields.get(7)?.parse().ok()).flatten()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:0FA0 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 1 1
   1: 0100007F:9C40 0100007F:0FA0 01 00000000:00000000 00:00000000 00000000  1001        0 2 1
   2: 0100007F:0FA0 0100007F:9C40 01 00000000:00000000 00:00000000 00000000  1000        0 3 1
";

    #[test]
    fn the_other_ends_user_is_found() {
        assert_eq!(owner(TABLE, 40000, 4000), Some(1001));
        assert_eq!(owner(TABLE, 4000, 40000), Some(1000));
        assert_eq!(owner(TABLE, 40001, 4000), None);
        assert_eq!(owner("", 1, 2), None);
    }
}
