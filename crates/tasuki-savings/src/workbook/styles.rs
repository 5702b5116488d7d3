//! How cells look.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Worksheet};

/// The formats of the workbook.
pub(super) struct Styles {
    pub(super) title: Format,
    pub(super) note: Format,
    pub(super) head: Format,
    pub(super) label: Format,
    pub(super) input: Format,
    pub(super) input_tenths: Format,
    pub(super) whole: Format,
    pub(super) tenths: Format,
    pub(super) sum: Format,
    pub(super) warning: Format,
}

impl Styles {
    pub(super) fn new() -> Self {
        let text = Format::new()
            .set_font_name("BIZ UDPGothic")
            .set_font_size(10)
            .set_align(FormatAlign::VerticalCenter);
        let wrapped = text.clone().set_text_wrap();
        let cell = text.clone().set_border(FormatBorder::Thin);
        // Yellow stands beside an unlocked cell; the text above the table says so, too.
        let input = cell
            .clone()
            .set_unlocked()
            .set_background_color(Color::RGB(0x00FF_F9D6));
        Self {
            title: text.clone().set_bold().set_font_size(14),
            note: wrapped,
            head: cell
                .clone()
                .set_bold()
                .set_align(FormatAlign::Center)
                .set_background_color(Color::RGB(0x00E8_F1FE)),
            label: cell.clone().set_text_wrap(),
            input: input.clone().set_num_format("#,##0"),
            input_tenths: input.set_num_format("#,##0.0"),
            whole: cell.clone().set_num_format("#,##0"),
            tenths: cell.clone().set_num_format("#,##0.0"),
            sum: cell.set_num_format("#,##0").set_bold(),
            warning: text.set_bold(),
        }
    }
}

/// A4, upright, one page wide, with the page's number; the marked cells alone can be changed.
pub(super) fn set_page(sheet: &mut Worksheet) {
    const A4: u8 = 9;
    sheet
        .set_paper_size(A4)
        .set_portrait()
        .set_print_fit_to_pages(1, 0)
        .set_margins(0.5, 0.5, 0.6, 0.6, 0.3, 0.3)
        .set_footer("&C&P / &N")
        .protect();
}
