//! Writes the pages of the rules to `docs/rules`: `cargo xtask rules`.

use std::path::Path;

fn main() -> Result<(), std::io::Error> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/rules");
    fs_err::create_dir_all(&folder)?;
    for entry in fs_err::read_dir(&folder)? {
        fs_err::remove_file(entry?.path())?;
    }
    for (name, page) in tasuki_standard::rule_pages() {
        fs_err::write(folder.join(name), page)?;
    }
    Ok(())
}
