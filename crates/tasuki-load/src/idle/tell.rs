//! What came of it, for people and for machines.

use serde::Serialize;
use tasuki_measure::figures::{short, short_or_dash, u64_to_f64};
use tasuki_measure::limits::Limits;
use tasuki_terms::Timestamp;

use crate::nation::{MANAGERS, SERVICES};

/// What each stream may take, in bytes, and how quickly news shall come, in milliseconds.
const BARS: (f64, f64) = (20_000.0, 100.0);
/// Offices of the whole country.
const COUNTRY: f64 = MANAGERS + SERVICES;

/// What was measured.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Told {
    pub(super) at: Timestamp,
    pub(super) engine: &'static str,
    pub(super) contents: &'static str,
    pub(super) is_release: bool,
    pub(super) streams: usize,
    /// Streams opened per second, each with a handshake and a log-in.
    pub(super) a_second: f64,
    pub(super) memory_before: u64,
    pub(super) memory_after: u64,
    pub(super) bytes_a_stream: f64,
    pub(super) news: u64,
    pub(super) lost: u64,
    /// Milliseconds from the sender's receipt until the receiver's client knows.
    pub(super) p50: f64,
    pub(super) p99: f64,
    pub(super) max: f64,
    /// The same from the moment at which the message was meant to go out.
    pub(super) whole_p50: f64,
    pub(super) whole_p99: f64,
    /// What the machine can do alone, in the same run.
    pub(super) limits: Limits,
    /// Which part of bare mutual handshakes a second the streams opened a second are.
    pub(super) share_of_handshakes: Option<f64>,
    /// How many times the p99 of a bare round trip over TLS that of news is.
    pub(super) times_round_trip: Option<f64>,
}

/// The whole for people.
pub(super) fn text(told: &Told) -> String {
    let verdict = |good: bool| if good { "達成" } else { "未達成" };
    let build = if told.is_release {
        ""
    } else {
        "（開発用ビルド）"
    };
    format!(
        "\nお知らせを待つ接続 {} 本（記録 {}、内容 {}）{build}\n\
         1接続あたりのメモリー  {} kB（{} MB → {} MB、目標 {} kB以下: {}）\n\
         受付からお知らせまで   p50 {} ミリ秒、p99 {} ミリ秒、最大 {} ミリ秒（{} 件、目標 p99 {} ミリ秒以下: {}）\n\
         送信の予定からお知らせまで p50 {} ミリ秒、p99 {} ミリ秒\n\
         このコンピューターの性能との比: 接続 毎秒{}本は、相互認証のTLS接続だけの場合（毎秒{}）の {} ％。\
         お知らせの p99 は、TLSでの往復だけの p99（{} ミリ秒）の {} 倍\n\
         全国（約{:.0}万事業所）への外挿: {} GB（測定値ではなく、比例計算による見込み）",
        told.streams,
        told.engine,
        told.contents,
        short(told.bytes_a_stream / 1e3),
        short(u64_to_f64(told.memory_before) / 1e6),
        short(u64_to_f64(told.memory_after) / 1e6),
        short(BARS.0 / 1e3),
        verdict(told.bytes_a_stream <= BARS.0),
        short(told.p50),
        short(told.p99),
        short(told.max),
        told.news,
        short(BARS.1),
        verdict(told.lost == 0 && told.p99 <= BARS.1),
        short(told.whole_p50),
        short(told.whole_p99),
        short(told.a_second),
        short(told.limits.handshakes.median),
        short_or_dash(told.share_of_handshakes.map(|share| 100.0 * share)),
        short(told.limits.round_trip.p99),
        short_or_dash(told.times_round_trip),
        COUNTRY / 1e4,
        short(told.bytes_a_stream * COUNTRY / 1e9),
    )
}
