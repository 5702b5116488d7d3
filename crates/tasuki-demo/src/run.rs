//! From the command line to the exit code.

use std::io::{self, IsTerminal as _, Write};
use std::process::ExitCode;
use std::sync::Arc;

use tasuki_terms::{Clock, SystemClock};
use tasuki_testing::Town;
use tokio::signal::unix::{SignalKind, signal};

use crate::accounts::{self, Accounts};
use crate::args::Args;
use crate::clients::Clients;
use crate::failure::{Failure, Trouble};
use crate::folder::Folder;
use crate::lang::Lang;
use crate::month::Script;
use crate::report::Report;
use crate::town::{self, Members};
use crate::{directory, look, month, notices, support, words};

/// Runs the demonstration: 0 everything held, 1 something did not, 2 wrong use.
pub fn main() -> ExitCode {
    let args = Args::typed();
    let lang = args.lang();
    let stdout = io::stdout();
    if let Some(key) = &args.code {
        return accounts::tell_code(key, SystemClock.now());
    }
    let has_colour =
        stdout.is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let mut report = Report::new(stdout, lang, has_colour);
    let ended = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(Failure::Output)
        .and_then(|runtime| runtime.block_on(demonstrate(&args, &mut report)));
    let Err(failure) = ended else {
        return ExitCode::SUCCESS;
    };
    if !failure.is_unheard() {
        // Where nobody listens to this either, it is lost.
        let _written = writeln!(io::stderr(), "{}", words::failure(lang, &failure));
    }
    ExitCode::from(failure.exit_code())
}

/// Brings the town up, plays the month, and takes the town down again.
pub(crate) async fn demonstrate<W: Write>(
    args: &Args,
    report: &mut Report<W>,
) -> Result<(), Failure> {
    let mut end = End::new()?;
    let folder = Folder::new(args.folder.as_deref())?;
    let mut scene = Scene::default();
    let played = tokio::select! {
        played = scene.play(args, report, &folder) => played,
        () = end.told() => Err(Failure::Interrupted),
    };
    let ended = match played {
        Ok(()) if !args.once => scene.stay(report, &folder, &mut end).await,
        other => other,
    };
    let stopped = scene.stop().await;
    let told = folder.path().display().to_string();
    let is_temporary = folder.is_temporary();
    folder.end()?;
    ended?;
    stopped.map_err(|trouble| Failure::Step {
        step: report.current(),
        trouble,
    })?;
    if !args.once {
        report.text(&words::stopped(report.lang(), is_temporary, &told))?;
    }
    Ok(())
}

/// What runs.
#[derive(Default)]
struct Scene {
    town: Option<Town>,
    members: Option<Members>,
    accounts: Option<Accounts>,
}

impl Scene {
    /// Everything up to the check.
    async fn play<W: Write>(
        &mut self,
        args: &Args,
        report: &mut Report<W>,
        folder: &Folder,
    ) -> Result<(), Failure> {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let played = self.try_play(args, report, folder, clock).await;
        let faults = played.map_err(|trouble| Failure::Step {
            step: report.current(),
            trouble,
        })?;
        let others = faults.len().saturating_sub(1);
        if let Some(first) = faults.into_iter().next() {
            return Err(Failure::Checks { first, others });
        }
        report.good(words::all_well(report.lang()))?;
        Ok(())
    }

    async fn try_play<W: Write>(
        &mut self,
        args: &Args,
        report: &mut Report<W>,
        folder: &Folder,
        clock: Arc<dyn Clock>,
    ) -> Result<Vec<crate::checks::Fault>, Trouble> {
        let script = Script {
            seed: args.seed,
            month: args.month(clock.now())?,
        };
        opening(report, folder, script)?;
        self.prepare(report, folder, clock).await?;
        let Some(members) = &mut self.members else {
            return Ok(Vec::new());
        };
        let deliveries = month::play(report, members, script, folder.path()).await?;
        look::at_everything(report, members, &deliveries).await
    }

    /// The platform starts, the offices move in and begin to work.
    async fn prepare<W: Write>(
        &mut self,
        report: &mut Report<W>,
        folder: &Folder,
        clock: Arc<dyn Clock>,
    ) -> Result<(), Trouble> {
        let lang = report.lang();
        report.heading(lang.of("準備", "Preparation"))?;
        let step = report.begin();
        let town = self.town.insert(town::found(folder.path(), clock).await?);
        report.done(step, lang.of("連携基盤を起動", "The platform starts"))?;
        for (name, value) in words::platform_facts(lang, town) {
            report.field(name, &value)?;
        }

        let step = report.begin();
        let members = self.members.insert(Members::move_in(town).await?);
        self.accounts = Some(Accounts::open(town, folder.path()).await?);
        directory::fill(town, members).await?;
        support::open(town).await?;
        notices::publish(town).await?;
        report.done(
            step,
            lang.of("3つの事業所を登録", "Three offices are registered"),
        )?;
        for member in members.all() {
            let number = member.number().to_string();
            let mut label = number.as_str();
            let (role, name) = (member.called(lang), member.name());
            for line in words::office(lang, role, name, member.services()) {
                report.field(label, &line)?;
                label = "";
            }
        }
        report.field(
            lang.of("証明書", "Certified"),
            lang.of(
                "各事業所が申請し、この町の認証局が証明書を発行しました。",
                "each applied for a certificate of the town's own authority",
            ),
        )?;

        let step = report.begin();
        members.begin_work(town).await?;
        report.done(
            step,
            lang.of(
                "各事業所が接続し、知らせを待機",
                "The offices log in and listen for news",
            ),
        )?;
        report.field(
            lang.of("接続", "Connection"),
            lang.of(
                "TLS 1.3、双方の証明書を確認し、パスワードで利用を開始",
                "TLS 1.3 with certificates on both sides, then a password",
            ),
        )?;
        Ok(())
    }

    /// Everything goes on until it is told to end.
    async fn stay<W: Write>(
        &mut self,
        report: &mut Report<W>,
        folder: &Folder,
        end: &mut End,
    ) -> Result<(), Failure> {
        let (Some(town), Some(members)) = (&self.town, &mut self.members) else {
            return Ok(());
        };
        members.end_work();
        let opened = Clients::open(members).await;
        let clients = opened.map_err(|trouble| Failure::Step {
            step: report.current(),
            trouble,
        })?;
        clients.tell(report, members)?;
        addresses(report, town, members)?;
        accounts::tell(report, town, members, self.accounts.as_ref())?;
        report.space()?;
        report.text(words::how_to_end(report.lang(), folder.is_temporary()))?;
        tokio::select! {
            () = end.told() => {}
            () = clients.stay() => {}
        }
        report.space()?;
        Ok(())
    }

    async fn stop(&mut self) -> Result<(), Trouble> {
        self.members = None;
        if let Some(mut town) = self.town.take() {
            town.stop().await?;
        }
        Ok(())
    }
}

/// The title and what is played.
fn opening<W: Write>(
    report: &mut Report<W>,
    folder: &Folder,
    script: Script,
) -> Result<(), Trouble> {
    let lang = report.lang();
    report.title(words::title(lang))?;
    report.space()?;
    report.text(words::invented(lang))?;
    report.space()?;
    report.field(
        lang.of("対象年月", "Month"),
        &words::month(lang, script.month),
    )?;
    report.field(lang.of("乱数の種", "Seed"), &script.seed.to_string())?;
    let place = words::place(
        lang,
        &folder.path().display().to_string(),
        folder.is_temporary(),
    );
    Ok(report.field(lang.of("フォルダー", "Folder"), &place)?)
}

/// What goes on running, and what can be done with it.
fn addresses<W: Write>(report: &mut Report<W>, town: &Town, members: &Members) -> io::Result<()> {
    let lang = report.lang();
    report.heading(lang.of("動いているもの", "What goes on running"))?;
    report.space()?;
    report.text(lang.of(
        "データの交換（事業所の証明書が必要です）",
        "Exchange (needs an office's certificate)",
    ))?;
    report.verbatim(&town.exchange())?;
    report.space()?;
    report.text(lang.of("運用（状態と計測値）", "Operations (health and metrics)"))?;
    for path in ["healthz", "readyz", "metrics"] {
        report.verbatim(&format!("{}/{path}", town.operations()))?;
    }
    if let Some(pki) = town.pki() {
        report.space()?;
        report.text(lang.of("失効情報（CRL、OCSP）", "Revocation (CRL, OCSP)"))?;
        report.verbatim(&pki)?;
    }
    if !town::listens_as_usual(town) {
        report.space()?;
        report.text(lang.of(
            "8443番または9090番が使用中のため、空いている番号を使っています。",
            "Port 8443 or 9090 was taken, so a free one is used instead.",
        ))?;
    }
    report.heading(lang.of(
        "事業所のフォルダーと、受信一覧を表示するコマンド",
        "The offices' folders, and commands that show their inboxes",
    ))?;
    for member in members.all() {
        report.space()?;
        report.text(&match lang {
            Lang::Ja => member.called(lang).to_owned(),
            Lang::En => format!("{} ({})", member.called(lang), member.name()),
        })?;
        report.verbatim(&member.folder().display().to_string())?;
        let profile = member.profile_folder();
        report.verbatim("cargo run -p tasuki -- inbox \\")?;
        report.verbatim(&format!("  --profile {}", profile.display()))?;
    }
    report.space()?;
    report.text(lang.of(
        "コマンドは、別の画面でこのリポジトリに移動してから貼り付けてください。inbox を outbox \
         に替えると、送信一覧を表示します。",
        "Paste the commands into another terminal, in the folder of this repository. With outbox \
         instead of inbox they show what was sent.",
    ))?;
    Ok(())
}

/// The signals to end: Ctrl-C, SIGTERM, and the end of the terminal.
struct End {
    hangup: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

impl End {
    fn new() -> io::Result<Self> {
        Ok(Self {
            hangup: signal(SignalKind::hangup())?,
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    async fn told(&mut self) {
        tokio::select! {
            _ = self.hangup.recv() => (),
            _ = self.interrupt.recv() => (),
            _ = self.terminate.recv() => (),
        }
    }
}
