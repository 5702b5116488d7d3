//! Lists the files of `docs/faq`, so that they are part of the program.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let faq = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/faq");
    // The folder itself, so that cargo notices new files, too; it looks at all that lies in it.
    println!("cargo::rerun-if-changed={}", faq.display());

    let mut files: Vec<(String, PathBuf)> = Vec::new();
    for category in folder(&faq)? {
        if !category.is_dir() {
            continue;
        }
        for file in folder(&category)? {
            if file.extension().is_some_and(|extension| extension == "md") {
                files.push((format!("{}/{}", stem(&category)?, stem(&file)?), file));
            }
        }
    }
    files.sort();

    let mut list = String::from("&[\n");
    for (id, file) in files {
        let file = file.canonicalize()?;
        let file = text(&file, file.to_str())?;
        writeln!(list, "    ({id:?}, include_str!({file:?})),").map_err(io::Error::other)?;
    }
    list.push(']');
    let out = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("cargo gives no OUT_DIR"))?;
    fs::write(Path::new(&out).join("faq.rs"), list)
}

fn folder(path: &Path) -> io::Result<Vec<PathBuf>> {
    fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect()
}

fn stem(path: &Path) -> io::Result<&str> {
    text(path, path.file_stem().and_then(|stem| stem.to_str()))
}

fn text<'a>(path: &Path, part: Option<&'a str>) -> io::Result<&'a str> {
    part.ok_or_else(|| io::Error::other(format!("{} is no name of ours", path.display())))
}
