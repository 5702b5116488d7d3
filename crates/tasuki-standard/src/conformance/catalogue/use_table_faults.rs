//! D2 予定: what is not.

use tasuki_terms::FileKind::{UseAnnex, UsePlan, UsePlanDelete, UserSupplement};
use tasuki_terms::SendingUnit::{UseTable, UseTableDelete};

use super::use_table::{add_row, to_rental};
use crate::conformance::edits::{
    empty_optional, file, fill_optional, longest, put, put_where, rename, replace, rewritten,
    without_last_person,
};
use crate::conformance::recipe::Recipe;
use crate::generate::{Draft, Sheet};
use crate::{Rule, layout};

/// The whole-day total of 第7表.
const TOTAL: (&str, fn(&str) -> bool) = ("service_code", |code| code == "999999");
/// A row of 福祉用具貸与.
const RENTED: (&str, fn(&str) -> bool) = ("tais_code", |code| !code.is_empty());

pub(super) fn recipes() -> Vec<Recipe> {
    let mut all = of_files();
    all.extend(of_fields());
    all.extend(of_records());
    all.extend(more());
    all
}

/// New cases of D2 go to the end of this list.
fn more() -> Vec<Recipe> {
    let boundary = |slug, title| Recipe::boundary(UseTable, slug, title).v3();
    vec![
        boundary("optional-empty-v3", "任意の項目がすべて空（V3）").edit(empty_optional),
        boundary("optional-filled-v3", "任意の項目をすべて入力（V3）").edit(fill_optional),
        boundary("longest-numbers-v3", "数字の項目が最大の桁数（V3）").edit(longest),
        Recipe::valid(
            UseTable,
            "rented-equipment-v3",
            "福祉用具貸与への予定（V3、TAISコードの項目なし）",
        )
        .v3()
        .users(8)
        .offices(to_rental),
        faulty(
            "name-kind",
            "ファイル名の種別が標準仕様にない",
            &[Rule::NAME_KIND],
        )
        .spoil(|files| rename(files, UsePlan, |name| name.replacen("UPPLAN", "PLAN", 1))),
        faulty(
            "mixed-names",
            "利用者補足情報だけV3",
            &[Rule::UNIT_MIXED_VERSIONS],
        )
        .spoil(|files| {
            for (name, bytes) in files.iter_mut() {
                if name.starts_with("UPHOSOKU") {
                    in_v3(bytes);
                }
            }
            rename(files, UserSupplement, |name| {
                name.replacen("_43_", "_", 1).replacen("_11_", "_", 1)
            });
        }),
        faulty("zero-byte", "ファイルにNUL文字がある", &[Rule::FILE_NUL])
            .spoil(|files| replace(files, UsePlan, "例題 作子", b"\0")),
        faulty(
            "v41-records-in-v3",
            "V3のファイル名でV4.1の項目数",
            &[Rule::CSV_FIELD_COUNT],
        )
        .v3()
        .spoil(|files| replace(files, UsePlan, ",,1370000002,", b",,,,,1370000002,")),
        faulty(
            "other-version-v3",
            "V3のファイル名でCSVバージョンが202407",
            &[Rule::VERSION_OTHER_THAN_NAME],
        )
        .v3()
        .edit(|draft| {
            for record in draft.records(UsePlan) {
                record.insert("csv_version", "202407".to_owned());
            }
        }),
        faulty("no-total-v3", "全合計の行がない（V3）", &[Rule::RECORD_7_6])
            .v3()
            .edit(|draft| {
                if let Some(sheet) = draft.sheet(UseAnnex) {
                    sheet.records.pop();
                }
            }),
    ]
}

/// Records of 利用者補足情報 are the same in both versions but for the version itself.
fn in_v3(bytes: &mut [u8]) {
    for row in bytes.split_mut(|byte| *byte == b'\n') {
        if let Some(version) = row.get_mut(..6) {
            version.copy_from_slice(b"202208");
        }
    }
}

fn faulty(slug: &'static str, title: &'static str, rules: &'static [Rule]) -> Recipe {
    Recipe::faulty(UseTable, slug, title, rules)
}

/// Names, units, bytes and CSV.
fn of_files() -> Vec<Recipe> {
    vec![
        faulty(
            "name-parts",
            "ファイル名に送信先のサービス種類がない",
            &[Rule::NAME_PARTS],
        )
        .spoil(|files| rename(files, UsePlan, |name| name.replacen("_11_", "_", 1))),
        faulty("name-extension", "拡張子がTXT", &[Rule::NAME_EXTENSION])
            .spoil(|files| rename(files, UsePlan, |name| name.replace(".CSV", ".TXT"))),
        faulty(
            "name-month",
            "ファイル名の対象年月が13月",
            &[Rule::NAME_PART],
        )
        .spoil(|files| rename(files, UsePlan, |name| name.replacen("202504", "202513", 1))),
        faulty(
            "annex-missing",
            "第7表のファイルがない",
            &[Rule::UNIT_MISSING_FILE],
        )
        .edit(|draft| draft.sheets.retain(|sheet| sheet.kind != UseAnnex)),
        faulty(
            "annex-missing-v3",
            "第7表のファイルがない（V3）",
            &[Rule::UNIT_MISSING_FILE],
        )
        .v3()
        .edit(|draft| draft.sheets.retain(|sheet| sheet.kind != UseAnnex)),
        faulty(
            "delete-beside",
            "予定と予定の削除が一緒",
            &[Rule::UNIT_EXTRA_FILE],
        )
        .edit(|draft| {
            if let Some(plan) = draft.sheet(UsePlan).cloned() {
                draft.sheets.push(Sheet {
                    kind: UsePlanDelete,
                    records: plan.records.into_iter().take(1).collect(),
                    ..plan
                });
            }
        }),
        faulty(
            "kind-twice",
            "利用者補足情報のファイルが2つ",
            &[Rule::UNIT_DUPLICATE_KIND],
        )
        .spoil(|files| {
            let again = file(files, UserSupplement).cloned();
            if let Some((name, bytes)) = again {
                files.push((name.replacen("_20250325", "_20250326", 1), bytes));
            }
        }),
        faulty(
            "sequences-differ",
            "第7表だけ連番が違う",
            &[Rule::UNIT_DIFFERENT_SEQUENCE],
        )
        .spoil(|files| {
            rename(files, UseAnnex, |name| {
                name.replacen("_20250325", "_20250326", 1)
            });
        }),
        faulty(
            "months-differ",
            "第7表だけ対象年月が違う",
            &[Rule::UNIT_DIFFERENT_MONTH],
        )
        .edit(|draft| {
            if let Some(sheet) = draft.sheet(UseAnnex) {
                sheet.month = "202505".parse().ok();
                for record in &mut sheet.records {
                    record.insert("target_ym", "202505".to_owned());
                }
            }
        }),
        faulty(
            "empty-file",
            "第7表のファイルが0バイト",
            &[Rule::FILE_EMPTY],
        )
        .spoil(|files| rewritten(files, UseAnnex, |_| Vec::new())),
        faulty("utf-8", "文字コードがUTF-8", &[Rule::FILE_UNICODE])
            .spoil(|files| rewritten(files, UsePlan, String::into_bytes)),
        faulty(
            "broken-character",
            "文字として読めないバイト",
            &[Rule::TEXT_UNDECODABLE],
        )
        .spoil(|files| replace(files, UsePlan, "例題 作子", b"\x81\xFF")),
        faulty(
            "user-defined-character",
            "外字（F040）がある",
            &[Rule::TEXT_USER_DEFINED],
        )
        .spoil(|files| replace(files, UsePlan, "例題 作子", b"\xF0\x40")),
        faulty("header-line", "1行目が見出し", &[Rule::FILE_HEADER]).spoil(|files| {
            let names: Vec<_> = layout(tasuki_terms::SpecVersion::V4_1, UsePlan)
                .into_iter()
                .flat_map(|layout| &layout.fields)
                .map(|field| field.name.as_str())
                .collect();
            let header = names.join(",") + "\r\n";
            if let (Ok(header), Some((_, bytes))) =
                (crate::ms932::encode(&header), file(files, UsePlan))
            {
                bytes.splice(0..0, header.bytes);
            }
        }),
        faulty(
            "item-missing",
            "最後の項目（識別子）がない",
            &[Rule::CSV_FIELD_COUNT],
        )
        .spoil(|files| replace(files, UsePlan, ",1370000001,\r\n", b",1370000001\r\n")),
        faulty(
            "v3-records",
            "V4.1のファイル名でV3の項目数",
            &[Rule::CSV_FIELD_COUNT],
        )
        .spoil(|files| replace(files, UsePlan, ",,,,,1370000002,", b",,1370000002,")),
        faulty("line-feed", "改行コードがLF", &[Rule::FILE_LINE_ENDS]).spoil(|files| {
            if let Some((_, bytes)) = file(files, UsePlan) {
                bytes.retain(|byte| *byte != b'\r');
            }
        }),
        faulty(
            "text-not-quoted",
            "文字列が引用符で囲まれていない",
            &[Rule::CSV_UNQUOTED_TEXT],
        )
        .spoil(|files| replace(files, UsePlan, "\"例題 作子\"", b"A")),
        faulty(
            "code-quoted",
            "コードが引用符で囲まれている",
            &[Rule::CSV_QUOTED_CODE],
        )
        .spoil(|files| replace(files, UsePlan, ",139999,", b",\"139999\",")),
    ]
}

/// Versions and values.
fn of_fields() -> Vec<Recipe> {
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

/// Rules between items, records and files.
fn of_records() -> Vec<Recipe> {
    let with = |slug, title, rules, edit| faulty(slug, title, rules).edit(edit);
    let rented = |slug, title, rules, edit: fn(&mut Draft)| {
        faulty(slug, title, rules)
            .users(8)
            .offices(to_rental)
            .edit(edit)
    };
    vec![
        rented(
            "equipment-without-code",
            "第6表の福祉用具にTAISコードがない",
            &[Rule::RECORD_6_1],
            |draft| {
                put_where(draft, UsePlan, RENTED, ("tais_code", ""));
            },
        ),
        with(
            "detail-number",
            "福祉用具以外に明細判別コード",
            &[Rule::RECORD_6_2],
            |draft| {
                put(draft, UsePlan, "detail_no", "1");
            },
        ),
        with(
            "day-of-other-month",
            "サービス利用日が対象年月の外",
            &[Rule::RECORD_6_5],
            |draft| {
                put(draft, UsePlan, "service_date", "20250501");
            },
        ),
        with(
            "start-without-time",
            "開始時刻だけ9999",
            &[Rule::RECORD_6_6],
            |draft| {
                put(draft, UsePlan, "start_time", "9999");
            },
        ),
        with(
            "end-without-time",
            "終了時刻だけ9999",
            &[Rule::RECORD_6_7],
            |draft| {
                put(draft, UsePlan, "end_time", "9999");
            },
        ),
        with(
            "prorated-31st",
            "4月の日割対象日に31日",
            &[Rule::RECORD_6_8],
            |draft| {
                put(
                    draft,
                    UsePlan,
                    "prorated_days",
                    &format!("{}1", "0".repeat(30)),
                );
            },
        ),
        rented(
            "equipment-not-told-apart",
            "同じコードと単位の福祉用具に明細判別コードがない",
            &[Rule::RECORD_6_9],
            |draft| {
                for record in draft.records(UsePlan) {
                    record.remove("detail_no");
                }
            },
        ),
        with(
            "updated-by-other",
            "更新業者コードがプラン担当業者コードと違う",
            &[Rule::RECORD_6_10],
            |draft| {
                put(draft, UsePlan, "updating_office_no", "1370000099");
            },
        ),
        with(
            "service-out-of-scope",
            "第6表に連携対象外のサービス（33）",
            &[Rule::RECORD_6_12],
            |draft| {
                add_row(draft, |record| {
                    record.insert("service_code", "331111".to_owned());
                });
            },
        ),
        faulty(
            "user-without-receiver",
            "送信先のサービスを利用しない利用者",
            &[Rule::RECORD_6_13],
        )
        .users(8)
        .people(|clients, _| {
            let other = clients
                .iter_mut()
                .find(|client| client.lines.iter().any(|line| line.office > 0));
            if let Some(client) = other {
                client.lines.retain(|line| line.office > 0);
            }
        }),
        with(
            "total-with-office",
            "全合計の行に事業所の番号",
            &[Rule::RECORD_7_1],
            |draft| {
                put_where(draft, UseAnnex, TOTAL, ("service_office_no", "1370000002"));
            },
        ),
        with(
            "total-with-units",
            "全合計の行の単位数が0でない",
            &[Rule::RECORD_7_2],
            |draft| {
                put_where(draft, UseAnnex, TOTAL, ("units", "100"));
            },
        ),
        with(
            "total-with-rate",
            "全合計の行に割引後率",
            &[Rule::RECORD_7_3],
            |draft| {
                put_where(draft, UseAnnex, TOTAL, ("discount_rate", "90"));
            },
        ),
        with(
            "total-with-discount",
            "全合計の行に割引後単位数",
            &[Rule::RECORD_7_4],
            |draft| {
                put_where(draft, UseAnnex, TOTAL, ("discounted_units", "0"));
            },
        ),
        rented(
            "annex-equipment-without-code",
            "第7表の福祉用具にTAISコードがない",
            &[Rule::RECORD_7_5],
            |draft| {
                put_where(draft, UseAnnex, RENTED, ("tais_code", ""));
            },
        ),
        with(
            "no-total",
            "全合計の行がない",
            &[Rule::RECORD_7_6],
            |draft| {
                if let Some(sheet) = draft.sheet(UseAnnex) {
                    sheet.records.pop();
                }
            },
        ),
        rented(
            "no-subtotal",
            "複数行の種類に小計（AAAA）がない",
            &[Rule::RECORD_7_7],
            |draft| {
                if let Some(sheet) = draft.sheet(UseAnnex) {
                    let sums = |code: &String| code.ends_with("AAAA");
                    sheet
                        .records
                        .retain(|record| !record.get("service_code").is_some_and(sums));
                }
            },
        ),
        with(
            "annex-month",
            "第7表の対象年月がファイル名と違う",
            &[Rule::RECORD_7_8, Rule::UNIT_ORPHAN],
            |draft| {
                let first = draft.records(UseAnnex).first().cloned();
                let first = first.as_ref().and_then(|record| record.get("insured_no"));
                for record in draft.records(UseAnnex) {
                    if record.get("insured_no") == first {
                        record.insert("target_ym", "202505".to_owned());
                    }
                }
            },
        ),
        with(
            "annex-out-of-scope",
            "第7表に連携対象外のサービス（33）",
            &[Rule::RECORD_7_9],
            |draft| {
                if let Some(sheet) = draft.sheet(UseAnnex)
                    && let Some(mut record) = sheet.records.first().cloned()
                {
                    record.insert("service_code", "331111".to_owned());
                    record.insert("service_office_no", "1370000033".to_owned());
                    sheet.records.insert(0, record);
                }
            },
        ),
        with(
            "supplement-with-plan-date",
            "予定の利用者補足情報に計画作成日",
            &[Rule::RECORD_HOS_3],
            |draft| {
                put(draft, UserSupplement, "care_plan_date", "20250320");
            },
        ),
        with(
            "supplement-month",
            "利用者補足情報の対象年月がファイル名と違う",
            &[
                Rule::RECORD_HOS_4,
                Rule::UNIT_ORPHAN,
                Rule::UNIT_NO_SUPPLEMENT,
            ],
            |draft| put(draft, UserSupplement, "target_ym", "202505"),
        ),
        with(
            "slot-left-out",
            "種類支給限度の1つ目が空で2つ目に入力",
            &[Rule::RECORD_HOS_5],
            |draft| {
                put(draft, UserSupplement, "slot2_service_type", "15");
            },
        ),
        with(
            "slot-23",
            "種類支給限度の短期入所療養介護が22でなく23",
            &[Rule::RECORD_HOS_6],
            |draft| {
                put(draft, UserSupplement, "slot1_service_type", "23");
            },
        ),
        with(
            "form-6-missing-user",
            "第6表にない利用者が第7表にいる",
            &[Rule::UNIT_ORPHAN],
            |draft| {
                without_last_person(draft, UsePlan);
            },
        ),
        with(
            "supplement-missing-user",
            "利用者補足情報にいない利用者",
            &[Rule::UNIT_NO_SUPPLEMENT],
            |draft| {
                without_last_person(draft, UserSupplement);
            },
        ),
        Recipe::faulty(
            UseTableDelete,
            "delete-month",
            "削除対象年月がファイル名と違う",
            &[Rule::RECORD_DPL_1],
        )
        .edit(|draft| put(draft, UsePlanDelete, "target_ym", "202505")),
    ]
}
