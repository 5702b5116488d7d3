//! D5 介護予防サービス・支援計画書.

use tasuki_terms::FileKind::{PreventionPlan, PreventionPlanAnnex, PreventionPlanDelete};
use tasuki_terms::SendingUnit;

use crate::Rule;
use crate::conformance::Pattern::D5;
use crate::conformance::edits::{
    empty_optional, fill_optional, longest, public_assistance, put, rename, with_breaks,
    with_characters, with_long_text, without_last_person,
};
use crate::conformance::recipe::Recipe;
use crate::generate::{GenerateError, Office, Parties};

const UNIT: SendingUnit = SendingUnit::PreventionPlan;

pub(super) fn recipes() -> Vec<Recipe> {
    let valid = |slug, title| Recipe::valid(UNIT, slug, title);
    let boundary = |slug, title| Recipe::boundary(UNIT, slug, title);
    let faulty = |slug, title, rules| Recipe::faulty(UNIT, slug, title, rules);
    vec![
        valid("prevention-plan", "介護予防サービス・支援計画書と別表"),
        Recipe::valid(
            SendingUnit::PreventionPlanDelete,
            "prevention-plan-delete",
            "D5-01の介護予防サービス・支援計画書の削除",
        )
        .of(D5, 1),
        Recipe::valid(
            SendingUnit::PreventionPlanAndUser,
            "prevention-plan-and-user",
            "介護予防サービス・支援計画書と利用者基本情報",
        ),
        valid(
            "entrusted",
            "委託を受けた居宅介護支援事業所からの支援計画書",
        )
        .offices(entrusted),
        boundary("optional-empty", "任意の項目がすべて空").edit(empty_optional),
        boundary("optional-filled", "任意の項目をすべて入力").edit(fill_optional),
        boundary("longest-numbers", "数字の項目が最大の桁数").edit(longest),
        boundary("line-breaks-and-quotes", "文中に改行・カンマ・引用符").edit(with_breaks),
        boundary("ms932-characters", "IBM拡張文字・丸数字・半角カナ").edit(with_characters),
        boundary("long-text", "4,000文字の文章")
            .users(1)
            .edit(with_long_text),
        boundary("public-assistance", "生保単独の被保険者番号（H）").people(public_assistance),
        boundary(
            "highest-numbers",
            "課題ＮＯ・支援計画ＮＯ・利用サービスＮＯが99",
        )
        .edit(|draft| {
            for id in ["need_no", "support_plan_no", "service_no"] {
                put(draft, PreventionPlanAnnex, id, "99");
            }
        }),
        boundary("comprehensive-service", "要支援状態区分が地域支援事業（3）")
            .edit(|draft| put(draft, PreventionPlan, "support_level", "3")),
        faulty(
            "annex-missing",
            "別表のファイルがない",
            &[Rule::UNIT_MISSING_FILE],
        )
        .edit(|draft| draft.sheets.retain(|sheet| sheet.kind == PreventionPlan)),
        faulty(
            "annex-of-nobody",
            "支援計画書にない利用者が別表にいる",
            &[Rule::UNIT_ORPHAN],
        )
        .edit(|draft| without_last_person(draft, PreventionPlan)),
        faulty(
            "annex-of-other-day",
            "別表の計画作成日が支援計画書と違う",
            &[Rule::UNIT_ORPHAN],
        )
        .edit(|draft| put(draft, PreventionPlanAnnex, "support_plan_date", "20250301")),
        faulty(
            "sequences-differ",
            "別表だけ連番が違う",
            &[Rule::UNIT_DIFFERENT_SEQUENCE],
        )
        .spoil(|files| {
            rename(files, PreventionPlanAnnex, |name| {
                name.replacen("_20250325", "_20250326", 1)
            });
        }),
        faulty(
            "needed-empty",
            "必要な委託の有無が空",
            &[Rule::FIELD_NEEDED],
        )
        .edit(|draft| put(draft, PreventionPlan, "consignment", "")),
        faulty(
            "support-level",
            "要支援状態区分に要介護のコード（12）",
            &[Rule::FIELD_LENGTH],
        )
        .edit(|draft| put(draft, PreventionPlan, "support_level", "12")),
        faulty(
            "count-too-long",
            "基本チェックリストの該当数が2桁",
            &[Rule::FIELD_LENGTH],
        )
        .edit(|draft| put(draft, PreventionPlan, "checklist_exercise", "10")),
        faulty(
            "code-out-of-list",
            "事業プログラムの要否が0",
            &[Rule::FIELD_CODE],
        )
        .edit(|draft| put(draft, PreventionPlan, "program_oral", "0")),
        faulty(
            "required-empty",
            "必須の利用者名が空",
            &[Rule::FIELD_REQUIRED],
        )
        .edit(|draft| put(draft, PreventionPlan, "user_name", "")),
        Recipe::faulty(
            SendingUnit::PreventionPlanDelete,
            "delete-without-day",
            "削除の計画作成日が空",
            &[Rule::FIELD_REQUIRED],
        )
        .edit(|draft| put(draft, PreventionPlanDelete, "support_plan_date", "")),
    ]
}

/// A care-management office works on behalf of the support center (委託).
pub(super) fn entrusted(parties: &mut Parties) -> Result<(), GenerateError> {
    parties.manager = Office::new("1370000001", "43", "例題居宅介護支援事業所")?;
    Ok(())
}
