//! Invented people.

use super::chance::Chance;

/// A person who receives care; obviously invented.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Person {
    pub(crate) insured_no: String,
    pub(crate) name: String,
    pub(crate) kana: String,
    pub(crate) sex: &'static str,
    pub(crate) birth_date: String,
    pub(crate) postal_code: &'static str,
    pub(crate) address: String,
    pub(crate) building: &'static str,
    pub(crate) phone: String,
}

/// The insurer that nobody is insured with.
pub(super) const INSURER: &str = "139999";

/// Who makes the plans.
pub(super) const MANAGER_NAME: &str = "例題 作子";

const FAMILIES: &[(&str, &str)] = &[
    ("例題", "ﾚｲﾀﾞｲ"),
    ("架空", "ｶｸｳ"),
    ("見本", "ﾐﾎﾝ"),
    ("髙例", "ﾀｶﾚｲ"),
    ("例﨑", "ﾚｲｻｷ"),
    ("例示", "ﾚｲｼﾞ"),
    ("仮野", "ｶﾘﾉ"),
    ("試田", "ﾀﾒｼﾀﾞ"),
];
const WOMEN: &[(&str, &str)] = &[
    ("花子", "ﾊﾅｺ"),
    ("例子", "ﾚｲｺ"),
    ("見世", "ﾐｾ"),
    ("仮代", "ｶﾘﾖ"),
];
const MEN: &[(&str, &str)] = &[("太郎", "ﾀﾛｳ"), ("次郎", "ｼﾞﾛｳ"), ("例三", "ﾚｲｿﾞｳ")];
const BUILDINGS: &[&str] = &["", "", "見本ハイツ101", "架空荘２号"];

/// The people of a set. `group` keeps the insured numbers of sets with different seeds apart.
pub(super) fn person(chance: &mut Chance, group: u32, number: u16) -> Person {
    // Going round makes sure that a set of eight has every family name.
    let families = FAMILIES.len();
    let (family, family_kana) = FAMILIES
        .get(usize::from(number) % families)
        .copied()
        .unwrap_or_default();
    let woman = chance.below(3) > 0;
    let given = if woman { WOMEN } else { MEN };
    let (given, given_kana) = chance.pick(given).copied().unwrap_or_default();
    let (year, month, day) = (
        1928 + chance.below(24),
        1 + chance.below(12),
        1 + chance.below(28),
    );
    Person {
        insured_no: format!("00{:04}{number:04}", group % 10_000),
        name: format!("{family} {given}"),
        kana: format!("{family_kana} {given_kana}"),
        sex: if woman { "2" } else { "1" },
        birth_date: format!("{year:04}{month:02}{day:02}"),
        postal_code: "100-9999",
        address: format!(
            "東京都見本区架空{}-{}-{}",
            1 + chance.below(9),
            1 + chance.below(20),
            1 + chance.below(20)
        ),
        building: chance.pick(BUILDINGS).copied().unwrap_or_default(),
        phone: format!("03-0000-{number:04}"),
    }
}
