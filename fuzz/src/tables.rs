use std::collections::BTreeSet;
use std::sync::LazyLock;

use tasuki_directory::{
    DirectoryBuilder, FindingCode, NotOpenData, OpenDataReader, OpenDataReport, OpenDataRow, Place,
};
use tasuki_exchange::{DeductionFile, DeductionOutcome, control_sum, read_result, write_result};
use tasuki_terms::ServiceType;

use crate::input::{choose, pieces};
use crate::text::told;

/// Files of others: open data, deduction files and their results, and the coordinates in them.
pub fn tables(bytes: &[u8]) {
    let parsers: [fn(&[u8]); 4] = [open_data, deduction, result, place];
    if let Some((parser, bytes)) = choose(bytes, &parsers) {
        parser(bytes);
    }
}

type Read = (Vec<OpenDataRow>, Result<OpenDataReport, NotOpenData>);

/// The lengths of pieces (two bytes), then a file: in pieces it is read like the whole, each row is
/// counted, and each line that is left out is told with its reason.
fn open_data(bytes: &[u8]) {
    let (Some((lengths, bytes)), Ok(service)) = (bytes.split_first_chunk::<2>(), "11".parse())
    else {
        return;
    };
    let all = read(service, [bytes].into_iter());
    assert!(read(service, pieces(bytes, lengths)) == all);
    let (rows, report) = all;
    let Ok(report) = report else { return };
    assert_eq!(report.accepted, rows.len() as u64);
    assert!(report.findings.len() <= OpenDataReport::FINDINGS);
    let left_out: BTreeSet<_> = report
        .findings
        .iter()
        .filter(|one| one.code.rejects())
        .map(|one| one.line)
        .collect();
    if report.more_findings == 0 {
        assert_eq!(report.rejected, left_out.len() as u64);
    }
    let mut builder = DirectoryBuilder::default();
    for row in &rows {
        assert!(!row.name.is_empty() && !row.name.contains(char::is_control));
        assert!(row.url.is_empty() || row.url.starts_with("http"));
        assert!(builder.add(row).is_ok());
    }
    let index = builder.build();
    let numbers: BTreeSet<_> = rows.iter().map(|row| row.number).collect();
    assert_eq!(index.len(), numbers.len());
    for number in numbers {
        let office = index.find(number).and_then(|id| index.office(id));
        assert_eq!(office.map(|office| office.number), Some(number));
    }
}

fn read<'a>(service: ServiceType, pieces: impl Iterator<Item = &'a [u8]>) -> Read {
    let mut reader = OpenDataReader::new(service);
    let mut rows = Vec::new();
    for piece in pieces {
        if let Err(error) = reader.feed(piece, &mut |row| rows.push(row)) {
            return (rows, Err(error));
        }
    }
    let report = reader.finish(&mut |row| rows.push(row));
    (rows, report)
}

/// There is one spelling.
fn deduction(bytes: &[u8]) {
    for bytes in [bytes, &*summed(bytes)] {
        match DeductionFile::read(bytes) {
            Ok(file) => {
                assert_eq!(file.write(), bytes);
                let (head, lines) = (*file.head(), file.lines().to_vec());
                assert_eq!(DeductionFile::new(head, lines), Ok(file));
            }
            Err(faults) => {
                assert!(!faults.is_empty());
                for fault in faults {
                    assert!(fault.line > 0 && !fault.what().is_empty());
                    let _told = (fault.code(), fault.hint());
                }
            }
        }
    }
}

/// The file that asks in `docs/licences.md`.
static REQUEST: LazyLock<Option<DeductionFile>> = LazyLock::new(|| {
    let request = include_bytes!("../seeds/tables/deduction").get(1..);
    let request = DeductionFile::read(request.unwrap_or_default());
    assert!(request.is_ok(), "{:?}", request.as_ref().err());
    request.ok()
});

/// A result answers each fee, and there is one spelling.
fn result(bytes: &[u8]) {
    let Some(request) = &*REQUEST else { return };
    for bytes in [bytes, &*summed(bytes)] {
        if let Ok(result) = read_result(bytes, request) {
            assert_eq!(result.answers.len(), request.lines().len());
            assert!(result.deducted <= request.total());
            let written = write_result(request, result.made_on, |line| {
                let mut answers = result.answers.iter();
                let answer = answers.find(|answer| answer.licence == line.licence);
                assert!(answer.is_some());
                answer.map_or(DeductionOutcome::Done, |answer| answer.outcome)
            });
            assert_eq!(written, bytes);
        }
    }
}

/// The same file with the control sum that it should have, which no chance would find.
fn summed(bytes: &[u8]) -> Vec<u8> {
    let trailer = bytes.windows(3).rposition(|window| window == b"\nT,");
    let Some((before, trailer)) = trailer.and_then(|at| bytes.split_at_checked(at + 1)) else {
        return bytes.to_vec();
    };
    let comma = trailer.iter().rposition(|byte| *byte == b',');
    let kept = trailer.get(..comma.unwrap_or_default());
    let sum = format!(",{:09}\r\n", control_sum(before));
    [before, kept.unwrap_or_default(), sum.as_bytes()].concat()
}

/// Two lines: a longitude and a latitude. What is read reads again.
fn place(bytes: &[u8]) {
    let Some((longitude, latitude)) = told(bytes).and_then(|text| text.split_once('\n')) else {
        return;
    };
    if let Ok(place) = Place::read(longitude, latitude) {
        let (east, north) = place.millionths();
        let written =
            |millionths: i32| format!("{}.{:06}", millionths / 1_000_000, millionths % 1_000_000);
        assert_eq!(Place::read(&written(east), &written(north)), Ok(place));
        assert_eq!(place.moved(0, 0), Ok(place));
    }
    let mut codes = FindingCode::ALL.iter();
    assert!(codes.all(|code| !code.what().is_empty()));
}
