//! Writes laid pages as PDF.

use krilla::Document;
use krilla::SerializeSettings;
use krilla::action::{Action, LinkAction};
use krilla::annotation::{self, Annotation, LinkAnnotation};
use krilla::color::luma;
use krilla::configure::{Accessibility, Configuration, ConfigurationBuilder, PdfVersion};
use krilla::destination::XyzDestination;
use krilla::error::KrillaError;
use krilla::geom::{Path, PathBuilder, Point, Rect, Size, Transform};
use krilla::image::Image;
use krilla::metadata::{DateTime, Metadata};
use krilla::num::NormalizedF32;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule, Stroke};
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ArtifactType, ContentTag, Identifier, ListNumbering, Node, SpanTag, TableHeaderScope,
    Tag, TagGroup, TagKind, TagTree,
};
use krilla::text::{GlyphId, KrillaGlyph};
use tasuki_answers::Picture;
use tasuki_terms::Date;

use super::POINT;
use super::sheet::{Bookmark, Cut, ListKind, Mark, PAGE, Part, PartId, Role, Sheet, Target};
use super::style::{Ink, Style};
use super::typeface::Typefaces;
use super::typeset::Line;

/// Writes a sheet; `title` and `date` are its metadata.
pub(crate) fn draw(
    faces: &Typefaces,
    sheet: &Sheet,
    title: &str,
    date: Date,
) -> Result<Vec<u8>, KrillaError> {
    let mut document = Document::new_with(SerializeSettings {
        configuration: accessible(),
        ..SerializeSettings::default()
    });
    let mut identifiers: Vec<Vec<Identifier>> = Vec::new();
    identifiers.resize_with(sheet.parts.len(), Vec::new);
    for marks in &sheet.pages {
        let size = PageSettings::from_wh(PAGE.0 / POINT, PAGE.1 / POINT).unwrap_or_default();
        let mut page = document.start_page_with(size);
        let mut surface = page.surface();
        for mark in marks {
            let drawn = draw_mark(&mut surface, faces, mark);
            if let Some((part, identifier)) = drawn
                && let Some(own) = identifiers.get_mut(part)
            {
                own.push(identifier);
            }
        }
        surface.finish();
        for mark in marks {
            if let Some((part, annotation)) = link(mark, &sheet.bookmarks)
                && let Some(own) = identifiers.get_mut(part)
            {
                own.push(page.add_tagged_annotation(annotation));
            }
        }
        page.finish();
    }
    document.set_metadata(metadata(title, date));
    document.set_outline(outline(sheet));
    document.set_tag_tree(tag_tree(&sheet.parts, identifiers));
    document.finish()
}

/// PDF 1.7 that readers for the blind can use (PDF/UA-1); krilla refuses to write what is not.
fn accessible() -> Configuration {
    ConfigurationBuilder::new()
        .with_version(PdfVersion::Pdf17)
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .unwrap_or_default()
}

fn metadata(title: &str, date: Date) -> Metadata {
    let part = |value: i8| u8::try_from(value).unwrap_or(1);
    let created = DateTime::new(u16::try_from(date.year()).unwrap_or(0))
        .month(part(date.month()))
        .day(part(date.day()))
        .hour(0)
        .minute(0)
        .second(0)
        .utc_offset_hour(9)
        .utc_offset_minute(0);
    Metadata::new()
        .title(title.to_owned())
        .language("ja".to_owned())
        .creator("Tasuki".to_owned())
        .creation_date(created)
}

fn outline(sheet: &Sheet) -> Outline {
    if !sheet.bookmarks.is_empty() {
        return headings(&sheet.bookmarks);
    }
    let mut outline = Outline::new();
    for (name, page) in &sheet.documents {
        let top = XyzDestination::new(*page, Point::from_xy(0.0, 0.0));
        outline.push_child(OutlineNode::new(name.clone(), top));
    }
    outline
}

/// Headings, each with those below it.
fn headings(bookmarks: &[Bookmark]) -> Outline {
    let node = |bookmark: &Bookmark| {
        let place = Point::from_xy(0.0, bookmark.top / POINT);
        let to = XyzDestination::new(bookmark.page, place);
        OutlineNode::new(bookmark.text.clone(), to)
    };
    let mut outline = Outline::new();
    for chapter in bookmarks.chunk_by(|_, next| next.is_minor) {
        let Some((first, rest)) = chapter.split_first() else {
            continue;
        };
        let mut whole = node(first).with_open(true);
        for minor in rest {
            whole.push_child(node(minor));
        }
        outline.push_child(whole);
    }
    outline
}

/// The place on the page on which one presses.
fn link(mark: &Mark, bookmarks: &[Bookmark]) -> Option<(PartId, Annotation)> {
    let Mark::Link {
        corner,
        size,
        target,
        words,
        part,
    } = mark
    else {
        return None;
    };
    let [x, y] = [corner.0 / POINT, corner.1 / POINT];
    let rectangle = Rect::from_xywh(x, y, size.0 / POINT, size.1 / POINT)?;
    let to = match target {
        Target::Heading(place) => {
            let heading = bookmarks.get(*place)?;
            let place = Point::from_xy(0.0, heading.top / POINT);
            let there = XyzDestination::new(heading.page, place);
            annotation::Target::Destination(there.into())
        }
        Target::Web(address) => {
            annotation::Target::Action(Action::Link(LinkAction::new(address.clone())))
        }
    };
    let link = LinkAnnotation::new(rectangle, to);
    Some((*part, Annotation::new_link(link, Some(words.clone()))))
}

fn draw_mark(
    surface: &mut Surface<'_>,
    faces: &Typefaces,
    mark: &Mark,
) -> Option<(PartId, Identifier)> {
    match mark {
        Mark::Text {
            line,
            style,
            left,
            baseline,
            part,
            one_word,
        } => {
            let word = one_word.then_some(&*line.text);
            let tag = match part {
                Some(_) => ContentTag::Span(SpanTag::empty().with_actual_text(word)),
                None => ContentTag::Artifact(Artifact::with_kind(ArtifactType::PaginationOther)),
            };
            let identifier = surface.start_tagged(tag);
            draw_line(surface, faces, line, style, (*left, *baseline));
            surface.end_tagged();
            part.map(|part| (part, identifier))
        }
        Mark::Rule {
            from,
            to,
            width,
            ink,
        } => {
            surface.set_fill(None);
            surface.set_stroke(Some(Stroke {
                paint: paint(*ink),
                width: width / POINT,
                ..Stroke::default()
            }));
            draw_artifact(surface, rule(*from, *to).as_ref());
            None
        }
        Mark::Picture {
            picture,
            cut,
            corner,
            size,
            part,
        } => {
            let identifier = surface.start_tagged(ContentTag::Other);
            draw_picture(surface, picture, *cut, (*corner, *size));
            surface.end_tagged();
            Some((*part, identifier))
        }
        // Those are no part of what is drawn.
        Mark::Link { .. } => None,
        Mark::Fill { corner, size, ink } => {
            surface.set_stroke(None);
            surface.set_fill(Some(fill(*ink)));
            draw_artifact(surface, rectangle(*corner, *size).as_ref());
            None
        }
    }
}

fn draw_artifact(surface: &mut Surface<'_>, path: Option<&Path>) {
    if let Some(path) = path {
        let layout = Artifact::with_kind(ArtifactType::Layout);
        surface.start_tagged(ContentTag::Artifact(layout));
        surface.draw_path(path);
        surface.end_tagged();
    }
}

fn draw_picture(
    surface: &mut Surface<'_>,
    picture: &'static Picture,
    cut: Cut,
    (corner, size): ((f32, f32), (f32, f32)),
) {
    // Whoever lays pictures has read them before.
    let image = Image::from_png(picture.bytes.into(), false).ok();
    let whole = Size::from_wh(cut.whole.0 / POINT, cut.whole.1 / POINT);
    if let (Some(image), Some(whole), Some(shown)) = (image, whole, rectangle(corner, size)) {
        let [x, y] = [corner.0 - cut.from.0, corner.1 - cut.from.1];
        surface.push_clip_path(&shown, &FillRule::NonZero);
        surface.push_transform(&Transform::from_translate(x / POINT, y / POINT));
        surface.draw_image(image, whole);
        surface.pop();
        surface.pop();
    }
}

fn draw_line(
    surface: &mut Surface<'_>,
    faces: &Typefaces,
    line: &Line,
    style: &Style,
    (left, baseline): (f32, f32),
) {
    let ems = |millimetres: f32| millimetres / POINT / style.size;
    let glyphs: Vec<_> = line
        .glyphs
        .iter()
        .map(|glyph| {
            KrillaGlyph::new(
                GlyphId::new(glyph.id),
                ems(glyph.advance),
                ems(glyph.shift),
                0.0,
                0.0,
                glyph.bytes.clone(),
                None,
            )
        })
        .collect();
    surface.set_stroke(None);
    surface.set_fill(Some(fill(style.ink)));
    surface.draw_glyphs(
        Point::from_xy(left / POINT, baseline / POINT),
        &glyphs,
        faces.of(style.face).font.clone(),
        &line.text,
        style.size,
        false,
    );
}

fn rule(from: (f32, f32), to: (f32, f32)) -> Option<Path> {
    let mut path = PathBuilder::new();
    path.move_to(from.0 / POINT, from.1 / POINT);
    path.line_to(to.0 / POINT, to.1 / POINT);
    path.finish()
}

fn rectangle(corner: (f32, f32), size: (f32, f32)) -> Option<Path> {
    let mut path = PathBuilder::new();
    let [x, y] = [corner.0 / POINT, corner.1 / POINT];
    path.push_rect(Rect::from_xywh(x, y, size.0 / POINT, size.1 / POINT)?);
    path.finish()
}

fn fill(ink: Ink) -> Fill {
    Fill {
        paint: paint(ink),
        opacity: NormalizedF32::ONE,
        ..Fill::default()
    }
}

fn paint(ink: Ink) -> krilla::paint::Paint {
    luma::Color::new(ink.lightness()).into()
}

/// The parts as a tree: from the last to the first, each goes into the one that it belongs to.
fn tag_tree(parts: &[Part], identifiers: Vec<Vec<Identifier>>) -> TagTree {
    let mut groups: Vec<Option<TagGroup>> = parts
        .iter()
        .zip(identifiers)
        .map(|(part, own)| {
            let own = own.into_iter().map(Node::from).collect();
            Some(TagGroup::with_children(tag(&part.role), own))
        })
        .collect();
    let mut tree = TagTree::new().with_lang(Some("ja".to_owned()));
    for (id, part) in parts.iter().enumerate().rev() {
        let Some(group) = groups.get_mut(id).and_then(Option::take) else {
            continue;
        };
        let outer = part.within.and_then(|outer| groups.get_mut(outer));
        let children = match outer {
            Some(Some(outer)) => &mut outer.children,
            _ => &mut tree.children,
        };
        // Texts of its own come first: a part has either these or parts.
        children.insert(0, group.into());
    }
    tree
}

fn tag(role: &Role) -> TagKind {
    match role {
        Role::Document => Tag::Part.into(),
        Role::Title(text) => Tag::Hn(std::num::NonZeroU16::MIN, Some(text.clone())).into(),
        Role::Heading(text) => {
            let second = std::num::NonZeroU16::MIN.saturating_add(1);
            Tag::Hn(second, Some(text.clone())).into()
        }
        Role::Subheading(text) => {
            let third = std::num::NonZeroU16::MIN.saturating_add(2);
            Tag::Hn(third, Some(text.clone())).into()
        }
        Role::Contents => Tag::TOC.into(),
        Role::ContentsLine => Tag::TOCI.into(),
        Role::Words => Tag::Span.into(),
        Role::Link => Tag::Link.into(),
        Role::Figure(shown) => Tag::Figure(Some(shown.clone())).into(),
        Role::Note => Tag::Note.into(),
        Role::Paragraph => Tag::P.into(),
        Role::List(ListKind::Numbered) => Tag::L(ListNumbering::Decimal).into(),
        Role::List(ListKind::Bulleted) => Tag::L(ListNumbering::Disc).into(),
        Role::Item => Tag::LI.into(),
        Role::Label => Tag::Lbl.into(),
        Role::Body => Tag::LBody.into(),
        Role::Table => Tag::Table.into(),
        Role::Row => Tag::TR.into(),
        Role::ColumnHeading => Tag::TH(TableHeaderScope::Column).into(),
        Role::RowHeading => Tag::TH(TableHeaderScope::Row).into(),
        Role::Cell => Tag::TD.into(),
    }
}
