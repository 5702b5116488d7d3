//! Names that nobody bears.

use tasuki_terms::{OfficeNumber, ServiceType};

use tasuki_standard::generate::Chance;

const STARTS: &[(&str, &str)] = &[("見本", "ミホン"), ("架空", "カクウ")];

const MIDDLES: &[(&str, &str)] = &[
    ("すみれ", "スミレ"),
    ("たんぽぽ", "タンポポ"),
    ("ひまわり", "ヒマワリ"),
    ("あおぞら", "アオゾラ"),
    ("こもれび", "コモレビ"),
    ("せせらぎ", "セセラギ"),
    ("月見", "ツキミ"),
    ("星影", "ホシカゲ"),
    ("虹の橋", "ニジノハシ"),
    ("風車", "カザグルマ"),
    ("きつつき", "キツツキ"),
    ("しろくま", "シロクマ"),
    ("みかづき", "ミカヅキ"),
    ("ゆきうさぎ", "ユキウサギ"),
    ("わたぐも", "ワタグモ"),
    ("らくだ", "ラクダ"),
];

/// The name of an office and its kana. Its serial number makes most names differ.
pub(super) fn name(serial: u32, service: ServiceType, chance: &mut Chance) -> (String, String) {
    let start = one(STARTS, chance);
    let middle = one(MIDDLES, chance);
    let (end, end_kana) = match service.as_str() {
        "11" => ("訪問介護ステーション", "ホウモンカイゴステーション"),
        "12" => ("訪問入浴", "ホウモンニュウヨク"),
        "13" => ("訪問看護ステーション", "ホウモンカンゴステーション"),
        "14" | "16" => ("リハビリセンター", "リハビリセンター"),
        "15" => ("デイサービス", "デイサービス"),
        "17" => ("福祉用具", "フクシヨウグ"),
        "21" => ("ショートステイ", "ショートステイ"),
        "43" => ("ケアプランセンター", "ケアプランセンター"),
        _ => ("ケアステーション", "ケアステーション"),
    };
    let number = serial % 1000;
    (
        format!("{}{}{end}第{number}", start.0, middle.0),
        format!("{}{}{end_kana}ダイ{number}", start.1, middle.1),
    )
}

/// Who runs an office: one of a hundred invented corporations.
pub(super) fn corporation(number: OfficeNumber) -> String {
    let digits = number.as_str().get(8..).unwrap_or_default();
    format!("社会福祉法人見本会{digits}")
}

fn one(from: &[(&'static str, &'static str)], chance: &mut Chance) -> (&'static str, &'static str) {
    chance.pick(from).copied().unwrap_or_default()
}
