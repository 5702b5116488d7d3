//! How often something may be done, whichever process is asked.
//!
//! Each process has the whole allowance and tells the others now and then how much it gave; they
//! take it off theirs, and what they no longer have they owe. So an office gets its allowance
//! however its connections are spread, nothing is written for a request, and processes that do not
//! hear each other give their allowance each. At once, each process may give an allowance before it
//! hears of the others; what was given too much is then waited for.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use tokio::time::Instant;

use super::{Beside, Tag, Word};

/// What is counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Counting {
    /// Requests to the exchange and to what is public.
    Requests,
    /// Searches of the directory by offices.
    Searches,
    /// Log-ins to the exchange.
    LogIns,
    /// Requests to the sites.
    Pages,
    /// Tries of secrets.
    Attempts,
    /// What people must read.
    Letters,
}

impl Counting {
    pub(super) const ALL: [Self; 6] = [
        Self::Requests,
        Self::Searches,
        Self::LogIns,
        Self::Pages,
        Self::Attempts,
        Self::Letters,
    ];

    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Requests => "requests",
            Self::Searches => "searches",
            Self::LogIns => "log-ins",
            Self::Pages => "pages",
            Self::Attempts => "attempts",
            Self::Letters => "letters",
        }
    }
}

/// How many parts an allowance has; one is told when it was given.
const PARTS: u32 = 8;

/// An allowance for each of many.
#[derive(Debug)]
pub(crate) struct Counted {
    what: Counting,
    beside: Beside,
    limiter: DefaultKeyedRateLimiter<Tag>,
    /// The most at once.
    burst: u32,
    /// In which time one more may be done.
    period: Duration,
    /// What was given and not yet told.
    given: Mutex<BTreeMap<Tag, Given>>,
    /// What others gave and this process no longer had.
    owed: Mutex<BTreeMap<Tag, Owed>>,
    /// Whether anybody owes anything, which is seldom.
    is_owed: AtomicBool,
}

#[derive(Debug)]
struct Given {
    count: u32,
    since: Instant,
}

#[derive(Debug)]
struct Owed {
    count: u32,
    /// When time alone has paid it.
    until: Instant,
}

impl Counted {
    pub(crate) fn new(what: Counting, quota: Quota, beside: Beside) -> Self {
        Self {
            what,
            beside,
            limiter: RateLimiter::keyed(quota),
            burst: quota.burst_size().get(),
            period: quota.replenish_interval(),
            given: Mutex::default(),
            owed: Mutex::default(),
            is_owed: AtomicBool::new(false),
        }
    }

    /// Counts one for whom the words name; false if it is one too many.
    pub(crate) fn admit(&self, words: &[&str]) -> bool {
        let tag = self.beside.tag(words);
        if self.is_owed.load(Ordering::Acquire) && !self.has_paid(tag) {
            return false;
        }
        if self.limiter.check_key(&tag).is_err() {
            return false;
        }
        if self.beside.is_shared() {
            self.note(tag);
        }
        true
    }

    /// Takes off what another process gave.
    pub(crate) fn hear(&self, tag: Tag, count: u32) {
        let count = count.min(self.burst);
        let had = (0..count).take_while(|_| self.limiter.check_key(&tag).is_ok());
        let lacks = count - u32::try_from(had.count()).unwrap_or(count);
        if lacks > 0 {
            let mut owed = lock(&self.owed);
            let now = Instant::now();
            let one = owed.entry(tag).or_insert(Owed {
                count: 0,
                until: now,
            });
            // Who asked everywhere at once waits no longer than for a whole allowance.
            one.count = one.count.saturating_add(lacks).min(self.burst);
            one.until = one.until.max(now) + self.period * lacks;
            one.until = one.until.min(now + self.period * self.burst);
            self.is_owed.store(true, Ordering::Release);
        }
    }

    /// Forgets who has not asked for a while.
    pub(crate) fn forget_idle(&self) {
        self.limiter.retain_recent();
        self.limiter.shrink_to_fit();
        let now = Instant::now();
        let whole = self.period * self.burst;
        lock(&self.given).retain(|_, given| now.duration_since(given.since) < whole);
        let mut owed = lock(&self.owed);
        owed.retain(|_, owed| owed.until > now);
        self.is_owed.store(!owed.is_empty(), Ordering::Release);
    }

    /// Pays what is owed from what there is.
    fn has_paid(&self, tag: Tag) -> bool {
        let mut owed = lock(&self.owed);
        let Some(one) = owed.get_mut(&tag) else {
            return true;
        };
        if one.until > Instant::now() {
            while one.count > 0 && self.limiter.check_key(&tag).is_ok() {
                one.count -= 1;
            }
            if one.count > 0 {
                return false;
            }
        }
        owed.remove(&tag);
        true
    }

    /// Notes what was given, and tells it now and then. Who asks little is never spoken of.
    fn note(&self, tag: Tag) {
        let (now, part) = (Instant::now(), (self.burst / PARTS).max(1));
        let mut all = lock(&self.given);
        let given = all.entry(tag).or_insert(Given {
            count: 0,
            since: now,
        });
        if now.duration_since(given.since) > self.period * self.burst {
            // It has all come back since.
            (given.count, given.since) = (0, now);
        }
        given.count += 1;
        if given.count >= part {
            let count = given.count;
            all.remove(&tag);
            drop(all);
            self.beside.say(Word::Counted(self.what, tag, count));
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;
    use std::sync::Arc;

    use super::*;

    /// A process that notes what it says.
    fn process(quota: Quota) -> (Counted, Arc<Mutex<Vec<Word>>>) {
        let said = Arc::<Mutex<Vec<Word>>>::default();
        let noted = Arc::clone(&said);
        let beside =
            Beside::heard_by(move |word| noted.lock().unwrap().push(word.parse().unwrap()));
        (Counted::new(Counting::Requests, quota, beside), said)
    }

    /// What one said reaches the other.
    fn pass(said: &Mutex<Vec<Word>>, other: &Counted) {
        for word in said.lock().unwrap().drain(..) {
            match word {
                Word::Counted(_, tag, count) => other.hear(tag, count),
                Word::Guess(_) => panic!("{word}"),
            }
        }
    }

    fn hourly(count: u32) -> Quota {
        Quota::per_hour(NonZeroU32::new(count).unwrap())
    }

    #[test]
    fn what_one_process_gave_the_other_does_not_give_again() {
        let ((one, said), (other, _)) = (process(hourly(16)), process(hourly(16)));
        let taken = |at: &Counted| (0..100).filter(|_| at.admit(&["a"])).count();
        assert_eq!(taken(&one), 16);
        pass(&said, &other);
        assert_eq!(taken(&other), 0);
        assert!(other.admit(&["b"]), "somebody else is let in");
    }

    #[test]
    fn what_both_gave_at_once_is_owed_and_time_pays_it() {
        // One more each 50 ms, 8 at once.
        let quota = Quota::with_period(Duration::from_millis(50)).unwrap();
        let quota = quota.allow_burst(NonZeroU32::new(8).unwrap());
        let ((one, told), (other, _)) = (process(quota), process(quota));
        let begun = Instant::now();
        for process in [&one, &other] {
            for _ in 0..8 {
                assert!(process.admit(&["a"]));
            }
        }
        pass(&told, &other);
        assert!(!other.admit(&["a"]));
        while !other.admit(&["a"]) {
            std::thread::yield_now();
        }
        // As long as for the eight that are owed.
        assert!(begun.elapsed() >= Duration::from_millis(400));
    }

    #[test]
    fn who_asks_little_is_never_spoken_of() {
        let (one, said) = process(hourly(80));
        for _ in 0..9 {
            assert!(one.admit(&["a"]));
        }
        assert_eq!(*said.lock().unwrap(), []);
        assert!(one.admit(&["a"]));
        assert_eq!(said.lock().unwrap().len(), 1);
    }

    #[test]
    fn a_process_that_is_alone_gives_what_there_is() {
        let one = Counted::new(Counting::Attempts, hourly(3), Beside::alone());
        assert_eq!((0..9).filter(|_| one.admit(&["a"])).count(), 3);
        one.forget_idle();
        assert!(!one.admit(&["a"]));
    }
}
