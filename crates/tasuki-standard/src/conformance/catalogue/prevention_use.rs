//! D6 予定 of preventive care.

use tasuki_terms::FileKind::{UseAnnex, UsePlan, UserSupplement};
use tasuki_terms::SendingUnit::{UseTable, UseTableDelete};

use super::prevention_plan::entrusted;
use crate::Rule;
use crate::conformance::Pattern::D6;
use crate::conformance::edits::{
    empty_optional, every_day, fill_optional, longest, public_assistance, put, put_where,
    with_characters, without_last_person,
};
use crate::conformance::recipe::Recipe;
use crate::generate::{GenerateError, Office, Parties};

/// A row of 介護予防福祉用具貸与.
const RENTED: (&str, fn(&str) -> bool) = ("tais_code", |code| !code.is_empty());

pub(super) fn recipes() -> Vec<Recipe> {
    let valid = |slug, title| Recipe::valid(UseTable, slug, title);
    let boundary = |slug, title| Recipe::boundary(UseTable, slug, title);
    let faulty = |slug, title, rules| Recipe::faulty(UseTable, slug, title, rules);
    vec![
        valid(
            "visits",
            "訪問型サービス（A2）への予定（英字を含む事業所番号）",
        ),
        Recipe::valid(UseTableDelete, "visits-delete", "D6-01の予定の削除").of(D6, 1),
        valid("day-service", "通所型サービス（A6）への予定").offices(to_day_service),
        valid("bathing", "介護予防訪問入浴介護（62）への予定").offices(to_bathing),
        valid(
            "rented-equipment",
            "介護予防福祉用具貸与（67）への予定（明細判別コードは空）",
        )
        .users(8)
        .offices(to_rental),
        valid("entrusted", "委託を受けた居宅介護支援事業所からの予定").offices(entrusted),
        boundary("every-day", "31日間毎日の利用")
            .month("202505")
            .people(every_day),
        boundary("optional-empty", "任意の項目がすべて空").edit(empty_optional),
        boundary("optional-filled", "任意の項目をすべて入力").edit(fill_optional),
        boundary("longest-numbers", "数字の項目が最大の桁数").edit(longest),
        boundary("public-assistance", "生保単独の被保険者番号（H）").people(public_assistance),
        boundary("ms932-characters", "IBM拡張文字・丸数字・半角カナ").edit(with_characters),
        boundary("comprehensive-service", "要介護状態区分が事業対象者（06）")
            .edit(|draft| put(draft, UserSupplement, "care_level", "06")),
        faulty(
            "detail-number",
            "介護予防福祉用具貸与（67）に明細判別コード",
            &[Rule::RECORD_6_3],
        )
        .offices(to_rental)
        .edit(|draft| put_where(draft, UsePlan, RENTED, ("detail_no", "1"))),
        faulty(
            "equipment-without-code",
            "第6表の福祉用具（67）にTAISコードがない",
            &[Rule::RECORD_6_1],
        )
        .offices(to_rental)
        .edit(|draft| put_where(draft, UsePlan, RENTED, ("tais_code", ""))),
        faulty(
            "annex-equipment-without-code",
            "第7表の福祉用具（67）にTAISコードがない",
            &[Rule::RECORD_7_5],
        )
        .offices(to_rental)
        .edit(|draft| put_where(draft, UseAnnex, RENTED, ("tais_code", ""))),
        faulty(
            "lower-case-code",
            "サービスコードが小文字（a2）",
            &[Rule::FIELD_FORM],
        )
        .edit(|draft| put(draft, UsePlan, "service_code", "a21211")),
        faulty(
            "annex-missing",
            "第7表のファイルがない",
            &[Rule::UNIT_MISSING_FILE],
        )
        .edit(|draft| draft.sheets.retain(|sheet| sheet.kind != UseAnnex)),
        faulty("no-total", "全合計の行がない", &[Rule::RECORD_7_6]).edit(|draft| {
            if let Some(sheet) = draft.sheet(UseAnnex) {
                sheet.records.pop();
            }
        }),
        faulty(
            "supplement-missing-user",
            "利用者補足情報にいない利用者",
            &[Rule::UNIT_NO_SUPPLEMENT],
        )
        .edit(|draft| without_last_person(draft, UserSupplement)),
    ]
}

pub(super) fn to_day_service(parties: &mut Parties) -> Result<(), GenerateError> {
    parties.service = Office::new("13A0000008", "A6", "見本通所センター")?;
    parties.others.clear();
    Ok(())
}

pub(super) fn to_bathing(parties: &mut Parties) -> Result<(), GenerateError> {
    parties.service = Office::new("1370000011", "62", "仮野入浴サービス")?;
    Ok(())
}

pub(super) fn to_rental(parties: &mut Parties) -> Result<(), GenerateError> {
    parties.service = Office::new("1370000009", "67", "㈱例示福祉用具")?;
    parties.others.clear();
    Ok(())
}
