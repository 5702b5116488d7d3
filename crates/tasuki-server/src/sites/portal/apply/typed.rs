//! What the form of the application carries.

use serde::Deserialize;
use tasuki_exchange::ApplicationForm;
use tasuki_ui::Field;

use crate::registry::Versions;

/// The items of the form, as they were sent.
#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
pub(in crate::sites::portal) struct Typed {
    representative_family: String,
    representative_given: String,
    contact_family: String,
    contact_given: String,
    phone: String,
    mail: String,
    mail_again: String,
    pub(super) method: String,
    terms: String,
    privacy: String,
    /// `yes` once the text was shown to its end.
    #[serde(rename = "terms-read")]
    terms_read: String,
    #[serde(rename = "privacy-read")]
    privacy_read: String,
    terms_version: u32,
    privacy_version: u32,
    confirmed: String,
}

/// What was answered when it was asked whether to send it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Answer {
    /// はい.
    Yes,
    /// いいえ.
    No,
    /// Nothing yet.
    None,
}

const READ: &str = "yes";

impl Typed {
    pub(super) fn form(&self) -> ApplicationForm {
        ApplicationForm {
            representative_family: self.representative_family.clone(),
            representative_given: self.representative_given.clone(),
            contact_family: self.contact_family.clone(),
            contact_given: self.contact_given.clone(),
            phone: self.phone.clone(),
            mail: self.mail.clone(),
            mail_again: self.mail_again.clone(),
            agrees_to_terms: self.terms == Field::TICKED,
            agrees_to_privacy: self.privacy == Field::TICKED,
        }
    }

    pub(super) fn answer(&self) -> Answer {
        match &*self.confirmed {
            "yes" => Answer::Yes,
            "no" => Answer::No,
            _ => Answer::None,
        }
    }

    /// The versions that were shown.
    pub(super) const fn agreed(&self) -> Versions {
        Versions {
            terms: self.terms_version,
            privacy: self.privacy_version,
        }
    }

    /// Whether both texts were shown to their ends.
    pub(super) fn has_read(&self) -> bool {
        self.terms_read == READ && self.privacy_read == READ
    }

    /// The items, without ticks whose text was not shown to its end: they are to be ticked again.
    pub(super) fn without_unread_consent(
        &self,
        mut pairs: Vec<(String, String)>,
    ) -> Vec<(String, String)> {
        let read = [("terms", &self.terms_read), ("privacy", &self.privacy_read)];
        pairs.retain(|(name, _)| {
            let mut unread = read.iter().filter(|(_, read)| *read != READ);
            !unread.any(|(tick, _)| tick == name)
        });
        pairs
    }
}

/// The items without any consent.
pub(super) fn without_consent(mut pairs: Vec<(String, String)>) -> Vec<(String, String)> {
    pairs.retain(|(name, _)| {
        !matches!(&**name, "terms" | "privacy" | "terms-read" | "privacy-read")
    });
    pairs
}

/// The items that a page between carries on, without those that it sets itself.
pub(super) fn carried(mut pairs: Vec<(String, String)>) -> Vec<(String, String)> {
    pairs.retain(|(name, _)| {
        !matches!(
            &**name,
            "csrf" | "confirmed" | "terms-read" | "privacy-read"
        )
    });
    pairs
}
