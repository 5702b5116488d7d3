//! What can be typed behind `admin release`.

use std::path::PathBuf;

use clap::Subcommand;
use tasuki_terms::ReleaseVersion;

use super::{HELP, value};
use crate::releases::ReleaseSystem;

#[derive(Debug, Subcommand)]
pub(in crate::program) enum Release {
    /// 製品ダウンロードに、連携クライアントのファイルを追加します。
    #[command(
        help_template = HELP,
        override_usage =
            "tasuki-server admin release add <ファイル> --version <版> --system <OS>"
    )]
    Add {
        /// 配布するファイル（downloads.folder に写します）
        #[arg(value_name = "ファイル", help_heading = "指定")]
        file: PathBuf,
        /// バージョン（例 1.2.3）
        #[arg(
            long,
            value_parser = value::version,
            value_name = "版",
            help_heading = "オプション"
        )]
        version: ReleaseVersion,
        /// windows、macos、linux のいずれか
        #[arg(
            long,
            value_parser = value::system,
            value_name = "OS",
            help_heading = "オプション"
        )]
        system: ReleaseSystem,
        /// リリースノートを書いたファイル（日本語、UTF-8）
        #[arg(long, value_name = "ファイル", help_heading = "オプション")]
        notes: Option<PathBuf>,
    },
}
