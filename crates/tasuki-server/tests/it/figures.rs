//! The figures of `/metrics`: which there are, and that they tell what happened.

use std::collections::BTreeSet;
use std::path::Path;

use tasuki_testing::{Caller, note};

use crate::problems::refused;
use crate::town::Three;

/// All figures with their labels, as they lie in the repository. After a wanted change delete the
/// file and run this test twice: it writes what is missing, and fails.
const GOLDEN: &str = "../../testdata/operations/metrics.txt";

/// Of `/metrics`: each figure with its type and the names of its labels.
fn names(text: &str) -> String {
    let mut found = BTreeSet::new();
    let types = text.lines().filter_map(|line| line.strip_prefix("# TYPE "));
    for (name, kind) in types.filter_map(|line| line.split_once(' ')) {
        let of_name = |line: &&str| {
            let rest = line.strip_prefix(name).unwrap_or_default();
            ["{", " ", "_bucket{"]
                .iter()
                .any(|next| rest.starts_with(next))
        };
        let labels: BTreeSet<&str> = text
            .lines()
            .filter(of_name)
            .filter_map(|line| Some(line.split_once('{')?.1.rsplit_once('}')?.0))
            .flat_map(|labels| labels.split("\","))
            .filter_map(|label| Some(label.split_once("=\"")?.0))
            .filter(|label| *label != "le")
            .collect();
        let labels: Vec<_> = labels.into_iter().collect();
        found.insert(
            format!("{name} {kind} {}", labels.join(","))
                .trim()
                .to_owned(),
        );
    }
    found.into_iter().map(|line| line + "\n").collect()
}

/// The value of one line of `/metrics`.
#[track_caller]
fn value(text: &str, name: &str) -> f64 {
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    let line = line.unwrap_or_else(|| panic!("{name} is not there: {text}"));
    line.trim().parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_figures_are_those_of_the_repository_and_tell_what_happened() {
    let three = Three::start().await;
    let authority = three.town.authority().unwrap().bundle_pem();
    let operations = Caller::new(&three.town.operations(), &authority, None).unwrap();
    let read = async || operations.get("/metrics").await.unwrap().text();
    let before = read().await;
    let manager = three.manager.session(&three.town).await.unwrap();
    let helper = three.helper.session(&three.town).await.unwrap();
    let stream = helper.request(reqwest::Method::GET, "/v1/events");
    let mut stream = stream.send().await.unwrap();
    assert!(stream.chunk().await.unwrap().is_some());
    let message = note(1, &three.manager, &three.helper, 200_000).unwrap();
    manager.send(&message).await.unwrap();
    helper.fetch(message.manifest.id).await.unwrap();
    assert_eq!(
        refused(&manager.get("/v1/nothing").await.unwrap()),
        "request.not-found"
    );

    let after = read().await;
    let rose = |name: &str| value(&after, name) - value(&before, name);
    let size = f64::from(u32::try_from(message.envelope.len()).unwrap());
    for direction in ["in", "out"] {
        let name = format!("tasuki_content_bytes_total{{direction=\"{direction}\"}}");
        assert!(rose(&name) >= size, "{name}: {}", rose(&name));
    }
    for name in [
        "tasuki_messages_total{state=\"accepted\"}",
        "tasuki_messages_total{state=\"fetched\"}",
        "tasuki_handshakes_total{result=\"office\"}",
        "tasuki_connections",
        "tasuki_event_streams",
    ] {
        assert!(rose(name) >= 1.0, "{name}: {}", rose(name));
    }
    for store in ["records", "contents"] {
        assert!(
            value(
                &after,
                &format!("tasuki_store_seconds_count{{store=\"{store}\"}}")
            ) >= 1.0
        );
    }
    assert!(value(&after, "tasuki_refusals_total{code=\"request.not-found\"}") >= 1.0);
    assert!(value(&after, "tasuki_ready") > 0.0);
    for certificate in ["server", "receipt", "authority"] {
        let name = format!("tasuki_certificate_days{{certificate=\"{certificate}\"}}");
        assert!(
            value(&after, &name) > 300.0,
            "{name}: {}",
            value(&after, &name)
        );
    }
    assert!(value(&after, "process_resident_memory_bytes") > 1e6);

    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(GOLDEN);
    let found = names(&after);
    if !file.exists() {
        fs_err::create_dir_all(file.parent().unwrap()).unwrap();
        fs_err::write(&file, &found).unwrap();
        panic!("testdata/operations/metrics.txt was missing and has been written");
    }
    assert_eq!(found, fs_err::read_to_string(&file).unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn who_leaves_is_counted_no_more() {
    let three = Three::start().await;
    let authority = three.town.authority().unwrap().bundle_pem();
    let operations = Caller::new(&three.town.operations(), &authority, None).unwrap();
    let streams = async || {
        let text = operations.get("/metrics").await.unwrap().text();
        value(&text, "tasuki_event_streams")
    };
    let helper = three.helper.session(&three.town).await.unwrap();
    let stream = helper.request(reqwest::Method::GET, "/v1/events");
    let stream = stream.send().await.unwrap();
    let open = streams().await;
    assert!(open >= 1.0, "{open}");
    drop((stream, helper));
    let gone = async {
        while streams().await >= open {
            tokio::task::yield_now().await;
        }
    };
    let gone = tokio::time::timeout(std::time::Duration::from_secs(10), gone).await;
    gone.expect("it is counted still");
}
