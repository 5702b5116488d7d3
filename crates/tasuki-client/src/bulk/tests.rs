use super::*;

mod alone;

fn file(name: &str) -> DraftFile {
    DraftFile {
        name: name.to_owned(),
        bytes: Vec::new(),
    }
}

#[test]
fn the_address_says_what_is_not_ticked() {
    let told = |text| {
        let left_out = LeftOut::read(text);
        [0, 3, 5].map(|place| left_out.has(place, place == 5))
    };
    assert_eq!(told(None), [false, false, true], "who does not take part");
    assert_eq!(told(Some("")), [false, false, false]);
    assert_eq!(told(Some("3,5")), [false, true, true]);
    assert_eq!(told(Some("all")), [true, true, true]);
    assert_eq!(told(Some("0,x,-1")), [true, false, false]);
}

#[test]
fn what_is_not_sent_stays_with_all_that_is_told_of_it() {
    let message = |name: &str| PlannedMessage {
        receiver: "1370000002".parse().unwrap(),
        draft: tasuki_desk::Draft {
            files: vec![file(name)],
            ..tasuki_desk::Draft::default()
        },
        report: tasuki_standard::CheckReport::default(),
        faults: Vec::new(),
    };
    let fault = Fault::Extension {
        name: "表.xlsx".to_owned(),
    };
    let sorted = Sorted {
        plan: BulkPlan {
            messages: ["a.CSV", "b.CSV", "c.CSV", "d.CSV"].map(message).into(),
            left_over: vec![(file("表.xlsx"), fault)],
        },
        not_taken: vec![NotTaken {
            what: "例.zip".to_owned(),
            hint: String::new(),
        }],
        watched: ["a.CSV", "b.CSV"]
            .map(|name| (name.to_owned(), "mark".to_owned()))
            .into(),
    };
    let files = [(1, "a.CSV"), (2, "b.CSV"), (3, "c.CSV"), (5, "表.xlsx")];
    let plan = Plan {
        id: "a".to_owned(),
        sorted: Arc::new(sorted),
        stand: PlanStand {
            files: files.map(|(place, name)| (place, name.to_owned())).into(),
            moved: 1,
        },
    };
    assert!(plan.sending(&BTreeSet::from([4, 5])).is_none());
    let sending = plan.sending(&BTreeSet::from([2])).unwrap();
    assert_eq!(sending.taken, ["mark"]);
    let rest = sending.rest;
    let names: Vec<_> = rest.files.iter().map(|file| &*file.name).collect();
    assert_eq!(names, ["a.CSV", "c.CSV", "表.xlsx"]);
    let watched: Vec<_> = rest.watched.keys().map(|name| &**name).collect();
    assert_eq!(watched, ["a.CSV"]);
    assert_eq!(rest.not_taken, plan.not_taken());
}

#[test]
fn an_attachment_goes_to_the_partner_whose_number_is_in_its_name() {
    let csv = "UPPLAN_202504_1370000001_43_1370000002_11_20250325102000.CSV";
    let files = vec![
        file(csv),
        file("連絡票_1370000002.pdf"),
        file("1370000001_1370000002.pdf"),
        file("1370000009.pdf"),
        file("案内.pdf"),
    ];
    let (sorted, attachments) = told_apart(files, "1370000001".parse().unwrap());
    let sorted: Vec<_> = sorted.iter().map(|file| &*file.name).collect();
    assert_eq!(sorted, [csv, "1370000009.pdf", "案内.pdf"]);
    assert_eq!(attachments.len(), 2);
    assert!(
        attachments
            .iter()
            .all(|(to, _)| to.as_str() == "1370000002")
    );
}
