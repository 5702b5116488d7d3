//! Who calls: TLS, certificates, sessions, rights, limits.

mod acceptor;
mod converse;
mod exit;
mod framed;
mod gather;
mod layer;
mod linger;
mod origin;
mod own_tls;
mod peer;
mod plain;
mod rates;
mod taking;
mod tls;
mod unread;
mod visitor;

pub(crate) use acceptor::DoorAcceptor;
pub(crate) use converse::Conversation;
pub(crate) use exit::Standing;
pub(crate) use framed::framed;
pub(crate) use layer::{Door, enter, record, request_id};
pub(crate) use linger::linger;
pub(crate) use origin::{Balancers, Origin};
pub(crate) use own_tls::{OwnTls, OwnTlsError};
pub(crate) use peer::{Connection, Peer};
pub(crate) use plain::PlainAcceptor;
pub(crate) use rates::{Asking, Rates};
use taking::Taking;
pub(crate) use visitor::{Asker, Caller, Visitor};
