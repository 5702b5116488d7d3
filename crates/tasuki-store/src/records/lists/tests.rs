use super::*;
use crate::records::tests::{Count, at, message, office, records};

fn every_filter() -> Vec<Filter> {
    let mut filters = Vec::new();
    for state in [
        None,
        Some(MessageState::Accepted),
        Some(MessageState::Opened),
    ] {
        for partner in [None, Some(office(1))] {
            for kind in [None, Some("UPPLAN".parse().unwrap())] {
                for service_month in [None, Some("202504".parse().unwrap())] {
                    filters.push(Filter {
                        state,
                        partner,
                        kind,
                        service_month,
                    });
                }
            }
        }
    }
    filters
}

#[tokio::test]
async fn pages_that_end_early_hold_together_what_one_page_holds() {
    let (_folder, records) = records().await;
    let entropy = Count(1.into());
    for n in 0..60 {
        let mut new = message(&entropy, n / 3, 1 + u32::from(n % 5 == 0) * 2, 2);
        if n % 7 == 0 {
            new.kinds = vec!["UPPLAN".parse().unwrap(), "UPSIKYU".parse().unwrap()];
        }
        if n % 2 == 0 {
            new.service_month = Some("202504".parse().unwrap());
        }
        records.insert_message(new).await.unwrap();
    }
    for filter in every_filter() {
        for (side, number) in [(MailBoxSide::Inbox, 2), (MailBoxSide::Outbox, 3)] {
            let list = std::sync::Arc::new(List {
                office: office(number),
                side,
                filter: filter.clone(),
            });
            let read = |after, limit, looked_at| {
                let list = std::sync::Arc::clone(&list);
                records.readers.here("test", move |session| {
                    list.page(session, after, limit, looked_at)
                })
            };
            let whole = read(None, 100, 1000).await.unwrap();
            assert_eq!(whole.next, None);
            let (mut parts, mut after, mut pages) = (Vec::new(), None, 0);
            loop {
                let page = read(after, 3, 4).await.unwrap();
                assert!(page.messages.len() <= 3);
                parts.extend(page.messages);
                pages += 1;
                after = page.next;
                if after.is_none() {
                    break;
                }
            }
            assert_eq!(parts, whole.messages, "{filter:?}");
            assert!(pages <= 21, "{filter:?}");
        }
    }
}

#[tokio::test]
async fn a_page_may_be_empty_and_lead_on() {
    let (_folder, records) = records().await;
    let entropy = Count(1.into());
    for n in 0..10 {
        let mut new = message(&entropy, n, 1, 2);
        if n == 0 {
            new.service_month = Some("202504".parse().unwrap());
        }
        records.insert_message(new).await.unwrap();
    }
    let list = std::sync::Arc::new(List {
        office: office(2),
        side: MailBoxSide::Inbox,
        filter: Filter {
            service_month: Some("202504".parse().unwrap()),
            ..Filter::default()
        },
    });
    let read = async |after| {
        let list = std::sync::Arc::clone(&list);
        let page = move |session: &Session<'_>| list.page(session, after, 5, 8);
        records.readers.here("test", page).await.unwrap()
    };
    let first = read(None).await;
    assert!(first.messages.is_empty());
    assert_eq!(first.next.unwrap().accepted_at, at(2));
    let second = read(first.next).await;
    assert_eq!(second.messages.len(), 1);
    assert_eq!(second.next, None);
}
