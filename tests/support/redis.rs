//! A `redis-server` for one test. It keeps nothing on disk and listens on 127.0.0.1 only. No other Redis on
//! this machine is touched or used.

use std::process::Command;

use super::process::{Directory, Server, on_free_port, on_port, require, supervised};

/// A running `redis-server`; stopped when dropped. Its data are in memory only, so after a restart it is
/// empty.
pub(crate) struct Redis {
    server: Option<Server>, // before `directory`: fields are dropped in this order
    directory: Directory,
    port: u16,
    /// Its extra arguments.
    arguments: Vec<String>,
}

/// Prints every key of every database, with its type and its values.
const DUMP: &str = r"
    local lines = {}
    local function flat(value)
        if type(value) ~= 'table' then return tostring(value) end
        local parts = {}
        for i, part in ipairs(value) do parts[i] = flat(part) end
        return table.concat(parts, '\n  ')
    end
    for database = 0, 15 do
        redis.call('SELECT', database)
        local keys = redis.call('KEYS', '*')
        table.sort(keys)
        for _, key in ipairs(keys) do
            local kind = redis.call('TYPE', key).ok
            local value
            if kind == 'string' then value = redis.call('GET', key)
            elseif kind == 'hash' then value = redis.call('HGETALL', key)
            elseif kind == 'list' then value = redis.call('LRANGE', key, 0, -1)
            elseif kind == 'set' then value = redis.call('SMEMBERS', key)
            elseif kind == 'zset' then value = redis.call('ZRANGE', key, 0, -1, 'WITHSCORES')
            elseif kind == 'stream' then value = redis.call('XRANGE', key, '-', '+')
            else value = redis.call('DUMP', key) end
            lines[#lines + 1] = database .. ' ' .. kind .. ' ' .. key .. '\n  ' .. flat(value)
        end
    end
    return table.concat(lines, '\n')";

/// Prints the time to live and the name of every key of the first database.
const KEYS: &str = r"
    local lines = {}
    for i, key in ipairs(redis.call('KEYS', '*')) do lines[i] = redis.call('PTTL', key) .. ' ' .. key end
    table.sort(lines)
    return lines";

impl Redis {
    /// Starts one and waits until it answers.
    pub(crate) fn start() -> Self {
        Self::start_with(Directory::new("redis"), Vec::new())
    }

    /// A Sentinel that monitors one primary under the name `primary`, and never declares it down by itself.
    pub(crate) fn start_sentinel(primary: &Self) -> Self {
        let directory = Directory::new("sentinel");
        let file = directory.path().join("sentinel.conf");
        let watch = format!(
            "sentinel monitor primary 127.0.0.1 {} 1\nsentinel down-after-milliseconds primary 600000\n\
             sentinel failover-timeout primary 10000\n",
            primary.port
        );
        std::fs::write(&file, watch).expect("a file");
        Self::start_with(directory, vec![file.display().to_string(), "--sentinel".to_owned()])
    }

    /// Starts one with extra settings. The files that they name may be in `directory`.
    pub(crate) fn start_with(directory: Directory, arguments: Vec<String>) -> Self {
        require("redis-server");
        require("redis-cli");
        let (server, port) = on_free_port(|port| launch(&directory, port, &arguments));
        Self { server: Some(server), directory, port, arguments }
    }

    /// The port that it listens on.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Its URL for a user: `redis://NAME:PASSWORD@127.0.0.1:PORT`.
    pub(crate) fn url_for(&self, user: &str, password: &str) -> String {
        format!("redis://{user}:{password}@127.0.0.1:{}", self.port)
    }

    /// Its URL: `redis://127.0.0.1:PORT`.
    pub(crate) fn url(&self) -> String {
        format!("redis://127.0.0.1:{}", self.port)
    }

    /// Kills it (`SIGKILL`), like a crash. Connections are refused until [`Self::restart`].
    pub(crate) fn kill(&mut self) {
        self.server = None;
    }

    /// Starts it, empty, on the same port. Kills it first if it is running.
    pub(crate) fn restart(&mut self) {
        self.kill();
        self.server = Some(on_port(self.port, |port| launch(&self.directory, port, &self.arguments)));
    }

    /// Deletes every key of every database.
    pub(crate) fn flush_all(&self) {
        self.ask(&["FLUSHALL", "SYNC"]);
    }

    /// All keys and values of all databases as text, to search for what must not be there.
    pub(crate) fn dump(&self) -> String {
        self.ask(&["EVAL", DUMP, "0"])
    }

    /// The names of all keys of the first database, each with its time to live in milliseconds; -1 if it
    /// never expires.
    pub(crate) fn keys(&self) -> Vec<(String, i64)> {
        let keys = self.ask(&["EVAL", KEYS, "0"]);
        let line = |line: &str| {
            let (millis, key) = line.split_once(' ')?;
            Some((key.to_owned(), millis.parse().ok()?))
        };
        keys.lines().filter(|text| !text.is_empty()).map(|text| line(text).expect("a key")).collect()
    }

    /// How many commands it has executed, including those inside scripts and this request itself.
    pub(crate) fn commands(&self) -> u64 {
        let stats = self.ask(&["INFO", "commandstats"]);
        let calls = stats.lines().filter_map(|line| line.split_once("calls=")?.1.split(',').next());
        calls.map(|calls| calls.parse::<u64>().expect("a number")).sum()
    }

    /// Sets a key.
    pub(crate) fn set(&self, key: &str, value: &str) {
        self.ask(&["SET", key, value]);
    }

    /// Logs every command that it gets from now on to `log` in `directory`.
    pub(crate) fn monitor(&self, directory: &Directory) -> Server {
        let mut command = supervised("redis-cli", "KILL");
        command.args(["-h", "127.0.0.1", "-p", &self.port.to_string(), "MONITOR"]);
        let log = directory.path().join("log");
        let listens = |_| std::fs::read(&log).is_ok_and(|said| said.starts_with(b"OK"));
        Server::launch(command, directory.path(), "KILL", listens).expect("redis-cli listens")
    }

    /// Makes it a replica of another one, which discards its data.
    pub(crate) fn follow(&self, primary: &Self) {
        self.ask(&["REPLICAOF", "127.0.0.1", &primary.port.to_string()]);
    }

    /// Promotes it to a primary.
    pub(crate) fn lead(&self) {
        self.ask(&["REPLICAOF", "NO", "ONE"]);
    }

    /// Like [`Self::ask`], but returns why there is no answer.
    pub(crate) fn try_ask(&self, words: &[&str]) -> Result<String, String> {
        ask(self.port, words)
    }

    /// Runs a command with `redis-cli` and returns its output.
    pub(crate) fn ask(&self, words: &[&str]) -> String {
        self.try_ask(words).unwrap_or_else(|failure| panic!("redis on port {}: {failure}", self.port))
    }
}

fn launch(directory: &Directory, port: u16, arguments: &[String]) -> Result<Server, String> {
    let mut command = supervised("redis-server", "KILL");
    // A configuration file must be the first argument.
    command.args(arguments).args(["--bind", "127.0.0.1", "--port", &port.to_string()]);
    if !arguments.iter().any(|argument| argument == "--sentinel") {
        command.args(["--save", "", "--appendonly", "no"]);
    }
    command.arg("--dir").arg(directory.path());
    // Checks the process id in its answer, so that another server on that port cannot answer.
    Server::launch(command, directory.path(), "KILL", |number| {
        ask(port, &["INFO", "server"]).is_ok_and(|info| info.contains(&format!("process_id:{number}\r\n")))
    })
}

fn ask(port: u16, words: &[&str]) -> Result<String, String> {
    let output = Command::new("redis-cli")
        .args(["-h", "127.0.0.1", "-p", &port.to_string(), "-e", "--raw"])
        .args(words)
        .output()
        .map_err(|failure| format!("redis-cli: {failure}"))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).trim().to_owned());
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}
