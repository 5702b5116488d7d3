use crate::output::Output;
use crate::refusal::Refusal;
use crate::{Args, Exit, failure};

/// A folder with files, and what was typed about it.
struct World {
    dir: tempfile::TempDir,
}

const NAME: &str = "DLTPLAN_202504_1370000001_43_1370000002_11_20250326090500.CSV";
const TEXT: &str = "202407,139999,0000000101,202504\r\n";

impl World {
    fn with(files: &[(&str, &str)]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        for (name, text) in files {
            fs_err::write(dir.path().join(name), text).unwrap();
        }
        Self { dir }
    }

    fn run(&self, typed: &str) -> Exit {
        let at = |name: &str| self.dir.path().join(name).display().to_string();
        let typed = typed.split(' ').map(|word| match word.strip_prefix('@') {
            Some(name) => at(name),
            None => word.to_owned(),
        });
        let args = Args::parse_typed(["tasuki".to_owned()].into_iter().chain(typed)).unwrap();
        let mut output = Output::default();
        let done = match &args.command {
            Some(crate::cli::Command::Normalise(typed)) => {
                super::super::normalise::run(&args, typed, &mut output)
            }
            Some(crate::cli::Command::Convert(typed)) => {
                super::super::convert::run(&args, typed, &mut output)
            }
            _ => panic!("another command"),
        };
        done.unwrap_or_else(|failure| failure::tell(failure, args.format, &mut output))
    }

    fn read(&self, name: &str) -> Option<String> {
        fs_err::read_to_string(self.dir.path().join(name)).ok()
    }
}

#[test]
fn a_file_is_put_right_into_another_folder_and_stays_as_it_was() {
    let given = TEXT.replace("202407", "\"202410\"");
    let world = World::with(&[(NAME, &given), ("memo.pdf", "")]);
    let done = world.run(&format!("normalise @{NAME} @memo.pdf --to @out"));
    assert_eq!(done, Exit::Done);
    assert_eq!(world.read(&format!("out/{NAME}")).unwrap(), TEXT);
    assert_eq!(world.read(NAME).unwrap(), given);
}

#[test]
fn a_folder_stands_for_its_files() {
    let world = World::with(&[(NAME, TEXT), ("memo.pdf", "")]);
    assert_eq!(world.run("convert @ --as v3 --to @out"), Exit::Done);
    let name = "out/DLTPLAN_202504_1370000001_1370000002_20250326090500.CSV";
    assert_eq!(world.read(name).unwrap(), TEXT.replace("202407", "202208"));
}

#[test]
fn where_nothing_is_of_the_standard_it_is_wrong_use() {
    let world = World::with(&[("memo.pdf", ""), ("住所録.csv", "")]);
    for typed in ["normalise @", "normalise @memo.pdf", "convert @ --as v3"] {
        assert_eq!(world.run(&format!("{typed} --to @out")), Exit::WrongUse);
    }
    assert!(!world.dir.path().join("out").exists());
}

#[test]
fn several_whole_units_are_told_and_not_rewritten() {
    let other = NAME.replace("20250326090500", "20250426090500");
    let world = World::with(&[(NAME, TEXT), (&other, TEXT)]);
    assert_eq!(world.run("normalise @ --to @out"), Exit::WrongUse);
    assert_eq!(world.run("convert @ --as v3 --to @out"), Exit::WrongUse);
    assert!(!world.dir.path().join("out").exists());
}

#[test]
fn what_is_refused_writes_nothing() {
    let wrong = TEXT.replace("139999", "");
    let world = World::with(&[(NAME, &wrong)]);
    for typed in [
        format!("normalise @{NAME} --to @out"),
        format!("convert @{NAME} --as v3 --to @out --format json"),
        format!("convert @{NAME} --as v4.1 --to @out"),
    ] {
        assert_eq!(world.run(&typed), Exit::Refused, "{typed}");
        assert_eq!(world.read("out"), None);
        assert!(!world.dir.path().join("out").exists());
    }
}

#[test]
fn a_file_that_is_there_is_not_written_over() {
    let given = TEXT.replace("202407", "202410");
    let world = World::with(&[(NAME, &given)]);
    assert_eq!(
        world.run(&format!("normalise @{NAME} --to @")),
        Exit::Refused
    );
    assert_eq!(world.read(NAME).unwrap(), given);
}

#[test]
fn why_nothing_was_written_reads_well() {
    let files = [(NAME, &b"202407,139999,00000001O1,202504\r\n"[..])];
    let not = tasuki_standard::normalise(&files, tasuki_standard::NormaliseOptions::default());
    let refusal = Refusal::from(not.unwrap_err());
    insta::assert_snapshot!(refusal.text());
}
