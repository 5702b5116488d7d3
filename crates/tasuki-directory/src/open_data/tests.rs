//! Files as they are, as they are broken, and any bytes.

use proptest::prelude::*;

use super::*;
use crate::{Place, csv_header, invented_offices};

fn service(code: &str) -> ServiceType {
    code.parse().unwrap()
}

/// Reads a file in pieces of so many bytes.
fn read_in(size: usize, bytes: &[u8]) -> Result<(Vec<OpenDataRow>, OpenDataReport), NotOpenData> {
    let mut rows = Vec::new();
    let mut reader = OpenDataReader::new(service("43"));
    for piece in bytes.chunks(size.max(1)) {
        reader.feed(piece, &mut |row| rows.push(row))?;
    }
    let report = reader.finish(&mut |row| rows.push(row))?;
    Ok((rows, report))
}

/// A line with these values instead of the usual ones.
fn line(changes: &[(Column, &str)]) -> String {
    let value = |heading: &str| {
        let mut all = changes.iter();
        let instead = all.find(|(column, _)| column.heading() == heading);
        match (instead, heading) {
            (Some((_, value)), _) => *value,
            (None, "都道府県コード又は市町村コード") => "131016",
            (None, "都道府県名") => "東京都",
            (None, "市区町村名") => "千代田区",
            (None, "事業所名") => "見本すみれケアプランセンター",
            (None, "事業所名カナ") => "ミホンスミレケアプランセンター",
            (None, "住所") => "東京都千代田区見本町1-2-3",
            (None, "緯度") => "35.694003",
            (None, "経度") => "139.753595",
            (None, "電話番号") => "03-0000-0000",
            (None, "事業所番号") => "1370000001",
            (None, "利用可能曜日") => "\"月,火,水\"",
            _ => "",
        }
    };
    let cells: Vec<&str> = csv_header()
        .trim()
        .trim_start_matches('\u{feff}')
        .split(',')
        .map(value)
        .collect();
    cells.join(",") + "\r\n"
}

fn file(lines: &[String]) -> Vec<u8> {
    let text: String = std::iter::once(&csv_header())
        .chain(lines)
        .map(String::as_str)
        .collect();
    text.into_bytes()
}

/// The codes that a line leads to, with their columns, and whether it was taken in.
fn found(changes: &[(Column, &str)]) -> (Vec<(Option<Column>, FindingCode)>, bool) {
    let (rows, report) = read_in(1000, &file(&[line(changes)])).unwrap();
    let findings = report.findings.iter();
    (
        findings.map(|one| (one.column, one.code)).collect(),
        rows.len() == 1,
    )
}

#[test]
fn a_line_becomes_an_office() {
    let (rows, report) = read_in(7, &file(&[line(&[(Column::Building, "見本ビル2階")])])).unwrap();
    assert_eq!(report.accepted, 1);
    assert_eq!(report.findings, []);
    assert_eq!(
        rows,
        [OpenDataRow {
            number: "1370000001".parse().unwrap(),
            service: service("43"),
            prefecture: "13".parse().unwrap(),
            municipality: "千代田区".to_owned(),
            name: "見本すみれケアプランセンター".to_owned(),
            kana: "ミホンスミレケアプランセンター".to_owned(),
            address: "見本町1-2-3 見本ビル2階".to_owned(),
            place: Some(Place::new(139_753_595, 35_694_003).unwrap()),
            phone: "03-0000-0000".to_owned(),
            corporation: String::new(),
            url: String::new(),
        }]
    );
}

#[test]
fn what_real_files_hold_is_taken_in() {
    let (rows, report) = read_in(
        100,
        &file(&[
            line(&[(Column::Latitude, ""), (Column::Longitude, "")]),
            line(&[(Column::Latitude, "0"), (Column::Longitude, "0.000000")]),
            line(&[(Column::Address, "千代田区見本町1-2-3")]),
            line(&[(Column::Number, "１３７０００００Ａ1")]),
            line(&[(Column::Phone, "０３（００００）００００")]),
            line(&[(Column::Phone, "0300000000")]),
            line(&[(Column::Municipality, "東京都千代田区")]),
            line(&[(Column::Municipality, ""), (Column::RegionCode, "131024")]),
            line(&[(Column::Municipality, ""), (Column::RegionCode, "130001")]),
        ]),
    )
    .unwrap();
    assert_eq!(report.findings, []);
    assert_eq!(rows.iter().filter(|row| row.place.is_none()).count(), 2);
    assert_eq!(rows[2].address, "見本町1-2-3");
    assert_eq!(rows[3].number.as_str(), "13700000A1");
    assert_eq!(rows[4].phone, "03-0000-0000");
    assert_eq!(rows[6].municipality, "千代田区");
    assert_eq!(rows[7].municipality, "中央区");
    assert_eq!(rows[8].municipality, "");
}

#[test]
fn each_fault_is_told_with_its_column() {
    let long = "あ".repeat(301);
    for (column, value, code) in [
        (Column::Number, "", FindingCode::Empty),
        (Column::Number, "110000001", FindingCode::Number),
        (Column::Name, "　", FindingCode::Empty),
        (Column::Name, &*long, FindingCode::Length),
        (Column::Prefecture, "見本県", FindingCode::Prefecture),
    ] {
        assert!(code.rejects());
        assert_eq!(
            found(&[(column, value)]),
            (vec![(Some(column), code)], false)
        );
    }
    for (column, value, code) in [
        (Column::Latitude, "北緯35度", FindingCode::PlaceForm),
        (Column::Latitude, "139.7", FindingCode::PlaceOutside),
        (Column::Longitude, "東経", FindingCode::PlaceForm),
        (Column::Longitude, "35.7", FindingCode::PlaceOutside),
        (Column::Phone, "なし", FindingCode::Phone),
        (Column::Url, "javascript:alert(1)", FindingCode::Url),
    ] {
        assert!(!code.rejects());
        assert_eq!(
            found(&[(column, value)]),
            (vec![(Some(column), code)], true)
        );
    }
}

#[test]
fn one_bad_line_spoils_no_other() {
    let good = line(&[]);
    let stray = line(&[(Column::Name, "\"閉じない")]).replace("\"月,火,水\"", "月");
    let mut bytes = file(&[good.clone(), stray, good.clone(), "a,b\r\n".to_owned()]);
    bytes.extend(
        line(&[(Column::Name, "??")])
            .bytes()
            .map(|b| if b == b'?' { 0xff } else { b }),
    );
    bytes.extend(vec![b'x'; 200_000]);
    bytes.extend(b"\r\n\r\n");
    bytes.extend(good.trim_end().bytes());
    for size in [1, 4096, 1 << 20] {
        let (rows, report) = read_in(size, &bytes).unwrap();
        assert_eq!((rows.len(), report.accepted, report.rejected), (3, 3, 4));
        let found: Vec<(u64, FindingCode)> = report
            .findings
            .iter()
            .map(|one| (one.line, one.code))
            .collect();
        let expected = [
            (3, FindingCode::Quote),
            (5, FindingCode::Fields),
            (6, FindingCode::Encoding),
            (7, FindingCode::LineLength),
        ];
        assert_eq!(found, expected, "in pieces of {size}");
    }
}

#[test]
fn quoted_line_ends_belong_to_their_field() {
    let two_lines = line(&[(Column::Corporation, "\"社会福祉法人\r\n見本会\"")]);
    let bad_behind = line(&[(Column::Number, "x")]);
    let (rows, report) = read_in(64, &file(&[two_lines, bad_behind])).unwrap();
    assert_eq!(rows[0].corporation, "社会福祉法人  見本会");
    assert_eq!(report.findings[0].line, 4);
}

#[test]
fn other_files_are_refused() {
    let refused = |bytes: &[u8]| read_in(50, bytes).unwrap_err();
    assert_eq!(refused(b""), NotOpenData::Header);
    assert_eq!(refused(b"\xff\xfe\n"), NotOpenData::Encoding);
    assert_eq!(refused(b"\"a\nb\n"), NotOpenData::Header);
    let without = csv_header().replace("緯度", "緯線");
    let column = Column::Latitude;
    assert_eq!(refused(without.as_bytes()), NotOpenData::Missing { column });
    assert_eq!(refused(&vec![b'x'; 100_000]), NotOpenData::Header);
}

#[test]
fn findings_are_kept_up_to_a_limit() {
    let bad: Vec<String> = (0..1500).map(|_| line(&[(Column::Number, "x")])).collect();
    let (_, report) = read_in(4096, &file(&bad)).unwrap();
    assert_eq!(report.findings.len(), OpenDataReport::FINDINGS);
    assert_eq!((report.more_findings, report.rejected), (500, 1500));
}

#[test]
fn codes_are_stable_and_say_what_to_do() {
    let codes: Vec<String> = FindingCode::ALL.iter().map(ToString::to_string).collect();
    let apart: std::collections::BTreeSet<&String> = codes.iter().collect();
    assert_eq!(apart.len(), codes.len());
    for code in FindingCode::ALL {
        assert!(code.to_string().starts_with("open-data."));
        assert!(code.what().ends_with('。') && code.what_to_do().ends_with('。'));
        assert_eq!(code.rejects(), code.what().contains("取り込みませんでした"));
    }
}

#[test]
fn files_are_named_by_their_service() {
    assert_eq!(service_of_file("jigyosho_430.csv"), Some(service("43")));
    assert_eq!(service_of_file("jigyosho_155.csv"), Some(service("15")));
    for other in [
        "jigyosho_43.csv",
        "jigyosho_4あ.csv",
        "430.csv",
        "jigyosho_430.txt",
    ] {
        assert_eq!(service_of_file(other), None, "{other}");
    }
    assert_eq!(
        service_of_file(&open_data_file(service("11"))),
        Some(service("11"))
    );
}

#[test]
fn invented_offices_are_read_back() {
    let offices: Vec<_> = invented_offices(7).take(200).collect();
    let lines: Vec<String> = offices
        .iter()
        .map(|office| office.csv_line(office.services[0]))
        .collect();
    let (rows, report) = read_in(1000, &file(&lines)).unwrap();
    assert_eq!(report.findings, []);
    for (row, office) in rows.iter().zip(&offices) {
        assert_eq!(
            (row.number, &row.name, &row.kana),
            (office.number, &office.name, &office.kana)
        );
        assert_eq!(
            (row.prefecture, row.place),
            (office.prefecture, office.place)
        );
    }
}

proptest! {
    #[test]
    fn no_bytes_panic_and_pieces_do_not_matter(
        lines in prop::collection::vec(prop_oneof![
            prop::collection::vec(any::<u8>(), 0..60),
            "[\",a\n]{0,12}".prop_map(String::into_bytes),
            Just(line(&[]).into_bytes()),
        ], 0..40),
        size in 1..200_usize,
        with_header: bool,
    ) {
        let start = if with_header { csv_header().into_bytes() } else { Vec::new() };
        let bytes: Vec<u8> = lines.into_iter().fold(start, |mut all, line| { all.extend(line); all });
        prop_assert_eq!(read_in(size, &bytes), read_in(bytes.len(), &bytes));
    }
}
