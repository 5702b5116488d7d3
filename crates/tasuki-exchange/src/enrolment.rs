//! Offices that are to be enrolled: what is typed, one by one or as a file.

use std::collections::BTreeSet;

use tasuki_terms::{OfficeNumber, Prefecture, ServiceType};

/// An office that is to be enrolled.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewEnrolment {
    /// Its number (事業所番号).
    pub number: OfficeNumber,
    /// Its name.
    pub name: String,
    /// Its name in kana (事業所名カナ), by which it can be searched; may be empty.
    pub kana: String,
    /// Its service types.
    pub service_types: Vec<ServiceType>,
    /// Where its letter goes; may be empty.
    pub address: String,
}

/// The columns of the file, as its first line names them. The last one may be missing, there and in
/// each line.
pub const OFFICE_COLUMNS: [&str; 5] = [
    "事業所番号",
    "事業所名",
    "サービス種類コード",
    "住所",
    "事業所名カナ",
];

/// The most offices in one file: each takes some time for its passwords.
const OFFICES_MAX: usize = 200;

/// The most characters of a name, as deduction files have them.
const NAME_MAX: usize = 100;
/// The most characters of an address.
const ADDRESS_MAX: usize = 200;

/// What is typed about one office.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct OfficeForm {
    /// 事業所番号.
    pub number: String,
    /// 事業所名.
    pub name: String,
    /// サービス種類コード, parted by spaces or commas.
    pub services: String,
    /// 住所.
    pub address: String,
    /// 事業所名カナ; may be empty.
    pub kana: String,
}

/// What is typed in one place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OfficeColumn {
    /// 事業所番号; faults of a whole line or file stand here, too.
    Number,
    /// 事業所名.
    Name,
    /// サービス種類コード.
    Services,
    /// 住所.
    Address,
    /// 事業所名カナ.
    Kana,
}

impl OfficeColumn {
    /// As the first line of a file names it: one of [`OFFICE_COLUMNS`].
    pub const fn name(self) -> &'static str {
        let [number, name, services, address, kana] = OFFICE_COLUMNS;
        match self {
            Self::Number => number,
            Self::Name => name,
            Self::Services => services,
            Self::Address => address,
            Self::Kana => kana,
        }
    }
}

/// What is wrong with one column.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OfficeFault {
    /// The line of the file, from 1; 0 for a form.
    pub line: usize,
    /// Which.
    pub column: OfficeColumn,
    /// What is wrong, in Japanese.
    pub what: &'static str,
}

impl OfficeForm {
    /// The enrolment, or every fault.
    pub fn check(&self, line: usize) -> Result<NewEnrolment, Vec<OfficeFault>> {
        let mut faults = Vec::new();
        let mut refuse = |column, what| faults.push(OfficeFault { line, column, what });
        let number = self.number.trim().parse::<OfficeNumber>().ok();
        if number.is_none() {
            refuse(
                OfficeColumn::Number,
                "10桁の事業所番号を半角で入力してください。",
            );
        } else if number.is_some_and(|number| Prefecture::of(number).is_none()) {
            refuse(
                OfficeColumn::Number,
                "事業所番号の最初の2桁が、都道府県の番号（01から47まで）ではありません。番号を確認してください。",
            );
        }
        let name = self.name.trim();
        let length = name.chars().count();
        if length == 0 {
            refuse(OfficeColumn::Name, "未入力です。");
        } else if length > NAME_MAX || name.chars().any(char::is_control) {
            refuse(
                OfficeColumn::Name,
                "100文字以内で、改行を含めずに入力してください。",
            );
        }
        let codes = self.services.split([' ', ',', '　', '、', '・']);
        let codes: Vec<&str> = codes.filter(|code| !code.is_empty()).collect();
        let services: Option<BTreeSet<ServiceType>> =
            codes.iter().map(|code| listed(code)).collect();
        if codes.is_empty() {
            refuse(
                OfficeColumn::Services,
                "サービス種類コードを1つ以上入力してください。",
            );
        } else if services.is_none() {
            refuse(
                OfficeColumn::Services,
                "サービス種類コードの一覧にある半角2文字のコードを、複数のときは空白で区切って入力してください。",
            );
        }
        let address = self.address.trim().replace("\r\n", "\n");
        let is_text = |letter: char| letter == '\n' || !letter.is_control();
        if address.chars().count() > ADDRESS_MAX || !address.chars().all(is_text) {
            refuse(OfficeColumn::Address, "200文字以内で入力してください。");
        }
        let kana = self.kana.trim();
        if kana.chars().count() > NAME_MAX || kana.chars().any(char::is_control) {
            refuse(
                OfficeColumn::Kana,
                "100文字以内で、改行を含めずに入力してください。",
            );
        }
        match (number, services) {
            (Some(number), Some(services)) if faults.is_empty() => Ok(NewEnrolment {
                number,
                name: name.to_owned(),
                kana: kana.to_owned(),
                service_types: services.into_iter().collect(),
                address,
            }),
            _ => Err(faults),
        }
    }
}

/// A service type of the code list.
fn listed(code: &str) -> Option<ServiceType> {
    let service: ServiceType = code.parse().ok()?;
    service.name().map(|_| service)
}

/// Reads a file of offices: UTF-8 with the names of its columns in the first line. Each comes with
/// the line on which it begins; all faults are told, with line and column.
pub fn read_offices(bytes: &[u8]) -> Result<Vec<(usize, NewEnrolment)>, Vec<OfficeFault>> {
    let fault = |line, what| OfficeFault {
        line,
        column: OfficeColumn::Number,
        what,
    };
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if str::from_utf8(bytes).is_err() {
        let what = "文字コードがUTF-8ではありません。表計算ソフトでは「CSV UTF-8」を選んで保存してください。";
        return Err(vec![fault(1, what)]);
    }
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .from_reader(bytes);
    let mut columns = OFFICE_COLUMNS.len();
    let (mut offices, mut faults, mut numbers) = (Vec::new(), Vec::new(), BTreeSet::new());
    for (index, record) in reader.records().enumerate() {
        let Ok(record) = record else {
            faults.push(fault(index + 1, "行を読み取れません。"));
            break;
        };
        let line = record.position().map_or(index + 1, |position| {
            let [line, byte] = [position.line(), position.byte()]
                .map(|number| usize::try_from(number).unwrap_or(usize::MAX));
            // The reader ends a record at CR, and counts the line at the LF behind it.
            line + usize::from(bytes.get(byte) == Some(&b'\n'))
        });
        if index == 0 {
            columns = record.len();
            let is_short = columns + 1 == OFFICE_COLUMNS.len();
            if !(is_short || columns == OFFICE_COLUMNS.len())
                || record.iter().ne(OFFICE_COLUMNS.into_iter().take(columns))
            {
                faults.push(fault(line, "1行目の項目名が、ひな形と異なります。"));
                break;
            }
            continue;
        }
        let may_lack_kana = columns == OFFICE_COLUMNS.len() && record.len() + 1 == columns;
        if record.len() != columns && !may_lack_kana {
            faults.push(fault(line, "項目の数が、1行目と異なります。"));
            continue;
        }
        let text = |column| record.get(column).unwrap_or_default().to_owned();
        let form = OfficeForm {
            number: text(0),
            name: text(1),
            services: text(2),
            address: text(3),
            kana: text(4),
        };
        match form.check(line) {
            Ok(office) if numbers.insert(office.number) => offices.push((line, office)),
            Ok(_) => faults.push(fault(
                line,
                "同じ事業所番号が、このファイルの前の行にあります。",
            )),
            Err(more) => faults.extend(more),
        }
    }
    if offices.is_empty() && faults.is_empty() {
        faults.push(fault(1, "登録する事業所がありません。"));
    }
    if offices.len() > OFFICES_MAX {
        faults.push(fault(
            1,
            "一度に登録できるのは200件までです。ファイルを分けてください。",
        ));
    }
    if faults.is_empty() {
        Ok(offices)
    } else {
        Err(faults)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const HEAD: &str = "事業所番号,事業所名,サービス種類コード,住所\r\n";

    fn told(text: &str) -> Vec<String> {
        match read_offices(text.as_bytes()) {
            Ok(offices) => offices
                .iter()
                .map(|(line, one)| format!("{line}: {} {}", one.number, one.name))
                .collect(),
            Err(faults) => faults
                .iter()
                .map(|one| format!("{}:{} {}", one.line, one.column.name(), one.what))
                .collect(),
        }
    }

    #[test]
    fn a_file_with_or_without_a_mark_is_read() {
        let text = format!(
            "\u{feff}{HEAD}1370000001,見本居宅介護支援事業所,43,東京都見本区1-1\r\n\
             1370000002,\"見本、デイ\",15 11,\"東京都\n見本区\"\r\n"
        );
        let offices = read_offices(text.as_bytes()).unwrap();
        assert_eq!(offices.len(), 2);
        assert_eq!(offices[1].1.service_types.len(), 2);
        assert_eq!(offices[1].1.address, "東京都\n見本区");
        assert_eq!(read_offices(&text.as_bytes()[3..]).unwrap(), offices);
        assert_eq!(offices[0].1.kana, "");
        let text = format!(
            "{},事業所名カナ\r\n1370000001,見本,43,,ミホン\r\n",
            HEAD.trim_end()
        );
        assert_eq!(read_offices(text.as_bytes()).unwrap()[0].1.kana, "ミホン");
    }

    #[test]
    fn lines_are_counted_as_an_editor_does_whatever_ends_them() {
        for end in ["\r\n", "\n"] {
            let head = HEAD.trim_end();
            let text = format!("{head}{end}13,見本,43,{end}14,見本,43,{end}");
            let lines: Vec<_> = told(&text)
                .into_iter()
                .filter_map(|fault| Some(fault.split_once(':')?.0.to_owned()))
                .collect();
            assert_eq!(lines, ["2", "3"], "{end:?}");
        }
    }

    #[test]
    fn a_line_is_that_on_which_its_office_begins() {
        let text = format!(
            "{HEAD}1370000001,見本,43,\"東京都\n見本区\n1-1\"\r\n1370000002,見本,43,\r\n13,見本,43,\r\n"
        );
        assert_eq!(
            told(&text),
            ["6:事業所番号 10桁の事業所番号を半角で入力してください。"]
        );
        let good = text.replace("13,見本,43,\r\n", "");
        assert_eq!(told(&good), ["2: 1370000001 見本", "5: 1370000002 見本"]);
    }

    #[test]
    fn every_fault_is_told_with_its_place() {
        let text =
            format!("{HEAD}1370000001,見本,43,\n13,,4,\n1370000001,見本,43,\n1370000003,見本\n");
        insta::assert_debug_snapshot!(told(&text), @r#"
        [
            "3:事業所番号 10桁の事業所番号を半角で入力してください。",
            "3:事業所名 未入力です。",
            "3:サービス種類コード サービス種類コードの一覧にある半角2文字のコードを、複数のときは空白で区切って入力してください。",
            "4:事業所番号 同じ事業所番号が、このファイルの前の行にあります。",
            "5:事業所番号 項目の数が、1行目と異なります。",
        ]
        "#);
        assert_eq!(
            told("番号,名前\n")[0],
            "1:事業所番号 1行目の項目名が、ひな形と異なります。"
        );
        assert!(
            told(&format!("{HEAD}1370000001,見本,43 ZZ,\n"))[0]
                .starts_with("2:サービス種類コード ")
        );
        let nowhere = format!("{HEAD}9970000001,見本,43,\n");
        assert!(told(&nowhere)[0].contains("都道府県の番号"));
        assert_eq!(told(HEAD)[0], "1:事業所番号 登録する事業所がありません。");
        assert!(read_offices(b"\x8e\x96").is_err());
    }

    proptest! {
        #[test]
        fn whatever_comes_in_is_answered(bytes: Vec<u8>) {
            let _answer = read_offices(&bytes);
        }
    }
}
