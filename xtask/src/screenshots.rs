//! Pictures of the pages of the sites and of the client: `docs/screenshots`.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};

use crate::{run, tools, workspace};

/// What tells the tests to take pictures, and where to.
const FOLDER: &str = "TASUKI_SCREENSHOTS";

/// The tests that take them: their crate, and which of them.
const TESTS: [(&str, &str); 2] = [("tasuki-server", "sites::walk::"), ("tasuki-client", "")];

/// Colours of a picture: pages have few, and shades of the edges of letters.
const COLOURS: &str = "48";

/// Where each site's pictures are listed, and how the site is called.
const SITES: [(&str, &str); 5] = [
    ("claims", "電子請求受付システム"),
    ("portal", "利用状況Webサイト"),
    ("console", "運用管理"),
    ("support", "サポートサイト"),
    ("client", "連携クライアント"),
];

/// Takes all pictures anew, or those of the tests whose names contain one of `only` and leaves the others
/// as they were taken last; writes them and their list.
pub(crate) fn run(only: &[&str]) -> anyhow::Result<()> {
    tools::install_for_pages()?;
    let taken = workspace::root().join("target/screenshots");
    if only.is_empty() && taken.exists() {
        fs_err::remove_dir_all(&taken)?;
    }
    take(&taken, only)?;
    print_papers(&taken)?;
    let folder = workspace::root().join("docs/screenshots");
    forget(&folder)?;
    for picture in files(&taken, "png")? {
        quantize(&picture, &folder)?;
    }
    let list = folder.join("README.md");
    fs_err::write(&list, listed(&taken)?)?;
    let count = files(&folder, "png")?.len();
    run::say(format_args!("{count} pictures are in docs/screenshots"))
}

fn take(folder: &Path, only: &[&str]) -> anyhow::Result<()> {
    if tools::has_nextest() {
        // All at once, as `cargo xtask test` builds them.
        let which =
            TESTS.map(|(of, which)| format!("(package({of}) & binary(it) & test(/^{which}/))"));
        let mut tests = run::cargo(&["nextest", "run", "--workspace", "--no-fail-fast", "-E"]);
        tests.arg(which.join(" + ")).args(only).env(FOLDER, folder);
        return run::wait_for(tests);
    }
    for (of, which) in TESTS {
        let mut tests = run::cargo(&["test", "-p", of, "--test", "it"]);
        tests.args([which].iter().filter(|which| !which.is_empty()));
        tests.args(only);
        tests.env(FOLDER, folder);
        run::wait_for(tests)?;
    }
    Ok(())
}

/// Makes a picture of the first page of each PDF.
fn print_papers(folder: &Path) -> anyhow::Result<()> {
    for paper in files(folder, "pdf")? {
        let mut print = run::at_root("pdftoppm");
        print
            .args(["-png", "-singlefile", "-r", "96"])
            .args([&paper, &paper.with_extension("")]);
        run::wait_for(print)?;
        fs_err::write(paper.with_extension("title"), "（PDF）")?;
    }
    Ok(())
}

/// Removes the pictures of before: pages may be gone.
fn forget(folder: &Path) -> anyhow::Result<()> {
    fs_err::create_dir_all(folder)?;
    for picture in files(folder, "png")? {
        fs_err::remove_file(picture)?;
    }
    Ok(())
}

fn quantize(picture: &Path, folder: &Path) -> anyhow::Result<()> {
    let name = picture.file_name().context("no name")?;
    let mut pngquant = run::at_root("pngquant");
    pngquant
        .args(["--nofs", "--strip", "--force", "--speed", "4", "--output"])
        .arg(folder.join(name))
        .args([COLOURS, "--"])
        .arg(picture);
    run::wait_for(pngquant)
}

/// The list of all pictures, by site.
fn listed(folder: &Path) -> anyhow::Result<String> {
    let mut lines = vec![
        "# The pages in pictures\n\n\
         Taken by the tests that look at every page (`crates/tasuki-server/tests/it/sites/walk`,\n\
         `crates/tasuki-client/tests/it`), at 1366 and 390 pixels; `cargo xtask screenshots` writes them\n\
         and this list. Offices and people are invented, and what chance and the clock make (passwords,\n\
         fingerprints, ids; in the client moments and folders, too) is replaced by samples.\n"
            .to_owned(),
    ];
    let titles = files(folder, "title")?;
    let mut listed = 0;
    for (site, called) in SITES {
        lines.push(format!(
            "\n## {called} ({site})\n\n| picture | page | |\n|---|---|---|\n"
        ));
        for file in &titles {
            let name = stem(file)?;
            if !name.starts_with(&format!("{site}-")) {
                continue;
            }
            listed += 1;
            let title = fs_err::read_to_string(file)?;
            let page = title.split('｜').next().unwrap_or_default();
            let pictures = if folder.join(format!("{name}.png")).exists() {
                format!("[paper]({name}.png)")
            } else {
                format!("[desk]({name}-desk.png) · [phone]({name}-phone.png)")
            };
            lines.push(format!("| {name} | {page} | {pictures} |\n"));
        }
    }
    ensure!(listed == titles.len(), "a picture belongs to no site");
    Ok(lines.concat())
}

fn stem(file: &Path) -> anyhow::Result<&str> {
    let stem = file.file_stem().and_then(OsStr::to_str);
    stem.with_context(|| format!("{} has no name", file.display()))
}

/// The files of a folder that have an extension, in the order of their names.
fn files(folder: &Path, extension: &str) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs_err::read_dir(folder)? {
        let path = entry?.path();
        if path.extension() == Some(OsStr::new(extension)) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
