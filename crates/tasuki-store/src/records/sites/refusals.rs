//! How often what was refused or failed.

use tasuki_terms::Timestamp;

use super::figures::day_number;
use crate::StoreError;
use crate::records::reading::Table;
use crate::records::transaction::Transaction;
use crate::records::values::params;

const REFUSAL_DAY: Table = Table {
    name: "refusal_day",
    columns: &["day", "code", "refusals"],
};

/// A code, and how often it was answered with.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Refusals {
    /// The code.
    pub code: String,
    /// How often on each of the days that were asked for, the oldest first; today is the last one.
    pub days: Vec<u64>,
}

impl Transaction<'_> {
    /// Adds to what is known of the day of a moment.
    pub fn count_refusals(
        &self,
        at: Timestamp,
        counts: &[(&'static str, u64)],
    ) -> Result<(), StoreError> {
        for (code, count) in counts {
            self.session().run(
                "INSERT INTO refusal_day (day, code, refusals) VALUES (?1, ?2, ?3) \
                 ON CONFLICT (day, code) DO UPDATE SET \
                 refusals = refusal_day.refusals + excluded.refusals",
                params![
                    day_number(at),
                    code,
                    i64::try_from(*count).unwrap_or(i64::MAX)
                ],
            )?;
        }
        Ok(())
    }

    /// Forgets the days before that of a moment.
    pub fn forget_refusals(&self, before: Timestamp) -> Result<usize, StoreError> {
        let sql = "DELETE FROM refusal_day WHERE day < ?1";
        self.session().run(sql, [day_number(before)])
    }

    /// What was refused or failed on the last days, the most frequent code first.
    pub fn refusals(&self, now: Timestamp, days: usize) -> Result<Vec<Refusals>, StoreError> {
        let today = day_number(now);
        let first = today - i64::try_from(days).unwrap_or(i64::MAX).saturating_sub(1);
        let sql = REFUSAL_DAY.select() + " WHERE day >= ?1 AND day <= ?2 ORDER BY code";
        let rows = self
            .session()
            .all(&REFUSAL_DAY, &sql, params![first, today], |row| {
                let day: i64 = row.value("day")?;
                let code: String = row.value("code")?;
                Ok((day, code, row.count("refusals")?))
            })?;
        let mut found: Vec<Refusals> = Vec::new();
        for (day, code, count) in rows {
            if found.last().is_none_or(|last| last.code != code) {
                let days = vec![0; days];
                found.push(Refusals { code, days });
            }
            let place = usize::try_from(day - first).ok();
            let last = found.last_mut().map(|last| &mut last.days);
            if let Some(day) = last.zip(place).and_then(|(days, at)| days.get_mut(at)) {
                *day = count;
            }
        }
        found.sort_by_key(|one| std::cmp::Reverse(one.days.iter().sum::<u64>()));
        Ok(found)
    }
}
