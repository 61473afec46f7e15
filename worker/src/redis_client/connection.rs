//! One connection to Redis, shared by all who ask. It is made when it is first needed, and left at the first sign that
//! it is of no more use: broken, silent, or leading to a server that takes no writes any more.
//!
//! An attempt to connect goes on when whoever asked for it has left, so that a slow one is made once. Nothing here
//! tries again by itself: each question that finds no connection makes one attempt, or waits for that of another.

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

/// How long one attempt to connect may take, with the question to Sentinels and TLS.
const CONNECT: Duration = Duration::from_secs(5);
/// How long one command may take; those who wait less leave the connection earlier.
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
    /// Which attempt it is, so that nobody leaves a newer one than failed.
    number: u64,
}

type Attempt = Shared<BoxFuture<'static, Result<MultiplexedConnection, RedisError>>>;

impl Connection {
    /// A connection that is made at the first question.
    #[must_use]
    pub fn new(address: Address) -> Self {
        Self(Arc::new(Inner { address, line: Mutex::default() }))
    }

    /// Where it leads.
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

    /// The same for a pipeline.
    pub async fn pipeline<T: FromRedisValue>(
        &self,
        limit: Duration,
        pipeline: &Pipeline,
    ) -> Result<T, Trouble> {
        self.ask(limit, async |mut connection: Self| pipeline.query_async(&mut connection).await).await
    }

    /// Asks a question within `limit`. On a connection that was of no more use it is asked once more on another one, so
    /// what it asks for may be carried out twice.
    pub async fn ask<T, F: Future<Output = Result<T, RedisError>>>(
        &self,
        limit: Duration,
        question: impl Fn(Self) -> F,
    ) -> Result<T, Trouble> {
        let made = self.line().made();
        let answer = async {
            match question(self.clone()).await {
                // It broke since the last question, or leads elsewhere by now.
                Err(error) if made.is_some() && is_of_no_use(&error) => question(self.clone()).await,
                answer => answer,
            }
        };
        if let Ok(answer) = tokio::time::timeout(limit, answer).await {
            return answer.map_err(|error| Trouble::of(&error));
        }
        // A connection that was made only now had less time than the limit: it stays, and the next question tries it.
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
        #[expect(clippy::disallowed_methods, reason = "it ends by its limit, and whoever needs it awaits it")]
        let connecting = tokio::spawn(connecting).map(|connected| {
            connected
                .unwrap_or_else(|_| Err((ErrorKind::Client, "the attempt to connect was cut off").into()))
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
    /// The number of the attempt, once it has come to its end.
    fn made(&self) -> Option<u64> {
        self.attempt.as_ref().filter(|attempt| attempt.peek().is_some()).map(|_| self.number)
    }
}

fn is_of_no_use(error: &RedisError) -> bool {
    error.is_unrecoverable_error() || Trouble::of(error).ends_connection()
}

/// What the driver's scripts and pipelines, and apalis, are given.
impl ConnectionLike for Connection {
    fn req_packed_command<'a>(&'a mut self, cmd: &'a Cmd) -> RedisFuture<'a, Value> {
        async move {
            let (mut connection, number) = self.get().await?;
            // A refusal is a value here, and an error only for those who want to know what the value means.
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
        // Only transactions of the driver's that are not used here ask.
        0
    }
}
