//! D2 予定: faults between items, records and files.

use tasuki_terms::FileKind::{UseAnnex, UsePlan, UsePlanDelete, UserSupplement};
use tasuki_terms::SendingUnit::UseTableDelete;

use super::{add_row, faulty, to_rental};
use crate::Rule;
use crate::conformance::edits::{put, put_where, without_last_person};
use crate::conformance::recipe::Recipe;
use crate::generate::Draft;

/// The total (全合計) of 第7表.
const TOTAL: (&str, fn(&str) -> bool) = ("service_code", |code| code == "999999");
/// A row of 福祉用具貸与.
const RENTED: (&str, fn(&str) -> bool) = ("tais_code", |code| !code.is_empty());

pub(super) fn recipes() -> Vec<Recipe> {
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
            &[Rule::RECORD_HOS_4],
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
