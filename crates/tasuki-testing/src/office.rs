//! An office of a town.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use secrecy::{ExposeSecret as _, SecretString};
use tasuki_desk::{
    Cost, Credential, Desk, Installation, Lock, NewProfile, PasswordSource, Patience, Profile,
    Tools,
};
use tasuki_seal::{Identity, SystemEntropy};
use tasuki_server::OfficeKeys;
use tasuki_standard::generate;
use tasuki_terms::{AppUserId, Clock, OfficeNumber, ServiceType, UserId};
use zeroize::Zeroizing;

use crate::{Caller, Town};

/// An office with everything that it needs for taking part.
#[derive(Clone)]
pub struct TownOffice {
    /// Its number.
    pub number: OfficeNumber,
    /// Its name.
    pub name: String,
    /// Its service types.
    pub services: Vec<ServiceType>,
    /// Its user.
    pub user: UserId,
    /// The user's password.
    pub password: SecretString,
    /// The password for certificates (証明書発行用パスワード), if it came by its letter.
    pub issuing_password: Option<SecretString>,
    /// Its app user (個人ユーザ) and that one's password, if it has one.
    pub app_user: Option<(AppUserId, SecretString)>,
    /// Its certificate and key.
    pub keys: OfficeKeys,
    folder: PathBuf,
    clock: Arc<dyn Clock>,
}

impl TownOffice {
    pub(crate) fn new(
        number: OfficeNumber,
        name: &str,
        services: Vec<ServiceType>,
        (user, password): (UserId, SecretString),
        keys: OfficeKeys,
        folder: PathBuf,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self {
            number,
            name: name.to_owned(),
            services,
            user,
            password,
            issuing_password: None,
            app_user: None,
            keys,
            folder,
            clock,
        }
    }

    /// The folder of the office's computer.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The folder of its profile.
    pub fn profile_folder(&self) -> PathBuf {
        self.folder.join("profile")
    }

    /// Its certificate and key, for signing and opening.
    pub fn identity(&self) -> anyhow::Result<Identity> {
        let issued = &self.keys.issued;
        Ok(Identity::from_der(
            &issued.certificate_der,
            &issued.key_pkcs8_der,
        )?)
    }

    /// The profile for the platform at `exchange`, written when it is asked for first.
    pub fn profile(&self, exchange: &str) -> anyhow::Result<Profile> {
        let folder = self.profile_folder();
        if folder.join("profile.toml").exists() {
            return Ok(Profile::load(folder, &self.lock())?);
        }
        let new = NewProfile {
            platform: exchange,
            office: self.number,
            user: self.user,
            certificate_pem: &self.keys.issued.certificate_pem,
            key_pem: &self.keys.issued.key_pem,
            authority_pem: &self.keys.authority_pem,
            password: Some(self.password.expose_secret()),
            unlock: Some(self.password.expose_secret()),
        };
        Ok(Profile::create(folder, &new, &self.lock())?)
    }

    /// How its profiles are locked: with the password of its user, and cheaply, so that tests are
    /// quick.
    pub fn lock(&self) -> Lock<'_> {
        Lock {
            cost: Cost::LEAST,
            ..Lock::new(&self.password)
        }
    }

    /// Gives the office another certificate, which its profile takes in, too.
    pub fn renew(&mut self, keys: OfficeKeys) -> anyhow::Result<()> {
        let issued = &keys.issued;
        let files = [
            ("certificate.pem", issued.certificate_pem.as_bytes()),
            ("key.pem", issued.key_pem.as_bytes()),
        ];
        let files = files.map(|(name, bytes)| (name.into(), Zeroizing::new(bytes.to_vec())));
        let credential = Credential::read(&files, &|_| Ok(self.password.clone()))?;
        let how = Installation::default();
        let now = self.clock.now();
        Profile::install(self.profile_folder(), &credential, how, &self.lock(), now)?;
        self.keys = keys;
        Ok(())
    }

    /// The desk at which people of this office work.
    pub fn desk(&self, town: &Town) -> anyhow::Result<Desk> {
        self.desk_at(&town.exchange(), self.password.clone())
    }

    /// A desk that finds the platform at `exchange`, and asks `password` for the password.
    pub fn desk_at(&self, exchange: &str, password: impl PasswordSource) -> anyhow::Result<Desk> {
        let tools = Tools {
            clock: Arc::clone(&self.clock),
            entropy: Arc::new(SystemEntropy),
            patience: Patience {
                times: 5,
                first: Duration::from_millis(50),
                longest: Duration::from_secs(5),
                ..Patience::default()
            },
        };
        let profile = self.profile(exchange)?;
        Ok(Desk::open_with(profile, password, tools)?)
    }

    /// A plain client with this office's certificate; no session is open.
    pub fn caller(&self, town: &Town) -> anyhow::Result<Caller> {
        Caller::new(&town.exchange(), &self.keys.authority_pem, Some(&self.keys))
    }

    /// A plain client with this office's certificate and an open session.
    pub async fn session(&self, town: &Town) -> anyhow::Result<Caller> {
        let mut caller = self.caller(town)?;
        caller
            .open_session(self.user, self.password.expose_secret())
            .await?;
        Ok(caller)
    }

    /// A plain client with this office's certificate and an open session of its app user.
    pub async fn app_session(&self, town: &Town) -> anyhow::Result<Caller> {
        let (id, password) = self.app_user.as_ref().context("there is no app user")?;
        let mut caller = self.caller(town)?;
        caller.open_session(*id, password.expose_secret()).await?;
        Ok(caller)
    }

    /// Another terminal of the office: the same user with a certificate, key and folder of its own.
    pub async fn terminal(&self, town: &Town) -> anyhow::Result<Self> {
        let keys = town.certificate(self.number, self.user).await?;
        Ok(self.with(self.user, keys))
    }

    /// The office with another user or another certificate, and a folder of its own for them.
    #[must_use]
    pub fn with(&self, user: UserId, keys: OfficeKeys) -> Self {
        Self {
            folder: self.folder.join(&keys.issued.serial_hex),
            user,
            keys,
            ..self.clone()
        }
    }

    /// The office as it stands in the files of the standard, with its first service type.
    pub fn in_files(&self) -> Option<generate::Office> {
        Some(generate::Office {
            number: self.number,
            service: *self.services.first()?,
            name: self.name.clone(),
        })
    }
}

impl std::fmt::Debug for TownOffice {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TownOffice")
            .field("number", &self.number)
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}
