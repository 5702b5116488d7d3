//! Every office sees its own messages, and nothing of others'.

use reqwest::Method;
use tasuki_seal::SealedMessage;
use tasuki_terms::{Clock as _, MessageId, SystemClock};
use tasuki_testing::{Answer, Caller, note, sealed};

use crate::problems::refused;
use crate::town::Three;

/// A fetched message from the manager to the helper, and how the three call.
struct Exchanged {
    three: Three,
    manager: Caller,
    helper: Caller,
    stranger: Caller,
    message: SealedMessage,
    /// The receipt for fetching it.
    fetched: Vec<u8>,
}

async fn exchanged() -> Exchanged {
    let three = Three::start().await;
    let town = &three.town;
    let (manager, helper, stranger) = tokio::try_join!(
        three.manager.session(town),
        three.helper.session(town),
        three.stranger.session(town),
    )
    .unwrap();
    let message = sealed(1, &three.manager, &three.helper).unwrap();
    assert_eq!(manager.send(&message).await.unwrap().status, 201);
    let content = helper.fetch(message.manifest.id).await.unwrap();
    assert_eq!(content.status, 200);
    Exchanged {
        manager,
        helper,
        stranger,
        message,
        fetched: content.receipt().unwrap(),
        three,
    }
}

/// An id like those that offices choose, of no message.
fn no_message() -> MessageId {
    MessageId::new(SystemClock.now(), &tasuki_seal::SystemEntropy)
}

/// All that an answer says, but for what differs in every answer.
fn said(answer: &Answer) -> (u16, String, Vec<(String, Vec<u8>)>) {
    let instance = answer.headers["x-request-id"].to_str().unwrap();
    let body = String::from_utf8(answer.body.to_vec()).unwrap();
    let headers = answer.headers.iter();
    let headers = headers.filter(|(name, _)| !["x-request-id", "date"].contains(&name.as_str()));
    (
        answer.status,
        body.replace(instance, ""),
        headers
            .map(|(name, value)| (name.to_string(), value.as_bytes().to_vec()))
            .collect(),
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn a_third_office_is_answered_as_for_a_message_that_never_was() {
    let Exchanged {
        three,
        stranger,
        message,
        fetched,
        helper,
        ..
    } = Box::pin(exchanged()).await;
    let opening = three.helper.opening(&message.manifest, &fetched).unwrap();
    let own = three.stranger.opening(&message.manifest, &fetched).unwrap();
    let mut codes = Vec::new();
    for request in ["read", "content", "part", "open", "withdraw"] {
        let ask = async |id: MessageId| {
            let content = format!("/v1/messages/{id}/content");
            let answer = match request {
                "read" => stranger.get(&format!("/v1/messages/{id}")).await,
                "content" => stranger.fetch(id).await,
                "part" => {
                    let request = stranger.request(Method::GET, &content);
                    stranger.answer(request.header("range", "bytes=5-9")).await
                }
                "open" => stranger.put_opened(id, own.clone()).await,
                _ => stranger.withdraw(id).await,
            };
            answer.unwrap()
        };
        let of_others = ask(message.manifest.id).await;
        let of_nobody = ask(no_message()).await;
        assert_eq!(said(&of_others), said(&of_nobody), "{request}");
        codes.push(refused(&of_others));
    }
    assert_eq!(codes, ["message.not-found"; 5]);
    // The receiver's own receipt in a stranger's hands: refused, and without effect.
    let stolen = stranger.put_opened(message.manifest.id, opening).await;
    assert_eq!(refused(&stolen.unwrap()), "receipt.invalid");
    let detail = helper.detail(message.manifest.id).await.unwrap();
    assert_eq!(detail.receipts.len(), 2);
    three.helper.proven(&detail).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_filters_and_cursors_show_an_office_only_its_own() {
    let Exchanged {
        three,
        manager,
        helper,
        stranger,
        message,
        ..
    } = Box::pin(exchanged()).await;
    let more = note(2, &three.manager, &three.helper, 10).unwrap();
    assert_eq!(manager.send(&more).await.unwrap().status, 201);
    let own = note(3, &three.stranger, &three.manager, 10).unwrap();
    assert_eq!(stranger.send(&own).await.unwrap().status, 201);

    let page = manager.list("outbox?limit=1").await.unwrap();
    let cursor = page.next.unwrap();
    // Where the third office's own message stands, told by another.
    let guessed = format!(
        "{}.{}",
        SystemClock.now().as_microsecond(),
        message.manifest.id
    );
    for list in ["inbox", "outbox"] {
        for query in [
            String::new(),
            "state=fetched".to_owned(),
            "kind=UPPLAN".to_owned(),
            "month=202504".to_owned(),
            format!("partner={}", three.manager.number),
            format!("partner={}", three.helper.number),
            format!("partner={}", three.stranger.number),
            format!("cursor={cursor}"),
            format!("cursor={guessed}"),
            "limit=200".to_owned(),
        ] {
            let found = stranger.list(&format!("{list}?{query}")).await.unwrap();
            for message in found.messages {
                assert_eq!(
                    (list, message.id),
                    ("outbox", own.manifest.id),
                    "{list} {query}"
                );
            }
            assert_eq!(found.next, None, "{list} {query}");
        }
    }
    assert_eq!(
        stranger.whole_list("outbox").await.unwrap(),
        [own.manifest.id]
    );
    assert_eq!(
        helper.whole_list("inbox").await.unwrap(),
        [more.manifest.id, message.manifest.id]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_can_take_an_id_over_or_learn_what_it_names() {
    let Exchanged {
        three,
        stranger,
        message,
        helper,
        manager,
        ..
    } = Box::pin(exchanged()).await;
    let id = message.manifest.id;
    // A message of the third office's own under the same id.
    let container = tasuki_seal::Container {
        entries: Vec::new(),
        text: Some("同じ番号".to_owned()),
    };
    let same = tasuki_testing::sealed_with(&three.stranger, &three.helper, &container, |draft| {
        draft.id = id;
    });
    let answer = stranger.send(&same.unwrap()).await.unwrap();
    assert_eq!(refused(&answer), "message.id-reused");
    // The envelope of others, byte for byte: it is signed by another certificate.
    let answer = stranger.send(&message).await.unwrap();
    assert_eq!(refused(&answer), "envelope.signature");
    // The receiver, too, is no sender of it.
    let answer = helper.send(&message).await.unwrap();
    assert_eq!(refused(&answer), "envelope.signature");
    assert_eq!(manager.whole_list("outbox").await.unwrap(), [id]);
    assert!(stranger.whole_list("outbox").await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_steps_of_one_side_are_not_the_others() {
    let Exchanged {
        three,
        manager,
        helper,
        message,
        fetched,
        ..
    } = Box::pin(exchanged()).await;
    let id = message.manifest.id;
    let answer = helper.withdraw(id).await.unwrap();
    assert_eq!(refused(&answer), "message.not-yours");
    let signed = three.manager.opening(&message.manifest, &fetched).unwrap();
    let answer = manager.put_opened(id, signed).await.unwrap();
    assert_eq!(refused(&answer), "message.not-yours");
    // The sender's own copy: the same bytes, without a receipt, and no step.
    let unread = note(4, &three.manager, &three.helper, 100).unwrap();
    manager.send(&unread).await.unwrap();
    let copy = manager.fetch(unread.manifest.id).await.unwrap();
    assert_eq!(copy.body, unread.envelope);
    assert!(!copy.headers.contains_key(tasuki_wire::RECEIPT_HEADER));
    let detail = helper.detail(unread.manifest.id).await.unwrap();
    assert_eq!(detail.summary.state.as_str(), "accepted");
}
