//! A plan has what it may have.

use std::collections::BTreeSet;

use super::*;

const ALL: Abilities = Abilities {
    processes: 2,
    records: true,
    disks: true,
    bucket: true,
    folder: true,
    clock: true,
    disk: true,
    calls: true,
};

fn names(abilities: Abilities) -> BTreeSet<&'static str> {
    let steps = Plan::new(1, abilities).take(2_000);
    steps.map(|step| step.fault.name()).collect()
}

#[test]
fn a_seed_gives_one_plan() {
    let plan = |seed| Plan::new(seed, ALL).take(300).collect::<Vec<_>>();
    assert_eq!(plan(7), plan(7));
    assert_ne!(plan(7), plan(8));
}

#[test]
fn all_that_can_go_wrong_does_and_nothing_else() {
    assert_eq!(names(ALL).len(), 18);
    let few = Abilities {
        processes: 1,
        records: false,
        disks: false,
        bucket: false,
        folder: false,
        clock: false,
        disk: false,
        calls: false,
    };
    let expected = [
        "connections cut",
        "connections reset",
        "line shut",
        "line slow",
        "process killed",
        "process stopped",
    ];
    assert_eq!(names(few).into_iter().collect::<Vec<_>>(), expected);
    // Who brings nothing to a disk himself has nothing that could fail there.
    let on_servers = Abilities {
        folder: false,
        ..ALL
    };
    let left: Vec<_> = names(ALL).difference(&names(on_servers)).copied().collect();
    assert_eq!(left, ["disk errors", "disk slow"]);
}
