//! Manuals (操作マニュアル): a title page, contents, and the text with its pictures.

mod text;

use tasuki_answers::{Manual, Place};
use tasuki_terms::{Date, JapaneseDate};

use crate::layout::{
    Align, Bookmark, ContentsLine, Flow, Ink, Role, Sheet, Style, Target, Typefaces, Unreadable,
    is_readable,
};
use crate::paper::{self, Document, Paper, PaperError};

/// Where places of the web are: their whole addresses.
pub type Addresses<'a> = dyn Fn(&Place) -> Option<String> + 'a;

/// Prints a manual, in the name of the operator. What leads within the manual leads within the file;
/// all else goes to the address that is known.
pub fn print_manual(
    manual: &Manual,
    operator: &str,
    addresses: &Addresses<'_>,
) -> Result<Paper, PaperError> {
    let faces = Typefaces::load().map_err(|Unreadable| PaperError::Font)?;
    let mut pictures = manual.body.pictures().into_iter();
    if let Some(picture) = pictures.find(|picture| !is_readable(picture)) {
        let name = picture.name;
        return Err(PaperError::Picture { name });
    }
    let sheet = laid(faces, manual, operator, addresses);
    paper::written(faces, &sheet, &manual.title, manual.updated)
}

/// Lays it twice: the contents tell pages that only the first time shows.
fn laid(
    faces: &'static Typefaces,
    manual: &Manual,
    operator: &str,
    addresses: &Addresses<'_>,
) -> Sheet {
    let book = Book {
        manual,
        operator,
        addresses,
        pages: Vec::new(),
    };
    let first = paper::lay(faces, std::slice::from_ref(&book));
    let page = |mark: &Bookmark| mark.page + 1;
    let pages = first.bookmarks.iter().map(page).collect();
    paper::lay(faces, &[Book { pages, ..book }])
}

struct Book<'a> {
    manual: &'a Manual,
    operator: &'a str,
    addresses: &'a Addresses<'a>,
    /// The page of each heading, from 1 on, where they are known.
    pages: Vec<usize>,
}

impl Document for Book<'_> {
    const TITLE: &'static str = "操作マニュアル";

    fn date(&self) -> Date {
        self.manual.updated
    }

    fn name(&self) -> &str {
        &self.manual.title
    }

    fn lay(&self, flow: &mut Flow) {
        self.title_page(flow);
        flow.room(f32::MAX);
        self.contents(flow);
        flow.room(f32::MAX);
        text::lay(flow, self.manual.body.blocks(), &|place| self.target(place));
    }
}

impl Book<'_> {
    fn target(&self, place: &Place) -> Option<Target> {
        if let Place::Manual { id, anchor } = place
            && *id == self.manual.id
        {
            let mut headings = self.manual.contents();
            let heading =
                headings.position(|heading| anchor.is_some() && heading.anchor == *anchor);
            return Some(Target::Heading(heading.unwrap_or(0)));
        }
        (self.addresses)(place).map(Target::Web)
    }

    fn title_page(&self, flow: &mut Flow) {
        let line = |flow: &mut Flow, text: &str, style: &Style| {
            flow.text(Role::Paragraph, text, style, Align::Middle);
        };
        let manual = self.manual;
        flow.space(60.0);
        line(
            flow,
            "ケアプランデータ連携システム",
            &Style::BODY.sized(12.0),
        );
        flow.space(6.0);
        flow.rule(0.6, Ink::Black);
        flow.space(6.0);
        let title = Role::Title(manual.title.clone());
        flow.text(
            title,
            &manual.title,
            &Style::TITLE.sized(24.0),
            Align::Middle,
        );
        flow.space(6.0);
        flow.rule(0.6, Ink::Black);
        flow.space(10.0);
        line(flow, &manual.summary, &Style::BODY.sized(11.0));
        flow.space(60.0);
        line(
            flow,
            &JapaneseDate::new(manual.updated).to_string(),
            &Style::BODY,
        );
        line(flow, self.operator, &Style::BODY);
    }

    fn contents(&self, flow: &mut Flow) {
        let role = Role::Heading("目次".to_owned());
        flow.text(role, "目次", &Style::TITLE, Align::Left);
        flow.space(3.0);
        let headings: Vec<_> = self.manual.contents().collect();
        let texts: Vec<String> = headings.iter().map(|heading| heading.text()).collect();
        let lines = headings.iter().zip(&texts).enumerate();
        flow.contents(lines.map(|(place, (heading, text))| ContentsLine {
            text,
            is_minor: heading.level > 2,
            page: self.pages.get(place).copied(),
        }));
    }
}

#[cfg(test)]
mod tests;
