use tasuki_standard::{FileName, is_sending_unit, unit_errors, unit_of};

/// Names, a line each: what is read is written as it will be read again, and names make up a sending
/// unit just when nothing is wrong with it.
pub fn file_name(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else {
        return;
    };
    let mut names = Vec::new();
    for given in text.split('\n').take(8) {
        match FileName::parse(given) {
            Ok(name) => {
                let written = name.to_string();
                let again = FileName::parse(&written);
                assert_eq!(again.as_ref(), Ok(&name), "{given}");
                assert_eq!(again.map(|name| name.to_string()), Ok(written), "{given}");
                assert!(FileName::is_meant_by(given), "{given}");
                names.push(name);
            }
            Err(error) => {
                assert!(!error.what().is_empty() && !error.to_string().is_empty());
                let _told = (error.rule(), error.hint());
            }
        }
    }
    let errors = unit_errors(&names);
    for error in &errors {
        assert!(!error.what().is_empty());
        let _told = (error.rule(), error.hint(), error.files());
    }
    let unit = unit_of(&names);
    assert_eq!(unit.is_ok(), errors.is_empty(), "{names:?}");
    if let Ok(facts) = unit {
        assert!(is_sending_unit(facts.unit, Some(facts.spec), &facts.kinds));
    }
}
