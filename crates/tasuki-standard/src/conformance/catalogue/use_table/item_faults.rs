//! D2 予定: faults of versions and values.

use tasuki_terms::FileKind::{UseAnnex, UsePlan};

use super::faulty;
use crate::Rule;
use crate::conformance::edits::put;
use crate::conformance::recipe::Recipe;

pub(super) fn recipes() -> Vec<Recipe> {
    let with = |slug, title, rules, edit| faulty(slug, title, rules).edit(edit);
    vec![
        with(
            "mixed-versions",
            "1つのファイルに2つのCSVバージョン",
            &[Rule::VERSION_MIXED],
            |draft| {
                put(draft, UsePlan, "csv_version", "202208");
            },
        ),
        with(
            "unknown-version",
            "CSVバージョンが202410",
            &[Rule::VERSION_UNKNOWN],
            |draft| {
                for record in draft.records(UsePlan) {
                    record.insert("csv_version", "202410".to_owned());
                }
            },
        ),
        with(
            "other-version",
            "V4.1のファイル名でCSVバージョンが202208",
            &[Rule::VERSION_OTHER_THAN_NAME],
            |draft| {
                for record in draft.records(UsePlan) {
                    record.insert("csv_version", "202208".to_owned());
                }
            },
        ),
        with(
            "required-empty",
            "必須の30日超区分が空",
            &[Rule::FIELD_REQUIRED],
            |draft| {
                put(draft, UsePlan, "over_30_days", "");
            },
        ),
        with(
            "too-long",
            "サービス回数が3桁",
            &[Rule::FIELD_LENGTH],
            |draft| {
                put(draft, UsePlan, "count", "100");
            },
        ),
        with(
            "bad-time",
            "開始時刻が25時",
            &[Rule::FIELD_FORM],
            |draft| {
                put(draft, UsePlan, "start_time", "2500");
            },
        ),
        with(
            "full-width-digits",
            "単位数が全角の数字",
            &[Rule::FIELD_FORM],
            |draft| {
                put(draft, UsePlan, "units", "２４４");
            },
        ),
        with(
            "code-out-of-list",
            "30日超区分のコードが一覧にない",
            &[Rule::FIELD_CODE],
            |draft| {
                put(draft, UsePlan, "over_30_days", "2");
            },
        ),
        with(
            "fixed-value",
            "第7表の事業所コードが9999999999でない",
            &[Rule::FIELD_FIXED],
            |draft| {
                put(draft, UseAnnex, "office_code_fixed", "9999999998");
            },
        ),
        with(
            "days-too-long",
            "第7表の前月までの利用日数が3桁",
            &[Rule::FIELD_LENGTH_IN_DOUBT],
            |draft| {
                put(draft, UseAnnex, "days_to_prev_month", "100");
            },
        ),
        with(
            "days-with-point",
            "前月までの短期入所利用日数に小数点",
            &[Rule::FIELD_FORM_IN_DOUBT],
            |draft| {
                put(draft, UsePlan, "short_stay_days_to_prev_month", "12.5");
            },
        ),
    ]
}
