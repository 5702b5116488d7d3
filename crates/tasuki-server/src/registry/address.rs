//! A user registers a mail address, and confirms by a mailed link that it is the user's own.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use jiff::SignedDuration;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use tasuki_seal::sha256;
use tasuki_store::UserRow;
use tasuki_terms::{Digest, MailAddress, Timestamp, UserId};

use super::{PasswordError, Registry, notices};
use crate::password::Passwords;

/// How long a link is good.
const GOOD: SignedDuration = SignedDuration::from_hours(24);

/// What the vault seals links for.
const PURPOSE: &str = "mail-address";

/// What a link says, sealed by the vault: nobody else can make or read one.
#[derive(Serialize, Deserialize)]
struct Link {
    user: UserId,
    address: MailAddress,
    /// The address until then: a link works once.
    before: Option<String>,
    /// SHA-256 of the hash of the password until then: a link is worth nothing once the password
    /// was changed, reset or given anew.
    password: Digest,
    until: Timestamp,
}

impl Link {
    /// Whether nothing has changed of the user since the link was made.
    fn is_of(&self, row: &UserRow) -> bool {
        row.mail == self.before && sha256(row.password_hash.as_bytes()) == self.password
    }
}

impl Registry {
    /// Sends a link to an address; opening it registers the address. The pages are at `origin`.
    pub async fn ask_for_address(
        &self,
        passwords: &Passwords,
        user: UserId,
        password: SecretString,
        address: MailAddress,
        origin: &str,
    ) -> Result<(), PasswordError> {
        let row = self.try_own_password(passwords, user, password).await?;
        let now = self.now();
        let to = address.to_string();
        let until = now.checked_add(GOOD).unwrap_or(Timestamp::MAX);
        let link = Link {
            user,
            address,
            password: sha256(row.password_hash.as_bytes()),
            before: row.mail,
            until,
        };
        let text = serde_json::to_vec(&link).map_err(|_| PasswordError::Unknown)?;
        let sealed = self.vault.seal(PURPOSE, &text);
        let token = BASE64_URL_SAFE_NO_PAD.encode(sealed.map_err(|_| PasswordError::Unknown)?);
        let letter = notices::confirm_address(&format!("{origin}/address/{token}"), until);
        let (id, entry) = (
            self.new_id(),
            self.audit(user.as_str(), "user.address-asked", user, ""),
        );
        self.records
            .change("ask_for_address", move |records| {
                letter.post(records, id, to, now)?;
                records.append_audit(entry)
            })
            .await?;
        Ok(())
    }

    /// Whether a link can still be used.
    pub(crate) async fn is_good_address_link(&self, token: &str) -> Result<bool, PasswordError> {
        let Some(link) = self.read_link(token) else {
            return Ok(false);
        };
        let row = self.records.user(link.user).await?;
        Ok(row.is_some_and(|row| link.is_of(&row)))
    }

    /// Registers the address of a link; false if the link is no longer good.
    pub(crate) async fn confirm_address(&self, token: &str) -> Result<bool, PasswordError> {
        let Some(link) = self.read_link(token) else {
            return Ok(false);
        };
        let (now, id) = (self.now(), self.new_id());
        let entry = self.audit(link.user.as_str(), "user.address", link.user, "");
        let is_done = self
            .records
            .change("confirm_address", move |records| {
                let Some(row) = records.user(link.user)? else {
                    return Ok(false);
                };
                if !link.is_of(&row) {
                    return Ok(false);
                }
                if let Some(before) = row.mail.clone() {
                    notices::address_changed().post(records, id, before, now)?;
                }
                // Ways back in that went to the address of before are worth nothing any more.
                records.forget_resets(row.id)?;
                records.save_user(&UserRow {
                    mail: Some(link.address.to_string()),
                    ..row
                })?;
                records.append_audit(entry)?;
                Ok(true)
            })
            .await?;
        Ok(is_done)
    }

    fn read_link(&self, token: &str) -> Option<Link> {
        let sealed = BASE64_URL_SAFE_NO_PAD.decode(token).ok()?;
        let text = self.vault.open(PURPOSE, &sealed).ok()?;
        let link: Link = serde_json::from_slice(&text).ok()?;
        (self.now() < link.until).then_some(link)
    }
}
