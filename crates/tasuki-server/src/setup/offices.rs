//! The certificates of offices.

use tasuki_pki::{CertificateKind, Issued, Profile, validity};
use tasuki_store::{CertificateRow, Records};
use tasuki_terms::{OfficeNumber, Timestamp, UserId};

use super::ca::AUTHORITY_PEM;
use super::{Setup, SetupError, serial};

/// A certificate that was issued to an office, and its key.
#[derive(Clone, Debug)]
pub struct OfficeKeys {
    /// The certificate and the key.
    pub issued: Issued,
    /// The certificates of root and authorities, PEM.
    pub authority_pem: String,
}

impl Setup {
    /// Issues a certificate with a new key to an office's user.
    pub async fn issue_certificate(
        &self,
        office: OfficeNumber,
        user: UserId,
        period: (Timestamp, Timestamp),
    ) -> Result<OfficeKeys, SetupError> {
        let records = self.records().await?;
        let Some(row) = records.office(office).await? else {
            return Err(SetupError::NotRegistered { office });
        };
        let authority = self.authority()?;
        let profile = Profile::Office {
            office,
            user,
            office_name: row.name,
            kind: CertificateKind::CarePlan,
        };
        let issued = authority.issue(&profile, period.0, period.1, serial())?;
        let (valid_from, valid_until) =
            validity(&issued.certificate_der).map_err(|_| SetupError::Calendar)?;
        records
            .save_certificate(CertificateRow {
                serial: issued.serial_hex.clone(),
                office,
                user,
                der: issued.certificate_der.clone(),
                valid_from,
                valid_until,
                revoked_at: None,
            })
            .await?;
        Ok(OfficeKeys {
            issued,
            authority_pem: self.read(AUTHORITY_PEM)?,
        })
    }

    /// Revokes a certificate; the running platform notices within a second.
    pub async fn revoke_certificate(&self, serial: &str, now: Timestamp) -> Result<(), SetupError> {
        let is_known = self
            .records()
            .await?
            .revoke_certificate(serial, now)
            .await?;
        if is_known {
            Ok(())
        } else {
            Err(SetupError::NoSuchCertificate {
                serial: serial.to_owned(),
            })
        }
    }

    async fn records(&self) -> Result<Records, SetupError> {
        Ok(Records::open(&self.settings()?.store.records).await?)
    }
}
