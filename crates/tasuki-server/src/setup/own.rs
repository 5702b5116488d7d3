//! The platform's own certificates: TLS, and receipts.

use std::collections::BTreeSet;

use jiff::SignedDuration;
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject as _;
use tasuki_pki::{Authority, IssueError, Profile, serial_hex, three_years_from, validity};
use tasuki_store::{OwnCertificateRow, Records};
use tasuki_terms::Timestamp;

use super::certificates::hand;
use super::{Setup, SetupError, serial};
use crate::registry::Hand;

/// The files of the certificates that it uses.
const IN_USE: [&str; 2] = ["keys/server.pem", "keys/receipt.pem"];

impl Setup {
    /// Gives the platform new certificates and keys for TLS and for receipts; it takes them up when
    /// it starts next. Receipts of before stay good.
    pub async fn renew(&self, hosts: &[String], now: Timestamp) -> Result<(), SetupError> {
        let records = self.records().await?;
        let by = Some(hand(now));
        self.issue_platform(&records, &self.authority()?, hosts, now, by)
            .await
    }

    /// Issues them, and enters them, so that whoever asks is told of them for as long as they last.
    /// `renewed` says who renews them; those of a new platform are in no audit trail.
    pub(super) async fn issue_platform(
        &self,
        records: &Records,
        authority: &Authority,
        hosts: &[String],
        now: Timestamp,
        renewed: Option<Hand>,
    ) -> Result<(), SetupError> {
        let from = now - SignedDuration::from_mins(5);
        let until = three_years_from(now).ok_or(SetupError::Calendar)?;
        let server = Profile::Server {
            hosts: hosts.to_vec(),
        };
        // Whoever calls knows the root, perhaps not the authority.
        let between = authority.between_pem();
        for (profile, file, more) in [
            (server, "server", between.as_str()),
            (Profile::Platform, "receipt", ""),
        ] {
            let issued = authority.issue(&profile, from, until, serial())?;
            let row = own_row(&issued.certificate_der)?;
            let hand = renewed.as_ref();
            let entry = hand.map(|hand| hand.audit("platform.renew", &row.serial, file));
            records
                .change("own_certificate", move |records| {
                    records.save_own_certificate(&row)?;
                    entry.map_or(Ok(()), |entry| records.append_audit(entry))
                })
                .await?;
            let chain = issued.certificate_pem + more;
            self.replace(
                (&format!("keys/{file}.key"), issued.key_pem.as_bytes()),
                (&format!("keys/{file}.pem"), chain.as_bytes()),
            )?;
        }
        Ok(())
    }

    /// The certificates that the platform uses, or will use when it starts next.
    pub(super) fn own_certificates(&self) -> Result<Vec<CertificateDer<'static>>, SetupError> {
        let read = |file| {
            CertificateDer::from_pem_slice(self.read(file)?.as_bytes())
                .map_err(|_| SetupError::Authority(IssueError::Certificate))
        };
        IN_USE.into_iter().map(read).collect()
    }

    /// Their serial numbers.
    pub(super) fn own_serials(&self) -> Result<BTreeSet<String>, SetupError> {
        let unreadable = |_| SetupError::Authority(IssueError::Certificate);
        let all = self.own_certificates()?;
        all.iter()
            .map(|der| serial_hex(der).map_err(unreadable))
            .collect()
    }
}

fn own_row(der: &[u8]) -> Result<OwnCertificateRow, SetupError> {
    let unreadable = |_| SetupError::Authority(IssueError::Certificate);
    Ok(OwnCertificateRow {
        serial: serial_hex(der).map_err(unreadable)?,
        der: der.to_vec(),
        valid_until: validity(der).map_err(unreadable)?.1,
        revoked: None,
    })
}
