//! What goes wrong between us and a bucket; these run without `TASUKI_TEST_CONTENTS`, too.

use tasuki_engines::Fault;
use tokio::time::Instant;

use super::*;
use crate::records::tests as testing;

#[tokio::test]
async fn what_a_server_failed_at_is_tried_again_and_kept_once() {
    let mut trial = Trial::bucket();
    let contents = trial.open("a");
    trial.server().fail(&[Fault::Busy, Fault::Busy]);
    let place = write(&contents, b"after two refusals").await;
    assert_eq!(trial.count(), 1);
    trial.server().fail(&[Fault::Busy]);
    // One that did not put it asks the server.
    let other = trial.open("a");
    assert_eq!(other.read(&place, 0, 5).await.unwrap(), "after");
}

#[tokio::test]
async fn what_was_put_lately_is_read_without_the_server_until_it_is_removed() {
    let mut trial = Trial::bucket();
    let contents = trial.open("a");
    let bytes: Vec<u8> = (0..=250_u8).cycle().take(150_000).collect();
    let (place, kept) = (
        write(&contents, &bytes).await,
        write(&contents, b"kept").await,
    );
    contents.remove(&place).await.unwrap();
    assert_eq!(trial.count(), 1);
    let told = contents.read(&place, 0, 5).await.unwrap_err();
    assert!(matches!(told, ContentsError::Missing(_)), "{told:?}");
    trial.server().kill();
    assert_eq!(contents.read(&kept, 1, 3).await.unwrap(), "ept");
    let told = trial.open("a").read(&kept, 1, 3).await.unwrap_err();
    assert!(told.is_passing(), "{told:?}");
}

#[tokio::test]
async fn what_no_server_has_is_not_read_from_memory_either() {
    let mut trial = Trial::bucket();
    let contents = trial.open("a");
    // Nobody knows whether the first one is there; the second one is.
    trial.server().fail(&[Fault::DoneButFailed]);
    let place = write(&contents, b"twice").await;
    let tried = fs_err::read_dir(trial.file("x").parent().unwrap()).unwrap();
    let tried = tried.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let names: Vec<_> = tried.filter(|name| *name != place.segment).collect();
    assert_eq!(names.len(), 1);
    trial.server().kill();
    for (segment, is_read) in [(names[0].clone(), false), (place.segment.clone(), true)] {
        let place = Place {
            segment,
            ..place.clone()
        };
        assert_eq!(contents.read(&place, 0, 5).await.is_ok(), is_read);
    }
}

#[tokio::test]
async fn a_put_that_nobody_answered_for_is_not_taken_for_done() {
    for fault in [Fault::DoneButFailed, Fault::DoneButSilent] {
        let mut trial = Trial::bucket();
        let contents = trial.open("a");
        trial.server().fail(&[fault]);
        let place = write(&contents, b"twice").await;
        let other = trial.open("a");
        assert_eq!(other.read(&place, 0, 5).await.unwrap(), "twice");
        // The other one is nobody's, and is swept.
        assert_eq!(trial.count(), 2, "{fault:?}");
    }
}

#[tokio::test]
async fn an_answer_that_is_cut_off_is_asked_for_again_and_never_handed_on_short() {
    let mut trial = Trial::bucket();
    let bytes: Vec<u8> = (0..=250_u8).cycle().take(300_000).collect();
    let place = write(&trial.open("a"), &bytes).await;
    for after in [0, 1, 150_000, 299_999] {
        trial.server().fail(&[Fault::CutAnswer { after }]);
        let read = trial.open("a").read(&place, 0, bytes.len()).await;
        assert_eq!(read.unwrap(), bytes, "{after}");
    }
    assert_eq!(trial.server().met().get("answer cut"), Some(&4));
    // As often as it is asked.
    trial
        .server()
        .fail(&[Fault::CutAnswer { after: 150_000 }; 50]);
    let told = trial.open("a").read(&place, 0, bytes.len()).await;
    let told = told.unwrap_err();
    assert!(told.is_passing(), "{told:?}");
}

#[tokio::test]
async fn a_list_that_is_cut_off_is_told_as_passing_and_takes_nothing_for_missing() {
    let mut trial = Trial::bucket();
    let (_place, records) = testing::records().await;
    let contents = trial.open("a");
    let kept = write(&contents, b"kept").await;
    testing::keep(&records, 1, &kept).await;
    trial.server().fail(&[Fault::CutAnswer { after: 400 }]);
    let told = contents.survey(&records).await.unwrap_err();
    assert!(
        matches!(&told, SweepError::Contents(told) if told.is_passing()),
        "{told:?}"
    );
    let found = contents.survey(&records).await.unwrap();
    assert_eq!((found.named, found.missing), (1, 0));
}

#[tokio::test]
async fn a_put_whose_connection_ends_in_its_midst_is_kept_once_and_whole() {
    let mut trial = Trial::bucket();
    let bytes: Vec<u8> = (0..=250_u8).cycle().take(3_000_000).collect();
    trial.server().fail(&[Fault::CutRequest]);
    let place = write(&trial.open("a"), &bytes).await;
    assert_eq!(trial.server().met().get("request cut"), Some(&1));
    let other = trial.open("a");
    assert_eq!(other.read(&place, 0, bytes.len()).await.unwrap(), bytes);
    // Half of it is nowhere.
    assert_eq!(trial.count(), 1);
}

#[tokio::test]
async fn a_server_that_is_gone_is_told_soon_and_used_again_when_it_is_back() {
    let mut trial = Trial::bucket();
    let contents = trial.open("a");
    let place = write(&contents, b"before").await;
    trial.server().kill();
    let begun = Instant::now();
    let mut draft = contents.begin(5).unwrap();
    draft.write(b"never").await.unwrap();
    let told = draft.finish().await.unwrap_err();
    assert!(matches!(told, ContentsError::Unreachable(_)), "{told:?}");
    assert!(told.is_passing());
    assert!(begun.elapsed() < Duration::from_secs(20));
    trial.server().restart().unwrap();
    let other = trial.open("a");
    assert_eq!(other.read(&place, 0, 6).await.unwrap(), "before");
    assert_eq!(trial.count(), 1);
    write(&contents, b"again").await;
}

#[tokio::test]
async fn a_server_that_says_nothing_is_given_up() {
    let mut trial = Trial::bucket();
    let contents = trial.open("a");
    trial.server().fail(&[Fault::Silent; 8]);
    let mut draft = contents.begin(5).unwrap();
    draft.write(b"never").await.unwrap();
    let told = draft.finish().await.unwrap_err();
    assert!(matches!(told, ContentsError::Unreachable(_)), "{told:?}");
    assert_eq!(trial.count(), 0);
}

#[tokio::test]
async fn no_object_is_another_fault_than_no_bucket_and_a_wrong_key() {
    let mut trial = Trial::bucket();
    let contents = trial.open("a");
    let lost = write(&contents, b"lost").await;
    trial.lose(&lost);
    let told = trial.open("a").read(&lost, 0, 4).await.unwrap_err();
    assert!(matches!(&told, ContentsError::Missing(name) if *name == lost.segment));
    assert!(!told.is_passing());

    let key = trial.server().key_file();
    let good = fs_err::read_to_string(&key).unwrap();
    fs_err::write(&key, good.replace('\n', "0\n")).unwrap();
    let told = trial.open("a").probe().await.unwrap_err();
    assert!(matches!(told, ContentsError::Refused(_)), "{told:?}");
    fs_err::write(&key, "one line\n").unwrap();
    let told = Contents::open(&trial.place, "a", 1).unwrap_err();
    assert!(matches!(told, ContentsError::Settings(_)), "{told:?}");
    fs_err::write(&key, good).unwrap();

    let address = trial
        .server()
        .address("a")
        .replace("//contents", "//nowhere");
    let elsewhere = Contents::open(&address.parse().unwrap(), "a", 1).unwrap();
    let told = elsewhere.probe().await.unwrap_err();
    assert!(matches!(told, ContentsError::Refused(_)), "{told:?}");
}

#[tokio::test]
async fn bodies_that_were_announced_and_do_not_come_keep_nobody_out() {
    let trial = Trial::bucket();
    let contents = trial.open("a");
    let mut stalled: Vec<_> = (0..40)
        .map(|_| contents.begin(10_000_000).unwrap())
        .collect();
    for draft in &mut stalled {
        draft.write(b"the first bytes").await.unwrap();
    }
    let place = write(&contents, &vec![7; 9_000_000]).await;
    assert_eq!(contents.read(&place, 0, 2).await.unwrap(), [7, 7][..]);
}

#[tokio::test]
async fn an_object_that_is_too_short_is_a_damaged_content_and_no_silent_server() {
    let trial = Trial::bucket();
    let contents = trial.open("a");
    let place = write(&contents, b"whole").await;
    fs_err::write(trial.file(&place.segment), "who").unwrap();
    let contents = trial.open("a");
    for (from, length) in [(0, 5), (3, 2)] {
        let told = contents.read(&place, from, length).await.unwrap_err();
        assert!(matches!(told, ContentsError::OutOfBounds), "{told:?}");
        assert!(!told.is_passing());
    }
}

#[tokio::test]
async fn roots_that_are_none_are_a_fault_of_the_settings() {
    let mut trial = Trial::bucket();
    let roots = tempfile::NamedTempFile::new().unwrap();
    let pem = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    for text in [pem, "no PEM"] {
        fs_err::write(roots.path(), text).unwrap();
        let address = trial.server().address("a");
        let address = format!("{address}&cafile={}", roots.path().display());
        let told = Contents::open(&address.parse().unwrap(), "a", 1).unwrap_err();
        assert!(
            matches!(
                told,
                ContentsError::Unusable(_) | ContentsError::Settings(_)
            ),
            "{told:?}"
        );
        assert!(!told.is_passing());
    }
}

#[tokio::test]
async fn objects_of_others_are_left_alone() {
    let mut trial = Trial::bucket();
    let (_place, records) = testing::records().await;
    let contents = trial.open("a");
    write(&contents, b"orphan").await;
    let foreign = trial.file("notes.txt");
    fs_err::write(&foreign, "somebody's").unwrap();
    let beside = trial
        .server()
        .objects()
        .join("0123456789abcdef0123456789abcdef");
    fs_err::write(&beside, "of another prefix").unwrap();
    trial.let_a_day_pass();
    let found = contents.sweep(&records, nobody()).await.unwrap();
    assert_eq!((found.orphans, trial.count()), (1, 1));
    assert!(foreign.exists() && beside.exists());
}

#[tokio::test]
async fn many_pages_are_swept_and_none_twice() {
    let trial = Trial::bucket().patient();
    let (_place, records) = testing::records().await;
    let contents = trial.open("a");
    let kept = write(&contents, b"kept").await;
    testing::keep(&records, 1, &kept).await;
    for n in 0..2_500_u32 {
        let name = format!("{:032x}", u128::from(n).wrapping_mul(u128::MAX / 2_500));
        fs_err::write(trial.file(&name), "orphan").unwrap();
    }
    trial.let_a_day_pass();
    let found = contents.sweep(&records, nobody()).await.unwrap();
    assert_eq!((found.orphans, trial.count()), (2_500, 1));
    assert_eq!(found.missing, 0);
    let found = contents.sweep(&records, nobody()).await.unwrap();
    assert_eq!((found.orphans, found.named), (0, 1));
}

#[tokio::test]
async fn what_is_missing_of_a_bucket_that_takes_several_sweeps_is_told_all_the_time() {
    let trial = Trial::bucket().patient();
    let (_place, records) = testing::records().await;
    let Contents::Bucket(bucket) = trial.open("a") else {
        panic!("it is a bucket");
    };
    let contents = Contents::Bucket(bucket.swept_by(1));
    // One of them lies anywhere, the others at both ends.
    let anywhere = write(&contents, b"anywhere").await;
    for n in 0..2_500_u32 {
        let name = format!("{:032x}", u128::from(n).wrapping_mul(u128::MAX / 2_500));
        fs_err::write(trial.file(&name), "of another platform").unwrap();
    }
    let lost = ["01", "fe"].map(|digits| Place {
        segment: digits.repeat(16),
        ..anywhere.clone()
    });
    for (n, place) in (1..).zip([&anywhere, &lost[0], &lost[1]]) {
        testing::keep(&records, n, place).await;
    }
    trial.lose(&anywhere);
    // At most four sweeps make a round.
    let mut told = Vec::new();
    for _ in 0..12 {
        let found = contents.sweep(&records, nobody()).await.unwrap();
        told.push(found.missing_of_all);
    }
    assert!(told.is_sorted(), "{told:?}");
    assert!(told[5..].iter().all(|missing| *missing == 3), "{told:?}");

    for place in [&anywhere, &lost[0], &lost[1]] {
        fs_err::write(trial.file(&place.segment), "brought back").unwrap();
    }
    for _ in 0..10 {
        let found = contents.sweep(&records, nobody()).await.unwrap();
        told.push(found.missing_of_all);
    }
    assert_eq!(told.last(), Some(&0));
}

#[tokio::test]
async fn whatever_folders_others_have_beside_ours_all_is_looked_at() {
    let trial = Trial::bucket().patient();
    let (_place, records) = testing::records().await;
    let contents = trial.open("a");
    let kept = write(&contents, b"kept").await;
    testing::keep(&records, 1, &kept).await;
    // Before and behind our names, and between them; with letters that addresses do not have.
    for (folder, count) in [("0", 1), ("77/a b~%", 1_001), ("zz", 1)] {
        let folder = trial.file(folder);
        fs_err::create_dir_all(&folder).unwrap();
        for n in 0..count {
            fs_err::write(folder.join(format!("{n:04}")), "somebody's").unwrap();
        }
    }
    for name in ["00", "78", "ff"] {
        fs_err::write(trial.file(&name.repeat(16)), "orphan").unwrap();
    }
    trial.let_a_day_pass();
    let found = contents.survey(&records).await.unwrap();
    assert_eq!((found.named, found.orphans, found.missing), (1, 3, 0));
    let found = contents.sweep(&records, nobody()).await.unwrap();
    assert_eq!((found.named, found.orphans, found.missing), (1, 3, 0));
    // One object of ours, and the folders.
    assert_eq!(trial.count(), 4);
}

#[tokio::test]
async fn more_than_have_a_turn_at_once_are_all_kept() {
    let trial = Trial::bucket();
    let contents = trial.open("a");
    let all = (0..50_u8).map(async |n| (n, write(&contents, &[n; 3000]).await));
    let places = futures_util::future::join_all(all).await;
    assert_eq!(trial.count(), 50);
    let other = trial.open("a");
    for (n, place) in places {
        assert_eq!(other.read(&place, 0, 3000).await.unwrap(), [n; 3000][..]);
    }
}
