//! 取引先が参加しているか調べる.

use tasuki_server::Site;
use tasuki_testing::Surfer;

use super::filled;

#[tokio::test]
async fn partners_are_looked_up_from_text_and_file() {
    let (_folder, town, offices) = filled().await;
    let mut surfer = Surfer::new(&town, Site::Support).unwrap();
    let (joined, other) = (&offices[0], &offices[1]);
    let text = format!("{}\n{}\n9999999999", joined.number, other.number);
    let found = surfer
        .post_file("/offices/partners", &[("text", &text)], ("file", b""))
        .await
        .unwrap();
    assert_eq!(found.status, 200, "{found:?}");
    for told in [
        &*joined.name,
        &*other.name,
        "利用していません",
        "一覧にありません",
    ] {
        assert!(found.text().contains(told), "{told} {found:?}");
    }
    let file = format!("番号,名称\r\n\"{}\",見本\r\n", joined.number);
    let found = surfer
        .post_file(
            "/offices/partners",
            &[("text", "")],
            ("file", file.as_bytes()),
        )
        .await
        .unwrap();
    assert!(found.text().contains(&joined.name), "{found:?}");
    // The column is told by its header, which is no line of the result, also in Shift_JIS.
    let head = b"\x8e\x96\x8b\xc6\x8f\x8a\x94\xd4\x8d\x86,\x93\x64\x98\x62\r\n";
    let file = [
        head,
        format!("{},0312345678\r\n,03\r\n", joined.number).as_bytes(),
    ]
    .concat();
    let found = surfer.post_file("/offices/partners", &[("text", "")], ("file", &file));
    let found = found.await.unwrap().text();
    assert!(found.contains(&joined.name), "{found}");
    assert!(!found.contains("0312345678"), "{found}");
    assert!(found.contains("「,03」"), "{found}");
    assert!(!found.contains("「事業所番号,電話」"), "{found}");
    // A spreadsheet's 「Unicode テキスト」 is UTF-16.
    let text = format!("番号\t名称\r\n{}\t見本\r\n", joined.number);
    let wide: Vec<u8> = format!("\u{feff}{text}")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let found = surfer.post_file("/offices/partners", &[("text", "")], ("file", &wide));
    let found = found.await.unwrap().text();
    assert!(found.contains(&joined.name), "{found}");

    // A thousand numbers are shown in parts, none of which is a large page.
    let numbers: Vec<String> = (0..1_000).map(|one| format!("13799{one:05}")).collect();
    let text = numbers.join("\n");
    for (before, shown, hidden) in [
        ("0", 49, 50),
        ("50", 99, 49),
        ("950", 999, 949),
        ("9999", 999, 0),
    ] {
        let fields = [("text", &*text), ("before", before)];
        let found = surfer.post_file("/offices/partners", &fields, ("file", b""));
        let found = found.await.unwrap();
        assert!(found.bytes.len() < 100_000, "{}", found.bytes.len());
        let cell = |one: usize| {
            format!(
                "<td role=\"cell\" data-label=\"事業所番号\">{}</td>",
                numbers[one]
            )
        };
        assert!(found.text().contains(&cell(shown)), "{before} {found:?}");
        assert!(!found.text().contains(&cell(hidden)), "{before}");
        // The form keeps them all for the next part.
        assert!(found.text().contains(&text), "{before}");
    }

    // As much as may be sent: many lines with names, many numbers in one, hardly anything else.
    let line = |one: usize| format!("13799{one:05},{}\n", "見本".repeat(9));
    let numbers = (0..18_000).map(|one| format!("13799{one:05} "));
    for (text, status) in [
        ((0..3_000).map(line).collect::<String>(), 200),
        (numbers.collect(), 422),
        ("\n".repeat(190_000) + "1379900000", 422),
        ("見本 ".repeat(28_000), 200),
    ] {
        assert!(
            text.len() > 180_000 && text.len() < 200 * 1024,
            "{}",
            text.len()
        );
        for file in [false, true] {
            let (typed, sent) = if file { ("", &*text) } else { (&*text, "") };
            let fields = [("text", typed)];
            let found = surfer.post_file("/offices/partners", &fields, ("file", sent.as_bytes()));
            let found = found.await.unwrap();
            assert_eq!(found.status, status);
            assert!(found.bytes.len() < 100_000, "{}", found.bytes.len());
        }
    }

    for (text, file, told) in [
        ("", &b""[..], "事業所番号を入力するか"),
        ("", &vec![b'1'; 201 * 1024], "200KB以下"),
    ] {
        let refused = surfer
            .post_file("/offices/partners", &[("text", text)], ("file", file))
            .await
            .unwrap();
        assert_eq!(refused.status, 422);
        assert!(refused.text().contains(told), "{refused:?}");
    }
}
