use proptest::prelude::*;

use super::*;

fn letters(text: &str) -> String {
    Folded::new(text).letters()
}

#[test]
fn one_word_has_one_form() {
    for (forms, plain) in [
        (
            &["そうしん", "ソウシン", "ｿｳｼﾝ", "そう しん", "そう\nしん"][..],
            "そうしん",
        ),
        (
            &["ユーザー", "ユーザ", "ﾕｰｻﾞ", "ゆーざー", "ユ-ザ-", "ユ－ザ"],
            "ゆざ",
        ),
        (&["ＺＩＰ", "zip", "Zip"], "zip"),
        (&["１０ＭＢ", "10MB", "10 mb"], "10mb"),
        (&["チェック", "チエツク", "ﾁｪｯｸ"], "ちえつく"),
        (&["は\u{3099}", "ば", "ﾊﾞ"], "ば"),
        (&["㈱", "(株)", "（株）"], " 株 "),
        (
            &["送信出来ない", "送信できない", "送信 出来ない"],
            "送信できない",
        ),
        (&["送信出来"], "送信でき"),
        (&["提出来月", "提出 来月", "提出\n来月"], "提出来月"),
        (&["提出 来ない"], "提出来ない"),
        (&["出来事"], "出来事"),
        (&["1ヶ月", "1か月", "１ヵ月"], "1か月"),
        (&["送信、受信", "送信・受信", "送信……受信"], "送信 受信"),
    ] {
        for form in forms {
            assert_eq!(letters(form), plain, "{form}");
        }
    }
}

#[test]
fn letters_know_where_they_stood() {
    let text = "ﾃﾞｰﾀ を送信";
    let folded = Folded::new(text);
    assert_eq!(folded.letters(), "でたを送信");
    let signs = folded.signs().iter();
    let parts: Vec<&str> = signs.map(|sign| text.get(sign.range()).unwrap()).collect();
    assert_eq!(parts, ["ﾃﾞｰ", "ﾀ", "を", "送", "信"]);
}

fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        ".{0,40}",
        "[ -~ぁ-ん゛゜ァ-ヾｦ-ﾟ\u{3099}一-龠Ａ-ｚ㈱㍿ﬀİ。、\n　-]{0,40}",
    ]
}

proptest! {
    #[test]
    fn folding_twice_changes_nothing(text in texts()) {
        let once = letters(&text);
        // Between 出 and 来 there was something that is left out.
        prop_assume!(!once.contains("出来"));
        let again: String = letters(&once);
        // Spaces that stand for separators are left out the second time.
        prop_assert_eq!(once.replace(' ', ""), again);
    }

    #[test]
    fn each_range_is_one_of_the_original(text in texts()) {
        let folded = Folded::new(&text);
        let mut before = 0;
        for sign in folded.signs() {
            let range = sign.range();
            prop_assert!(text.get(range.clone()).is_some_and(|part| !part.is_empty()));
            prop_assert!(range.start >= before || folded.signs().len() > 1);
            before = range.start;
        }
    }

    #[test]
    fn widths_and_kana_do_not_matter(text in "[ァ-ヴ]{0,12}") {
        let hiragana: String = text.chars().map(class::plain_kana).collect();
        prop_assert_eq!(letters(&text), letters(&hiragana));
    }
}
