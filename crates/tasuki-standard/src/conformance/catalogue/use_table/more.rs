//! D2 予定: what came later. New cases of D2 go to the end of this list.

use tasuki_terms::FileKind::{UseAnnex, UsePlan, UserSupplement};
use tasuki_terms::SendingUnit::UseTable;

use super::{faulty, to_rental};
use crate::Rule;
use crate::conformance::edits::{empty_optional, fill_optional, longest, rename, replace};
use crate::conformance::recipe::Recipe;
use crate::generate::File;

pub(super) fn recipes() -> Vec<Recipe> {
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
        faulty(
            "service-unknown",
            "ファイル名の送信先のサービス種類が一覧にない（XX）",
            &[Rule::NAME_SERVICE],
        )
        .spoil(|files| rename_all(files, "_11_", "_XX_")),
        faulty(
            "sequence-of-no-day",
            "連番の年月日が2月30日",
            &[Rule::NAME_SEQUENCE],
        )
        .spoil(|files| rename_all(files, "_20250325", "_20250230")),
        Recipe::boundary(UseTable, "empty-lines", "行の間に空の行")
            .noting(&[Rule::FILE_EMPTY_LINES])
            .spoil(|files| replace(files, UsePlan, "\r\n", b"\r\n\r\n")),
    ]
}

/// Writes the same part of all names otherwise.
fn rename_all(files: &mut [File], part: &str, with: &str) {
    for (name, _) in files {
        *name = name.replacen(part, with, 1);
    }
}

/// Records of 利用者補足情報 are the same in both versions but for the version itself.
fn in_v3(bytes: &mut [u8]) {
    for row in bytes.split_mut(|byte| *byte == b'\n') {
        if let Some(version) = row.get_mut(..6) {
            version.copy_from_slice(b"202208");
        }
    }
}
