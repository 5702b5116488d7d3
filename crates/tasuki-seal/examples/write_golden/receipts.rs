//! Receipts and their chains, good and broken.

use anyhow::Result;
use serde_json::json;
use tasuki_seal::{Identity, Manifest, Receipt, ReceiptKind, issue, sha256, sign};
use tasuki_terms::Digest;

use crate::Golden;
use crate::people::{OFFICE_C, People};
use crate::refused::replaced;
use crate::samples::now;

use ReceiptKind::{Accepted, Expired, Fetched, Opened, Withdrawn};

/// Writes them all.
pub(crate) fn write(golden: &mut Golden, people: &People, manifest: &Manifest) -> Result<()> {
    let (platform, office_b) = (&people.platform, &people.office_b);
    let first = receipt(manifest, Accepted, "2025-04-01T03:00:01.5Z", None)?;
    let after = Some(first.digest());
    let fetched = receipt(manifest, Fetched, "2025-04-01T05:10:00Z", after)?;
    let opened = receipt(
        manifest,
        Opened,
        "2025-04-01T05:10:00.000001Z",
        Some(fetched.digest()),
    )?;
    golden.receipt("accepted", &first, platform)?;
    golden.receipt("fetched", &fetched, platform)?;
    golden.receipt("opened", &opened, office_b)?;
    let withdrawn = receipt(manifest, Withdrawn, "2025-04-01T04:00:00Z", after)?;
    golden.receipt("withdrawn", &withdrawn, platform)?;
    let expired = receipt(manifest, Expired, "2025-06-30T03:00:01.5Z", after)?;
    golden.receipt("expired", &expired, platform)?;
    for kinds in [
        &["accepted"][..],
        &["accepted", "fetched"],
        &["accepted", "fetched", "opened"],
        &["accepted", "withdrawn"],
        &["accepted", "expired"],
    ] {
        let files: Vec<_> = kinds
            .iter()
            .map(|kind| format!("receipt-{kind}.der"))
            .collect();
        golden.chains.push(json!({
            "manifest": "manifest.json", "receipts": files, "yields": kinds.last(),
        }));
    }
    write_refused(golden, people, &first)?;
    write_broken(golden, people, manifest, &first)
}

/// Receipts that must be refused for themselves.
fn write_refused(golden: &mut Golden, people: &People, first: &Receipt) -> Result<()> {
    let good = issue(first, &people.platform)?;
    let changed = replaced(&good, b"1370000002", b"1370000009")?;
    golden.refused_receipt("changed", &changed, "receipt.signature")?;
    let spaced = replaced(&first.to_json(), b":null", b": null")?;
    let spaced = sign(&spaced, &people.platform, now()?)?;
    golden.refused_receipt("spelling", &spaced, "receipt.spelling")?;
    let by_office = issue(first, &people.office_a)?;
    golden.refused_receipt("accepted-by-office", &by_office, "receipt.signer")?;
    let opened = Receipt {
        kind: Opened,
        ..first.clone()
    };
    let by_another = issue(&opened, &people.office_c)?;
    golden.refused_receipt("opened-by-other", &by_another, "receipt.signer")?;
    let by_platform = issue(&opened, &people.platform)?;
    golden.refused_receipt("opened-by-platform", &by_platform, "receipt.signer")
}

/// Receipts that are good for themselves and make no chain.
fn write_broken(
    golden: &mut Golden,
    people: &People,
    manifest: &Manifest,
    first: &Receipt,
) -> Result<()> {
    let after = Some(first.digest());
    let fetched = receipt(manifest, Fetched, "2025-04-01T05:10:00Z", after)?;
    let broken = [
        (
            "fetched-previous",
            Receipt {
                previous: Some(sha256(b"")),
                ..fetched.clone()
            },
            "chain.previous",
        ),
        (
            "fetched-early",
            receipt(manifest, Fetched, "2025-04-01T03:00:01.4Z", after)?,
            "chain.time",
        ),
        (
            "fetched-message",
            Receipt {
                digest: sha256(b""),
                ..fetched.clone()
            },
            "chain.message",
        ),
        (
            "fetched-parties",
            Receipt {
                receiver: OFFICE_C.parse()?,
                ..fetched
            },
            "chain.parties",
        ),
        (
            "opened-unfetched",
            receipt(manifest, Opened, "2025-04-01T05:10:00Z", after)?,
            "chain.transition",
        ),
    ];
    for (name, receipt, why) in broken {
        let by = if receipt.kind == Opened {
            &people.office_b
        } else {
            &people.platform
        };
        let file = format!("refused/receipt-{name}.der");
        golden.write(&file, &issue(&receipt, by)?)?;
        golden.broken(&["receipt-accepted.der", &file], why, 2);
    }
    golden.broken(&[], "chain.empty", 0);
    golden.broken(&["receipt-fetched.der"], "chain.transition", 1);
    golden.broken(
        &["receipt-accepted.der", "receipt-opened.der"],
        "chain.transition",
        2,
    );
    golden.broken(
        &[
            "receipt-accepted.der",
            "receipt-withdrawn.der",
            "receipt-fetched.der",
        ],
        "chain.transition",
        3,
    );
    Ok(())
}

impl Golden {
    fn receipt(&mut self, name: &str, receipt: &Receipt, by: &Identity) -> Result<()> {
        let (file, yields) = (
            format!("receipt-{name}.der"),
            format!("receipt-{name}.json"),
        );
        self.write(&file, &issue(receipt, by)?)?;
        self.write(&yields, &receipt.to_json())?;
        self.receipts
            .push(json!({ "file": file, "yields": yields }));
        Ok(())
    }

    fn refused_receipt(&mut self, name: &str, der: &[u8], why: &str) -> Result<()> {
        let file = format!("refused/receipt-{name}.der");
        self.write(&file, der)?;
        self.receipts.push(json!({ "file": file, "refused": why }));
        Ok(())
    }

    fn broken(&mut self, receipts: &[&str], why: &str, place: u32) {
        self.chains.push(json!({
            "manifest": "manifest.json", "receipts": receipts, "refused": why, "place": place,
        }));
    }
}

fn receipt(
    manifest: &Manifest,
    kind: ReceiptKind,
    at: &str,
    previous: Option<Digest>,
) -> Result<Receipt> {
    Ok(Receipt {
        version: Receipt::VERSION,
        kind,
        message: manifest.id,
        digest: manifest.digest(),
        sender: manifest.sender,
        receiver: manifest.receiver,
        at: at.parse()?,
        previous,
    })
}
