use proptest::prelude::*;

use super::*;
use crate::document::Kind;
use crate::faq::Faq;

fn library() -> Library {
    let faq = Faq::embedded().unwrap();
    Library::new(faq.entries().iter().map(Document::from).collect())
}

fn notice(id: &str, title: &str, body: &str) -> Document {
    Document {
        kind: Kind::Notice,
        id: id.to_owned(),
        title: title.to_owned(),
        keywords: Vec::new(),
        asked: Vec::new(),
        body: body.to_owned(),
        answers: false,
    }
}

fn shown(snippet: &Snippet, text: &str) -> String {
    let parts = snippet.parts(text);
    let parts = parts.iter().map(|part| {
        let Part { text, is_mark } = part;
        if *is_mark {
            format!("[{text}]")
        } else {
            (*text).to_owned()
        }
    });
    parts.collect()
}

#[test]
fn what_was_found_is_marked_where_it_stands() {
    let library = Library::new(vec![
        notice(
            "1",
            "メンテナンスのお知らせ",
            "日曜の夜に停止します。\n送信と受信は、月曜の朝から使えます。",
        ),
        notice("2", "ﾗｲｾﾝｽ料について", "ライセンス料の改定はありません。"),
        notice("3", "年末年始の休み", "電話の受付を休みます。"),
    ]);
    for (asked, title, body) in [
        (
            "そうしん",
            "メンテナンスのお知らせ",
            "日曜の夜に停止します。\n[送信]と受信は、月曜の朝から使えます。",
        ),
        (
            "らいせんす",
            "[ﾗｲｾﾝｽ]料について",
            "[ライセンス]料の改定はありません。",
        ),
        (
            "ライセス料",
            "[ﾗｲｾﾝｽ料]について",
            "[ライセンス料]の改定はありません。",
        ),
        ("休", "年末年始の[休]み", "電話の受付を[休]みます。"),
    ] {
        let hits = library.search(asked, 3);
        let hit = hits.first().expect(asked);
        assert_eq!(shown(&hit.title, &hit.document.title), title, "{asked}");
        assert_eq!(shown(&hit.body, &hit.document.body), body, "{asked}");
    }
}

#[test]
fn nothing_is_found_for_nothing() {
    let library = library();
    for asked in ["", "　", "。、", "🙂", "ー"] {
        assert_eq!(library.search(asked, 5), [], "{asked}");
        assert_eq!(library.ask(asked), Reply::Unknown, "{asked}");
    }
    assert_eq!(Library::new(Vec::new()).search("送信", 5), []);
    assert_eq!(
        Library::new(Vec::new()).ask("送信できますか"),
        Reply::Unknown
    );
}

#[test]
fn a_notice_is_found_but_answers_nothing() {
    let library = Library::new(vec![notice(
        "1",
        "送信の上限",
        "送信の上限は変わりません。",
    )]);
    assert_eq!(library.search("送信の上限", 5).len(), 1);
    assert_eq!(library.ask("送信の上限"), Reply::Unknown);
}

#[test]
fn an_answer_is_a_document_as_it_is() {
    let library = library();
    let Reply::Found(answers) = library.ask("送信を取り消すことはできますか。")
    else {
        panic!("the question of an entry has an answer");
    };
    assert_eq!(answers[0].id, "send/withdraw");
    assert!(answers.len() <= 3);
    assert!(library.documents().contains(answers[0]));
}

#[test]
fn every_question_of_the_faq_finds_its_own_entry() {
    let library = library();
    for document in library.documents() {
        let (Reply::Found(answers) | Reply::Near(answers)) = library.ask(&document.title) else {
            panic!("{}", document.id);
        };
        assert_eq!(answers[0].id, document.id);
    }
}

#[test]
fn what_is_asked_politely_is_the_same() {
    let library = library();
    for asked in ["送信できない", "送信できません", "送信できません。"] {
        let Reply::Found(answers) = library.ask(asked) else {
            panic!("{asked}");
        };
        assert_eq!(answers[0].id, "error/cannot-send", "{asked}");
    }
}

#[test]
fn what_is_asked_most_leads_to_its_entry() {
    let mut documents = library().documents;
    let errors = crate::error::ErrorEntry::embedded().unwrap();
    documents.extend(errors.iter().map(Document::from));
    let library = Library::new(documents);
    for (asked, entry) in [
        ("事業所の名前が変わった", "offices/name-changed"),
        ("事業所名が変わりました", "offices/name-changed"),
        ("住所を変更したい", "offices/name-changed"),
        ("エラーが出ました", "error/code"),
        ("ログインできません", "password/cannot-log-in"),
        ("ウィンドウズで使えますか", "start/environment"),
        ("windowsで使えますか", "start/environment"),
        ("お金かかる", "licence/fee"),
        ("お金はかかりますか", "licence/fee"),
        ("有料ですか", "licence/fee"),
        ("受付時間は何時まで", "support/contact"),
        ("受け付けは何時から", "support/contact"),
        ("電話番号を教えて", "support/contact"),
        ("問い合わせの電話番号は何番ですか", "support/contact"),
    ] {
        let (Reply::Found(told) | Reply::Near(told)) = library.ask(asked) else {
            panic!("{asked}");
        };
        assert_eq!(told[0].id, entry, "{asked}");
    }
    for (typed, entries) in [
        ("有料", "licence/fee"),
        ("年末年始", "support/contact"),
        ("電話番号", "support/contact"),
        ("パスワード", "password/"),
        ("パスワド", "password/"),
        ("ライセンス", "licence/"),
        ("ラインセンス", "licence/"),
        ("ラインセス", "licence/"),
        ("ライセス", "licence/"),
        ("ふぁっくす", "start/"),
        ("ウィンドウズ", "start/environment"),
    ] {
        let hits = library.search(typed, 3);
        let ids: Vec<&str> = hits.iter().map(|hit| &*hit.document.id).collect();
        assert!(
            ids.first().is_some_and(|id| id.starts_with(entries)),
            "{typed}: {ids:?}"
        );
    }
}

#[test]
fn marks_are_whole_words_and_whole_numbers() {
    let text = "送信できないときは、365日の23時59分まで待ち、5-3を見ます。Windowsで使います。";
    let library = Library::new(vec![notice("1", "送信できないとき", text)]);
    let marked = |asked: &str| -> Vec<String> {
        let hits = library.search(asked, 1);
        let hit = &hits[0];
        let parts = hit.body.parts(&hit.document.body);
        let marks = parts.iter().filter(|part| part.is_mark);
        marks.map(|part| part.text.to_owned()).collect()
    };
    assert_eq!(marked("送信できない"), ["送信できない"]);
    assert_eq!(marked("5-3"), ["5", "3"]);
    assert_eq!(marked("ウィンドウズ"), ["Windows"]);
}

#[test]
fn small_parts_of_words_in_katakana_answer_nothing() {
    let mut documents = library().documents;
    documents.push(notice(
        "1",
        "ソフトウェア",
        "ソフトウェアとファイルのことです。",
    ));
    let library = Library::new(documents);
    for asked in ["あいうえお", "あいうえおかきくけこ"] {
        assert_eq!(library.ask(asked), Reply::Unknown, "{asked}");
    }
}

#[test]
fn what_is_far_is_told_as_near_only() {
    let mut documents = library().documents;
    let errors = crate::error::ErrorEntry::embedded().unwrap();
    documents.extend(errors.iter().map(Document::from));
    let library = Library::new(documents);
    for asked in [
        "好きな食べ物は何ですか",
        "カレーの作り方",
        "職員が辞めたときの手続き",
        "パソコンの選び方",
        "郵便番号を調べたい",
        "鍵をなくした",
        "靴のサイズを変更したい",
        "名前の漢字が読めない",
    ] {
        let reply = library.ask(asked);
        assert!(!matches!(reply, Reply::Found(_)), "{asked}: {reply:?}");
    }
}

#[test]
fn an_error_is_explained_where_something_fails() {
    let mut documents = library().documents;
    let errors = crate::error::ErrorEntry::embedded().unwrap();
    documents.extend(errors.iter().map(Document::from));
    let library = Library::new(documents);
    // Nobody who asks for a number has typed a wrong one.
    let reply = library.ask("電話番号を教えて");
    let (Reply::Found(told) | Reply::Near(told)) = &reply else {
        panic!("{reply:?}");
    };
    assert!(
        told[0].kind != Kind::Error || !matches!(reply, Reply::Found(_)),
        "{reply:?}"
    );
    let Reply::Found(told) = library.ask("電話番号の桁数が正しくありません") else {
        panic!("the sentence of an error has its explanation");
    };
    assert_eq!(told[0].kind, Kind::Error);
}

#[test]
fn letters_that_stand_nowhere_together_find_nothing() {
    let mut documents = library().documents;
    let errors = crate::error::ErrorEntry::embedded().unwrap();
    documents.extend(errors.iter().map(Document::from));
    let library = Library::new(documents);
    for asked in [
        "あいうえおかきくけこ",
        "アイウエオ",
        "らりるれろ",
        "TSK",
        "<script>",
        "qwerty",
        "1370000001",
    ] {
        assert_eq!(library.search(asked, 20), [], "{asked}");
        assert_eq!(library.ask(asked), Reply::Unknown, "{asked}");
    }
    // Short words and beginnings of words do.
    for asked in ["pc", "wind", "kj", "ふぁい", "PDF"] {
        assert!(!library.search(asked, 20).is_empty(), "{asked}");
    }
}

#[test]
fn a_wrong_kanji_is_doubtful_and_not_lost() {
    let library = library();
    for (typed, meant) in [("送伩できない", "送信できない"), ("証明証", "証明書")]
    {
        assert_eq!(library.search(typed, 20), [], "{typed}");
        assert_eq!(library.mended(typed).as_deref(), Some(meant), "{typed}");
    }
    let Reply::Near(told) = library.ask("送伩できない") else {
        panic!("what was meant is near");
    };
    assert_eq!(told[0].id, "error/cannot-send");
}

#[test]
fn explanations_for_operators_answer_only_their_code() {
    let all = crate::error::ErrorEntry::embedded().unwrap();
    let library = Library::new(all.iter().map(Document::from).collect());
    let is_for_operators = |document: &&Document| !document.answers;
    let operators = library.documents().iter().find(is_for_operators).unwrap();
    for document in library.documents() {
        let (Reply::Found(told) | Reply::Near(told)) = library.ask(&document.title) else {
            continue;
        };
        assert!(told.iter().all(|one| one.answers), "{}", document.id);
    }
    let Reply::Found(told) = library.ask(&operators.id) else {
        panic!("{}", operators.id);
    };
    assert_eq!(told[0].id, operators.id);
}

#[test]
fn a_very_long_question_is_cut() {
    let library = library();
    let long = "送信を取り消したい。".repeat(10_000);
    assert!(!library.search(&long, 3).is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_is_asked_of_whatever_texts_marks_are_parts_of_them(
        asked in "[ -~ぁ-んァ-ヶー一-丸送信証明書ｦ-ﾟ、。\n]{0,30}",
        texts in prop::collection::vec("[ -~ぁ-んァ-ヶー一-丸送信証明書ｦ-ﾟ㍿ﬀ、。\n]{0,120}", 0..5),
    ) {
        let documents = texts.iter().map(|text| notice("1", text, text)).collect();
        let library = Library::new(documents);
        for hit in library.search(&asked, 10) {
            for (snippet, text) in [(&hit.title, &hit.document.title), (&hit.body, &hit.document.body)] {
                let whole = text.get(snippet.range.clone());
                prop_assert!(whole.is_some());
                let mut at = snippet.range.start;
                for mark in &snippet.marks {
                    prop_assert!(at <= mark.start && mark.start < mark.end);
                    prop_assert!(text.get(mark.clone()).is_some());
                    at = mark.end;
                }
                prop_assert!(at <= snippet.range.end);
                let parts: String = snippet.parts(text).iter().map(|part| part.text).collect();
                prop_assert_eq!(Some(&*parts), whole);
            }
        }
        drop(library.ask(&asked));
    }
}
