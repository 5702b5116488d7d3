//! What can be typed behind `admin sites`.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Subcommand;

use super::{HELP, value};

#[derive(Debug, Subcommand)]
pub(in crate::program) enum Sites {
    /// 設定ファイルにsitesを書き加え、鍵を作り、最初の運用管理者を登録します。
    #[command(
        help_template = HELP,
        override_usage =
            "tasuki-server admin sites init --operator <名前> --password-file …"
    )]
    Init {
        /// 最初の運用管理者の名前
        #[arg(long, value_name = "名前", help_heading = "オプション")]
        operator: String,
        /// 1行目にそのパスワードを書いたファイル
        #[arg(long, value_name = "ファイル", help_heading = "オプション")]
        password_file: PathBuf,
        /// サイトのホスト名（既定値 localhost）
        #[arg(
            long,
            value_parser = value::host,
            value_name = "ホスト名",
            default_value = "localhost",
            hide_default_value = true,
            help_heading = "オプション"
        )]
        host: String,
        /// 連携基盤がTLSを受け持ちます
        #[arg(long, help_heading = "オプション")]
        tls: bool,
        /// 電子請求受付システム（既定値 127.0.0.1:8441）
        #[arg(
            long,
            value_parser = value::address,
            value_name = "待ち受け先",
            default_value = "127.0.0.1:8441",
            hide_default_value = true,
            help_heading = "オプション"
        )]
        claims: SocketAddr,
        /// 利用状況Webサイト（既定値 127.0.0.1:8442）
        #[arg(
            long,
            value_parser = value::address,
            value_name = "待ち受け先",
            default_value = "127.0.0.1:8442",
            hide_default_value = true,
            help_heading = "オプション"
        )]
        portal: SocketAddr,
        /// 運用管理の画面（既定値 127.0.0.1:8444）
        #[arg(
            long,
            value_parser = value::address,
            value_name = "待ち受け先",
            default_value = "127.0.0.1:8444",
            hide_default_value = true,
            help_heading = "オプション"
        )]
        console: SocketAddr,
        /// サポートサイト（既定値 127.0.0.1:8445）
        #[arg(
            long,
            value_parser = value::address,
            value_name = "待ち受け先",
            default_value = "127.0.0.1:8445",
            hide_default_value = true,
            help_heading = "オプション"
        )]
        support: SocketAddr,
    },
}
