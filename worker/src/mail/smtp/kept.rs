//! Idle conversations that are kept for the next mail, which saves connecting, greeting, TLS and AUTH.
//!
//! Only a conversation whose last mail was accepted is kept, for a few seconds and for a limited number of
//! mails. The relay may close it at any time; then nothing of the next mail was sent. There are never more of
//! them than there were mails under way at a time. [`super::conversation`] does the talking.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use super::conversation::Conversation;

/// How long a conversation is kept idle: relays close idle connections, and serve other clients instead.
const IDLE: Duration = Duration::from_secs(3);
/// The most mails in one conversation: relays end long ones, and the relay's name may point elsewhere by now.
const MAILS: u32 = 100;

/// The idle conversations with one relay.
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
    /// Keeps a conversation for the next mail.
    pub(super) fn keep(&self, conversation: Conversation) {
        self.waiting().push(Waiting { conversation, since: Instant::now() });
    }

    /// Takes the most recently used conversation that the relay has not closed.
    pub(super) fn take(&self) -> Option<Conversation> {
        let mut waiting = self.waiting();
        // The last one in use is the one that the relay is least likely to have closed. The others end when
        // they are idle.
        while let Some(last) = waiting.iter().rposition(|waiting| !waiting.is_over()) {
            let Waiting { mut conversation, .. } = waiting.remove(last);
            if conversation.is_open() {
                return Some(conversation);
            }
        }
        None
    }

    /// Sends QUIT in conversations that were idle too long or have reached their number of mails.
    pub(super) async fn end_idle(&self) {
        self.end(Waiting::is_over).await;
    }

    /// Sends QUIT in all conversations.
    pub(super) async fn end_all(&self) {
        self.end(|_| true).await;
    }

    /// Whether there is any.
    pub(super) fn is_empty(&self) -> bool {
        self.waiting().is_empty()
    }

    /// Drops all conversations without QUIT, because the relay does not answer.
    pub(super) fn forget(&self) {
        self.waiting().clear();
    }

    async fn end(&self, is_over: impl Fn(&Waiting) -> bool) {
        // Taken out first, because the lock must not be held while relays are waited for.
        let over: Vec<_> = self.waiting().extract_if(.., |waiting| is_over(&*waiting)).collect();
        futures_util::future::join_all(over.into_iter().map(|waiting| waiting.conversation.end())).await;
    }

    fn waiting(&self) -> MutexGuard<'_, Vec<Waiting>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
