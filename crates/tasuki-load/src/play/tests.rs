//! A play that goes on when its sessions are over.

use tasuki_terms::SystemClock;
use tasuki_testing::{Town, TownPlan};

use super::*;
use crate::phases::Phase;

/// Seconds of the play.
const PLAYED: f64 = 3.0;
const MESSAGES: u32 = 30;

#[tokio::test(flavor = "multi_thread")]
async fn sessions_are_renewed_while_messages_come_and_go() {
    let folder = tempfile::tempdir().unwrap();
    let town = Town::found(folder.path(), TownPlan::default(), Arc::new(SystemClock));
    let mut town = town.await.unwrap();
    town.start().await.unwrap();
    let mut offices = Vec::new();
    for number in ["1370000001", "1370000002"] {
        offices.push(town.office(number, "甲", &["43"]).await.unwrap());
    }
    let place = town.exchange().replace("https://", "");
    let place: std::net::SocketAddr = place.parse().unwrap();
    let mail = Mail::pre_sealed(&offices[0], &offices[1]).unwrap();
    // Of an hour, about a third of a second.
    let often = Renewal {
        earliest: 0.000_08,
        latest: 0.000_1,
    };
    let places = [place.into()];
    let opened = Scene::open(offices, &places, mail, PLAYED, often);
    let (scene, mut listening) = opened.await.unwrap();
    let letters = (0..MESSAGES).map(|count| LetterPlan {
        at: PLAYED * f64::from(count) / f64::from(MESSAGES),
        sender: usize::from(count % 2 == 0),
        receiver: usize::from(count % 2 == 1),
        bytes: 4_000,
    });
    scene.play(letters).await.unwrap();
    listening.abort_all();

    let faults = scene.faults();
    assert_eq!(faults.count, 0, "{:?}", faults.first);
    assert_eq!(scene.ledger.totals().0, u64::from(MESSAGES));
    let told = scene.phases.told();
    let count = |phase| {
        let one = told.iter().find(|one| one.phase == phase);
        one.map_or(0, |one| one.count)
    };
    // Each office several times, and nobody with the password again.
    assert!(count(Phase::Renewal) >= 6, "{}", count(Phase::Renewal));
    assert_eq!(count(Phase::Session), 2);
    town.stop().await.unwrap();
}
