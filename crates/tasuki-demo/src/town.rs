//! The town: the platform and three offices.

use std::io::Write as _;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use secrecy::{ExposeSecret as _, SecretString};
use tasuki_desk::Desk;
use tasuki_pki::PublicUrl;
use tasuki_server::SitePlan;
use tasuki_server::settings::Downloads;
use tasuki_standard::generate;
use tasuki_terms::{Clock, OfficeNumber, ServiceType};
use tasuki_testing::{ContentsPlan, RecordsPlan, Town, TownOffice, TownPlan};

use crate::failure::Trouble;
use crate::lang::Lang;
use crate::news::Ear;

/// Where the exchange listens if nobody else does.
const EXCHANGE_PORT: u16 = 8443;
/// Where health and metrics listen if nobody else does.
const OPERATIONS_PORT: u16 = 9090;

/// Where revocation lists, OCSP and the authorities' certificates are published if nobody else
/// listens there.
const PKI_PORT: u16 = 8480;

/// Where the claims site (電子請求受付システム) listens if nobody else does.
const CLAIMS_PORT: u16 = 8441;
/// Where the portal (利用状況Webサイト) does.
const PORTAL_PORT: u16 = 8442;
/// Where the operators' console does.
const CONSOLE_PORT: u16 = 8444;
/// Where the support site (ヘルプデスクサポートサイト) does.
const SUPPORT_PORT: u16 = 8445;

/// Which office.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Role {
    /// Care management (居宅介護支援).
    Manager,
    /// Home help (訪問介護).
    Helper,
    /// Day service (通所介護), which also rents equipment (福祉用具貸与).
    Day,
}

/// An office that moved in, with its desk and its ear at the news.
pub(crate) struct Member {
    role: Role,
    office: TownOffice,
    at_work: Option<(Arc<Desk>, Ear)>,
}

/// The three offices.
pub(crate) struct Members {
    /// Care management.
    pub(crate) manager: Member,
    /// Home help.
    pub(crate) helper: Member,
    /// Day service.
    pub(crate) day: Member,
}

/// Founds the town and starts the platform.
pub(crate) async fn found(folder: &Path, clock: Arc<dyn Clock>) -> Result<Town, Trouble> {
    let mut town = Town::found(folder, plan(free)?, Arc::clone(&clock)).await?;
    furnish(&mut town, folder)?;
    if town.start().await.is_ok() {
        return Ok(town);
    }
    // Somebody may have taken a port in between. Addresses stand in settings and certificates, so that
    // the platform is made anew.
    if let Some(platform) = town.setup().settings_file().parent() {
        fs_err::remove_dir_all(platform)?;
    }
    let mut town = Town::found(folder, plan(|_| free(0))?, clock).await?;
    furnish(&mut town, folder)?;
    town.start().await?;
    Ok(town)
}

/// Gives the help desk a telephone number, and builds of the client a folder.
fn furnish(town: &mut Town, folder: &Path) -> Result<(), Trouble> {
    let downloads = Downloads {
        folder: folder.join("downloads"),
    };
    let phone = "0120-000-000".parse();
    let settings = town.settings();
    settings.support_desk.phone = phone.ok();
    settings.downloads = Some(downloads.clone());
    // What the command line does asks the file.
    let file = town.setup().settings_file().to_owned();
    let mut file = fs_err::OpenOptions::new().append(true).open(file)?;
    writeln!(
        file,
        "\n[downloads]\nfolder = '{}'",
        downloads.folder.display()
    )?;
    Ok(())
}

/// How the town is to be, with ports of which `at` makes the usual ones.
fn plan(at: fn(u16) -> SocketAddr) -> std::io::Result<TownPlan> {
    // Certificates tell this address, so it must be known before any is issued.
    let pki = TcpListener::bind(at(PKI_PORT))?.local_addr()?;
    Ok(TownPlan {
        name: "襷町連携基盤（見本）".to_owned(),
        exchange: at(EXCHANGE_PORT),
        operations: at(OPERATIONS_PORT),
        sites: Some(SitePlan {
            host: "localhost".to_owned(),
            claims: at(CLAIMS_PORT),
            portal: at(PORTAL_PORT),
            console: at(CONSOLE_PORT),
            support: at(SUPPORT_PORT),
            // Browsers keep cookies for secure pages on this machine without TLS, too.
            tls: false,
        }),
        pki: Some(pki),
        url: published_at(pki),
        records: RecordsPlan::File,
        contents: ContentsPlan::Folder,
    })
}

fn published_at(pki: SocketAddr) -> Option<PublicUrl> {
    format!("http://{pki}").parse().ok()
}

/// Whether the town listens at the usual ports.
pub(crate) fn listens_as_usual(town: &Town) -> bool {
    town.exchange().ends_with(&format!(":{EXCHANGE_PORT}"))
        && town.operations().ends_with(&format!(":{OPERATIONS_PORT}"))
}

/// The port on this machine if it is free, otherwise any.
fn free(port: u16) -> SocketAddr {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    match TcpListener::bind(address) {
        Ok(_) => address,
        Err(_) => SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
    }
}

impl Members {
    /// The three offices move in.
    pub(crate) async fn move_in(town: &Town) -> Result<Self, Trouble> {
        let (manager, helper, day) = tokio::try_join!(
            Member::move_in(town, Role::Manager),
            Member::move_in(town, Role::Helper),
            Member::move_in(town, Role::Day),
        )?;
        Ok(Self {
            manager,
            helper,
            day,
        })
    }

    /// All of them.
    pub(crate) const fn all(&self) -> [&Member; 3] {
        [&self.manager, &self.helper, &self.day]
    }

    /// The one with the role.
    pub(crate) const fn of(&self, role: Role) -> &Member {
        match role {
            Role::Manager => &self.manager,
            Role::Helper => &self.helper,
            Role::Day => &self.day,
        }
    }

    /// The one with the role, to work with.
    pub(crate) const fn of_mut(&mut self, role: Role) -> &mut Member {
        match role {
            Role::Manager => &mut self.manager,
            Role::Helper => &mut self.helper,
            Role::Day => &mut self.day,
        }
    }

    /// The one with the number.
    pub(crate) fn named(&self, number: OfficeNumber) -> Option<&Member> {
        self.all()
            .into_iter()
            .find(|member| member.number() == number)
    }

    /// All of them log in and open the stream of news.
    pub(crate) async fn begin_work(&mut self, town: &Town) -> Result<(), Trouble> {
        tokio::try_join!(
            self.manager.begin_work(town),
            self.helper.begin_work(town),
            self.day.begin_work(town),
        )?;
        Ok(())
    }

    /// Connections are closed.
    pub(crate) fn end_work(&mut self) {
        for role in Role::ALL {
            self.of_mut(role).at_work = None;
        }
    }
}

impl Member {
    async fn move_in(town: &Town, role: Role) -> Result<Self, Trouble> {
        let (number, name, services) = role.facts();
        let named = (name, role.kana());
        Ok(Self {
            role,
            office: Box::pin(town.settle(number, named, services)).await?,
            at_work: None,
        })
    }

    async fn begin_work(&mut self, town: &Town) -> Result<(), Trouble> {
        let desk = Arc::new(self.office.desk(town)?);
        let ear = Ear::open(Arc::clone(&desk), town.clock()).await?;
        self.at_work = Some((desk, ear));
        Ok(())
    }

    /// Its desk.
    pub(crate) fn desk(&self) -> Result<&Desk, Trouble> {
        match &self.at_work {
            Some((desk, _)) => Ok(desk),
            None => Err(Trouble::Town(anyhow::anyhow!("the office is closed"))),
        }
    }

    /// Its ear at the news.
    pub(crate) fn ear(&mut self) -> Result<&mut Ear, Trouble> {
        match &mut self.at_work {
            Some((_, ear)) => Ok(ear),
            None => Err(Trouble::Town(anyhow::anyhow!("the office is closed"))),
        }
    }

    /// Its user, its password, and its password for certificates.
    pub(crate) fn account(&self) -> [String; 3] {
        let secret = |one: &SecretString| one.expose_secret().to_owned();
        let issuing = self.office.issuing_password.as_ref();
        [
            self.office.user.to_string(),
            secret(&self.office.password),
            issuing.map(secret).unwrap_or_default(),
        ]
    }

    /// The office itself.
    pub(crate) const fn office(&self) -> &TownOffice {
        &self.office
    }

    /// Its number.
    pub(crate) const fn number(&self) -> OfficeNumber {
        self.office.number
    }

    /// Its name as people of the language read it.
    pub(crate) fn called(&self, lang: Lang) -> &str {
        lang.of(self.office.name.as_str(), self.role.in_english())
    }

    /// Its registered name.
    pub(crate) fn name(&self) -> &str {
        &self.office.name
    }

    /// How its name is read (フリガナ).
    pub(crate) const fn kana(&self) -> &'static str {
        self.role.kana()
    }

    /// Its service types.
    pub(crate) fn services(&self) -> &[ServiceType] {
        &self.office.services
    }

    /// The folder of its computer.
    pub(crate) fn folder(&self) -> &Path {
        self.office.folder()
    }

    /// The folder of its profile.
    pub(crate) fn profile_folder(&self) -> PathBuf {
        self.office.profile_folder()
    }

    /// Where it saves received files.
    pub(crate) fn received(&self, name: &str) -> PathBuf {
        self.office.folder().join("received").join(name)
    }

    /// The office as it stands in files, with one of its service types.
    pub(crate) fn in_files(&self, service: ServiceType) -> generate::Office {
        generate::Office {
            number: self.number(),
            service,
            name: self.office.name.clone(),
        }
    }
}

impl Role {
    const ALL: [Self; 3] = [Self::Manager, Self::Helper, Self::Day];

    /// Number, name and service types; invented, and obviously so.
    const fn facts(self) -> (&'static str, &'static str, &'static [&'static str]) {
        match self {
            Self::Manager => ("1370000001", "例題居宅介護支援事業所", &["43"]),
            Self::Helper => ("1370000002", "架空訪問介護事業所", &["11"]),
            Self::Day => ("1370000003", "見本デイサービス", &["15", "17"]),
        }
    }

    /// How its name is read (フリガナ): by this it is found, too.
    const fn kana(self) -> &'static str {
        match self {
            Self::Manager => "レイダイキョタクカイゴシエンジギョウショ",
            Self::Helper => "カクウホウモンカイゴジギョウショ",
            Self::Day => "ミホンデイサービス",
        }
    }

    const fn in_english(self) -> &'static str {
        match self {
            Self::Manager => "care manager",
            Self::Helper => "home-help office",
            Self::Day => "day-service office",
        }
    }
}
