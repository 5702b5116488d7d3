//! Objects that nobody names, and names without an object.

use std::collections::BTreeSet;
use std::sync::PoisonError;

use futures_util::{StreamExt as _, TryStreamExt as _};
use object_store::path::Path;
use object_store::{ObjectMeta, ObjectStore as _, ObjectStoreExt as _, PutPayload};

use super::{Bucket, Key, about};
use crate::contents::sweep::{LAST, PAGE, Survey, SweepError};
use crate::{ContentsError, Records};

/// For how long an object may be without a record, in seconds: it is put first, and its record is
/// made then. No request goes on for so long.
const GRACE: i64 = 24 * 3600;

/// How many pages one sweep looks at.
pub(super) const PAGES: u32 = 50;

/// A round through the whole bucket, of which each sweep does a part.
#[derive(Clone, Debug)]
pub(super) struct Round {
    /// Behind which name it began.
    begin: String,
    /// Behind which name it goes on.
    after: String,
    /// Whether it came to the last of all names, and goes on with the first ones.
    has_turned: bool,
    /// How many objects were missing in it.
    missing: u64,
    /// How many were missing in the one before it.
    missing_before: u64,
}

impl From<Key> for Round {
    fn from(begin: Key) -> Self {
        Self::new(begin.to_string(), 0)
    }
}

impl Round {
    fn new(begin: String, missing_before: u64) -> Self {
        Self {
            after: begin.clone(),
            begin,
            has_turned: false,
            missing: 0,
            missing_before,
        }
    }

    /// Up to which name it goes on from here: behind where it began all was looked at before.
    fn end(&self) -> &str {
        if self.has_turned { &self.begin } else { LAST }
    }

    /// Notes a page that was looked at, and where the next one begins. Whether the round is over.
    fn goes_on(&mut self, next: Option<String>, missing: u64) -> bool {
        self.missing += missing;
        let is_over = self.has_turned && next.as_ref().is_none_or(|next| *next >= self.begin);
        if is_over {
            *self = Self::new(std::mem::take(&mut self.begin), self.missing);
        } else {
            self.has_turned |= next.is_none();
            self.after = next.unwrap_or_default();
        }
        is_over
    }
}

/// Objects in the order of their names.
pub(super) struct ObjectPage {
    /// Name and moment, in seconds of the store's clock.
    objects: Vec<(String, i64)>,
    /// Behind which name the next page begins; none at the end.
    next: Option<String>,
}

/// Behind which name to go on after this one. Objects in folders are others', who may have many:
/// what a folder holds is passed by.
fn behind(name: &str) -> String {
    let folder_end = name.split_once('/').map(|(folder, _)| {
        // Greater than all names but strange ones, behind which it goes on one by one.
        format!("{folder}/{LAST}")
    });
    folder_end
        .filter(|end| **end > *name)
        .unwrap_or_else(|| name.to_owned())
}

impl Bucket {
    /// Removes old objects that no record names, and notices missing ones, in the next part of the
    /// bucket; a round ends with its sweep.
    pub(in crate::contents) async fn sweep(&self, records: &Records) -> Result<Survey, SweepError> {
        let now = self.now().await?;
        let mut survey = Survey::default();
        let mut round = self.round();
        for _ in 0..self.0.pages {
            let before = survey.missing;
            let part = (&*round.after, round.end());
            let compared = self.compare(records, part, now, &mut survey);
            let (next, orphans) = compared.await?;
            for name in orphans {
                self.remove(&name).await?;
            }
            let is_over = round.goes_on(next, survey.missing - before);
            let mut kept = self.0.round.lock().unwrap_or_else(PoisonError::into_inner);
            *kept = round.clone();
            if is_over {
                break;
            }
        }
        survey.missing_of_all = round.missing.max(round.missing_before);
        Ok(survey)
    }

    /// Looks at the whole bucket.
    pub(in crate::contents) async fn survey(
        &self,
        records: &Records,
    ) -> Result<Survey, SweepError> {
        let now = self.now().await?;
        let mut survey = Survey::default();
        let mut after = Some(String::new());
        while let Some(from) = after {
            let compared = self.compare(records, (&from, LAST), now, &mut survey);
            (after, _) = compared.await?;
        }
        Ok(survey)
    }

    /// Compares the objects of one page, those not behind `end`, with the records; where the next
    /// page begins, and the orphans.
    async fn compare(
        &self,
        records: &Records,
        (after, end): (&str, &str),
        now: i64,
        survey: &mut Survey,
    ) -> Result<(Option<String>, Vec<String>), SweepError> {
        let page = self.page(after).await?;
        let there: BTreeSet<&str> = page.objects.iter().map(|(name, _)| &**name).collect();
        let until = page.next.as_deref().unwrap_or(LAST).min(end);
        let mut known = BTreeSet::new();
        let mut behind = after.to_owned();
        loop {
            let named = records.segments_between(&behind, until, PAGE).await?;
            let Some(last) = named.last() else { break };
            behind.clone_from(last);
            for name in named {
                survey.named += 1;
                if there.contains(&*name) {
                    known.insert(name);
                } else if self.is_missing(records, &name).await? {
                    survey.misses(name);
                }
            }
        }
        let orphans: Vec<String> = page
            .objects
            .iter()
            .filter(|(name, _)| **name <= *until)
            .filter(|(name, at)| Key::is_one(name) && !known.contains(name) && at + GRACE <= now)
            .map(|(name, _)| name.clone())
            .collect();
        survey.orphans += orphans.len() as u64;
        Ok((page.next, orphans))
    }

    /// Whether an object is still not there and its record still is: both may be new.
    async fn is_missing(&self, records: &Records, name: &str) -> Result<bool, SweepError> {
        match self.written_at(name).await {
            Ok(_) => Ok(false),
            Err(ContentsError::Missing(_)) => Ok(records.segment_is_used(name).await?),
            Err(error) => Err(error.into()),
        }
    }

    /// The objects behind a name, ours and others'.
    pub(super) async fn page(&self, after: &str) -> Result<ObjectPage, ContentsError> {
        let prefix = (!self.0.prefix.as_ref().is_empty()).then_some(&self.0.prefix);
        let listed = if after.is_empty() {
            self.0.store.list(prefix)
        } else {
            self.0
                .store
                .list_with_offset(prefix, &self.as_listed(after)?)
        };
        let found: Vec<ObjectMeta> = listed.take(PAGE as usize).try_collect().await?;
        let mut objects = Vec::with_capacity(found.len());
        for object in &found {
            objects.push((self.name(object), object.last_modified.timestamp()));
        }
        let last = objects.last().filter(|_| objects.len() == PAGE as usize);
        let next = last.map(|(name, _)| behind(name));
        if next.as_deref().is_some_and(|next| next <= after) {
            return Err(ContentsError::Unordered);
        }
        Ok(ObjectPage { objects, next })
    }

    /// The whole name of a listed object, letter by letter: names of others may hold what those of
    /// ours do not.
    fn as_listed(&self, name: &str) -> Result<Path, ContentsError> {
        let prefix = self.0.prefix.as_ref();
        let between = if prefix.is_empty() { "" } else { "/" };
        let whole = Path::parse(format!("{prefix}{between}{name}"));
        whole.map_err(|error| object_store::Error::from(error).into())
    }

    /// An object's name behind our prefix.
    fn name(&self, object: &ObjectMeta) -> String {
        let (prefix, path) = (self.0.prefix.as_ref(), object.location.as_ref());
        let name = path.strip_prefix(prefix).unwrap_or(path);
        name.strip_prefix('/').unwrap_or(name).to_owned()
    }

    /// When an object was written, in seconds of the store's clock.
    pub(super) async fn written_at(&self, name: &str) -> Result<i64, ContentsError> {
        let found = self.0.store.head(&self.path(name)).await;
        let found = found.map_err(|error| about(name, error))?;
        Ok(found.last_modified.timestamp())
    }

    /// The store's clock, by which objects are old or new: ours may be wrong.
    async fn now(&self) -> Result<i64, ContentsError> {
        let name = self.put(PutPayload::default()).await?;
        let at = self.written_at(&name).await;
        self.remove(&name).await?;
        at
    }

    fn round(&self) -> Round {
        let round = self.0.round.lock();
        round.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The same one, of which a sweep looks at so many pages.
    #[cfg(test)]
    pub(in crate::contents) fn swept_by(mut self, pages: u32) -> Self {
        std::sync::Arc::get_mut(&mut self.0).unwrap().pages = pages;
        self
    }
}
