//! The service types (サービス種類コード) of the standard: the tables of `data/codes.toml`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use tasuki_terms::ServiceType;

use super::data;
use super::rules::Beginning;

/// The types, as the tables sort them.
#[derive(Debug, Default)]
pub(super) struct ServiceTypes {
    /// All of them.
    known: BTreeSet<Beginning>,
    /// Those that are not exchanged.
    out_of_scope: BTreeSet<Beginning>,
    /// Those of 介護給付 that are.
    care: BTreeSet<Beginning>,
    /// Those that plan and do not deliver.
    planning: BTreeSet<Beginning>,
}

/// One type of a table: its code, and whether it is exchanged, where the standard says so.
pub(super) type Row = (Beginning, Option<bool>);

impl ServiceTypes {
    pub(super) fn new(tables: &BTreeMap<String, Vec<Row>>) -> Self {
        let table = |name: &str| tables.get(name).into_iter().flatten();
        let all = || tables.values().flatten();
        let codes = |(code, _): &Row| *code;
        Self {
            known: all().map(codes).collect(),
            out_of_scope: all()
                .filter(|(_, in_scope)| *in_scope == Some(false))
                .map(codes)
                .collect(),
            care: table("care_benefit")
                .filter(|(_, in_scope)| *in_scope == Some(true))
                .map(codes)
                .collect(),
            planning: table("care_management").map(codes).collect(),
        }
    }
}

/// Whether services of the type are not exchanged (標準仕様 V4.1, 1.3 and 1.4). Types that the
/// standard does not name may be.
pub(crate) fn is_out_of_scope(service_type: Beginning) -> bool {
    TYPES.out_of_scope.contains(&service_type)
}

/// Whether the type is one of 介護給付 that are exchanged (標準仕様 V4.1, 1.3).
pub(crate) fn is_of_care(service_type: ServiceType) -> bool {
    is_among(&TYPES.care, service_type)
}

/// Whether the type is one that plans and does not deliver: 居宅介護支援, 介護予防支援,
/// 介護予防ケアマネジメント.
pub fn is_planning(service_type: ServiceType) -> bool {
    is_among(&TYPES.planning, service_type)
}

/// Which service something between two offices is about: that of the end which does not plan, the first one's
/// where neither does. None between two that plan, and where neither end is named.
pub fn service_between(ends: [Option<ServiceType>; 2]) -> Option<ServiceType> {
    ends.into_iter().flatten().find(|one| !is_planning(*one))
}

/// Whether the type is one of the standard, or one that plans.
pub(crate) fn is_known(service_type: ServiceType) -> bool {
    is_among(&TYPES.known, service_type)
}

fn is_among(types: &BTreeSet<Beginning>, service_type: ServiceType) -> bool {
    let code = service_type.as_str().as_bytes().first_chunk();
    code.is_some_and(|code| types.contains(code))
}

/// Empty if the embedded data were malformed, which a test excludes.
static TYPES: LazyLock<ServiceTypes> = LazyLock::new(|| data::service_types().unwrap_or_default());

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_tables_are_well_formed() {
        let types = data::service_types().unwrap();
        assert_eq!(types.planning, [*b"43", *b"46", *b"AF"].into());
        assert_eq!(types.care.len(), 23);
        assert!(types.out_of_scope.contains(b"33"));
        assert!(types.care.is_disjoint(&types.out_of_scope));
        assert!(types.known.len() > 60);
    }

    #[test]
    fn types_are_told_apart() {
        let of = |code: &str| code.parse::<ServiceType>().unwrap();
        assert!(is_known(of("11")) && is_known(of("A2")) && is_known(of("AF")));
        assert!(!is_known(of("XX")) && !is_known(of("00")));
        assert!(is_of_care(of("2A")) && !is_of_care(of("2B")) && !is_of_care(of("43")));
        assert!(is_planning(of("46")) && !is_planning(of("11")));
        assert!(is_out_of_scope(*b"33") && !is_out_of_scope(*b"XX"));
    }
}
