use std::io::{Cursor, Write as _};

use proptest::prelude::*;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::archive::name_of;
use super::*;

pub(crate) fn archive(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        let options =
            SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
        writer.start_file(*name, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn alone(bytes: &[u8]) -> Result<Vec<Entry>, CannotUnpack> {
    unpack(bytes, &mut Budget::FULL.clone())
}

fn names(bytes: &[u8]) -> Vec<String> {
    let files = alone(bytes).unwrap();
    files.into_iter().map(|file| file.name).collect()
}

#[test]
fn files_come_out_under_their_last_names() {
    let bytes = archive(&[
        ("2025-04/UPPLAN.CSV", b"a"),
        ("連絡票.txt", "よろしく".as_bytes()),
        ("__MACOSX/._連絡票.txt", b"x"),
        ("2025-04/.DS_Store", b"x"),
        ("Thumbs.db", b"x"),
    ]);
    assert_eq!(names(&bytes), ["UPPLAN.CSV", "連絡票.txt"]);
}

#[test]
fn no_name_leads_out_of_its_folder() {
    let bytes = archive(&[
        ("../../etc/passwd.txt", b"a"),
        (r"..\..\b.txt", b"b"),
        ("/root/c.txt", b"c"),
        ("C:\\d.txt", b"d"),
    ]);
    assert_eq!(names(&bytes), ["passwd.txt", "b.txt", "c.txt", "d.txt"]);
}

#[test]
fn names_of_the_explorer_are_read() {
    let (raw, _, _) = encoding_rs::SHIFT_JIS.encode("連絡票.txt");
    assert_eq!(name_of(&raw), "連絡票.txt");
}

#[test]
fn bombs_are_refused_before_they_fill_the_memory() {
    let zeros = vec![0_u8; 70 * 1024 * 1024];
    let bytes = archive(&[("a.csv", &zeros)]);
    assert_eq!(alone(&bytes).unwrap_err(), CannotUnpack::TooLarge);
    let many: Vec<(String, &[u8])> = (0..=Budget::FULL.files)
        .map(|n| (format!("{n}.csv"), &b"a"[..]))
        .collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|(name, b)| (&**name, *b)).collect();
    assert_eq!(alone(&archive(&many)).unwrap_err(), CannotUnpack::TooMany);
}

#[test]
fn what_is_no_archive_is_refused() {
    assert_eq!(alone(b"PK").unwrap_err(), CannotUnpack::Unreadable);
    let mut bytes = archive(&[("a.csv", b"aaaaaaaaaaaaaaaaaaaaaaaa")]);
    bytes.truncate(bytes.len() - 30);
    assert_eq!(alone(&bytes).unwrap_err(), CannotUnpack::Unreadable);
}

proptest! {
    #[test]
    fn no_bytes_break_it(mut bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _refused = alone(&bytes);
        let mut damaged = archive(&[("a.csv", b"abcabcabcabcabc")]);
        for (at, byte) in bytes.drain(..).enumerate().take(8) {
            let place = (usize::from(byte) * 7 + at) % damaged.len();
            damaged[place] ^= byte;
        }
        let _refused_or_read = alone(&damaged);
    }
}
