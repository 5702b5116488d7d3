//! Sample accounts of the sites, and how to log in with them.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context as _;
use secrecy::{ExposeSecret as _, SecretString};
use tasuki_exchange::SiteRole;
use tasuki_server::{Credentials, KnownTo, NewEnrolment, NewOperator, OperatorKey, Site};
use tasuki_terms::Timestamp;
use tasuki_testing::{Town, one_time_password};

use crate::failure::Trouble;
use crate::letter;
use crate::report::Report;
use crate::town::Members;

/// The operator of the town.
const OPERATOR: (&str, &str) = ("operator", "Tasuki-operator-1");

/// What to do with the letter.
const NEXT_JA: [&str; 4] = [
    "1. 電子請求受付システムにログインし、パスワードを変更して、証明書の発行を申請します。",
    "2. 運用者の画面で、その申請を承認します。",
    "3. 電子請求受付システムで証明書をダウンロードし、tasuki で取り込みます（手順は /guide/client）。",
    "4. 利用状況Webサイトで利用申請をし、表示された個人ユーザでログインして送受信します。",
];
const NEXT_EN: [&str; 4] = [
    "1. Log in at the claims site, change the password and apply for a certificate.",
    "2. Approve the application in the operators' console.",
    "3. Download the certificate at the claims site and take it into tasuki (/guide/client tells how).",
    "4. Apply for a licence at the portal; log in to the client with the app user that it shows.",
];

/// The accounts that nobody of the month uses.
pub(crate) struct Accounts {
    /// An office whose letter has just come: for going the whole way oneself.
    newcomer: Credentials,
    /// Its letter, as PDF.
    letter: PathBuf,
    /// The operator's key of one-time passwords.
    key: OperatorKey,
}

impl Accounts {
    /// Enrols a fourth office and an operator.
    pub(crate) async fn open(town: &Town, folder: &Path) -> Result<Self, Trouble> {
        let open = async {
            let registry = town.registry().await?;
            let new = NewEnrolment {
                number: "1370000004".parse()?,
                name: "お試し訪問看護ステーション".to_owned(),
                kana: "オタメシホウモンカンゴステーション".to_owned(),
                service_types: vec!["13".parse()?],
                address: String::new(),
            };
            let newcomer = registry.enrol(new, "town").await?;
            let operator = NewOperator {
                name: OPERATOR.0.to_owned(),
                role: SiteRole::OperatorAdmin,
                password: SecretString::from(OPERATOR.1),
                known: KnownTo::Owner,
            };
            let key = registry.add_operator(operator, "town").await?;
            Ok((newcomer, key))
        };
        let (newcomer, key) = open.await.map_err(Trouble::Town)?;
        let letter = letter::print(town, &newcomer, folder)?;
        Ok(Self {
            newcomer,
            letter,
            key,
        })
    }
}

/// Tells the sites' addresses and how to log in.
pub(crate) fn tell<W: Write>(
    report: &mut Report<W>,
    town: &Town,
    members: &Members,
    accounts: Option<&Accounts>,
) -> io::Result<()> {
    let lang = report.lang();
    report.heading(lang.of(
        "Webサイトと、ログインのしかた",
        "The web sites, and how to log in",
    ))?;
    for (name, site) in [
        (
            lang.of(
                "電子請求受付システム（証明書）",
                "Claims site (certificates)",
            ),
            Site::Claims,
        ),
        (
            lang.of("利用状況Webサイト（利用申請）", "Portal (licences)"),
            Site::Portal,
        ),
        (
            lang.of("サポートサイト（ログイン不要）", "Support site (no log-in)"),
            Site::Support,
        ),
        (lang.of("運用者の画面", "Operators' console"), Site::Console),
    ] {
        report.space()?;
        report.text(name)?;
        report.verbatim(&town.site(site))?;
    }
    report.space()?;
    report.text(lang.of(
        "サポートサイトの地図には、3つの都県に架空の事業所300件と、この町の3つの事業所があります。",
        "The map of the support site has 300 invented offices in three prefectures, and the town's own three.",
    ))?;
    report.verbatim(&format!("{}/map", town.site(Site::Support)))?;
    let [id, password, issuing] = [
        lang.of("ユーザID", "User ID"),
        lang.of("パスワード", "Password"),
        lang.of("証明書発行用", "Certificates"),
    ];
    for member in members.all() {
        let [user, secret, for_certificates] = member.account();
        report.space()?;
        report.text(member.called(lang))?;
        report.field(id, &user)?;
        report.field(password, &secret)?;
        report.field(issuing, &for_certificates)?;
    }
    report.space()?;
    report.text(lang.of(
        "「証明書発行用」は、電子証明書の申請、ダウンロード、取り込みで入力する証明書発行用パスワードです。",
        "“Certificates” is the password (証明書発行用パスワード) with which certificates are applied for, \
         downloaded and installed.",
    ))?;
    let Some(accounts) = accounts else {
        return Ok(());
    };
    let letter = &accounts.newcomer;
    report.space()?;
    report.text(lang.of(
        "お知らせが届いたばかりの事業所（初回ログインから試せます）",
        "An office whose letter has just come (try the whole way with it)",
    ))?;
    report.field(id, letter.user.as_str())?;
    report.field(
        lang.of("仮パスワード", "Temporary"),
        letter.password.expose_secret(),
    )?;
    report.field(issuing, letter.issuing_password.expose_secret())?;
    report.field(
        lang.of("お知らせ", "Letter"),
        &accounts.letter.display().to_string(),
    )?;
    for step in lang.of(NEXT_JA, NEXT_EN) {
        report.text(step)?;
    }
    report.space()?;
    report.text(lang.of("運用者", "Operator"))?;
    report.field(lang.of("名前", "Name"), OPERATOR.0)?;
    report.field(password, OPERATOR.1)?;
    report.field(
        lang.of("認証アプリの鍵", "App key"),
        accounts.key.text.expose_secret(),
    )?;
    report.space()?;
    report.text(lang.of(
        "6桁の確認コードは、認証アプリに鍵を登録するか、次のコマンドで表示します。",
        "The six digits come from an authenticator app with this key, or from this command:",
    ))?;
    let key = accounts.key.text.expose_secret().replace(' ', "");
    report.verbatim(&format!("cargo demo -- --code {key}"))
}

/// Writes the one-time password of the moment.
pub(crate) fn tell_code(key: &str, now: Timestamp) -> ExitCode {
    let told = one_time_password(key, now)
        .and_then(|code| writeln!(io::stdout(), "{code}").context("cannot write the code"));
    match told {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Where nobody listens to this either, it is lost.
            let _written = writeln!(io::stderr(), "--code: {error}");
            ExitCode::from(2)
        }
    }
}
