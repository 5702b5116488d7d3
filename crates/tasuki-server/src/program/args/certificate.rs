//! What can be typed behind `admin certificate`.

use std::path::PathBuf;

use clap::Subcommand;
use tasuki_terms::{OfficeNumber, RevocationReason, UserId};

use super::{HELP, value};

#[derive(Debug, Subcommand)]
pub(in crate::program) enum Certificate {
    /// 事業所ユーザの電子証明書と鍵を発行します（有効期間3年）。
    #[command(
        help_template = HELP,
        override_usage =
            "tasuki-server admin certificate issue --office <事業所番号> …"
    )]
    Issue {
        /// 事業所番号（10桁）
        #[arg(
            long,
            value_parser = value::office,
            value_name = "事業所番号",
            help_heading = "オプション"
        )]
        office: OfficeNumber,
        /// 事業所ユーザ（KJと数字12桁）
        #[arg(
            long,
            value_parser = value::user,
            value_name = "ユーザID",
            help_heading = "オプション"
        )]
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
        #[arg(
            long,
            help = "理由（lost、key-compromise、superseded、\nunused、name-changed、office-closed）",
            value_name = "理由",
            value_parser = value::reason,
            help_heading = "オプション"
        )]
        reason: RevocationReason,
    },
}
