//! From what was measured to the whole country (外挿): simple proportions, and labelled as such.

use tasuki_measure::figures::{u64_to_f64, usize_to_f64};

use super::Report;
use crate::nation::MANAGERS;

/// A figure of the whole country that was not measured.
#[derive(Clone, PartialEq, Debug)]
pub(crate) struct Estimate {
    pub(crate) what: &'static str,
    pub(crate) value: f64,
    pub(crate) unit: &'static str,
    /// How it was come by.
    pub(crate) how: &'static str,
}

/// What the whole country would need if everything grew in proportion.
pub(crate) fn scaled_up(report: &Report) -> Vec<Estimate> {
    let managers = usize_to_f64(report.nation.managers.max(1));
    let messages = report.nation.messages / managers * MANAGERS;
    let peak = crate::nation::peak_rate(messages);
    let mut all = vec![
        Estimate {
            what: "1か月のメッセージ",
            value: messages,
            unit: "件",
            how: "送信先の数の分布から",
        },
        Estimate {
            what: "最も混む時間帯の送信",
            value: peak,
            unit: "件/秒",
            how: "60％が6営業日に集まり、その平均の6倍として",
        },
    ];
    if report.messages > 0 {
        let bytes = u64_to_f64(report.bytes) / u64_to_f64(report.messages);
        all.push(Estimate {
            what: "1か月の内容の量",
            value: bytes * messages / 1e12,
            unit: "TB",
            how: "測った1件あたりの量から（圧縮できない内容）",
        });
    }
    if report.taken.platform_cpu > 0.0 && report.messages > 0 {
        all.push(Estimate {
            what: "最も混む時間帯に連携基盤が使うコア",
            value: report.platform_cpu() / 1e3 * peak,
            unit: "コア",
            how: "測った1件あたりのCPU時間から",
        });
    }
    all
}
