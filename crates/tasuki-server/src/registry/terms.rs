//! Versions of the terms (利用規約) and of the privacy notice (個人情報の取り扱い).

use tasuki_store::{StoreError, TermsRow};
use tasuki_terms::Timestamp;

use super::Registry;

/// A document that offices agree to.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum TermsDocument {
    /// 利用規約.
    Terms,
    /// 個人情報の取り扱い.
    Privacy,
}

impl TermsDocument {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::Terms, Self::Privacy];

    /// Its name in tables.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Terms => "terms",
            Self::Privacy => "privacy",
        }
    }

    /// What people read.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Terms => "利用規約",
            Self::Privacy => "個人情報の取り扱い",
        }
    }

    /// The document whose [`TermsDocument::as_str`] is `text`.
    pub fn read(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == text)
    }
}

impl Registry {
    /// Adds a version; offices agree to it with their next application once it is in force. Tells
    /// its number.
    pub async fn add_terms(
        &self,
        document: TermsDocument,
        body: String,
        valid_from: Timestamp,
        actor: &str,
    ) -> Result<u32, StoreError> {
        let mut entry = self.audit(actor, "terms.add", document.as_str(), "");
        self.records
            .change("add_terms", move |records| {
                let known = records.all_terms(document.as_str())?;
                let version = known.first().map_or(1, |last| last.version + 1);
                records.save_terms(&TermsRow {
                    document: document.as_str().to_owned(),
                    version,
                    body,
                    valid_from,
                })?;
                entry.detail = version.to_string();
                records.append_audit(entry)?;
                Ok(version)
            })
            .await
    }
}
