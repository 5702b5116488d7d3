//! D2 予定: faults of names, units, bytes and CSV.

use tasuki_terms::FileKind::{UseAnnex, UsePlan, UsePlanDelete, UserSupplement};
use tasuki_terms::SpecVersion;

use super::faulty;
use crate::conformance::edits::{file, rename, replace, rewritten};
use crate::conformance::recipe::Recipe;
use crate::generate::Sheet;
use crate::{Rule, layout};

pub(super) fn recipes() -> Vec<Recipe> {
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
            let names: Vec<_> = layout(SpecVersion::V4_1, UsePlan)
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
