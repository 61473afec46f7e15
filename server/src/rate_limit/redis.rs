//! Counts that all servers share, in Redis; while it is away, in this process with the same numbers.
//!
//! A decision over several keys is one script, so it is whole however many servers ask at once. The time
//! is Redis' own, which all servers share too. Every key ends by itself. A Redis that cannot be used delays a
//! request by a fifth of a second at most, and one request a second; it never lets everything through.

use std::{
    sync::{LazyLock, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use entity::clock::Clock;
use redis::{FromRedisValue, Script, ScriptInvocation};
use worker::redis_client::{Address, Connection, Trouble};

use super::{Act, Denied, FAILURES_LAST, Question, memory::MemoryStore};

/// A Redis that is away is asked again after so many microseconds, by one request.
const ASK_AGAIN: u64 = 1_000_000;
/// The time limit of a key whose end is judged by a clock that is moved by hand, in milliseconds: Redis'
/// own clock goes on meanwhile, and must not end it early.
const BY_HAND_MILLIS: u64 = 24 * 60 * 60 * 1_000;

/// The sums of `gcra.rs`, over all keys of a decision. ARGV: act, cost, the time or nothing, the time
/// limit of keys by a clock moved by hand; then interval and burst of each key. Answers which key denies
/// with the longest wait, counted from 1, or 0; and that wait, or how long the fullest bucket lasts. Numbers are written with `%.0f`: an instant
/// has more digits than Lua shows by itself.
static DECIDE: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        r"
        local act, cost, now = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3])
        local shortest = now and tonumber(ARGV[4]) or 1
        if not now then
            local time = redis.call('TIME')
            now = tonumber(time[1]) * 1000000 + tonumber(time[2])
        end
        local after, denied, longest, fullest = {}, 0, 0, 0
        for i, key in ipairs(KEYS) do
            local interval, burst = tonumber(ARGV[2 * i + 3]), tonumber(ARGV[2 * i + 4])
            local full = now + interval * burst
            local arrival = tonumber(redis.call('GET', key) or 0) or 0
            arrival = math.max(now, math.min(arrival, full))
            after[i] = arrival + interval * cost
            fullest = math.max(fullest, after[i] - now)
            if act == 'charge' then
                after[i] = math.min(after[i], full)
            elseif act == 'refund' then
                after[i] = math.max(now, arrival - interval * cost)
            elseif after[i] > full then
                local wait = math.max(0, arrival + interval * math.min(cost, burst) - full)
                if cost > burst then wait = math.max(wait, interval) end
                if wait > longest then denied, longest = i, wait end
            end
        end
        if denied == 0 and act ~= 'peek' then
            for i, key in ipairs(KEYS) do
                if after[i] > now then
                    local millis = math.max(shortest, math.ceil((after[i] - now) / 1000))
                    redis.call('SET', key, string.format('%.0f', after[i]), 'PX', string.format('%.0f', millis))
                else
                    redis.call('DEL', key)
                end
            end
        end
        return {denied, denied == 0 and fullest or longest}",
    )
});

/// Counts a failure. ARGV: the time or nothing, how long a count lasts. Under the key stand the count and
/// its end, so that a clock moved by hand can end it, too.
static COUNT: LazyLock<Script> = LazyLock::new(|| {
    Script::new(
        r"
        local now, lasts = tonumber(ARGV[1]), tonumber(ARGV[2])
        if not now then
            local time = redis.call('TIME')
            now = tonumber(time[1]) * 1000000 + tonumber(time[2])
        end
        local count, ends = string.match(redis.call('GET', KEYS[1]) or '', '^(%d+) (%d+)$')
        count = ends and tonumber(ends) > now and tonumber(count) + 1 or 1
        local value = string.format('%d %.0f', count, now + lasts)
        redis.call('SET', KEYS[1], value, 'PX', string.format('%.0f', math.ceil(lasts / 1000)))
        return count",
    )
});

static FORGET: LazyLock<Script> = LazyLock::new(|| Script::new("return redis.call('DEL', KEYS[1])"));

/// Why Redis is away, and when it was last asked, in microseconds.
struct Away {
    trouble: Trouble,
    asked: u64,
}

/// Counts in Redis, and in memory while it is away.
pub(super) struct RedisStore {
    connection: Connection,
    /// The clock is moved by hand, so Redis' own tells nothing.
    is_by_hand: bool,
    patience: Duration,
    fallback: MemoryStore,
    away: Mutex<Option<Away>>,
}

impl RedisStore {
    /// A store that connects when it is first asked; Redis may be away until then, and after.
    pub(super) fn new(address: Address, clock: &Clock, patience: Duration) -> Self {
        Self {
            connection: Connection::new(address),
            is_by_hand: matches!(clock, Clock::Manual(_)),
            patience,
            fallback: MemoryStore::new(),
            away: Mutex::default(),
        }
    }

    /// Decides over all keys at once: each has room, or none is charged. Answers how long the fullest lasts.
    pub(super) async fn decide(&self, question: &Question<'_>) -> Result<u64, Denied> {
        let Question { act, keys, cost, now } = *question;
        let mut script = DECIDE.prepare_invoke();
        script.arg(match act {
            Act::Take => "take",
            Act::Peek => "peek",
            Act::Charge => "charge",
            Act::Refund => "refund",
        });
        script.arg(cost).arg(self.time(now)).arg(BY_HAND_MILLIS);
        for key in keys {
            script.key(self.key(&key.text)).arg(key.quota.interval).arg(key.quota.burst);
        }
        match self.ask::<(usize, u64)>(&script, now).await {
            None => self.fallback.decide(question),
            Some((0, fullest)) => Ok(fullest),
            Some((denied, wait)) => Err(Denied { index: denied - 1, wait }),
        }
    }

    /// Counts one more failure; answers how many there are, each less than a day after the one before.
    pub(super) async fn count_failure(&self, key: &str, now: u64) -> u32 {
        let mut script = COUNT.key(self.key(key));
        script.arg(self.time(now)).arg(FAILURES_LAST);
        let counted = self.ask(&script, now).await;
        counted.unwrap_or_else(|| self.fallback.count_failure(key, now))
    }

    /// Forgets what is counted under a key, here and there.
    pub(super) async fn forget(&self, key: &str, now: u64) {
        self.fallback.forget(key);
        self.ask::<u64>(&FORGET.key(self.key(key)), now).await;
    }

    fn key(&self, name: &str) -> String {
        self.connection.address().key(name)
    }

    fn time(&self, now: u64) -> String {
        if self.is_by_hand { now.to_string() } else { String::new() }
    }

    /// Redis' answer, or `None` while it is away.
    async fn ask<T: FromRedisValue>(&self, script: &ScriptInvocation<'_>, now: u64) -> Option<T> {
        if !self.may_ask(now) {
            return None;
        }
        // What got lost with a connection that broke may be charged twice.
        match self.connection.script(self.patience, script).await {
            Ok(answer) => {
                self.note_back();
                Some(answer)
            }
            Err(trouble) => {
                self.note_away(now, &trouble);
                None
            }
        }
    }

    fn may_ask(&self, now: u64) -> bool {
        let mut away = lock(&self.away);
        let Some(away) = away.as_mut() else { return true };
        // In either direction: a clock may be set back.
        let may_ask = now.abs_diff(away.asked) >= ASK_AGAIN;
        if may_ask {
            away.asked = now;
        }
        may_ask
    }

    fn note_back(&self) {
        if lock(&self.away).take().is_some() {
            tracing::info!("limits are counted in Redis again, by all servers together");
        }
    }

    /// Whether the last question had to be answered without Redis.
    pub(super) fn is_away(&self) -> bool {
        lock(&self.away).is_some()
    }

    fn note_away(&self, now: u64, trouble: &Trouble) {
        let before = lock(&self.away).replace(Away { trouble: trouble.clone(), asked: now });
        // Once for each reason: what is said first may not be what has to be mended.
        if before.is_none_or(|before| before.trouble != *trouble) {
            tracing::warn!(
                cause = %trouble,
                remedy = trouble.remedy(),
                "limits are counted without Redis: until it can be used, this server counts by itself"
            );
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
