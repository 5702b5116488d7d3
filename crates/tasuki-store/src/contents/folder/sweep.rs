//! Segments that nobody names, and names without a segment.

use super::Folder;
use crate::Records;
use crate::contents::sweep::{LAST, PAGE, Survey, SweepError};

impl Folder {
    /// Deletes segments of earlier starts in which nothing lies any more, and notices missing ones;
    /// those whose names begin with one of `writers` stay.
    pub(in crate::contents) async fn sweep(
        &self,
        records: &Records,
        writers: &[String],
    ) -> Result<Survey, SweepError> {
        let mut survey = self.survey(records).await?;
        let is_written = |segment: &str| writers.iter().any(|one| segment.starts_with(&**one));
        for segment in self.segments()? {
            if is_written(&segment) {
                continue;
            }
            if !records.segment_is_used(&segment).await? && self.delete_segment(&segment)? {
                survey.orphans += 1;
            }
        }
        Ok(survey)
    }

    /// Looks for the segments that the records name.
    pub(in crate::contents) async fn survey(
        &self,
        records: &Records,
    ) -> Result<Survey, SweepError> {
        let mut survey = Survey::default();
        let mut after = String::new();
        loop {
            let named = records.segments_between(&after, LAST, PAGE).await?;
            let Some(last) = named.last() else {
                return Ok(survey);
            };
            after.clone_from(last);
            for segment in named {
                survey.named += 1;
                // Nothing may lie in it any more, since it was read that something does.
                if !self.has_segment(&segment)? && records.segment_is_used(&segment).await? {
                    survey.misses(segment);
                }
            }
        }
    }
}
