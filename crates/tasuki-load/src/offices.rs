//! `tasuki-load offices`: invented offices as files of the open data.

use std::collections::BTreeMap;
use std::io::{BufWriter, Write as _};
use std::path::Path;

use tasuki_directory::{InventedOffice, csv_header, invented_offices, open_data_file};
use tasuki_terms::ServiceType;

/// What was written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Written {
    /// How many offices.
    pub(crate) offices: usize,
    /// How many lines, without headings: an office has one for each of its services.
    pub(crate) lines: u64,
    /// How many files.
    pub(crate) files: usize,
}

type File = BufWriter<fs_err::File>;

/// Writes `count` invented offices: into one file if `out` ends with `.csv`, each office with its
/// first service; or else into a folder with one file for each kind of service, as the open data
/// are published.
pub(crate) fn write(out: &Path, count: usize, seed: u64) -> std::io::Result<Written> {
    let offices = invented_offices(seed).take(count);
    if out.extension().is_some_and(|end| end == "csv") {
        write_one(out, offices)
    } else {
        write_by_service(out, offices)
    }
}

fn write_one(
    out: &Path,
    offices: impl Iterator<Item = InventedOffice>,
) -> std::io::Result<Written> {
    let mut file = begin(out)?;
    let mut lines = 0;
    for office in offices {
        if let Some(service) = office.services.first() {
            file.write_all(office.csv_line(*service).as_bytes())?;
            lines += 1;
        }
    }
    file.flush()?;
    Ok(Written {
        offices: usize::try_from(lines).unwrap_or(usize::MAX),
        lines,
        files: 1,
    })
}

fn write_by_service(
    folder: &Path,
    offices: impl Iterator<Item = InventedOffice>,
) -> std::io::Result<Written> {
    fs_err::create_dir_all(folder)?;
    let mut files: BTreeMap<ServiceType, File> = BTreeMap::new();
    let mut written = Written {
        offices: 0,
        lines: 0,
        files: 0,
    };
    for office in offices {
        written.offices += 1;
        for service in &office.services {
            let file = match files.remove(service) {
                Some(file) => file,
                None => begin(&folder.join(open_data_file(*service)))?,
            };
            let file = files.entry(*service).or_insert(file);
            file.write_all(office.csv_line(*service).as_bytes())?;
            written.lines += 1;
        }
    }
    written.files = files.len();
    for (_, mut file) in files {
        file.flush()?;
    }
    Ok(written)
}

fn begin(path: &Path) -> std::io::Result<File> {
    let mut file = BufWriter::new(fs_err::File::create(path)?);
    file.write_all(csv_header().as_bytes())?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use tasuki_directory::{OpenDataReader, OpenDataReport, service_of_file};
    use tasuki_terms::OfficeNumber;

    use super::*;

    fn read(file: &Path, service: ServiceType) -> (OpenDataReport, BTreeSet<OfficeNumber>) {
        let mut reader = OpenDataReader::new(service);
        let mut numbers = BTreeSet::new();
        let mut each = |row: tasuki_directory::OpenDataRow| {
            numbers.insert(row.number);
        };
        for piece in fs_err::read(file).unwrap().chunks(70_000) {
            reader.feed(piece, &mut each).unwrap();
        }
        let report = reader.finish(&mut each).unwrap();
        (report, numbers)
    }

    #[test]
    fn the_reader_of_open_data_takes_every_line_of_one_file() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("offices.csv");
        let written = write(&out, 20_000, 7).unwrap();
        let (report, numbers) = read(&out, "43".parse().unwrap());
        assert_eq!((report.rejected, report.accepted), (0, 20_000));
        assert_eq!((report.findings, report.more_findings), (Vec::new(), 0));
        assert_eq!(numbers.len(), written.offices);
        // The same seed writes the same bytes.
        let again = folder.path().join("again.csv");
        write(&again, 20_000, 7).unwrap();
        assert_eq!(fs_err::read(&out).unwrap(), fs_err::read(&again).unwrap());
    }

    #[test]
    fn the_files_of_a_folder_are_named_as_they_are_published() {
        let folder = tempfile::tempdir().unwrap();
        let written = write(folder.path(), 3_000, 7).unwrap();
        let (mut all, mut lines, mut files) = (BTreeSet::new(), 0, 0);
        for entry in fs_err::read_dir(folder.path()).unwrap() {
            let entry = entry.unwrap();
            let service = service_of_file(entry.file_name().to_str().unwrap()).unwrap();
            let (report, numbers) = read(&entry.path(), service);
            assert_eq!(report.rejected, 0, "{service}: {:?}", report.findings);
            lines += report.accepted;
            files += 1;
            all.extend(numbers);
        }
        assert_eq!((all.len(), lines), (3_000, written.lines));
        assert_eq!(files, written.files);
    }
}
