use tasuki_desk::{Draft, DraftFile, EarlierStand};
use tasuki_standard::CheckReport;

use super::*;

fn message(receiver: &str, sequence: &str) -> PlannedMessage {
    between("43", (receiver, "11"), sequence)
}

#[test]
fn a_finding_names_its_form() {
    let name = "UPPLAN_202504_1370000001_43_1370000002_11_20250325102000.CSV";
    let report = tasuki_standard::check_files(&[(name, b"202407\r\n")]);
    let told: Vec<_> = report.findings.iter().map(of_its_form).collect();
    let first = told.first().unwrap();
    let form = FileName::parse(name).unwrap().kind.name();
    assert!(first.place.starts_with(form), "{}", first.place);
}

fn between(sender: &str, (receiver, service): (&str, &str), sequence: &str) -> PlannedMessage {
    let name = format!("DLTPLAN_202504_1370000001_{sender}_{receiver}_{service}_{sequence}.CSV");
    let file = DraftFile {
        name,
        bytes: Vec::new(),
    };
    PlannedMessage {
        receiver: receiver.parse().unwrap(),
        draft: Draft {
            files: vec![file],
            ..Draft::default()
        },
        report: CheckReport::default(),
        faults: Vec::new(),
    }
}

#[test]
fn messages_that_look_the_same_are_told_apart() {
    let messages = [
        message("1370000002", "20250326090500"),
        message("1370000002", "20250327090500"),
        message("1370000003", "20250326090500"),
    ];
    let ready = (1..).zip(&messages);
    let mut ready: Vec<_> = ready
        .map(|(place, one)| Ready::of(place, one, &Receiver::default(), None))
        .collect();
    tell_apart(&mut ready);
    let told: Vec<_> = ready.iter().map(|one| one.sequence.as_deref()).collect();
    assert_eq!(told, [Some("20250326090500"), Some("20250327090500"), None]);
    let service = Some("訪問介護（11）");
    assert!(ready.iter().all(|one| one.service.as_deref() == service));
}

#[test]
fn what_cannot_arrive_is_not_called_good() {
    let told = |name: &str, member, earlier: Option<EarlierStand>| {
        let receiver = Receiver {
            name: name.to_owned(),
            member,
        };
        let earlier = earlier.map(|stand| Earlier {
            id: "01a2022f-cac2-7d77-aaf6-04fcb6d187bc".parse().unwrap(),
            at: tasuki_terms::Timestamp::UNIX_EPOCH,
            stand,
        });
        let tags = tags(
            &message("1370000002", "20250326090500"),
            &receiver,
            earlier.as_ref(),
        );
        let labels: Vec<_> = tags.into_iter().map(|tag| tag.label).collect();
        labels.join(" ")
    };
    assert_eq!(told("みほん", Some(true), None), "問題なし");
    assert_eq!(told("みほん", None, None), "問題なし");
    assert_eq!(told("みほん", Some(false), None), "利用していません");
    assert_eq!(told("", None, None), "名簿で確認できません");
    let same = || Some(EarlierStand::Same);
    assert_eq!(told("みほん", Some(true), same()), "送信済みと同じ");
    let replaces = Some(EarlierStand::Replaces { difference: None });
    assert_eq!(told("みほん", Some(true), replaces), "問題なし 差し替え");
}

#[test]
fn the_service_is_that_of_the_end_that_does_not_plan() {
    let told = |sender, receiver| {
        let message = between(sender, ("1370000002", receiver), "20250326090500");
        facts(&message).unwrap();
        service_of(&message)
    };
    for planning in ["43", "46", "AF"] {
        assert!(told("A2", planning).unwrap().ends_with("（A2）"));
        assert!(told(planning, "A2").unwrap().ends_with("（A2）"));
    }
    assert_eq!(told("46", "43"), None);
}
