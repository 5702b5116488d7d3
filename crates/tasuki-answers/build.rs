//! Lists the files of `docs` that are part of the program, and the pictures that manuals name.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    let docs = docs.canonicalize()?;
    // The folders themselves, so that cargo notices new files, too; it looks at all that lies in them.
    for folder in ["faq", "manual", "interviews", "errors", "screenshots"] {
        println!("cargo::rerun-if-changed={}", docs.join(folder).display());
    }

    let mut faq = Vec::new();
    for category in folder(&docs.join("faq"))? {
        if category.is_dir() {
            for (name, file) in files(&category, "md")? {
                faq.push((format!("{}/{name}", stem(&category)?), file));
            }
        }
    }
    faq.sort();
    embed("faq.rs", &faq)?;
    let manuals = files(&docs.join("manual"), "md")?;
    embed("manual.rs", &manuals)?;
    let interviews = files(&docs.join("interviews"), "md")?;
    embed("interviews.rs", &interviews)?;
    embed("errors.rs", &files(&docs.join("errors"), "toml")?)?;

    let mut names = BTreeSet::new();
    for (_, file) in manuals.iter().chain(&interviews) {
        names.extend(pictures_of(&String::from_utf8_lossy(&fs::read(file)?)));
    }
    embed_pictures(&docs.join("screenshots"), &names)
}

/// The files of a folder with this ending: name without it, and path, in order.
fn files(of: &Path, ending: &str) -> io::Result<Vec<(String, PathBuf)>> {
    let mut files = Vec::new();
    for file in folder(of)? {
        if file.extension() == Some(OsStr::new(ending)) {
            files.push((stem(&file)?.to_owned(), file));
        }
    }
    files.sort();
    Ok(files)
}

fn embed(list: &str, files: &[(String, PathBuf)]) -> io::Result<()> {
    let mut rust = String::from("&[\n");
    for (name, file) in files {
        let file = text(file, file.to_str())?;
        writeln!(rust, "    ({name:?}, include_str!({file:?})),").map_err(io::Error::other)?;
    }
    rust.push(']');
    write(list, &rust)
}

/// What looks like the name of a picture; the reader of Markdown judges it.
fn pictures_of(text: &str) -> impl Iterator<Item = String> {
    let parts = text.split("](").skip(1);
    parts.filter_map(|part| {
        let (name, _) = part.split_once(')')?;
        let stem = name.strip_suffix(".png")?;
        let is_sign = |byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-');
        stem.bytes().all(is_sign).then(|| name.to_owned())
    })
}

fn embed_pictures(folder: &Path, names: &BTreeSet<String>) -> io::Result<()> {
    let mut rust = String::from("&[\n");
    for name in names {
        let file = folder.join(name);
        // One that is not there is told by the test of its manual.
        let Ok(bytes) = fs::read(&file) else { continue };
        let size = |at| {
            let number: Option<[u8; 4]> = bytes.get(at..at + 4)?.try_into().ok();
            number.map(u32::from_be_bytes)
        };
        // A PNG begins with 8 bytes of signature, 8 of a chunk's head, width and height.
        let (Some(width), Some(height)) = (size(16), size(20)) else {
            continue;
        };
        let file = text(&file, file.to_str())?;
        writeln!(
            rust,
            "    Picture {{ name: {name:?}, width: {width}, height: {height}, bytes: include_bytes!({file:?}) }},"
        )
        .map_err(io::Error::other)?;
    }
    rust.push(']');
    write("pictures.rs", &rust)
}

fn write(name: &str, text: &str) -> io::Result<()> {
    let out = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("cargo gives no OUT_DIR"))?;
    fs::write(Path::new(&out).join(name), text)
}

fn folder(path: &Path) -> io::Result<Vec<PathBuf>> {
    fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect()
}

fn stem(path: &Path) -> io::Result<&str> {
    text(path, path.file_stem().and_then(OsStr::to_str))
}

fn text<'a>(path: &Path, part: Option<&'a str>) -> io::Result<&'a str> {
    part.ok_or_else(|| io::Error::other(format!("{} is no name of ours", path.display())))
}
