use super::*;

fn alone() -> Arc<Brake> {
    Arc::new(Brake::new(Beside::alone()))
}

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
    let brake = alone();
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
    let brake = alone();
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
    let brake = alone();
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
    let brake = alone();
    let begin = || brake.begin("KJ137000000101", network(1), at(0));
    let open: Vec<_> = (0..5).map(|_| begin().unwrap()).collect();
    assert_eq!(begin().unwrap_err(), at(30));
    drop(open);
    assert_eq!(fail(&brake, 1, 0), None);
}

#[test]
fn what_is_old_is_forgotten() {
    let brake = alone();
    let attempt = brake.begin("known", network(1), at(0));
    attempt.unwrap().was_right();
    fail(&brake, 1, 0);
    let names = |now: i64| {
        brake.forget_old(at(now));
        let known = ["KJ137000000101", "known"];
        let names = brake.names();
        assert!(names.len() <= known.len());
        let is_there = |name: &&str| names.contains_key(&brake.beside.tag(&[name]));
        known.into_iter().filter(is_there).collect::<Vec<_>>()
    };
    let day = 24 * 3600;
    assert_eq!(names(day - 1), ["KJ137000000101", "known"]);
    assert_eq!(names(day), ["known"]);
    assert_eq!(names(30 * day), [""; 0]);
}

#[test]
fn there_is_always_room_for_another_name() {
    let brake = alone();
    for (second, n) in (0..).zip(0..NAMES + 10) {
        let attempt = brake.begin(&n.to_string(), network(1), at(second));
        attempt.unwrap().was_wrong();
    }
    let last = brake.beside.tag(&[&(NAMES + 9).to_string()]);
    assert!(brake.names().len() <= NAMES);
    assert!(brake.names().contains_key(&last));
}

/// Two processes of which each hears what the other says.
fn two() -> [Arc<Brake>; 2] {
    let (to_first, to_second) = (Line::default(), Line::default());
    let process = |line: &Line| {
        let line = Arc::clone(line);
        let say = move |word: String| {
            let brake = line.lock().unwrap().clone();
            let Ok(Word::Guess(guess)) = word.parse() else {
                panic!("{word}");
            };
            brake.unwrap().hear(&guess, at(0));
        };
        Arc::new(Brake::new(Beside::heard_by(say)))
    };
    let (first, second) = (process(&to_second), process(&to_first));
    *to_first.lock().unwrap() = Some(Arc::clone(&first));
    *to_second.lock().unwrap() = Some(Arc::clone(&second));
    [first, second]
}

/// Where a brake is that hears.
type Line = Arc<Mutex<Option<Arc<Brake>>>>;

#[test]
fn two_processes_give_no_more_guesses_than_one() {
    let [first, second] = two();
    for _ in 0..2 {
        assert_eq!(fail(&first, 1, 0), None);
        assert_eq!(fail(&second, 1, 0), None);
    }
    assert_eq!(fail(&first, 1, 0), Some(30));
    assert_eq!(fail(&second, 1, 0), Some(30));
    // Strangers are counted together as well.
    for place in 2..=26 {
        assert_eq!(fail(&first, place, 0), None);
    }
    assert_eq!(fail(&second, 40, 0), Some(3600));
    // What one forgets, both forget.
    second.forget("KJ137000000101");
    assert_eq!(fail(&first, 40, 0), None);
}

#[test]
fn who_was_right_with_one_process_is_known_to_the_other() {
    let [first, second] = two();
    let right = first.begin("KJ137000000101", network(0), at(0));
    right.unwrap().was_right();
    let nothing = first.begin("KJ137000000101", network(0), at(0));
    drop(nothing.unwrap());
    for place in 1..=30 {
        assert_eq!(fail(&first, place, 0), None);
    }
    assert_eq!(fail(&second, 31, 0), Some(3600));
    for _ in 0..4 {
        assert_eq!(fail(&second, 0, 0), None);
    }
}
