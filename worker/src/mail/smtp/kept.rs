//! Conversations that ended well, kept for the next mail: connecting, greeting, TLS and AUTH are paid for once by many.
//!
//! Only a conversation whose last mail was accepted is kept, for a moment and for so many mails. Whoever takes one knows
//! that the relay may have closed it: nothing of the next mail was sent then. What a conversation says is
//! [`super::conversation`]'s business. There are never more than mails were under way at a time.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use super::conversation::Conversation;

/// So long one waits for its next mail: relays cut off what is idle, and take other clients instead.
const IDLE: Duration = Duration::from_secs(3);
/// The most mails of one conversation: relays end those that go on and on, and a name may lead elsewhere by now.
const MAILS: u32 = 100;

/// The conversations of one relay that are kept.
#[derive(Default)]
pub(super) struct Kept(Mutex<Vec<Waiting>>);

struct Waiting {
    conversation: Conversation,
    since: Instant,
}

impl Waiting {
    fn is_over(&self) -> bool {
        self.since.elapsed() >= IDLE || self.conversation.mails() >= MAILS
    }
}

impl Kept {
    /// Keeps one.
    pub(super) fn keep(&self, conversation: Conversation) {
        self.waiting().push(Waiting { conversation, since: Instant::now() });
    }

    /// The one that was used last, of those that the relay has not closed.
    pub(super) fn take(&self) -> Option<Conversation> {
        let mut waiting = self.waiting();
        while let Some(last) = waiting.iter().rposition(|waiting| !waiting.is_over()) {
            let Waiting { mut conversation, .. } = waiting.remove(last);
            if conversation.is_open() {
                return Some(conversation);
            }
        }
        None
    }

    /// Takes leave of those that have waited long enough, or have had their share of mails.
    pub(super) async fn end_idle(&self) {
        self.end(Waiting::is_over).await;
    }

    /// Takes leave of all.
    pub(super) async fn end_all(&self) {
        self.end(|_| true).await;
    }

    /// Drops all without a word: the relay does not answer.
    pub(super) fn forget(&self) {
        self.waiting().clear();
    }

    async fn end(&self, is_over: impl Fn(&Waiting) -> bool) {
        let over: Vec<_> = self.waiting().extract_if(.., |waiting| is_over(&*waiting)).collect();
        futures_util::future::join_all(over.into_iter().map(|waiting| waiting.conversation.end())).await;
    }

    fn waiting(&self) -> MutexGuard<'_, Vec<Waiting>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
