//! The files of `deploy/` name only figures that there are, and the guide tells of each.

use std::collections::BTreeSet;
use std::path::PathBuf;

fn read(file: &str) -> String {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    fs_err::read_to_string(root.join(file)).unwrap()
}

/// The names of all figures, from the file that `figures` compares with a platform's.
fn known() -> BTreeSet<String> {
    let golden = read("testdata/operations/metrics.txt");
    let names = golden.lines().filter_map(|line| line.split(' ').next());
    names.map(str::to_owned).collect()
}

/// The names of figures in a text. Those of a histogram's parts are the histogram's.
fn named(text: &str, known: &BTreeSet<String>) -> BTreeSet<String> {
    let is_sign = |sign: char| sign.is_ascii_lowercase() || sign == '_';
    let words = text.split(|sign| !is_sign(sign));
    let words = words.filter(|word| word.starts_with("tasuki_") || word.starts_with("process_"));
    words
        .map(|word| {
            let parts = ["_bucket", "_sum", "_count"];
            let whole = parts.iter().find_map(|part| word.strip_suffix(part));
            let whole = whole.filter(|whole| known.contains(*whole));
            whole.unwrap_or(word).to_owned()
        })
        .collect()
}

/// All expressions of the dashboard.
fn expressions() -> String {
    let dashboard: serde_json::Value =
        serde_json::from_str(&read("deploy/grafana/tasuki.json")).unwrap();
    let panels = dashboard["panels"].as_array().unwrap();
    let targets = panels
        .iter()
        .filter_map(|panel| panel["targets"].as_array());
    let all: Vec<&str> = targets
        .flatten()
        .filter_map(|one| one["expr"].as_str())
        .collect();
    assert!(all.len() > 20, "{} expressions", all.len());
    all.join("\n")
}

#[test]
fn the_dashboard_and_the_alerts_use_figures_that_there_are_and_all_of_ours() {
    let known = known();
    let mut used = BTreeSet::new();
    for text in [expressions(), read("deploy/prometheus/rules.yml")] {
        let names = named(&text, &known);
        let unknown: Vec<_> = names.difference(&known).collect();
        assert!(unknown.is_empty(), "{unknown:?}");
        used.extend(names);
    }
    let ours = known.iter().filter(|name| name.starts_with("tasuki_"));
    let unused: Vec<_> = ours.filter(|name| !used.contains(*name)).collect();
    assert!(unused.is_empty(), "{unused:?}");
}

#[test]
fn the_chart_has_the_same_dashboard() {
    let chart = read("deploy/helm/tasuki-server/dashboard.json");
    assert!(
        chart == read("deploy/grafana/tasuki.json"),
        "copy deploy/grafana/tasuki.json"
    );
}

#[test]
fn the_guide_lists_every_figure_with_its_labels_and_no_other() {
    let guide = read("docs/operations.md");
    let (_, table) = guide.split_once("| 名前 | 種類 | 内容 |").unwrap();
    let (table, _) = table.split_once("\n\n").unwrap();
    let told: BTreeSet<String> = table
        .lines()
        .filter_map(|row| row.strip_prefix("| `")?.split_once('`'))
        .map(|(name, rest)| {
            let kind = rest.split('|').nth(1).unwrap().trim();
            let (name, labels) = name.split_once('{').unwrap_or((name, ""));
            format!("{name} {kind} {}", labels.trim_end_matches('}'))
                .trim()
                .to_owned()
        })
        .collect();
    let golden = read("testdata/operations/metrics.txt");
    let golden: BTreeSet<String> = golden.lines().map(str::to_owned).collect();
    assert_eq!(told, golden);
}

#[test]
fn the_program_is_of_one_version_wherever_it_is_deployed() {
    let version = env!("CARGO_PKG_VERSION");
    let chart = read("deploy/helm/tasuki-server/Chart.yaml");
    assert!(
        chart.contains(&format!("\nappVersion: {version}\n")),
        "{chart}"
    );
    let image = read("deploy/Dockerfile");
    let toolchain = env!("CARGO_PKG_RUST_VERSION");
    assert!(
        image.contains(&format!("FROM rust:{toolchain}-")),
        "{image}"
    );
}

#[test]
fn no_key_and_no_secret_goes_into_the_build_of_the_image() {
    let left_out = read(".dockerignore");
    let is_left_out = |path: &str| {
        let mut lines = left_out.lines();
        lines.any(|line| path == line || path.starts_with(&format!("{line}/")))
    };
    // Whatever is not to be in the repository, since a platform that runs here makes it.
    let mut kept_out = Vec::new();
    for folder in ["", "deploy/compose/"] {
        let text = read(&format!("{folder}.gitignore"));
        let lines = text.lines().filter(|line| !line.contains('*'));
        kept_out.extend(lines.map(|line| format!("{folder}{}", line.trim_matches('/'))));
    }
    assert!(kept_out.len() > 3, "{kept_out:?}");
    for path in kept_out {
        assert!(is_left_out(&path), "{path} goes into the build");
    }
    for needed in [
        "Cargo.lock",
        "crates",
        "docs/errors",
        "docs/screenshots",
        "testdata",
    ] {
        assert!(!is_left_out(needed), "{needed}");
    }
}

#[test]
fn the_balancer_says_who_asks_and_the_platform_is_told_to_believe_it() {
    let balancer = read("deploy/compose/haproxy.cfg");
    let services = read("deploy/compose/compose.yml");
    let (_, address) = services.split_once("ipv4_address: ").unwrap();
    let (address, _) = address.split_once(' ').unwrap();
    assert!(balancer.contains("default-server send-proxy-v2 "));
    let guide = read("docs/operations.md");
    assert!(
        guide.contains(&format!("proxies = [\"{address}/32\"]")),
        "{address}"
    );
}
