//! D1 計画書.

use tasuki_terms::FileKind::{CarePlan1, CarePlan2, CarePlan3, UserSupplement};
use tasuki_terms::SendingUnit::{PlanDocuments, PlanDocumentsDelete};

use crate::Rule;
use crate::conformance::Pattern::D1;
use crate::conformance::edits::{
    empty_optional, file, fill_optional, public_assistance, put, put_where, rename, replace,
    with_breaks, with_characters, with_long_text, without_last_person,
};
use crate::conformance::recipe::Recipe;
use crate::generate::File;

pub(super) fn recipes() -> Vec<Recipe> {
    let valid = |slug, title| Recipe::valid(PlanDocuments, slug, title);
    let boundary = |slug, title| Recipe::boundary(PlanDocuments, slug, title);
    let faulty = |slug, title, rules| Recipe::faulty(PlanDocuments, slug, title, rules);
    let delete = |slug, title| Recipe::valid(PlanDocumentsDelete, slug, title);
    vec![
        valid(
            "plan-documents",
            "計画書一式（第1表・第2表・第3表・利用者補足情報）",
        ),
        delete("plan-documents-delete", "D1-01の計画書の削除").of(D1, 1),
        valid("plan-documents-v3", "V3の計画書一式（第3表なし）").v3(),
        delete("plan-documents-delete-v3", "D1-03の計画書の削除（V3）")
            .v3()
            .of(D1, 3),
        boundary("optional-empty", "任意の項目がすべて空").edit(empty_optional),
        boundary("optional-filled", "任意の項目をすべて入力").edit(fill_optional),
        boundary("line-breaks-and-quotes", "文中に改行・カンマ・引用符").edit(with_breaks),
        boundary(
            "line-breaks-and-quotes-v3",
            "文中に改行・カンマ・引用符（V3）",
        )
        .v3()
        .edit(with_breaks),
        boundary("ms932-characters", "IBM拡張文字・丸数字・半角カナ").edit(with_characters),
        boundary("long-text", "4,000文字の文章")
            .users(1)
            .edit(with_long_text),
        boundary("public-assistance", "生保単独の被保険者番号（H）").people(public_assistance),
        boundary(
            "highest-numbers",
            "課題ＮＯ・援助目標ＮＯ・援助内容ＮＯが99",
        )
        .edit(|draft| {
            for id in ["need_no", "goal_no", "support_no"] {
                put(draft, CarePlan2, id, "99");
            }
        }),
        boundary("midnight", "第3表の時刻が0000から2359まで").edit(|draft| {
            put(draft, CarePlan3, "service_start", "0000");
            put(draft, CarePlan3, "service_end", "2359");
        }),
        faulty(
            "form-3-missing",
            "第3表のファイルがない",
            &[Rule::UNIT_MISSING_FILE],
        )
        .edit(|draft| draft.sheets.retain(|sheet| sheet.kind != CarePlan3)),
        faulty(
            "comma-not-quoted",
            "カンマのある文が引用符で囲まれていない",
            &[Rule::CSV_FIELD_COUNT],
        )
        .spoil(|files| replace(files, CarePlan1, "\"例題 作子\"", b"A,B")),
        faulty(
            "quote-not-doubled",
            "文中の引用符が重ねられていない",
            &[Rule::CSV_QUOTES],
        )
        .spoil(|files| replace(files, CarePlan1, "\"例題 作子\"", b"\"A\"B\"C\"")),
        faulty(
            "quote-not-closed",
            "文を囲む引用符が閉じていない",
            &[Rule::CSV_QUOTES],
        )
        .users(1)
        .edit(|draft| {
            if let Some(record) = draft.records(CarePlan3).last_mut() {
                for id in ["daily_activity", "activity_start", "activity_end"] {
                    record.remove(id);
                }
                record.insert("non_weekly_service", "見守り".to_owned());
            }
        })
        .spoil(|files| replace(files, CarePlan3, "\"見守り\"", b"\"A")),
        faulty(
            "user-defined-character",
            "外字（F040）がある",
            &[Rule::TEXT_USER_DEFINED],
        )
        .spoil(|files| replace(files, CarePlan1, "例題 作子", b"\xF0\x40")),
        faulty(
            "code-out-of-list",
            "要介護状態区分のコードが一覧にない",
            &[Rule::FIELD_CODE],
        )
        .edit(|draft| put(draft, CarePlan1, "care_level", "26")),
        faulty(
            "required-empty",
            "必須の介護支援事業者名が空",
            &[Rule::FIELD_REQUIRED],
        )
        .edit(|draft| put(draft, CarePlan1, "support_office_name", "")),
        faulty(
            "no-such-day",
            "認定日が暦にない日付（2月30日）",
            &[Rule::FIELD_FORM],
        )
        .edit(|draft| put(draft, CarePlan1, "certified_on", "20250230")),
        faulty(
            "postal-code",
            "郵便番号にハイフンがない",
            &[Rule::FIELD_FORM],
        )
        .edit(|draft| put(draft, CarePlan1, "user_postal_code", "1009999")),
        faulty(
            "parties-differ",
            "利用者補足情報だけ送信先が違う",
            &[Rule::UNIT_DIFFERENT_PARTIES],
        )
        .spoil(|files| {
            rename(files, UserSupplement, |name| {
                name.replacen("1370000002", "1370000099", 1)
            });
        }),
        faulty(
            "reason-not-explained",
            "生活援助の理由が「その他」で、その他理由が空",
            &[Rule::RECORD_1KY_1],
        )
        .edit(|draft| {
            put(draft, CarePlan1, "housework_reason", "3");
            put(draft, CarePlan1, "housework_reason_other", "");
        }),
        faulty(
            "numbers-twice",
            "第2表の3つの番号が重複",
            &[Rule::RECORD_2KY_1],
        )
        .edit(|draft| {
            if let Some(sheet) = draft.sheet(CarePlan2) {
                sheet.records.extend(sheet.records.first().cloned());
            }
        }),
        faulty(
            "two-things-in-a-row",
            "第3表の1行にサービスと日常生活の活動",
            &[Rule::RECORD_3KY_1],
        )
        .edit(|draft| {
            let is_service: fn(&str) -> bool = |value| !value.is_empty();
            let row = ("care_service", is_service);
            put_where(draft, CarePlan3, row, ("daily_activity", "朝食"));
        }),
        faulty(
            "supplement-with-month",
            "計画書の利用者補足情報に対象年月",
            &[Rule::RECORD_HOS_1],
        )
        .edit(|draft| put(draft, UserSupplement, "target_ym", "202504")),
        faulty(
            "supplement-without-plan-date",
            "計画書の利用者補足情報の計画作成日が00000000",
            &[Rule::RECORD_HOS_2],
        )
        .edit(|draft| put(draft, UserSupplement, "care_plan_date", "00000000")),
        faulty(
            "form-1-missing-user",
            "第1表にない利用者が第2表・第3表にいる",
            &[Rule::UNIT_ORPHAN],
        )
        .edit(|draft| without_last_person(draft, CarePlan1)),
        faulty(
            "supplement-missing-user",
            "利用者補足情報にいない利用者",
            &[Rule::UNIT_NO_SUPPLEMENT],
        )
        .edit(|draft| without_last_person(draft, UserSupplement)),
        boundary("optional-empty-v3", "任意の項目がすべて空（V3）")
            .v3()
            .edit(empty_optional),
        boundary("optional-filled-v3", "任意の項目をすべて入力（V3）")
            .v3()
            .edit(fill_optional),
        boundary("ms932-characters-v3", "IBM拡張文字・丸数字・半角カナ（V3）")
            .v3()
            .edit(with_characters),
        faulty(
            "form-3-in-v3",
            "V3にない第3表のファイル",
            &[Rule::NAME_VERSION],
        )
        .v3()
        .spoil(|files| {
            let form_2 = file(files, CarePlan2).cloned();
            let named = |(name, bytes): File| (name.replacen("UP2KYO", "UP3KYO", 1), bytes);
            files.extend(form_2.map(named));
        }),
        faulty(
            "code-out-of-list-v3",
            "保険対象区分のコードが一覧にない（V3）",
            &[Rule::FIELD_CODE],
        )
        .v3()
        .edit(|draft| put(draft, CarePlan2, "insurance_coverage", "1")),
    ]
}
