use super::*;
use proptest::prelude::*;

const NEW: SetupFacts = SetupFacts {
    has_own_password: false,
    certificate: CertificateFact::None,
    has_applied: false,
    is_licensed: false,
    has_used_client: false,
    has_exchanged: false,
    partners: 0,
};

/// One letter for each step: done, next, waiting, later.
fn states(facts: &SetupFacts) -> String {
    let letter = |item: &ChecklistItem| match item.state {
        StepState::Done => 'D',
        StepState::Next => 'N',
        StepState::Waiting => 'W',
        StepState::Later => '-',
    };
    checklist(facts).iter().map(letter).collect()
}

#[test]
fn an_office_is_led_from_the_letter_to_the_first_message() {
    assert_eq!(states(&NEW), "N------");
    let mut facts = SetupFacts {
        has_own_password: true,
        ..NEW
    };
    assert_eq!(states(&facts), "DNN----");
    facts.certificate = CertificateFact::Applied;
    assert_eq!(states(&facts), "DWN----");
    (facts.has_applied, facts.is_licensed) = (true, true);
    assert_eq!(states(&facts), "DWD--N-");
    facts.certificate = CertificateFact::Issued;
    assert_eq!(states(&facts), "DDDN-N-");
    facts.certificate = CertificateFact::Fetched;
    assert_eq!(states(&facts), "DDDDNN-");
    facts.has_used_client = true;
    facts.partners = 1;
    assert_eq!(states(&facts), "DDDDDDN");
    facts.has_exchanged = true;
    assert_eq!(states(&facts), "DDDDDDD");
    assert_eq!(next_step(&checklist(&facts)), None);
}

#[test]
fn an_ended_licence_is_told_as_such() {
    let facts = SetupFacts {
        has_own_password: true,
        certificate: CertificateFact::Fetched,
        has_applied: true,
        has_exchanged: true,
        ..NEW
    };
    let list = checklist(&facts);
    let next = next_step(&list).unwrap();
    assert_eq!(next.step, SetupStep::Application);
    assert!(
        next.text
            .starts_with("ライセンスの有効期間が終了しています。")
    );
}

proptest! {
    #[test]
    fn something_can_be_done_unless_all_is_done_or_waiting(
        flags in proptest::array::uniform5(any::<bool>()),
        certificate in 0_usize..4,
        partners in 0_u32..2,
    ) {
        let [has_own_password, has_applied, is_licensed, has_used_client, has_exchanged] = flags;
        let all = [
            CertificateFact::None,
            CertificateFact::Applied,
            CertificateFact::Issued,
            CertificateFact::Fetched,
        ];
        let facts = SetupFacts {
            has_own_password,
            certificate: all[certificate],
            has_applied,
            is_licensed,
            has_used_client,
            has_exchanged,
            partners,
        };
        let list = checklist(&facts);
        let has = |state| list.iter().any(|item| item.state == state);
        let all_done = list.iter().all(|item| item.state == StepState::Done);
        prop_assert!(all_done || has(StepState::Next) || has(StepState::Waiting));
    }
}
