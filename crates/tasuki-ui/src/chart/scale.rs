//! The values at the left of a chart.

/// Lines at round values, from 0 up to or above the highest value.
pub(super) struct Scale {
    /// The distance between two lines.
    step: u64,
    /// The value at the top.
    pub(super) top: u64,
}

/// How many lines there are above 0 at most.
const LINES: u64 = 4;

impl Scale {
    /// A scale for values up to `highest`.
    pub(super) fn new(highest: u64) -> Self {
        let needed = highest.div_ceil(LINES).max(1);
        let step = round_steps().find(|step| *step >= needed).unwrap_or(needed);
        let lines = highest.div_ceil(step).max(1);
        Self {
            step,
            top: step.saturating_mul(lines),
        }
    }

    /// The values of the lines, from 0 on.
    pub(super) fn values(&self) -> impl Iterator<Item = u64> {
        (0..=self.top / self.step).map(|line| line * self.step)
    }

    /// How high a value stands where the top is at `height`.
    pub(super) fn height(&self, value: u64, height: u64) -> u64 {
        let scaled = u128::from(value) * u128::from(height) / u128::from(self.top);
        u64::try_from(scaled).unwrap_or(height).min(height)
    }
}

/// 1, 2, 5, 10, 20, 50 …
fn round_steps() -> impl Iterator<Item = u64> {
    let powers = std::iter::successors(Some(1_u64), |power| power.checked_mul(10));
    powers.flat_map(|power| [1, 2, 5].map(|digit| power.saturating_mul(digit)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_round_and_reach_the_highest_value() {
        let lines = |highest| Scale::new(highest).values().collect::<Vec<_>>();
        assert_eq!(lines(0), [0, 1]);
        assert_eq!(lines(3), [0, 1, 2, 3]);
        assert_eq!(lines(97), [0, 50, 100]);
        assert_eq!(lines(312), [0, 100, 200, 300, 400]);
        assert_eq!(Scale::new(u64::MAX).values().next(), Some(0));
    }

    #[test]
    fn heights_are_in_proportion() {
        let scale = Scale::new(400);
        assert_eq!(scale.height(0, 200), 0);
        assert_eq!(scale.height(100, 200), 50);
        assert_eq!(scale.height(400, 200), 200);
    }
}
