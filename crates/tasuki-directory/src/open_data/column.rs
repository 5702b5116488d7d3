//! The columns that are read.

use super::reader::NotOpenData;
use super::split::Fields;

/// A column of the open data (項目). Others may stand beside them, in any order.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Column {
    /// Code of the prefecture or municipality.
    RegionCode,
    /// Name of the prefecture.
    Prefecture,
    /// Name of the municipality.
    Municipality,
    /// Name of the office (事業所名).
    Name,
    /// Its name in kana.
    Kana,
    /// Address (住所).
    Address,
    /// Building (方書).
    Building,
    /// Latitude (緯度).
    Latitude,
    /// Longitude (経度).
    Longitude,
    /// Telephone (電話番号).
    Phone,
    /// Who runs the office (法人の名称).
    Corporation,
    /// Office number (事業所番号).
    Number,
    /// Address in the web.
    Url,
}

impl Column {
    /// How many there are.
    pub const COUNT: usize = 13;

    /// All of them.
    pub const ALL: [Self; Self::COUNT] = [
        Self::RegionCode,
        Self::Prefecture,
        Self::Municipality,
        Self::Name,
        Self::Kana,
        Self::Address,
        Self::Building,
        Self::Latitude,
        Self::Longitude,
        Self::Phone,
        Self::Corporation,
        Self::Number,
        Self::Url,
    ];

    /// What stands above it in the file.
    pub const fn heading(self) -> &'static str {
        match self {
            Self::RegionCode => "都道府県コード又は市町村コード",
            Self::Prefecture => "都道府県名",
            Self::Municipality => "市区町村名",
            Self::Name => "事業所名",
            Self::Kana => "事業所名カナ",
            Self::Address => "住所",
            Self::Building => "方書（ビル名等）",
            Self::Latitude => "緯度",
            Self::Longitude => "経度",
            Self::Phone => "電話番号",
            Self::Corporation => "法人の名称",
            Self::Number => "事業所番号",
            Self::Url => "URL",
        }
    }
}

/// Where each column stands in a file.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    places: [usize; Column::COUNT],
    /// How many columns the file has, with those that are not read.
    pub(super) width: usize,
}

impl Layout {
    /// Reads the first line of a file.
    pub(super) fn of(header: &[u8]) -> Result<Self, NotOpenData> {
        let fields = Fields::of(header).map_err(|_| NotOpenData::Header)?;
        let names: Vec<String> = fields
            .iter()
            .map(|name| String::from_utf8(name.to_vec()).map(|name| name.trim().to_owned()))
            .collect::<Result<_, _>>()
            .map_err(|_| NotOpenData::Encoding)?;
        let mut places = [0; Column::COUNT];
        for (column, place) in Column::ALL.into_iter().zip(&mut places) {
            let found = names.iter().position(|name| name == column.heading());
            *place = found.ok_or(NotOpenData::Missing { column })?;
        }
        let width = names.len();
        Ok(Self { places, width })
    }

    /// Where a column stands, counted from 0.
    pub(super) fn place(&self, column: Column) -> usize {
        let mut all = Column::ALL.into_iter().zip(self.places);
        all.find(|(known, _)| *known == column)
            .map_or(usize::MAX, |(_, place)| place)
    }
}
