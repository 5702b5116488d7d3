//! Lock-out after wrong passwords.

use jiff::SignedDuration;
use secrecy::{ExposeSecret as _, SecretString};
use tasuki_server::{NewEnrolment, Registration};
use tasuki_terms::{AppUserId, OfficeNumber, UserId};
use tasuki_testing::{Answer, Caller, TownOffice};
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::problems::refused;
use crate::town::Three;

/// An office at its terminal.
struct Terminal<'a> {
    caller: Caller,
    office: &'a TownOffice,
}

impl<'a> Terminal<'a> {
    fn new(three: &Three, office: &'a TownOffice) -> Self {
        let caller = office.caller(&three.town).unwrap();
        Self { caller, office }
    }

    async fn right(&self) -> Answer {
        let password = self.office.password.expose_secret();
        let answer = self.caller.try_session(self.office.user, password);
        answer.await.unwrap()
    }

    /// Types `times` wrong passwords, each of which is looked at.
    async fn wrong(&self, times: usize) {
        for _ in 0..times {
            let answer = self.caller.try_session(self.office.user, "wrong").await;
            assert_eq!(refused(&answer.unwrap()), "session.password-wrong");
        }
    }

    /// For how many seconds the user is locked out, also with the right password.
    async fn locked_for(&self) -> i64 {
        let answer = self.right().await;
        assert_eq!(refused(&answer), "session.locked");
        let header = answer.headers["retry-after"].to_str();
        let seconds: i64 = header.unwrap().parse().unwrap();
        // A person is told the same.
        let told = match seconds {
            ..60 => format!("{seconds}秒ほど"),
            _ => format!("{}分ほど", (seconds + 59) / 60),
        };
        let detail = answer.problem().unwrap().detail;
        assert!(detail.starts_with(&told), "{seconds}: {detail}");
        seconds
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn four_wrong_passwords_have_no_consequence_and_a_right_one_forgets_them() {
    let three = Three::start().await;
    let manager = Terminal::new(&three, &three.manager);
    for _ in 0..3 {
        manager.wrong(4).await;
        assert_eq!(manager.right().await.status, 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn from_the_fifth_on_each_locks_out_for_twice_as_long_up_to_an_hour() {
    let three = Three::start().await;
    let manager = Terminal::new(&three, &three.manager);
    manager.wrong(4).await;
    for seconds in [30, 60, 120, 240, 480, 960, 1920, 3600, 3600] {
        manager.wrong(1).await;
        let begin = Instant::now();
        let told = manager.locked_for().await;
        let passed = i64::try_from(begin.elapsed().as_secs()).unwrap() + 1;
        let fits = seconds - passed..=seconds + 1;
        assert!(fits.contains(&told), "{told} instead of {seconds}");
        three.clock.pass(SignedDuration::from_secs(told));
    }
    assert_eq!(manager.right().await.status, 200);
    manager.wrong(4).await;
    assert_eq!(manager.right().await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_typed_while_locked_out_counts_for_nothing() {
    let three = Three::start().await;
    let manager = Terminal::new(&three, &three.manager);
    manager.wrong(5).await;
    for _ in 0..10 {
        let answer = manager
            .caller
            .try_session(three.manager.user, "wrong")
            .await;
        assert_eq!(refused(&answer.unwrap()), "session.locked");
    }
    assert!(manager.locked_for().await <= 31);
    three.clock.pass(SignedDuration::from_secs(31));
    assert_eq!(manager.right().await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lock_out_outlives_a_restart_and_leaves_open_sessions_alone() {
    let mut three = Three::start().await;
    let open = three.manager.session(&three.town).await.unwrap();
    Terminal::new(&three, &three.manager).wrong(5).await;
    assert_eq!(open.get("/v1/inbox").await.unwrap().status, 200);
    three.town.stop().await.unwrap();
    three.town.start().await.unwrap();
    assert!(Terminal::new(&three, &three.manager).locked_for().await > 0);
    assert_eq!(open.get("/v1/inbox").await.unwrap().status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_user_whose_certificate_is_shown_can_be_locked_out() {
    let three = Three::start().await;
    let thief = three.stranger.caller(&three.town).unwrap();
    for _ in 0..6 {
        let answer = thief.try_session(three.manager.user, "wrong").await;
        assert_eq!(refused(&answer.unwrap()), "session.password-wrong");
    }
    let manager = Terminal::new(&three, &three.manager);
    assert_eq!(manager.right().await.status, 200);

    // A second user of the same office has a count of its own.
    let (number, user) = (three.manager.number, "KJ137000000102".parse().unwrap());
    enter_user(&three, number, user, three.manager.password.clone()).await;
    let keys = three.town.certificate(number, user).await.unwrap();
    let second = three.manager.with(user, keys);
    let second = Terminal::new(&three, &second);
    manager.wrong(5).await;
    assert!(manager.locked_for().await > 0);
    assert_eq!(second.right().await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_password_that_was_looked_at_was_counted_also_twenty_at_once() {
    let three = Three::start().await;
    let user = three.manager.user;
    let begin = Instant::now();
    let mut tries = JoinSet::new();
    for _ in 0..20 {
        // Each on a connection of its own.
        let caller = three.manager.caller(&three.town).unwrap();
        tries.spawn(async move { caller.try_session(user, "wrong").await.unwrap() });
    }
    let answers = tries.join_all().await;
    let mut looked_at = 0;
    for answer in &answers {
        match refused(answer).as_str() {
            "session.password-wrong" => looked_at += 1,
            "session.locked" => {}
            other => panic!("{other}"),
        }
    }
    assert!(looked_at >= 5, "{looked_at}");
    let delay = (30 << (looked_at - 5)).min(3600);
    let told = Terminal::new(&three, &three.manager).locked_for().await;
    let passed = i64::try_from(begin.elapsed().as_secs()).unwrap() + 1;
    assert!(
        told >= delay - passed,
        "{looked_at} were looked at: {told} s"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_office_that_tries_users_who_are_not_there_uses_up_its_own_log_ins_alone() {
    let few = 3.try_into().unwrap();
    let three = Three::start_with(|settings| settings.limits.log_ins_per_minute = few).await;
    let thief = three.stranger.caller(&three.town).unwrap();
    let mut told = Vec::new();
    for number in 0..10 {
        let nobody = AppUserId::from_number(number).unwrap();
        let answer = thief.try_session(nobody, "wrong").await.unwrap();
        told.push(refused(&answer));
    }
    let count = |code: &str| told.iter().filter(|one| *one == code).count();
    let (wrong, too_many) = (count("session.password-wrong"), count("request.too-many"));
    // One more is granted every twenty seconds.
    assert!(
        wrong >= 3 && too_many >= 1 && wrong + too_many == 10,
        "{told:?}"
    );
    let manager = Terminal::new(&three, &three.manager);
    assert_eq!(manager.right().await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_password_from_the_operator_ends_a_lock_out() {
    let three = Three::start().await;
    let manager = Terminal::new(&three, &three.manager);
    manager.wrong(5).await;
    assert!(manager.locked_for().await > 0);
    let new = "another-Tasuki-demo";
    let (number, user) = (three.manager.number, three.manager.user);
    enter_user(&three, number, user, new.into()).await;
    let answer = manager.caller.try_session(user, new).await.unwrap();
    assert_eq!(answer.status, 200, "{}", answer.text());
    manager.wrong(1).await;
    assert_eq!(refused(&manager.right().await), "session.password-wrong");
}

/// Gives the manager's office a user, or the user another password, as the command line does.
async fn enter_user(three: &Three, number: OfficeNumber, user: UserId, password: SecretString) {
    let new = Registration {
        office: NewEnrolment {
            number,
            name: three.manager.name.clone(),
            kana: String::new(),
            service_types: vec!["43".parse().unwrap()],
            address: String::new(),
        },
        licence_days: None,
        user: Some((user, password)),
        app_user: None,
    };
    let registry = three.town.registry().await.unwrap();
    registry.register(new, "test").await.unwrap();
}
