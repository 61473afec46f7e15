//! Counts in Redis, which all servers share; while it is unavailable, in this process with the same numbers.
//!
//! A decision over several keys is one script, so it is atomic. The time is Redis' own, which all servers
//! share, too. Every key expires by itself. An unavailable Redis delays one request a second, by at most a
//! fifth of a second; the others are counted here at once. No limit is ever lifted because of it.

use std::{
    sync::{LazyLock, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use entity::clock::Clock;
use redis::{FromRedisValue, Script, ScriptInvocation};
use worker::redis_client::{Address, Connection, Trouble};

use super::{Act, Denied, FAILURES_LAST, Question, memory::MemoryStore};

/// Microseconds between two attempts to reach an unavailable Redis, each made by one request.
const ASK_AGAIN: u64 = 1_000_000;
/// How long keys last, in milliseconds, if the clock is set by hand: Redis' own clock runs on meanwhile, and
/// must not expire them early.
const BY_HAND_MILLIS: u64 = 24 * 60 * 60 * 1_000;

/// The computations of `gcra.rs`, over all keys of a decision.
///
/// ARGV: act, cost, the time or nothing, the lifetime of keys if the clock is set by hand; then interval and
/// burst of each key. Returns which key denies with the longest wait, counted from 1, or 0; and that wait, or
/// the time until the fullest bucket is empty. Numbers are written with `%.0f`, because Lua would shorten an
/// instant.
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

/// Counts a failure. ARGV: the time or nothing, the lifetime of a count. The value has the count and its end,
/// so that a clock that is set by hand can end it, too.
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

/// Why Redis is unavailable, and when it was last asked, in microseconds.
struct Away {
    trouble: Trouble,
    asked: u64,
}

/// Counts in Redis, and in memory while Redis is unavailable.
pub(super) struct RedisStore {
    connection: Connection,
    /// The clock is set by hand, so the script must not use Redis' own.
    is_by_hand: bool,
    timeout: Duration,
    fallback: MemoryStore,
    away: Mutex<Option<Away>>,
}

impl RedisStore {
    /// Creates a store that connects when it is first asked. Redis may be unavailable at any time.
    pub(super) fn new(address: Address, clock: &Clock, timeout: Duration) -> Self {
        Self {
            connection: Connection::new(address),
            is_by_hand: matches!(clock, Clock::Manual(_)),
            timeout,
            fallback: MemoryStore::new(),
            away: Mutex::default(),
        }
    }

    /// Decides over all keys at once: all have room, or none is charged. Returns the time until the fullest
    /// bucket is empty, in microseconds.
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

    /// Counts another failure. Returns how many there are, each less than a day after the one before.
    pub(super) async fn count_failure(&self, key: &str, now: u64) -> u32 {
        let mut script = COUNT.key(self.key(key));
        script.arg(self.time(now)).arg(FAILURES_LAST);
        let counted = self.ask(&script, now).await;
        counted.unwrap_or_else(|| self.fallback.count_failure(key, now))
    }

    /// Resets a key, in Redis and in memory.
    pub(super) async fn forget(&self, key: &str, now: u64) {
        // Also in memory, where this server may have counted while Redis was unavailable.
        self.fallback.forget(key);
        self.ask::<u64>(&FORGET.key(self.key(key)), now).await;
    }

    fn key(&self, name: &str) -> String {
        self.connection.address().key(name)
    }

    fn time(&self, now: u64) -> String {
        // Without a time, the script uses Redis' own clock, which all servers share.
        if self.is_by_hand { now.to_string() } else { String::new() }
    }

    /// Redis' answer, or `None` while it is unavailable.
    async fn ask<T: FromRedisValue>(&self, script: &ScriptInvocation<'_>, now: u64) -> Option<T> {
        if !self.may_ask(now) {
            return None;
        }
        // On a broken connection the script is sent once more on a new one, so a charge may count twice.
        match self.connection.script(self.timeout, script).await {
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
        // In either direction, because a clock may be set back.
        let may_ask = now.abs_diff(away.asked) >= ASK_AGAIN;
        if may_ask {
            away.asked = now;
        }
        may_ask
    }

    fn note_back(&self) {
        if lock(&self.away).take().is_some() {
            tracing::info!("rate limits are counted in Redis again");
        }
    }

    /// Whether the last question was answered without Redis.
    pub(super) fn is_away(&self) -> bool {
        lock(&self.away).is_some()
    }

    fn note_away(&self, now: u64, trouble: &Trouble) {
        let before = lock(&self.away).replace(Away { trouble: trouble.clone(), asked: now });
        // Once for each reason: the first one may not be the one to fix.
        if before.is_none_or(|before| before.trouble != *trouble) {
            tracing::warn!(
                cause = %trouble,
                remedy = trouble.remedy(),
                "rate limits are counted without Redis: this server counts by itself until Redis is available again"
            );
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
