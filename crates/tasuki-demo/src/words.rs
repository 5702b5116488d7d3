//! The sentences, Japanese and English. What belongs to an area stands in a file of its own.

use std::time::Duration;

use tasuki_desk::{SignedThing, receipt_name};
use tasuki_seal::ReceiptKind;
use tasuki_standard::generate::Changes;
use tasuki_terms::{MessageState, SendingUnit, ServiceMonth, ServiceType, Timestamp};

use crate::calendar::japan;
use crate::delivery::Cargo;
use crate::lang::Lang;
use crate::report::thousands;

mod ending;
mod scene;

pub(crate) use ending::failure;
pub(crate) use scene::{
    all_well, held, how_to_end, invented, knows, learnt, office, place, platform_facts, stopped,
    title, why_two,
};

/// How long something took.
pub(crate) fn milliseconds(lang: Lang, time: Duration) -> String {
    format!("{} {}", thousands(time), lang.of("ミリ秒", "ms"))
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

/// A moment in Japan, to the millisecond.
pub(crate) fn moment(at: Timestamp) -> String {
    at.to_zoned(japan()).strftime("%H:%M:%S.%3f").to_string()
}

/// A service month.
pub(crate) fn month(lang: Lang, month: ServiceMonth) -> String {
    let (year, month) = (month.year(), month.month());
    match lang {
        Lang::Ja => format!("{year}年{month}月"),
        Lang::En => format!("{year}-{month:02}"),
    }
}

/// A service type: its code and its name.
pub(crate) fn service(lang: Lang, service: ServiceType) -> String {
    let english = match service.as_str() {
        "43" => "care management",
        "11" => "home help",
        "15" => "day service",
        "17" => "equipment rental",
        _ => "",
    };
    let name = lang.of(service.name().unwrap_or_default(), english);
    format!("{service} {name}").trim_end().to_owned()
}

/// What a message carries, in a word.
pub(crate) fn cargo(lang: Lang, cargo: Cargo) -> &'static str {
    match cargo {
        Cargo::Plan => lang.of("予定", "plan"),
        Cargo::Actual => lang.of("実績", "actuals"),
    }
}

/// What a message carries, in full.
pub(crate) fn content(lang: Lang, cargo: Cargo, of: ServiceType, users: usize) -> String {
    let of = service(lang, of);
    match (lang, cargo) {
        (Lang::Ja, Cargo::Plan) => {
            format!("{}、{of}、利用者{users}人", SendingUnit::UseTable.name())
        }
        (Lang::Ja, Cargo::Actual) => format!("実績（第6表）、{of}、利用者{users}人"),
        (Lang::En, Cargo::Plan) => {
            format!("plan 予定: forms 6, 7, user data; {of}; {users} users")
        }
        (Lang::En, Cargo::Actual) => format!("actuals 実績: form 6; {of}; {users} users"),
    }
}

/// What differs from the plan.
pub(crate) fn changes(lang: Lang, changes: Changes) -> String {
    let Changes {
        cancelled,
        moved,
        shifted,
    } = changes;
    let counted = match lang {
        Lang::Ja => [
            (cancelled, format!("中止{cancelled}回")),
            (moved, format!("日の変更{moved}回")),
            (shifted, format!("時刻の変更{shifted}回")),
        ],
        Lang::En => [
            (cancelled, format!("{cancelled} cancelled")),
            (moved, format!("{moved} on another day")),
            (shifted, format!("{shifted} at another time")),
        ],
    };
    let counted: Vec<String> = counted
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(_, text)| text)
        .collect();
    if counted.is_empty() {
        return lang.of("予定どおり", "all as planned").to_owned();
    }
    let counted = counted.join(lang.of("、", ", "));
    match lang {
        Lang::Ja => format!("{counted}（ほかは予定どおり）"),
        Lang::En => format!("{counted}; all else as planned"),
    }
}

/// What is signed.
pub(crate) fn signed(lang: Lang, thing: SignedThing) -> String {
    match (lang, thing) {
        (Lang::Ja, SignedThing::Manifest) => "送信内容".to_owned(),
        (Lang::Ja, SignedThing::Receipt(kind)) => format!("{}の受領証", receipt_name(kind)),
        (Lang::En, SignedThing::Manifest) => "the message".to_owned(),
        (Lang::En, SignedThing::Receipt(kind)) => {
            let step = match kind {
                ReceiptKind::Accepted => "acceptance",
                ReceiptKind::Fetched => "download",
                ReceiptKind::Opened => "opening",
                ReceiptKind::Withdrawn => "withdrawal",
                ReceiptKind::Expired => "expiry",
            };
            format!("receipt of {step}")
        }
    }
}

/// Who signed what.
pub(crate) fn signature(lang: Lang, by: &str, thing: SignedThing) -> String {
    let thing = signed(lang, thing);
    match lang {
        Lang::Ja => format!("{by}（{thing}）"),
        Lang::En => format!("{by}: {thing}"),
    }
}

/// The platform.
pub(crate) const fn platform(lang: Lang) -> &'static str {
    match lang {
        Lang::Ja => "連携基盤",
        Lang::En => "platform",
    }
}

/// A state, as the outbox shows it.
pub(crate) fn state(lang: Lang, state: Option<MessageState>) -> String {
    match (lang, state) {
        (Lang::Ja, Some(state)) => state.name().to_owned(),
        (Lang::Ja, None) => "なし".to_owned(),
        (Lang::En, Some(state)) => state.as_str().to_owned(),
        (Lang::En, None) => "nothing".to_owned(),
    }
}

/// The text that goes with a message. Offices write to each other in Japanese, whoever watches.
pub(crate) fn letter(cargo: Cargo, month: ServiceMonth, service: ServiceType) -> String {
    let (month, service) = (month.month(), service.name().unwrap_or_default());
    match cargo {
        Cargo::Plan => format!("{month}月の{service}の予定です。よろしくお願いいたします。"),
        Cargo::Actual => format!("{month}月の{service}の実績です。ご確認ください。"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_read_as_people_write_them() {
        let at: Timestamp = "2026-12-25T15:20:59.0071Z".parse().unwrap();
        assert_eq!(moment(at), "00:20:59.007");
        let april = "202704".parse().unwrap();
        assert_eq!(month(Lang::Ja, april), "2027年4月");
        assert_eq!(month(Lang::En, april), "2027-04");
        assert_eq!(
            [0, 1023, 1024, 12_600, 1024 * 1024].map(size),
            ["0B", "1023B", "1.0KB", "12.4KB", "1.0MB"]
        );
        let rental = "17".parse().unwrap();
        assert_eq!(service(Lang::Ja, rental), "17 福祉用具貸与");
        assert_eq!(service(Lang::En, rental), "17 equipment rental");
    }

    #[test]
    fn changes_are_counted() {
        let some = Changes {
            cancelled: 1,
            moved: 0,
            shifted: 2,
        };
        assert_eq!(
            changes(Lang::Ja, some),
            "中止1回、時刻の変更2回（ほかは予定どおり）"
        );
        assert_eq!(
            changes(Lang::En, some),
            "1 cancelled, 2 at another time; all else as planned"
        );
        assert_eq!(changes(Lang::Ja, Changes::default()), "予定どおり");
    }
}
