use std::fmt::Debug;
use std::sync::LazyLock;

use tasuki_answers::{
    Document, EntryId, ErrorEntry, Faq, Library, Markdown, Place, Reply, Snippet,
};
use tasuki_directory::{
    DirectoryBuilder, DirectoryIndex, Filter, Order, Page, TooManyPartners, invented_offices,
};
use tasuki_savings::{Field, Inputs, OfficeKind, simulate};

use crate::input::choose;
use crate::text::{reads_again, told};

/// What people type into the fields of the web, and what the help desk writes: whatever it is, what
/// is shown of it lies within the texts, and leads nowhere astray.
pub fn words(bytes: &[u8]) {
    let parsers: [fn(&str); 5] = [question, text, partners, offices, inputs];
    if let Some((parser, bytes)) = choose(bytes, &parsers)
        && let Some(text) = told(bytes)
    {
        parser(text);
    }
}

static LIBRARY: LazyLock<Option<Library>> = LazyLock::new(|| {
    let faq = known(Faq::embedded())?;
    let errors = known(ErrorEntry::embedded())?;
    let mut documents: Vec<Document> = faq.entries().iter().map(Document::from).collect();
    documents.extend(errors.iter().map(Document::from));
    Some(Library::new(documents))
});

fn known<T, E: Debug>(result: Result<T, E>) -> Option<T> {
    assert!(result.is_ok(), "{:?}", result.as_ref().err());
    result.ok()
}

/// What is found is shown as it stands in the text, with marks in their order.
fn question(text: &str) {
    const MOST: usize = 5;
    let Some(library) = &*LIBRARY else { return };
    let hits = library.search(text, MOST);
    assert!(hits.len() <= MOST);
    for hit in hits {
        is_shown(&hit.title, &hit.document.title);
        is_shown(&hit.body, &hit.document.body);
    }
    match library.ask(text) {
        Reply::Found(told) | Reply::Near(told) => assert!(!told.is_empty()),
        Reply::Unknown => {}
    }
    if let Some(mended) = library.mended(text) {
        assert_ne!(mended, text);
    }
}

fn is_shown(snippet: &Snippet, text: &str) {
    let parts: String = snippet.parts(text).iter().map(|part| part.text).collect();
    assert_eq!(text.get(snippet.range.clone()), Some(&*parts));
    let mut at = snippet.range.start;
    for mark in &snippet.marks {
        assert!(at <= mark.start && mark.start < mark.end && mark.end <= snippet.range.end);
        at = mark.end;
    }
}

/// A text of the help desk, or a link in one.
fn text(text: &str) {
    reads_again::<Place>(text);
    reads_again::<EntryId>(text);
    let Ok(markdown) = Markdown::read(text) else {
        return;
    };
    for place in markdown.places() {
        reads_again::<Place>(&place.to_string());
    }
    let html = markdown.html(|place| Some(place.to_string()));
    // Signs of a text are escaped: what stands so is the renderer's own.
    for bad in ["<script", "<iframe", "<img", "=\"javascript:", "=\"data:"] {
        assert!(!html.to_lowercase().contains(bad), "{html}");
    }
    let _told = (markdown.text(), markdown.headings().count());
}

static INDEX: LazyLock<DirectoryIndex> = LazyLock::new(|| {
    let mut builder = DirectoryBuilder::default();
    for office in invented_offices(1).take(200) {
        for row in office.rows() {
            assert!(builder.add(&row).is_ok());
        }
    }
    builder.build()
});

/// Answers stand beside the lines that they are about.
fn partners(text: &str) {
    let lines: Vec<_> = text.lines().collect();
    match INDEX.partners(text) {
        Ok(answers) => {
            assert!(answers.len() <= TooManyPartners::MOST);
            assert!(answers.is_sorted_by_key(|answer| answer.line));
            for answer in answers {
                let line = answer.line.checked_sub(1).and_then(|at| lines.get(at));
                assert_eq!(line.map(|line| line.trim()), Some(answer.text));
            }
        }
        Err(TooManyPartners) => assert!(text.len() > TooManyPartners::MOST),
    }
}

/// A page is a part of all that is found, and more words find no more.
fn offices(text: &str) {
    let list = |words: &str, size| {
        let filter = Filter {
            words: words.to_owned(),
            ..Filter::default()
        };
        INDEX.list(&filter, Order::Region, Page { skip: 0, size })
    };
    let all = list(text, usize::MAX);
    assert_eq!(all.total, all.offices.len());
    let page = list(text, 3);
    assert_eq!(page.total, all.total);
    assert_eq!(Some(&*page.offices), all.offices.get(..all.total.min(3)));
}

/// Lines, each what was typed into a field: what is within bounds is shown to be read the same, and
/// is reckoned with.
fn inputs(text: &str) {
    let typed: Vec<_> = text.split('\n').collect();
    for kind in OfficeKind::ALL {
        let fields = Field::ALL.into_iter().zip(&typed);
        let find = |field| fields.clone().find(|(known, _)| *known == field);
        match Inputs::read(kind, |field| find(field).map(|(_, typed)| *typed)) {
            Ok(inputs) => {
                assert!((0..=100).contains(&inputs.mail_share()));
                let shown: Vec<_> = Field::ALL
                    .map(|field| (field, field.spec().shown(inputs.value(field))))
                    .into();
                let again = Inputs::read(kind, |field| {
                    let shown = shown.iter().find(|(known, _)| *known == field);
                    shown.map(|(_, shown)| &**shown)
                });
                assert_eq!(again, Ok(inputs));
                let _savings = simulate(&inputs);
            }
            Err(faults) => {
                assert!(!faults.is_empty());
                assert!(faults.iter().all(|fault| !fault.advice().is_empty()));
            }
        }
    }
}
