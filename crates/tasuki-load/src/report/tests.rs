//! The report tells what was measured, and marks what was not.

use tasuki_measure::figures::{Percentiles, Spread};

use super::*;
use crate::nation::Nation;
use crate::phases::{PARTS, Phase};

fn report() -> Report {
    let taken = Taken {
        seconds: 60.0,
        platform_cpu: 3.0,
        platform_kernel: 1.0,
        clients_cpu: 6.0,
        others: 1.0,
        idle: 110.0,
        memory_before: 50_000_000,
        memory_peak: 90_000_000,
    };
    let spread = Spread::of([1_000.0]);
    let alone = |p99| Percentiles {
        p99,
        ..Percentiles::default()
    };
    Report {
        at: Timestamp::constant(1_795_000_000, 0),
        cores: 2,
        scale: 0.001,
        seed: 1,
        play: "month",
        minutes: 1.0,
        times: 1.0,
        engine: "SQLite",
        contents: "S3",
        pre_sealed: false,
        is_release: true,
        nation: Nation::new(1, 0.001, 0).facts(),
        entered: Entered::default(),
        limits: Limits {
            syncs: spread,
            signs: spread,
            verifies: spread,
            encryption: spread,
            hashing: spread,
            accepts: spread,
            handshakes: spread,
            group: "X25519MLKEM768".to_owned(),
            append: alone(4.0),
            round_trip: alone(0.2),
        },
        opening: Opening {
            streams: 216,
            seconds: 10.0,
            taken,
        },
        intended: 3_000.0,
        highest: 120.0,
        messages: 3_000,
        bytes: 900_000_000,
        rate: 50.0,
        phases: vec![PhaseTold {
            phase: Phase::Send,
            count: 3_000,
            p50: 2.0,
            p90: 4.0,
            p99: 8.0,
            p999: 16.0,
            max: 32.0,
            curve: (1..=PARTS.len())
                .map(tasuki_measure::figures::usize_to_f64)
                .collect(),
        }],
        seconds: vec![
            Second {
                intended: 50,
                accepted: 49,
                received: 48,
            };
            200
        ],
        taken,
        parts: vec![
            PartTaken {
                part: Part::Handshakes,
                seconds: 0.6,
                source: Source::Estimated,
            },
            PartTaken {
                part: Part::Rest,
                seconds: 2.4,
                source: Source::Left,
            },
        ],
        shares: Shares {
            bare_cpu: 0.25,
            platform_cpu: Some(4.0),
            send_p99: None,
        },
        slow: 1,
        resumed: 2,
        gone: 3,
        faults: FaultsTold {
            count: 1,
            first: vec!["<b>届かない</b>".to_owned()],
        },
    }
}

#[test]
fn the_table_tells_phases_limits_and_estimates() {
    let told = table(&report());
    for text in [
        "届いたメッセージ 3,000 件",
        "送信",
        "p99.9",
        "記録 SQLite、内容 S3、",
        "1件あたりのCPU時間: 連携基盤 1.00 ミリ秒",
        "TLS接続の確立: 0.20 ミリ秒（20.0％、推計）",
        "そのほか（HTTP、JSON、SQLの読み取りなど）: 0.80 ミリ秒（80.0％、残り）",
        "fdatasync  1,000 / 1,000 / 1,000（p99 4.00 ミリ秒）",
        "最小限のCPU時間（署名・検証・ハッシュ・暗号化・TLS接続だけ）: 1件あたり 0.25 ミリ秒",
        "連携基盤のCPU時間はその 4.00 倍",
        "送信の p99 は、追記と fdatasync の p99 の – 倍",
        "全国への外挿（測定値ではなく",
        "正しくない結果: <b>届かない</b>",
    ] {
        assert!(told.contains(text), "{text}: {told}");
    }
}

#[test]
fn estimates_are_proportions() {
    let mut report = report();
    let estimates = scaled_up(&report);
    let value = |what: &str| estimates.iter().find(|one| one.what == what).unwrap().value;
    let messages = value("1か月のメッセージ");
    assert!(
        (messages - report.nation.messages * 1_000.0).abs() < 1.0,
        "{messages}"
    );
    // 0.3 MB each.
    assert!((value("1か月の内容の量") - messages * 0.3e6 / 1e12).abs() < 1e-9);
    let peak = value("最も混む時間帯の送信");
    assert!((value("最も混む時間帯に連携基盤が使うコア") - peak / 1e3).abs() < 1e-9);
    // Nothing is told of what nothing is known of.
    report.taken.platform_cpu = 0.0;
    assert_eq!(scaled_up(&report).len(), estimates.len() - 1);
}

#[test]
fn the_page_needs_nothing_from_elsewhere() {
    let page = html(&report());
    assert_eq!(page.matches("<svg").count(), 2 + 1 + 3 + 1);
    assert!(
        page.contains(
            "<th scope=\"row\">TLS接続の確立</th><td>0.20</td><td>20.0</td><td>推計</td>"
        )
    );
    assert!(page.contains("&lt;b&gt;届かない"));
    assert!(page.contains("記録 SQLite、内容 S3。"));
    assert!(page.contains("測定した値ではありません"));
    for outside in [
        "<script", "<link", "src=", "url(", "@import", "http://", "https://",
    ] {
        // Addresses in the licence of the style are no links.
        let body = page.split("</style>").nth(1).unwrap();
        assert!(!body.contains(outside), "{outside}");
    }
    assert!(!page.contains("<script") && !page.contains("@import") && !page.contains("url(http"));
    // 200 seconds are drawn as 50 means of four.
    assert_eq!(page.matches("<circle").count(), 3 * 50 + PARTS.len());
}

#[test]
fn json_tells_the_same() {
    let json = serde_json::to_value(report()).unwrap();
    assert_eq!(json["phases"][0]["phase"], "send");
    assert_eq!(json["messages"], 3_000);
    assert_eq!(json["parts"][0]["part"], "handshakes");
    assert_eq!(json["shares"]["platform_cpu"], 4.0);
    assert_eq!(json["parts"][0]["source"], "estimated");
    assert_eq!(json["seconds"].as_array().unwrap().len(), 200);
}
