use tasuki_standard::ms932::Substitution;
use tasuki_standard::{
    Conversion, NormaliseOptions, Services, check_files, diff, normalise, read_files,
};
use tasuki_terms::SpecVersion;

use crate::input::Input;
use crate::marker::{self, borrowed};

/// Files: what is put right or converted passes the check, says the same as before, and needs no
/// repair any more; what is told of it shows nothing that stands in a personal column.
pub fn convert(bytes: &[u8]) {
    let Some(Input { choices, files }) = Input::read(bytes) else {
        return;
    };
    let [wanted, ..] = choices;
    let services = Services {
        sender: (wanted & 1 != 0).then(|| "43".parse().ok()).flatten(),
        receiver: (wanted & 2 != 0).then(|| "11".parse().ok()).flatten(),
    };
    let substitution = if wanted & 4 == 0 {
        Substitution::Refuse
    } else {
        Substitution::Allow
    };
    let options = NormaliseOptions {
        services,
        substitution,
    };
    match normalise(&files, options) {
        Ok(normalised) => {
            is_official(&normalised.files, options);
            if let (Some(before), []) = (read_files(&files).document, &*normalised.replaced) {
                let difference = diff(before.tables(), normalised.document.tables());
                assert!(difference.is_ok_and(|difference| difference.is_empty()));
            }
        }
        Err(refused) => assert!(!refused.report.may_be_sent()),
    }
    let to = if wanted & 8 == 0 {
        SpecVersion::V3
    } else {
        SpecVersion::V4_1
    };
    let conversion = Conversion {
        services,
        substitution,
        ..Conversion::to(to)
    };
    match tasuki_standard::convert(&files, &conversion) {
        Ok(converted) => is_official(&converted.files, options),
        Err(refused) => assert!(!refused.what().is_empty() && !refused.hint().is_empty()),
    }
    if let Some(marked) = marker::plant(&files, choices) {
        let marked = borrowed(&marked);
        let told = match normalise(&marked, options) {
            Ok(normalised) => (normalised.report, normalised.repairs),
            Err(refused) => (refused.report, refused.repairs),
        };
        assert!(!marker::is_in(&told), "{told:?}");
    }
}

/// Nothing hinders sending, and normalising changes nothing.
fn is_official(files: &[(String, Vec<u8>)], options: NormaliseOptions) {
    let files_again = borrowed(files);
    let report = check_files(&files_again);
    assert!(report.may_be_sent(), "{report:?}");
    let again = normalise(&files_again, options);
    assert!(again.is_ok_and(|again| again.repairs.is_empty() && again.files == files));
}
