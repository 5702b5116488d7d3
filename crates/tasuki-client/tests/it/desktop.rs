//! An office's computer: its profile, its folders, the client on it.

use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use secrecy::{ExposeSecret as _, SecretString};
use tasuki_client::{Plan, Running, Started, start};
use tasuki_desk::{Cost, Lock, NewProfile, Patience, Profile, Tools};
use tasuki_standard::generate::{self, Parties, Stamp};
use tasuki_terms::{Clock, Sequence, SystemClock};
use tasuki_testing::{Town, TownOffice, TownPlan};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

use crate::guest::Guest;

/// Says to a child which profile it opens; its address follows [`SAYS`] on the standard output.
const PROFILE: &str = "TASUKI_TEST_PROFILE";
const SAYS: &str = "the client is at ";

/// A town with one office that sends.
pub(crate) struct Desktop {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) town: Town,
    pub(crate) office: TownOffice,
}

impl Desktop {
    pub(crate) async fn start() -> anyhow::Result<Self> {
        Self::start_at(Arc::new(SystemClock)).await
    }

    /// The same, where platform and client go by this clock.
    pub(crate) async fn start_at(clock: Arc<dyn Clock>) -> anyhow::Result<Self> {
        Self::start_in(TownPlan::default(), clock).await
    }

    /// The same in a town with sites, which gives out builds of the client.
    pub(crate) async fn start_with_sites() -> anyhow::Result<Self> {
        Self::start_in(TownPlan::with_sites(), Arc::new(SystemClock)).await
    }

    async fn start_in(plan: TownPlan, clock: Arc<dyn Clock>) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let town_folder = folder.path().join("town");
        let gives_out = plan.sites.is_some();
        let mut town = Town::found(&town_folder, plan, clock).await?;
        if gives_out {
            town.open_downloads()?;
        }
        town.start().await?;
        let office = town
            .office("1370000001", "居宅介護支援みほん", &["43"])
            .await?;
        Ok(Self {
            folder,
            town,
            office,
        })
    }

    /// Another office of the town, to which something is sent.
    pub(crate) async fn partner(&self, at: usize) -> anyhow::Result<TownOffice> {
        let number = format!("13700001{at:02}");
        let name = format!("訪問介護みほん{at}号");
        self.town.office(&number, &name, &["11"]).await
    }

    pub(crate) fn profile(&self) -> PathBuf {
        self.folder.path().join("computer/profile")
    }

    /// Makes the profile, as the guide does, for the platform at `exchange`.
    pub(crate) fn set_up(&self, exchange: &str) -> anyhow::Result<()> {
        make_profile(&self.profile(), &self.office, exchange)
    }

    /// The client, in this process.
    pub(crate) async fn client(&self) -> anyhow::Result<Running> {
        running(&self.profile(), self.town.clock()).await
    }

    /// The client in a process of its own, and its one-time address.
    pub(crate) async fn process(&self) -> anyhow::Result<(Child, String)> {
        let mut child = Command::new(std::env::current_exe()?)
            .args(["--exact", "desktop::runs_a_client_for_another_test"])
            .args(["--nocapture", "--include-ignored"])
            .env(PROFILE, self.profile())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let output = child.stdout.take().context("no standard output")?;
        let mut lines = BufReader::new(output).lines();
        while let Some(line) = lines.next_line().await? {
            if let Some((_, address)) = line.split_once(SAYS) {
                return Ok((child, address.to_owned()));
            }
        }
        anyhow::bail!("the client did not start")
    }

    /// Logs in as its app user.
    pub(crate) async fn log_in(&self, guest: &Guest) -> anyhow::Result<()> {
        log_in(guest, &self.office).await
    }

    /// Types the password of the office's user, and goes on.
    pub(crate) async fn confirm_office(&self, guest: &Guest) -> anyhow::Result<()> {
        guest.is_at("/office-user").await?;
        let password = self.office.password.expose_secret();
        guest.fill("password", password).await?;
        guest.press("main form button[type='submit']").await
    }

    /// Logs the office's user in before anything is sent.
    pub(crate) async fn log_in_office(&self, guest: &Guest) -> anyhow::Result<()> {
        guest.open("/office-user?meant=received").await?;
        self.confirm_office(guest).await?;
        guest.is_at("/received").await
    }

    /// The files of a plan for a partner, written by the care software; `at` makes them others.
    pub(crate) fn plan(&self, partner: &TownOffice, at: u32) -> anyhow::Result<Vec<PathBuf>> {
        let folder = self.folder.path().join("software");
        fs_err::create_dir_all(&folder)?;
        let parties = Parties {
            manager: self.office.in_files().context("no services")?,
            service: partner.in_files().context("no services")?,
            others: Vec::new(),
        };
        let sequence: Sequence = format!("202503251020{at:02}").parse()?;
        let stamp = Stamp {
            created_on: jiff::civil::date(2025, 3, 25),
            sequence,
        };
        let plan = generate::Plan::generate(7, &parties, "202504".parse()?, 2)?;
        let mut paths = Vec::new();
        for (name, bytes) in plan.files(&stamp)? {
            let path = folder.join(name);
            fs_err::write(&path, bytes)?;
            paths.push(path);
        }
        Ok(paths)
    }

    /// How many messages the platform has of the office.
    pub(crate) async fn sent(&self) -> anyhow::Result<usize> {
        self.sent_by(self.office.password.expose_secret()).await
    }

    /// The same, asked for with another password of the office's user.
    pub(crate) async fn sent_by(&self, password: &str) -> anyhow::Result<usize> {
        let password = SecretString::from(password);
        let desk = self.office.desk_at(&self.town.exchange(), password)?;
        Ok(desk
            .outbox_pages(tasuki_desk::Query::default())
            .all()
            .await?
            .len())
    }
}

/// The app user of an office, and the password.
pub(crate) fn app_user(
    office: &TownOffice,
) -> anyhow::Result<(tasuki_terms::AppUserId, &SecretString)> {
    let user = office.app_user.as_ref().context("there is no app user")?;
    Ok((user.0, &user.1))
}

/// Logs in as the app user of an office.
pub(crate) async fn log_in(guest: &Guest, office: &TownOffice) -> anyhow::Result<()> {
    let (user, password) = app_user(office)?;
    guest.is_at("/login").await?;
    guest.fill("user_id", &user.to_string()).await?;
    guest.fill("password", password.expose_secret()).await?;
    guest.press("main form button[type='submit']").await?;
    guest.is_at("/").await
}

/// A profile that is locked with the password of the office's app user.
pub(crate) fn make_profile(
    folder: &Path,
    office: &TownOffice,
    exchange: &str,
) -> anyhow::Result<()> {
    let new = NewProfile {
        platform: exchange,
        office: office.number,
        user: office.user,
        certificate_pem: &office.keys.issued.certificate_pem,
        key_pem: &office.keys.issued.key_pem,
        authority_pem: &office.keys.authority_pem,
        password: None,
        unlock: None,
    };
    let (_, password) = app_user(office)?;
    let lock = Lock {
        cost: Cost::LEAST,
        ..Lock::new(password)
    };
    Profile::create(folder, &new, &lock)?;
    Ok(())
}

async fn running(profile: &Path, clock: Arc<dyn Clock>) -> anyhow::Result<Running> {
    let plan = Plan {
        tools: Tools {
            clock,
            patience: Patience {
                times: 2,
                first: Duration::from_millis(50),
                longest: Duration::from_secs(1),
                ..Patience::default()
            },
            ..Tools::default()
        },
        profile: profile.to_owned(),
        ..crate::visitor::plan(profile)
    };
    match start(plan).await? {
        Started::Here(running) => Ok(running),
        Started::There(address) => anyhow::bail!("one runs at {address}"),
    }
}

/// Not a test: what [`Desktop::process`] starts, so that it can be killed.
#[tokio::test(flavor = "multi_thread")]
async fn runs_a_client_for_another_test() {
    let Some(profile) = std::env::var_os(PROFILE) else {
        return;
    };
    let running = running(Path::new(&profile), Arc::new(SystemClock))
        .await
        .unwrap();
    println!("{SAYS}{}", running.address());
    running.ended(std::future::pending()).await.unwrap();
}
