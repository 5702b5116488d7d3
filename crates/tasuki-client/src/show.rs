//! Values as people read them.

use std::path::Path;

use tasuki_terms::{MessageState, OfficeNumber, SendingUnit, ServiceMonth, Timestamp};
use tasuki_ui::{Tag, Tone};

/// A moment in Japanese time: `2025年3月25日 10:20`.
pub(crate) fn moment(at: Timestamp) -> String {
    let japan = jiff::tz::TimeZone::fixed(jiff::tz::offset(9));
    let at = at.to_zoned(japan);
    at.strftime("%Y年%-m月%-d日 %H:%M").to_string()
}

/// A moment with its seconds: `2025年3月25日 10:20:31`.
pub(crate) fn second(at: Timestamp) -> String {
    let japan = jiff::tz::TimeZone::fixed(jiff::tz::offset(9));
    let at = at.to_zoned(japan);
    at.strftime("%Y年%-m月%-d日 %H:%M:%S").to_string()
}

/// A moment to the second, as proofs tell it: `2025年3月25日 10:20:05（日本時間）`.
pub(crate) fn exact_moment(at: Timestamp) -> String {
    format!("{}（日本時間）", second(at))
}

/// A day in Japan: `2025年3月25日`.
pub(crate) fn day(at: Timestamp) -> String {
    let japan = jiff::tz::TimeZone::fixed(jiff::tz::offset(9));
    at.to_zoned(japan).strftime("%Y年%-m月%-d日").to_string()
}

/// Whole days from one moment to another; negative where it is past.
pub(crate) fn days_until(until: Timestamp, now: Timestamp) -> i64 {
    until.duration_since(now).as_secs().div_euclid(24 * 60 * 60)
}

/// A service month: `2025年4月分`; a line where there is none.
pub(crate) fn month(month: Option<ServiceMonth>) -> String {
    month.map_or_else(
        || "―".to_owned(),
        |month| format!("{}年{}月分", month.year(), month.month()),
    )
}

/// An office: `訪問介護みほん（1370000028）`, or its number alone where no name is known.
pub(crate) fn office(name: &str, number: OfficeNumber) -> String {
    if name.is_empty() {
        number.to_string()
    } else {
        format!("{name}（{number}）")
    }
}

/// The mark of a receiver whose name nobody told: it may not take part, or its number may be mistyped.
pub(crate) fn doubt(name: &str) -> Option<Tag> {
    name.is_empty()
        .then(|| Tag::new(Tone::Warning, "名簿で確認できません"))
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
        0..KILO => format!("{bytes}バイト"),
        KILO..MEGA => format!("{}KB", tenths(KILO)),
        _ => format!("{}MB", tenths(MEGA)),
    }
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

/// What a message carries that has so many files: a text alone is no attachment.
pub(crate) fn carried(of: SendingUnit, files: usize) -> &'static str {
    match (of, files) {
        (SendingUnit::Attachments, 0) => "メッセージのみ",
        _ => unit(of),
    }
}

/// A number of files: `3個`, or that there are none.
pub(crate) fn files(count: usize) -> String {
    match count {
        0 => "なし".to_owned(),
        _ => format!("{count}個"),
    }
}

/// The state of a sent message (ダウンロード状況).
pub(crate) fn sent_state(state: MessageState) -> Tag {
    let (tone, label) = match state {
        MessageState::Accepted => (Tone::Info, "相手は未受信"),
        MessageState::Fetched => (Tone::Info, "ダウンロード済"),
        MessageState::Opened => (Tone::Success, "受信済"),
        MessageState::Withdrawn => (Tone::Plain, "取消済"),
        MessageState::Expired => (Tone::Warning, "期限切れ"),
    };
    Tag::new(tone, label)
}

/// The state of a received message.
pub(crate) fn received_state(state: MessageState) -> Tag {
    let (tone, label) = match state {
        MessageState::Accepted => (Tone::Warning, "未受信"),
        MessageState::Fetched => (Tone::Warning, "受信の途中"),
        MessageState::Opened => (Tone::Success, "受信済"),
        MessageState::Withdrawn => (Tone::Plain, "取消済"),
        MessageState::Expired => (Tone::Plain, "期限切れ"),
    };
    Tag::new(tone, label)
}

/// A thumbprint (拇印) in groups of four, as it is read aloud.
pub(crate) fn thumbprint(digest: &[u8]) -> String {
    let pairs: Vec<String> = digest.chunks(2).map(hex::encode_upper).collect();
    pairs.join(" ")
}

/// A path.
pub(crate) fn path(path: &Path) -> String {
    path.display().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_read_as_people_write_them() {
        let at: Timestamp = "2025-03-05T15:20:59Z".parse().unwrap();
        assert_eq!(moment(at), "2025年3月6日 00:20");
        assert_eq!(second(at), "2025年3月6日 00:20:59");
        assert_eq!(exact_moment(at), "2025年3月6日 00:20:59（日本時間）");
        assert_eq!(day(at), "2025年3月6日");
        assert_eq!(month("202504".parse().ok()), "2025年4月分");
        assert_eq!(size(12_600), "12.4KB");
        assert_eq!(carried(SendingUnit::Attachments, 0), "メッセージのみ");
        assert_eq!(carried(SendingUnit::Attachments, 1), "添付のみ");
        assert_eq!((&*files(0), &*files(2)), ("なし", "2個"));
        let number = "1370000028".parse().unwrap();
        assert_eq!(office("みほん", number), "みほん（1370000028）");
        assert_eq!(office("", number), "1370000028");
        assert_eq!(thumbprint(&[0xab, 1, 2, 3]), "AB01 0203");
    }

    #[test]
    fn days_are_counted_whole() {
        let now: Timestamp = "2025-03-05T00:00:00Z".parse().unwrap();
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        assert_eq!(days_until(at("2025-03-06T23:59:59Z"), now), 1);
        assert_eq!(days_until(at("2025-03-04T23:59:59Z"), now), -1);
    }
}
