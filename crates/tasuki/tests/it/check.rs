//! `tasuki check`, run on the sample sets.

use crate::sets::Folder;

#[test]
fn try_out() {
    for set in crate::sets::all() {
        let folder = Folder::of(&set);
        let (code, out, err) = folder.told(&["check", "."]);
        println!("=== {set} {code:?}\n{out}\n{err}");
    }
}
