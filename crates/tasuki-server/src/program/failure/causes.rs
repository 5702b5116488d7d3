//! From the errors of what was done to what operators read.

use super::{FAILED, Failure, REFUSED, WRONG_USE, failed, toml};
use crate::registry::{RegisterError, RegistryError};
use crate::settings::{FileFault, SettingsError};
use crate::setup::SetupError;

/// How an address of a site is written.
const URL: &str = "https:// とホスト名を書き、末尾に「/」などを付けないでください。\
                   http:// は、sites.tls が false で、localhost だけで使うときに限ります。";

impl From<SettingsError> for Failure {
    fn from(error: SettingsError) -> Self {
        let mut hint = None;
        let (code, what, said) = match &error {
            SettingsError::Read(_) => (
                "settings.unreadable",
                "設定ファイルを読み込めません。",
                "--settings で設定ファイルを指定してください。新しく作るときは tasuki-server admin setup を実行してください。",
            ),
            SettingsError::Parse { line, source, .. } => {
                hint = Some(format!("{line}行目: {}", toml::told(source.message())));
                ("settings.invalid", "設定ファイルに誤りがあります。", "")
            }
            SettingsError::Url { key, url } => {
                hint = Some(format!("{key} = \"{url}\" を修正してください。{URL}"));
                ("settings.url", "アドレスの書き方に誤りがあります。", "")
            }
            SettingsError::MailFrom => (
                "settings.mail-from",
                "メールの差出人の書き方に誤りがあります。",
                "mail.from を「名称 <アドレス>」の形に修正してください。",
            ),
            SettingsError::Files(faults) => {
                let line = |one: &FileFault| {
                    format!("{}（{}）: {}", one.key, one.file.display(), one.what)
                };
                let lines: Vec<String> = faults.iter().map(line).collect();
                hint = Some(lines.join("\n"));
                (
                    "settings.files",
                    "設定ファイルに書かれたファイルを使用できません。",
                    "",
                )
            }
            SettingsError::NoProxy => (
                "settings.no-proxy",
                "画面の手前に置くプロキシが設定されていません。",
                "sites.trusted_proxy に、プロキシのアドレスと、接続元を書き込むヘッダーの名前を設定してください。",
            ),
            SettingsError::Header(_) => (
                "settings.header",
                "プロキシのヘッダーの名前に誤りがあります。",
                "sites.trusted_proxy.header を修正してください。",
            ),
            SettingsError::MailInClear => (
                "settings.mail-in-clear",
                "メールサーバーのパスワードが、暗号化されずに送られる設定です。",
                "mail.security に starttls または tls を設定してください。",
            ),
        };
        // What is told in Japanese needs no English behind it.
        let cause = match &error {
            SettingsError::Read(_) => Some(error.into()),
            _ => None,
        };
        Self {
            code,
            what,
            hint: hint.unwrap_or_else(|| said.to_owned()),
            exit: WRONG_USE,
            cause,
        }
    }
}

impl From<SetupError> for Failure {
    fn from(error: SetupError) -> Self {
        let (code, what, hint, exit) = match error {
            SetupError::Settings(error) => return error.into(),
            SetupError::SitesExist => return failed("sites.exists")(error),
            SetupError::OtherOffice { .. } => return failed("user.other-office")(error),
            SetupError::NotActive { .. } => (
                "office.not-active",
                "停止中または廃止の事業所です。電子証明書は発行していません。",
                "運用管理の画面で、事業所の状態をご確認ください。",
                REFUSED,
            ),
            SetupError::Exists { .. } => (
                "settings.exists",
                "設定ファイルはすでにあります。何も変更していません。",
                "--settings で別のフォルダーの設定ファイルを指定してください。",
                REFUSED,
            ),
            SetupError::NotRegistered { .. } => (
                "office.not-registered",
                "この事業所は登録されていません。",
                "先に tasuki-server admin office add で登録してください。",
                REFUSED,
            ),
            SetupError::NoSuchCertificate { .. } => (
                "certificate.not-found",
                "このシリアル番号の電子証明書は発行されていません。",
                "発行時に表示されたシリアル番号をご確認ください。",
                REFUSED,
            ),
            SetupError::StillUsed { .. } => (
                "certificate.in-use",
                "この証明書は、連携基盤が使用しています。",
                "先に tasuki-server admin renew で証明書を更新し、連携基盤を再起動してください。",
                REFUSED,
            ),
            SetupError::NoSuchAuthority { .. } => (
                "authority.not-found",
                "このシリアル番号の認証局はありません。",
                "tasuki-server admin ca show でシリアル番号をご確認ください。",
                REFUSED,
            ),
            SetupError::AuthorityInUse { .. } => (
                "authority.in-use",
                "この認証局、またはこの認証局が発行した連携基盤の証明書を使用しています。",
                "先に tasuki-server admin ca renew と admin renew を実行し、連携基盤を再起動してください。",
                REFUSED,
            ),
            SetupError::RootList(_) => (
                "root.list",
                "ルートの失効リストが破損しているか、別のルートが署名したものです。",
                "keys/root.crl をバックアップから戻してください。",
                REFUSED,
            ),
            SetupError::NoRoot { .. } => (
                "root.missing",
                "ルートの鍵がありません。",
                "保管している root.key.sealed を keys フォルダーに戻してから、もう一度実行してください。",
                REFUSED,
            ),
            SetupError::RootClosed(_) => (
                "root.closed",
                "ルートの鍵を開けませんでした。パスフレーズが違うか、ファイルが破損しています。",
                "控えたパスフレーズ（大文字・小文字、ハイフン）と、keys/root.key.sealed をご確認ください。",
                REFUSED,
            ),
            SetupError::RootUnsealed(_) => (
                "root.unsealed",
                "ルートの鍵を保存できませんでした。",
                "メモリの空き容量を確認し、もう一度実行してください。",
                FAILED,
            ),
            SetupError::Authority(_) | SetupError::Calendar => (
                "certificate.not-issued",
                "電子証明書を発行できませんでした。",
                "認証局の証明書と鍵（keys フォルダー）、サーバーの時計をご確認ください。",
                FAILED,
            ),
            SetupError::Store(_) => (
                "database.failed",
                "データベースを利用できませんでした。",
                "tasuki-server doctor で、データベースをご確認ください。",
                FAILED,
            ),
            SetupError::File(_) | SetupError::Write(_) => (
                "file.failed",
                "ファイルを読み書きできませんでした。",
                "空き容量と権限をご確認ください。",
                FAILED,
            ),
        };
        Self {
            code,
            what,
            hint: hint.to_owned(),
            exit,
            cause: Some(error.into()),
        }
    }
}

impl From<RegisterError> for Failure {
    fn from(error: RegisterError) -> Self {
        let code = match &error {
            RegisterError::Closed(_) => "office.closed",
            RegisterError::OtherOffice { .. } => "user.other-office",
            RegisterError::OtherAppUser(_) => "app-user.other",
            RegisterError::Store(_) => "operator.store",
            RegisterError::Hash(_) => "internal",
        };
        failed(code)(error)
    }
}

impl From<RegistryError> for Failure {
    fn from(error: RegistryError) -> Self {
        let code = match error {
            RegistryError::Setup(error) => return error.into(),
            RegistryError::Read(_) | RegistryError::Key(_) => "sites.none",
            RegistryError::Store(_) => "operator.store",
            RegistryError::Authority(_) | RegistryError::Anchors(_) => "internal",
        };
        failed(code)(error)
    }
}
