//! What the operators of the town have published (お知らせ): all of it invented.

use jiff::SignedDuration;
use tasuki_server::CommonNotice;
use tasuki_terms::{Timestamp, day_in_japan, spoken_day};
use tasuki_testing::Town;

use crate::failure::Trouble;

/// A notice.
struct Notice {
    /// How many days ago it was published.
    days: i64,
    category: &'static str,
    title: String,
    body: String,
    is_important: bool,
}

/// Publishes them, the oldest first.
pub(crate) async fn publish(town: &Town) -> Result<(), Trouble> {
    let publish = async {
        let now = town.clock().now();
        let registry = town.registry().await?;
        for notice in notices(now) {
            let text = CommonNotice {
                category: notice.category.to_owned(),
                title: notice.title,
                body: notice.body,
                shown_from: ago(now, notice.days),
                shown_until: None,
                is_important: notice.is_important,
            };
            registry.publish_notice(None, text, "town").await?;
        }
        Ok(())
    };
    publish.await.map_err(Trouble::Town)
}

fn ago(now: Timestamp, days: i64) -> Timestamp {
    let days = SignedDuration::from_hours(24 * days);
    now.checked_sub(days).unwrap_or(now)
}

fn notices(now: Timestamp) -> [Notice; 6] {
    let day = |ahead: i64| spoken_day(day_in_japan(ago(now, -ahead)));
    [
        Notice {
            days: 40,
            category: "ライセンス",
            title: "襷町連携基盤のご利用を始める方へ（見本）".to_owned(),
            body: "ライセンス料は、利用申請の画面で選んだ方法でお支払いください。\n\n\
                   架空の町の見本です。実際の料金のご案内ではありません。"
                .to_owned(),
            is_important: false,
        },
        Notice {
            days: 26,
            category: "お知らせ",
            title: "ヘルプデスクの電話番号のご案内（見本）".to_owned(),
            body: "操作で困ったときは、ヘルプデスクへお電話ください。\n\
                   受付時間は、平日の午前9時から午後5時までです。"
                .to_owned(),
            is_important: false,
        },
        Notice {
            days: 15,
            category: "証明書",
            title: "電子証明書の有効期限を確認してください（見本）".to_owned(),
            body: "電子証明書の有効期限は、連携クライアントの「設定」で確認できます。\n\
                   有効期限の90日前から、新しい電子証明書を申請できます。"
                .to_owned(),
            is_important: false,
        },
        Notice {
            days: 8,
            category: "スケジュール",
            title: "予定（提供票）の送付の時期について（見本）".to_owned(),
            body: "翌月の予定は、月末までに送付してください。\n\
                   実績は、翌月の初めに返送してください。"
                .to_owned(),
            is_important: false,
        },
        Notice {
            days: 3,
            category: "お知らせ",
            title: "架空訪問介護事業所など、新しい事業所が加わりました（見本）".to_owned(),
            body: "サポートサイトの「事業所を探す」で、ご利用中の事業所を地図や一覧から探せます。"
                .to_owned(),
            is_important: false,
        },
        Notice {
            days: 1,
            category: "システム",
            title: format!("定期保守に伴う一時停止のお知らせ（{}、見本）", day(6)),
            body: format!(
                "{}の午後8時から10時まで、定期保守のため送受信を停止します。\n\n\
                 停止している間に作成したデータは、保守の終了後に送信してください。\n\
                 架空の町の見本です。実際には停止しません。",
                day(6)
            ),
            is_important: true,
        },
    ]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn notices_are_of_the_official_categories_and_one_is_important() {
        let now: Timestamp = "2027-06-10T03:00:00Z".parse().unwrap();
        let notices = notices(now);
        let known: BTreeSet<_> = tasuki_server::CATEGORIES.into();
        let told: BTreeSet<_> = notices.iter().map(|notice| notice.category).collect();
        assert_eq!(told, known);
        assert_eq!(
            notices.iter().filter(|notice| notice.is_important).count(),
            1
        );
        assert!(notices.is_sorted_by(|one, next| one.days > next.days));
        assert!(
            notices[5].title.contains("2027年6月16日"),
            "{}",
            notices[5].title
        );
        assert!(notices.iter().all(|notice| notice.days > 0));
    }
}
