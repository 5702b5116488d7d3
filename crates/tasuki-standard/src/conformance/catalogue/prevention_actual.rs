//! D7 実績 of preventive care.

use tasuki_terms::FileKind::{UseActual, UseActualDelete};
use tasuki_terms::SendingUnit::{Actual, ActualDelete};

use super::prevention_plan::entrusted;
use super::prevention_use::{to_bathing, to_day_service, to_rental};
use crate::Rule;
use crate::conformance::Pattern::D6;
use crate::conformance::edits::{
    empty_optional, every_day, fill_optional, longest, public_assistance, put, with_characters,
};
use crate::conformance::recipe::Recipe;

pub(super) fn recipes() -> Vec<Recipe> {
    let valid = |slug, title| Recipe::valid(Actual, slug, title);
    let boundary = |slug, title| Recipe::boundary(Actual, slug, title);
    let faulty = |slug, title, rules| Recipe::faulty(Actual, slug, title, rules);
    vec![
        valid("visits", "D6-01の予定に対する訪問型サービス（A2）の実績").of(D6, 1),
        Recipe::valid(ActualDelete, "visits-delete", "D7-01の実績の削除").of(D6, 1),
        valid(
            "day-service",
            "D6-03の予定に対する通所型サービス（A6）の実績",
        )
        .offices(to_day_service)
        .of(D6, 3),
        valid(
            "bathing",
            "D6-04の予定に対する介護予防訪問入浴介護（62）の実績",
        )
        .offices(to_bathing)
        .of(D6, 4),
        valid(
            "rented-equipment",
            "D6-05の予定に対する介護予防福祉用具貸与（67）の実績",
        )
        .users(8)
        .offices(to_rental)
        .of(D6, 5),
        valid(
            "entrusted",
            "D6-06の予定に対する、委託を受けた事業所への実績",
        )
        .offices(entrusted)
        .of(D6, 6),
        boundary("every-day", "31日間毎日の利用")
            .month("202505")
            .people(every_day),
        boundary("optional-empty", "任意の項目がすべて空").edit(empty_optional),
        boundary("optional-filled", "任意の項目をすべて入力").edit(fill_optional),
        boundary("longest-numbers", "数字の項目が最大の桁数").edit(longest),
        boundary("public-assistance", "生保単独の被保険者番号（H）").people(public_assistance),
        boundary("ms932-characters", "IBM拡張文字・丸数字・半角カナ").edit(with_characters),
        faulty(
            "updated-by-other",
            "更新業者コードがサービス事業者コードと違う",
            &[Rule::RECORD_6_11],
        )
        .edit(|draft| put(draft, UseActual, "updating_office_no", "1370000006")),
        faulty(
            "detail-number",
            "介護予防福祉用具貸与（67）に明細判別コード",
            &[Rule::RECORD_6_3],
        )
        .offices(to_rental)
        .edit(|draft| put(draft, UseActual, "detail_no", "1")),
        faulty(
            "equipment-without-code",
            "福祉用具（67）にTAISコードがない",
            &[Rule::RECORD_6_1],
        )
        .offices(to_rental)
        .edit(|draft| put(draft, UseActual, "tais_code", "")),
        faulty(
            "office-number-lower-case",
            "サービス事業者コードの英字が小文字",
            &[Rule::FIELD_FORM],
        )
        .edit(|draft| {
            put(draft, UseActual, "service_office_no", "13a0000007");
            put(draft, UseActual, "updating_office_no", "");
        }),
        faulty(
            "day-of-other-month",
            "サービス利用日が対象年月の外",
            &[Rule::RECORD_6_5],
        )
        .edit(|draft| put(draft, UseActual, "service_date", "20250331")),
        Recipe::faulty(
            ActualDelete,
            "delete-month",
            "削除対象年月がファイル名と違う",
            &[Rule::RECORD_DJS_1],
        )
        .edit(|draft| put(draft, UseActualDelete, "target_ym", "202503")),
    ]
}
