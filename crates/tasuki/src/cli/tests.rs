use clap::CommandFactory as _;

use super::*;

/// What the program writes for `--help`.
fn help(name: Option<&str>) -> String {
    let typed = ["tasuki"].into_iter().chain(name).chain(["--help"]);
    let told = Args::try_parse_from(typed).unwrap_err();
    told.render().to_string()
}

#[test]
fn each_help_fits_one_screen_and_is_japanese() {
    let mut names = vec![None];
    let program = Args::command();
    names.extend(program.get_subcommands().map(|one| Some(one.get_name())));
    for name in names {
        let help = help(name);
        // The program's own help has a line for each command.
        let most = if name.is_none() { 32 } else { 24 };
        assert!(help.lines().count() <= most, "{name:?}\n{help}");
        let widest = help.lines().map(crate::show::width).max();
        assert!(widest <= Some(80), "{name:?}: {widest:?}\n{help}");
        for english in [
            "Usage",
            "Options",
            "Arguments",
            "default",
            "possible",
            "Print",
        ] {
            assert!(!help.contains(english), "{english} in {name:?}\n{help}");
        }
        insta::assert_snapshot!(format!("help_{}", name.unwrap_or("tasuki")), help);
    }
}

#[test]
fn the_definition_is_sound() {
    Args::command().debug_assert();
}

#[test]
fn the_profile_is_the_one_that_was_typed() {
    let args = Args::try_parse_from(["tasuki", "inbox", "--profile", "p"]).unwrap();
    assert_eq!(args.profile_dir(), PathBuf::from("p"));
}
