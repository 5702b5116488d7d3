//! What can be typed.

mod hostile;
mod number;

use std::path::PathBuf;

use clap::{ArgAction, Parser, Subcommand, ValueEnum};
use serde::Serialize;

use crate::failure::{Doing as _, Failure};
pub(crate) use hostile::Hostile;

/// The help of the program and of each command, in Japanese.
const HELP: &str = "{about}\n使い方: {usage}\n\n{all-args}{after-help}\n";

const EXIT_CODES: &str = "\
終了コード:   0  正常に終了しました
              1  届かなかったメッセージなど、正しくない結果がありました
              2  指定に誤りがあります
             70  処理に失敗しました";

/// 架空の事業所からなる全国規模の利用を再現し、連携基盤の性能を測ります。
#[derive(Debug, Parser)]
#[command(
    name = "tasuki-load",
    version,
    help_template = HELP,
    override_usage = "tasuki-load <コマンド>",
    after_help = EXIT_CODES,
    subcommand_help_heading = "コマンド",
    disable_help_subcommand = true,
    disable_help_flag = true,
    disable_version_flag = true,
    term_width = 0,
    color = clap::ColorChoice::Never
)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
    /// 使い方を表示します
    #[arg(short, long, global = true, action = ArgAction::Help, help_heading = "共通のオプション")]
    help: Option<bool>,
    /// バージョンを表示します
    #[arg(short = 'V', long, action = ArgAction::Version, help_heading = "共通のオプション")]
    version: Option<bool>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// 架空の事業所を、介護サービス情報公表システムのオープンデータ（CSV）の形で作成します。
    #[command(help_template = HELP, override_usage = "tasuki-load offices --out <出力先>")]
    Offices(Offices),
    /// 全国の利用を縮小して再現し、1か月または最も混む時間帯の送受信を行います。
    #[command(help_template = HELP, override_usage = "tasuki-load nation [オプション]")]
    Nation(Nation),
    /// お知らせを待つだけの接続を多数開き、1接続あたりのメモリーと、お知らせの速さを測ります。
    #[command(help_template = HELP, override_usage = "tasuki-load idle [オプション]")]
    Idle(Idle),
    /// さまざまな攻撃を順に行い、その間のほかの事業所の待ち時間と、攻撃が正しく拒否されるかを調べます。
    #[command(help_template = HELP, override_usage = "tasuki-load hostile [オプション]")]
    Hostile(Hostile),
}

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "オプション")]
pub(crate) struct Offices {
    /// 事業所の数（既定値 220000）
    #[arg(
        long,
        value_name = "数",
        default_value_t = 220_000,
        hide_default_value = true,
        value_parser = number::offices
    )]
    pub(crate) count: usize,
    /// 乱数の種。同じ種からは同じ事業所ができます（既定値 1）
    #[arg(
        long,
        value_name = "数",
        default_value_t = 1,
        hide_default_value = true
    )]
    pub(crate) seed: u64,
    /// 出力先。名前が .csv で終わる場合は1つのファイル、それ以外はフォルダーに、サービスの種類ごとの公表時の名前のファイル
    #[arg(long, value_name = "出力先")]
    pub(crate) out: PathBuf,
}

/// Where records and contents are kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

/// What is played.
#[derive(Clone, Copy, PartialEq, Eq, Debug, ValueEnum)]
pub(crate) enum Playing {
    Month,
    Peak,
}

/// What both measurements are told.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "オプション")]
pub(crate) struct Common {
    /// 乱数の種。同じ種からは同じ事業所と同じ送信の予定ができます（既定値 1）
    #[arg(
        long,
        value_name = "数",
        default_value_t = 1,
        hide_default_value = true
    )]
    pub(crate) seed: u64,
    /// 保存先（既定値 sqlite）。sqlite は SQLite とフォルダー、postgres は専用の PostgreSQL と S3 のサーバーを起動します
    #[arg(
        long,
        value_name = "sqlite|postgres",
        value_enum,
        default_value = "sqlite",
        hide_default_value = true,
        hide_possible_values = true
    )]
    pub(crate) engine: Engine,
    /// 一時的なデータを置くフォルダー（既定値はシステムの一時フォルダー）。終了時に削除します
    #[arg(long, value_name = "フォルダー")]
    pub(crate) folder: Option<PathBuf>,
    /// 結果をJSONで保存するファイル
    #[arg(long, value_name = "ファイル")]
    pub(crate) json: Option<PathBuf>,
}

impl Common {
    /// Saves what was measured, where that was asked for.
    pub(crate) fn save(&self, told: &impl Serialize) -> Result<(), Failure> {
        let Some(file) = &self.json else {
            return Ok(());
        };
        serde_json::to_vec_pretty(told)
            .map_err(anyhow::Error::from)
            .and_then(|json| Ok(fs_err::write(file, json)?))
            .doing("--json のファイルに保存できません。場所と空き容量を確認してください。")
    }
}

#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "オプション")]
pub(crate) struct Nation {
    #[command(flatten)]
    pub(crate) common: Common,
    /// 全国（居宅介護支援 3.6万、サービス事業所 18万）に対する割合（既定値 0.01）
    #[arg(
        long,
        value_name = "割合",
        default_value_t = 0.01,
        hide_default_value = true,
        value_parser = number::scale
    )]
    pub(crate) scale: f64,
    /// 再現にかける時間（分、600まで。既定値 5）
    #[arg(
        long,
        value_name = "分",
        default_value_t = 5.0,
        hide_default_value = true,
        value_parser = number::minutes
    )]
    pub(crate) minutes: f64,
    /// 再現する内容。month は1か月の業務時間を縮めたもの、peak は最も混む時間帯をそのままの速さで（既定値 month）
    #[arg(
        long,
        value_name = "month|peak",
        value_enum,
        default_value = "month",
        hide_default_value = true,
        hide_possible_values = true
    )]
    pub(crate) play: Playing,
    /// 送信の頻度の倍率（既定値 1）。--play peak --scale 0.01 --times 100 は、全国と同じ頻度になります
    #[arg(
        long,
        value_name = "倍率",
        default_value_t = 1.0,
        hide_default_value = true,
        value_parser = number::times
    )]
    pub(crate) times: f64,
    /// 署名・暗号化を開始前に済ませ、受信側も復号しません（連携基盤だけを測る場合）
    #[arg(long)]
    pub(crate) pre_sealed: bool,
    /// ゆっくり送受信する事業所の数（既定値 0）
    #[arg(
        long,
        value_name = "数",
        default_value_t = 0,
        hide_default_value = true,
        value_parser = number::few
    )]
    pub(crate) slow: usize,
    /// 送受信の途中で接続を切る事業所の数（既定値 0）
    #[arg(
        long,
        value_name = "数",
        default_value_t = 0,
        hide_default_value = true,
        value_parser = number::few
    )]
    pub(crate) broken: usize,
    /// すでに動いている連携基盤の接続先（例 https://localhost:8443。複数可）。--settings も指定してください
    #[arg(
        long,
        value_name = "URL",
        num_args = 1..,
        requires = "settings"
    )]
    pub(crate) platform: Vec<String>,
    /// --platform で指定した連携基盤の設定ファイル。架空の事業所を登録し、電子証明書を発行します。試験用の連携基盤だけに使ってください
    #[arg(long, value_name = "ファイル", requires = "platform")]
    pub(crate) settings: Option<PathBuf>,
    /// 結果をグラフ付きのHTMLで保存するファイル
    #[arg(long, value_name = "ファイル")]
    pub(crate) report: Option<PathBuf>,
}

#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "オプション")]
pub(crate) struct Idle {
    #[command(flatten)]
    pub(crate) common: Common,
    /// 接続の数（既定値 10000）
    #[arg(
        long,
        value_name = "数",
        default_value_t = 10_000,
        hide_default_value = true,
        value_parser = number::streams
    )]
    pub(crate) streams: usize,
    /// 速さを測るためのお知らせの数（既定値 2000）
    #[arg(
        long,
        value_name = "数",
        default_value_t = 2_000,
        hide_default_value = true,
        value_parser = number::streams
    )]
    pub(crate) news: usize,
    /// 1秒あたりの送信数（既定値 50）
    #[arg(
        long,
        value_name = "数",
        default_value_t = 50.0,
        hide_default_value = true,
        value_parser = number::times
    )]
    pub(crate) rate: f64,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    fn refused(typed: &str) -> String {
        let error = Args::try_parse_from(typed.split(' ')).unwrap_err();
        tasuki_server::program::wrong_use(&error)
    }

    #[test]
    fn what_is_typed_is_consistent_and_its_help_is_japanese() {
        let command = Args::command();
        command.clone().debug_assert();
        let below = command.get_subcommands().map(clap::Command::get_name);
        let typed = below.map(|name| vec!["tasuki-load", name, "--help"]);
        let helps: Vec<String> = typed
            .chain([vec!["tasuki-load", "--help"]])
            .map(|typed| {
                Args::try_parse_from(typed)
                    .unwrap_err()
                    .render()
                    .to_string()
            })
            .collect();
        assert_eq!(helps.len(), 5);
        for help in helps {
            assert!(help.contains("使い方: tasuki-load"), "{help}");
            for english in ["Usage", "Options", "Commands", "default", "possible"] {
                assert!(!help.contains(english), "{help}");
            }
            assert!(help.lines().count() <= 24, "{help}");
        }
    }

    #[test]
    fn longer_than_a_session_can_be_played() {
        for minutes in ["60", "180", "600"] {
            let typed = [
                "tasuki-load",
                "nation",
                "--play",
                "peak",
                "--minutes",
                minutes,
            ];
            assert!(Args::try_parse_from(typed).is_ok(), "{minutes}");
        }
    }

    #[test]
    fn what_is_typed_wrongly_is_told_in_japanese() {
        for typed in [
            "tasuki-load",
            "tasuki-load play",
            "tasuki-load nation --scale 2",
            "tasuki-load nation --minutes 0",
            "tasuki-load nation --minutes 601",
            "tasuki-load nation --engine oracle",
            "tasuki-load nation --platform https://localhost:1",
            "tasuki-load nation --slow -1",
            "tasuki-load offices --count 0 --out x",
            "tasuki-load offices",
            "tasuki-load idle --streams many",
            "tasuki-load hostile --log-ins -1",
        ] {
            let told = refused(typed);
            assert!(told.ends_with('。'), "{typed}: {told}");
        }
        assert!(refused("tasuki-load nation --scale 2").contains("1以下"));
    }
}
