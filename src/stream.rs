//! Work on all cores over items that come one by one: the answers stand in the
//! order of the items, and no more is held in memory than a bounded part.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread::JoinHandle;

/// So many places has the queue of items that are worked on or wait for
/// those before them. An item takes one place, and one more for each
/// [`PLACE`] of its bytes.
const PLACES: usize = 256;

/// The bytes that one place stands for; all places together are 4 MB.
const PLACE: usize = 16 << 10;

/// Does `work` on every item, on the threads of Rayon's global pool, and gives
/// the answers in the order of the items.
///
/// `items` is read on a thread of its own, never further ahead than a queue of
/// a few megabytes allows, whereby `weight` says how many bytes an item holds.
/// An answer can be had as soon as it and those before it are there, also
/// when no further item comes. A panic of `items` or of `work` goes on in the
/// thread that takes the answers.
pub fn in_order<T, U>(
    items: impl Iterator<Item = T> + Send + 'static,
    weight: impl Fn(&T) -> usize + Send + 'static,
    work: impl Fn(T) -> U + Send + Sync + 'static,
) -> InOrder<U>
where
    T: Send + 'static,
    U: Send + 'static,
{
    let (queue, answers) = sync_channel(PLACES);
    let work = Arc::new(work);
    let feeder = std::thread::spawn(move || {
        for item in items {
            let (sender, answer) = sync_channel(1);
            let more = weight(&item) / PLACE;
            if queue.send(Some(answer)).is_err() {
                return;
            }
            let work = Arc::clone(&work);
            rayon::spawn_fifo(move || {
                let answer = catch_unwind(AssertUnwindSafe(|| work(item)));
                // Nobody waits for it when the run has ended before its time.
                let _ = sender.send(answer);
            });
            // The work has begun: what is larger than the queue must not wait
            // for places that nobody frees before it is done.
            if (0..more).any(|_| queue.send(None).is_err()) {
                return;
            }
        }
    });
    InOrder { answers, feeder: Some(feeder) }
}

/// An answer to come, or a place that the item before it takes as well.
type Place<U> = Option<Receiver<std::thread::Result<U>>>;

/// The answers of [`in_order`].
pub struct InOrder<U> {
    answers: Receiver<Place<U>>,
    feeder: Option<JoinHandle<()>>,
}

impl<U> Iterator for InOrder<U> {
    type Item = U;

    fn next(&mut self) -> Option<U> {
        while let Ok(place) = self.answers.recv() {
            if let Some(answer) = place.and_then(|answer| answer.recv().ok()) {
                return Some(answer.unwrap_or_else(|panic| resume_unwind(panic)));
            }
        }
        if let Some(Err(panic)) = self.feeder.take().map(JoinHandle::join) {
            resume_unwind(panic);
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use super::*;

    #[test]
    fn answers_stand_in_the_order_of_the_items() {
        let slow = |n: u64| {
            std::thread::sleep(Duration::from_micros(n * 7 % 11 * 50));
            n * n
        };
        let answers: Vec<u64> = in_order(0..500, |_| 1, slow).collect();
        assert_eq!(answers, (0..500).map(|n| n * n).collect::<Vec<u64>>());
    }

    #[test]
    fn no_more_is_read_than_the_queue_holds() {
        for (weight, most) in [(0, PLACES + 2), (PLACE * 9, PLACES / 10 + 2), (PLACE * 1000, 1)] {
            let read = Arc::new(AtomicUsize::new(0));
            let count = Arc::clone(&read);
            let items = (0..1000).inspect(move |_| {
                count.fetch_add(1, Ordering::SeqCst);
            });
            let mut answers = in_order(items, move |_| weight, |n| n);
            // What is not taken stays; the reader stops when the queue is full.
            let mut last = 0;
            loop {
                std::thread::sleep(Duration::from_millis(20));
                let now = read.load(Ordering::SeqCst);
                if now == last && now > 0 {
                    break;
                }
                last = now;
            }
            assert!(last <= most, "{last} items of {weight} bytes were read, more than {most}");
            assert_eq!(answers.next(), Some(0));
            assert_eq!(answers.count(), 999);
        }
    }

    #[test]
    fn an_answer_does_not_wait_for_the_next_item() {
        let (sender, items) = std::sync::mpsc::channel();
        let mut answers = in_order(items.into_iter(), |_| 1, |n: u32| n + 1);
        for n in 0..3 {
            sender.send(n).unwrap();
            assert_eq!(answers.next(), Some(n + 1));
        }
        drop(sender);
        assert_eq!(answers.next(), None);
    }

    #[test]
    fn a_panic_is_not_the_end_of_the_items() {
        for at in [0, 5] {
            let items = (0..10).inspect(move |n| assert!(*n != at, "reading"));
            let read = catch_unwind(AssertUnwindSafe(|| in_order(items, |_| 1, |n| n).count()));
            assert!(read.is_err());
            let work = move |n| assert!(n != at, "working");
            let done = catch_unwind(AssertUnwindSafe(|| in_order(0..10, |_| 1, work).count()));
            assert!(done.is_err());
        }
    }
}
