//! Turning values into what people read.

use tasuki_desk::{DeskError, Fault};
use tasuki_seal::Manifest;
use tasuki_terms::{SendingUnit, ServiceMonth, Timestamp};

mod csv;
mod escaped;
mod finding;
mod paint;
mod person;
mod table;
mod width;

pub(crate) use csv::Csv;
pub(crate) use escaped::{escaped, path, paths};
pub(crate) use finding::{LEGEND, Shown, counts, findings, hidden, hidden_text, in_colour};
pub(crate) use finding::{legend, masked};
pub(crate) use paint::Paint;
pub(crate) use person::{person, person_cells};
pub(crate) use table::{Table, fields};
pub(crate) use width::{end_of_line, padded, start_of_line, width};

/// A time of a service: `09:30`; nothing for `9999`, which stands for no time.
pub(crate) fn clock(time: &str) -> String {
    match (time, time.get(..2), time.get(2..)) {
        ("9999", _, _) => String::new(),
        (_, Some(hours), Some(minutes)) => format!("{hours}:{minutes}"),
        _ => time.to_owned(),
    }
}

/// A moment in Japanese time: `2025-03-25 10:20`.
pub(crate) fn moment(at: Timestamp) -> String {
    let japan = jiff::tz::TimeZone::fixed(jiff::tz::offset(9));
    at.to_zoned(japan).strftime("%Y-%m-%d %H:%M").to_string()
}

/// A moment to the second, for proofs.
pub(crate) fn exact_moment(at: Timestamp) -> String {
    let japan = jiff::tz::TimeZone::fixed(jiff::tz::offset(9));
    at.to_zoned(japan).strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// A service month: `2025年4月`.
pub(crate) fn month(month: Option<ServiceMonth>) -> String {
    month.map_or_else(String::new, |month| {
        format!("{}年{}月", month.year(), month.month())
    })
}

/// A value, or nothing where there is none.
pub(crate) fn optional(value: Option<impl std::fmt::Display>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

/// What a message carries, in a word or two.
pub(crate) fn unit(unit: SendingUnit) -> &'static str {
    match unit {
        SendingUnit::PreventionPlanAndUser => "支援計画書＋基本情報",
        SendingUnit::PreventionPlan => "支援計画書",
        SendingUnit::PreventionPlanDelete => "支援計画書_削除",
        other => other.name().split('（').next().unwrap_or_default(),
    }
}

/// What a message of so many files carries, in full.
pub(crate) const fn content(unit: SendingUnit, files: usize) -> &'static str {
    match (unit, files) {
        (SendingUnit::Attachments, 0) => "メッセージのみ",
        _ => unit.name(),
    }
}

/// A value, or a word for none.
pub(crate) fn or_none(value: &str) -> &str {
    if value.is_empty() { "なし" } else { value }
}

/// A number of bytes: `12.3KB`.
pub(crate) fn size(bytes: u64) -> String {
    const KILO: u64 = 1024;
    const MEGA: u64 = 1024 * 1024;
    let tenths = |unit: u64| {
        let tenths = bytes.saturating_mul(10).div_ceil(unit);
        format!("{}.{}", tenths / 10, tenths % 10)
    };
    match bytes {
        0..KILO => format!("{bytes}B"),
        KILO..MEGA => format!("{}KB", tenths(KILO)),
        _ => format!("{}MB", tenths(MEGA)),
    }
}

/// How many files, and how large they are together.
pub(crate) fn files(manifest: &Manifest) -> String {
    let bytes = manifest
        .files
        .iter()
        .fold(0_u64, |sum, file| sum.saturating_add(file.size));
    match manifest.files.len() {
        0 => "なし".to_owned(),
        count => format!("{count}個（{}）", size(bytes)),
    }
}

/// What went wrong and what to do.
pub(crate) fn error(error: &DeskError) -> String {
    match error {
        DeskError::Draft { faults } => {
            let told: Vec<String> = faults.iter().map(fault).collect();
            told.join("\n")
        }
        other => {
            let again = if matches!(other, DeskError::SentBefore { .. }) {
                "\nもう一度送信する場合は --again を指定してください。"
            } else {
                ""
            };
            format!(
                "{}\n{}{again}\nエラーコード：{}",
                escaped(&other.what()),
                escaped(&other.hint()),
                other.code()
            )
        }
    }
}

/// Why something cannot be sent.
fn fault(fault: &Fault) -> String {
    let told = format!("{}{}", fault.what(), fault.hint());
    let mut text = escaped(&told) + "（エラーコード：" + fault.code() + "）";
    if let Some(report) = fault.report() {
        text.push_str("\n\n");
        text.push_str(&findings(report));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_read_as_people_write_them() {
        let at: Timestamp = "2025-03-25T15:20:59Z".parse().unwrap();
        assert_eq!(moment(at), "2025-03-26 00:20");
        assert_eq!(exact_moment(at), "2025-03-26 00:20:59");
        assert_eq!(month("202504".parse().ok()), "2025年4月");
        assert_eq!(month(None), "");
        for (bytes, text) in [
            (0, "0B"),
            (1023, "1023B"),
            (1024, "1.0KB"),
            (12_600, "12.4KB"),
            (1024 * 1024, "1.0MB"),
            (10 * 1024 * 1024 + 1, "10.1MB"),
        ] {
            assert_eq!(size(bytes), text);
        }
    }

    #[test]
    fn every_unit_has_a_short_name() {
        for one in SendingUnit::ALL {
            let name = unit(one);
            assert!(!name.is_empty() && name.chars().count() <= 10, "{name}");
        }
        assert_eq!(unit(SendingUnit::UseTable), "予定");
        assert_eq!(content(SendingUnit::Attachments, 0), "メッセージのみ");
        assert_eq!(content(SendingUnit::Attachments, 1), "添付のみ");
    }
}
