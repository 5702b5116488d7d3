use super::*;

fn file(front: &str, body: &str) -> String {
    format!("+++\n{front}\n+++\n\n{body}\n")
}

const FRONT: &str = r#"question = "送信できますか。"
keywords = ["送信"]
asked = ["送れますか"]
sources = ["CHANGELOG.md"]
updated = "2026-11-22""#;

fn read(id: &str, text: &str) -> Result<Faq, FaqFault> {
    Faq::read([(id, text)])
}

#[test]
fn the_embedded_faq_is_whole() {
    let faq = Faq::embedded().unwrap();
    assert!(faq.entries().len() >= 60);
    for category in Category::ALL {
        assert!(faq.of(category).next().is_some(), "{category:?}");
    }
    for entry in faq.entries() {
        let is_sentence = entry.question.ends_with('。');
        assert!(is_sentence, "{}: {}", entry.id, entry.question);
        assert!(entry.question.chars().count() <= 60, "{}", entry.id);
        assert_eq!(faq.entry(&entry.id), Some(entry));
    }
}

#[test]
fn an_entry_is_read_whole() {
    let front = format!(
        "{FRONT}\nrelated = []\npages = [{{ label = \"新規送信\", to = \"client:/compose\" }}]"
    );
    let faq = read("send/how", &file(&front, "できます。")).unwrap();
    let [entry] = faq.entries() else { panic!() };
    assert_eq!(entry.id.to_string(), "send/how");
    assert_eq!(entry.id.category(), Category::Send);
    assert_eq!(entry.pages[0].to.to_string(), "client:/compose");
    assert_eq!(entry.updated.to_string(), "2026-11-22");
    assert_eq!(entry.body.text(), "できます。\n");
}

#[test]
fn what_is_not_an_entry_is_refused() {
    let good = file(FRONT, "できます。");
    assert!(matches!(read("send", &good), Err(FaqFault::Id(_))));
    assert!(matches!(read("other/how", &good), Err(FaqFault::Id(_))));
    assert!(matches!(read("send/How", &good), Err(FaqFault::Id(_))));
    let no_front = read("send/how", "できます。");
    assert!(matches!(no_front, Err(FaqFault::NoFrontMatter { .. })));
    let unknown = file(&format!("{FRONT}\ncolour = 1"), "できます。");
    let unknown = read("send/how", &unknown);
    assert!(matches!(unknown, Err(FaqFault::FrontMatter { .. })));
    let script = format!("{FRONT}\npages = [{{ label = \"a\", to = \"javascript:a()\" }}]");
    let script = read("send/how", &file(&script, "できます。"));
    assert!(matches!(script, Err(FaqFault::FrontMatter { .. })));
    let html = read("send/how", &file(FRONT, "<b>できます。</b>"));
    assert!(matches!(html, Err(FaqFault::Body { .. })));
    let empty = read("send/how", &file(FRONT, ""));
    assert!(matches!(empty, Err(FaqFault::Empty { what: "answer", .. })));
    let hollow = FRONT.replace("[\"送信\"]", "[\" \"]");
    let hollow = read("send/how", &file(&hollow, "できます。"));
    assert!(matches!(
        hollow,
        Err(FaqFault::Empty {
            what: "keywords",
            ..
        })
    ));
}

#[test]
fn links_lead_to_entries_that_exist() {
    let itself = file(&format!("{FRONT}\nrelated = [\"send/how\"]"), "はい。");
    let itself = read("send/how", &itself);
    assert!(matches!(itself, Err(FaqFault::Astray { .. })));
    let nowhere = read("send/how", &file(FRONT, "[こちら](faq:send/bulk)"));
    assert!(matches!(nowhere, Err(FaqFault::Astray { .. })));
    let twice = file(FRONT, "はい。");
    let twice = Faq::read([("send/how", &*twice), ("send/bulk", &*twice)]);
    assert!(matches!(twice, Err(FaqFault::Twice { .. })));
}
