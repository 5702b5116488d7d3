//! What can be typed.

mod reason;

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{ArgAction, Parser, Subcommand, ValueEnum};
use tasuki_pki::PublicUrl;
use tasuki_terms::{AppUserId, OfficeNumber, ServiceType, UserId};

use crate::sites::Role;

pub(super) use reason::{AuthorityReason, Reason};

/// The help of the program and of each command, in Japanese.
const HELP: &str = "{about}\n使い方: {usage}\n\n{all-args}{after-help}\n";

const EXIT_CODES: &str = "\
終了コード:   0  正常に終了しました
              1  確認で問題が見つかりました、または受け付けられませんでした
              2  指定または設定に誤りがあります
             70  処理に失敗しました";

/// ケアプランデータ連携基盤を運用します。
#[derive(Debug, Parser)]
#[command(
    name = "tasuki-server",
    version,
    help_template = HELP,
    override_usage = "tasuki-server [オプション] <コマンド>",
    after_help = EXIT_CODES,
    subcommand_help_heading = "コマンド",
    disable_help_subcommand = true,
    disable_help_flag = true,
    disable_version_flag = true,
    term_width = 0,
    color = clap::ColorChoice::Never
)]
pub(super) struct Args {
    /// 設定ファイル
    #[arg(
        long,
        global = true,
        value_name = "ファイル",
        default_value = "tasuki-server.toml",
        hide_default_value = true,
        help_heading = "共通のオプション"
    )]
    pub(super) settings: PathBuf,

    /// 結果の形式（text または json）
    #[arg(
        long,
        global = true,
        value_name = "形式",
        value_enum,
        default_value_t,
        hide_default_value = true,
        hide_possible_values = true,
        help_heading = "共通のオプション"
    )]
    pub(super) format: Format,

    /// この説明を表示します
    #[arg(
        long,
        short = 'h',
        global = true,
        action = ArgAction::Help,
        help_heading = "共通のオプション"
    )]
    help: Option<bool>,

    /// バージョンを表示します
    #[arg(long, short = 'V', action = ArgAction::Version, help_heading = "共通のオプション")]
    version: Option<bool>,

    #[command(subcommand)]
    pub(super) command: Command,
}

/// How results are printed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, ValueEnum)]
pub(super) enum Format {
    /// For people.
    #[default]
    Text,
    /// One JSON document.
    Json,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// 連携基盤を動かします（終了は Ctrl-C または SIGTERM）。
    #[command(help_template = HELP, override_usage = "tasuki-server serve [オプション]")]
    Serve,
    /// データベースを最新の形式にします。
    #[command(help_template = HELP, override_usage = "tasuki-server migrate [オプション]")]
    Migrate,
    /// 設定ファイルだけを確認します。
    #[command(help_template = HELP, override_usage = "tasuki-server check [オプション]")]
    Check,
    /// データベース、保存先、証明書、時計を実際に確認します。
    #[command(help_template = HELP, override_usage = "tasuki-server doctor [オプション]")]
    Doctor,
    /// 連携基盤の作成、事業所・証明書の管理、バックアップを行います。
    #[command(
        subcommand,
        help_template = HELP,
        override_usage = "tasuki-server admin [オプション] <コマンド>",
        subcommand_help_heading = "コマンド",
        disable_help_subcommand = true
    )]
    Admin(Admin),
}

#[derive(Debug, Subcommand)]
pub(super) enum Admin {
    /// 連携基盤を新しく作成します（認証局、鍵、設定、データベース）。
    #[command(help_template = HELP, override_usage = "tasuki-server admin setup [オプション]")]
    Setup {
        /// 事業所に表示される名称
        #[arg(
            long,
            value_name = "名称",
            default_value = "Tasuki",
            hide_default_value = true,
            help_heading = "オプション"
        )]
        name: String,
        /// ホスト名またはIPアドレス（複数可）
        #[arg(
            long,
            value_name = "ホスト名",
            default_values_t = ["localhost".to_owned(), "127.0.0.1".to_owned()],
            hide_default_value = true,
            help_heading = "オプション"
        )]
        host: Vec<String>,
        /// 送受信（既定値 127.0.0.1:8443）
        #[arg(
            long,
            value_name = "待ち受け先",
            default_value = "127.0.0.1:8443",
            hide_default_value = true,
            help_heading = "オプション"
        )]
        exchange: SocketAddr,
        /// 稼働確認（既定値 127.0.0.1:9090）
        #[arg(
            long,
            value_name = "待ち受け先",
            default_value = "127.0.0.1:9090",
            hide_default_value = true,
            help_heading = "オプション"
        )]
        operations: SocketAddr,
        /// 失効情報（既定値 127.0.0.1:8480）
        #[arg(
            long,
            value_name = "待ち受け先",
            default_value = "127.0.0.1:8480",
            hide_default_value = true,
            help_heading = "オプション"
        )]
        pki: SocketAddr,
        /// 証明書に記載する失効情報のURL
        #[arg(long, value_name = "URL", help_heading = "オプション")]
        pki_url: Option<PublicUrl>,
        /// ルートの鍵のパスフレーズ（1行目）
        #[arg(long, value_name = "ファイル", help_heading = "オプション")]
        root_passphrase_file: Option<PathBuf>,
    },
    /// 認証局を管理します。
    #[command(
        subcommand,
        help_template = HELP,
        override_usage = "tasuki-server admin ca [オプション] <コマンド>",
        subcommand_help_heading = "コマンド",
        disable_help_subcommand = true
    )]
    Ca(Ca),
    /// 連携基盤の証明書と鍵を更新します（次の開始から使用）。
    #[command(help_template = HELP, override_usage = "tasuki-server admin renew [オプション]")]
    Renew {
        /// 連携基盤のホスト名またはIPアドレス（複数可）
        #[arg(
            long,
            value_name = "ホスト名",
            default_values_t = ["localhost".to_owned(), "127.0.0.1".to_owned()],
            hide_default_value = true,
            help_heading = "オプション"
        )]
        host: Vec<String>,
    },
    /// 事業所を管理します。
    #[command(
        subcommand,
        help_template = HELP,
        override_usage = "tasuki-server admin office [オプション] <コマンド>",
        subcommand_help_heading = "コマンド",
        disable_help_subcommand = true
    )]
    Office(Office),
    /// 電子証明書を管理します。
    #[command(
        subcommand,
        help_template = HELP,
        override_usage = "tasuki-server admin certificate [オプション] <コマンド>",
        subcommand_help_heading = "コマンド",
        disable_help_subcommand = true
    )]
    Certificate(Certificate),
    /// 運用管理の画面にログインする人を管理します。
    #[command(
        subcommand,
        help_template = HELP,
        override_usage = "tasuki-server admin operator [オプション] <コマンド>",
        subcommand_help_heading = "コマンド",
        disable_help_subcommand = true
    )]
    Operator(Operator),
    /// 稼働中のまま、記録と内容を写します（鍵は含みません）。
    #[command(
        help_template = HELP,
        override_usage = "tasuki-server admin backup --to <フォルダー>"
    )]
    Backup {
        /// 新しく作成するフォルダー
        #[arg(long, value_name = "フォルダー", help_heading = "オプション")]
        to: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum Ca {
    /// ルートと認証局の名称、拇印、有効期限を表示します。
    #[command(help_template = HELP, override_usage = "tasuki-server admin ca show")]
    Show,
    /// 認証局の証明書と鍵を更新します（次の開始から使用）。
    #[command(
        help_template = HELP,
        override_usage =
            "tasuki-server admin ca renew --root-passphrase-file <ファイル>"
    )]
    Renew {
        /// ルートの鍵のパスフレーズ（1行目）
        #[arg(long, value_name = "ファイル", help_heading = "オプション")]
        root_passphrase_file: PathBuf,
    },
    /// 以前の認証局を失効させます（発行した証明書も使用できなくなります）。
    #[command(
        help_template = HELP,
        override_usage = "tasuki-server admin ca revoke <シリアル番号> --reason <理由> …"
    )]
    Revoke {
        /// 認証局のシリアル番号（ca show で表示）
        #[arg(value_name = "シリアル番号", help_heading = "指定")]
        serial: String,
        /// 理由（key-compromise、superseded、unused）
        #[arg(
            long,
            value_name = "理由",
            value_enum,
            hide_possible_values = true,
            help_heading = "オプション"
        )]
        reason: AuthorityReason,
        /// ルートの鍵のパスフレーズ（1行目）
        #[arg(long, value_name = "ファイル", help_heading = "オプション")]
        root_passphrase_file: PathBuf,
    },
    /// ルートの失効リストを署名し直します（年に1回）。
    #[command(
        help_template = HELP,
        override_usage =
            "tasuki-server admin ca crl --root-passphrase-file <ファイル>"
    )]
    Crl {
        /// ルートの鍵のパスフレーズ（1行目）
        #[arg(long, value_name = "ファイル", help_heading = "オプション")]
        root_passphrase_file: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum Office {
    /// 事業所、ライセンス、事業所ユーザを登録または変更します。
    #[command(
        help_template = HELP,
        override_usage =
            "tasuki-server admin office add <事業所番号> <名称> --service <種類>…"
    )]
    Add {
        /// 事業所番号（10桁）
        #[arg(value_name = "事業所番号", help_heading = "指定", display_order = 1)]
        number: OfficeNumber,
        /// 事業所の名称
        #[arg(value_name = "名称", help_heading = "指定", display_order = 2)]
        name: String,
        /// サービス種類コード（複数可）
        #[arg(
            long = "service",
            required = true,
            value_name = "種類",
            help_heading = "オプション"
        )]
        services: Vec<ServiceType>,
        /// 名称のカナ（事業所検索に使います）
        #[arg(
            long,
            value_name = "カナ",
            default_value = "",
            hide_default_value = true,
            help_heading = "オプション"
        )]
        kana: String,
        /// ライセンスの日数（既定値 365、0はなし）
        #[arg(
            long,
            value_name = "日数",
            default_value_t = 365,
            hide_default_value = true,
            help_heading = "オプション"
        )]
        licence_days: u32,
        /// 事業所ユーザ（KJと数字12桁）
        #[arg(
            long,
            requires = "password_file",
            value_name = "ユーザID",
            help_heading = "オプション"
        )]
        user: Option<UserId>,
        /// 1行目にパスワードを書いたファイル
        #[arg(
            long,
            requires = "user",
            value_name = "ファイル",
            help_heading = "オプション"
        )]
        password_file: Option<PathBuf>,
        /// 個人ユーザ（Cと数字12桁）
        #[arg(
            long,
            requires = "app_password_file",
            value_name = "ユーザID",
            help_heading = "オプション"
        )]
        app_user: Option<AppUserId>,
        /// 個人ユーザのパスワードのファイル
        #[arg(
            long,
            requires = "app_user",
            value_name = "ファイル",
            help_heading = "オプション"
        )]
        app_password_file: Option<PathBuf>,
    },
    /// 登録されている事業所を一覧で表示します。
    #[command(
        help_template = HELP,
        override_usage = "tasuki-server admin office list [<文字>]"
    )]
    List {
        /// 事業所番号または名称の一部
        #[arg(
            value_name = "文字",
            default_value = "",
            hide_default_value = true,
            help_heading = "指定"
        )]
        text: String,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum Certificate {
    /// 事業所ユーザの電子証明書と鍵を発行します（有効期間3年）。
    #[command(
        help_template = HELP,
        override_usage =
            "tasuki-server admin certificate issue --office <事業所番号> …"
    )]
    Issue {
        /// 事業所番号（10桁）
        #[arg(long, value_name = "事業所番号", help_heading = "オプション")]
        office: OfficeNumber,
        /// 事業所ユーザ（KJと数字12桁）
        #[arg(long, value_name = "ユーザID", help_heading = "オプション")]
        user: UserId,
        /// 証明書、鍵、認証局の証明書の出力先フォルダー
        #[arg(long, value_name = "フォルダー", help_heading = "オプション")]
        to: PathBuf,
    },
    /// 電子証明書を失効させます（1秒以内に使用できなくなります）。
    #[command(
        help_template = HELP,
        override_usage =
            "tasuki-server admin certificate revoke <シリアル番号> --reason <理由>"
    )]
    Revoke {
        /// 発行時に表示されたシリアル番号
        #[arg(value_name = "シリアル番号", help_heading = "指定")]
        serial: String,
        /// 理由（lost、key-compromise、superseded、unused、name-changed、office-closed）
        #[arg(
            long,
            value_name = "理由",
            value_enum,
            hide_possible_values = true,
            help_heading = "オプション"
        )]
        reason: Reason,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum Operator {
    /// 運用者を登録し、認証アプリの鍵を一度だけ表示します。
    #[command(
        help_template = HELP,
        override_usage =
            "tasuki-server admin operator add <名前> --password-file <ファイル>"
    )]
    Add {
        /// ログインに使う名前（英小文字、数字、. - _）
        #[arg(value_name = "名前", help_heading = "指定")]
        name: String,
        /// 権限（viewer、clerk、admin。既定値 viewer）
        #[arg(
            long,
            value_name = "権限",
            value_enum,
            default_value_t,
            hide_default_value = true,
            hide_possible_values = true,
            help_heading = "オプション"
        )]
        role: OperatorRole,
        /// 1行目にパスワードを書いたファイル
        #[arg(long, value_name = "ファイル", help_heading = "オプション")]
        password_file: PathBuf,
    },
    /// 運用者を一覧で表示します。
    #[command(help_template = HELP, override_usage = "tasuki-server admin operator list")]
    List,
    /// 運用者のアカウントを停止します（記録は残ります）。
    #[command(
        help_template = HELP,
        override_usage = "tasuki-server admin operator disable <名前>"
    )]
    Disable {
        /// 運用者の名前
        #[arg(value_name = "名前", help_heading = "指定")]
        name: String,
    },
}

/// What an operator may do.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, ValueEnum)]
pub(super) enum OperatorRole {
    /// Look at everything but secrets.
    #[default]
    Viewer,
    /// Work on offices, certificates, licences and notices.
    Clerk,
    /// Change operators and terms, too.
    Admin,
}

impl From<OperatorRole> for Role {
    fn from(role: OperatorRole) -> Self {
        match role {
            OperatorRole::Viewer => Self::OperatorViewer,
            OperatorRole::Clerk => Self::OperatorClerk,
            OperatorRole::Admin => Self::OperatorAdmin,
        }
    }
}

#[cfg(test)]
mod tests;
