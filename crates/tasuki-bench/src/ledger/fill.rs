//! The records of a nation's month.

use anyhow::Context as _;
use jiff::SignedDuration;
use tasuki_exchange::OfficeStatus;
use tasuki_measure::figures::u64_to_f64;
use tasuki_measure::letters::{Letter, Letters};
use tasuki_seal::SystemEntropy;
use tasuki_store::{NewMessage, OfficeRow, Place, Records};
use tasuki_terms::{Clock as _, MessageId, OfficeNumber, SystemClock, Timestamp};
use tasuki_testing::{Chance, TownOffice, accepted};
use tokio::time::Instant;

use super::LETTER;
use crate::site::Fresh;

/// One office for so many messages of a month: 216,000 for four millions.
const PER_OFFICE: u64 = 18;
/// Contents of so many messages share a segment.
const SEGMENT: u64 = 1_300;
/// Mail that the pair with little has, and that the pair with much has beside others only.
const LITTLE: u64 = 60;
/// See [`LITTLE`].
const MUCH: u64 = 3_000;
const MONTH: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How many offices are saved in one transaction.
const AT_ONCE: usize = 2_000;

/// What was filled in.
pub(super) struct Filled {
    pub(super) messages: u64,
    pub(super) offices: u64,
    /// Messages a second.
    pub(super) rate: f64,
}

/// Only the mail of the measured pairs, little of both.
pub(super) async fn own_mail(fresh: &Fresh, offices: &[TownOffice]) -> anyhow::Result<()> {
    let month = Month::new(offices, LITTLE)?;
    load(
        fresh,
        (0..LITTLE).flat_map(move |place| month.own(place, [1, 1])),
    )
    .await?;
    Ok(())
}

/// So many messages among as many offices as a nation has for them, and the mail of the measured
/// pairs.
pub(super) async fn nation(
    fresh: &Fresh,
    offices: &[TownOffice],
    messages: u64,
) -> anyhow::Result<Filled> {
    let count = (messages / PER_OFFICE).max(100);
    let numbers = enter(fresh, count).await?;
    let month = Month::new(offices, messages)?;
    let mut chance = Chance::new(1);
    let each = [(messages / LITTLE).max(1), (messages / MUCH).max(1)];
    let all = (0..messages).flat_map(move |place| {
        let parties = parties(&mut chance, &numbers);
        let other = parties.map(|parties| month.message(place, parties));
        other.into_iter().chain(month.own(place, each))
    });
    let began = Instant::now();
    let messages = load(fresh, all).await?;
    Ok(Filled {
        messages,
        offices: count,
        rate: u64_to_f64(messages) / began.elapsed().as_secs_f64(),
    })
}

/// Two offices; some have far more mail than others.
fn parties(chance: &mut Chance, numbers: &[OfficeNumber]) -> Option<(OfficeNumber, OfficeNumber)> {
    let count = numbers.len() as u64;
    let mut one = || {
        let most = chance.within(&(1..count + 1));
        let place = usize::try_from(chance.within(&(0..most))).ok()?;
        numbers.get(place).copied()
    };
    let (sender, receiver) = (one()?, one()?);
    (sender != receiver).then_some((sender, receiver))
}

async fn load(
    fresh: &Fresh,
    messages: impl Iterator<Item = NewMessage> + Send + 'static,
) -> anyhow::Result<u64> {
    let place = fresh.settings.store.records.clone();
    Ok(tokio::task::spawn_blocking(move || Records::load(&place, messages)).await??)
}

/// Offices without users: they only have names.
async fn enter(fresh: &Fresh, count: u64) -> anyhow::Result<Vec<OfficeNumber>> {
    let records = Records::open(&fresh.settings.store.records).await?;
    let numbers: Vec<OfficeNumber> = (0..count)
        .map(|place| format!("14{place:08}").parse())
        .collect::<Result<_, _>>()?;
    let now = SystemClock.now();
    for some in numbers.chunks(AT_ONCE) {
        let rows: Vec<_> = some.iter().map(|number| office(*number, now)).collect();
        records
            .change("offices", move |records| {
                rows.iter().try_for_each(|row| records.save_office(row))
            })
            .await?;
    }
    Ok(numbers)
}

fn office(number: OfficeNumber, now: Timestamp) -> OfficeRow {
    OfficeRow {
        number,
        name: "計測".to_owned(),
        kana: String::new(),
        service_types: Vec::new(),
        registered_at: now,
        licensed_from: Some(now),
        licensed_until: None,
        status: OfficeStatus::Active,
        successor: None,
        address: String::new(),
    }
}

/// A month until now in which messages are accepted one behind the other.
struct Month {
    /// A letter of each measured pair.
    letters: Vec<Letter>,
    begins: Timestamp,
    step: SignedDuration,
}

impl Month {
    fn new(offices: &[TownOffice], messages: u64) -> anyhow::Result<Self> {
        let letters = offices.chunks_exact(2).map(|pair| match pair {
            [sender, receiver] => Letters::new(sender, receiver, LETTER)?.take(),
            _ => anyhow::bail!("no pair"),
        });
        let step = MONTH.as_micros() / i128::from(messages.max(1));
        Ok(Self {
            letters: letters.collect::<anyhow::Result<_>>()?,
            begins: SystemClock.now().checked_sub(MONTH).context("no month")?,
            step: SignedDuration::from_micros(i64::try_from(step)?),
        })
    }

    /// The message at a place of the month.
    fn message(&self, place: u64, parties: (OfficeNumber, OfficeNumber)) -> NewMessage {
        let past = self
            .step
            .saturating_mul(i32::try_from(place).unwrap_or(i32::MAX));
        let at = self.begins.saturating_add(past).unwrap_or(self.begins);
        let der = self.letters.first().map(|letter| letter.manifest.to_vec());
        let der = der.unwrap_or_default();
        let lies = Place {
            segment: format!("filled-{:06}.segment", place / SEGMENT),
            offset: place % SEGMENT * LETTER as u64,
            length: LETTER as u64,
        };
        // A receipt is about as long as a small manifest.
        let proofs = (der.clone(), der);
        accepted(
            MessageId::new(at, &SystemEntropy),
            parties,
            at,
            lies,
            proofs,
        )
    }

    /// The messages of the measured pairs at a place of the month: of each pair one at so many.
    fn own(&self, place: u64, each: [u64; 2]) -> Vec<NewMessage> {
        let pairs = self.letters.iter().zip(each);
        pairs
            .filter(|(_, each)| place.is_multiple_of(*each))
            .map(|(letter, _)| self.message(place, (letter.sender, letter.receiver)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_offices_have_far_more_mail_than_others() {
        let numbers: Vec<OfficeNumber> = (0..1_000)
            .map(|place| format!("14{place:08}").parse().unwrap())
            .collect();
        let mut chance = Chance::new(1);
        let mut counts = std::collections::BTreeMap::<_, u32>::new();
        for _ in 0..20_000 {
            if let Some((sender, receiver)) = parties(&mut chance, &numbers) {
                assert_ne!(sender, receiver);
                *counts.entry(receiver).or_default() += 1;
            }
        }
        assert!(counts.len() > 900, "{}", counts.len());
        let most = counts.values().max().unwrap();
        assert!(*most > 5 * 20, "{most}");
    }
}
