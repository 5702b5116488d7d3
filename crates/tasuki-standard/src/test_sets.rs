//! Sets of files for tests: those below `testdata`, and generated ones.

use crate::generate::{File, Office, Parties, Plan, Stamp};

mod load;

pub(crate) use load::{TestSet, sets_of};

/// The files of a set.
pub(crate) type Files = Vec<File>;

/// The sample sets of `testdata/standard` that are valid, with their names.
pub(crate) fn valid_sets() -> Vec<(String, Files)> {
    let valid = |set: &TestSet| set.name.starts_with("v41-") || set.name.starts_with("v3-");
    let sets = sets_of("standard").into_iter().filter(valid);
    sets.map(|set| (set.name, set.files)).collect()
}

/// The files of a set of `testdata/standard`.
pub(crate) fn set(name: &str) -> Files {
    let mut sets = sets_of("standard").into_iter();
    sets.find(|set| set.name == name).unwrap().files
}

/// A plan of a home-help office, without equipment, and the actuals that answer it.
pub(crate) fn generated(seed: u64) -> (Files, Files) {
    let office = |number: &str, service: &str, name: &str| Office {
        number: number.parse().unwrap(),
        service: service.parse().unwrap(),
        name: name.to_owned(),
    };
    let parties = Parties {
        manager: office("1370000001", "43", "例題居宅介護支援事業所"),
        service: office("1370000002", "11", "架空訪問介護ステーション"),
        others: vec![office("1370000003", "15", "見本デイサービス")],
    };
    let stamp = Stamp {
        created_on: jiff::civil::date(2025, 3, 25),
        sequence: "20250325102000".parse().unwrap(),
    };
    let plan = Plan::generate(seed, &parties, "202504".parse().unwrap(), 3).unwrap();
    (
        plan.files(&stamp).unwrap(),
        plan.actual(seed).files(&stamp).unwrap(),
    )
}
