//! What stays for ever, and what does not.

use super::*;

#[tokio::test]
async fn nobody_changes_the_trail_or_its_heads() {
    let (_folder, records) = records().await;
    records
        .change("test", |records| {
            records.append_audit(entry(1, "office.enrol"))?;
            records.save_audit_head(&AuditHeadRow {
                ordinal: 1,
                statement: vec![1],
            })
        })
        .await
        .unwrap();
    for sql in [
        "UPDATE audit SET detail = 'x'",
        "DELETE FROM audit",
        "UPDATE audit_head SET statement = x'00'",
        "DELETE FROM audit_head",
    ] {
        let told = records.change("test", move |records| records.session().run(sql, []));
        assert!(told.await.is_err(), "{sql}");
    }
    // A head that was kept stays, whatever is said later.
    let kept = records
        .change("test", |records| {
            records.save_audit_head(&AuditHeadRow {
                ordinal: 1,
                statement: vec![2],
            })?;
            records.last_audit_head()
        })
        .await;
    assert_eq!(kept.unwrap().unwrap().statement, [1]);
}

#[tokio::test]
async fn what_is_over_is_forgotten() {
    let (_folder, records) = records().await;
    let ids = Count(std::sync::atomic::AtomicU64::new(1));
    let session = |token, seen| SiteSessionRow {
        token: Digest::new([token; 32]),
        site: "claims".to_owned(),
        subject: user(1).to_string(),
        csrf: String::new(),
        began_at: at(0),
        seen_at: at(seen),
        confirmed_at: None,
        opened: Vec::new(),
    };
    let (old, fresh) = (session(1, 10), session(2, 20));
    let mails = [1, 2, 3].map(|second| MailRow {
        id: RecordId::new(at(second), &ids),
        address: "clerk@example.jp".to_owned(),
        subject: "お知らせ".to_owned(),
        body: "https://claims.example.jp/reset/0".to_owned(),
        tries: 0,
        until: None,
    });
    let [sent, given_up, waiting] = [mails[0].id, mails[1].id, mails[2].id];
    let forgotten = records
        .change("test", move |records| {
            records.save_office(&office(ONE))?;
            let row = UserRow::new(user(1), ONE.parse().unwrap(), String::new());
            records.save_user(&row)?;
            records.begin_session(&old)?;
            records.begin_session(&fresh)?;
            records.save_reset(&Digest::new([3; 32]), user(1), at(15))?;
            for mail in &mails {
                records.post_mail(mail, at(1))?;
            }
            records.mail_sent(sent, at(2))?;
            records.mail_failed(given_up, None)?;
            // Nothing of what was given up is left but that it was.
            let bodies = records
                .session()
                .count("SELECT count(*) FROM mail WHERE body <> ''", [])?;
            let early = [
                records.forget_sessions(at(10))?,
                records.forget_old_resets(at(14))?,
                records.forget_mails(at(1))?,
            ];
            let late = [
                records.forget_sessions(at(11))?,
                records.forget_old_resets(at(15))?,
                records.forget_mails(at(2))?,
            ];
            let due = records.due_mails(at(9), 9)?;
            Ok((bodies, early, late, due.len(), due[0].id == waiting))
        })
        .await;
    assert_eq!(forgotten.unwrap(), (1, [0, 0, 0], [1, 1, 2], 1, true));
}

#[tokio::test]
async fn counts_of_refusals_are_kept_by_day() {
    let (_folder, records) = records().await;
    let day = |day: i64| at(day * 86_400);
    let kept = records
        .change("test", move |records| {
            for one in [1, 2, 3] {
                records.count_refusals(day(one), &[("session.missing", 1)])?;
            }
            let forgotten = records.forget_refusals(day(2))?;
            Ok((forgotten, records.refusals(day(3), 3)?))
        })
        .await;
    let (forgotten, left) = kept.unwrap();
    assert_eq!(forgotten, 1);
    assert_eq!(left[0].days, [0, 1, 1]);
}
