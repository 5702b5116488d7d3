//! The same again gives the same again.

use std::sync::Arc;

use jiff::SignedDuration;
use tasuki_seal::Container;
use tasuki_terms::MessageState;
use tasuki_testing::{Answer, Caller, note, sealed, sealed_with};
use tokio::task::JoinSet;

use crate::problems::refused;
use crate::town::Three;

/// The answers of twenty at once.
async fn at_once<F>(ask: impl Fn(usize) -> F) -> Vec<Answer>
where
    F: Future<Output = anyhow::Result<Answer>> + Send + 'static,
{
    let tasks: JoinSet<_> = (0..20).map(ask).collect();
    let answers = tasks.join_all().await;
    answers.into_iter().map(Result::unwrap).collect()
}

/// Twenty clients of one office with one session, each with a connection of its own.
async fn twenty(three: &Three, office: &tasuki_testing::TownOffice) -> Arc<[Caller]> {
    let token = office.session(&three.town).await.unwrap().token;
    (0..20)
        .map(|_| {
            let mut caller = office.caller(&three.town).unwrap();
            caller.token.clone_from(&token);
            caller
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_sends_at_once_make_one_message_and_give_one_receipt() {
    let three = Three::start().await;
    let managers = twenty(&three, &three.manager).await;
    for (seed, bytes) in [(1, 10), (2, 100_000), (3, 900_000)] {
        let message = Arc::new(note(seed, &three.manager, &three.helper, bytes).unwrap());
        let answers = at_once(|n| {
            let (managers, message) = (Arc::clone(&managers), Arc::clone(&message));
            async move { managers[n].send(&message).await }
        })
        .await;
        let new = answers.iter().filter(|answer| answer.status == 201);
        assert_eq!(new.count(), 1);
        for answer in &answers {
            assert!(matches!(answer.status, 200 | 201), "{}", answer.text());
            assert_eq!(answer.body, answers[0].body);
        }
    }
    assert_eq!(managers[0].whole_list("outbox").await.unwrap().len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_message_gives_the_same_receipt_for_ever() {
    let mut three = Three::start().await;
    let message = sealed(1, &three.manager, &three.helper).unwrap();
    let id = message.manifest.id;
    let manager = three.manager.session(&three.town).await.unwrap();
    let helper = three.helper.session(&three.town).await.unwrap();
    let first = manager.send(&message).await.unwrap();
    assert_eq!(first.status, 201, "{}", first.text());
    let again = async |when: &str| {
        let answer = manager.send(&message).await.unwrap();
        assert_eq!((answer.status, &answer.body), (200, &first.body), "{when}");
    };
    again("at once").await;
    three.restart_after(SignedDuration::from_mins(1)).await;
    again("after a restart").await;
    let fetched = helper.fetch(id).await.unwrap().receipt().unwrap();
    again("fetched").await;
    let opening = three.helper.opening(&message.manifest, &fetched).unwrap();
    assert_eq!(helper.put_opened(id, opening).await.unwrap().status, 200);
    again("opened").await;
    three.restart_after(SignedDuration::from_mins(1)).await;
    again("opened, after a restart").await;

    let withdrawn = sealed(2, &three.manager, &three.helper).unwrap();
    let first = manager.send(&withdrawn).await.unwrap();
    manager.withdraw(withdrawn.manifest.id).await.unwrap();
    let answer = manager.send(&withdrawn).await.unwrap();
    assert_eq!((answer.status, answer.body), (200, first.body));
    let detail = manager.detail(withdrawn.manifest.id).await.unwrap();
    assert_eq!(
        three.manager.proven(&detail).unwrap(),
        MessageState::Withdrawn
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn large_messages_are_answered_also_where_the_answer_needs_no_body() {
    let three = Three::start().await;
    let manager = three.manager.session(&three.town).await.unwrap();
    let message = note(1, &three.manager, &three.helper, 9_000_000).unwrap();
    let first = manager.send(&message).await.unwrap();
    assert_eq!(first.status, 201, "{}", first.text());
    let mut signed_out = manager.clone();
    signed_out.token = None;
    for _ in 0..10 {
        let again = manager.send(&message).await.unwrap();
        assert_eq!((again.status, &again.body), (200, &first.body));
        let refusal = signed_out.send(&message).await.unwrap();
        assert_eq!(refused(&refusal), "session.missing");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_with_other_content_is_refused_and_the_first_stays() {
    let three = Three::start().await;
    let manager = three.manager.session(&three.town).await.unwrap();
    let message = note(1, &three.manager, &three.helper, 100).unwrap();
    let id = message.manifest.id;
    let first = manager.send(&message).await.unwrap();
    let text = |text: &str| Container {
        entries: Vec::new(),
        text: Some(text.to_owned()),
    };
    let same_id = |to, container: &Container| {
        sealed_with(&three.manager, to, container, |draft| draft.id = id).unwrap()
    };
    for other in [
        same_id(&three.helper, &text("別の内容")),
        same_id(&three.stranger, &text("別の宛先")),
    ] {
        let answer = manager.send(&other).await.unwrap();
        assert_eq!(refused(&answer), "message.id-reused");
    }
    assert_eq!(manager.send(&message).await.unwrap().body, first.body);
    let content = manager.fetch(id).await.unwrap();
    assert_eq!(content.body, message.envelope);
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_messages_with_one_id_at_once_one_is_accepted() {
    let three = Three::start().await;
    let managers = twenty(&three, &three.manager).await;
    let one = note(1, &three.manager, &three.helper, 50_000).unwrap();
    let container = Container {
        entries: Vec::new(),
        text: Some("もう一つ".to_owned()),
    };
    let id = one.manifest.id;
    let two = sealed_with(&three.manager, &three.helper, &container, |draft| {
        draft.id = id;
    });
    let both = Arc::new([one, two.unwrap()]);
    let answers = at_once(|n| {
        let (managers, both) = (Arc::clone(&managers), Arc::clone(&both));
        async move { managers[n].send(&both[n % 2]).await }
    })
    .await;
    let content = managers[0].fetch(id).await.unwrap().body;
    let kept = both.iter().position(|one| one.envelope == content).unwrap();
    let kept = both[kept].manifest.digest();
    let detail = managers[0].detail(id).await.unwrap();
    three.manager.proven(&detail).unwrap();
    let mut accepted = 0;
    for answer in answers {
        if answer.status == 409 {
            assert_eq!(refused(&answer), "message.id-reused");
        } else {
            let receipt = tasuki_seal::read_receipt(&answer.receipt().unwrap());
            assert_eq!(receipt.unwrap().receipt.digest, kept);
            accepted += 1;
        }
    }
    assert_eq!(accepted, 10);
}

#[tokio::test(flavor = "multi_thread")]
async fn opening_and_withdrawing_again_give_the_first_receipt() {
    let mut three = Three::start().await;
    let managers = twenty(&three, &three.manager).await;
    let helpers = twenty(&three, &three.helper).await;
    let [opened, withdrawn] =
        [1, 2].map(|seed| note(seed, &three.manager, &three.helper, 100).unwrap());
    for message in [&opened, &withdrawn] {
        assert_eq!(managers[0].send(message).await.unwrap().status, 201);
    }
    let (id, gone) = (opened.manifest.id, withdrawn.manifest.id);
    let fetched = at_once(|n| {
        let helpers = Arc::clone(&helpers);
        async move { helpers[n].fetch(id).await }
    })
    .await;
    for answer in &fetched {
        assert_eq!(answer.body, opened.envelope);
        assert_eq!(answer.receipt().unwrap(), fetched[0].receipt().unwrap());
    }
    let receipt = fetched[0].receipt().unwrap();
    // Twenty receipts, each signed anew: one of them counts.
    let openings: Arc<[Vec<u8>]> = (0..20)
        .map(|_| three.helper.opening(&opened.manifest, &receipt).unwrap())
        .collect();
    let answers = at_once(|n| {
        let (helpers, openings) = (Arc::clone(&helpers), Arc::clone(&openings));
        async move { helpers[n].put_opened(id, openings[n].clone()).await }
    })
    .await;
    let first = &answers[0];
    assert!(openings.contains(&first.receipt().unwrap()));
    for answer in &answers {
        assert_eq!((answer.status, &answer.body), (200, &first.body));
    }
    let taken_back = at_once(|n| {
        let managers = Arc::clone(&managers);
        async move { managers[n].withdraw(gone).await }
    })
    .await;
    for answer in &taken_back {
        assert_eq!((answer.status, &answer.body), (200, &taken_back[0].body));
    }
    three.restart_after(SignedDuration::from_mins(1)).await;
    let answer = helpers[0].put_opened(id, openings[7].clone()).await;
    assert_eq!(answer.unwrap().body, first.body);
    let answer = managers[0].withdraw(gone).await.unwrap();
    assert_eq!(answer.body, taken_back[0].body);
    for id in [id, gone] {
        let detail = managers[0].detail(id).await.unwrap();
        three.manager.proven(&detail).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_was_committed_while_the_answer_was_lost_keeps_its_content() {
    let mut three = Three::on_a_server(|_| ()).await;
    let (line, place) = three.town.records().line().unwrap().unwrap();
    three.town.settings().store.records = place;
    three.town.start().await.unwrap();
    let manager = three.manager.session(&three.town).await.unwrap();
    let helper = three.helper.session(&three.town).await.unwrap();
    let mut unheard = 0;
    for seed in 0..12 {
        let message = note(seed, &three.manager, &three.helper, 20_000).unwrap();
        // A job of the platform may commit something before, and lose that answer.
        line.lose_a_commit();
        let answer = manager.send(&message).await.unwrap();
        assert!(matches!(answer.status, 200 | 201), "{}", answer.text());
        unheard += u32::from(answer.status == 200);
        let content = helper.fetch(message.manifest.id).await.unwrap();
        assert!(content.body == message.envelope, "{}", content.text());
        let again = manager.send(&message).await.unwrap();
        assert_eq!((again.status, again.body), (200, answer.body));
    }
    assert!(unheard > 0, "no answer to a message was lost");
}
