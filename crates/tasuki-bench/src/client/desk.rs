//! The office whose client is measured: a profile as the guide makes it, and a full book.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Context as _;
use secrecy::{ExposeSecret as _, SecretString};
use tasuki_desk::{Desk, Lock, NewProfile, Profile, Side};
use tasuki_terms::{AppUserId, Clock as _, SystemClock};
use tasuki_testing::{Town, TownOffice, TownPlan, sent_messages};

/// An office and its platform, which runs.
pub(super) struct Office {
    pub(super) profile: PathBuf,
    pub(super) user: AppUserId,
    pub(super) password: SecretString,
    town: Town,
    scratch: PathBuf,
}

impl Office {
    /// Makes them in `scratch`, which is emptied, with so many sent messages in the book.
    pub(super) async fn found(scratch: &Path, messages: usize) -> anyhow::Result<Self> {
        if scratch.exists() {
            fs_err::remove_dir_all(scratch)?;
        }
        let folder = scratch.join("town");
        let mut town = Town::found(&folder, TownPlan::default(), Arc::new(SystemClock)).await?;
        town.start().await?;
        let office = town
            .office("1370000001", "計測居宅介護支援事業所", &["43"])
            .await?;
        let (user, password) = office.app_user.clone().context("there is no app user")?;
        let profile = scratch.join("profile");
        fill(&profile, &office, &password, &town.exchange(), messages)?;
        Ok(Self {
            profile,
            user,
            password,
            town,
            scratch: scratch.to_owned(),
        })
    }

    /// Ends the platform; nothing stays behind.
    pub(super) async fn end(&mut self) -> anyhow::Result<()> {
        self.town.stop().await?;
        Ok(fs_err::remove_dir_all(&self.scratch)?)
    }
}

/// Makes the profile, locked as dearly as in life, and its book.
fn fill(
    folder: &Path,
    office: &TownOffice,
    password: &SecretString,
    exchange: &str,
    messages: usize,
) -> anyhow::Result<()> {
    let issued = &office.keys.issued;
    let new = NewProfile {
        platform: exchange,
        office: office.number,
        user: office.user,
        certificate_pem: &issued.certificate_pem,
        key_pem: &issued.key_pem,
        authority_pem: &office.keys.authority_pem,
        password: None,
        unlock: None,
    };
    let profile = Profile::create(folder, &new, &Lock::new(password))?;
    let desk = Desk::open(profile, SecretString::from(office.password.expose_secret()))?;
    let messages = sent_messages(messages, SystemClock.now())?;
    desk.book().save_messages(Side::Sent, &messages)?;
    Ok(())
}
