//! How long and how much: sessions, messages, requests, what is kept.

use std::num::NonZeroU32;

use serde::{Deserialize, Serialize};

use super::SettingsError;

/// Sessions.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Session {
    /// Minutes for which a token lives.
    pub minutes: u32,
    /// Hours for which it can be lengthened without the password.
    pub refresh_hours: u32,
}

impl Default for Session {
    fn default() -> Self {
        Self {
            minutes: 60,
            refresh_hours: 8,
        }
    }
}

impl Session {
    /// Fails for a time in which nobody could work, or for which a lost terminal would stay open.
    pub(crate) fn check(&self) -> Result<(), SettingsError> {
        bounded(&[
            ("session.minutes", self.minutes.into(), (5, 24 * 60)),
            (
                "session.refresh_hours",
                self.refresh_hours.into(),
                (1, 7 * 24),
            ),
        ])
    }
}

/// Limits of messages and requests.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// Files in one message.
    pub files: usize,
    /// Bytes of all files of one message together.
    pub message_bytes: u64,
    /// Messages in one bulk send.
    pub bulk: u32,
    /// Requests of one office per second, in the long run.
    pub requests_per_second: NonZeroU32,
    /// Requests of one office at once.
    pub requests_burst: NonZeroU32,
    /// Searches of the directory by one office in a minute; as many at once.
    pub searches_per_minute: NonZeroU32,
    /// Log-ins of one office to the exchange in a minute, right or wrong; as many at once.
    pub log_ins_per_minute: NonZeroU32,
    /// Seconds for an answer.
    pub request_seconds: u64,
    /// Seconds for sending a message, all in all.
    pub upload_seconds: u64,
    /// Seconds for which a body may bring nothing, and for which nothing of an answer may be taken.
    pub stall_seconds: u64,
    /// Seconds until TLS has come about.
    pub handshake_seconds: u64,
    /// Seconds until a balancer has told who asks.
    pub proxy_header_seconds: u64,
    /// Seconds for which a message waits while others of its office arrive.
    pub upload_wait_seconds: u64,
    /// Seconds for the head of a request.
    pub head_seconds: u64,
    /// Bytes of the head of a request: its first line and its headers.
    pub head_bytes: usize,
    /// Bytes of the body of a request to the exchange that is no envelope.
    pub body_bytes: usize,
}

/// How many bytes heads and bodies may be allowed. The least is what HTTP needs for a buffer,
/// and enough for what offices send; more than the most is no small request any more.
const SMALL_BYTES: (u64, u64) = (8 * 1024, 1024 * 1024);

/// How many seconds something may be allowed: up to a day.
const SECONDS: (u64, u64) = (1, 24 * 3600);

/// Fails for the first value that lies outside its bounds: key, value, least and most.
fn bounded(values: &[(&'static str, u64, (u64, u64))]) -> Result<(), SettingsError> {
    for &(key, value, (least, most)) in values {
        if !(least..=most).contains(&value) {
            return Err(SettingsError::Bounds { key, least, most });
        }
    }
    Ok(())
}

impl Limits {
    /// Fails for a number with which nobody could work, or which is no limit.
    pub(crate) fn check(&self) -> Result<(), SettingsError> {
        let bytes = |bytes: usize| u64::try_from(bytes).unwrap_or(u64::MAX);
        bounded(&[
            ("limits.request_seconds", self.request_seconds, SECONDS),
            ("limits.upload_seconds", self.upload_seconds, SECONDS),
            ("limits.stall_seconds", self.stall_seconds, SECONDS),
            ("limits.handshake_seconds", self.handshake_seconds, SECONDS),
            (
                "limits.proxy_header_seconds",
                self.proxy_header_seconds,
                SECONDS,
            ),
            (
                "limits.upload_wait_seconds",
                self.upload_wait_seconds,
                SECONDS,
            ),
            ("limits.head_seconds", self.head_seconds, SECONDS),
            ("limits.head_bytes", bytes(self.head_bytes), SMALL_BYTES),
            ("limits.body_bytes", bytes(self.body_bytes), SMALL_BYTES),
        ])
    }

    /// In how many seconds one more log-in is granted to an office that has used up all.
    pub(crate) fn log_in_pause(&self) -> u64 {
        60_u32.div_ceil(self.log_ins_per_minute.get()).into()
    }
}

impl Default for Limits {
    fn default() -> Self {
        let exchange = tasuki_exchange::Limits::default();
        Self {
            files: exchange.files,
            message_bytes: exchange.bytes,
            bulk: exchange.bulk,
            requests_per_second: NonZeroU32::MIN.saturating_add(99),
            requests_burst: NonZeroU32::MIN.saturating_add(499),
            searches_per_minute: NonZeroU32::MIN.saturating_add(119),
            log_ins_per_minute: NonZeroU32::MIN.saturating_add(59),
            request_seconds: 30,
            upload_seconds: 600,
            stall_seconds: 30,
            handshake_seconds: 10,
            proxy_header_seconds: 5,
            upload_wait_seconds: 10,
            head_seconds: 10,
            head_bytes: 64 * 1024,
            body_bytes: 64 * 1024,
        }
    }
}

/// How long what is kept.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Retention {
    /// Days for which contents can be downloaded.
    pub content_days: u32,
    /// Years for which the ledger and its receipts are kept.
    pub ledger_years: u32,
    /// Days for which a question to the help desk is kept after it was closed.
    pub ticket_days: u32,
    /// Minutes between two sweeps.
    pub sweep_minutes: u32,
}

/// How many days contents may be kept: no longer than the shortest ledger.
const CONTENT_DAYS: (u64, u64) = (1, 366);

impl Retention {
    /// Fails for a time in which nobody could fetch or look up anything, or which is none.
    pub(crate) fn check(&self) -> Result<(), SettingsError> {
        bounded(&[
            (
                "retention.content_days",
                self.content_days.into(),
                CONTENT_DAYS,
            ),
            ("retention.ledger_years", self.ledger_years.into(), (1, 100)),
            (
                "retention.ticket_days",
                self.ticket_days.into(),
                (1, 36_500),
            ),
            (
                "retention.sweep_minutes",
                self.sweep_minutes.into(),
                (1, 24 * 60),
            ),
        ])
    }
}

impl Default for Retention {
    fn default() -> Self {
        Self {
            content_days: 90,
            ledger_years: 5,
            ticket_days: 365,
            sweep_minutes: 10,
        }
    }
}
