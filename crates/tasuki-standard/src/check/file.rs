//! Checking one file, piece by piece.

use super::findings::Findings;
use super::gaps::Gaps;
use super::groups::Group;
use super::keys::FileKeys;
use super::record::{self, Rules, items};
use super::row::Row;
use super::versions::Versions;
use super::{Finding, Place, Rule, bytes, fields, header, plain};
use crate::layout::rules::bit;
use crate::split::{Cut, Splitter, marks};
use crate::{FileName, Layout};

/// How many bytes are joined to the beginning of a record that the bytes before left.
const JOINED: usize = 4 * 1024;
/// The longest record, in bytes. What is longer was not closed.
const LONGEST_RECORD: usize = 4 * 1024 * 1024;

/// A file of the standard that is being checked.
pub(super) struct FileCheck {
    pub(super) given: String,
    pub(super) name: FileName,
    pub(super) layout: &'static Layout,
    pub(super) told: fields::Told,
    pub(super) versions: Versions,
    rules: Rules,
    groups: Vec<Group>,
    keys: FileKeys,
    gaps: Gaps,
    /// The items that differ from the last record whose rules were looked at.
    changed: u128,
    /// The items that were not right in the record before, or of which it says nothing.
    doubtful: u128,
    /// Bytes that are not checked yet.
    rest: Vec<u8>,
    /// Where in the file `rest` begins.
    offset: usize,
    line: u32,
    cut: Cut,
    records: u32,
    has_begun: bool,
    is_first: bool,
    /// Nothing more can be told of it.
    is_over: bool,
}

/// What is known of a file when all of it was seen.
pub(super) struct Checked {
    pub(super) records: u32,
    pub(super) keys: FileKeys,
}

impl FileCheck {
    pub(super) fn new(given: &str, name: FileName, layout: &'static Layout) -> Self {
        Self {
            given: given.to_owned(),
            layout,
            told: fields::Told::default(),
            versions: Versions::new(name.spec),
            rules: Rules::new(layout, &name),
            groups: Group::all(layout, &name),
            keys: FileKeys::new(layout, &name),
            gaps: Gaps::default(),
            changed: u128::MAX,
            doubtful: u128::MAX,
            rest: Vec::new(),
            offset: 0,
            line: 1,
            cut: Cut::default(),
            records: 0,
            has_begun: false,
            is_first: true,
            is_over: false,
            name,
        }
    }

    /// Takes the next bytes.
    pub(super) fn feed(&mut self, bytes: &[u8], findings: &mut Findings) {
        if self.is_over {
            return;
        }
        let mut bytes = bytes;
        if !self.has_begun && (!self.rest.is_empty() || bytes.len() < bytes::BEGINNING) {
            self.rest.extend_from_slice(bytes);
            if self.rest.len() >= bytes::BEGINNING {
                self.scan_rest(false, findings);
            }
            return;
        }
        if !self.rest.is_empty() {
            // Only the record that was begun is joined; the others are checked where they lie.
            let (before, joined) = (self.rest.len(), bytes.len().min(JOINED));
            let (first, behind) = bytes.split_at_checked(joined).unwrap_or((bytes, &[]));
            self.rest.extend_from_slice(first);
            self.scan_rest(false, findings);
            match joined.checked_sub(self.rest.len()) {
                Some(used) if before > 0 && self.rest.len() <= joined => {
                    bytes = bytes.get(used..).unwrap_or_default();
                    self.rest.clear();
                }
                _ => {
                    self.rest.extend_from_slice(behind);
                    self.scan_rest(false, findings);
                    bytes = &[];
                }
            }
        }
        if !bytes.is_empty() && !self.is_over {
            let used = self.scan(bytes, false, findings);
            let rest = bytes.get(used..).unwrap_or_default();
            self.rest.extend_from_slice(rest);
        }
        if self.rest.len() > LONGEST_RECORD {
            self.scan_rest(true, findings);
            self.is_over = true;
        }
    }

    /// The file is at its end.
    pub(super) fn end(mut self, findings: &mut Findings) -> Checked {
        if !self.is_over {
            self.scan_rest(true, findings);
        }
        if !self.is_over && self.records > 0 {
            findings.add_some(self.gaps.begins(&self.given, self.offset));
        }
        if !self.is_over && self.records == 0 && findings.errors_of_file() == 0 {
            findings.add(bytes::empty(&self.given));
        }
        if let Some(finding) = self.versions.at_the_end(&self.given, self.layout) {
            findings.add(finding);
        }
        let is_whole = !self.is_over;
        if !is_whole {
            self.groups.iter_mut().for_each(Group::excuse_all);
        }
        let broken: Vec<_> = (self.groups.iter_mut())
            .flat_map(Group::at_the_end)
            .collect();
        for broken in broken {
            let spot = broken.spot;
            let place = Place::file(&self.given).at(spot.line, spot.offset);
            let item = broken.rule.then.item();
            findings.add(self.broken(broken.rule.rule, item, place, broken.is_again));
        }
        self.keys.end(is_whole && self.records > 0);
        Checked {
            records: self.records,
            keys: self.keys,
        }
    }

    fn scan_rest(&mut self, is_whole: bool, findings: &mut Findings) {
        let mut rest = std::mem::take(&mut self.rest);
        let used = self.scan(&rest, is_whole, findings);
        rest.drain(..used);
        self.rest = rest;
    }

    /// Checks all whole records; tells how many bytes they are.
    fn scan(&mut self, bytes: &[u8], is_whole: bool, findings: &mut Findings) -> usize {
        let mut from = 0;
        if !self.has_begun {
            self.has_begun = true;
            if !bytes::check(&self.given, bytes, is_whole, findings) {
                self.is_over = true;
                return bytes.len();
            }
            from = marks(bytes);
            self.gaps.ends(from, self.line);
        }
        let mut splitter = Splitter::new(bytes, from, self.line, is_whole);
        let mut cut = std::mem::take(&mut self.cut);
        while !self.is_over && splitter.next(&mut cut) {
            let begin = self.offset + cut.start;
            findings.add_some(self.gaps.begins(&self.given, begin));
            self.record(bytes, &cut, findings);
            let (end, line) = splitter.rest();
            self.gaps.ends(self.offset + end, line);
        }
        self.cut = cut;
        let (used, line) = splitter.rest();
        self.offset += used;
        self.line = line;
        used
    }

    fn record(&mut self, bytes: &[u8], cut: &Cut, findings: &mut Findings) {
        let row = Row {
            bytes: bytes.get(cut.start..).unwrap_or_default(),
            offset: self.offset + cut.start,
            fields: &cut.fields,
            line: cut.line,
        };
        if std::mem::replace(&mut self.is_first, false)
            && let Some(finding) = header::check(self, &row)
        {
            findings.add(finding);
            return;
        }
        self.records = self.records.saturating_add(1);
        if let Some(at) = cut.nul {
            findings.add(bytes::zero(fields::place(self, &row, at)));
            self.is_over = true;
            return;
        }
        if !cut.ends_in_crlf
            && let Some(finding) = fields::line_end(self, &row)
        {
            findings.add(finding);
        }
        if cut.fault.is_some() || cut.fields.len() != self.layout.fields.len() {
            findings.add(fields::shape(self, &row, cut.fault));
            self.versions.unsound(&row, self.layout.kind);
            self.leave_out(&row, cut);
            return;
        }
        let faulty = self.fields(&row, cut.changed, findings);
        self.together(&row, faulty, findings);
    }

    /// Leaves out a record whose items cannot be told apart. Its first ones are known if they stand
    /// before a fault and have the forms of their items.
    #[cold]
    fn leave_out(&mut self, row: &Row<'_>, cut: &Cut) {
        let sound = cut.fault.map_or(row.fields.len(), |(item, _)| item);
        let fields = self.layout.fields.iter().take(sound).enumerate();
        let clear = fields.filter(|(item, field)| plain::is_right(field, row.raw(*item)));
        let clear = clear.fold(0, |all, (item, _)| all | bit(item));
        for group in &mut self.groups {
            group.leave_out_unclear(row, clear);
        }
        self.keys.note_unclear(row, clear);
        // What stood before it says nothing of the record behind it.
        self.changed = u128::MAX;
        self.doubtful = u128::MAX;
    }

    /// Looks at each field by itself, but for those that repeat right ones of the record before.
    /// Gives those that have errors, one bit each.
    fn fields(&mut self, row: &Row<'_>, changed: u128, findings: &mut Findings) -> u128 {
        let changed = changed | self.doubtful;
        self.changed |= changed;
        let is_doubtful = |item: &usize| {
            let field = self.layout.fields.get(*item);
            // The version is looked at for the whole file.
            *item == 0 || field.is_some_and(|field| !plain::is_right(field, row.raw(*item)))
        };
        let doubtful = items(changed).filter(is_doubtful);
        self.doubtful = doubtful.fold(0, |all, item| all | bit(item));
        if self.doubtful == 0 {
            return 0;
        }
        self.read(row, findings)
    }

    /// Reads the doubtful fields, and remembers those that are not right; gives those that have
    /// errors.
    fn read(&mut self, row: &Row<'_>, findings: &mut Findings) -> u128 {
        let mut faulty = 0;
        for item in items(std::mem::take(&mut self.doubtful)) {
            if item == 0 {
                let place = fields::place_of(self, row, 0);
                if let Some(finding) = self.versions.sound(row, place) {
                    findings.add(finding);
                }
            }
            let before = findings.errors();
            if !fields::read(self, row, item, findings) {
                self.doubtful |= bit(item);
            }
            if findings.errors() > before {
                faulty |= bit(item);
            }
        }
        faulty
    }

    /// Looks at what must hold between fields, and between records, as far as it does not depend on
    /// those in `faulty`.
    fn together(&mut self, row: &Row<'_>, faulty: u128, findings: &mut Findings) {
        let changed = std::mem::take(&mut self.changed);
        let mut broken = Vec::new();
        let of_record = self.rules.broken_by(row, changed, faulty, &self.name);
        broken.extend(of_record.map(|rule| (rule, false)));
        for group in &mut self.groups {
            if faulty != 0 && faulty & group.reads() != 0 {
                group.leave_out(row, changed, faulty);
            } else if group.is_broken_by(row, changed) {
                broken.push((group.rule, true));
            }
        }
        for (rule, is_again) in broken {
            let item = record::item(&rule.then, row);
            let place = fields::place_of(self, row, item);
            let finding = self.broken(rule.rule, item, place, is_again);
            findings.add(fields::showing(self.layout, row, item, finding));
        }
        self.keys.note(row, changed, faulty);
    }

    /// A finding of a rule whose sentences are always the same, but for what is there again.
    fn broken(&self, rule: Rule, item: usize, place: Place, is_again: bool) -> Finding {
        let place = match self.layout.fields.get(item) {
            Some(field) => place.in_field(field),
            None => place,
        };
        let mut finding = Finding::of(rule, place);
        if let Some(again) = rule.entry().again.as_ref().filter(|_| is_again) {
            finding.what.clone_from(again);
        }
        finding
    }
}
