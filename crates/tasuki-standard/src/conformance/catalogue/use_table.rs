//! D2 予定.

use tasuki_terms::FileKind::{UseAnnex, UsePlan};
use tasuki_terms::SendingUnit::{UseTable, UseTableDelete};

use crate::Rule;
use crate::conformance::Pattern::D2;
use crate::conformance::edits::{
    empty_optional, every_day, fill_optional, longest, public_assistance, put, put_where,
    with_characters,
};
use crate::conformance::recipe::Recipe;
use crate::generate::{Draft, GenerateError, Office, Parties};

mod file_faults;
mod item_faults;
mod more;
mod record_faults;

pub(super) fn recipes() -> Vec<Recipe> {
    let mut all = valid();
    all.extend(file_faults::recipes());
    all.extend(item_faults::recipes());
    all.extend(record_faults::recipes());
    all.extend(more::recipes());
    all
}

fn faulty(slug: &'static str, title: &'static str, rules: &'static [Rule]) -> Recipe {
    Recipe::faulty(UseTable, slug, title, rules)
}

fn valid() -> Vec<Recipe> {
    let valid = |slug, title| Recipe::valid(UseTable, slug, title);
    let boundary = |slug, title| Recipe::boundary(UseTable, slug, title);
    let delete = |slug, title| Recipe::valid(UseTableDelete, slug, title);
    vec![
        valid(
            "home-help",
            "訪問介護への予定（第6表・第7表・利用者補足情報）",
        ),
        delete("home-help-delete", "D2-01の予定の削除").of(D2, 1),
        valid("day-care", "通所介護への予定（入浴介助加算あり）").offices(to_day_care),
        valid(
            "rented-equipment",
            "福祉用具貸与への予定（TAISコード・明細判別コードあり）",
        )
        .users(8)
        .offices(to_rental),
        valid("home-help-v3", "V3の予定").v3(),
        delete("home-help-delete-v3", "D2-05の予定の削除（V3）")
            .v3()
            .of(D2, 5),
        valid("nursing", "訪問看護への予定").offices(to_nursing),
        boundary("every-day", "31日間毎日の利用")
            .month("202505")
            .people(every_day),
        boundary("every-day-v3", "31日間毎日の利用（V3）")
            .v3()
            .people(every_day),
        boundary("leap-day", "2月29日の利用")
            .month("202802")
            .people(every_day),
        boundary("no-times", "時刻のない加算（9999）と単位数0").edit(|draft| {
            add_row(draft, |record| {
                record.insert("service_code", "116275".to_owned());
                record.insert("units", "0".to_owned());
                record.insert("start_time", "9999".to_owned());
                record.insert("end_time", "9999".to_owned());
            });
        }),
        boundary("prorated", "日割対象日（15日まで）").edit(|draft| {
            let days = format!("{}{}", "1".repeat(15), "0".repeat(16));
            put(draft, UsePlan, "prorated_days", &days);
        }),
        boundary("midnight", "時刻が0000と2359").edit(|draft| {
            put(draft, UsePlan, "start_time", "0000");
            put(draft, UsePlan, "end_time", "2359");
        }),
        boundary("optional-empty", "任意の項目がすべて空").edit(empty_optional),
        boundary("optional-filled", "任意の項目をすべて入力").edit(fill_optional),
        boundary("longest-numbers", "数字の項目が最大の桁数").edit(longest),
        boundary("public-assistance", "生保単独の被保険者番号（H）").people(public_assistance),
        boundary("public-assistance-v3", "生保単独の被保険者番号（H、V3）")
            .v3()
            .people(public_assistance),
        boundary("ms932-characters", "IBM拡張文字・丸数字・半角カナ").edit(with_characters),
        boundary(
            "notification-code",
            "TAISコードの代わりに福祉用具届出コード",
        )
        .offices(to_rental)
        .edit(|draft| {
            for kind in [UsePlan, UseAnnex] {
                for record in draft.records(kind) {
                    if let Some(code) = record.remove("tais_code") {
                        record.insert("equipment_notification_code", code);
                    }
                }
            }
        }),
        boundary("satellite", "サテライト枝番").edit(|draft| {
            for kind in [UsePlan, UseAnnex] {
                for record in draft.records(kind) {
                    let own = record.get("service_office_no").map(String::as_str);
                    if own == Some("1370000002") {
                        record.insert("satellite_no", "01".to_owned());
                    }
                }
            }
        }),
        boundary("over-30-days", "30日超過分の小計（ZZZZ）").edit(|draft| {
            sum_row(draft, "11ZZZZ", &[("over_30_days", "1")]);
        }),
        boundary("outside-limit", "区分支給対象外の小計（EEEE）").edit(|draft| {
            sum_row(draft, "11EEEE", &[]);
        }),
        boundary("reduction", "減算の単位数が負").edit(|draft| {
            add_row(draft, |record| {
                record.insert("service_code", "114000".to_owned());
                record.insert("units", "-24".to_owned());
            });
        }),
        boundary("limits-of-types", "種類支給限度を9つとも入力").edit(|draft| {
            let slots = [
                "slot1_service_type",
                "slot2_service_type",
                "slot3_service_type",
                "slot4_service_type",
                "slot5_service_type",
                "slot6_service_type",
                "slot7_service_type",
                "slot8_service_type",
                "slot9_service_type",
            ];
            let types = ["11", "12", "13", "14", "15", "16", "17", "21", "22"];
            for (slot, service) in slots.into_iter().zip(types) {
                put(draft, tasuki_terms::FileKind::UserSupplement, slot, service);
            }
        }),
        boundary("one-person", "利用者が1名").users(1),
        boundary("many-people", "利用者が100名").users(100),
        boundary("long-stay", "前月までの利用日数が2桁").edit(|draft| {
            let is_detail: fn(&str) -> bool = |code| code.starts_with('1');
            let row = ("service_code", is_detail);
            put_where(draft, UseAnnex, row, ("days_to_prev_month", "99"));
            put_where(draft, UseAnnex, row, ("planned_days_this_month", "31"));
            put_where(draft, UseAnnex, row, ("cumulative_days", "00130"));
        }),
    ]
}

/// The plan goes to 通所介護; nobody else delivers.
pub(super) fn to_day_care(parties: &mut Parties) -> Result<(), GenerateError> {
    parties.service = Office::new("1370000003", "15", "見本デイサービス")?;
    parties.others.clear();
    Ok(())
}

/// The plan goes to 福祉用具貸与, beside 訪問介護.
pub(super) fn to_rental(parties: &mut Parties) -> Result<(), GenerateError> {
    let help = std::mem::replace(
        &mut parties.service,
        Office::new("1370000004", "17", "㈱例示福祉用具")?,
    );
    parties.others = vec![help];
    Ok(())
}

/// The plan goes to 訪問看護.
fn to_nursing(parties: &mut Parties) -> Result<(), GenerateError> {
    parties.service = Office::new("1370000010", "13", "例﨑訪問看護ステーション")?;
    Ok(())
}

/// Adds a row to 第6表, like the first of the first person but for what is changed.
pub(super) fn add_row(draft: &mut Draft, change: fn(&mut crate::generate::Filled)) {
    if let Some(sheet) = draft.sheet(UsePlan)
        && let Some(mut record) = sheet.records.first().cloned()
    {
        change(&mut record);
        sheet.records.insert(1, record);
    }
}

/// Adds a sum to 第7表 for the office of the first row, behind its last person's total.
fn sum_row(draft: &mut Draft, code: &str, more: &[(&'static str, &str)]) {
    if let Some(sheet) = draft.sheet(UseAnnex)
        && let Some(mut record) = sheet.records.first().cloned()
    {
        for id in [
            "tais_code",
            "equipment_name",
            "discount_rate",
            "discounted_units",
        ] {
            record.remove(id);
        }
        for (id, value) in [("service_code", code), ("units", "0")] {
            record.insert(id, value.to_owned());
        }
        for (id, value) in more {
            record.insert(id, (*value).to_owned());
        }
        sheet.records.insert(1, record);
    }
}
