//! An office gets its certificate, as often as it wants.

use secrecy::{ExposeSecret as _, SecretString};
use tasuki_exchange::CertificateState;
use tasuki_pki::{P12, P12Form, SealedKey};
use tasuki_store::{
    CertificateApplicationRow, CertificateRow, OfficeRow, RecordId, StoreError, UserRow,
};
use tasuki_terms::{CertificateClass, OfficeNumber, UserId};
use zeroize::Zeroizing;

use super::CertificateError;
use crate::password::Passwords;
use crate::registry::{IssuingPasswordError, Registry};

/// A file that an office gets.
pub struct CertificateFile {
    /// Its name, `KJ….p12` or `KJ….pem`.
    pub name: String,
    /// Its bytes.
    pub bytes: Zeroizing<Vec<u8>>,
}

impl std::fmt::Debug for CertificateFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CertificateFile")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// What a download needs.
struct Issued {
    application: CertificateApplicationRow,
    certificate: CertificateRow,
    user: UserRow,
    office: OfficeRow,
}

impl Registry {
    /// Certificate and key as PKCS#12, under the password for certificates with which the office
    /// applied.
    pub async fn download_p12(
        &self,
        passwords: &Passwords,
        user: UserId,
        (class, id): (CertificateClass, RecordId),
        issuing_password: SecretString,
        form: P12Form,
    ) -> Result<CertificateFile, CertificateError> {
        let _turn = passwords.turn_of(user).await;
        let issued = self.issued(user, (class, id)).await?;
        let sealed = issued.application.sealed_key.clone();
        let sealed = SealedKey::from_bytes(sealed.ok_or(CertificateError::NoKeyHere)?);
        self.may_try(&issued.user)?;
        let typed = issuing_password.clone();
        let open = move || sealed.open(typed.expose_secret());
        let opened = passwords.in_turn(open).await;
        let Ok(key) = opened.ok_or(IssuingPasswordError::Busy)? else {
            // It may be the password of today, but not that of the application.
            return Err(
                match self
                    .count_issuing_password(passwords, &issued.user, issuing_password)
                    .await
                {
                    Ok(()) => CertificateError::EarlierPassword,
                    Err(error) => error.into(),
                },
            );
        };
        self.forget_issuing_failures(&issued.user).await?;
        let above = self.above(&issued.certificate);
        let name = format!("{} {}", issued.office.name, issued.user.id);
        let file = P12 {
            key_pkcs8_der: &key,
            certificate_der: &issued.certificate.der,
            above: &above,
            name: &name,
        };
        let bytes = file.write(issuing_password.expose_secret(), form)?;
        self.note_download(user, id, &issued).await?;
        Ok(CertificateFile {
            name: format!("{user}.p12"),
            bytes,
        })
    }

    /// The certificate and all above it, the root last, as PEM, for an office that has the key: with
    /// the thumbprint of the root that is enough to install it.
    pub async fn download_pem(
        &self,
        user: UserId,
        (class, id): (CertificateClass, RecordId),
    ) -> Result<CertificateFile, CertificateError> {
        let issued = self.issued(user, (class, id)).await?;
        let mut pem = tasuki_pki::certificate_pem(&issued.certificate.der);
        for above in self.above(&issued.certificate) {
            pem.push_str(&tasuki_pki::certificate_pem(above));
        }
        self.note_download(user, id, &issued).await?;
        Ok(CertificateFile {
            name: format!("{user}.pem"),
            bytes: Zeroizing::new(pem.into_bytes()),
        })
    }

    async fn note_download(
        &self,
        user: UserId,
        id: RecordId,
        issued: &Issued,
    ) -> Result<(), StoreError> {
        let serial = &*issued.certificate.serial;
        let entry = self.audit(user.as_str(), "certificate.download", id, serial);
        self.records
            .change("download_certificate", move |records| {
                records.append_audit(entry)
            })
            .await
    }

    /// What leads from a certificate up to its root, as far as it is known.
    fn above(&self, certificate: &CertificateRow) -> Vec<&[u8]> {
        let anchors = self.anchors.as_ref();
        anchors.map_or_else(Vec::new, |known| known.above(&certificate.der))
    }

    async fn issued(
        &self,
        user: UserId,
        (class, id): (CertificateClass, RecordId),
    ) -> Result<Issued, CertificateError> {
        let found = self
            .records
            .read("issued_certificate", move |records| {
                let (Some(application), Some(user)) =
                    (records.certificate_application(id)?, records.user(user)?)
                else {
                    return Ok(None);
                };
                let certificate = match &application.serial {
                    Some(serial) => records.certificate(serial)?,
                    None => None,
                };
                let office = records.office(user.office)?;
                Ok(office.zip(certificate).map(|(office, certificate)| Issued {
                    application,
                    certificate,
                    user,
                    office,
                }))
            })
            .await?;
        let is_own = |issued: &Issued, office: OfficeNumber| issued.application.office == office;
        found
            .filter(|issued| is_own(issued, issued.user.office))
            .filter(|issued| issued.application.user == issued.user.id)
            .filter(|issued| issued.application.class == class)
            .filter(|issued| issued.application.state == CertificateState::Issued)
            .ok_or(CertificateError::Unknown)
    }
}
