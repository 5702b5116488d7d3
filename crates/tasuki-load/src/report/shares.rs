//! What the platform took, beside what the machine takes for the least of it alone.

use serde::Serialize;
use tasuki_measure::figures::{times_bare, u64_to_f64};
use tasuki_measure::limits::Limits;

/// What was done in a play.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(crate) struct Done {
    /// Messages that went the whole way, and bytes of their envelopes.
    pub(crate) messages: u64,
    pub(crate) bytes: u64,
    /// Connections that were made.
    pub(crate) connections: u64,
    /// Seconds of the platform's processor time; nothing where it is not known.
    pub(crate) platform_cpu: f64,
    /// Milliseconds.
    pub(crate) send_p99: f64,
}

/// Ratios to the machine's own limits of the same run.
#[derive(Clone, Copy, PartialEq, Debug, Default, Serialize)]
pub(crate) struct Shares {
    /// Milliseconds of one core for a message if there were nothing but cryptography: two signatures
    /// and two verifications, its digest, its bytes in and out, and its part of the handshakes.
    pub(crate) bare_cpu: f64,
    /// How many times that the platform took.
    pub(crate) platform_cpu: Option<f64>,
    /// How many times the p99 of an append with `fdatasync` that of a send is.
    pub(crate) send_p99: Option<f64>,
}

impl Shares {
    pub(crate) fn of(limits: &Limits, done: Done) -> Self {
        let each = |count: f64, per_second: f64| times_bare(count, per_second).unwrap_or_default();
        let messages = u64_to_f64(done.messages.max(1));
        let megabytes = u64_to_f64(done.bytes) / 1e6;
        let seconds = each(2.0 * messages, limits.signs.median)
            + each(2.0 * messages, limits.verifies.median)
            + each(megabytes, limits.hashing.median)
            + each(2.0 * megabytes, limits.encryption.median)
            + each(u64_to_f64(done.connections), limits.accepts.median);
        let is_known = done.platform_cpu > 0.0;
        Self {
            bare_cpu: 1e3 * seconds / messages,
            platform_cpu: is_known
                .then(|| times_bare(done.platform_cpu, seconds))
                .flatten(),
            send_p99: times_bare(done.send_p99, limits.append.p99),
        }
    }
}

#[cfg(test)]
mod tests {
    use tasuki_measure::figures::{Percentiles, Spread};

    use super::*;

    const DONE: Done = Done {
        messages: 100,
        bytes: 50_000_000,
        connections: 40,
        platform_cpu: 3.0,
        send_p99: 12.0,
    };

    #[test]
    fn the_least_of_a_message_is_its_cryptography() {
        let spread = |value| Spread::of([value]);
        let limits = Limits {
            signs: spread(1_000.0),
            verifies: spread(500.0),
            hashing: spread(500.0),
            encryption: spread(1_000.0),
            accepts: spread(400.0),
            append: Percentiles {
                p99: 4.0,
                ..Percentiles::default()
            },
            ..Limits::default()
        };
        // 0.2 + 0.4 + 0.1 + 0.1 + 0.1 seconds.
        let shares = Shares::of(&limits, DONE);
        assert!((shares.bare_cpu - 9.0).abs() < 1e-9, "{shares:?}");
        assert!((shares.platform_cpu.unwrap() - 3.0 / 0.9).abs() < 1e-9);
        assert_eq!(shares.send_p99, Some(3.0));
        // Nothing is told of what nothing is known of.
        let elsewhere = Done {
            platform_cpu: 0.0,
            ..DONE
        };
        assert_eq!(Shares::of(&limits, elsewhere).platform_cpu, None);
    }
}
