//! The platform that is measured, and the offices that are entered there.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use serde::Serialize;
use tasuki_directory::InventedOffice;
use tasuki_engines::Keeping;
use tasuki_measure::connection::Place;
use tasuki_measure::figures::usize_to_f64;
use tasuki_measure::parts::Tally;
use tasuki_measure::platform::Platform;
use tasuki_server::{NewEnrolment, Settings, Setup, Site, SitePlan};
use tasuki_store::ContentsPlace;
use tasuki_terms::SystemClock;
use tasuki_testing::{ContentsPlan, RecordsPlan, Town, TownOffice, TownPlan, crowd};
use tempfile::TempDir;
use tokio::time::Instant;

use crate::args::Engine;

/// Files that a process needs besides its connections.
const OTHER_FILES: u64 = 500;

/// The platform, and where it is reached.
pub(crate) struct Ground {
    folder: TempDir,
    setup: Setup,
    settings: Settings,
    /// A platform of its own, with what keeps its records; none where one ran already.
    town: Option<Town>,
    process: Option<Platform>,
    pub(crate) places: Vec<Place>,
    /// The site of claims, if it is served.
    pub(crate) site: Option<Place>,
    pub(crate) engine: &'static str,
}

/// What entering the offices took.
#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize)]
pub(crate) struct Entered {
    pub(crate) offices: usize,
    pub(crate) seconds: f64,
    /// Offices a second, each with licence, user, key and certificate.
    pub(crate) a_second: f64,
}

impl Ground {
    /// A platform of our own in a folder that goes with it; it does not run yet.
    pub(crate) async fn own(engine: Engine, within: Option<&Path>) -> anyhow::Result<Self> {
        Self::found(engine, within, None).await
    }

    /// The same with sites.
    pub(crate) async fn with_sites(engine: Engine, within: Option<&Path>) -> anyhow::Result<Self> {
        let sites = TownPlan::with_sites().sites;
        let mut ground = Self::found(engine, within, sites).await?;
        let settings = ground.settings.site(Site::Claims).context("no site")?;
        ground.site = Some(settings.listen.into());
        Ok(ground)
    }

    async fn found(
        engine: Engine,
        within: Option<&Path>,
        sites: Option<SitePlan>,
    ) -> anyhow::Result<Self> {
        let folder = folder(within)?;
        let (records, contents, name) = match engine {
            Engine::Sqlite => (RecordsPlan::File, ContentsPlan::Folder, "SQLite"),
            Engine::Postgres => (
                RecordsPlan::Postgres(Keeping::Durably),
                ContentsPlan::Bucket(Keeping::Durably),
                "PostgreSQL",
            ),
        };
        let plan = TownPlan {
            name: "架空の連携基盤（負荷試験）".to_owned(),
            records,
            contents,
            sites,
            ..TownPlan::default()
        };
        let mut town = Town::found(folder.path(), plan, Arc::new(SystemClock)).await?;
        Ok(Self {
            setup: town.setup().clone(),
            settings: town.settings().clone(),
            folder,
            town: Some(town),
            process: None,
            places: Vec::new(),
            site: None,
            engine: name,
        })
    }

    /// A platform that runs already: its settings, and where its processes are reached.
    pub(crate) async fn running(
        settings: &Path,
        urls: &[String],
        within: Option<&Path>,
    ) -> anyhow::Result<Self> {
        let setup = Setup::at(settings);
        let read = setup.settings()?;
        let mut places = Vec::new();
        for url in urls {
            places.push(place(url).await.with_context(|| url.clone())?);
        }
        let is_file = read.store.records.file().is_some();
        Ok(Self {
            folder: folder(within)?,
            setup,
            settings: read,
            town: None,
            process: None,
            places,
            site: None,
            engine: if is_file { "SQLite" } else { "PostgreSQL" },
        })
    }

    /// What keeps the contents, as reports tell it.
    pub(crate) fn contents(&self) -> &'static str {
        match self.settings.store.contents {
            ContentsPlace::Folder(_) => "フォルダー",
            ContentsPlace::Bucket(_) => "S3",
        }
    }

    /// A folder for what is written meanwhile.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Certificate and key of the platform's TLS.
    pub(crate) fn server_keys(&self) -> (&Path, &Path) {
        let keys = &self.settings.keys;
        (&keys.server_certificate, &keys.server_key)
    }

    /// Enters offices, whose password is cheap to try if `is_cheap`.
    pub(crate) async fn enter(
        &self,
        offices: impl Iterator<Item = &InventedOffice>,
        is_cheap: bool,
    ) -> anyhow::Result<(Vec<TownOffice>, Entered)> {
        let offices: Vec<NewEnrolment> = offices.map(enrolment).collect();
        let began = Instant::now();
        let folder = self.folder.path().join("offices");
        let clock = Arc::new(SystemClock);
        let entered = crowd(&self.setup, clock, &folder, offices, is_cheap).await?;
        let seconds = began.elapsed().as_secs_f64();
        let told = Entered {
            offices: entered.len(),
            seconds,
            a_second: usize_to_f64(entered.len()) / seconds.max(f64::EPSILON),
        };
        Ok((entered, told))
    }

    /// Lets the platform wait no longer than so many seconds for anybody; as long as it does by
    /// itself without. It must not run yet.
    pub(crate) fn be_patient(&mut self, seconds: Option<u64>) {
        if let Some(seconds) = seconds {
            let limits = &mut self.settings.limits;
            limits.head_seconds = seconds;
            limits.request_seconds = seconds;
            limits.stall_seconds = seconds;
        }
    }

    /// How long the platform waits for the head of a request, and for a whole one.
    pub(crate) const fn patience(&self) -> (Duration, Duration) {
        let limits = &self.settings.limits;
        (
            Duration::from_secs(limits.head_seconds),
            Duration::from_secs(limits.request_seconds),
        )
    }

    /// Starts the platform as a process of its own, unless it runs already.
    pub(crate) async fn start(&mut self) -> anyhow::Result<()> {
        if self.town.is_none() {
            return Ok(());
        }
        let folder = self.folder.path().join("run");
        fs_err::create_dir_all(&folder)?;
        let program = std::env::current_exe()?;
        let process = Platform::start(&program, self.settings.clone(), &folder).await?;
        self.places = vec![process.exchange.into()];
        self.process = Some(process);
        Ok(())
    }

    /// The platform's process, if it is ours.
    pub(crate) fn process(&self) -> Option<u32> {
        self.process.as_ref().map(|process| process.id)
    }

    /// What the platform did and took up to now, if it is ours.
    pub(crate) async fn tally(&self) -> anyhow::Result<Option<Tally>> {
        match &self.process {
            Some(process) => Ok(Some(Tally::now(process).await?)),
            None => Ok(None),
        }
    }

    /// Ends the platform, if it is ours.
    pub(crate) async fn stop(mut self) -> anyhow::Result<()> {
        match self.process.take() {
            Some(process) => process.kill().await,
            None => Ok(()),
        }
    }
}

fn enrolment(office: &InventedOffice) -> NewEnrolment {
    NewEnrolment {
        number: office.number,
        name: office.name.clone(),
        kana: office.kana.clone(),
        service_types: office.services.clone(),
        address: String::new(),
    }
}

fn folder(within: Option<&Path>) -> std::io::Result<TempDir> {
    let within = within.map_or_else(std::env::temp_dir, PathBuf::from);
    fs_err::create_dir_all(&within)?;
    tempfile::Builder::new()
        .prefix("tasuki-load-")
        .tempdir_in(within)
}

/// Reads `https://host:port`.
async fn place(url: &str) -> anyhow::Result<Place> {
    let authority = url.strip_prefix("https://").context("https://")?;
    let authority = authority.trim_end_matches('/');
    let (host, port) = authority.rsplit_once(':').unwrap_or((authority, "443"));
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let port: u16 = port.parse().context("port")?;
    let mut found = tokio::net::lookup_host((host, port)).await?;
    let address: SocketAddr = found.next().context("no address")?;
    Ok(Place {
        name: host.to_owned(),
        ..address.into()
    })
}

/// An address of this machine for the connection of so many before it: one has some 28,000 ports.
pub(crate) fn source(before: usize) -> IpAddr {
    const EACH: usize = 20_000;
    let which = u8::try_from(before / EACH + 1).unwrap_or(u8::MAX);
    Ipv4Addr::new(127, 0, 0, which).into()
}

/// Lets this process and those it starts have so many connections.
pub(crate) fn allow_connections(wanted: usize) -> anyhow::Result<()> {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let wanted = u64::try_from(wanted)?.saturating_add(OTHER_FILES);
    let now = getrlimit(Resource::Nofile);
    if now.current.is_none_or(|now| now >= wanted) {
        return Ok(());
    }
    // Who may, raises the upper limit, too.
    let most = now.maximum.map(|most| most.max(wanted));
    let new = Rlimit {
        current: Some(wanted),
        maximum: most,
    };
    setrlimit(Resource::Nofile, new).context("RLIMIT_NOFILE")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn addresses_are_read() {
        let place = place("https://127.0.0.1:8443/").await.unwrap();
        assert_eq!(place.address, SocketAddr::from(([127, 0, 0, 1], 8443)));
        assert_eq!(place.name, "127.0.0.1");
    }

    #[tokio::test]
    async fn what_is_no_address_is_refused() {
        for wrong in [
            "http://127.0.0.1:1",
            "127.0.0.1:8443",
            "https://127.0.0.1:x",
        ] {
            assert!(place(wrong).await.is_err(), "{wrong}");
        }
    }

    #[test]
    fn sources_change_before_their_ports_run_out() {
        assert_eq!(source(0), IpAddr::from([127, 0, 0, 1]));
        assert_eq!(source(19_999), source(0));
        assert_eq!(source(20_000), IpAddr::from([127, 0, 0, 2]));
    }
}
