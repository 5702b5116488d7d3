//! One `fdatasync` for all who wait.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Arc, mpsc};

use tokio::sync::oneshot;

use super::segment::Segment;
use crate::ContentsError;
use crate::gather::Gather;

/// A thread that syncs segments for whoever asks, together for all who asked meanwhile.
#[derive(Debug)]
pub(super) struct Syncer {
    requests: mpsc::Sender<Request>,
}

#[derive(Debug)]
struct Request {
    segment: Arc<Segment>,
    done: oneshot::Sender<io::Result<()>>,
}

impl Syncer {
    /// Starts the thread; it ends with the last sender.
    pub(super) fn start() -> io::Result<Self> {
        let (requests, queue) = mpsc::channel();
        std::thread::Builder::new()
            .name("contents-sync".to_owned())
            .spawn(move || serve(&queue))?;
        Ok(Self { requests })
    }

    /// Returns when all that was written to `segment` before is on disk.
    pub(super) async fn sync(&self, segment: Arc<Segment>) -> Result<(), ContentsError> {
        let (done, answer) = oneshot::channel();
        self.requests
            .send(Request { segment, done })
            .map_err(|_| ContentsError::Stopped)?;
        Ok(answer.await.map_err(|_| ContentsError::Stopped)??)
    }
}

fn serve(queue: &mpsc::Receiver<Request>) {
    let mut gather = Gather::default();
    while let Ok(first) = queue.recv() {
        gather.wait();
        let mut waiting: BTreeMap<String, Vec<Request>> = BTreeMap::new();
        for request in std::iter::once(first).chain(queue.try_iter()) {
            waiting
                .entry(request.segment.name().to_owned())
                .or_default()
                .push(request);
        }
        gather.note(waiting.values().map(Vec::len).sum());
        for requests in waiting.into_values() {
            let result = requests
                .first()
                .map_or(Ok(()), |request| request.segment.sync());
            for request in requests {
                let told = match &result {
                    Ok(()) => Ok(()),
                    Err(error) => Err(io::Error::new(error.kind(), error.to_string())),
                };
                // Who no longer waits needs no answer.
                drop(request.done.send(told));
            }
        }
    }
}
