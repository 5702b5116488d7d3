use super::*;

fn network(last: u8) -> Network {
    Network::of([192, 0, 2, last].into())
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(seconds).unwrap()
}

/// Types a wrong password; tells until when nothing more is tried.
fn fail(brake: &Arc<Brake>, place: u8, now: i64) -> Option<i64> {
    let until = match brake.begin("KJ137000000101", network(place), at(now)) {
        Ok(attempt) => attempt.was_wrong(),
        Err(until) => Some(until),
    };
    until.map(Timestamp::as_second)
}

#[test]
fn wrong_tries_hold_back_their_own_network_alone() {
    let brake = Arc::default();
    for _ in 0..4 {
        assert_eq!(fail(&brake, 1, 0), None);
    }
    assert_eq!(fail(&brake, 1, 0), Some(30));
    assert_eq!(fail(&brake, 1, 29), Some(30));
    // Once the time is over, each further one doubles it.
    assert_eq!(fail(&brake, 1, 30), Some(90));
    assert_eq!(fail(&brake, 2, 30), None);
    // Another name is another matter.
    assert!(brake.begin("other", network(1), at(30)).is_ok());
}

#[test]
fn a_right_one_forgets_the_wrong_ones_before() {
    let brake = Arc::<Brake>::default();
    for _ in 0..3 {
        for _ in 0..4 {
            assert_eq!(fail(&brake, 1, 0), None);
        }
        let attempt = brake.begin("KJ137000000101", network(1), at(0));
        attempt.unwrap().was_right();
    }
}

#[test]
fn many_networks_together_hold_back_strangers_but_not_who_is_known() {
    let brake = Arc::<Brake>::default();
    let known = brake.begin("KJ137000000101", network(0), at(0));
    known.unwrap().was_right();
    for place in 1..=30 {
        assert_eq!(fail(&brake, place, 0), None);
    }
    assert_eq!(fail(&brake, 31, 10), Some(3600));
    assert_eq!(fail(&brake, 1, 10), Some(3600));
    assert_eq!(fail(&brake, 0, 10), None);
    assert_eq!(fail(&brake, 31, 3600), None);
}

#[test]
fn tries_side_by_side_are_all_counted_and_those_without_an_end_are_not() {
    let brake = Arc::<Brake>::default();
    let begin = || brake.begin("KJ137000000101", network(1), at(0));
    let open: Vec<_> = (0..5).map(|_| begin().unwrap()).collect();
    assert_eq!(begin().unwrap_err(), at(30));
    drop(open);
    assert_eq!(fail(&brake, 1, 0), None);
}

#[test]
fn what_is_old_is_forgotten() {
    let brake = Arc::<Brake>::default();
    let attempt = brake.begin("known", network(1), at(0));
    attempt.unwrap().was_right();
    fail(&brake, 1, 0);
    let names = |now: i64| {
        brake.forget_old(at(now));
        brake.names().keys().cloned().collect::<Vec<_>>()
    };
    let day = 24 * 3600;
    assert_eq!(names(day - 1), ["KJ137000000101", "known"]);
    assert_eq!(names(day), ["known"]);
    assert_eq!(names(30 * day), [""; 0]);
}

#[test]
fn there_is_always_room_for_another_name() {
    let brake = Arc::<Brake>::default();
    for (second, n) in (0..).zip(0..NAMES + 10) {
        let attempt = brake.begin(&n.to_string(), network(1), at(second));
        attempt.unwrap().was_wrong();
    }
    assert!(brake.names().len() <= NAMES);
    assert!(brake.names().contains_key(&(NAMES + 9).to_string()));
}
