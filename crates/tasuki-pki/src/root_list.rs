//! The root's list of the authorities that it took back, as it is read again.

use tasuki_terms::{Revocation, RevocationReason, Timestamp};
use x509_parser::prelude::FromDer as _;
use x509_parser::revocation_list::{CertificateRevocationList, RevokedCertificate};
use x509_parser::x509::ReasonCode;

use crate::{Revoked, certificate};

/// What a root's list (CRL) says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RootList {
    /// Its number; that of the next list must be greater.
    pub number: u64,
    /// The last moment at which it is new enough to be asked (`nextUpdate`).
    pub until: Timestamp,
    /// The authorities that were taken back.
    pub revoked: Vec<Revoked>,
}

/// Why a list is not believed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum InvalidRootList {
    /// It is no list, or says what no list of ours does.
    #[error("not a well-formed list of revoked authorities")]
    Malformed,
    /// Another signed it.
    #[error("the list is not signed by the root")]
    Foreign,
}

impl RootList {
    /// Reads a list (DER) that must be signed by one of the `roots` (DER). Whether it is old is not
    /// asked: what was taken back stays so.
    pub fn read<'a>(
        der: &[u8],
        roots: impl IntoIterator<Item = &'a [u8]>,
    ) -> Result<Self, InvalidRootList> {
        let Ok(([], list)) = CertificateRevocationList::from_der(der) else {
            return Err(InvalidRootList::Malformed);
        };
        let signed = list.tbs_cert_list.as_ref();
        let signature = list.signature_value.data.as_ref();
        let is_by = |root: &[u8]| {
            certificate::read(root)
                .and_then(|root| certificate::has_signed(&root, signed, signature))
                .unwrap_or(false)
        };
        if !roots.into_iter().any(is_by) {
            return Err(InvalidRootList::Foreign);
        }
        let number = list.crl_number().and_then(|number| number.try_into().ok());
        let until = list.next_update();
        let until = until.and_then(|until| Timestamp::from_second(until.timestamp()).ok());
        let revoked = list.iter_revoked_certificates().map(entry);
        Ok(Self {
            number: number.ok_or(InvalidRootList::Malformed)?,
            until: until.ok_or(InvalidRootList::Malformed)?,
            revoked: revoked
                .collect::<Option<_>>()
                .ok_or(InvalidRootList::Malformed)?,
        })
    }
}

fn entry(one: &RevokedCertificate<'_>) -> Option<Revoked> {
    let (_, code) = one.reason_code()?;
    Some(Revoked {
        serial_hex: certificate::hex_of(one.raw_serial()),
        revocation: Revocation {
            at: Timestamp::from_second(one.revocation_date.timestamp()).ok()?,
            reason: match code {
                ReasonCode::CACompromise => RevocationReason::KeyCompromise,
                ReasonCode::AffiliationChanged => RevocationReason::NameChanged,
                ReasonCode::Superseded => RevocationReason::Superseded,
                ReasonCode::CessationOfOperation => RevocationReason::Unused,
                _ => return None,
            },
        },
    })
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;
    use crate::test_authority::{below, now, root};

    #[test]
    fn what_a_root_took_back_is_read_again_and_believed_of_nobody_else() {
        let (ours, other) = (root(), root());
        let authority = below(&ours, None);
        let at = now().to_string().parse::<Timestamp>().unwrap();
        let at = Timestamp::from_second(at.as_second()).unwrap();
        for reason in [
            RevocationReason::KeyCompromise,
            RevocationReason::Superseded,
            RevocationReason::Unused,
        ] {
            let serial_hex = crate::serial_hex(authority.certificate_der()).unwrap();
            let revocation = Revocation { at, reason };
            let revoked = vec![Revoked {
                serial_hex,
                revocation,
            }];
            let until = at + SignedDuration::from_hours(24);
            let der = ours.crl(&revoked, now(), until, 7).unwrap();
            let read = RootList::read(&der, [ours.certificate_der()]);
            let expected = RootList {
                number: 7,
                until,
                revoked,
            };
            assert_eq!(read, Ok(expected));
            let foreign = RootList::read(&der, [other.certificate_der()]);
            assert_eq!(foreign, Err(InvalidRootList::Foreign));
            let cut = &der[..der.len() - 1];
            let cut = RootList::read(cut, [ours.certificate_der()]);
            assert_eq!(cut, Err(InvalidRootList::Malformed));
        }
    }

    proptest::proptest! {
        #[test]
        fn no_bytes_break_it(bytes: Vec<u8>) {
            proptest::prop_assert!(RootList::read(&bytes, []).is_err());
        }
    }
}
