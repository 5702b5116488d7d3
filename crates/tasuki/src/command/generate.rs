//! `tasuki generate`: 架空のデータの作成.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use serde::Serialize;
use tasuki_standard::generate::{GenerateError, Parties, Plan, Set, Stamp};
use tasuki_terms::{SendingUnit, ServiceMonth, SpecVersion};

use super::save::save;
use crate::cli::{HELP, month};
use crate::failure::Failure;
use crate::output::Output;
use crate::refusal::Refusal;
use crate::show;
use crate::{Args, Exit, Format};

/// 架空の利用者のCSVファイルを作成します。
#[derive(Debug, ClapArgs)]
#[command(
    help_template = HELP,
    override_usage = "tasuki generate [オプション] --to <フォルダー>",
    after_help = "\
種別: 計画書 予定 実績 利用者基本情報 支援計画書 支援計画書と基本情報
      予防予定 予防実績（「予定削除」のように「削除」を付けると削除のファイル）
同じ指定からは同じファイルができます。実績は同じ --seed の予定に対応します。

例: tasuki generate --unit 実績 --users 20 --to 見本"
)]
pub(crate) struct Typed {
    /// 保存先のフォルダー
    #[arg(long, value_name = "フォルダー", help_heading = "オプション")]
    to: PathBuf,

    /// 種別（なければ予定）
    #[arg(long, value_name = "種別", value_parser = wanted, help_heading = "オプション")]
    unit: Option<Wanted>,

    /// 利用者の数（なければ5、9999まで）
    #[arg(long, value_name = "人数", value_parser = users, help_heading = "オプション")]
    users: Option<u16>,

    /// 対象年月（なければ202504、V3は202503）
    #[arg(long, value_name = "年月", value_parser = month, help_heading = "オプション")]
    month: Option<ServiceMonth>,

    /// 版（v4.1 または v3、なければv4.1）
    #[arg(long = "as", value_name = "版", value_parser = crate::cli::version, help_heading = "オプション")]
    spec: Option<SpecVersion>,

    /// 内容を変える番号（なければ1）
    #[arg(long, value_name = "番号", value_parser = seed, help_heading = "オプション")]
    seed: Option<u64>,
}

/// What is wanted: a sending unit, of home care or of preventive care.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Wanted {
    unit: SendingUnit,
    is_preventive: bool,
}

const fn home(unit: SendingUnit) -> Wanted {
    Wanted {
        unit,
        is_preventive: false,
    }
}

const fn preventive(unit: SendingUnit) -> Wanted {
    Wanted {
        unit,
        is_preventive: true,
    }
}

/// What people call the units.
const WANTED: [(&str, Wanted); 15] = [
    ("計画書", home(SendingUnit::PlanDocuments)),
    ("予定", home(SendingUnit::UseTable)),
    ("実績", home(SendingUnit::Actual)),
    ("計画書削除", home(SendingUnit::PlanDocumentsDelete)),
    ("予定削除", home(SendingUnit::UseTableDelete)),
    ("実績削除", home(SendingUnit::ActualDelete)),
    ("利用者基本情報", preventive(SendingUnit::PreventionUser)),
    ("支援計画書", preventive(SendingUnit::PreventionPlan)),
    (
        "支援計画書と基本情報",
        preventive(SendingUnit::PreventionPlanAndUser),
    ),
    (
        "利用者基本情報削除",
        preventive(SendingUnit::PreventionUserDelete),
    ),
    (
        "支援計画書削除",
        preventive(SendingUnit::PreventionPlanDelete),
    ),
    ("予防予定", preventive(SendingUnit::UseTable)),
    ("予防実績", preventive(SendingUnit::Actual)),
    ("予防予定削除", preventive(SendingUnit::UseTableDelete)),
    ("予防実績削除", preventive(SendingUnit::ActualDelete)),
];

/// 種別, by what people call it or by the name in manifests, such as `use_table`.
fn wanted(typed: &str) -> Result<Wanted, String> {
    let by_name = WANTED.iter().find(|(name, _)| *name == typed);
    let same_unit = || {
        let unit = typed.parse::<SendingUnit>().ok()?;
        WANTED.iter().find(|(_, wanted)| wanted.unit == unit)
    };
    let found = by_name.or_else(same_unit).map(|(_, wanted)| *wanted);
    found.ok_or_else(|| {
        let names: Vec<_> = WANTED.iter().map(|(name, _)| *name).collect();
        format!("種別は次のいずれかです：{}。", names.join("、"))
    })
}

/// 人数.
fn users(typed: &str) -> Result<u16, String> {
    match typed.parse() {
        Ok(users) if (1..=Plan::MOST_USERS).contains(&users) => Ok(users),
        _ => Err(format!("人数は1から{}までの数字です。", Plan::MOST_USERS)),
    }
}

/// 番号.
fn seed(typed: &str) -> Result<u64, String> {
    typed
        .parse()
        .map_err(|_| "番号は0以上の数字です。".to_owned())
}

/// What was made, in JSON.
#[derive(Serialize)]
struct MadeJson<'a> {
    unit: SendingUnit,
    spec: SpecVersion,
    month: ServiceMonth,
    users: u16,
    seed: u64,
    files: Vec<FileJson<'a>>,
}

#[derive(Serialize)]
struct FileJson<'a> {
    name: &'a str,
    size: usize,
}

/// Makes files.
pub(crate) fn run(args: &Args, typed: &Typed, output: &mut Output) -> Result<Exit, Failure> {
    let set = set(typed).map_err(Refusal::from)?;
    let made = set.files().map_err(Refusal::from)?;
    save(&typed.to, &made)?;
    match args.format {
        Format::Json => output.json(&MadeJson {
            unit: set.unit,
            spec: set.spec,
            month: set.month,
            users: set.users,
            seed: set.seed,
            files: made
                .iter()
                .map(|(name, bytes)| FileJson {
                    name,
                    size: bytes.len(),
                })
                .collect(),
        })?,
        Format::Text | Format::Sarif | Format::Csv => {
            let names: Vec<_> = made.iter().map(|(name, _)| format!("  {name}")).collect();
            output.data(&format!(
                "{}（{}、{}、{}名分）を{}に作成しました。\n{}",
                set.unit.name(),
                set.spec.name(),
                show::month(Some(set.month)),
                set.users,
                show::path(&typed.to),
                names.join("\n")
            ))?;
        }
    }
    Ok(Exit::Done)
}

/// What was typed, and what is usual where nothing was.
fn set(typed: &Typed) -> Result<Set, GenerateError> {
    let wanted = typed.unit.unwrap_or(home(SendingUnit::UseTable));
    let spec = typed.spec.unwrap_or(SpecVersion::V4_1);
    let month = match typed.month {
        Some(month) => month,
        None => first_month(spec).map_err(GenerateError::Month)?,
    };
    let seed = typed.seed.unwrap_or(1);
    let parties = if wanted.is_preventive {
        Parties::of_prevention()
    } else {
        Parties::of_home_care()
    };
    Ok(Set {
        unit: wanted.unit,
        spec,
        seed,
        users: typed.users.unwrap_or(5),
        month,
        parties: parties?,
        stamp: Stamp::usual(wanted.unit, month, seed)?,
    })
}

/// The first month of V4.1, or the last of V3.
const fn first_month(spec: SpecVersion) -> Result<ServiceMonth, tasuki_terms::InvalidMonth> {
    match spec {
        SpecVersion::V4_1 => ServiceMonth::new(2025, 4),
        SpecVersion::V3 => ServiceMonth::new(2025, 3),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_may_use_their_own_words() {
        assert_eq!(wanted("予定"), Ok(home(SendingUnit::UseTable)));
        assert_eq!(wanted("予防予定"), Ok(preventive(SendingUnit::UseTable)));
        assert_eq!(wanted("actual"), Ok(home(SendingUnit::Actual)));
        assert_eq!(
            wanted("prevention_plan"),
            Ok(preventive(SendingUnit::PreventionPlan))
        );
        assert!(wanted("attachments").is_err() && wanted("請求").is_err());
        assert!(users("0").is_err() && users("10000").is_err() && seed("-1").is_err());
        assert_eq!(users("9999"), Ok(9_999));
    }

    #[test]
    fn everything_that_can_be_wanted_can_be_made() {
        for (name, wanted) in WANTED {
            let typed = Typed {
                to: PathBuf::new(),
                unit: Some(wanted),
                users: Some(1),
                month: None,
                spec: None,
                seed: None,
            };
            assert!(!set(&typed).unwrap().files().unwrap().is_empty(), "{name}");
        }
    }
}
