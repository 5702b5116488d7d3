//! Sets of files for tests.

use std::path::{Path, PathBuf};

use base64::Engine as _;

use crate::generate::{Office, Parties, Plan, Stamp};
use crate::ms932;

pub(crate) type Files = Vec<(String, Vec<u8>)>;

/// The sample sets of `testdata/standard` that are valid, with their names.
pub(crate) fn valid_sets() -> Vec<(String, Files)> {
    let mut names: Vec<_> = fs_err::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with("v41-") || name.starts_with("v3-"))
        .collect();
    names.sort();
    names
        .into_iter()
        .map(|name| {
            let files = set(&name);
            (name, files)
        })
        .collect()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../testdata/standard")
}

/// The files of a set; of deliberate faults those are made that concern a file as a whole.
pub(crate) fn set(name: &str) -> Files {
    let folder = folder().join(name);
    let told = fs_err::read_to_string(folder.join("set.toml")).unwrap();
    let told: toml::Table = toml::from_str(&told).unwrap();
    let mut files = Vec::new();
    for entry in fs_err::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        let Some(name) = name.strip_suffix(".utf8.csv") else {
            continue;
        };
        let option = |key: &str| told.get("files")?.get(name)?.get(key)?.as_str();
        let text = fs_err::read_to_string(&path).unwrap();
        let line_end = option("eol").unwrap_or("\r\n");
        let text = text.replace("\r\n", "\n").replace('\n', line_end);
        let bytes = match option("encoding") {
            Some("utf-8") => text.into_bytes(),
            _ => ms932::encode(&text).unwrap().bytes,
        };
        files.push((format!("{name}.CSV"), bytes));
    }
    let images = told.get("images").and_then(toml::Value::as_table);
    for (name, content) in images.into_iter().flatten() {
        let base64 = base64::engine::general_purpose::STANDARD;
        let bytes = base64.decode(content.as_str().unwrap()).unwrap();
        files.push((name.clone(), bytes));
    }
    files.sort();
    files
}

/// A plan of a home-help office, without equipment, and the actuals that answer it.
pub(crate) fn generated(seed: u64) -> (Files, Files) {
    let office = |number: &str, service: &str, name: &str| Office {
        number: number.parse().unwrap(),
        service: service.parse().unwrap(),
        name: name.to_owned(),
    };
    let parties = Parties {
        manager: office("1370000001", "43", "例題居宅介護支援事業所"),
        service: office("1370000002", "11", "架空訪問介護ステーション"),
        others: vec![office("1370000003", "15", "見本デイサービス")],
    };
    let stamp = Stamp {
        created_on: jiff::civil::date(2025, 3, 25),
        sequence: "20250325102000".parse().unwrap(),
    };
    let plan = Plan::generate(seed, &parties, "202504".parse().unwrap(), 3).unwrap();
    (
        plan.files(&stamp).unwrap(),
        plan.actual(seed).files(&stamp).unwrap(),
    )
}

/// Files as the library takes them.
pub(crate) fn borrowed(files: &[(String, Vec<u8>)]) -> Vec<(&str, &[u8])> {
    files
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.as_slice()))
        .collect()
}
