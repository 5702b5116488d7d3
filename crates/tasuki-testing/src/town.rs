//! The platform of a town.

use std::fmt;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::Context as _;
use jiff::SignedDuration;
use secrecy::SecretString;
use tasuki_pki::{Authority, Cost, PublicUrl, three_years_from};
use tasuki_server::{
    CommonNotice, NewEnrolment, NewPlatform, OfficeKeys, Registration, Registry, RootSeal, Running,
    Settings, Setup, Site, SitePlan,
};
use tasuki_terms::{AppUserId, Clock, OfficeNumber, ServiceType, Timestamp, UserId};

use crate::{ServerProcess, TownOffice};

mod beside;
mod contents;
mod downloads;
mod records;
mod settle;

pub use contents::{ContentsPlan, TownContents};
pub use records::{RecordsPlan, TownRecords};

/// The ports that towns listen at. Below those that the system gives to whoever connects, so that none
/// of them takes a town's port while it stops and starts again.
const PORTS: std::ops::Range<u16> = 12_000..32_000;

/// A port of this machine that is free now. Towns of one process, and mostly of several at a time,
/// do not look at the same ones.
fn free_port() -> SocketAddr {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let own = std::process::id().wrapping_mul(37);
    let here = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let count = u32::from(PORTS.end - PORTS.start);
    let tries = (0..count).filter_map(|_| {
        let at = own.wrapping_add(NEXT.fetch_add(1, Ordering::Relaxed)) % count;
        Some(here(PORTS.start + u16::try_from(at).ok()?))
    });
    let mut free = tries.filter(|address| TcpListener::bind(address).is_ok());
    free.next().unwrap_or_else(|| here(0))
}

/// Under what the key of a town's root is sealed.
pub const ROOT_PASSPHRASE: &str = "the root of an invented town";

/// A platform and its folder. It runs until it is stopped or dropped.
pub struct Town {
    folder: PathBuf,
    setup: Setup,
    settings: Settings,
    running: Option<Running>,
    clock: Arc<dyn Clock>,
    records: TownRecords,
    contents: TownContents,
}

/// How a town is to be.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TownPlan {
    /// The platform's name.
    pub name: String,
    /// Where the exchange listens.
    pub exchange: SocketAddr,
    /// Where health and metrics listen.
    pub operations: SocketAddr,
    /// Where revocation lists and OCSP are answered, if they are.
    pub pki: Option<SocketAddr>,
    /// What certificates tell as the address of that.
    pub url: Option<PublicUrl>,
    /// Its sites; none are served without.
    pub sites: Option<SitePlan>,
    /// What keeps its records.
    pub records: RecordsPlan,
    /// What keeps its contents.
    pub contents: ContentsPlan,
}

impl TownPlan {
    /// A town with sites, on ports that are free.
    pub fn with_sites() -> Self {
        let sites = SitePlan {
            host: "localhost".to_owned(),
            claims: free_port(),
            portal: free_port(),
            console: free_port(),
            support: free_port(),
            tls: true,
        };
        Self {
            sites: Some(sites),
            ..Self::default()
        }
    }
}

impl Default for TownPlan {
    fn default() -> Self {
        Self {
            name: "襷町試験基盤".to_owned(),
            exchange: free_port(),
            operations: free_port(),
            sites: None,
            pki: None,
            url: None,
            records: RecordsPlan::of_the_tests(),
            contents: ContentsPlan::of_the_tests(),
        }
    }
}

impl Town {
    /// Makes a platform in `folder`; it does not run yet.
    pub async fn found(
        folder: &Path,
        plan: TownPlan,
        clock: Arc<dyn Clock>,
    ) -> anyhow::Result<Self> {
        let folder = folder.to_owned();
        fs_err::create_dir_all(&folder)?;
        let setup = Setup::new(&folder.join("platform"));
        let records = plan.records.make()?;
        let contents = plan.contents.make()?;
        let new = NewPlatform {
            name: plan.name,
            hosts: vec!["localhost".to_owned(), "127.0.0.1".to_owned()],
            exchange: plan.exchange,
            operations: plan.operations,
            pki: plan.pki,
            url: plan.url,
            records: records.place()?,
            contents: contents.place()?,
            root: RootSeal {
                passphrase: ROOT_PASSPHRASE.into(),
                cost: Cost::LEAST,
            },
        };
        setup.create(&new, clock.now()).await?;
        if let Some(plan) = &plan.sites {
            setup.open_sites(plan)?;
        }
        let settings = setup.settings()?;
        Ok(Self {
            folder,
            setup,
            settings,
            running: None,
            clock,
            records,
            contents,
        })
    }

    /// The folder of the town.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The platform's folder, as operators see it.
    pub const fn setup(&self) -> &Setup {
        &self.setup
    }

    /// The settings with which it starts next.
    pub const fn settings(&mut self) -> &mut Settings {
        &mut self.settings
    }

    /// What keeps its records.
    pub const fn records(&mut self) -> &mut TownRecords {
        &mut self.records
    }

    /// What keeps its contents.
    pub const fn contents(&mut self) -> &mut TownContents {
        &mut self.contents
    }

    /// The town's clock.
    pub fn clock(&self) -> Arc<dyn Clock> {
        Arc::clone(&self.clock)
    }

    /// Starts the platform. Started again it listens where it did before.
    pub async fn start(&mut self) -> anyhow::Result<()> {
        let running = tasuki_server::start(self.settings.clone(), Arc::clone(&self.clock));
        // A large future, which would make those of all tests large.
        let running = Box::pin(running).await?;
        self.settings.listen.exchange = running.exchange;
        self.settings.listen.operations = running.operations;
        for (site, address) in &running.sites {
            self.settings.site_listens_at(*site, *address);
        }
        self.settings.listen.pki = running.pki;
        self.running = Some(running);
        Ok(())
    }

    /// Ends the platform in order.
    pub async fn stop(&mut self) -> anyhow::Result<()> {
        match self.running.take() {
            Some(running) => running.stop().await,
            None => Ok(()),
        }
    }

    /// Starts the platform as the program `binary`, in a process of its own, with a filter for its
    /// log. Started again it listens where it did before.
    pub async fn start_process(
        &mut self,
        binary: &Path,
        log: &str,
    ) -> anyhow::Result<ServerProcess> {
        let settings = self.setup.settings_file();
        fs_err::write(settings, toml::to_string(&self.settings)?)?;
        let process = ServerProcess::start(binary, settings, log).await?;
        self.settings.listen.exchange = process.exchange;
        self.settings.listen.operations = process.operations;
        Ok(process)
    }

    /// Whether it was started and not stopped.
    pub const fn is_running(&self) -> bool {
        self.running.is_some()
    }

    /// The exchange's address, `https://…`.
    pub fn exchange(&self) -> String {
        format!("https://{}", self.settings.listen.exchange)
    }

    /// The address of health and metrics, `http://…`.
    pub fn operations(&self) -> String {
        format!("http://{}", self.settings.listen.operations)
    }

    /// The address of a site, without a slash at the end; empty if it serves none.
    pub fn site(&self, site: Site) -> String {
        let settings = self.settings.site(site);
        settings.map_or_else(String::new, |settings| settings.url.clone())
    }

    /// What the sites do, for who does it without them.
    pub async fn registry(&self) -> anyhow::Result<Registry> {
        Ok(Box::pin(self.setup.registry(self.clock())).await?)
    }

    /// The address of revocation lists and OCSP, `http://…`, if they are answered.
    pub fn pki(&self) -> Option<String> {
        let address = self.settings.listen.pki?;
        Some(format!("http://{address}"))
    }

    /// The authority (認証局) of the town.
    pub fn authority(&self) -> anyhow::Result<Authority> {
        let (certificate, key) = self.keys("authority")?;
        Ok(Authority::from_pem(&certificate, &key)?)
    }

    /// A certificate of the platform and its key, PEM: `authority`, `server` or `receipt`.
    pub fn keys(&self, name: &str) -> anyhow::Result<(String, String)> {
        let keys = self.folder.join("platform/keys");
        let certificate = fs_err::read_to_string(keys.join(format!("{name}.pem")))?;
        let key = fs_err::read_to_string(keys.join(format!("{name}.key")))?;
        Ok((certificate, key))
    }

    /// An office moves in: registered, licensed for a year, with a user, an app user, their
    /// passwords and a certificate.
    pub async fn office(
        &self,
        number: &str,
        name: &str,
        services: &[&str],
    ) -> anyhow::Result<TownOffice> {
        let office = self
            .unlicensed_office(number, name, services, Some(365))
            .await?;
        Ok(office)
    }

    /// An office moves in with a licence of so many days, or none.
    pub async fn unlicensed_office(
        &self,
        number: &str,
        name: &str,
        services: &[&str],
        licence_days: Option<u32>,
    ) -> anyhow::Result<TownOffice> {
        let number: OfficeNumber = number.parse()?;
        let services = service_types(services)?;
        let user: UserId = format!("KJ{number}01").parse()?;
        let password = SecretString::from(format!("{number}-Tasuki-demo"));
        let app_user = format!("C{number}01").parse().ok();
        let app_user = app_user.map(|id| (id, SecretString::from(format!("{number}-Tasuki-app"))));
        let new = Registration {
            office: NewEnrolment {
                number,
                name: name.to_owned(),
                kana: String::new(),
                service_types: services.clone(),
                address: String::new(),
            },
            licence_days,
            user: Some((user, password.clone())),
            app_user: app_user.clone(),
        };
        let registry = self.registry().await?;
        Box::pin(registry.register(new, "town")).await?;
        let keys = self.certificate(number, user).await?;
        let mut office = TownOffice::new(
            number,
            name,
            services,
            (user, password),
            keys,
            self.folder.join("offices").join(number.as_str()),
            self.clock(),
        );
        office.app_user = app_user;
        Ok(office)
    }

    /// Publishes a notice (お知らせ) for all offices, as its operators do.
    pub async fn publish_notice(&self, title: &str) -> anyhow::Result<()> {
        let notice = CommonNotice {
            category: "お知らせ".to_owned(),
            title: title.to_owned(),
            body: "みほんのお知らせです。".to_owned(),
            shown_from: self.clock.now(),
            shown_until: None,
            is_important: false,
        };
        let registry = self.registry().await?;
        registry.publish_notice(None, notice, "town").await?;
        Ok(())
    }

    /// Gives the app user (個人ユーザ) of an office another password.
    pub async fn set_app_password(
        &self,
        office: &TownOffice,
        password: &str,
    ) -> anyhow::Result<()> {
        let (user, _) = office.app_user.as_ref().context("there is no app user")?;
        let app_user = Some((*user, password.into()));
        self.set_passwords(office, None, app_user).await
    }

    /// Gives the user (事業所ユーザ) of an office another password.
    pub async fn set_password(&self, office: &TownOffice, password: &str) -> anyhow::Result<()> {
        let user = Some((office.user, password.into()));
        self.set_passwords(office, user, None).await
    }

    async fn set_passwords(
        &self,
        office: &TownOffice,
        user: Option<(UserId, SecretString)>,
        app_user: Option<(AppUserId, SecretString)>,
    ) -> anyhow::Result<()> {
        let new = Registration {
            office: NewEnrolment {
                number: office.number,
                name: office.name.clone(),
                kana: String::new(),
                service_types: office.services.clone(),
                address: String::new(),
            },
            licence_days: None,
            user,
            app_user,
        };
        let registry = self.registry().await?;
        Box::pin(registry.register(new, "town")).await?;
        Ok(())
    }

    /// A new certificate for an office's user, valid for three years.
    pub async fn certificate(
        &self,
        office: OfficeNumber,
        user: UserId,
    ) -> anyhow::Result<OfficeKeys> {
        let now = self.clock.now();
        let until = three_years_from(now).context("the calendar has ended")?;
        let from = now - SignedDuration::from_mins(5);
        self.certificate_for(office, user, (from, until)).await
    }

    /// A new certificate for an office's user, valid from one moment to another.
    pub async fn certificate_for(
        &self,
        office: OfficeNumber,
        user: UserId,
        period: (Timestamp, Timestamp),
    ) -> anyhow::Result<OfficeKeys> {
        let now = self.clock.now();
        Ok(self
            .setup
            .issue_certificate(office, user, period, now)
            .await?)
    }
}

fn service_types(codes: &[&str]) -> anyhow::Result<Vec<ServiceType>> {
    let types = codes.iter().map(|code| code.parse());
    Ok(types.collect::<Result<_, _>>()?)
}

impl fmt::Debug for Town {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Town")
            .field("folder", &self.folder)
            .field("running", &self.running)
            .finish_non_exhaustive()
    }
}
