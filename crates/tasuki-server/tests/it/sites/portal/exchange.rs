//! What the exchange makes of passwords that are chosen at the sites.

use jiff::SignedDuration;
use secrecy::ExposeSecret as _;
use tasuki_server::Credentials;
use tasuki_testing::{Caller, Town};

use super::super::town;
use super::{PAID_DAY, PASSWORD, Portal, says};
use crate::problems::refused;

/// The office's client, with a new certificate.
async fn client(town: &Town, letter: &Credentials) -> Caller {
    let keys = town.certificate(letter.office.number, letter.user).await;
    let keys = keys.unwrap();
    Caller::new(&town.exchange(), &keys.authority_pem, Some(&keys)).unwrap()
}

#[tokio::test]
async fn a_temporary_password_opens_no_session() {
    let (_folder, town, letter) = town().await;
    let client = client(&town, &letter).await;
    let password = letter.password.expose_secret();
    let answer = client.try_session(letter.user, password).await.unwrap();
    assert_eq!(refused(&answer), "session.password-expired");
    let problem = answer.problem().unwrap();
    assert_eq!(problem.title, "パスワードの有効期限が切れています。");
    // Who does not know it learns nothing.
    let answer = client.try_session(letter.user, "wrong").await.unwrap();
    assert_eq!(refused(&answer), "session.password-wrong");
}

#[tokio::test]
async fn an_old_password_opens_no_session() {
    let mut portal = Portal::on(PAID_DAY).await;
    portal.apply("deduction").await;
    let client = client(&portal.town, &portal.letter).await;
    let user = portal.letter.user;
    let answer = client.try_session(user, PASSWORD).await.unwrap();
    assert_eq!(answer.status, 200, "{}", answer.text());
    // That the client was used is a step of the list.
    says(
        &portal.page("/").await,
        &["連携クライアントは利用されています。"],
    );
    portal.clock.pass(SignedDuration::from_hours(366 * 24));
    let answer = client.try_session(user, PASSWORD).await.unwrap();
    assert_eq!(refused(&answer), "session.password-expired");
}
