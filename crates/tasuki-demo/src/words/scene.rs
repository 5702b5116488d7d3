//! What is told at the beginning, along the way, and at the end.

use std::time::Duration;

use tasuki_terms::ServiceType;
use tasuki_testing::Town;

use super::{milliseconds, service};
use crate::lang::Lang;
use crate::report::thousands;
use crate::width::left;

/// The title.
pub(crate) const fn title(lang: Lang) -> &'static str {
    match lang {
        Lang::Ja => "Tasuki 実演：3つの事業所が、ひと月分のケアプランデータをやり取りします",
        Lang::En => "Tasuki demonstration: three offices exchange a month of care plan data",
    }
}

/// That nothing of it is real.
pub(crate) const fn invented(lang: Lang) -> &'static str {
    match lang {
        Lang::Ja => {
            "事業所、利用者、データはすべて架空のものです。連携基盤、証明書、暗号化、署名は\
             本物と同じものが動きます。時刻は日本時間です。"
        }
        Lang::En => {
            "Offices, people and data are invented. The platform, the certificates, the \
             encryption and the signatures are the real ones. Times are Japanese time."
        }
    }
}

/// Where the town is.
pub(crate) fn place(lang: Lang, path: &str, is_temporary: bool) -> String {
    match (lang, is_temporary) {
        (_, false) => path.to_owned(),
        (Lang::Ja, true) => format!("{path}（終了時に削除します）"),
        (Lang::En, true) => format!("{path} (removed at the end)"),
    }
}

/// What the platform is made of, field by field.
pub(crate) fn platform_facts(lang: Lang, town: &Town) -> [(&'static str, String); 4] {
    let (exchange, operations) = (town.exchange(), town.operations());
    let pki = town.pki().unwrap_or_default();
    match lang {
        Lang::Ja => [
            ("交換", exchange),
            ("運用", operations),
            ("失効情報", format!("{pki} （CRL、OCSP）")),
            (
                "構成",
                "SQLite のファイル、暗号文のフォルダー、この町だけの認証局".to_owned(),
            ),
        ],
        Lang::En => [
            ("Exchange", exchange),
            ("Operations", operations),
            ("Revocation", format!("{pki} (CRL, OCSP)")),
            (
                "Made of",
                "SQLite file, folder of sealed contents, authority of its own".to_owned(),
            ),
        ],
    }
}

/// How soon the receiver learned of a message.
pub(crate) fn learnt(lang: Lang, after: Duration) -> String {
    let after = soon(lang, after);
    match lang {
        Lang::Ja => format!("受付から{after}で届きました"),
        Lang::En => format!("came {after} after the platform had accepted it"),
    }
}

/// How soon the sender learned that a message was opened.
pub(crate) fn knows(lang: Lang, after: Duration) -> String {
    let after = soon(lang, after);
    match lang {
        Lang::Ja => format!("受信から{after}で「受信済」と知りました"),
        Lang::En => format!("knew {after} later that it had been opened (受信済)"),
    }
}

/// A short time within a sentence.
fn soon(lang: Lang, time: Duration) -> String {
    match (lang, time.as_millis()) {
        (Lang::Ja, 0) => "1ミリ秒未満".to_owned(),
        (Lang::Ja, _) => format!("{}ミリ秒", thousands(time)),
        (Lang::En, 0) => "less than 1 ms".to_owned(),
        (Lang::En, _) => milliseconds(lang, time),
    }
}

/// Why the day-service office gets two messages.
pub(crate) const fn why_two(lang: Lang) -> &'static str {
    match lang {
        Lang::Ja => "見本デイサービスには、標準仕様のとおり、サービス種類ごとに1件ずつ送ります。",
        Lang::En => {
            "The day-service office gets two messages: the standard wants one for each service \
             type."
        }
    }
}

/// An office and its services, line by line.
pub(crate) fn office(lang: Lang, role: &str, name: &str, services: &[ServiceType]) -> Vec<String> {
    let services: Vec<String> = services.iter().map(|one| service(lang, *one)).collect();
    let services = services.join(lang.of("、", ", "));
    match lang {
        Lang::Ja => vec![format!("{}{services}", left(name, 24))],
        Lang::En => vec![format!("{}{role}", left(name, 24)), services],
    }
}

/// What the check showed, field by field.
pub(crate) fn held(lang: Lang, files: usize, signatures: usize) -> [(&'static str, String); 3] {
    match lang {
        Lang::Ja => [
            (
                "ファイル",
                format!("{files}個とも、送ったものと1ビットも違いません。"),
            ),
            (
                "署名",
                format!("{signatures}個とも正しく、連携基盤に問い合わせずに確認しました。"),
            ),
            (
                "送信一覧",
                "すべてのメッセージが「受信済」です。".to_owned(),
            ),
        ],
        Lang::En => [
            (
                "Files",
                format!("all {files} are bit-identical to what was sent"),
            ),
            (
                "Signatures",
                format!("all {signatures} hold, verified without asking the platform"),
            ),
            (
                "Outboxes",
                "show every message as opened (受信済)".to_owned(),
            ),
        ],
    }
}

/// The good end.
pub(crate) const fn all_well(lang: Lang) -> &'static str {
    match lang {
        Lang::Ja => "結果：すべて正しく届きました。",
        Lang::En => "Result: everything arrived as it was sent.",
    }
}

/// How to end it.
pub(crate) const fn how_to_end(lang: Lang, is_temporary: bool) -> &'static str {
    match (lang, is_temporary) {
        (Lang::Ja, true) => "終了するには Ctrl-C を押してください。フォルダーは削除されます。",
        (Lang::Ja, false) => "終了するには Ctrl-C を押してください。フォルダーは残ります。",
        (Lang::En, true) => "Press Ctrl-C to end. The folder will be removed.",
        (Lang::En, false) => "Press Ctrl-C to end. The folder stays.",
    }
}

/// That it has ended.
pub(crate) fn stopped(lang: Lang, is_temporary: bool, folder: &str) -> String {
    match (lang, is_temporary) {
        (Lang::Ja, true) => format!("終了しました。{folder} を削除しました。"),
        (Lang::Ja, false) => format!("終了しました。{folder} は残してあります。"),
        (Lang::En, true) => format!("Ended. {folder} was removed."),
        (Lang::En, false) => format!("Ended. {folder} was kept."),
    }
}
