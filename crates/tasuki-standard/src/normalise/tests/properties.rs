//! What holds of whatever is given.

use super::*;

fn is_untouched(files: &Files) {
    let normalised = normalised(files).unwrap();
    assert_eq!(normalised.files, *files);
    assert_eq!(normalised.repairs, []);
    assert_eq!(normalised.replaced, []);
}

#[test]
fn official_sets_are_left_alone() {
    for (_, files) in valid_sets() {
        is_untouched(&files);
    }
}

/// Every answer is checked here: nothing is silent, and whatever is given passes.
fn holds(files: &[(&str, &[u8])], options: NormaliseOptions) -> Result<(), TestCaseError> {
    let Ok(normalised) = normalise(files, options) else {
        return Ok(());
    };
    let given: Vec<_> = files
        .iter()
        .map(|(name, bytes)| ((*name).to_owned(), bytes.to_vec()))
        .collect();
    prop_assert_eq!(normalised.files == given, normalised.repairs.is_empty());
    prop_assert_eq!(check_files(&borrowed(&normalised.files)).errors, 0);
    let again = normalise(&borrowed(&normalised.files), options).unwrap();
    prop_assert_eq!(again.repairs, []);
    prop_assert_eq!(again.files, normalised.files);
    Ok(())
}

fn any_options() -> impl Strategy<Value = NormaliseOptions> {
    (any::<bool>(), any::<bool>()).prop_map(|(known, allowed)| NormaliseOptions {
        services: if known {
            Services {
                sender: "43".parse().ok(),
                receiver: "11".parse().ok(),
            }
        } else {
            Services::default()
        },
        substitution: if allowed {
            Substitution::Allow
        } else {
            Substitution::Refuse
        },
    })
}

proptest! {
    #[test]
    fn generated_sets_are_left_alone(seed: u64) {
        let (plan, actual) = generated(seed);
        is_untouched(&plan);
        is_untouched(&actual);
    }

    #[test]
    fn no_bytes_make_it_panic(bytes: Vec<u8>, options in any_options()) {
        let (name, text) = actual();
        holds(&[(&name, &bytes)], options)?;
        let text = in_ms932(&text);
        for files in [[text.as_slice(), &bytes].concat(), [&bytes, text.as_slice()].concat()] {
            holds(&[(&name, &files)], options)?;
        }
    }

    #[test]
    fn nor_do_changes_to_a_valid_file(
        changes in prop::collection::vec((any::<prop::sample::Index>(), prop::sample::select(vec![
            "\"", ",", "\n", "\r", "\r\n\r\n", "\0", "\u{FEFF}", "１", "/", "－", "𠮷", "\u{E0100}", "", "202410",
        ])), 0..4),
        utf8: bool, name in 0_usize..4, options in any_options(),
    ) {
        let (right, mut text) = actual();
        for (index, new) in changes {
            // Never empty: the file is longer than the changes are many.
            let mut at = index.index(text.len());
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            text.remove(at);
            text.insert_str(at, new);
        }
        let bytes = if utf8 {
            text.into_bytes()
        } else {
            ms932::encode_allowing(&text, Substitution::Allow).map(|one| one.bytes).unwrap_or_default()
        };
        let name = match name {
            0 => right,
            1 => right.replace("CSV", "cSv"),
            2 => right.replace("_11_", "_").replace("_43_", "_"),
            _ => right.replace("UPJSK", "UPPLAN"),
        };
        holds(&[(&name, &bytes)], options)?;
    }
}
