//! 利用者基本情報 and its annexes (別表1, 別表2).

use tasuki_terms::ServiceMonth;

use super::care_plan::day_before;
use super::{Filled, Heading, care_level, fill, start};
use crate::generate::Client;
use crate::generate::chance::Chance;
use crate::generate::examples::{DAY, HOBBIES, ILLNESSES, LIVES};
use crate::generate::people::MANAGER_NAME;

/// The day of the consultation (相談日) before a month: the 12th of the month before.
pub(in crate::generate) fn consulted_on(month: ServiceMonth) -> String {
    day_before(month, 12)
}

/// 利用者基本情報, one for each person.
pub(in crate::generate) fn prevention_user(
    heading: &Heading<'_>,
    clients: &[Client],
    chance: &mut Chance,
) -> Vec<Filled> {
    clients
        .iter()
        .map(|client| user(heading, client, chance))
        .collect()
}

fn user(heading: &Heading<'_>, client: &Client, chance: &mut Chance) -> Filled {
    let person = &client.person;
    let year = heading.month.year();
    let (level, _) = care_level(heading.parties, client);
    let address = format!("{}{}", person.address, person.building);
    let mut record = start(heading, person, "");
    let mut put = |id, value: &str| {
        record.insert(id, value.to_owned());
    };
    put("consulted_on", &consulted_on(heading.month));
    put("plan_kind", "1");
    put("consignment", consignment(heading));
    put("author_name", MANAGER_NAME);
    let method = 1 + chance.below(3);
    put("consult_method", &format!("{method:02}"));
    if method == 3 {
        put("consult_method_other", "民生委員の紹介");
    }
    if chance.once_in(2) {
        put("consult_count", "02");
        put("previous_consulted_on", &format!("{}0601", year - 1));
    } else {
        put("consult_count", "01");
    }
    if chance.once_in(3) {
        put("present_status", "02");
        put("present_status_note", "骨折で入院中。来月\"退院\"の予定");
    } else {
        put("present_status", "01");
    }
    put("user_name_kana", &person.kana);
    put("user_name", &person.name);
    put("sex", person.sex);
    put("birth_date", &person.birth_date);
    put("address", &address);
    put("phone", &person.phone);
    put("fax", "03-0000-0405");
    put("disability_independence", "11");
    put("dementia_independence", "02");
    put("care_level", &level.to_string());
    put("certification_start", &format!("{}1201", year - 1));
    put("certification_end", &format!("{}1130", year + 1));
    put("previous_care_level", "12");
    put("checklist_result", "1");
    put("checklist_on", &day_before(heading.month, 10));
    for id in [
        "disability_physical",
        "disability_intellectual",
        "disability_mental",
        "disability_intractable",
    ] {
        put(id, if chance.once_in(4) { "1" } else { "0" });
    }
    put("disability_note", "手帳の有無は\"確認中\"");
    put("housing_type", "05");
    put("own_room_floor", "1");
    put("home_modification", "2");
    put("income_national_pension", "1");
    put("income_employee_pension", "0");
    put("income_disability_pension", "0");
    put("income_public_assistance", "0");
    put("income_note", "年金のみ");
    put("visitor_name", "見本 一郎");
    put("visitor_address", &address);
    put("visitor_phone", "03-0000-0404");
    put("visitor_relationship", "長男");
    put("emergency1_name", "見本 一郎");
    put("emergency1_relationship", "長男");
    put("emergency1_address", &address);
    put("emergency1_phone", "03-0000-0404");
    put("family_note", "長男と二人暮らし\n長女は髙例市に住む");
    put(
        "life_history",
        chance.pick(LIVES).copied().unwrap_or_default(),
    );
    put("daily_life", "午前は家事、午後は縁側で過ごす");
    put("hobbies", chance.pick(HOBBIES).copied().unwrap_or_default());
    put("social_relations", "町内会の友人と週1回会う");
    put("public_services", "なし");
    put("informal_services", "配食");
    put("consented_on", &consulted_on(heading.month));
    put("consenter_name", &person.name);
    record
}

/// 委託の有無: a care-management office (43) works on behalf of a support center.
pub(super) fn consignment(heading: &Heading<'_>) -> &'static str {
    if heading.parties.manager.service.as_str() == "43" {
        "2"
    } else {
        "1"
    }
}

/// 別表1: the day, some rows for each person.
pub(in crate::generate) fn prevention_user_annex_1(
    heading: &Heading<'_>,
    clients: &[Client],
    chance: &mut Chance,
) -> Vec<Filled> {
    let mut records = Vec::new();
    for client in clients {
        let rows = usize::try_from(2 + chance.below(4)).unwrap_or(2);
        for (time, activity, family) in DAY.iter().take(rows) {
            let mut record = begun(heading, client);
            fill(&mut record, "time_text", time);
            fill(&mut record, "user_activity", activity);
            fill(&mut record, "family_activity", family);
            records.push(record);
        }
    }
    records
}

/// 別表2: illnesses, some rows for each person.
pub(in crate::generate) fn prevention_user_annex_2(
    heading: &Heading<'_>,
    clients: &[Client],
    chance: &mut Chance,
) -> Vec<Filled> {
    let mut records = Vec::new();
    for client in clients {
        let rows = usize::try_from(1 + chance.below(3)).unwrap_or(1);
        for (date, disease, clinic, flag, progress, treatment) in ILLNESSES.iter().take(rows) {
            let mut record = begun(heading, client);
            fill(&mut record, "date_text", date);
            fill(&mut record, "disease_name", disease);
            fill(&mut record, "clinic_and_doctor", clinic);
            fill(&mut record, "attending_doctor_flag", flag);
            fill(&mut record, "clinic_phone", &"03-0000-9999");
            fill(&mut record, "progress", progress);
            fill(&mut record, "treatment_note", treatment);
            records.push(record);
        }
    }
    records
}

fn begun(heading: &Heading<'_>, client: &Client) -> Filled {
    let mut record = start(heading, &client.person, "");
    fill(&mut record, "consulted_on", &consulted_on(heading.month));
    record
}
