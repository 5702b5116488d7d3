//! The root and the authorities of a platform.

use std::io::ErrorKind;

use jiff::SignedDuration;
use secrecy::{ExposeSecret as _, SecretString};
use tasuki_pki::{
    Anchors, Authority, CaName, IssueError, Revoked, Root, RootList, SealedKey, serial_hex,
};
use tasuki_seal::SystemEntropy;
use tasuki_terms::Timestamp;

use super::certificates::{hand, note};
use super::files::take_place;
use super::{NewPlatform, Setup, SetupError, serial};

/// What is trusted: the authority that issues, those before it, and the root.
pub(super) const AUTHORITY_PEM: &str = "keys/authority.pem";
const AUTHORITY_KEY: &str = "keys/authority.key";
const ROOT_PEM: &str = "keys/root.pem";
const ROOT_KEY: &str = "keys/root.key.sealed";
const ROOT_LIST: &str = "keys/root.crl";
const FORMER: &str = "keys/former";

/// How long what is valid, in days.
const ROOT_DAYS: i64 = 365 * 20;
const AUTHORITY_DAYS: i64 = 365 * 10;
/// The root's list is made by hand, so it must last; a month is left for being late.
const ROOT_LIST_DAYS: i64 = 365 + 31;

impl Setup {
    /// Makes an authority with a new key under the root; the platform issues with it when it starts
    /// next. The former one goes on telling what became of its own certificates.
    pub async fn renew_authority(
        &self,
        passphrase: &SecretString,
        now: Timestamp,
    ) -> Result<Authority, SetupError> {
        let records = self.records().await?;
        let root = self.root(passphrase)?;
        let former = self.authority()?;
        let known = self.read(AUTHORITY_PEM)?;
        let name = following(&CaName::of(former.certificate_der())?);
        let new = self.authorize(&root, &name, now)?;
        fs_err::create_dir_all(self.folder.join(FORMER))?;
        let id = former.id();
        self.replace(
            (&format!("{FORMER}/{id}.key"), former.key_pem().as_bytes()),
            (
                &format!("{FORMER}/{id}.pem"),
                former.bundle_pem().as_bytes(),
            ),
        )?;
        self.replace(
            (AUTHORITY_KEY, new.key_pem().as_bytes()),
            (AUTHORITY_PEM, (new.certificate_pem() + &known).as_bytes()),
        )?;
        let serial = serial_hex(new.certificate_der()).map_err(|_| IssueError::Certificate)?;
        let entry = hand(now).audit("authority.renew", serial, name.common);
        note(&records, entry).await?;
        Ok(new)
    }

    /// Signs the root's list anew, with what it says, and tells until when it is good.
    pub async fn renew_root_list(
        &self,
        passphrase: &SecretString,
        now: Timestamp,
    ) -> Result<Timestamp, SetupError> {
        let records = self.records().await?;
        let root = self.root(passphrase)?;
        let list = self.root_list()?;
        let new = self.write_root_list(&root, &list.revoked, list.number, now)?;
        note(&records, hand(now).audit("root_list.renew", new.number, "")).await?;
        Ok(new.until)
    }

    /// The authority that issues, with its key.
    pub(crate) fn authority(&self) -> Result<Authority, SetupError> {
        let (certificates, key) = (self.read(AUTHORITY_PEM)?, self.read(AUTHORITY_KEY)?);
        let authority = Authority::from_pem(&certificates, &key)?;
        let keys = self.settings()?.authority;
        Ok(authority.published_at(keys.and_then(|keys| keys.url)))
    }

    /// All certificates that are trusted, PEM.
    pub fn trusted_pem(&self) -> Result<String, SetupError> {
        self.read(AUTHORITY_PEM)
    }

    pub(super) fn create_authorities(
        &self,
        new: &NewPlatform,
        now: Timestamp,
    ) -> Result<Authority, SetupError> {
        let name = |common: &str| CaName {
            organization: new.name.clone(),
            common: common.to_owned(),
        };
        let from = now - SignedDuration::from_mins(5);
        let root = Root::create(
            &name("Tasuki Root CA"),
            from,
            now + days(ROOT_DAYS),
            serial(),
        )?;
        let passphrase = new.root.passphrase.expose_secret();
        let key = root.key_pkcs8_der();
        let sealed = SealedKey::seal(&key, passphrase, new.root.cost, &SystemEntropy)?;
        self.write(ROOT_PEM, root.certificate_pem().as_bytes())?;
        self.write_secret(ROOT_KEY, sealed.as_bytes())?;
        self.write_root_list(&root, &[], 0, now)?;
        let until = now + days(AUTHORITY_DAYS);
        let url = new.url.as_ref();
        let authority = root.authorize(&name("Tasuki CA"), from, until, serial(), url)?;
        self.write(AUTHORITY_PEM, authority.bundle_pem().as_bytes())?;
        self.write_secret(AUTHORITY_KEY, authority.key_pem().as_bytes())?;
        Ok(authority)
    }

    fn authorize(
        &self,
        root: &Root,
        name: &CaName,
        now: Timestamp,
    ) -> Result<Authority, SetupError> {
        let from = now - SignedDuration::from_mins(5);
        // Near its end the root gives what it has left.
        let until = (now + days(AUTHORITY_DAYS)).min(root.not_after());
        let keys = self.settings()?.authority;
        let url = keys.and_then(|keys| keys.url);
        Ok(root.authorize(name, from, until, serial(), url.as_ref())?)
    }

    pub(super) fn root(&self, passphrase: &SecretString) -> Result<Root, SetupError> {
        let file = self.folder.join(ROOT_KEY);
        let sealed = match fs_err::read(&file) {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Err(SetupError::NoRoot { file });
            }
            read => SealedKey::from_bytes(read?),
        };
        let key = sealed.open(passphrase.expose_secret())?;
        Ok(Root::load(&self.read(ROOT_PEM)?, &key)?)
    }

    /// What the root has taken back so far.
    pub(super) fn root_list(&self) -> Result<RootList, SetupError> {
        let file = self.folder.join(ROOT_LIST);
        let der = match fs_err::read(&file) {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Err(SetupError::NoRootList { file });
            }
            read => read?,
        };
        let roots = Anchors::from_pem(&self.read(ROOT_PEM)?).map_err(|_| SetupError::NoRoot {
            file: self.folder.join(ROOT_PEM),
        })?;
        Ok(RootList::read(&der, roots.roots())?)
    }

    /// Signs the root's list that follows the one of the number `before`. The running platform reads
    /// the file at any moment, so it is there as a whole.
    pub(super) fn write_root_list(
        &self,
        root: &Root,
        revoked: &[Revoked],
        before: u64,
        now: Timestamp,
    ) -> Result<RootList, SetupError> {
        let until = (now + days(ROOT_LIST_DAYS)).min(root.not_after());
        let number = u64::try_from(now.as_second()).unwrap_or_default();
        // Two in one second, or a clock that was set back.
        let number = number.max(before.saturating_add(1));
        let from = now - SignedDuration::from_mins(5);
        let new = format!("{ROOT_LIST}.new");
        self.write(&new, &root.crl(revoked, from, until, number)?)?;
        take_place(&self.folder.join(new), &self.folder.join(ROOT_LIST))?;
        Ok(RootList {
            number,
            until,
            revoked: revoked.to_vec(),
        })
    }
}

const fn days(days: i64) -> SignedDuration {
    SignedDuration::from_hours(24 * days)
}

/// The name of the next authority: `CA`, `CA 2`, `CA 3`.
fn following(name: &CaName) -> CaName {
    let (base, number) = match name.common.rsplit_once(' ') {
        Some((base, number)) => (base, number.parse::<u32>().ok()),
        None => ("", None),
    };
    let common = match number {
        Some(number) => format!("{base} {}", number.saturating_add(1)),
        None => format!("{} 2", name.common),
    };
    CaName {
        organization: name.organization.clone(),
        common,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn authorities_are_counted() {
        let next = |common: &str| {
            let name = CaName {
                organization: "O".to_owned(),
                common: common.to_owned(),
            };
            following(&name).common
        };
        assert_eq!(next("Tasuki CA"), "Tasuki CA 2");
        assert_eq!(next("Tasuki CA 2"), "Tasuki CA 3");
        assert_eq!(next("CA"), "CA 2");
    }
}
