//! Whether others were served at all while somebody attacked: who waits for a minute was not.

use tasuki_measure::figures::{Percentiles, short};

use super::victims::Served;

/// In the middle others may wait so many times as long as in peace.
const TIMES: f64 = 10.0;
/// Whoever waits no longer than this is served well, in milliseconds.
const FLOOR: f64 = 250.0;
/// The middle of fewer is chance.
const ENOUGH: u64 = 20;

/// What others waited for longer than they may, in words for people.
pub(super) fn unbearable(peace: &Served, attacked: &Served) -> Vec<String> {
    let of = |served: &Served| {
        [
            ("接続", served.connect, served.listed),
            ("一覧", served.list, served.listed),
            ("送信", served.send, served.sending),
            ("ログイン", served.log_in, served.logged_in),
        ]
    };
    let both = of(peace).into_iter().zip(of(attacked));
    let too_long = both
        .filter(|((_, before, _), (_, now, count))| *count >= ENOUGH && is_too_long(before, now));
    let told = too_long.map(|((what, before, _), (_, now, _))| {
        let (before, now) = (short(before.p50), short(now.p50));
        format!("{what}の待ち時間の中央値が {now} ミリ秒でした（攻撃の前は {before} ミリ秒）")
    });
    told.collect()
}

fn is_too_long(before: &Percentiles, now: &Percentiles) -> bool {
    now.p50 > (TIMES * before.p50).max(FLOOR)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn served(milliseconds: f64, count: u64) -> Served {
        let waited = Percentiles {
            p50: milliseconds,
            ..Percentiles::default()
        };
        Served {
            connect: waited,
            list: waited,
            send: waited,
            log_in: waited,
            listed: count,
            sending: count,
            logged_in: count,
            ..Served::default()
        }
    }

    #[test]
    fn who_waits_ten_times_as_long_is_not_served() {
        let slow = unbearable(&served(30.0, 100), &served(301.0, 100));
        assert_eq!(slow.len(), 4);
        assert_eq!(
            slow[2],
            "送信の待ち時間の中央値が 301 ミリ秒でした（攻撃の前は 30.0 ミリ秒）"
        );
        assert!(unbearable(&served(30.0, 100), &served(299.0, 100)).is_empty());
        let one = Served {
            log_in: served(59_000.0, 0).log_in,
            ..served(30.0, 100)
        };
        assert_eq!(unbearable(&served(30.0, 100), &one).len(), 1);
    }

    #[test]
    fn who_is_served_soon_is_served_and_few_are_chance() {
        assert!(unbearable(&served(3.0, 100), &served(249.0, 100)).is_empty());
        assert!(unbearable(&served(3.0, 100), &served(59_000.0, 19)).is_empty());
        assert_eq!(unbearable(&served(3.0, 100), &served(251.0, 20)).len(), 4);
    }
}
