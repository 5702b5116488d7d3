//! What can be typed behind `admin office`.

use std::path::PathBuf;

use clap::Subcommand;
use tasuki_terms::{AppUserId, OfficeNumber, ServiceType, UserId};

use super::{HELP, value};

#[derive(Debug, Subcommand)]
pub(in crate::program) enum Office {
    /// 事業所、ライセンス、事業所ユーザを登録または変更します。
    #[command(
        help_template = HELP,
        override_usage =
            "tasuki-server admin office add <事業所番号> <名称> --service <種類>…"
    )]
    Add {
        /// 事業所番号（10桁）
        #[arg(
            value_parser = value::office,
            value_name = "事業所番号",
            help_heading = "指定",
            display_order = 1
        )]
        number: OfficeNumber,
        /// 事業所の名称
        #[arg(value_name = "名称", help_heading = "指定", display_order = 2)]
        name: String,
        /// サービス種類コード（複数可）
        #[arg(
            long = "service",
            value_parser = value::service,
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
            value_parser = value::user,
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
            value_parser = value::app_user,
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
