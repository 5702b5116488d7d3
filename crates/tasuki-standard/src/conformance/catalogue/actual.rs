//! D3 実績.

use tasuki_terms::FileKind::{UseActual, UseActualDelete};
use tasuki_terms::SendingUnit::{Actual, ActualDelete};

use super::use_table::{to_day_care, to_rental};
use crate::Rule;
use crate::conformance::Pattern::D2;
use crate::conformance::edits::{
    empty_optional, every_day, fill_optional, longest, public_assistance, put, put_where, replace,
    with_characters,
};
use crate::conformance::recipe::Recipe;

pub(super) fn recipes() -> Vec<Recipe> {
    let valid = |slug, title| Recipe::valid(Actual, slug, title);
    let boundary = |slug, title| Recipe::boundary(Actual, slug, title);
    let faulty = |slug, title, rules| Recipe::faulty(Actual, slug, title, rules);
    let delete = |slug, title| Recipe::valid(ActualDelete, slug, title);
    vec![
        valid("home-help", "D2-01の予定に対する訪問介護の実績").of(D2, 1),
        delete("home-help-delete", "D3-01の実績の削除").of(D2, 1),
        valid("day-care", "D2-03の予定に対する通所介護の実績")
            .offices(to_day_care)
            .of(D2, 3),
        valid("rented-equipment", "D2-04の予定に対する福祉用具貸与の実績")
            .users(8)
            .offices(to_rental)
            .of(D2, 4),
        valid("home-help-v3", "D2-05の予定に対する実績（V3）")
            .v3()
            .of(D2, 5),
        delete("home-help-delete-v3", "D3-05の実績の削除（V3）")
            .v3()
            .of(D2, 5),
        boundary("every-day", "31日間毎日の利用")
            .month("202505")
            .people(every_day),
        boundary("every-day-v3", "31日間毎日の利用（V3）")
            .v3()
            .people(every_day),
        boundary("optional-empty", "任意の項目がすべて空").edit(empty_optional),
        boundary("optional-filled", "任意の項目をすべて入力").edit(fill_optional),
        boundary("longest-numbers", "数字の項目が最大の桁数").edit(longest),
        boundary("public-assistance", "生保単独の被保険者番号（H）").people(public_assistance),
        boundary("ms932-characters", "IBM拡張文字・丸数字・半角カナ").edit(with_characters),
        boundary("units-unknown", "率の加算の単位数が0、時刻が9999").edit(|draft| {
            if let Some(sheet) = draft.sheet(UseActual)
                && let Some(mut record) = sheet.records.first().cloned()
            {
                for (id, value) in [
                    ("service_code", "116275"),
                    ("units", "0"),
                    ("start_time", "9999"),
                    ("end_time", "9999"),
                ] {
                    record.insert(id, value.to_owned());
                }
                sheet.records.insert(1, record);
            }
        }),
        boundary("two-satellites", "本体とサテライトの実績を1つのファイルに").edit(|draft| {
            for record in draft.records(UseActual).iter_mut().step_by(2) {
                record.insert("satellite_no", "1".to_owned());
            }
        }),
        boundary("several-times-a-day", "1日に複数回（サービス回数99）")
            .edit(|draft| put(draft, UseActual, "count", "99")),
        faulty(
            "other-month",
            "全部の行の対象年月がファイル名と違う",
            &[Rule::RECORD_6_4],
        )
        .edit(|draft| {
            for record in draft.records(UseActual) {
                record.insert("target_ym", "202503".to_owned());
                if let Some(day) = record.get_mut("service_date") {
                    *day = day.replacen("202504", "202503", 1);
                }
            }
        }),
        faulty(
            "day-of-other-month",
            "サービス利用日が対象年月の外",
            &[Rule::RECORD_6_5],
        )
        .edit(|draft| put(draft, UseActual, "service_date", "20250331")),
        faulty(
            "updated-by-other",
            "更新業者コードがサービス事業者コードと違う",
            &[Rule::RECORD_6_11],
        )
        .edit(|draft| put(draft, UseActual, "updating_office_no", "1370000001")),
        faulty(
            "equipment-without-code",
            "福祉用具にTAISコードがない",
            &[Rule::RECORD_6_1],
        )
        .offices(to_rental)
        .edit(|draft| put(draft, UseActual, "tais_code", "")),
        faulty(
            "tais-code-full-width",
            "TAISコードのハイフンが全角",
            &[Rule::FIELD_FORM],
        )
        .offices(to_rental)
        .edit(|draft| put(draft, UseActual, "tais_code", "99999－000001")),
        faulty(
            "no-such-day",
            "サービス利用日が4月31日",
            &[Rule::FIELD_FORM],
        )
        .edit(|draft| put(draft, UseActual, "service_date", "20250431")),
        faulty(
            "short-service-code",
            "サービスコードが5桁",
            &[Rule::FIELD_LENGTH],
        )
        .edit(|draft| put(draft, UseActual, "service_code", "11111")),
        faulty(
            "required-empty",
            "必須の被保険者番号が空",
            &[Rule::FIELD_REQUIRED],
        )
        .edit(|draft| put(draft, UseActual, "insured_no", "")),
        faulty(
            "insured-number",
            "被保険者番号の先頭が小文字のh",
            &[Rule::FIELD_FORM],
        )
        .edit(|draft| put(draft, UseActual, "insured_no", "h000000001")),
        faulty(
            "service-out-of-scope",
            "連携対象外のサービス（33）",
            &[Rule::RECORD_6_12],
        )
        .edit(|draft| put(draft, UseActual, "service_code", "331111")),
        faulty(
            "no-end-time-v3",
            "終了時刻だけ9999（V3）",
            &[Rule::RECORD_6_7],
        )
        .v3()
        .edit(|draft| {
            let timed: fn(&str) -> bool = |time| time != "9999";
            put_where(
                draft,
                UseActual,
                ("start_time", timed),
                ("end_time", "9999"),
            );
        }),
        faulty(
            "item-too-many",
            "末尾にカンマが1つ多い",
            &[Rule::CSV_FIELD_COUNT],
        )
        .spoil(|files| replace(files, UseActual, ",1370000002,\r\n", b",1370000002,,\r\n")),
        Recipe::faulty(
            ActualDelete,
            "delete-month",
            "削除対象年月がファイル名と違う",
            &[Rule::RECORD_DJS_1],
        )
        .edit(|draft| put(draft, UseActualDelete, "target_ym", "202503")),
        Recipe::faulty(
            ActualDelete,
            "delete-without-service",
            "削除のサービス種類コードが空",
            &[Rule::FIELD_REQUIRED],
        )
        .edit(|draft| put(draft, UseActualDelete, "service_type", "")),
        boundary("optional-filled-v3", "任意の項目をすべて入力（V3）")
            .v3()
            .edit(fill_optional),
        faulty(
            "other-month-v3",
            "全部の行の対象年月がファイル名と違う（V3）",
            &[Rule::RECORD_6_4],
        )
        .v3()
        .edit(|draft| {
            for record in draft.records(UseActual) {
                record.insert("target_ym", "202502".to_owned());
                record.insert("service_date", "20250201".to_owned());
            }
        }),
    ]
}
