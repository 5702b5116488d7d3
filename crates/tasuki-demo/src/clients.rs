//! The clients (連携クライアント) of two offices, left open for people to click through; that of the third
//! is started by hand.

use std::io::{self, Write};

use secrecy::ExposeSecret as _;
use tasuki_client::{Plan, Running, Started};
use tasuki_desk::{Cost, Lock, LockedProfile, PasswordChange, Tools};
use tasuki_testing::TownOffice;
use tokio::task::JoinSet;

use crate::failure::Trouble;
use crate::report::Report;
use crate::town::{Member, Members, Role};

/// Whose clients are open.
const WHOSE: [Role; 2] = [Role::Manager, Role::Helper];
/// Whose client somebody may start.
const BY_HAND: Role = Role::Day;

/// The clients that run. They end when they are dropped.
#[derive(Debug)]
pub(crate) struct Clients(Vec<(Role, Running)>);

impl Clients {
    /// Opens them, each at a port that the system chooses, with the profiles that played the month.
    pub(crate) async fn open(members: &Members) -> Result<Self, Trouble> {
        let mut running = Vec::new();
        for role in WHOSE {
            running.push((role, open(members.of(role)).await?));
        }
        lock_for_app_user(members.of(BY_HAND).office())?;
        Ok(Self(running))
    }

    /// Lets them stay open; one that somebody ends leaves its profile to whoever opens it next. Never
    /// returns.
    pub(crate) async fn stay(self) {
        let mut open = JoinSet::new();
        for (_, running) in self.0 {
            open.spawn(running.ended(std::future::pending()));
        }
        // How it ended is told on its own pages.
        while open.join_next().await.is_some() {}
        std::future::pending::<()>().await;
    }

    /// Tells where they are, and how to log in.
    pub(crate) fn tell<W: Write>(
        &self,
        report: &mut Report<W>,
        members: &Members,
    ) -> io::Result<()> {
        let lang = report.lang();
        report.heading(lang.of(
            "連携クライアント（ブラウザーで開きます）",
            "The offices' clients, in a browser",
        ))?;
        for (role, running) in &self.0 {
            let member = members.of(*role);
            report.space()?;
            report.text(member.called(lang))?;
            report.verbatim(&running.address())?;
            tell_log_in(report, member)?;
        }
        let third = members.of(BY_HAND);
        report.space()?;
        report.text(third.called(lang))?;
        report.text(lang.of(
            "この事業所の連携クライアントは開いていません。次のコマンドで起動できます。",
            "The client of this office is not open. This command starts it:",
        ))?;
        tell_command(report, third)?;
        tell_log_in(report, third)?;
        report.space()?;
        report.text(lang.of(
            "はじめに「ユーザID」（cから始まるID）でログインします。「事業所ユーザ」（KJから始まるID）のパスワードは、\
             はじめて送受信するときに一度だけ入力します。",
            "Log in with the user ID, which begins with C. The password of the office ID, which \
             begins with KJ, is asked for once, when something is first sent or received.",
        ))?;
        report.text(lang.of(
            "アドレスはそれぞれ1回だけ使えます。もう一度開くときは、次のコマンドを使います。",
            "Each address works once. These commands open the clients again:",
        ))?;
        for (role, _) in &self.0 {
            tell_command(report, members.of(*role))?;
        }
        Ok(())
    }
}

/// Tells the accounts of an office.
fn tell_log_in<W: Write>(report: &mut Report<W>, member: &Member) -> io::Result<()> {
    let lang = report.lang();
    if let Some((user, password)) = &member.office().app_user {
        report.field(lang.of("ユーザID", "User ID"), &user.to_string())?;
        report.field(lang.of("パスワード", "Password"), password.expose_secret())?;
    }
    let [user, password, _] = member.account();
    report.field(lang.of("事業所ユーザ", "Office ID"), &user)?;
    report.field(lang.of("パスワード", "Password"), &password)
}

/// Tells the command that starts the client of an office.
fn tell_command<W: Write>(report: &mut Report<W>, member: &Member) -> io::Result<()> {
    report.verbatim("cargo run -p tasuki -- \\")?;
    let profile = member.profile_folder();
    report.verbatim(&format!("  --profile {}", profile.display()))
}

/// Opens the client of an office, as `tasuki` does with its profile.
async fn open(member: &Member) -> Result<Running, Trouble> {
    lock_for_app_user(member.office())?;
    let plan = Plan {
        profile: member.profile_folder(),
        port: None,
        platform: None,
        received: member.folder().join("received"),
        offices: None,
        log: None,
        tools: Tools::default(),
    };
    match tasuki_client::start(plan).await {
        Ok(Started::Here(running)) => Ok(running),
        Ok(Started::There(_)) => Err(Trouble::Town(anyhow::anyhow!(
            "a client of {} runs already",
            member.number()
        ))),
        Err(error) => Err(Trouble::Town(error.into())),
    }
}

/// The month was played with profiles that the office user's password unlocks; people at a client
/// unlock it with that of the app user (個人ユーザ).
fn lock_for_app_user(office: &TownOffice) -> Result<(), Trouble> {
    let Some((_, password)) = &office.app_user else {
        return Ok(());
    };
    let lock = Lock {
        cost: Cost::LEAST,
        ..Lock::new(password)
    };
    let changed = LockedProfile::read(office.profile_folder())
        .and_then(|profile| profile.change_password(&office.password, &lock))
        .map_err(|error| Trouble::Desk(error.into()))?;
    match changed {
        PasswordChange::Whole => Ok(()),
        PasswordChange::FileNotWritten => Err(Trouble::Town(anyhow::anyhow!(
            "the file with the password of {} was not written",
            office.number
        ))),
    }
}
