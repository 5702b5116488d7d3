//! Chance of other shapes than an even one.

use tasuki_standard::generate::Chance;

/// Draws of real numbers.
#[derive(Clone, Debug)]
pub(crate) struct Draw {
    pub(crate) chance: Chance,
}

impl Draw {
    pub(crate) const fn new(chance: Chance) -> Self {
        Self { chance }
    }

    /// Evenly above 0, up to 1.
    pub(crate) fn even(&mut self) -> f64 {
        (f64::from(self.chance.below(u32::MAX)) + 1.0) / f64::from(u32::MAX)
    }

    /// A normal deviate (Box and Muller).
    pub(crate) fn normal(&mut self) -> f64 {
        let (radius, turn) = (self.even(), self.even());
        (-2.0 * radius.ln()).sqrt() * (std::f64::consts::TAU * turn).cos()
    }

    /// How long until the next of events that come once in a unit of time.
    pub(crate) fn wait(&mut self) -> f64 {
        -self.even().ln()
    }
}

/// The next whole number.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a cast of a float stops at the ends of the range"
)]
pub(crate) const fn rounded(value: f64) -> u32 {
    value.round() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deviates_have_the_moments_of_their_distribution() {
        let mut draw = Draw::new(Chance::new(11));
        let normal: Vec<f64> = (0..40_000).map(|_| draw.normal()).collect();
        let mean = normal.iter().sum::<f64>() / 40_000.0;
        let square = normal.iter().map(|one| one * one).sum::<f64>() / 40_000.0;
        assert!(mean.abs() < 0.02, "{mean}");
        assert!((square - 1.0).abs() < 0.03, "{square}");
        let waits = (0..40_000).map(|_| draw.wait()).sum::<f64>() / 40_000.0;
        assert!((waits - 1.0).abs() < 0.02, "{waits}");
    }
}
