//! Certificates are taken back before their end (失効).

use secrecy::SecretString;
use tasuki_exchange::CertificateStep;
use tasuki_store::RecordId;
use tasuki_terms::UserId;

use super::CertificateError;
use crate::password::Passwords;
use crate::registry::{Registry, notices};

impl Registry {
    /// An office takes its own certificate back, as when a computer is lost.
    pub async fn revoke_own_certificate(
        &self,
        passwords: &Passwords,
        user: UserId,
        id: RecordId,
        issuing_password: SecretString,
    ) -> Result<(), CertificateError> {
        let row = self
            .try_issuing_password(passwords, user, issuing_password)
            .await?;
        self.application_of(row.office, id).await?;
        self.revoke_certificate(id, user.as_str()).await
    }

    /// Takes a certificate back; the exchange refuses it within seconds. Again changes nothing.
    pub async fn revoke_certificate(&self, id: RecordId, by: &str) -> Result<(), CertificateError> {
        let (now, by) = (self.now(), by.to_owned());
        let entry = self.audit(by, "certificate.revoke", id, "");
        let [notice, mail] = [(); 2].map(|()| self.new_id());
        self.records
            .change("revoke_application", move |records| {
                let Some(mut row) = records.certificate_application(id)? else {
                    return Ok(Err(CertificateError::Unknown));
                };
                match row.state.advance(CertificateStep::Revoke) {
                    Ok(Some(state)) => row.state = state,
                    Ok(None) => return Ok(Ok(())),
                    Err(wrong) => return Ok(Err(wrong.into())),
                }
                if let Some(serial) = &row.serial {
                    records.revoke_certificate(serial, now)?;
                }
                records.save_certificate_application(&row)?;
                let text = notices::revoked(row.class, now);
                text.publish(records, (notice, mail), (row.office, row.user), now)?;
                records.append_audit(entry)?;
                Ok(Ok(()))
            })
            .await?
    }
}
