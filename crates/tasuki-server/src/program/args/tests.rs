use clap::CommandFactory as _;

use super::*;

/// The words of each command, of those with commands below them, too.
fn commands(program: &clap::Command, words: &[String]) -> Vec<Vec<String>> {
    let mut found = vec![words.to_vec()];
    for one in program.get_subcommands() {
        let words = [words, &[one.get_name().to_owned()]].concat();
        found.extend(commands(one, &words));
    }
    found
}

/// How many columns of a terminal a line takes.
fn width(line: &str) -> usize {
    line.chars()
        .map(|char| if char.is_ascii() { 1 } else { 2 })
        .sum()
}

#[test]
fn each_help_fits_one_screen_and_is_japanese() {
    for words in commands(&Args::command(), &[]) {
        let typed = ["tasuki-server"]
            .into_iter()
            .chain(words.iter().map(String::as_str))
            .chain(["--help"]);
        let help = Args::try_parse_from(typed)
            .unwrap_err()
            .render()
            .to_string();
        assert!(help.lines().count() <= 24, "{words:?}\n{help}");
        let widest = help.lines().map(width).max();
        assert!(widest <= Some(80), "{words:?}: {widest:?}\n{help}");
        for english in [
            "Usage",
            "Options",
            "Arguments",
            "Commands",
            "default",
            "Print",
        ] {
            assert!(!help.contains(english), "{english} in {words:?}\n{help}");
        }
        insta::assert_snapshot!(format!("help_{}", words.join("_")), help);
    }
}

#[test]
fn the_definition_is_sound() {
    Args::command().debug_assert();
}
