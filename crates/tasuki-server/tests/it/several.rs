//! Several processes on one database: a client notices nothing but a reconnect.

mod guesses;
mod killed;
mod mail;
mod upgrade;

use std::time::Duration;

use secrecy::ExposeSecret as _;
use tasuki_desk::{Events, News};
use tasuki_exchange::OfficeStatus;
use tasuki_server::Running;
use tasuki_terms::{Clock as _, MessageId, MessageState, RevocationReason};
use tasuki_testing::{Caller, TownOffice, note};
use tasuki_wire::{Event, MailBox};

use crate::problems::refused;
use crate::town::{Three, asked_database, eventually, in_database};

/// How long news may take.
const SOON: Duration = Duration::from_secs(1);
/// How long a stream may be waited for that begins or ends.
const PATIENCE: Duration = Duration::from_secs(30);

/// The address of the exchange of a platform beside the town's.
fn exchange(running: &Running) -> String {
    format!("https://{}", running.exchange)
}

/// An office's client of the platform at `exchange`, with the token of another client of it.
fn caller_at(exchange: &str, office: &TownOffice, like: &Caller) -> Caller {
    let keys = &office.keys;
    let mut caller = Caller::new(exchange, &keys.authority_pem, Some(keys)).unwrap();
    caller.token.clone_from(&like.token);
    caller
}

async fn connected(events: &mut Events<'_>) {
    let next = tokio::time::timeout(PATIENCE, events.next()).await;
    assert_eq!(next.unwrap().unwrap(), News::Connected);
}

async fn soon(events: &mut Events<'_>, message: MessageId, state: MessageState, in_box: MailBox) {
    let expected = News::Message(Event {
        message,
        state,
        mail_box: in_box,
    });
    let next = tokio::time::timeout(SOON, events.next()).await;
    assert_eq!(next.expect("within a second").unwrap(), expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_happens_at_one_process_the_others_tell_within_a_second() {
    let mut three = Three::on_a_server(|_| ()).await;
    three.town.start().await.unwrap();
    let beside = three.town.start_beside().await.unwrap();
    let there = exchange(&beside);
    let receiver = three.helper.desk_at(&there, three.helper.password.clone());
    let receiver = receiver.unwrap();
    let sender = three.manager.desk(&three.town).unwrap();
    let (mut inbox, mut outbox) = (receiver.events(), sender.events());
    connected(&mut inbox).await;
    connected(&mut outbox).await;
    // A session that was opened here is good there.
    let here = three.manager.session(&three.town).await.unwrap();
    let manager_there = caller_at(&there, &three.manager, &here);
    let helper = three.helper.session(&three.town).await.unwrap();
    let helper = caller_at(&there, &three.helper, &helper);
    for seed in 0..5 {
        let message = note(seed, &three.manager, &three.helper, 1_000).unwrap();
        let id = message.manifest.id;
        let by = [&here, &manager_there][usize::from(seed % 2 == 1)];
        assert_eq!(by.send(&message).await.unwrap().status, 201);
        soon(&mut inbox, id, MessageState::Accepted, MailBox::Inbox).await;
        soon(&mut outbox, id, MessageState::Accepted, MailBox::Outbox).await;
        if seed == 4 {
            assert_eq!(manager_there.withdraw(id).await.unwrap().status, 200);
            soon(&mut inbox, id, MessageState::Withdrawn, MailBox::Inbox).await;
            soon(&mut outbox, id, MessageState::Withdrawn, MailBox::Outbox).await;
            continue;
        }
        let content = helper.fetch(id).await.unwrap();
        assert!(content.body == message.envelope, "{id} is not whole");
        soon(&mut inbox, id, MessageState::Fetched, MailBox::Inbox).await;
        soon(&mut outbox, id, MessageState::Fetched, MailBox::Outbox).await;
        let fetched = content.receipt().unwrap();
        let opening = three.helper.opening(&message.manifest, &fetched).unwrap();
        assert_eq!(helper.put_opened(id, opening).await.unwrap().status, 200);
        soon(&mut inbox, id, MessageState::Opened, MailBox::Inbox).await;
        soon(&mut outbox, id, MessageState::Opened, MailBox::Outbox).await;
        let detail = here.detail(id).await.unwrap();
        let proven = three.manager.proven(&detail).unwrap();
        assert_eq!(proven, MessageState::Opened);
    }
    beside.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn where_nobody_can_be_called_the_processes_look_by_themselves() {
    let mut three = Three::on_a_server(|_| ()).await;
    // As behind a pooler of connections that hands no calls on.
    let mute = "CREATE FUNCTION public.pg_notify(text, text) RETURNS void \
                LANGUAGE sql VOLATILE AS 'SELECT'; \
                ALTER DATABASE records SET search_path = public, pg_catalog";
    in_database(&mut three.town, mute);
    // It is heard by nobody: neither by who called.
    let heard = asked_database(
        &mut three.town,
        "LISTEN trial; SELECT pg_notify('trial', 'x')",
    );
    assert!(!heard.contains("Asynchronous notification"), "{heard}");
    three.town.start().await.unwrap();
    let beside = three.town.start_beside().await.unwrap();
    let there = exchange(&beside);
    let receiver = three.helper.desk_at(&there, three.helper.password.clone());
    let receiver = receiver.unwrap();
    let mut inbox = receiver.events();
    connected(&mut inbox).await;
    let manager = three.manager.session(&three.town).await.unwrap();
    for seed in 0..3 {
        let message = note(seed, &three.manager, &three.helper, 1_000).unwrap();
        assert_eq!(manager.send(&message).await.unwrap().status, 201);
        let expected = News::Message(Event {
            message: message.manifest.id,
            state: MessageState::Accepted,
            mail_box: MailBox::Inbox,
        });
        let next = tokio::time::timeout(PATIENCE, inbox.next()).await;
        assert_eq!(next.expect("it is never looked").unwrap(), expected);
    }
    beside.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn one_message_sent_to_two_processes_at_once_is_one_with_one_receipt() {
    let mut three = Three::on_a_server(|_| ()).await;
    three.town.start().await.unwrap();
    let beside = three.town.start_beside().await.unwrap();
    let here = three.manager.session(&three.town).await.unwrap();
    let there = caller_at(&exchange(&beside), &three.manager, &here);
    let mut firsts = [0, 0];
    for seed in 0..20 {
        let message = note(seed, &three.manager, &three.helper, 3_000).unwrap();
        let (one, other) = tokio::try_join!(here.send(&message), there.send(&message)).unwrap();
        let mut statuses = [one.status, other.status];
        firsts[usize::from(other.status == 201)] += 1;
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 201]);
        assert_eq!(one.body, other.body);
        let again = there.send(&message).await.unwrap();
        assert_eq!((again.status, &again.body), (200, &one.body));
    }
    assert_eq!(firsts.iter().sum::<i32>(), 20);
    let helper = three.helper.session(&three.town).await.unwrap();
    assert_eq!(helper.whole_list("inbox").await.unwrap().len(), 20);
    beside.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_taken_back_is_taken_back_at_every_process() {
    let mut three = Three::on_a_server(|_| ()).await;
    three.town.start().await.unwrap();
    let beside = three.town.start_beside().await.unwrap();
    let there = exchange(&beside);
    let helper = three.helper.session(&three.town).await.unwrap();
    let helper = caller_at(&there, &three.helper, &helper);
    let manager = three.manager.session(&three.town).await.unwrap();
    let manager = caller_at(&there, &three.manager, &manager);
    let desk = three.helper.desk_at(&there, three.helper.password.clone());
    let desk = desk.unwrap();
    let mut events = desk.events();
    connected(&mut events).await;
    assert_eq!(manager.get("/v1/inbox").await.unwrap().status, 200);
    let registry = three.town.registry().await.unwrap();
    registry
        .set_office_status(three.helper.number, OfficeStatus::Suspended, "test")
        .await
        .unwrap();
    let ended = tokio::time::timeout(PATIENCE, events.next()).await;
    assert_eq!(ended.unwrap().unwrap(), News::Interrupted);
    let message = note(1, &three.helper, &three.manager, 100).unwrap();
    let suspended = helper.send(&message).await.unwrap();
    assert_eq!(refused(&suspended), "office.suspended");
    let serial = &three.manager.keys.issued.serial_hex;
    let (reason, now) = (RevocationReason::Lost, three.clock.now());
    let setup = three.town.setup();
    setup.revoke_certificate(serial, reason, now).await.unwrap();
    eventually("the certificate is no good", async || {
        let answer = manager.get("/v1/inbox").await.unwrap();
        answer.status != 200 && refused(&answer) == "certificate.revoked"
    })
    .await;
    beside.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn who_fails_at_two_processes_is_locked_out_as_at_one() {
    let mut three = Three::on_a_server(|_| ()).await;
    three.town.start().await.unwrap();
    let beside = three.town.start_beside().await.unwrap();
    let here = three.helper.caller(&three.town).unwrap();
    let there = caller_at(&exchange(&beside), &three.helper, &here);
    let user = three.helper.user;
    // In pairs at once: each of both is counted.
    for _ in 0..2 {
        let tries = tokio::join!(
            here.try_session(user, "wrong"),
            there.try_session(user, "wrong")
        );
        for answer in [tries.0.unwrap(), tries.1.unwrap()] {
            assert_eq!(refused(&answer), "session.password-wrong");
        }
    }
    assert_eq!(there.try_session(user, "wrong").await.unwrap().status, 401);
    let right = three.helper.password.expose_secret();
    for caller in [&here, &there] {
        let locked = caller.try_session(user, right).await.unwrap();
        assert_eq!(refused(&locked), "session.locked");
    }
    beside.stop().await.unwrap();
}
