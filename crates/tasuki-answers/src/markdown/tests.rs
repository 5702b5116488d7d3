use proptest::prelude::*;

use super::*;

fn html(text: &str) -> String {
    let address = |place: &Place| match place {
        Place::Page { site, .. } if *site == crate::Site::Client => None,
        place => Some(format!("/to?{place}&x")),
    };
    Markdown::read(text).unwrap().html(address)
}

#[test]
fn what_we_have_is_read_and_shown() {
    let text = "\
## 見出し

はじめの\n段落です。**強く**、*軽く*、`code <b>`。

- [画面](portal:/licence)
- [手元](client:/sent)

1. 一
2. 二

   続き

> 引用

```console
$ tasuki <file>
```
";
    insta::assert_snapshot!(html(text));
    let plain = Markdown::read(text).unwrap().text();
    assert_eq!(
        plain,
        "見出し\nはじめの段落です。強く、軽く、code <b>。\n画面\n手元\n一\n二\n続き\n引用\n$ tasuki <file>\n"
    );
}

static PICTURE: Picture = Picture {
    name: "client-home-desk.png",
    width: 1366,
    height: 900,
    bytes: &[],
};

#[test]
fn manuals_have_anchors_tables_notes_and_pictures() {
    let text = "\
## 状態 {#state}

| 表示 | 意味 |
|---|---|
| 未受信 | **まだ**です |

> [!CAUTION]
> 取り消せません。

1. 開きます。

   ![「今月」の画面](client-home-desk.png)
";
    let find = |name: &str| (name == PICTURE.name).then_some(&PICTURE);
    let read = Markdown::read_illustrated(text, find).unwrap();
    assert_eq!(read.pictures(), [&PICTURE]);
    insta::assert_snapshot!(read.html(|place| match place {
        Place::Picture(name) => Some(format!("/pictures/{name}")),
        _ => None,
    }));
    let plain = read.html(|_| None);
    assert!(plain.contains("<p>「今月」の画面</p>"), "{plain}");
    assert_eq!(
        read.text(),
        "状態\n表示　意味\n未受信　まだです\n取り消せません。\n開きます。\n"
    );
    let silent = Markdown::read_illustrated("![](client-home-desk.png)", find).unwrap_err();
    assert!(matches!(silent, MarkdownFault::Picture { line: 1, .. }));
    let beside = Markdown::read_illustrated("![図](client-home-desk.png)です", find).unwrap_err();
    assert!(matches!(beside, MarkdownFault::NotAllowed { line: 1, .. }));
}

#[test]
fn a_text_is_cut_at_its_headings() {
    let sections = |read: &Markdown| {
        let cut = read.sections().into_iter();
        let cut = cut.map(|(heading, section)| {
            (
                heading.map(Heading::text).unwrap_or_default(),
                section.text(),
            )
        });
        cut.collect::<Vec<_>>()
    };
    let section = |heading: &str, text: &str| (heading.to_owned(), text.to_owned());
    let sections = |text: &str| sections(&Markdown::read(text).unwrap());
    assert_eq!(
        sections("前書き\n\n## 送る\n\n一\n\n二\n\n### **急ぐ**とき\n"),
        [
            section("", "前書き\n"),
            section("送る", "一\n二\n"),
            section("急ぐとき", "")
        ]
    );
    assert_eq!(sections(""), []);
}

#[test]
fn what_we_do_not_have_is_refused_with_its_line() {
    for (text, line, what) in [
        ("あ\n\n<script>a()</script>\n", 3, "raw HTML"),
        ("あ<b>い</b>", 1, "raw HTML"),
        ("あ\n![図](https://example.jp/a.png)", 2, "an image"),
        ("# 大見出し", 1, "a heading of this level"),
        ("---", 1, "a rule"),
        (
            "あ\n\n- ## 見出し {#a}",
            3,
            "a heading inside something else",
        ),
        (
            "> [!NOTE]\n> ## 見出し {#a}",
            2,
            "a heading inside something else",
        ),
    ] {
        let fault = Markdown::read(text).unwrap_err();
        assert_eq!(fault, MarkdownFault::NotAllowed { line, what }, "{text}");
    }
    let script = Markdown::read("あ\n[い](javascript:a%28%29)").unwrap_err();
    assert!(matches!(script, MarkdownFault::Link { line: 2, .. }));
    let capital = Markdown::read("## 見出し {#Send}").unwrap_err();
    assert!(matches!(capital, MarkdownFault::Anchor { line: 1, .. }));
    let class = Markdown::read("## 見出し {.wide}").unwrap_err();
    assert!(matches!(class, MarkdownFault::NotAllowed { line: 1, .. }));
    let tip = Markdown::read("> [!TIP]\n> あ").unwrap_err();
    assert!(matches!(tip, MarkdownFault::NotAllowed { line: 1, .. }));
    let foreign = Markdown::read("あ\n\n![図](https://example.jp/a.png)").unwrap_err();
    assert!(matches!(foreign, MarkdownFault::Picture { line: 3, .. }));
    let deep = Markdown::read(&format!("{}あ", "> ".repeat(20))).unwrap_err();
    assert!(matches!(deep, MarkdownFault::TooDeep { line: 1 }));
}

/// Texts that look like Markdown more often than chance would make them.
fn texts() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        "[ -~]{0,6}",
        "[あ-んア-ン漢字。、]{0,6}",
        prop::sample::select(vec![
            "\n",
            "\n\n",
            "- ",
            "1. ",
            "> ",
            "**",
            "`",
            "```\n",
            "[",
            "](",
            ")",
            "<",
            ">",
            "<a>",
            "&lt;",
            "##",
            "    ",
            "\\",
            "portal:/a",
            "\"",
            "{#",
            "}",
            "|-|\n",
            "|",
            "[!NOTE]\n",
            "![",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(part, 0..24).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn no_tag_comes_from_the_text(text in texts()) {
        if let Ok(read) = Markdown::read(&text) {
            let html = read.html(|place| Some(place.to_string()));
            for after in html.split('<').skip(1) {
                let tag = after.split(['>', ' ']).next().unwrap();
                let known = [
                    "p", "h2", "h3", "ul", "ol", "li", "blockquote", "pre", "code", "strong", "em", "a", "br",
                    "table", "thead", "tbody", "tr", "th", "td", "div",
                ];
                prop_assert!(known.contains(&tag.trim_start_matches('/')), "{tag} in {html}");
            }
        }
    }

    #[test]
    fn no_text_breaks_the_reader(text in ".{0,200}") {
        drop(Markdown::read(&text).map(|read| read.text()));
    }
}
