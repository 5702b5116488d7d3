//! What went wrong, for operators and for other programs.

use std::process::ExitCode;

use super::args::Format;
use crate::settings::SettingsError;
use crate::setup::SetupError;

/// A command did not do what was asked.
#[derive(Debug)]
pub(super) struct Failure {
    code: &'static str,
    what: &'static str,
    hint: &'static str,
    exit: u8,
    cause: anyhow::Error,
}

/// Wrong use or wrong settings.
const WRONG_USE: u8 = 2;
/// What was asked is refused.
const REFUSED: u8 = 1;
/// It failed.
const FAILED: u8 = 70;

impl Failure {
    /// A failure that is nobody's fault here.
    pub(super) fn internal(cause: anyhow::Error) -> Self {
        failed("internal")(cause)
    }

    /// Says what happened on standard error, and gives the exit code.
    #[expect(clippy::print_stderr, reason = "the operator reads it")]
    pub(super) fn tell(&self, format: Format) -> ExitCode {
        match format {
            Format::Text => eprintln!("{}", self.text()),
            Format::Json => eprintln!("{}", self.json()),
        }
        ExitCode::from(self.exit)
    }

    fn text(&self) -> String {
        let Self {
            code, what, hint, ..
        } = self;
        format!("{what}（{code}）\n{hint}\n原因: {:#}", self.cause)
    }

    fn json(&self) -> serde_json::Value {
        serde_json::json!({ "error": {
            "code": self.code,
            "what": self.what,
            "hint": self.hint,
            "cause": format!("{:#}", self.cause),
        } })
    }
}

/// Makes a failure of a cause; the code chooses the words.
pub(super) fn failed<E: Into<anyhow::Error>>(code: &'static str) -> impl FnOnce(E) -> Failure {
    let (what, hint, exit) = match code {
        "usage" => (
            "コマンドの指定に誤りがあります。",
            "--help を付けて実行し、説明をご確認ください。",
            WRONG_USE,
        ),
        "serve.start" => (
            "連携基盤を開始できませんでした。",
            "tasuki-server doctor で、データベース、保存先、証明書をご確認ください。",
            FAILED,
        ),
        "database.migrate" => (
            "データベースを最新の形式にできませんでした。",
            "設定ファイルの store.records と、ファイルの権限をご確認ください。",
            FAILED,
        ),
        "password.unreadable" => (
            "パスワードのファイルを読み込めません。",
            "1行目にパスワードを書いたファイルを指定してください。",
            WRONG_USE,
        ),
        "passphrase.unreadable" => (
            "パスフレーズのファイルを読み込めません。",
            "1行目にルートの鍵のパスフレーズを書いたファイルを指定してください。",
            WRONG_USE,
        ),
        "sites.none" => (
            "この連携基盤では、画面を利用できません。",
            "設定ファイルの sites と、その鍵（vault_key）をご確認ください。",
            WRONG_USE,
        ),
        "operator.name" => (
            "運用者の名前に使えない文字があります。",
            "半角の英小文字、数字、. - _ を使い、32文字以内で指定してください。",
            WRONG_USE,
        ),
        "operator.known" => (
            "この名前の運用者は、すでに登録されています。",
            "別の名前を指定してください。",
            REFUSED,
        ),
        "operator.not-found" => (
            "この名前の運用者は登録されていません。",
            "tasuki-server admin operator list で名前をご確認ください。",
            REFUSED,
        ),
        "operator.last-admin" => (
            "最後の運用管理者のため、停止できません。",
            "先に別の運用管理者を登録してください。",
            REFUSED,
        ),
        "operator.password" => (
            "このパスワードは使えません。",
            "半角の英字と数字をそれぞれ1文字以上使い、8文字以上64文字以内にしてください。",
            WRONG_USE,
        ),
        "operator.store" => (
            "データベースを利用できませんでした。",
            "tasuki-server doctor で、データベースをご確認ください。",
            FAILED,
        ),
        "output.exists" => (
            "書き出すフォルダーまたはファイルを作成できません。",
            "まだ使われていないフォルダーを指定してください。",
            WRONG_USE,
        ),
        "backup.failed" => (
            "バックアップを完了できませんでした。写しは使用しないでください。",
            "空き容量と権限を確認し、新しいフォルダーで再度実行してください。",
            FAILED,
        ),
        _ => (
            "処理に失敗しました。",
            "原因を確認し、再度実行してください。",
            FAILED,
        ),
    };
    move |cause| Failure {
        code,
        what,
        hint,
        exit,
        cause: cause.into(),
    }
}

impl From<SettingsError> for Failure {
    fn from(error: SettingsError) -> Self {
        let (code, what, hint) = match &error {
            SettingsError::Read(_) => (
                "settings.unreadable",
                "設定ファイルを読み込めません。",
                "--settings で設定ファイルを指定してください。新しく作るときは tasuki-server admin setup を実行してください。",
            ),
            SettingsError::Parse { .. } => (
                "settings.invalid",
                "設定ファイルに誤りがあります。",
                "次の箇所を修正してください。",
            ),
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
        Self {
            code,
            what,
            hint,
            exit: WRONG_USE,
            cause: error.into(),
        }
    }
}

impl From<SetupError> for Failure {
    fn from(error: SetupError) -> Self {
        let (code, what, hint, exit) = match error {
            SetupError::Settings(error) => return error.into(),
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
            SetupError::OtherOffice { .. } => (
                "user.other-office",
                "この事業所ユーザは、別の事業所に登録されています。",
                "ユーザIDと事業所番号をご確認ください。",
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
            SetupError::Password => (
                "password.unusable",
                "パスワードを登録できませんでした。",
                "別のパスワードを指定してください。",
                REFUSED,
            ),
        };
        Self {
            code,
            what,
            hint,
            exit,
            cause: error.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_names_its_code_and_its_cause() {
        let failure = Failure::from(SetupError::NotRegistered {
            office: "1370000001".parse().unwrap(),
        });
        insta::assert_snapshot!(failure.text(), @r"
        この事業所は登録されていません。（office.not-registered）
        先に tasuki-server admin office add で登録してください。
        原因: office 1370000001 is not registered
        ");
        insta::assert_snapshot!(failure.json(), @r#"{"error":{"code":"office.not-registered","what":"この事業所は登録されていません。","hint":"先に tasuki-server admin office add で登録してください。","cause":"office 1370000001 is not registered"}}"#);
        assert_eq!(failure.exit, 1);
    }
}
