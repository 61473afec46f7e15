//! One connection to Redis, shared by all callers. It is opened when it is first needed, and replaced when it
//! is no longer usable: broken, silent, or to a server that takes no writes.
//!
//! An attempt to connect continues when its caller is gone, so a slow one is made only once. Nothing here
//! retries by itself: each request without a connection makes one attempt, or waits for the one under way.

use std::{
    future::Future,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use super::{Address, Trouble};
use futures_util::{
    FutureExt,
    future::{BoxFuture, Shared},
};
use redis::{
    AsyncConnectionConfig, Cmd, ErrorKind, FromRedisValue, Pipeline, RedisError, RedisFuture,
    ScriptInvocation, Value,
    aio::{ConnectionLike, MultiplexedConnection},
};

/// Timeout of one attempt to connect, including Sentinels and TLS.
const CONNECT: Duration = Duration::from_secs(5);
/// Timeout of one command. Callers with a shorter limit give up earlier.
const RESPONSE: Duration = Duration::from_secs(5);
/// A connection that replaces itself.
#[derive(Clone)]
pub struct Connection(Arc<Inner>);

struct Inner {
    address: Address,
    line: Mutex<Line>,
}

/// The attempt whose result is in use.
#[derive(Default)]
struct Line {
    attempt: Option<Attempt>,
    /// The number of the attempt, so that a failure does not discard a newer one.
    number: u64,
}

type Attempt = Shared<BoxFuture<'static, Result<MultiplexedConnection, RedisError>>>;

impl Connection {
    /// A connection that is opened by the first request.
    #[must_use]
    pub fn new(address: Address) -> Self {
        Self(Arc::new(Inner { address, line: Mutex::default() }))
    }

    /// The address that it connects to.
    #[must_use]
    pub fn address(&self) -> &Address {
        &self.0.address
    }

    /// Runs a script within `limit`.
    pub async fn script<T: FromRedisValue>(
        &self,
        limit: Duration,
        script: &ScriptInvocation<'_>,
    ) -> Result<T, Trouble> {
        self.ask(limit, async |mut connection: Self| script.invoke_async(&mut connection).await).await
    }

    /// Runs a pipeline within `limit`.
    pub async fn pipeline<T: FromRedisValue>(
        &self,
        limit: Duration,
        pipeline: &Pipeline,
    ) -> Result<T, Trouble> {
        self.ask(limit, async |mut connection: Self| pipeline.query_async(&mut connection).await).await
    }

    /// Sends a request within `limit`. If the connection turns out to be unusable, the request is repeated
    /// once on another one, so it may be carried out twice.
    pub async fn ask<T, F: Future<Output = Result<T, RedisError>>>(
        &self,
        limit: Duration,
        question: impl Fn(Self) -> F,
    ) -> Result<T, Trouble> {
        // Only a connection from before this request can have gone stale. A new one that fails would fail
        // again.
        let made = self.line().made();
        let answer = async {
            match question(self.clone()).await {
                // The connection broke since the last request, or its server has changed its role.
                Err(error) if made.is_some() && is_of_no_use(&error) => question(self.clone()).await,
                answer => answer,
            }
        };
        if let Ok(answer) = tokio::time::timeout(limit, answer).await {
            return answer.map_err(|error| Trouble::of(&error));
        }
        // A connection that was opened for this request had less time than `limit`. It stays, and the next
        // request tests it.
        if let Some(number) = made {
            self.leave(number);
        }
        Err(Trouble::Silent)
    }

    /// A connection, and the number of its attempt.
    async fn get(&self) -> Result<(MultiplexedConnection, u64), RedisError> {
        let (attempt, number) = self.attempt();
        match attempt.await {
            Ok(connection) => Ok((connection, number)),
            Err(error) => {
                self.leave(number);
                Err(error)
            }
        }
    }

    fn attempt(&self) -> (Attempt, u64) {
        let mut line = self.line();
        if let Some(attempt) = &line.attempt {
            return (attempt.clone(), line.number);
        }
        let address = self.0.address.clone();
        let connecting = async move {
            let config = AsyncConnectionConfig::new()
                .set_connection_timeout(Some(CONNECT))
                .set_response_timeout(Some(RESPONSE));
            let connected = tokio::time::timeout(CONNECT, address.connect(&config)).await;
            connected.unwrap_or_else(|_| Err(std::io::Error::from(std::io::ErrorKind::TimedOut).into()))
        };
        // A caller may give up earlier than a slow connection takes. On a task of its own, it is made all the
        // same.
        #[expect(clippy::disallowed_methods, reason = "it ends by its timeout, and its callers await it")]
        let connecting = tokio::spawn(connecting).map(|connected| {
            connected
                .unwrap_or_else(|_| Err((ErrorKind::Client, "the attempt to connect was cancelled").into()))
        });
        let attempt = connecting.boxed().shared();
        line.number += 1;
        line.attempt = Some(attempt.clone());
        (attempt, line.number)
    }

    fn leave(&self, number: u64) {
        let mut line = self.line();
        if line.number == number {
            line.attempt = None;
        }
    }

    fn line(&self) -> MutexGuard<'_, Line> {
        self.0.line.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn judge<T>(&self, number: u64, answer: Result<T, RedisError>) -> Result<T, RedisError> {
        if let Err(error) = &answer
            && is_of_no_use(error)
        {
            self.leave(number);
        }
        answer
    }
}

impl Line {
    /// The number of the attempt, if it has finished.
    fn made(&self) -> Option<u64> {
        self.attempt.as_ref().filter(|attempt| attempt.peek().is_some()).map(|_| self.number)
    }
}

fn is_of_no_use(error: &RedisError) -> bool {
    error.is_unrecoverable_error() || Trouble::of(error).ends_connection()
}

/// The interface that the driver's scripts and pipelines, and apalis, use.
impl ConnectionLike for Connection {
    fn req_packed_command<'a>(&'a mut self, cmd: &'a Cmd) -> RedisFuture<'a, Value> {
        async move {
            let (mut connection, number) = self.get().await?;
            // The driver returns a refusal as a value, which `judge` must see as an error.
            let answer = connection.send_packed_command(cmd).await.and_then(Value::extract_error);
            self.judge(number, answer)
        }
        .boxed()
    }

    fn req_packed_commands<'a>(
        &'a mut self,
        pipeline: &'a Pipeline,
        offset: usize,
        count: usize,
    ) -> RedisFuture<'a, Vec<Value>> {
        async move {
            let (mut connection, number) = self.get().await?;
            let answer = connection.send_packed_commands(pipeline, offset, count).await;
            let answer = answer.and_then(|values| values.into_iter().map(Value::extract_error).collect());
            self.judge(number, answer)
        }
        .boxed()
    }

    fn get_db(&self) -> i64 {
        // The driver asks only for its transactions, which are not used here.
        0
    }
}
