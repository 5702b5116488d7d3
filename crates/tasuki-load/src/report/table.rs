//! The table in the terminal.

use std::fmt::Write as _;

use tasuki_measure::figures::{short, short_or_dash, u64_to_f64};

use super::{Report, scaled_up};

/// Columns that a name takes.
const NAME: usize = 24;

/// The report as text.
pub(crate) fn table(report: &Report) -> String {
    let mut text = String::new();
    // Writing to a text cannot fail.
    let _written = write(report, &mut text);
    text
}

fn write(report: &Report, text: &mut String) -> std::fmt::Result {
    let build = if report.is_release {
        ""
    } else {
        "（開発用ビルド）"
    };
    writeln!(
        text,
        "\n届いたメッセージ {} 件（{} MB、予定 約{} 件）、受付 毎秒{} 件、正しくない結果 {} 件{build}",
        short_count(report.messages),
        short(u64_to_f64(report.bytes) / 1e6),
        short(report.intended),
        short(report.rate),
        report.faults.count
    )?;
    writeln!(
        text,
        "記録 {}、内容 {}、署名・暗号化と復号を{}",
        report.engine,
        report.contents,
        if report.pre_sealed {
            "含まない"
        } else {
            "含む"
        }
    )?;
    writeln!(
        text,
        "\n{}{:>9}{:>10}{:>10}{:>10}{:>10}{:>10}",
        padded("段階（ミリ秒）"),
        "count",
        "p50",
        "p90",
        "p99",
        "p99.9",
        "max"
    )?;
    for one in &report.phases {
        writeln!(
            text,
            "{}{:>9}{:>10}{:>10}{:>10}{:>10}{:>10}",
            padded(one.phase.name()),
            short_count(one.count),
            short(one.p50),
            short(one.p90),
            short(one.p99),
            short(one.p999),
            short(one.max)
        )?;
    }
    resources(report, text)?;
    limits(report, text)?;
    writeln!(
        text,
        "\n全国への外挿（測定値ではなく、比例計算による見込み）"
    )?;
    for one in scaled_up(report) {
        let value = format!("{} {}", short(one.value), one.unit);
        writeln!(text, "  {}: {value}（{}）", one.what, one.how)?;
    }
    for fault in &report.faults.first {
        writeln!(text, "  正しくない結果: {fault}")?;
    }
    Ok(())
}

fn resources(report: &Report, text: &mut String) -> std::fmt::Result {
    let taken = &report.taken;
    writeln!(
        text,
        "\n1件あたりのCPU時間: 連携基盤 {} ミリ秒、クライアント {} ミリ秒（{}コア、{}秒、空き {}％）",
        short(report.platform_cpu()),
        short(report.clients_cpu()),
        report.cores,
        short(taken.seconds),
        short(
            100.0 * taken.idle
                / (taken.idle + taken.others + taken.platform_cpu + taken.clients_cpu).max(1e-9)
        )
    )?;
    for (name, milliseconds, source) in report.parts() {
        let share = 100.0 * milliseconds / report.platform_cpu().max(1e-9);
        let told = format!("{} ミリ秒", short(milliseconds));
        writeln!(text, "  {name}: {told}（{}％、{source}）", short(share))?;
    }
    writeln!(
        text,
        "連携基盤のメモリー: 起動後 {} MB → 全事業所の接続後 {} MB → 最大 {} MB",
        short(u64_to_f64(report.opening.taken.memory_before) / 1e6),
        short(u64_to_f64(report.taken.memory_before) / 1e6),
        short(u64_to_f64(report.taken.memory_peak) / 1e6)
    )?;
    if report.slow + report.resumed + report.gone > 0 {
        writeln!(
            text,
            "遅い事業所の送受信 {} 件、途中で切れてやり直した送受信 {} 件、途中で切れたままの送信 {} 件",
            report.slow, report.resumed, report.gone
        )?;
    }
    Ok(())
}

fn limits(report: &Report, text: &mut String) -> std::fmt::Result {
    let limits = &report.limits;
    writeln!(
        text,
        "\nこのコンピューターの性能（毎秒、最小 / 中央 / 最大）\n  \
         4kBの追記と fdatasync  {}（p99 {} ミリ秒）\n  \
         相互認証のTLSで往復    p50 {} ミリ秒、p99 {} ミリ秒\n  \
         P-256 署名（1コア）    {}\n  \
         P-256 検証（1コア）    {}\n  \
         AES-256-GCM MB（1コア） {}\n  \
         SHA-256 MB（1コア）    {}\n  \
         TLS接続の連携基盤側（1コア） {}\n  \
         相互認証のTLS接続      {}（{}、両側）",
        limits.syncs,
        short(limits.append.p99),
        short(limits.round_trip.p50),
        short(limits.round_trip.p99),
        limits.signs,
        limits.verifies,
        limits.encryption,
        limits.hashing,
        limits.accepts,
        limits.handshakes,
        limits.group
    )?;
    let shares = &report.shares;
    writeln!(
        text,
        "最小限のCPU時間（署名・検証・ハッシュ・暗号化・TLS接続だけ）: 1件あたり {} ミリ秒\n  \
         連携基盤のCPU時間はその {} 倍\n  \
         送信の p99 は、追記と fdatasync の p99 の {} 倍",
        short(shares.bare_cpu),
        short_or_dash(shares.platform_cpu),
        short_or_dash(shares.send_p99)
    )
}

fn short_count(count: u64) -> String {
    let told = short(u64_to_f64(count));
    told.trim_end_matches(".00")
        .trim_end_matches(".0")
        .to_owned()
}

/// A name with spaces behind it; Japanese letters take two columns.
fn padded(name: &str) -> String {
    let width: usize = name
        .chars()
        .map(|one| if one.is_ascii() { 1 } else { 2 })
        .sum();
    format!("{name}{}", " ".repeat(NAME.saturating_sub(width)))
}
