//! Ways back in for who lost the password (パスワード等を紛失した方).

use jiff::SignedDuration;
use secrecy::{ExposeSecret as _, SecretString};
use tasuki_exchange::{PasswordChange, PasswordFault, PasswordRule};
use tasuki_seal::sha256;
use tasuki_store::{AskedReset, StoreError, Transaction};
use tasuki_terms::{Digest, MailAddress, Timestamp, UserId};

use super::{PasswordError, Registry, notices};
use crate::password::Passwords;

/// How long a link is good.
const GOOD: SignedDuration = SignedDuration::from_mins(30);

/// Who asks again so soon after a link gets none: neither is a mailbox filled, nor is a link worth
/// nothing before it was opened, because somebody else goes on asking.
const BETWEEN: SignedDuration = SignedDuration::from_mins(5);

/// How many who asked are answered in one round.
const ROUND: u32 = 100;

impl Registry {
    /// Notes that somebody asks for a link. Whether user and address belong together is looked at
    /// later ([`Registry::answer_resets`]), so that nobody learns it from the time of the answer.
    pub async fn ask_for_reset(
        &self,
        user: UserId,
        address: &MailAddress,
    ) -> Result<(), PasswordError> {
        let asked = AskedReset {
            id: self.new_id(),
            user,
            address: address.to_string(),
        };
        self.records
            .change("ask_for_reset", move |records| {
                records.note_asked_reset(&asked)
            })
            .await?;
        Ok(())
    }

    /// Lets links go out to those who asked, if the address is the registered one of the user. The
    /// pages are at `origin`.
    pub(crate) async fn answer_resets(&self, origin: &str) -> Result<(), StoreError> {
        let read = |records: &Transaction<'_>| records.asked_resets(ROUND);
        for asked in self.records.read("asked_resets", read).await? {
            self.answer_reset(asked, origin).await?;
        }
        Ok(())
    }

    async fn answer_reset(&self, asked: AskedReset, origin: &str) -> Result<(), StoreError> {
        let user = asked.user;
        let mut chance = [0; 32];
        self.entropy.fill(&mut chance);
        let token = hex::encode(chance);
        let digest = digest_of(&token);
        let (now, id) = (self.now(), self.new_id());
        let until = now.saturating_add(GOOD).unwrap_or(Timestamp::MAX);
        // Where a link that was sent `BETWEEN` ago ends.
        let recent = until.saturating_sub(BETWEEN).unwrap_or(Timestamp::MIN);
        let letter = notices::reset_password(&format!("{origin}/reset/{token}"), until);
        let entry = self.audit(user.as_str(), "user.reset-asked", user, "");
        self.records
            .change("answer_reset", move |records| {
                records.forget_asked_reset(asked.id)?;
                let known = records.user(user)?.and_then(|row| row.mail);
                let is_it = |known: &String| known.eq_ignore_ascii_case(&asked.address);
                let Some(address) = known.filter(is_it) else {
                    return Ok(());
                };
                if !records.has_reset_after(user, recent)? {
                    records.save_reset(&digest, user, until)?;
                    letter.post(records, id, address, now)?;
                    records.append_audit(entry)?;
                }
                Ok(())
            })
            .await
    }

    /// Whose password a link resets; none if it is no longer good.
    pub(crate) async fn reset_user(&self, token: &str) -> Result<Option<UserId>, PasswordError> {
        let (digest, now) = (digest_of(token), self.now());
        let user = self
            .records
            .read("reset_user", move |records| {
                records.reset_user(&digest, now)
            })
            .await?;
        Ok(user)
    }

    /// Sets a new password by a link, and tells whose; none if the link is no longer good. All
    /// sessions of the user end.
    pub(crate) async fn reset_password(
        &self,
        passwords: &Passwords,
        token: &str,
        new: SecretString,
        again: &SecretString,
    ) -> Result<Option<UserId>, PasswordError> {
        let Some(user) = self.reset_user(token).await? else {
            return Ok(None);
        };
        let _turn = passwords.turn_of(user).await;
        // Somebody with the same link may have been here first.
        let (Some(_), Some(row)) = (
            self.reset_user(token).await?,
            self.records.user(user).await?,
        ) else {
            return Ok(None);
        };
        let mut faults = PasswordRule::default().faults(&PasswordChange {
            new: new.expose_secret(),
            again: again.expose_secret(),
            old: "",
            user: user.as_str(),
        });
        let is_old = passwords.is_right(new.clone(), row.password_hash.clone());
        if faults.is_empty() && is_old.await.ok_or(PasswordError::Busy)? {
            faults.push(PasswordFault::SameAsOld);
        }
        if !faults.is_empty() {
            return Err(PasswordError::Faults(faults));
        }
        let chosen = self.choose_password(passwords, row, new).await?;
        let (now, id, digest) = (self.now(), self.new_id(), digest_of(token));
        let set = self
            .records
            .change("reset_password", move |records| {
                // Another address or a new letter may have ended the link while this one was hashed.
                if records.reset_user(&digest, now)? != Some(user) {
                    return Ok(None);
                }
                let Some(row) = chosen.save(records)? else {
                    return Ok(None);
                };
                if let Some(address) = row.mail {
                    notices::password_was_reset().post(records, id, address, now)?;
                }
                Ok(Some(user))
            })
            .await?;
        Ok(set)
    }
}

fn digest_of(token: &str) -> Digest {
    sha256(token.as_bytes())
}
