//! The root takes an authority back.

use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;
use secrecy::SecretString;
use tasuki_pki::{CaName, IssueError, Revoked, RootList, is_issued_by, read_serial, serial_hex};
use tasuki_store::{Records, StoreError};
use tasuki_terms::{Revocation, RevocationReason, Timestamp};

use super::ca::AUTHORITY_PEM;
use super::certificates::{hand, note};
use super::{Setup, SetupError};
use crate::registry::revoke_serial;

/// An authority that was taken back.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RevokedAuthority {
    /// Its name.
    pub name: CaName,
    /// Its serial number.
    pub serial: String,
    /// How many certificates of offices that were in use went with it.
    pub certificates: usize,
}

impl Setup {
    /// Takes a former authority back: the root's list names it, and the certificates that it issued
    /// are revoked. The running platform notices within a second, and refuses also what the authority
    /// signed without its being in any record. Again changes nothing.
    ///
    /// `typed` is the authority's serial number in any form that [`read_serial`] takes. The authority
    /// that issues, or of which the platform's own certificates are, must be replaced before.
    pub async fn revoke_authority(
        &self,
        typed: &str,
        reason: RevocationReason,
        passphrase: &SecretString,
        now: Timestamp,
    ) -> Result<RevokedAuthority, SetupError> {
        let (der, serial) = self.known_authority(typed)?;
        let is_in_use = self.authority()?.certificate_der() == &*der
            || self
                .own_certificates()?
                .iter()
                .any(|own| is_issued_by(own, &der));
        if is_in_use {
            return Err(SetupError::AuthorityInUse { serial });
        }
        let records = self.records().await?;
        let root = self.root(passphrase)?;
        let RootList {
            number,
            mut revoked,
            ..
        } = self.root_list()?;
        let is_new = revoked.iter().all(|one| one.serial_hex != serial);
        if is_new {
            revoked.push(Revoked {
                serial_hex: serial.clone(),
                revocation: Revocation { at: now, reason },
            });
        }
        self.write_root_list(&root, &revoked, number, now)?;
        if is_new {
            let entry = hand(now).audit("authority.revoke", &serial, reason.as_str());
            note(&records, entry).await?;
        }
        let certificates = revoke_issued_by(&records, &der, now).await?;
        Ok(RevokedAuthority {
            name: CaName::of(&der)?,
            serial,
            certificates,
        })
    }

    /// An authority of the bundle that is no root, and its serial number.
    fn known_authority(
        &self,
        typed: &str,
    ) -> Result<(CertificateDer<'static>, String), SetupError> {
        let unreadable = |_| SetupError::Authority(IssueError::Certificate);
        let unknown = || SetupError::NoSuchAuthority {
            serial: typed.to_owned(),
        };
        let serial = read_serial(typed).ok_or_else(unknown)?;
        let pem = self.read(AUTHORITY_PEM)?;
        for der in CertificateDer::pem_slice_iter(pem.as_bytes()) {
            let der = der.map_err(|_| SetupError::Authority(IssueError::Certificate))?;
            let is_root = is_issued_by(&der, &der);
            if !is_root && serial_hex(&der).map_err(unreadable)? == serial {
                return Ok((der, serial));
            }
        }
        Err(unknown())
    }
}

/// Revokes what an authority issued and is in use: offices are told, and can apply anew.
async fn revoke_issued_by(
    records: &Records,
    authority: &CertificateDer<'_>,
    now: Timestamp,
) -> Result<usize, StoreError> {
    let (authority, hand) = (authority.to_vec(), hand(now));
    let revoked = records.change("revoke_issued_by", move |records| {
        let mut revoked = 0;
        for row in records.certificates_in_use(now)? {
            if is_issued_by(&row.der, &authority) {
                let reason = RevocationReason::AuthorityRevoked;
                revoked += usize::from(revoke_serial(records, &row.serial, reason, &hand)?);
            }
        }
        Ok(revoked)
    });
    revoked.await
}
