//! What can be typed behind `admin ca`.

use std::path::PathBuf;

use clap::Subcommand;
use tasuki_terms::RevocationReason;

use super::{HELP, value};

#[derive(Debug, Subcommand)]
pub(in crate::program) enum Ca {
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
        #[arg(
            long,
            help = "理由（key-compromise、superseded、\nunused）",
            value_name = "理由",
            value_parser = value::authority_reason,
            help_heading = "オプション"
        )]
        reason: RevocationReason,
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
