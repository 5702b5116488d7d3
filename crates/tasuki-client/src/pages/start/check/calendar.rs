//! The calendar of Windows (暦): care software and the official client fail where it is 和暦.

use super::{Check, Verdict};

const LABEL: &str = "暦（西暦）";

/// Whether the system writes years as 西暦.
pub(super) fn check() -> Check {
    if cfg!(windows) {
        told(calendar_type())
    } else {
        Check {
            verdict: Verdict::Unneeded,
            ..Check::good(LABEL, "Windowsの設定のため、このパソコンでは確認しません。")
        }
    }
}

fn told(calendar: Option<u32>) -> Check {
    match calendar {
        None => Check::later(
            LABEL,
            "カレンダーの設定を読み取れませんでした。「地域設定」で、「西暦」になっていることをご確認ください。",
        ),
        // CAL_GREGORIAN and CAL_GREGORIAN_US.
        Some(1 | 2) => Check::good(LABEL, "西暦に設定されています。"),
        Some(_) => Check::bad(
            LABEL,
            "パソコンのカレンダーが、和暦に設定されています。",
            "「設定」→「時刻と言語」→「言語と地域」→「地域設定」で、カレンダーを「西暦」に変更してください。",
        ),
    }
}

/// The number of the calendar in the registry; none on systems without one.
#[cfg(windows)]
fn calendar_type() -> Option<u32> {
    let output = std::process::Command::new("reg")
        .args([
            "query",
            r"HKCU\Control Panel\International",
            "/v",
            "iCalendarType",
        ])
        .output()
        .ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.split_ascii_whitespace().last()?.parse().ok()
}

/// The number of the calendar in the registry; none on systems without one.
#[cfg(not(windows))]
const fn calendar_type() -> Option<u32> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_not_be_read_is_not_called_good() {
        assert_eq!(told(Some(1)).verdict, Verdict::Good);
        // CAL_JAPAN.
        assert_eq!(told(Some(3)).verdict, Verdict::Bad);
        assert_eq!(told(None).verdict, Verdict::Later);
    }
}
