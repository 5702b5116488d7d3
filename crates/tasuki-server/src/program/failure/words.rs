//! What operators read of each code.

use super::{FAILED, REFUSED, WRONG_USE};

/// What went wrong.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::program) enum Code {
    AppUserOther,
    AuthorityInUse,
    AuthorityNotFound,
    BackupFailed,
    CertificateInUse,
    CertificateNotFound,
    CertificateNotIssued,
    DatabaseFailed,
    DatabaseMigrate,
    DirectoryData,
    DirectoryName,
    DirectoryReal,
    FileFailed,
    OfficeAddress,
    OfficeClosed,
    OfficeKana,
    OfficeName,
    OfficeNotActive,
    OfficeNotRegistered,
    OfficeNumber,
    OfficeServices,
    OperatorKnown,
    OperatorLastAdmin,
    OperatorName,
    OperatorNotFound,
    OperatorPassword,
    OutputExists,
    PassphraseUnreadable,
    PasswordUnreadable,
    RootClosed,
    RootList,
    RootMissing,
    RootUnsealed,
    ServeStart,
    SettingsExists,
    SettingsFiles,
    SettingsHeader,
    SettingsInvalid,
    SettingsMailFrom,
    SettingsMailInClear,
    SettingsNoProxy,
    SettingsUnreadable,
    SettingsUrl,
    SitesExists,
    SitesNone,
    Usage,
    UserOtherOffice,
    Internal,
}

/// What is said of a code.
pub(super) struct Words {
    /// The code for other programs; it stays the same for ever.
    pub(super) code: &'static str,
    /// What happened, in Japanese.
    pub(super) what: &'static str,
    /// What to do, in Japanese.
    pub(super) hint: &'static str,
    /// The exit code.
    pub(super) exit: u8,
}

impl Code {
    /// What is said of it.
    pub(super) const fn words(self) -> Words {
        let (code, what, hint, exit) = match self {
            Self::AppUserOther => (
                "app-user.other",
                "この事業所には、別の個人ユーザが登録されています。何も変更していません。",
                "個人ユーザは事業所ごとに1つです。IDをご確認ください。",
                REFUSED,
            ),
            Self::AuthorityInUse => (
                "authority.in-use",
                "この認証局、またはこの認証局が発行した連携基盤の証明書を使用しています。",
                "先に tasuki-server admin ca renew と admin renew を実行し、連携基盤を再起動してください。",
                REFUSED,
            ),
            Self::AuthorityNotFound => (
                "authority.not-found",
                "このシリアル番号の認証局はありません。",
                "tasuki-server admin ca show でシリアル番号をご確認ください。",
                REFUSED,
            ),
            Self::BackupFailed => (
                "backup.failed",
                "バックアップを完了できませんでした。写しは使用しないでください。",
                "空き容量と権限を確認し、新しいフォルダーで再度実行してください。",
                FAILED,
            ),
            Self::CertificateInUse => (
                "certificate.in-use",
                "この証明書は、連携基盤が使用しています。",
                "先に tasuki-server admin renew で証明書を更新し、連携基盤を再起動してください。",
                REFUSED,
            ),
            Self::CertificateNotFound => (
                "certificate.not-found",
                "このシリアル番号の電子証明書は発行されていません。",
                "発行時に表示されたシリアル番号をご確認ください。",
                REFUSED,
            ),
            Self::CertificateNotIssued => (
                "certificate.not-issued",
                "電子証明書を発行できませんでした。",
                "認証局の証明書と鍵（keys フォルダー）、サーバーの時計をご確認ください。",
                FAILED,
            ),
            Self::DatabaseFailed => (
                "database.failed",
                "データベースを利用できませんでした。",
                "tasuki-server doctor で、データベースをご確認ください。",
                FAILED,
            ),
            Self::DatabaseMigrate => (
                "database.migrate",
                "データベースを最新の形式にできませんでした。",
                "設定ファイルの store.records と、ファイルの権限をご確認ください。",
                FAILED,
            ),
            Self::DirectoryData => (
                "directory.data",
                "公表データのファイルとして読み取れませんでした。何も取り込んでいません。",
                "介護サービス情報公表システムのオープンデータ（CSV）を、保存し直さずに指定してください。",
                REFUSED,
            ),
            Self::DirectoryName => (
                "directory.name",
                "ファイル名から、サービスの種類を判別できません。何も取り込んでいません。",
                "公表されている名前のまま（例 jigyosho_430.csv）指定してください。",
                REFUSED,
            ),
            Self::DirectoryReal => (
                "directory.real",
                "公表データを取り込み済みのため、架空の事業所は作成しません。",
                "架空の事業所は、公表データを取り込む前の試用にだけ使えます。",
                REFUSED,
            ),
            Self::FileFailed => (
                "file.failed",
                "ファイルを読み書きできませんでした。",
                "空き容量と権限をご確認ください。",
                FAILED,
            ),
            Self::OfficeAddress => (
                "office.address",
                "事業所の住所に誤りがあります。",
                "200文字以内で指定してください。",
                WRONG_USE,
            ),
            Self::OfficeClosed => (
                "office.closed",
                "廃止した事業所です。何も変更していません。",
                "事業所番号をご確認ください。",
                REFUSED,
            ),
            Self::OfficeKana => (
                "office.kana",
                "事業所のカナ名称に誤りがあります。",
                "100文字以内で、改行を含めずに指定してください。",
                WRONG_USE,
            ),
            Self::OfficeName => (
                "office.name",
                "事業所の名称に誤りがあります。",
                "100文字以内で、改行を含めずに指定してください。",
                WRONG_USE,
            ),
            Self::OfficeNotActive => (
                "office.not-active",
                "停止中または廃止の事業所です。電子証明書は発行していません。",
                "運用管理の画面で、事業所の状態をご確認ください。",
                REFUSED,
            ),
            Self::OfficeNotRegistered => (
                "office.not-registered",
                "この事業所は登録されていません。",
                "先に tasuki-server admin office add で登録してください。",
                REFUSED,
            ),
            Self::OfficeNumber => (
                "office.number",
                "事業所番号に誤りがあります。",
                "10桁の事業所番号を半角で指定してください。",
                WRONG_USE,
            ),
            Self::OfficeServices => (
                "office.services",
                "サービス種類コードに誤りがあります。",
                "サービス種類コードの一覧にあるコード（例 43）を指定してください。",
                WRONG_USE,
            ),
            Self::OperatorKnown => (
                "operator.known",
                "この名前の運用者は、すでに登録されています。",
                "別の名前を指定してください。",
                REFUSED,
            ),
            Self::OperatorLastAdmin => (
                "operator.last-admin",
                "最後の運用管理者のため、停止できません。",
                "先に別の運用管理者を登録してください。",
                REFUSED,
            ),
            Self::OperatorName => (
                "operator.name",
                "運用者の名前に使えない文字があります。",
                "半角の英小文字、数字、. - _ を使い、32文字以内で指定してください。",
                WRONG_USE,
            ),
            Self::OperatorNotFound => (
                "operator.not-found",
                "この名前の運用者は登録されていません。",
                "tasuki-server admin operator list で名前をご確認ください。",
                REFUSED,
            ),
            Self::OperatorPassword => (
                "operator.password",
                "このパスワードは使えません。",
                "半角の英字と数字をそれぞれ1文字以上使い、8文字以上64文字以内にしてください。",
                WRONG_USE,
            ),
            Self::OutputExists => (
                "output.exists",
                "書き出すフォルダーまたはファイルを作成できません。",
                "まだ使われていないフォルダーを指定してください。",
                WRONG_USE,
            ),
            Self::PassphraseUnreadable => (
                "passphrase.unreadable",
                "パスフレーズのファイルを読み込めません。",
                "1行目にルートの鍵のパスフレーズを書いたファイルを指定してください。",
                WRONG_USE,
            ),
            Self::PasswordUnreadable => (
                "password.unreadable",
                "パスワードのファイルを読み込めません。",
                "1行目にパスワードを書いたファイルを指定してください。",
                WRONG_USE,
            ),
            Self::RootClosed => (
                "root.closed",
                "ルートの鍵を開けませんでした。パスフレーズが違うか、ファイルが破損しています。",
                "控えたパスフレーズ（大文字・小文字、ハイフン）と、keys/root.key.sealed をご確認ください。",
                REFUSED,
            ),
            Self::RootList => (
                "root.list",
                "ルートの失効リストがないか、破損しているか、別のルートが署名したものです。",
                "keys/root.crl をバックアップから戻してください。",
                REFUSED,
            ),
            Self::RootMissing => (
                "root.missing",
                "ルートの鍵がありません。",
                "保管している root.key.sealed を keys フォルダーに戻してから、もう一度実行してください。",
                REFUSED,
            ),
            Self::RootUnsealed => (
                "root.unsealed",
                "ルートの鍵を保存できませんでした。",
                "メモリの空き容量を確認し、もう一度実行してください。",
                FAILED,
            ),
            Self::ServeStart => (
                "serve.start",
                "連携基盤を開始できませんでした。",
                "tasuki-server doctor で、データベース、保存先、証明書をご確認ください。",
                FAILED,
            ),
            Self::SettingsExists => (
                "settings.exists",
                "設定ファイルはすでにあります。何も変更していません。",
                "--settings で別のフォルダーの設定ファイルを指定してください。",
                REFUSED,
            ),
            Self::SettingsFiles => (
                "settings.files",
                "設定ファイルに書かれたファイルを使用できません。",
                "設定ファイルを修正してください。",
                WRONG_USE,
            ),
            Self::SettingsHeader => (
                "settings.header",
                "プロキシのヘッダーの名前に誤りがあります。",
                "sites.trusted_proxy.header を修正してください。",
                WRONG_USE,
            ),
            Self::SettingsInvalid => (
                "settings.invalid",
                "設定ファイルに誤りがあります。",
                "設定ファイルを修正してください。",
                WRONG_USE,
            ),
            Self::SettingsMailFrom => (
                "settings.mail-from",
                "メールの差出人の書き方に誤りがあります。",
                "mail.from を「名称 <アドレス>」の形に修正してください。",
                WRONG_USE,
            ),
            Self::SettingsMailInClear => (
                "settings.mail-in-clear",
                "メールサーバーのパスワードが、暗号化されずに送られる設定です。",
                "mail.security に starttls または tls を設定してください。",
                WRONG_USE,
            ),
            Self::SettingsNoProxy => (
                "settings.no-proxy",
                "画面の手前に置くプロキシが設定されていません。",
                "sites.trusted_proxy に、プロキシのアドレスと、接続元を書き込むヘッダーの名前を設定してください。",
                WRONG_USE,
            ),
            Self::SettingsUnreadable => (
                "settings.unreadable",
                "設定ファイルを読み込めません。",
                "--settings で設定ファイルを指定してください。新しく作るときは tasuki-server admin setup を実行してください。",
                WRONG_USE,
            ),
            Self::SettingsUrl => (
                "settings.url",
                "アドレスの書き方に誤りがあります。",
                "設定ファイルを修正してください。",
                WRONG_USE,
            ),
            Self::SitesExists => (
                "sites.exists",
                "設定ファイルには、すでに sites があります。何も変更していません。",
                "運用者は tasuki-server admin operator add で登録できます。",
                REFUSED,
            ),
            Self::SitesNone => (
                "sites.none",
                "この連携基盤では、画面を利用できません。",
                "tasuki-server admin sites init で利用できるようにするか、設定ファイルの sites と、その鍵（vault_key）をご確認ください。",
                WRONG_USE,
            ),
            Self::Usage => (
                "usage",
                "コマンドの指定に誤りがあります。",
                "--help を付けて実行し、説明をご確認ください。",
                WRONG_USE,
            ),
            Self::UserOtherOffice => (
                "user.other-office",
                "このユーザIDは、別の事業所に登録されています。何も変更していません。",
                "ユーザIDと事業所番号をご確認ください。",
                REFUSED,
            ),
            Self::Internal => (
                "internal",
                "処理に失敗しました。",
                "原因を確認し、再度実行してください。",
                FAILED,
            ),
        };
        Words {
            code,
            what,
            hint,
            exit,
        }
    }
}
