//! What can be typed behind `admin`.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Subcommand;
use tasuki_pki::PublicUrl;
use tasuki_store::{ContentsPlace, DatabasePlace};

use super::{Ca, Certificate, Directory, HELP, Office, Operator, Release, Sites, value};

#[derive(Debug, Subcommand)]
#[expect(
    clippy::large_enum_variant,
    reason = "there is one in a run of the program"
)]
pub(in crate::program) enum Admin {
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
            value_parser = value::host,
            value_name = "ホスト名",
            default_values_t = ["localhost".to_owned(), "127.0.0.1".to_owned()],
            hide_default_value = true,
            help_heading = "オプション"
        )]
        host: Vec<String>,
        /// 送受信（既定値 127.0.0.1:8443）
        #[arg(
            long,
            value_parser = value::address,
            value_name = "待ち受け先",
            default_value = "127.0.0.1:8443",
            hide_default_value = true,
            help_heading = "オプション"
        )]
        exchange: SocketAddr,
        /// 稼働確認（既定値 127.0.0.1:9090）
        #[arg(
            long,
            value_parser = value::address,
            value_name = "待ち受け先",
            default_value = "127.0.0.1:9090",
            hide_default_value = true,
            help_heading = "オプション"
        )]
        operations: SocketAddr,
        /// 失効情報（既定値 127.0.0.1:8480）
        #[arg(
            long,
            value_parser = value::address,
            value_name = "待ち受け先",
            default_value = "127.0.0.1:8480",
            hide_default_value = true,
            help_heading = "オプション"
        )]
        pki: SocketAddr,
        /// 証明書に記載する失効情報のURL
        #[arg(
            long,
            value_parser = value::public_url,
            value_name = "URL",
            help_heading = "オプション"
        )]
        pki_url: Option<PublicUrl>,
        /// 記録（既定値 records.db）
        #[arg(
            long,
            value_parser = value::records,
            value_name = "ファイルかURL",
            default_value = "records.db",
            hide_default_value = true,
            help_heading = "オプション"
        )]
        records: DatabasePlace,
        /// 内容（既定値 contents）
        #[arg(
            long,
            value_parser = value::contents,
            value_name = "フォルダーかURL",
            default_value = "contents",
            hide_default_value = true,
            help_heading = "オプション"
        )]
        contents: ContentsPlace,
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
    /// 証明書と鍵を更新します（TLSとサイトは数秒後、受領証は再起動後）。
    #[command(help_template = HELP, override_usage = "tasuki-server admin renew [オプション]")]
    Renew {
        /// 連携基盤のホスト名またはIPアドレス（複数可）
        #[arg(
            long,
            value_parser = value::host,
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
    /// 製品ダウンロードで配布するファイルを管理します。
    #[command(
        subcommand,
        help_template = HELP,
        override_usage = "tasuki-server admin release [オプション] <コマンド>",
        subcommand_help_heading = "コマンド",
        disable_help_subcommand = true
    )]
    Release(Release),
    /// 画面（Webサイト）を利用できるようにします。
    #[command(
        subcommand,
        help_template = HELP,
        override_usage = "tasuki-server admin sites [オプション] <コマンド>",
        subcommand_help_heading = "コマンド",
        disable_help_subcommand = true
    )]
    Sites(Sites),
    /// 事業所の一覧（利用状況）の元になる公表データを管理します。
    #[command(
        subcommand,
        help_template = HELP,
        override_usage = "tasuki-server admin directory [オプション] <コマンド>",
        subcommand_help_heading = "コマンド",
        disable_help_subcommand = true
    )]
    Directory(Directory),
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
    /// バックアップを確認し、何もないところに戻します。
    #[command(
        help_template = HELP,
        override_usage = "tasuki-server admin restore --from <フォルダー>"
    )]
    Restore {
        /// バックアップのフォルダー
        #[arg(long, value_name = "フォルダー", help_heading = "オプション")]
        from: PathBuf,
    },
    /// すべてのメッセージの署名、受領証、内容を確認します。
    #[command(help_template = HELP, override_usage = "tasuki-server admin verify [オプション]")]
    Verify,
}
