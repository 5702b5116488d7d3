use super::*;

#[tokio::test]
async fn everybody_reads_what_is_for_all_while_it_is_shown_and_what_is_important_first() {
    let (_folder, records) = records().await;
    let ids = Count(std::sync::atomic::AtomicU64::new(1));
    let notice = |second, title: &str, category: &str| NoticeRow {
        id: RecordId::new(at(second), &ids),
        office: None,
        category: category.to_owned(),
        title: title.to_owned(),
        body: "本文".to_owned(),
        shown_from: at(second),
        shown_until: None,
        is_important: false,
    };
    let rows = [
        NoticeRow {
            is_important: true,
            ..notice(10, "前からの重要", "システム")
        },
        notice(20, "ふつう", "証明書"),
        NoticeRow {
            shown_until: Some(at(50)),
            ..notice(30, "終わった", "ライセンス")
        },
        NoticeRow {
            office: Some(ONE.parse().unwrap()),
            ..notice(40, "ある事業所あて", "証明書")
        },
        notice(60, "これから", "スケジュール"),
    ];
    let own = rows[3].id;
    let told = records
        .change("test", move |records| {
            records.save_office(&office(ONE))?;
            rows.iter().try_for_each(|row| records.save_notice(row))?;
            let titles = |rows: Vec<NoticeRow>| rows.into_iter().map(|row| row.title).collect();
            let listed = |category: &str, is_important_only| {
                let query = PublicNotices {
                    now: at(50),
                    category: category.to_owned(),
                    is_important_only,
                };
                let found: Vec<String> = titles(records.public_notices(&query, 0, 10)?);
                assert_eq!(records.public_notice_count(&query)?, found.len() as u64);
                Ok::<_, StoreError>(found)
            };
            assert_eq!(records.public_notice(own, at(50))?, None);
            Ok([
                listed("", false)?,
                listed("", true)?,
                listed("証明書", false)?,
                titles(records.headline_notices(at(50), 1)?),
                records.public_notice_categories(at(50))?,
            ])
        })
        .await
        .unwrap();
    assert_eq!(told[0], ["ふつう", "前からの重要"]);
    assert_eq!(told[1], ["前からの重要"]);
    assert_eq!(told[2], ["ふつう"]);
    assert_eq!(told[3], ["前からの重要"]);
    assert_eq!(told[4], ["システム", "証明書"]);
}
