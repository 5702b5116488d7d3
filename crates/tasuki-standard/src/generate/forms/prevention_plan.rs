//! 介護予防サービス・支援計画書 and its annex (別表).

use tasuki_terms::ServiceMonth;

use super::care_plan::{day_before, offices, period};
use super::prevention_user::consignment;
use super::{Filled, Heading, care_level, fill, start};
use crate::generate::Client;
use crate::generate::chance::Chance;
use crate::generate::examples::aim_of;
use crate::generate::people::MANAGER_NAME;

/// The day on which the plan of a month was made (計画作成日): the 20th of the month before.
pub(in crate::generate) fn support_plan_date(month: ServiceMonth) -> String {
    day_before(month, 20)
}

/// 介護予防サービス・支援計画書, one for each person.
pub(in crate::generate) fn prevention_plan(
    heading: &Heading<'_>,
    clients: &[Client],
    chance: &mut Chance,
) -> Vec<Filled> {
    clients
        .iter()
        .map(|client| plan(heading, client, chance))
        .collect()
}

fn plan(heading: &Heading<'_>, client: &Client, chance: &mut Chance) -> Filled {
    let person = &client.person;
    let manager = &heading.parties.manager;
    let year = heading.month.year();
    let (level, _) = care_level(heading.parties, client);
    let mut record = start(heading, person, "");
    let mut put = |id, value: &str| {
        record.insert(id, value.to_owned());
    };
    put("support_plan_date", &support_plan_date(heading.month));
    put("plan_kind", "1");
    put("consignment", consignment(heading));
    put(
        "reference_no",
        &format!("見本-{:04}", 1 + chance.below(9_999)),
    );
    put("user_name", &person.name);
    put("certified_on", &format!("{}1120", year - 1));
    put("certification_start", &format!("{}1201", year - 1));
    put("certification_end", &format!("{}1130", year + 1));
    put("plan_category", "21");
    put("certification_status", "2");
    put("support_level", if level == 12 { "1" } else { "2" });
    put("author_center_name", "見本 支子");
    put("author_manager_name", MANAGER_NAME);
    put("author_office_name", &manager.name);
    put("author_office_address", "東京都見本区支援1-1");
    put("author_office_phone", "03-0000-0001");
    put("first_created_on", &format!("{}0401", year - 1));
    put("center_name", "見本区地域包括支援センター");
    put("goal_day", "朝夕に15分歩く");
    put("goal_year", "\"歌の会\"に一人で行けるようになる");
    for (area, [status, intention, issue, background]) in AREAS {
        put(area.status, status);
        put(area.intention, intention);
        put(area.issue, issue);
        put(area.background, background);
    }
    put("health_notes", "血圧の急な上昇に注意\n（主治医：髙例医師）");
    put("support_policy", "週1回の運動の機会をつくる");
    put("overall_policy", "①自信を取り戻し, ②外出を増やす");
    for id in [
        "checklist_exercise",
        "checklist_nutrition",
        "checklist_oral",
        "checklist_withdrawal",
        "checklist_memory",
        "checklist_depression",
    ] {
        put(id, &chance.below(4).to_string());
    }
    for id in [
        "program_exercise",
        "program_nutrition",
        "program_oral",
        "program_withdrawal",
        "program_memory",
        "program_depression",
    ] {
        put(id, if chance.once_in(2) { "1" } else { "2" });
    }
    put("center_opinion", "計画どおりで差し支えない。");
    put("consented_on", &support_plan_date(heading.month));
    put("consenter_name", &person.name);
    record
}

/// The items of an area of life (領域).
struct Area {
    status: &'static str,
    intention: &'static str,
    issue: &'static str,
    background: &'static str,
}

const AREAS: [(Area, [&str; 4]); 4] = [
    (
        Area {
            status: "mobility_status",
            intention: "mobility_intention",
            issue: "mobility_issue",
            background: "mobility_issue_background",
        },
        ["杖で屋内は自立", "また外に出たい", "1", "骨折後の筋力低下"],
    ),
    (
        Area {
            status: "daily_life_status",
            intention: "daily_life_intention",
            issue: "daily_life_issue",
            background: "daily_life_issue_background",
        },
        ["炊事はできる", "続けたい", "2", ""],
    ),
    (
        Area {
            status: "social_status",
            intention: "social_intention",
            issue: "social_issue",
            background: "social_issue_background",
        },
        ["外出が減った", "友人と会いたい", "1", "転倒への不安"],
    ),
    (
        Area {
            status: "health_status",
            intention: "health_intention",
            issue: "health_issue",
            background: "health_issue_background",
        },
        ["通院と内服", "痛みなく過ごしたい", "1", "膝の痛み"],
    ),
];

/// 別表: a need (課題) for each office; everything but the numbers stands on its first row only
/// (標準仕様 V4.1, annex, 別表の構成).
pub(in crate::generate) fn prevention_plan_annex(
    heading: &Heading<'_>,
    clients: &[Client],
    chance: &mut Chance,
) -> Vec<Filled> {
    let period = period(heading.month, 5);
    let mut records = Vec::new();
    for client in clients {
        let row = |need: usize, plan: u32, service: u32| {
            let mut record = start(heading, &client.person, "");
            fill(
                &mut record,
                "support_plan_date",
                &support_plan_date(heading.month),
            );
            fill(&mut record, "need_no", &need);
            fill(&mut record, "support_plan_no", &plan);
            fill(&mut record, "service_no", &service);
            fill(&mut record, "period", &period);
            record
        };
        for (need, (_, office)) in offices(heading, client).enumerate() {
            let need = need + 1;
            let aim = aim_of(office.service.as_str());
            let kind = office.service.name().unwrap_or_default();
            let mut first = row(need, 1, 1);
            fill(&mut first, "overall_issue", &aim.need);
            fill(&mut first, "proposal", &aim.short_term_goal);
            fill(
                &mut first,
                "intention",
                &"本人：やってみたい\n家族：送り迎えがあると助かる",
            );
            fill(&mut first, "goal", &aim.long_term_goal);
            fill(&mut first, "support_point", &"転ばない工夫");
            fill(
                &mut first,
                "informal_support",
                &"自宅での体操, 長男の声かけ",
            );
            fill(&mut first, "formal_support", &aim.content);
            fill(&mut first, "service_kind", &kind);
            fill(&mut first, "service_office", &office.name);
            records.push(first);
            if chance.once_in(2) {
                let mut second = row(need, 1, 2);
                fill(&mut second, "service_kind", &"地域の集い");
                fill(&mut second, "service_office", &"見本区社会福祉協議会");
                records.push(second);
            }
            if chance.once_in(3) {
                let mut other = row(need, 2, 1);
                fill(&mut other, "support_point", &"痛みの相談");
                fill(&mut other, "informal_support", &"痛む日は\"休む\"");
                fill(&mut other, "formal_support", &"なし");
                fill(&mut other, "service_kind", &"通院");
                fill(&mut other, "service_office", &"見本整形外科");
                records.push(other);
            }
        }
    }
    records
}
