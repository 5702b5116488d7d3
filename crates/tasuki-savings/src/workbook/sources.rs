//! The sheet of sources.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::cells::SOURCES;
use super::styles::{Styles, set_page};
use crate::{CAUTION, Source};

pub(super) fn write(sheet: &mut Worksheet, styles: &Styles) -> Result<(), XlsxError> {
    sheet.set_name(SOURCES)?;
    sheet.set_column_width(0, 20.0)?;
    sheet.set_column_width(1, 84.0)?;
    sheet.write_string_with_format(0, 0, "初期値の出典", &styles.title)?;
    sheet.write_string_with_format(1, 0, "出典", &styles.head)?;
    sheet.write_string_with_format(1, 1, "内容", &styles.head)?;
    let mut last = 1;
    for (row, source) in (2..).zip(Source::ALL) {
        sheet.write_string_with_format(row, 0, source.label(), &styles.label)?;
        sheet.write_string_with_format(row, 1, source.description(), &styles.label)?;
        sheet.set_row_height(row, 62)?;
        last = row;
    }
    sheet.merge_range(last + 2, 0, last + 2, 1, CAUTION, &styles.note)?;
    sheet.set_row_height(last + 2, 30)?;
    set_page(sheet);
    sheet.set_print_area(0, 0, last + 2, 1)?;
    Ok(())
}
