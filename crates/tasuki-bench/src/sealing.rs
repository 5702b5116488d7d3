//! Sealing and opening: what each office does on its own computer.

use std::hint::black_box;
use std::time::Duration;

use anyhow::Context as _;
use serde::Serialize;
use tasuki_measure::figures::Spread;
use tasuki_measure::letters::noise;
use tasuki_measure::limits::per_second;
use tasuki_seal::{Container, Entry, Limits, SystemEntropy, open, seal};
use tasuki_terms::{Clock as _, MediaType, SystemClock};
use tasuki_testing::{TownOffice, plan_files, sealed_with};

use crate::exchange::Options;
use crate::site::Site;

const LIMITS: Limits = Limits {
    max_entries: 7,
    max_bytes: 10 << 20,
};

/// How many messages one core seals and opens in a second.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Sealing {
    pub(crate) content: String,
    pub(crate) bytes: usize,
    pub(crate) envelope_bytes: usize,
    pub(crate) seals: Spread,
    pub(crate) opens: Spread,
    /// Both, one after the other.
    pub(crate) both: Spread,
}

/// Measures tables of the standard and what cannot be compressed, small and large.
pub(crate) fn measure(site: &Site, options: &Options) -> anyhow::Result<Vec<Sealing>> {
    let sender = site.offices.first().context("no office")?;
    let receiver = site.offices.get(1).context("one office")?;
    let mut all = Vec::new();
    for bytes in [50_000, 10_000_000] {
        let tables = tables(sender, receiver, bytes)?;
        all.push(one("tables", bytes, &tables, (sender, receiver), options)?);
        let noise = noise(bytes);
        all.push(one("noise", bytes, &noise, (sender, receiver), options)?);
    }
    Ok(all)
}

fn one(
    content: &str,
    bytes: usize,
    container: &Container,
    (sender, receiver): (&TownOffice, &TownOffice),
    options: &Options,
) -> anyhow::Result<Sealing> {
    let length = Duration::from_secs(options.seconds().min(2));
    let mut draft = None;
    let first = sealed_with(sender, receiver, container, |made| {
        draft = Some(made.clone());
    })?;
    let draft = draft.context("no draft")?;
    let envelope = first.envelope;
    let (own, identity) = (sender.identity()?, receiver.identity()?);
    let readers = [identity.certificate().clone()];
    let now = SystemClock.now();
    let make = || {
        seal(
            draft.clone(),
            container,
            &own,
            &readers,
            &SystemEntropy,
            now,
        )
    };
    let mut figures = Vec::new();
    for _ in 0..options.runs() {
        let seals = per_second(length, || {
            drop(black_box(make()?));
            Ok(())
        })?;
        let opens = per_second(length, || {
            drop(black_box(open(&envelope, &identity, LIMITS)?));
            Ok(())
        })?;
        figures.push((seals, opens, 1.0 / (1.0 / seals + 1.0 / opens)));
    }
    Ok(Sealing {
        content: content.to_owned(),
        bytes,
        envelope_bytes: envelope.len(),
        seals: Spread::of(figures.iter().map(|(seals, _, _)| *seals)),
        opens: Spread::of(figures.iter().map(|(_, opens, _)| *opens)),
        both: Spread::of(figures.iter().map(|(_, _, both)| *both)),
    })
}

/// The tables of a plan, the lines of the longest repeated until there are `bytes`.
fn tables(sender: &TownOffice, receiver: &TownOffice, bytes: usize) -> anyhow::Result<Container> {
    let mut files = plan_files(1, sender, receiver)?;
    let mut whole: usize = files.iter().map(|(_, file)| file.len()).sum();
    let longest = files.iter_mut().max_by_key(|(_, file)| file.len());
    let (_, longest) = longest.context("no tables")?;
    let mut seed = 2;
    while whole < bytes {
        // Other people each time, so that it does not compress better than a real month.
        let more = plan_files(seed, sender, receiver)?;
        let more = more.into_iter().max_by_key(|(_, file)| file.len());
        let (_, more) = more.context("no tables")?;
        let more = more
            .get(..more.len().min(bytes - whole))
            .unwrap_or_default();
        longest.extend_from_slice(more);
        whole += more.len();
        seed += 1;
    }
    let entries = files
        .into_iter()
        .map(|(name, bytes)| Entry {
            name,
            media: MediaType::Csv,
            bytes,
        })
        .collect();
    Ok(Container {
        entries,
        text: None,
    })
}
