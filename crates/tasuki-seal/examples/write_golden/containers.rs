//! Containers that must be refused, put together by hand.

use anyhow::Result;
use serde_json::{Value, json};

use crate::Golden;

/// Writes them.
pub(crate) fn write_refused(golden: &mut Golden) -> Result<()> {
    let good = body(&[("a.txt", 2)], b"ok")?;
    let mut other_magic = framed(0, good.len(), &good);
    if let Some(version) = other_magic.get_mut(4) {
        *version = b'2';
    }
    golden.refused_container("magic", &other_magic, "container.form")?;
    let unknown = framed(2, good.len(), &good);
    golden.refused_container("method", &unknown, "container.form")?;
    let longer = framed(0, good.len() + 1, &good);
    golden.refused_container("length", &longer, "container.form")?;
    let behind = body(&[("a.txt", 2)], b"okay")?;
    let behind = framed(0, behind.len(), &behind);
    golden.refused_container("behind", &behind, "container.form")?;

    let eight: Vec<String> = (1..=8).map(|place| format!("{place}.txt")).collect();
    let eight: Vec<(&str, u64)> = eight.iter().map(|name| (name.as_str(), 0)).collect();
    for (name, entries, why) in [
        ("name-folder", &[("../a.txt", 0)][..], "container.name"),
        ("name-drive", &[("C:a.txt", 0)], "container.name"),
        ("name-turned", &[("a\u{202e}txt.exe", 0)], "container.name"),
        ("name-unseen", &[("a\u{200b}.txt", 0)], "container.name"),
        ("name-hidden", &[(".profile", 0)], "container.name"),
        (
            "name-twice",
            &[("a.txt", 0), ("a.txt", 0)],
            "container.name-twice",
        ),
        ("entries", &eight, "container.too-many"),
        ("size", &[("a.txt", 1 << 40)], "container.too-large"),
    ] {
        let body = body(entries, b"")?;
        let bytes = framed(0, body.len(), &body);
        golden.refused_container(name, &bytes, why)?;
    }

    let zeros = vec![0; 64 << 20];
    let bomb = zstd::bulk::compress(&zeros, 19)?;
    let told = framed(1, zeros.len(), &bomb);
    golden.refused_container("bomb", &told, "container.too-large")?;
    let hidden = framed(1, 1000, &bomb);
    golden.refused_container("bomb-hidden", &hidden, "container.compression")
}

/// A body: an index of names and sizes, and `contents` behind it.
fn body(entries: &[(&str, u64)], contents: &[u8]) -> Result<Vec<u8>> {
    let entries: Vec<Value> = entries
        .iter()
        .map(|(name, size)| json!({ "name": name, "media": "text/plain", "size": size }))
        .collect();
    let index = serde_json::to_vec(&json!({ "entries": entries, "text": null }))?;
    let mut body = u32::try_from(index.len())?.to_be_bytes().to_vec();
    body.extend_from_slice(&index);
    body.extend_from_slice(contents);
    Ok(body)
}

fn framed(method: u8, length: usize, body: &[u8]) -> Vec<u8> {
    let length = (length as u64).to_be_bytes();
    [&b"TSKC1"[..], &[method], &length, body].concat()
}
