//! Writes `testdata/seal/` anew: messages with their receipts, and what must be refused.
//!
//! Only needed when a format changes on purpose. Keys and certificates that are there are kept;
//! without them new ones are made:
//! `cargo run -p tasuki-seal --example write_golden -- testdata/seal`

mod containers;
mod people;
mod receipts;
mod refused;
mod samples;

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use serde_json::{Value, json};
use tasuki_seal::{Container, SealedMessage, sha256};

use people::People;

fn main() -> Result<()> {
    let folder: PathBuf = std::env::args_os().nth(1).context("which folder?")?.into();
    fs_err::create_dir_all(folder.join("refused"))?;
    let people = People::of(&folder)?;
    let mut golden = Golden {
        folder,
        envelopes: Vec::new(),
        containers: Vec::new(),
        receipts: Vec::new(),
        chains: Vec::new(),
    };

    golden.container("container-compressed", &samples::tables())?;
    golden.container("container-stored", &samples::photo())?;
    containers::write_refused(&mut golden)?;

    let message = samples::message(&people)?;
    let from_rsa = samples::message_from_rsa(&people)?;
    for (name, message, readers, container) in [
        (
            "",
            &message,
            &["office-a", "office-b", "office-rsa"][..],
            "container-compressed.json",
        ),
        (
            "-from-rsa",
            &from_rsa,
            &["office-rsa", "office-b"],
            "container-stored.json",
        ),
    ] {
        golden.message(name, message, readers, container)?;
    }
    refused::write(&mut golden, &people, &message)?;
    receipts::write(&mut golden, &people, &message.manifest)?;
    golden.finish()
}

/// The folder, and what its files must yield.
struct Golden {
    folder: PathBuf,
    envelopes: Vec<Value>,
    containers: Vec<Value>,
    receipts: Vec<Value>,
    chains: Vec<Value>,
}

impl Golden {
    fn write(&self, name: impl AsRef<Path>, bytes: &[u8]) -> Result<()> {
        Ok(fs_err::write(self.folder.join(name), bytes)?)
    }

    /// Writes a container and what stands in it.
    fn container(&mut self, name: &str, container: &Container) -> Result<()> {
        let (file, yields) = (format!("{name}.bin"), format!("{name}.json"));
        self.write(&file, &container.encode()?)?;
        let entries: Vec<Value> = container
            .entries
            .iter()
            .map(|entry| {
                json!({
                    "name": entry.name,
                    "media": entry.media,
                    "size": entry.bytes.len(),
                    "sha256": sha256(&entry.bytes),
                })
            })
            .collect();
        let told = json!({ "entries": entries, "text": container.text });
        self.write(&yields, &pretty(&told)?)?;
        self.containers
            .push(json!({ "file": file, "yields": yields }));
        Ok(())
    }

    fn refused_container(&mut self, name: &str, bytes: &[u8], why: &str) -> Result<()> {
        let file = format!("refused/container-{name}.bin");
        self.write(&file, bytes)?;
        self.containers
            .push(json!({ "file": file, "refused": why }));
        Ok(())
    }

    /// Writes a message that opens for `readers`.
    fn message(
        &mut self,
        name: &str,
        message: &SealedMessage,
        readers: &[&str],
        container: &str,
    ) -> Result<()> {
        let (file, manifest) = (
            format!("envelope{name}.bin"),
            format!("manifest{name}.json"),
        );
        self.write(&file, &message.envelope)?;
        self.write(&manifest, &message.manifest.to_json())?;
        for with in readers {
            self.envelopes.push(json!({
                "file": file, "with": with, "manifest": manifest, "container": container,
            }));
        }
        Ok(())
    }

    fn refused_envelope(&mut self, name: &str, bytes: &[u8], why: &str) -> Result<()> {
        let file = format!("refused/envelope-{name}.bin");
        self.write(&file, bytes)?;
        self.envelopes
            .push(json!({ "file": file, "with": "office-b", "refused": why }));
        Ok(())
    }

    /// Writes the list of all vectors.
    fn finish(self) -> Result<()> {
        let all = json!({
            "envelopes": self.envelopes,
            "containers": self.containers,
            "receipts": self.receipts,
            "chains": self.chains,
        });
        self.write("vectors.json", &pretty(&all)?)
    }
}

fn pretty(value: &Value) -> Result<Vec<u8>> {
    let mut bytes = serde_json::to_vec_pretty(value)?;
    bytes.push(b'\n');
    Ok(bytes)
}
