//! An office applies for a certificate (発行申請).

use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use tasuki_exchange::{Approval, CertificateState, approve_by_rule, may_apply_for_certificate};
use tasuki_pki::{CertificateRequest, Cost, KeyRequest, SealedKey};
use tasuki_store::{CertificateApplicationRow, ConsentRow, RecordId};
use tasuki_terms::{CertificateClass, UserId, day_in_japan};

use super::{CertificateError, changed_on, held};
use crate::password::Passwords;
use crate::registry::terms::{CERTIFICATE_TERMS, CERTIFICATE_TERMS_NAME};
use crate::registry::{BY_RULE, IssuingPasswordError, Registry};

/// By whom the private key is made.
#[derive(Clone)]
pub enum CertificateKey {
    /// By the platform, which seals it under the password.
    Here,
    /// By the office, which sends the request (PKCS#10, DER or PEM) and keeps the key.
    Own(Vec<u8>),
}

impl std::fmt::Debug for CertificateKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Here => "Here",
            Self::Own(_) => "Own",
        })
    }
}

/// An application that is ready to be sent. Nothing in it can be opened without the office's
/// password for certificates.
#[derive(Clone, Serialize, Deserialize)]
pub struct CertificateDraft {
    class: String,
    csr: Vec<u8>,
    sealed_key: Option<Vec<u8>>,
}

impl CertificateDraft {
    /// For what it applies.
    pub fn class(&self) -> Option<CertificateClass> {
        CertificateClass::read(&self.class)
    }

    /// Whether the key is the office's own.
    pub const fn has_own_key(&self) -> bool {
        self.sealed_key.is_none()
    }
}

impl std::fmt::Debug for CertificateDraft {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CertificateDraft")
            .field("class", &self.class)
            .finish_non_exhaustive()
    }
}

impl Registry {
    /// Asks whether a user's office may apply for a certificate now.
    pub async fn may_apply(
        &self,
        user: UserId,
        class: CertificateClass,
    ) -> Result<(), CertificateError> {
        let (today, rule) = (day_in_japan(self.now()), self.certificates.reissue);
        self.records
            .read("may_apply", move |records| {
                let Some(user) = records.user(user)? else {
                    return Ok(Err(CertificateError::Unknown));
                };
                let Some(office) = records.office(user.office)? else {
                    return Ok(Err(CertificateError::Unknown));
                };
                let held = held(records, office.number, None)?;
                let may = may_apply_for_certificate(class, &held, office.status, today, &rule);
                Ok(may.map_err(CertificateError::from))
            })
            .await?
    }

    /// Prepares an application: the password for certificates is tried, the key made and sealed.
    pub async fn draft_certificate(
        &self,
        passwords: &Passwords,
        user: UserId,
        class: CertificateClass,
        issuing_password: SecretString,
        key: CertificateKey,
    ) -> Result<CertificateDraft, CertificateError> {
        self.may_apply(user, class).await?;
        let row = self
            .try_issuing_password(passwords, user, issuing_password.clone())
            .await?;
        let entropy = Arc::clone(&self.entropy);
        let make = move || match key {
            CertificateKey::Here => {
                let request = KeyRequest::new(&row.id).map_err(CertificateError::Issue)?;
                let sealed = SealedKey::seal(
                    &request.key_pkcs8_der,
                    issuing_password.expose_secret(),
                    Cost::PASSWORD,
                    &*entropy,
                )?;
                Ok((request.request_der, Some(sealed.as_bytes().to_vec())))
            }
            CertificateKey::Own(request) => {
                CertificateRequest::read(&request).map_err(CertificateError::Request)?;
                Ok((request, None))
            }
        };
        let drafted: Option<Result<_, CertificateError>> = passwords.in_turn(make).await;
        let (csr, sealed_key) = drafted.ok_or(IssuingPasswordError::Busy)??;
        Ok(CertificateDraft {
            class: class.as_str().to_owned(),
            csr,
            sealed_key,
        })
    }

    /// An application as text, which only the same session can send.
    pub(crate) fn seal_draft(
        &self,
        draft: &CertificateDraft,
        session: &str,
    ) -> Result<String, CertificateError> {
        let text = serde_json::to_vec(draft).map_err(|_| CertificateError::Ending)?;
        let sealed = self.vault.seal(&purpose(session), &text);
        Ok(BASE64_STANDARD.encode(sealed.map_err(|_| CertificateError::Ending)?))
    }

    /// The application that was sealed for a session.
    pub(crate) fn open_draft(&self, sealed: &str, session: &str) -> Option<CertificateDraft> {
        let sealed = BASE64_STANDARD.decode(sealed).ok()?;
        let text = self.vault.open(&purpose(session), &sealed).ok()?;
        serde_json::from_slice(&text).ok()
    }

    /// Applies for a certificate, having agreed to a version of the terms; where the rule says so,
    /// it is issued at once. Other terms than those in force are not agreed to.
    pub async fn apply_for_certificate(
        &self,
        user: UserId,
        draft: CertificateDraft,
        agreed: u32,
    ) -> Result<RecordId, CertificateError> {
        if agreed != CERTIFICATE_TERMS {
            return Err(CertificateError::OtherTerms);
        }
        let class = draft.class().ok_or(CertificateError::Unknown)?;
        let (now, id, rule) = (self.now(), self.new_id(), self.certificates.reissue);
        let approval = self.certificates.approval.clone();
        let fee = self.fees.certificates.of(class);
        let detail = format!("{}、規約 第{agreed}版", class.name());
        let entry = self.audit(user.as_str(), "certificate.apply", id, detail);
        let approved = self
            .records
            .change("apply_for_certificate", move |records| {
                let Some(user) = records.user(user)? else {
                    return Ok(Err(CertificateError::Unknown));
                };
                let Some(office) = records.office(user.office)? else {
                    return Ok(Err(CertificateError::Unknown));
                };
                let today = day_in_japan(now);
                let held = held(records, office.number, None)?;
                if let Err(refusal) =
                    may_apply_for_certificate(class, &held, office.status, today, &rule)
                {
                    return Ok(Err(refusal.into()));
                }
                records.save_certificate_application(&CertificateApplicationRow {
                    id,
                    office: office.number,
                    user: user.id,
                    class,
                    applied_at: now,
                    state: CertificateState::Applied,
                    csr: draft.csr,
                    sealed_key: draft.sealed_key,
                    serial: None,
                    fee,
                    fee_paid_on: None,
                    decided_at: None,
                    decided_by: None,
                    reason: None,
                })?;
                records.save_consent(&ConsentRow {
                    office: office.number,
                    document: CERTIFICATE_TERMS_NAME,
                    version: agreed,
                    user: user.id,
                    at: now,
                })?;
                records.append_audit(entry)?;
                Ok(Ok(approve_by_rule(
                    &approval,
                    class,
                    &held,
                    office.status,
                    changed_on(records, office.number)?,
                    today,
                )))
            })
            .await??;
        if approved == Approval::Issue {
            // It is applied for in any case: what hinders the authority now is tried again by a job.
            if let Err(error) = self.approve_certificate(id, BY_RULE).await {
                tracing::error!(error = crate::answer::chain(&error), "not approved by rule");
            }
        }
        Ok(id)
    }
}

/// What the vault seals applications for.
fn purpose(session: &str) -> String {
    format!("certificate draft {session}")
}
