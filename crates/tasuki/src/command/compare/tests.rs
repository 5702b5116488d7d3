use tasuki_standard::generate::{File, Office, Parties, Plan, Stamp};

use super::*;

/// A folder with a plan and one with its actuals.
struct World {
    dir: tempfile::TempDir,
}

impl World {
    fn new(seed: u64, users: u16, change: impl Fn(&str) -> String) -> Self {
        let world = Self {
            dir: tempfile::tempdir().unwrap(),
        };
        let office = |number: &str, service: &str| Office {
            number: number.parse().unwrap(),
            service: service.parse().unwrap(),
            name: "架空事業所".to_owned(),
        };
        let parties = Parties {
            manager: office("1370000001", "43"),
            service: office("1370000002", "11"),
            others: vec![office("1370000004", "17")],
        };
        let stamp = Stamp {
            created_on: jiff::civil::date(2025, 3, 25),
            sequence: "20250325102000".parse().unwrap(),
        };
        let plan = Plan::generate(seed, &parties, "202504".parse().unwrap(), users).unwrap();
        world.write("plan", plan.files(&stamp).unwrap(), str::to_owned);
        let actual = plan.actual(seed).files(&stamp).unwrap();
        world.write("actual", actual, change);
        world
    }

    /// Writes files, of which only the rows in half-width characters may be changed.
    fn write(&self, folder: &str, files: Vec<File>, change: impl Fn(&str) -> String) {
        let folder = self.dir.path().join(folder);
        fs_err::create_dir_all(&folder).unwrap();
        for (name, bytes) in files {
            let text = tasuki_standard::ms932::decode(&bytes).text;
            let bytes = tasuki_standard::ms932::encode(&change(&text))
                .unwrap()
                .bytes;
            fs_err::write(folder.join(name), bytes).unwrap();
        }
    }

    fn typed(&self, plan: &str, actual: &str) -> Typed {
        Typed {
            plan: self.dir.path().join(plan),
            actual: self.dir.path().join(actual),
            all: false,
        }
    }
}

const PLAN: &str = "plan/UPPLAN_202504_1370000001_43_1370000002_11_20250325102000.CSV";

/// One row has other units and a satellite.
fn other_units(text: &str) -> String {
    let (first, rest) = text.split_once("\r\n").unwrap();
    let units = first.split(',').nth(7).unwrap();
    let changed = first
        .replace(&format!(",{units},"), ",200,")
        .replace(",,0,1370000002", ",1,0,1370000002");
    format!("{changed}\r\n{rest}")
}

#[test]
fn what_is_not_as_planned_is_shown_by_person() {
    let world = World::new(3, 4, other_units);
    let comparison = comparison(&world.typed("plan", "actual"), &mut Output::default()).unwrap();
    insta::assert_snapshot!(text::text(&comparison, false));
}

#[test]
fn what_is_as_planned_is_shown_where_it_is_asked_for() {
    let world = World::new(8, 1, str::to_owned);
    let mut typed = world.typed(PLAN, "actual");
    typed.all = true;
    let comparison = comparison(&typed, &mut Output::default()).unwrap();
    insta::assert_snapshot!(text::text(&comparison, typed.all));
}

#[test]
fn all_rows_stand_in_the_csv() {
    let world = World::new(8, 1, other_units);
    let comparison = comparison(&world.typed("plan", "actual"), &mut Output::default()).unwrap();
    let csv = csv::csv(&comparison);
    let lines = csv.text().lines().count();
    let totals = comparison.totals;
    let rows = totals.matched + totals.changed + totals.not_delivered + totals.unplanned;
    assert_eq!(lines, 1 + usize::try_from(rows + totals.others).unwrap());
    insta::assert_snapshot!(csv.text().replace("\r\n", "\n"));
}

#[test]
fn a_comparison_in_json() {
    let world = World::new(8, 1, other_units);
    let mut comparison =
        comparison(&world.typed("plan", "actual"), &mut Output::default()).unwrap();
    let user = &mut comparison.users[0];
    user.rows.retain(|row| !row.is_matched());
    user.others.truncate(1);
    insta::assert_json_snapshot!(comparison);
}

#[test]
fn what_cannot_be_compared_is_refused_with_what_to_do() {
    let world = World::new(3, 1, str::to_owned);
    let copy = PLAN.replace("102000", "174500");
    fs_err::create_dir_all(world.dir.path().join("empty")).unwrap();
    let refused = |plan: &str, actual: &str| {
        let refusal = comparison(&world.typed(plan, actual), &mut Output::default()).unwrap_err();
        format!("{} {}\n  {}", refusal.code, refusal.what, refusal.hint)
            .replace(&world.dir.path().display().to_string(), "…")
    };
    let mut told = vec![
        refused("nothing", "actual"),
        refused("empty", "actual"),
        refused("actual", "plan"),
        refused(PLAN, PLAN),
    ];
    fs_err::copy(world.dir.path().join(PLAN), world.dir.path().join(copy)).unwrap();
    told.push(refused("plan", "actual"));
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn a_file_with_errors_is_told_with_its_findings() {
    let world = World::new(3, 1, |text| text.replace("202407,", "202410,"));
    let refusal = comparison(&world.typed("plan", "actual"), &mut Output::default()).unwrap_err();
    assert_eq!(refusal.code, "given.findings");
    let report = refusal.report.unwrap();
    assert_eq!(report.findings[0].rule.code(), "version.unknown");
}
