//! Whether this machine's clock is right, and agrees with those of the servers behind the platform.

use jiff::SignedDuration;
use tasuki_store::{Contents, ContentsPlace, Records};
use tasuki_terms::{Clock as _, SystemClock, Timestamp, written_moment};

use super::{Tried, said};

/// A clock before this moment cannot be right.
const BUILT_AFTER: i64 = 1_760_000_000;

/// How far two clocks may be apart. Those that NTP keeps are so by milliseconds; S3 refuses
/// requests that are a quarter of an hour wrong, and the platform what offices made more than ten
/// minutes ahead of it.
const APART: SignedDuration = SignedDuration::from_secs(60);

/// This machine's clock by itself.
pub(super) fn own(now: Timestamp) -> Result<String, String> {
    if now.as_second() > BUILT_AFTER {
        Ok(written_moment(now))
    } else {
        Err(format!("{}は過去の日時です", written_moment(now)))
    }
}

/// This machine's clock beside that of the database; nothing for a file.
pub(super) async fn of_records(records: &Records) -> Option<Tried> {
    let asked = SystemClock.now();
    let told = records.clock().await.map_err(Into::into);
    beside("データベース", asked, told)
}

/// This machine's clock beside what a file of records knows; nothing for a server, or where nothing
/// is recorded yet.
pub(super) async fn since_newest(records: &Records) -> Option<Tried> {
    let told = match records.newest().await {
        Ok(newest) => not_set_back(newest?, SystemClock.now()),
        Err(error) => said(&error.into()),
    };
    Some(("時計と最後の記録".to_owned(), told))
}

/// Whether the clock is where the last record was made, or ahead of it.
fn not_set_back(newest: Timestamp, now: Timestamp) -> Result<String, String> {
    let (by, at) = (newest.duration_since(now), written_moment(newest));
    if by.as_secs() > APART.as_secs() {
        return Err(format!(
            "このサーバーの時計が、最後の記録（{at}）より{}遅れています。NTPで合わせてください\
             （時計が合っているときは、記録したときの時計が進んでいました）",
            long(by)
        ));
    }
    Ok(format!("最後の記録は{at}です"))
}

/// This machine's clock beside that of the S3 store; nothing for a folder.
pub(super) async fn of_contents(place: &ContentsPlace) -> Option<Tried> {
    if matches!(place, ContentsPlace::Folder(_)) {
        return None;
    }
    let asked = SystemClock.now();
    let told = Contents::clock(place).await.map_err(Into::into);
    beside("内容の保存先", asked, told)
}

/// What another clock told between `asked` and now.
fn beside(whose: &str, asked: Timestamp, told: anyhow::Result<Option<Timestamp>>) -> Option<Tried> {
    let result = match told {
        Ok(told) => compared(whose, told?, (asked, SystemClock.now())),
        Err(error) => said(&error),
    };
    Some((format!("{whose}の時計"), result))
}

/// Compares what another clock told at some moment between two of this machine's: how long the
/// answer took is no difference.
fn compared(
    whose: &str,
    told: Timestamp,
    (asked, answered): (Timestamp, Timestamp),
) -> Result<String, String> {
    let (behind, ahead) = (told.duration_since(answered), asked.duration_since(told));
    let (way, by) = if ahead > behind {
        ("進んで", ahead)
    } else {
        ("遅れて", behind)
    };
    if by.as_secs() > APART.as_secs() {
        return Err(format!(
            "このサーバーの時計が、{whose}の時計より{}{way}います。NTPで合わせてください（許容するずれは{}秒です）",
            long(by),
            APART.as_secs()
        ));
    }
    Ok(match by.as_secs() {
        ..=0 => "このサーバーの時計と合っています".to_owned(),
        _ => format!("このサーバーの時計との差は{}です", long(by)),
    })
}

/// A difference in words, as far as it matters.
fn long(by: SignedDuration) -> String {
    match by.as_secs() {
        seconds @ ..120 => format!("{seconds}秒"),
        seconds @ ..7_200 => format!("{}分", seconds / 60),
        seconds @ ..172_800 => format!("{}時間", seconds / 3_600),
        seconds => format!("{}日", seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_may_be_a_minute_apart_and_the_time_of_the_answer_is_no_difference() {
        let at = |second: i64| Timestamp::from_second(1_800_000_000 + second).unwrap();
        let told = |second| compared("データベース", at(second), (at(0), at(10)));
        for agrees in [0, 5, 10] {
            assert_eq!(told(agrees).unwrap(), "このサーバーの時計と合っています");
        }
        for near in [-60, 70] {
            assert_eq!(told(near).unwrap(), "このサーバーの時計との差は60秒です");
        }
        for (far, words) in [
            (-61, "より61秒進んで"),
            (71, "より61秒遅れて"),
            (-3_600, "より60分進んで"),
            (10_810, "より3時間遅れて"),
            (-864_000, "より10日進んで"),
        ] {
            let refused = told(far).unwrap_err();
            assert!(refused.contains(words), "{refused}");
            assert!(refused.contains("データベースの時計"), "{refused}");
        }
    }

    #[test]
    fn a_clock_that_was_set_back_is_behind_the_last_record() {
        let newest: Timestamp = "2026-11-21T14:59:59Z".parse().unwrap();
        let after = |seconds| not_set_back(newest, newest + SignedDuration::from_secs(seconds));
        for right in [-60, 0, 864_000] {
            assert_eq!(after(right).unwrap(), "最後の記録は2026/11/21 23:59です");
        }
        let refused = after(-7_300).unwrap_err();
        assert!(
            refused.contains("（2026/11/21 23:59）より2時間遅れて"),
            "{refused}"
        );
    }

    #[test]
    fn a_clock_of_the_past_is_wrong_by_itself() {
        let now: Timestamp = "2026-11-21T14:59:59Z".parse().unwrap();
        assert_eq!(own(now).unwrap(), "2026/11/21 23:59");
        let past = own(Timestamp::UNIX_EPOCH).unwrap_err();
        assert!(past.contains("1970/01/01"), "{past}");
    }
}
