//! What can be typed behind `admin directory`.

use std::path::PathBuf;

use clap::Subcommand;
use tasuki_terms::Prefecture;

use super::{HELP, value};

#[derive(Debug, Subcommand)]
pub(in crate::program) enum Directory {
    /// 介護サービス情報公表システムのオープンデータ（CSV）を取り込みます。
    #[command(
        help_template = HELP,
        override_usage = "tasuki-server admin directory import <ファイル>…"
    )]
    Import {
        /// 公表されている名前のままのファイル（複数可）
        #[arg(required = true, value_name = "ファイル", help_heading = "引数")]
        files: Vec<PathBuf>,
    },
    /// 試用のため、架空の事業所を作成します（取り込み前に限ります）。
    #[command(
        help_template = HELP,
        override_usage = "tasuki-server admin directory invent [オプション]"
    )]
    Invent {
        /// 事業所の数（既定値 300）
        #[arg(
            long,
            value_name = "数",
            default_value_t = 300,
            hide_default_value = true,
            help_heading = "オプション"
        )]
        offices: usize,
        /// 都道府県コード（例 13,14,11。既定値はすべて）
        #[arg(
            long,
            value_name = "コード",
            value_delimiter = ',',
            value_parser = value::prefecture,
            help_heading = "オプション"
        )]
        prefectures: Vec<Prefecture>,
    },
}
