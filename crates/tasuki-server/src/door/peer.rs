//! Who is behind a connection.

use std::net::IpAddr;

use tasuki_pki::{Anchors, CertificateRefusal, Holder, Verified, serial_hex, validity, verified};
use tasuki_seal::sha256;
use tasuki_terms::{Digest, OfficeNumber, Timestamp, UserId};
use tasuki_wire::Code;

use crate::figures::Lasting;
use crate::platform::Platform;

/// A connection: from where, and who is behind it.
#[derive(Debug)]
pub(crate) struct Connection {
    pub(crate) address: Option<IpAddr>,
    pub(crate) peer: Peer,
    /// It is counted until it ends.
    pub(super) _counted: Lasting,
}

/// What the certificate of a connection says, decided once when it is opened.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Peer {
    /// An office, by a good certificate.
    Office(Certified),
    /// Nobody that may ask for anything, and why.
    Refused(Code),
}

/// An office and its certificate.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Certified {
    pub(crate) office: OfficeNumber,
    pub(crate) user: UserId,
    /// SHA-256 of the certificate.
    pub(crate) fingerprint: Digest,
    /// Its serial number, and those of the authorities between it and the root.
    pub(crate) serials: Vec<String>,
    pub(crate) valid_until: Timestamp,
}

impl Peer {
    /// Tells who shows `certificate` at `now`. That the other side has the key is proved by the TLS
    /// handshake. An authority that all know must have issued it: receivers verify signatures
    /// with those that they know, and no certificate is sent along.
    pub(crate) fn of(certificate: Option<&[u8]>, anchors: &Anchors, now: Timestamp) -> Self {
        match Self::certified(certificate, anchors, now) {
            Ok(certified) => Self::Office(certified),
            Err(code) => Self::Refused(code),
        }
    }

    fn certified(
        certificate: Option<&[u8]>,
        anchors: &Anchors,
        now: Timestamp,
    ) -> Result<Certified, Code> {
        let own = certificate.ok_or(Code::CertificateMissing)?;
        let Verified {
            holder,
            authorities,
        } = verified(own, &[], anchors, now).map_err(code)?;
        match holder {
            Holder::Office { office, user } => Ok(Certified {
                office,
                user,
                fingerprint: sha256(own),
                serials: [vec![serial_hex(own).map_err(code)?], authorities].concat(),
                valid_until: validity(own).map_err(code)?.1,
            }),
            Holder::Platform => Err(Code::CertificateWrongUse),
        }
    }
}

impl Connection {
    /// The office behind it, if its certificate is still good.
    pub(crate) fn office(&self, platform: &Platform, now: Timestamp) -> Result<&Certified, Code> {
        match &self.peer {
            Peer::Refused(code) => Err(*code),
            Peer::Office(peer) if platform.is_revoked(&peer.serials) => {
                Err(Code::CertificateRevoked)
            }
            Peer::Office(peer) if peer.valid_until < now => Err(Code::CertificateExpired),
            Peer::Office(peer) => Ok(peer),
        }
    }
}

/// The interface's code of a refusal.
fn code(refusal: CertificateRefusal) -> Code {
    match refusal {
        CertificateRefusal::Malformed => Code::CertificateMalformed,
        CertificateRefusal::Foreign => Code::CertificateForeign,
        CertificateRefusal::Expired => Code::CertificateExpired,
        CertificateRefusal::NotYetValid => Code::CertificateNotYetValid,
        CertificateRefusal::Revoked => Code::CertificateRevoked,
        CertificateRefusal::Agent => Code::CertificateAgent,
        CertificateRefusal::WrongUse
        | CertificateRefusal::NoHolder
        | CertificateRefusal::SeveralHolders
        | CertificateRefusal::UnfitKey => Code::CertificateWrongUse,
    }
}
