//! 製品ダウンロード.

use std::io::Write as _;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use tasuki_server::settings::Downloads;
use tasuki_server::{NewRelease, ReleaseError, ReleaseSystem, Site};
use tasuki_terms::{Clock as _, SystemClock};
use tasuki_testing::{Surfer, Town, TownPlan};
use tempfile::TempDir;

/// A platform that gives out what lies in `downloads` beside it.
async fn platform() -> (TempDir, Town) {
    let folder = tempfile::tempdir().unwrap();
    let plan = TownPlan::with_sites();
    let clock = Arc::new(SystemClock);
    let mut town = Town::found(folder.path(), plan, clock).await.unwrap();
    let downloads = folder.path().join("downloads");
    let file = town.setup().settings_file().to_owned();
    let mut settings = fs_err::OpenOptions::new().append(true).open(file).unwrap();
    let section = format!("\n[downloads]\nfolder = '{}'\n", downloads.display());
    settings.write_all(section.as_bytes()).unwrap();
    town.settings().downloads = Some(Downloads { folder: downloads });
    town.start().await.unwrap();
    (folder, town)
}

/// Adds a build of some length.
async fn add(town: &Town, folder: &Path, version: &str, length: usize) -> Result<(), ReleaseError> {
    add_for(town, folder, (version, ReleaseSystem::Linux), length).await
}

/// Adds a build for a system.
async fn add_for(
    town: &Town,
    folder: &Path,
    (version, system): (&str, ReleaseSystem),
    length: usize,
) -> Result<(), ReleaseError> {
    let file = folder.join(format!("tasuki-{version}-{}.bin", system.as_str()));
    fs_err::write(&file, vec![b'x'; length]).unwrap();
    let new = NewRelease {
        file,
        version: version.parse().unwrap(),
        system,
        notes: "不具合を修正しました。".to_owned(),
    };
    town.setup()
        .add_release(new, SystemClock.now())
        .await
        .map(drop)
}

#[tokio::test]
async fn builds_are_listed_signed_and_given_out_in_parts() {
    let (folder, town) = platform().await;
    let site = town.site(Site::Support);
    let mut guest = Surfer::new(&town, Site::Support).unwrap();
    let page = guest.get("/downloads").await.unwrap().text();
    assert!(page.contains("ダウンロードできるファイルはありません。"));
    add(&town, folder.path(), "0.9.0", 1000).await.unwrap();
    add(&town, folder.path(), "0.10.0", 600_000).await.unwrap();
    let again = add(&town, folder.path(), "0.10.0", 5).await;
    assert!(matches!(again, Err(ReleaseError::Known(_))), "{again:?}");

    let page = guest.get("/downloads").await.unwrap().text();
    let place = |text: &str| page.find(text).unwrap();
    assert!(place("バージョン 0.10.0") < place("バージョン 0.9.0"));
    let feed = guest.get("/downloads/feed.json").await.unwrap();
    let feed: serde_json::Value = serde_json::from_slice(&feed.bytes).unwrap();
    let newest = &feed["releases"][0];
    assert_eq!(newest["version"], "0.10.0");
    assert_eq!(newest["bytes"], 600_000);
    assert!(page.contains(newest["sha256"].as_str().unwrap()));
    // Who asks how the client is set up is led here.
    let mut claims = Surfer::new(&town, Site::Claims).unwrap();
    let guide = claims.get("/guide/client").await.unwrap().text();
    assert!(guide.contains(&format!("{site}/downloads")), "{guide}");

    let file = "/downloads/files/tasuki-0.10.0-linux.bin";
    let whole = guest.get(file).await.unwrap();
    assert_eq!(whole.status, 200);
    assert_eq!(whole.headers["content-length"], "600000");
    let tag = whole.headers["etag"].to_str().unwrap();
    assert_eq!(whole.bytes.len(), 600_000);
    let part = async |range: &str, tag: &str| {
        let reply = guest.get_part(file, range, tag).await.unwrap();
        (reply.status, reply.bytes.len())
    };
    assert_eq!(part("bytes=599990-", tag).await, (206, 10));
    assert_eq!(part("bytes=600000-", tag).await.0, 416);
    assert_eq!(part("bytes=10-19", "\"other\"").await, (200, 600_000));
    for none in ["releases.json", "..%2Ftasuki"] {
        let reply = guest.get(&format!("/downloads/files/{none}")).await;
        assert_eq!(reply.unwrap().status, 404, "{none}");
    }

    // As the page says.
    let checked = folder.path().join("checked");
    fs_err::create_dir(&checked).unwrap();
    fs_err::write(checked.join("file"), &whole.bytes).unwrap();
    for (path, name) in [
        (&*format!("{file}.p7s"), "file.p7s"),
        ("/downloads/authorities.pem", "authorities.pem"),
    ] {
        let bytes = guest.get(path).await.unwrap().bytes;
        fs_err::write(checked.join(name), bytes).unwrap();
    }
    assert!(openssl_accepts(&checked));
    fs_err::write(checked.join("file"), &whole.bytes[1..]).unwrap();
    assert!(!openssl_accepts(&checked));
}

fn openssl_accepts(folder: &Path) -> bool {
    let command = "cms -verify -binary -inform DER -in file.p7s -content file \
                   -CAfile authorities.pem -purpose any -out /dev/null";
    let output = Command::new("openssl")
        .current_dir(folder)
        .args(command.split_ascii_whitespace())
        .output()
        .unwrap();
    output.status.success()
}

#[tokio::test]
async fn a_file_that_is_not_what_was_listed_is_given_to_nobody() {
    let (folder, town) = platform().await;
    add(&town, folder.path(), "1.0.0", 1000).await.unwrap();
    let mut guest = Surfer::new(&town, Site::Support).unwrap();
    let mut status = async || {
        let path = "/downloads/files/tasuki-1.0.0-linux.bin";
        guest.get(path).await.unwrap().status
    };
    assert_eq!(status().await, 200);
    let file = folder.path().join("downloads/tasuki-1.0.0-linux.bin");
    let mut changed = vec![b'x'; 1000];
    changed[500] = b'y';
    fs_err::write(&file, &changed).unwrap();
    assert_eq!(status().await, 500);
    changed[500] = b'x';
    fs_err::write(&file, &changed).unwrap();
    assert_eq!(status().await, 200);
    fs_err::remove_file(&file).unwrap();
    assert_eq!(status().await, 500);
}

#[tokio::test]
async fn each_system_has_its_newest_build() {
    let (folder, town) = platform().await;
    let windows = |version| (version, ReleaseSystem::Windows);
    for (build, length) in [
        (windows("0.1.0"), 10),
        (windows("0.1.1"), 11),
        (("0.2.0", ReleaseSystem::Linux), 20),
    ] {
        add_for(&town, folder.path(), build, length).await.unwrap();
    }
    let mut guest = Surfer::new(&town, Site::Support).unwrap();
    let feed = guest.get("/downloads/feed.json").await.unwrap();
    let feed: serde_json::Value = serde_json::from_slice(&feed.bytes).unwrap();
    let told: Vec<_> = feed["releases"].as_array().unwrap().iter().collect();
    let told: Vec<_> = told
        .iter()
        .map(|one| (one["version"].as_str().unwrap(), one["newest"].as_bool()))
        .collect();
    assert_eq!(
        told,
        [
            ("0.2.0", Some(true)),
            ("0.1.1", Some(true)),
            ("0.1.0", Some(false))
        ]
    );
    let page = guest.get("/downloads").await.unwrap().text();
    assert_eq!(page.matches(">最新</span>").count(), 2, "{page}");
}

#[tokio::test]
async fn builds_that_are_added_at_once_are_all_listed() {
    let (folder, town) = platform().await;
    let add = |version| add(&town, folder.path(), version, 10);
    let (one, two, three) = tokio::join!(add("1.0.0"), add("1.1.0"), add("1.2.0"));
    for added in [one, two, three] {
        added.unwrap();
    }
    let mut guest = Surfer::new(&town, Site::Support).unwrap();
    let page = guest.get("/downloads").await.unwrap().text();
    for version in ["1.0.0", "1.1.0", "1.2.0"] {
        assert!(page.contains(&format!("バージョン {version}")), "{page}");
    }
}
