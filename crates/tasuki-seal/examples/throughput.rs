//! Prints how many messages one core seals and opens in a second:
//! `cargo run --release -p tasuki-seal --example throughput`

#![expect(clippy::print_stdout, reason = "that is what it is for")]
#![expect(
    clippy::disallowed_types,
    reason = "it measures time, and has no runtime"
)]

use std::fmt::Write as _;
use std::hint::black_box;
use std::time::{Duration, Instant};

use anyhow::Result;
use tasuki_seal::{
    CheckStatement, Container, Draft, Entry, Identity, Limits, SystemEntropy, Verdict, open,
    read_manifest, seal, split_envelope,
};
use tasuki_terms::{Entropy as _, MediaType, MessageId, SendingUnit, Timestamp};

const LIMITS: Limits = Limits {
    max_entries: 7,
    max_bytes: 16 << 20,
};

fn main() -> Result<()> {
    let office_a = Identity::from_der(
        include_bytes!("../../../testdata/seal/office-a.cert.der"),
        include_bytes!("../../../testdata/seal/office-a.key.der"),
    )?;
    let office_b = Identity::from_der(
        include_bytes!("../../../testdata/seal/office-b.cert.der"),
        include_bytes!("../../../testdata/seal/office-b.key.der"),
    )?;
    let now: Timestamp = "2025-04-01T03:00:00Z".parse()?;
    let receivers = [office_b.certificate().clone()];
    println!("contents             seal/s    open/s   both/s  manifest/s");
    for (label, bytes) in [
        ("50 kB", 50_000),
        ("1 MB", 1_000_000),
        ("10 MB", 10_000_000),
    ] {
        for (kind, entry) in [("table", table(bytes)), ("image", image(bytes))] {
            let container = Container {
                entries: vec![entry],
                text: None,
            };
            let make = || {
                seal(
                    draft(now),
                    &container,
                    &office_a,
                    &receivers,
                    &SystemEntropy,
                    now,
                )
            };
            let envelope = make()?.envelope;
            open(&envelope, &office_b, LIMITS)?;
            let (manifest, _) = split_envelope(&envelope)?;
            let sealing = per_second(|| drop(black_box(make())));
            let opening = per_second(|| drop(black_box(open(&envelope, &office_b, LIMITS))));
            let reading = per_second(|| drop(black_box(read_manifest(manifest))));
            let both = 1.0 / (1.0 / sealing + 1.0 / opening);
            println!(
                "{label:>6} {kind} {sealing:>13.0} {opening:>9.0} {both:>8.0} {reading:>11.0}   {} bytes sent",
                envelope.len()
            );
        }
    }
    Ok(())
}

/// Runs `work` for about a second.
fn per_second(mut work: impl FnMut()) -> f64 {
    let start = Instant::now();
    let mut runs = 0_u32;
    while start.elapsed() < Duration::from_secs(1) {
        work();
        runs += 1;
    }
    f64::from(runs) / start.elapsed().as_secs_f64()
}

fn table(bytes: usize) -> Entry {
    let mut text = String::new();
    let mut number = 1_u32;
    while text.len() < bytes {
        number = number.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let _infallible = write!(
            text,
            "\"202407\",\"{:010}\",\"202504\",\"131{:03}\",\"{}\",\"{}\"\r\n",
            number,
            number % 700,
            number % 31,
            number % 9_000
        );
    }
    Entry {
        name: "table.csv".into(),
        media: MediaType::Csv,
        bytes: text.into_bytes(),
    }
}

fn image(bytes: usize) -> Entry {
    let mut noise = vec![0; bytes];
    SystemEntropy.fill(&mut noise);
    Entry {
        name: "image.jpg".into(),
        media: MediaType::Jpeg,
        bytes: noise,
    }
}

#[expect(clippy::unwrap_used, reason = "these are constants")]
fn draft(now: Timestamp) -> Draft {
    Draft {
        id: MessageId::new(now, &SystemEntropy),
        sender: "1370000001".parse().unwrap(),
        sender_service: None,
        receiver: "1370000002".parse().unwrap(),
        receiver_service: None,
        unit: SendingUnit::Attachments,
        kinds: Vec::new(),
        spec: None,
        service_month: None,
        sequence: None,
        replaces: None,
        bulk: None,
        check: CheckStatement {
            checker: "none".into(),
            verdict: Verdict::NotChecked,
            errors: 0,
            warnings: 0,
        },
    }
}
