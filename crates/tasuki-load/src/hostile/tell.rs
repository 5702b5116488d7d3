//! What came of it, for people.

use std::fmt::Write as _;

use tasuki_measure::figures::{Percentiles, short, u64_to_f64};

use super::victims::Served;
use super::{Suffered, Told};

/// Columns that a name takes.
const NAME: usize = 26;

/// One kind of attack as soon as it is over: how its attempts ended.
pub(super) fn line(suffered: &Suffered) -> String {
    let attacked = &suffered.attacked;
    let endings = attacked.endings.iter();
    let endings: Vec<String> = endings
        .map(|(how, count)| format!("{how}: {count}"))
        .collect();
    format!(
        "{} {} 件（{}秒）: {}",
        attacked.kind.name(),
        attacked.attempts,
        short(attacked.seconds),
        endings.join("、")
    )
}

/// The whole as a table.
pub(super) fn table(told: &Told) -> String {
    let mut text = String::new();
    // Writing to a text cannot fail.
    let _written = write(told, &mut text);
    text
}

fn write(told: &Told, text: &mut String) -> std::fmt::Result {
    let build = if told.is_release {
        ""
    } else {
        "（開発用ビルド）"
    };
    writeln!(
        text,
        "\n攻撃を受けている間の、ほかの事業所の待ち時間（記録 {}、内容 {}、{}コア）{build}",
        told.engine, told.contents, told.cores
    )?;
    writeln!(text, "単位はミリ秒。かっこ内は、攻撃がないときの何倍か\n")?;
    let columns = ["接続 p50", "p99", "一覧 p50", "p99", "送信 p50", "p99"];
    write!(text, "{}", padded("", NAME))?;
    for column in columns.into_iter().chain(["ログイン p50", "メモリー"]) {
        write!(text, "{}", padded(column, 16))?;
    }
    writeln!(text)?;
    row(text, "攻撃の前", &told.peace, None, told.memory_before)?;
    for one in &told.attacks {
        let name = one.attacked.kind.name();
        row(text, name, &one.served, Some(&told.peace), one.memory_peak)?;
    }
    row(
        text,
        "攻撃の後",
        &told.after,
        Some(&told.peace),
        told.memory_after,
    )?;
    let (faults, first) = told.faults();
    writeln!(text, "\n正しくない結果 {faults} 件")?;
    if faults > 0 {
        writeln!(text, "  最初のもの: {first}")?;
    }
    Ok(())
}

fn row(
    text: &mut String,
    name: &str,
    served: &Served,
    peace: Option<&Served>,
    memory: u64,
) -> std::fmt::Result {
    write!(text, "{}", padded(name, NAME))?;
    let of = |served: &Served| [served.connect, served.list, served.send];
    let before = peace.map(of);
    for (place, now) in of(served).into_iter().enumerate() {
        let before = before.and_then(|all| all.get(place).copied());
        for figure in [|one: &Percentiles| one.p50, |one: &Percentiles| one.p99] {
            let told = times(figure(&now), before.as_ref().map(figure));
            write!(text, "{}", padded(&told, 16))?;
        }
    }
    let log_in = times(served.log_in.p50, peace.map(|peace| peace.log_in.p50));
    writeln!(
        text,
        "{}{} MB",
        padded(&log_in, 16),
        short(u64_to_f64(memory) / 1e6)
    )
}

/// Milliseconds, and how many times as many as before.
fn times(now: f64, before: Option<f64>) -> String {
    match before.filter(|before| *before > 0.0) {
        Some(before) => format!("{} ({})", short(now), short(now / before)),
        None => short(now),
    }
}

/// A text with spaces behind it; Japanese letters take two columns.
fn padded(name: &str, columns: usize) -> String {
    let width: usize = name
        .chars()
        .map(|one| if one.is_ascii() { 1 } else { 2 })
        .sum();
    format!("{name}{}", " ".repeat(columns.saturating_sub(width)))
}
