//! Every page of the sites, looked at in a real browser.
//!
//! Each test ends by asking the table of routes whether a page was forgotten. With
//! `TASUKI_SCREENSHOTS` set they take the pictures of `docs/screenshots`, which is why the clock of
//! this town stands still.

mod claims;
mod console;
mod keyboard;
mod plain;
mod portal;
mod support;

use std::io::Write as _;
use std::sync::Arc;

use anyhow::Context as _;
use jiff::civil::{Date, DateTime, date};
use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret as _, SecretString};
use tasuki_exchange::{Application, ApplicationForm, PaymentMethod};
use tasuki_server::{
    CERTIFICATE_TERMS, CertificateKey, Credentials, NewApplication, NewEnrolment, NewPassword,
    Passwords, Registry, Settings, Versions,
};
use tasuki_store::RecordId;
use tasuki_terms::{CertificateClass, Clock as _, day_in_japan, start_of_day};
use tasuki_testing::{SetClock, Town, TownPlan};
use tempfile::TempDir;

use super::guest::{Guest, Seen};

/// What every office has chosen as its password.
const PASSWORD: &str = "Himawari-2027";

/// The versions of the documents with which a platform begins.
const FIRST: Versions = Versions {
    terms: 1,
    privacy: 1,
};

/// A town whose clock stands still.
struct Place {
    town: Town,
    clock: Arc<SetClock>,
    registry: Registry,
    folder: TempDir,
}

impl Place {
    /// A town on the morning of a day.
    async fn on(day: DateTime, change: impl FnOnce(&mut Settings)) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let clock = Arc::new(SetClock::standing_at(moment(day)?));
        let mut plan = TownPlan::with_sites();
        // Browsers keep secure cookies of this machine without TLS.
        plan.sites.as_mut().context("no sites")?.tls = false;
        let told = Arc::<SetClock>::clone(&clock);
        let mut town = Town::found(folder.path(), plan, told).await?;
        town.settings().issuer = Some(super::portal::issuer());
        // What the operators do is asked of a registry by the file.
        let file = town.setup().settings_file();
        let mut settings = fs_err::OpenOptions::new().append(true).open(file)?;
        settings.write_all(crate::money::ISSUER.as_bytes())?;
        change(town.settings());
        town.start().await?;
        Ok(Self {
            registry: town.registry().await?,
            town,
            clock,
            folder,
        })
    }

    /// Minutes pass: what happens next has another date.
    fn today(&self) -> Date {
        day_in_japan(self.clock.now())
    }

    fn minutes(&self, minutes: i64) {
        self.clock.pass(SignedDuration::from_mins(minutes));
    }

    /// A day comes.
    fn go_to(&self, day: DateTime) -> anyhow::Result<()> {
        self.clock
            .pass(moment(day)?.duration_since(self.clock.now()));
        Ok(())
    }

    /// An office whose letter has just come.
    async fn letter(&self, number: &str, name: &str, service: &str) -> anyhow::Result<Credentials> {
        let new = NewEnrolment {
            number: number.parse()?,
            name: name.to_owned(),
            kana: String::new(),
            service_types: vec![service.parse()?],
            address: "襷県襷市中央一丁目1番1号".to_owned(),
        };
        Ok(self.registry.enrol(new, "hanako").await?)
    }

    /// An office that has chosen its password.
    async fn office(&self, number: &str, name: &str, service: &str) -> anyhow::Result<Credentials> {
        let letter = self.letter(number, name, service).await?;
        let typed = NewPassword {
            old: letter.password.clone(),
            new: SecretString::from(PASSWORD),
            again: SecretString::from(PASSWORD),
        };
        let passwords = Passwords::default();
        let changed = self
            .registry
            .change_password(&passwords, letter.user, typed);
        changed.await?;
        Ok(letter)
    }

    /// An office applies for a certificate.
    async fn certificate(
        &self,
        letter: &Credentials,
        class: CertificateClass,
    ) -> anyhow::Result<RecordId> {
        let draft = self
            .registry
            .draft_certificate(
                &Passwords::default(),
                letter.user,
                class,
                letter.issuing_password.clone(),
                CertificateKey::Here,
            )
            .await?;
        let applied = self
            .registry
            .apply_for_certificate(letter.user, draft, CERTIFICATE_TERMS);
        Ok(applied.await?)
    }

    /// An office applies for the exchange.
    async fn apply(
        &self,
        letter: &Credentials,
        method: PaymentMethod,
        agreed: Versions,
    ) -> anyhow::Result<()> {
        let new = NewApplication {
            application: application()?,
            method,
            agreed,
        };
        self.registry.apply(letter.user, new).await?;
        Ok(())
    }

    /// The same; tells what was seen, where several walks see a site together.
    async fn end_seen(mut self, guest: Guest) -> anyhow::Result<Seen> {
        let seen = guest.leave().await?;
        self.town.stop().await?;
        Ok(seen)
    }

    async fn end(mut self, guest: Guest) -> anyhow::Result<()> {
        guest.close().await?;
        self.town.stop().await
    }
}

/// A moment in Japan.
fn moment(day: DateTime) -> anyhow::Result<Timestamp> {
    let hours = SignedDuration::from_hours(day.hour().into());
    Ok(start_of_day(day.date()).checked_add(hours)?)
}

/// A day on which a year costs 21,000 yen, in the first half of its month.
fn paid_day() -> DateTime {
    date(2027, 6, 10).at(10, 0, 0, 0)
}

/// What the form of the application is filled in with (the official example, manual 2.7).
const FORM: [(&str, &str); 7] = [
    ("representative_family", "東京"),
    ("representative_given", "太郎"),
    ("contact_family", "東京"),
    ("contact_given", "花子"),
    ("phone", "0123456789"),
    ("mail", "tokyo_test@example.jp"),
    ("mail_again", "tokyo_test@example.jp"),
];

fn application() -> anyhow::Result<Application> {
    let [
        family,
        given,
        contact_family,
        contact_given,
        phone,
        mail,
        again,
    ] = FORM.map(|(_, value)| value.to_owned());
    let form = ApplicationForm {
        representative_family: family,
        representative_given: given,
        contact_family,
        contact_given,
        phone,
        mail,
        mail_again: again,
        agrees_to_terms: true,
        agrees_to_privacy: true,
    };
    form.check().ok().context("the form is not right")
}

/// Types a user's password, and logs in at the page of the log-in.
async fn log_in(guest: &Guest, letter: &Credentials, password: &str) -> anyhow::Result<()> {
    guest.fill("user_id", letter.user.as_str()).await?;
    guest.fill("password", password).await?;
    guest.send("form[action='/login']").await
}

/// The secret that opens an office's certificates.
fn issuing(letter: &Credentials) -> &str {
    letter.issuing_password.expose_secret()
}
