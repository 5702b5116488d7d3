//! What can be typed behind `admin operator`.

use std::path::PathBuf;

use clap::{Subcommand, ValueEnum};

use super::HELP;
use crate::sites::Role;

#[derive(Debug, Subcommand)]
pub(in crate::program) enum Operator {
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
pub(in crate::program) enum OperatorRole {
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
