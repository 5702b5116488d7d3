use std::fmt::Write as _;

use jiff::civil::date;
use tasuki_terms::Yen;

use super::*;

const TODAY: Date = date(2026, 11, 21);

fn held(state: CertificateState, last_day: Option<Date>) -> HeldCertificate {
    HeldCertificate {
        class: CertificateClass::CarePlan,
        state,
        last_day,
    }
}

fn told(held: &[HeldCertificate]) -> &'static str {
    let (class, active) = (CertificateClass::CarePlan, OfficeStatus::Active);
    match may_apply_for_certificate(class, held, active, TODAY, &ReissueRule::default()) {
        Ok(()) => "yes",
        Err(refusal) => refusal.code(),
    }
}

#[test]
fn one_application_and_one_certificate_of_a_class_at_a_time() {
    use CertificateState::{Applied, Issued, Refused, Revoked};
    let far = Some(date(2029, 11, 21));
    let opens = Some(date(2027, 2, 19));
    let not_yet = Some(date(2027, 2, 20));
    let yesterday = Some(date(2026, 11, 20));
    for (case, held, expected) in [
        ("nothing", vec![], "yes"),
        (
            "open",
            vec![held(Applied, None)],
            "certificate.already-applied",
        ),
        ("valid", vec![held(Issued, far)], "certificate.still-valid"),
        (
            "day before",
            vec![held(Issued, not_yet)],
            "certificate.still-valid",
        ),
        ("renewal opens", vec![held(Issued, opens)], "yes"),
        (
            "renewal is open and used",
            vec![held(Issued, opens), held(Applied, None)],
            "certificate.already-applied",
        ),
        (
            "renewed already",
            vec![held(Issued, opens), held(Issued, far)],
            "certificate.still-valid",
        ),
        ("expired", vec![held(Issued, yesterday)], "yes"),
        ("revoked", vec![held(Revoked, far)], "yes"),
        ("refused", vec![held(Refused, None)], "yes"),
    ] {
        assert_eq!(told(&held), expected, "{case}");
    }
    let other = HeldCertificate {
        class: CertificateClass::CareInsurance,
        ..held(Applied, None)
    };
    assert_eq!(told(&[other]), "yes");
}

#[test]
fn each_refusal_says_what_happened_and_what_to_do() {
    let rule = ReissueRule::default();
    let last_day = date(2029, 11, 21);
    let all = [
        ApplyRefusal::OfficeNotActive {
            status: OfficeStatus::Suspended,
        },
        ApplyRefusal::ForAgents,
        ApplyRefusal::AlreadyApplied,
        ApplyRefusal::StillValid {
            last_day,
            opens: rule.opens(last_day),
        },
    ];
    let told = all.map(|one| format!("{}: {}{}", one.code(), one.what(), one.hint()));
    insta::assert_snapshot!(told.join("\n"), @r"
    certificate.office-not-active: 事業所の状態が「停止中」のため、証明書の発行申請はできません。お心当たりがない場合は、ヘルプデスクにお問い合わせください。
    certificate.for-agents: 代理人証明書は代理請求用のため、この画面からは発行申請できません。介護保険証明書または請求委任事業所用ケアプラン証明書を申請してください。
    certificate.already-applied: この証明書はすでに発行申請中です。発行されると、お知らせに「証明書発行完了通知」が掲載されます。
    certificate.still-valid: 有効な証明書をお持ちのため、発行申請は不要です（有効終了日 2029年11月21日）。発行済みの証明書は何回でもダウンロードできます。更新の申請は2029年8月23日から受け付けます。紛失した場合は、先に失効の手続きをしてください。
    ");
    let class = CertificateClass::CarePlan;
    let closed = may_apply_for_certificate(class, &[], OfficeStatus::Closed, TODAY, &rule);
    assert_eq!(closed.unwrap_err().code(), "certificate.office-not-active");
    let agent = CertificateClass::Agent;
    let refused = may_apply_for_certificate(agent, &[], OfficeStatus::Active, TODAY, &rule);
    assert_eq!(refused, Err(ApplyRefusal::ForAgents));
}

#[test]
fn the_whole_table_of_steps() {
    let mut table = String::new();
    for state in CertificateState::ALL {
        for step in CertificateStep::ALL {
            let told = match state.advance(step) {
                Ok(Some(next)) => format!("-> {}", next.as_str()),
                Ok(None) => "stays".to_owned(),
                Err(refused) => refused.what(),
            };
            writeln!(table, "{} {step:?} {told}", state.as_str()).unwrap();
        }
        assert_eq!(CertificateState::read(state.as_str()), Some(state));
    }
    insta::assert_snapshot!(table, @r"
    applied Issue -> issued
    applied Refuse -> refused
    applied Revoke 証明書の状況が「発行申請中」のため、失効できません。
    issued Issue stays
    issued Refuse 証明書の状況が「発行済み」のため、却下できません。
    issued Revoke -> revoked
    revoked Issue 証明書の状況が「失効」のため、発行できません。
    revoked Refuse 証明書の状況が「失効」のため、却下できません。
    revoked Revoke stays
    refused Issue 証明書の状況が「却下」のため、発行できません。
    refused Refuse stays
    refused Revoke 証明書の状況が「却下」のため、失効できません。
    ");
}

#[test]
fn the_rule_issues_only_what_it_names() {
    let rule = ApprovalRule {
        classes: vec![CertificateClass::CarePlan, CertificateClass::Agent],
    };
    let valid = [held(CertificateState::Issued, Some(TODAY))];
    let decided = |class, held: &[HeldCertificate], office| {
        approve_by_rule(&rule, class, held, office, None, TODAY)
    };
    let (care_plan, active) = (CertificateClass::CarePlan, OfficeStatus::Active);
    assert_eq!(decided(care_plan, &[], active), Approval::Issue);
    for (class, held, office, reason) in [
        (
            CertificateClass::CareInsurance,
            &[][..],
            active,
            AskReason::Class,
        ),
        (CertificateClass::Agent, &[], active, AskReason::Class),
        (care_plan, &[], OfficeStatus::Suspended, AskReason::Office),
        (care_plan, &valid, active, AskReason::HoldsOne),
    ] {
        assert_eq!(decided(class, held, office), Approval::AskOperator(reason));
    }
    let none = ApprovalRule::default();
    let asked = approve_by_rule(&none, care_plan, &[], active, None, TODAY);
    assert_eq!(asked, Approval::AskOperator(AskReason::Class));
    for (changed, decided) in [
        (TODAY, Approval::AskOperator(AskReason::Changed)),
        (
            date(2026, 11, 15),
            Approval::AskOperator(AskReason::Changed),
        ),
        (date(2026, 11, 14), Approval::Issue),
    ] {
        let told = approve_by_rule(&rule, care_plan, &[], active, Some(changed), TODAY);
        assert_eq!(told, decided, "{changed}");
    }
}

#[test]
fn a_certificate_is_good_to_its_last_day() {
    let one = held(CertificateState::Issued, Some(TODAY));
    assert_eq!(one.shown_state(TODAY), "発行済み");
    assert_eq!(one.shown_state(date(2026, 11, 22)), "有効期限切れ");
    let open = held(CertificateState::Applied, None);
    assert_eq!(open.shown_state(TODAY), "発行申請中");
    let fees = CertificateClass::ALL.map(|class| CertificateFees::default().of(class).amount());
    assert_eq!(fees, [13_200, 13_900, 0, 0]);
    for class in CertificateClass::ALL {
        assert_eq!(CertificateClass::read(class.as_str()), Some(class));
    }
}

#[test]
fn the_balance_of_a_fee_is_what_is_still_to_be_paid() {
    use CertificateState::{Applied, Issued, Refused, Revoked};
    let (fee, day) = (Yen::new(13_200), Some(date(2027, 1, 10)));
    for (state, paid_on, balance) in [
        (Applied, None, Yen::ZERO),
        (Refused, None, Yen::ZERO),
        (Issued, None, fee),
        (Issued, day, Yen::ZERO),
        (Revoked, None, fee),
        (Revoked, day, Yen::ZERO),
    ] {
        assert_eq!(state.fee_balance(fee, paid_on), balance, "{state:?}");
    }
}
