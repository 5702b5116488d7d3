//! Segments that nobody names, and names without a segment.

use super::Folder;
use crate::contents::sweep::{LAST, PAGE, Survey, SweepError};
use crate::{Records, StoreError};

impl Folder {
    /// Deletes segments of earlier starts in which nothing lies any more, and notices missing ones;
    /// those whose names begin with one of `writers` stay, which is asked behind the list.
    pub(in crate::contents) async fn sweep(
        &self,
        records: &Records,
        writers: impl Future<Output = Result<Vec<String>, StoreError>>,
    ) -> Result<Survey, SweepError> {
        let segments = self.segments()?;
        let writers = writers.await?;
        let is_written = |segment: &str| writers.iter().any(|one| segment.starts_with(&**one));
        let mut orphans = 0;
        for segment in segments.iter().filter(|segment| !is_written(segment)) {
            if !records.segment_is_used(segment).await? && self.delete_segment(segment)? {
                orphans += 1;
            }
        }
        let survey = self.survey(records).await?;
        Ok(Survey { orphans, ..survey })
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::records::tests as testing;

    #[tokio::test]
    async fn what_a_process_writes_that_begins_during_a_sweep_stays() {
        let files = tempfile::tempdir().unwrap();
        let (_place, records) = testing::records().await;
        let open = |prefix| Folder::open(files.path(), prefix, 1 << 20).unwrap();
        let (before, sweeping, beginning) = (open("0"), open("a"), open("b"));
        drop(before.begin(1).unwrap());
        let mut draft = None;
        let writers = async {
            // It begins while the answer that does not name it is on its way.
            draft = Some(beginning.begin(3).unwrap());
            Ok(vec!["a".to_owned()])
        };
        let found = sweeping.sweep(&records, writers).await.unwrap();
        assert_eq!(found.orphans, 1);
        let mut draft = draft.unwrap();
        draft.write(b"new").unwrap();
        let place = draft.finish().await.unwrap();
        assert_eq!(open("c").read(&place, 0, 3).await.unwrap(), "new");

        // One that began before the list is told.
        let writers = std::future::ready(Ok(vec!["b".to_owned()]));
        assert_eq!(sweeping.sweep(&records, writers).await.unwrap().orphans, 0);
        assert_eq!(open("c").read(&place, 0, 3).await.unwrap(), "new");
    }
}
