//! The page: one file that needs nothing else, without scripts.

use std::fmt::Write as _;

use tasuki_measure::figures::short;
use tasuki_ui::{Chart, ChartKind, ChartPoint, asset};

use super::{Report, scaled_up, table};
use crate::nation::Facts;
use crate::phases::{PARTS, PhaseTold};
use crate::play::Second;

/// Points of a line over time, at most.
const POINTS: usize = 60;

/// The report as a page.
pub(crate) fn html(report: &Report) -> String {
    let mut page = String::new();
    // Writing to a text cannot fail.
    let _written = write(report, &mut page);
    page
}

fn write(report: &Report, page: &mut String) -> std::fmt::Result {
    let style = asset("app.css").map_or(&b""[..], |asset| asset.bytes);
    writeln!(
        page,
        "<!doctype html>\n<html lang=\"ja\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n\
         <title>負荷試験の結果</title>\n<style>\n{}\n\
         main {{ max-width: 76rem; margin: 0 auto; padding: 2rem 1rem; }}\n\
         main table {{ border-collapse: collapse; }}\n\
         main th, main td {{ padding: .375rem .75rem; border-bottom: 1px solid var(--line); }}\n\
         main td {{ text-align: end; font-variant-numeric: tabular-nums; }}\n\
         main th {{ text-align: start; }}\n\
         main pre {{ overflow-x: auto; }}\n</style>\n</head>\n<body>\n<main>",
        String::from_utf8_lossy(style)
    )?;
    head(report, page)?;
    phases(report, page)?;
    parts(report, page)?;
    writeln!(page, "<h2>時間の経過</h2>\n<div class=\"charts\">")?;
    for (place, (title, about, count)) in OVER_TIME.into_iter().enumerate() {
        let points = over_time(&report.seconds, count);
        let id = format!("time{place}");
        writeln!(page, "{}", line(id, title, about, "件/秒", "秒", points))?;
    }
    writeln!(
        page,
        "</div>\n<h2>待ち時間の分布</h2>\n<div class=\"charts\">"
    )?;
    for (place, one) in report.phases.iter().enumerate() {
        let id = format!("curve{place}");
        let about = "横軸は割合、縦軸はその割合のメッセージが収まった時間";
        let title = format!("{}（ミリ秒）", one.phase.name());
        writeln!(
            page,
            "{}",
            line(id, &title, about, "ミリ秒", "割合", curve(one))
        )?;
    }
    writeln!(page, "</div>")?;
    estimates(report, page)?;
    writeln!(
        page,
        "<h2>端末に表示した内容</h2>\n<pre>{}</pre>\n</main>\n</body>\n</html>",
        escaped(&table(report))
    )
}

fn head(report: &Report, page: &mut String) -> std::fmt::Result {
    let Facts {
        managers,
        services,
        pairs,
        partners,
        people,
        ..
    } = &report.nation;
    let build = if report.is_release {
        "リリース"
    } else {
        "開発用"
    };
    let faults = report.faults.count;
    writeln!(
        page,
        "<h1>負荷試験の結果</h1>\n\
         <p>{} に測定。{}コア、{build}ビルド。記録 {}、内容 {}。\
         全国の{}倍（種 {}）を{}分、{}、頻度{}倍。署名・暗号化と復号を{}。</p>\n\
         <p>居宅介護支援 {managers} か所、サービス事業所 {services} か所、送受信の組 {pairs}。\
         送信先は平均 {:.1}、中央値 {:.1}、最大 {}。利用者は平均 {:.1}、中央値 {:.1}、最大 {}。</p>\n\
         <p>{} 件が届き、すべて宛先と1バイトごとの一致を確かめました。正しくない結果は {faults} 件です。</p>",
        report.at,
        report.cores,
        report.engine,
        report.contents,
        report.scale,
        report.seed,
        report.minutes,
        if report.play == "month" {
            "1か月の業務時間"
        } else {
            "最も混む時間帯"
        },
        report.times,
        if report.pre_sealed {
            "含まない"
        } else {
            "含む"
        },
        partners.mean,
        partners.median,
        partners.most,
        people.mean,
        people.median,
        people.most,
        report.messages,
    )?;
    for fault in &report.faults.first {
        writeln!(page, "<p>正しくない結果: {}</p>", escaped(fault))?;
    }
    Ok(())
}

fn phases(report: &Report, page: &mut String) -> std::fmt::Result {
    writeln!(
        page,
        "<h2>段階ごとの時間（ミリ秒）</h2>\n<table>\n<thead><tr><th scope=\"col\">段階</th>\
         <th scope=\"col\">件数</th><th scope=\"col\">p50</th><th scope=\"col\">p90</th>\
         <th scope=\"col\">p99</th><th scope=\"col\">p99.9</th><th scope=\"col\">最大</th></tr></thead>\n<tbody>"
    )?;
    for one in &report.phases {
        write!(
            page,
            "<tr><th scope=\"row\">{}</th><td>{}</td>",
            one.phase.name(),
            one.count
        )?;
        for value in [one.p50, one.p90, one.p99, one.p999, one.max] {
            write!(page, "<td>{}</td>", short(value))?;
        }
        writeln!(page, "</tr>")?;
    }
    let bars = |quantile: fn(&PhaseTold) -> f64| {
        let points = report.phases.iter();
        points
            .map(|one| ChartPoint::new(one.phase.name(), whole(1e3 * quantile(one))))
            .collect::<Vec<_>>()
    };
    let chart = |id: &str, title: &str, points| Chart {
        kind: ChartKind::Bars,
        id: id.to_owned(),
        title: title.to_owned(),
        description: "段階ごとの時間を比べる棒グラフ".to_owned(),
        points_are: "段階".to_owned(),
        unit: "マイクロ秒".to_owned(),
        points,
    };
    writeln!(
        page,
        "</tbody>\n</table>\n<div class=\"charts\">{}{}</div>",
        chart("p50", "中央値（p50）", bars(|one| one.p50)),
        chart("p99", "100件に99件が収まる時間（p99）", bars(|one| one.p99))
    )
}

/// What the platform's processor time went into.
fn parts(report: &Report, page: &mut String) -> std::fmt::Result {
    if report.parts.is_empty() {
        return Ok(());
    }
    writeln!(
        page,
        "<h2>連携基盤のCPU時間の内訳（1件あたり）</h2>\n\
         <p>「測定」はLinuxがスレッドごとに数えたCPU時間、「推計」は回数や量に、同じときに測ったこのコンピューターの\
         性能を掛けたもの、「残り」は測定した合計から引いたものです。</p>\n\
         <table>\n<thead><tr><th scope=\"col\">内訳</th><th scope=\"col\">ミリ秒</th>\
         <th scope=\"col\">％</th><th scope=\"col\">根拠</th></tr></thead>\n<tbody>"
    )?;
    for (name, milliseconds, source) in report.parts() {
        let share = 100.0 * milliseconds / report.platform_cpu().max(1e-9);
        writeln!(
            page,
            "<tr><th scope=\"row\">{name}</th><td>{}</td><td>{}</td><td>{source}</td></tr>",
            short(milliseconds),
            short(share)
        )?;
    }
    let points = report.parts();
    let points =
        points.map(|(name, milliseconds, _)| ChartPoint::new(name, whole(1e3 * milliseconds)));
    let chart = Chart {
        kind: ChartKind::Bars,
        id: "parts".to_owned(),
        title: "CPU時間の内訳".to_owned(),
        description: "連携基盤が1件あたりに使うCPU時間を比べる棒グラフ".to_owned(),
        points_are: "内訳".to_owned(),
        unit: "マイクロ秒".to_owned(),
        points: points.collect(),
    };
    writeln!(
        page,
        "</tbody>\n</table>\n<div class=\"charts\">{chart}</div>"
    )
}

type Count = fn(&Second) -> u64;

const OVER_TIME: [(&str, &str, Count); 3] = [
    (
        "送信の予定",
        "カレンダーから決めた1秒あたりの送信の予定",
        |one| one.intended,
    ),
    (
        "受付",
        "連携基盤が1秒あたりに受け付けた件数",
        |one| one.accepted,
    ),
    (
        "受信の確認",
        "受信側が1秒あたりに確認まで終えた件数",
        |one| one.received,
    ),
];

/// Seconds, or the means of several where there are many.
fn over_time(seconds: &[Second], count: Count) -> Vec<ChartPoint> {
    let each = seconds.len().div_ceil(POINTS).max(1);
    let points = seconds.chunks(each).enumerate().map(|(place, piece)| {
        let sum: u64 = piece.iter().map(count).sum();
        ChartPoint::new((place * each).to_string(), sum / piece.len().max(1) as u64)
    });
    points.collect()
}

fn curve(one: &PhaseTold) -> Vec<ChartPoint> {
    let points = PARTS.iter().zip(&one.curve);
    points
        .map(|((_, label), value)| ChartPoint::new(*label, whole(*value)))
        .collect()
}

fn line(
    id: String,
    title: &str,
    about: &str,
    unit: &str,
    points_are: &str,
    points: Vec<ChartPoint>,
) -> Chart {
    Chart {
        kind: ChartKind::Line,
        id,
        title: title.to_owned(),
        description: about.to_owned(),
        points_are: points_are.to_owned(),
        unit: unit.to_owned(),
        points,
    }
}

fn estimates(report: &Report, page: &mut String) -> std::fmt::Result {
    writeln!(
        page,
        "<h2>全国への外挿</h2>\n<p>測定した値ではありません。測った値が規模に比例すると仮定した見込みです。</p>\n<table><tbody>"
    )?;
    for one in scaled_up(report) {
        writeln!(
            page,
            "<tr><th scope=\"row\">{}</th><td>{} {}</td><td>{}</td></tr>",
            one.what,
            short(one.value),
            one.unit,
            one.how
        )?;
    }
    writeln!(page, "</tbody></table>")
}

fn whole(value: f64) -> u64 {
    std::time::Duration::try_from_secs_f64(value.round()).map_or(0, |value| value.as_secs())
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}
