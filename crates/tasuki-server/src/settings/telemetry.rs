//! Where traces go.

use std::net::IpAddr;
use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};

use super::SettingsError;

/// Where traces go (OpenTelemetry).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Telemetry {
    /// The collector's address, `http://…` or `https://…`, which takes OTLP as protobuf over HTTP.
    pub traces: String,
    /// One request in so many is traced.
    #[serde(default = "one")]
    pub one_in: NonZeroU32,
    /// The addresses whose requests may name the trace to which they belong (`traceparent`).
    #[serde(default)]
    pub follow: Vec<IpAddr>,
}

const fn one() -> NonZeroU32 {
    NonZeroU32::MIN
}

impl Telemetry {
    /// Fails for an address to which nothing can be sent.
    pub(crate) fn check(&self) -> Result<(), SettingsError> {
        let url: Option<reqwest::Url> = self.traces.parse().ok();
        let is_collector = url.is_some_and(|url| {
            let is_plain = url.username().is_empty()
                && url.password().is_none()
                && url.query().is_none()
                && url.fragment().is_none();
            ["http", "https"].contains(&url.scheme()) && url.has_host() && is_plain
        });
        if is_collector {
            Ok(())
        } else {
            Err(SettingsError::Traces)
        }
    }

    /// Where batches are posted (OTLP 1.9, OTLP/HTTP).
    pub(crate) fn traces_url(&self) -> String {
        format!("{}/v1/traces", self.traces.trim_end_matches('/'))
    }

    /// Whether requests from an address may name their trace.
    pub(crate) fn is_followed(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.follow.iter().any(|one| one.to_canonical() == address)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_collector_has_a_plain_address_and_one_place_for_traces() {
        let of = |traces: &str| Telemetry {
            traces: traces.to_owned(),
            one_in: one(),
            follow: vec!["127.0.0.1".parse().unwrap()],
        };
        for good in ["http://127.0.0.1:4318", "http://127.0.0.1:4318/"] {
            of(good).check().unwrap();
            assert_eq!(of(good).traces_url(), "http://127.0.0.1:4318/v1/traces");
        }
        of("https://collector.example.jp/otlp").check().unwrap();
        for bad in [
            "",
            "127.0.0.1:4318",
            "grpc://127.0.0.1:4317",
            "http://user:secret@collector.example.jp",
            "http://collector.example.jp?key=secret",
        ] {
            assert!(of(bad).check().is_err(), "{bad}");
        }
        let mapped = "::ffff:127.0.0.1".parse().unwrap();
        assert!(of("http://a").is_followed(mapped));
        assert!(!of("http://a").is_followed("127.0.0.2".parse().unwrap()));
    }
}
