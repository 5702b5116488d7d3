use super::*;

/// What the program writes for `--help`.
fn help(names: &[&str]) -> String {
    let typed = ["tasuki"].iter().chain(names).chain(&["--help"]);
    let told = Args::parse_typed(typed).unwrap_err();
    told.render().to_string()
}

/// The most lines that a help may have: one screen.
const MOST_LINES: usize = 24;

#[test]
fn each_help_fits_one_screen_and_is_japanese() {
    let program = definition();
    let mut all = vec![Vec::new()];
    for command in program.get_subcommands() {
        all.push(vec![command.get_name()]);
        for below in command.get_subcommands() {
            all.push(vec![command.get_name(), below.get_name()]);
        }
    }
    for names in all {
        let help = help(&names);
        assert!(help.lines().count() <= MOST_LINES, "{names:?}\n{help}");
        let widest = help.lines().map(crate::show::width).max();
        assert!(widest <= Some(80), "{names:?}: {widest:?}\n{help}");
        for english in [
            "Usage",
            "Options",
            "Arguments",
            "default",
            "possible",
            "Print",
        ] {
            assert!(!help.contains(english), "{english} in {names:?}\n{help}");
        }
        let name = if names.is_empty() {
            "tasuki".to_owned()
        } else {
            names.join("_")
        };
        insta::assert_snapshot!(format!("help_{name}"), help);
    }
}

#[test]
fn the_help_of_the_program_tells_every_option_and_every_exit_code() {
    let help = help(&[]);
    for option in definition().get_arguments() {
        let typed = format!("--{}", option.get_long().unwrap());
        assert!(help.contains(&typed), "{typed}\n{help}");
    }
    for exit in crate::Exit::ALL {
        let told = format!(" {} {}", exit.code(), exit.brief());
        assert!(help.contains(&told), "{told}\n{help}");
    }
}

#[test]
fn the_definition_is_sound() {
    definition().debug_assert();
}

#[test]
fn each_help_lists_the_formats_that_the_command_writes() {
    for command in definition().get_subcommands() {
        let name = command.get_name();
        let formats = Format::of_command(name);
        let told = format!("結果の形式（{}）\n", choice(formats));
        assert!(help(&[name]).contains(&told), "{name}");
        for format in Format::value_variants() {
            let typed = format.to_possible_value().unwrap();
            assert_eq!(typed.get_name(), format.as_str());
            assert_eq!(told.contains(format.as_str()), formats.contains(format));
        }
    }
    let below = help(&["conformance", "verify"]);
    assert!(
        below.contains("結果の形式（text または json）\n"),
        "{below}"
    );
}

#[test]
fn a_format_counts_before_and_behind_the_command() {
    for typed in ["--format json layout", "layout --format json"] {
        let words = ["tasuki"].into_iter().chain(typed.split(' '));
        let args = Args::parse_typed(words).unwrap();
        let name = args.command.map(|command| command.name());
        assert_eq!((args.format, name), (Format::Json, Some("layout")));
    }
}

#[test]
fn the_profile_is_the_one_that_was_typed() {
    let args = Args::parse_typed(["tasuki", "inbox", "--profile", "p"]).unwrap();
    assert_eq!(args.profile_dir(), PathBuf::from("p"));
}

#[test]
fn without_a_command_the_pages_are_opened() {
    let args = Args::parse_typed(["tasuki", "--no-browser", "--port", "4000"]).unwrap();
    assert!(args.command.is_none() && args.client.no_browser);
    assert_eq!(args.client.port, Some(4000));
}
