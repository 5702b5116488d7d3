//! Terms (利用規約) and privacy notice (個人情報取り扱い): what is in force, and who agreed to it.

use tasuki_seal::sha256;
use tasuki_store::{ConsentRow, StoreError, TermsRow, Transaction};
use tasuki_terms::{OfficeNumber, Timestamp, UserId};

use super::Registry;

/// A document that offices agree to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Document {
    /// Terms (利用規約).
    Terms,
    /// Privacy notice (個人情報取り扱い).
    Privacy,
}

/// The version of the terms of certificates (認証サービス利用規約) that the claims site shows. It goes up
/// with each change of the text; whoever applies agrees to the version that was shown.
pub const CERTIFICATE_TERMS: u32 = 1;

/// Under which name consents to those terms are kept.
pub(super) const CERTIFICATE_TERMS_NAME: &str = "certificate-terms";

/// The versions of both documents.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Versions {
    /// Of the terms.
    pub terms: u32,
    /// Of the privacy notice.
    pub privacy: u32,
}

/// Both documents as they are in force.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InForce {
    /// The terms.
    pub terms: TermsRow,
    /// The privacy notice.
    pub privacy: TermsRow,
}

impl Document {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Terms, Self::Privacy];

    /// Its name in tables and addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Terms => "terms",
            Self::Privacy => "privacy",
        }
    }

    /// What people read.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Terms => "利用規約",
            Self::Privacy => "個人情報取り扱いについて",
        }
    }

    /// The text that a new platform begins with.
    const fn first(self) -> &'static str {
        match self {
            Self::Terms => include_str!("../../terms/terms-1.txt"),
            Self::Privacy => include_str!("../../terms/privacy-1.txt"),
        }
    }
}

impl InForce {
    /// Their versions.
    pub const fn versions(&self) -> Versions {
        Versions {
            terms: self.terms.version,
            privacy: self.privacy.version,
        }
    }
}

impl Registry {
    /// Gives a new platform the first version of each document.
    pub async fn seed_terms(&self) -> Result<(), StoreError> {
        let now = self.now();
        let are_there = self
            .records
            .read(
                "terms",
                move |records| Ok(in_force(records, now)?.is_some()),
            )
            .await?;
        if are_there {
            return Ok(());
        }
        self.records
            .change("seed_terms", move |records| {
                for document in Document::ALL {
                    if records.all_terms(document.as_str())?.is_empty() {
                        records.save_terms(&TermsRow {
                            document: document.as_str().to_owned(),
                            version: 1,
                            body: document.first().to_owned(),
                            valid_from: now,
                        })?;
                    }
                }
                Ok(())
            })
            .await
    }

    /// Adds a version; offices agree to it once it is in force. Tells its number.
    pub async fn add_terms(
        &self,
        document: Document,
        body: String,
        valid_from: Timestamp,
        actor: &str,
    ) -> Result<u32, StoreError> {
        let digest = sha256(body.as_bytes());
        let mut entry = self.audit(actor, "terms.add", document.as_str(), "");
        self.records
            .change("add_terms", move |records| {
                let known = records.all_terms(document.as_str())?;
                let version = known
                    .first()
                    .map_or(1, |last| last.version.saturating_add(1));
                records.save_terms(&TermsRow {
                    document: document.as_str().to_owned(),
                    version,
                    body,
                    valid_from,
                })?;
                entry.detail = format!("第{version}版 SHA-256 {digest}");
                records.append_audit(entry)?;
                Ok(version)
            })
            .await
    }

    /// An office agrees to the versions that it was shown. False if others are in force by now.
    pub async fn consent(&self, user: UserId, shown: Versions) -> Result<bool, StoreError> {
        let now = self.now();
        let registry = self.clone();
        self.records
            .change("consent", move |records| {
                let Some(row) = records.user(user)? else {
                    return Ok(false);
                };
                if in_force(records, now)?.map(|both| both.versions()) != Some(shown) {
                    return Ok(false);
                }
                save_consents(records, row.office, user, shown, now)?;
                let detail = format!("terms {}, privacy {}", shown.terms, shown.privacy);
                let entry = registry.audit(user.as_str(), "terms.consent", row.office, detail);
                records.append_audit(entry)?;
                Ok(true)
            })
            .await
    }
}

/// Both documents as they are in force; none before a platform has any.
pub(crate) fn in_force(
    records: &Transaction<'_>,
    now: Timestamp,
) -> Result<Option<InForce>, StoreError> {
    let of = |document: Document| records.terms_in_force(document.as_str(), now);
    let both = of(Document::Terms)?.zip(of(Document::Privacy)?);
    Ok(both.map(|(terms, privacy)| InForce { terms, privacy }))
}

/// Keeps the consent to both documents.
pub(super) fn save_consents(
    records: &Transaction<'_>,
    office: OfficeNumber,
    user: UserId,
    versions: Versions,
    at: Timestamp,
) -> Result<(), StoreError> {
    for (document, version) in [
        (Document::Terms, versions.terms),
        (Document::Privacy, versions.privacy),
    ] {
        records.save_consent(&ConsentRow {
            office,
            document: document.as_str(),
            version,
            user,
            at,
        })?;
    }
    Ok(())
}

/// The documents whose version in force an office has not agreed to yet.
pub(crate) fn to_agree(
    records: &Transaction<'_>,
    office: OfficeNumber,
    both: &InForce,
) -> Result<Vec<Document>, StoreError> {
    let versions = both.versions();
    let mut open = Vec::new();
    for (document, version) in [
        (Document::Terms, versions.terms),
        (Document::Privacy, versions.privacy),
    ] {
        if records.consented_to(office, document.as_str())? < version {
            open.push(document);
        }
    }
    Ok(open)
}
