//! Turning values into what people read.

use tasuki_desk::{DeskError, Fault};
use tasuki_seal::Manifest;
use tasuki_standard::{CheckReport, Finding, Severity};
use tasuki_terms::{SendingUnit, ServiceMonth, Timestamp};

mod csv;
mod paint;
mod table;
mod width;

pub(crate) use csv::Csv;
pub(crate) use paint::Paint;
pub(crate) use table::{Table, fields};
pub(crate) use width::{padded, shortened, shortened_start, width};

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
        other => format!("{}\n{}", other.what(), other.hint()),
    }
}

/// Why something cannot be sent.
fn fault(fault: &Fault) -> String {
    let mut text = format!("{}{}", fault.what(), fault.hint());
    if let Some(report) = fault.report() {
        text.push('\n');
        text.push_str(&findings(report));
    }
    text
}

/// What the check of files found, one after the other.
pub(crate) fn findings(report: &CheckReport) -> String {
    let mut lines: Vec<String> = report.findings.iter().map(finding).collect();
    let shown = report.findings.len();
    let found = usize::try_from(report.errors.saturating_add(report.warnings)).unwrap_or(shown);
    if found > shown {
        lines.push(format!("ほかに{}件あります。", found - shown));
    }
    lines.push(format!(
        "誤り {}件、注意 {}件",
        report.errors, report.warnings
    ));
    lines.join("\n")
}

/// What people call a severity.
pub(crate) const fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "誤り",
        Severity::Warning => "注意",
        Severity::Note => "参考",
    }
}

fn finding(finding: &Finding) -> String {
    let severity = severity(finding.severity);
    let value = finding
        .value
        .as_ref()
        .map_or_else(String::new, |value| format!("「{value}」"));
    format!(
        "[{severity}] {}{value}\n       {}\n       {}",
        finding.place, finding.what, finding.hint
    )
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
    }
}
